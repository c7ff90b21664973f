"""Why no case was read from a text: what it tells instead, as far as that is sure."""

from __future__ import annotations

import re

from geoapp.cases.source import Source
from geoapp.model import Genre
from geoapp.texts import text

_COUNT = re.compile(r"(?<![\d.])\d+(?:余)?(?:件|宗|起)(?!套)")
_COUNTED = re.compile(r"信访|举报|投诉|交办|转办|移交")
_ACTIVITY = re.compile(
    r"(?:召开|主持)[^。;\n]{0,40}会|调研|督导|巡河|带队|一行|走访|座谈|(?:现场|实地|执法|专项|联合|监督)(?:检查|督察|督查|核查|查看)"
)
_SAYS = re.compile(r"(?:强调|要求|指出|肯定)[,:]?|讲话|同志们")
_FEWEST_COUNTS = 3


def why_nothing(source: Source, genre: Genre) -> str:
    """A sentence for the reader of a report: counts of petitions, news of a visit or meeting, or an unknown shape."""
    title = source.notice.title
    if len(_COUNT.findall(source.folded)) >= _FEWEST_COUNTS and _COUNTED.search(source.folded):
        return text("cases.only_counts", title=title)
    if genre is not Genre.OTHER and source.notice.tables:
        return text("cases.no_record", title=title)
    if _ACTIVITY.search(source.folded) and _SAYS.search(source.folded):
        return text("cases.only_activity", title=title)
    return text("cases.genre_unknown" if genre is Genre.OTHER else "cases.no_record", title=title)
