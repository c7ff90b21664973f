"""What a notice says once of all its problems: 以上问题均须于2025年6月底前完成整改。 上述问题均已完成整改。

It holds for those that say nothing of their own. 上述问题 inside the report of one problem means that problem's parts,
so only a paragraph counts that opens with such words before the first problem, or behind the beginning of the last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from geoapp.cases.deadlines import promised_deadline
from geoapp.cases.drafts import Draft
from geoapp.cases.labels import Field
from geoapp.cases.numerals import number_of
from geoapp.cases.sentences import sentences
from geoapp.cases.source import Source, Span
from geoapp.model import Genre

_ALL = (
    r"(?:(?:以上|上述|前述|以下|下列|上列|所列|这些|本期|本次|此次)[^。;,\n]{0,10}?|(?:交办|通报|反馈|发现|检查|督办|披露)的)"
    r"(?P<count>\d{1,3}|[一二三四五六七八九十]{1,3})?[个项处件起]?(?:突出|生态|环境|具体)*(?:问题|点位|事项|线索|案件|任务)"
)
_SAID = re.compile(
    rf"(?:(?:截[至止]|到)[^,。;\n]{{2,16}},|目前,|现|请|[^,。;\n]{{2,16}}(?:要求|明确),)?(?:对|就|将)?{_ALL}[^。;\n]*"
    r"|[^。;\n]{4,60}?(?:发现|存在|查出|通报)[^,。;\n]{0,8}(?:以下|下列|如下)[^,。;\n]{0,10}问题,[^。;\n]*"
)
_STATE = re.compile(
    r"(?:均|全部|都|已)[^。;\n]{0,16}(?:完成|到位|办结|销号|整改)|(?:均|全部|都)?正在[^。;\n]{0,6}(?:整改|办理|推进)"
)
# 除第3项外, and appeals to those who object, speak of others.
_NOT_ALL = re.compile(r"除[^。;\n]{2,40}外|异议|意见|部分|多数|有的|尚有|其余")
_CHARS = 160
_PROSE = (Genre.INSPECTION_BULLETIN, Genre.OTHER)


def note_for_all(source: Source, drafts: list[Draft], genre: Genre) -> None:
    """Give each draft the day and the state that the notice sets for all of them.

    Where problems have labelled fields of their own, only what counts them (以上5个问题) is meant for all.
    """
    if len(drafts) < _FEWEST or "问题" not in source.folded:
        return
    for sentence, count in _said(source, drafts):
        if genre not in _PROSE and count != len(drafts):
            continue
        sets_day = promised_deadline(source.folded, [sentence], _ANY_DAY) is not None
        tells = not sets_day and _STATE.search(source.matched(sentence)) is not None
        for draft in drafts:
            if sets_day and not draft.common:
                draft.common = [sentence]
            elif tells and not draft.state:
                draft.state = [sentence]


_FEWEST = 2
_ANY_DAY = date(2000, 1, 1)  # whether a day is set does not hang on the year


def _said(source: Source, drafts: list[Draft]) -> Iterator[tuple[Span, int | None]]:
    """Sentences about all problems at the head of a paragraph that tells none, with the number that they give."""
    told = [span[0] for draft in drafts if (span := draft.first(Field.PROBLEM)) is not None]
    first, last = min(told, default=0), max(told, default=0)
    for line in source.lines:
        if first <= line[1] and line[0] <= last:
            continue
        for sentence in sentences(source.folded, line) if _SAID.match(source.folded, *line) else ():
            said = _SAID.match(source.folded, *sentence)
            words = source.matched(sentence)
            if said is not None and len(words) <= _CHARS and not _NOT_ALL.search(words):
                yield sentence, number_of(said["count"]) if said["count"] else None
