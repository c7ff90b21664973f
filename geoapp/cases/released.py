"""Letters that let go what was watched (挂牌督办): one problem that the title names, or one a counted paragraph.

    关于解除某县城北污水处理厂超标排放问题挂牌督办的通知
    一、同意解除对某河黑臭水体的挂牌督办。已清淤3.1公里，…   三、暂不解除对…的挂牌督办。仍有26户未纳管，…

Who watched it says by letting go that it is put right.
"""

from __future__ import annotations

import re

from geoapp.cases.drafts import Draft
from geoapp.cases.labels import Field
from geoapp.cases.outline import Heading, headings, stretches
from geoapp.cases.sentences import sentences
from geoapp.cases.source import Source, Span, fold
from geoapp.cases.splitting import tail_start
from geoapp.cases.statuses import Judgement
from geoapp.model import Status

_WATCHED = r"(?:的|实施的?)?(?:[省市县区州]级)?挂牌督办"
_RELEASES = r"(?:同意|准予|决定|予以)*(?:解除|撤销|取消)"
_TITLE = re.compile(
    rf"关于{_RELEASES}对?(?P<what>[^。;:《》]{{6,80}}?){_WATCHED}的?\s*(?:通知|公告|批复|函|决定|通报|公示)"
)
_ITEM = re.compile(
    rf"(?P<still>(?:暂不|不予|不同意|暂缓|继续|延长)(?:解除|撤销|取消)?)?(?:{_RELEASES})?对?(?P<what>[^。;:]{{5,60}}?){_WATCHED}[,。:;]"
)
# 关于解除甲河等5个问题挂牌督办的通知: which, the chapters below say.
_SEVERAL = re.compile(r"等|部分|以下|下列|有关|\d+[个处项件家]|[一二两三四五六七八九十]+[个处项件家]")
_ADDRESSED = re.compile(r"[^。,:]{2,40}:")
_DEMANDS = re.compile(r"请|望|希望|要求|下一步|特此|今后")
_HEAD_CHARS = 600


def drafts_of_release(source: Source) -> list[Draft]:
    """The problems that a letter lets go or goes on watching; nothing for a text of another kind."""
    titled = fold(source.notice.title)
    if "督办" not in titled or not re.search("解除|撤销|取消", titled):
        return []
    return _items(source) or _single(source)


def _items(source: Source) -> list[Draft]:
    stop = tail_start(source)
    found = [heading for heading in headings(source) if heading.start < stop]
    ends = [end for _, end in stretches([heading.start for heading in found], stop)]
    told = [(h, end, item) for h, end in zip(found, ends, strict=True) if (item := _item(source, h)) is not None]
    return [_of_item(source, heading, end, item) for heading, end, item in told]


def _item(source: Source, heading: Heading) -> re.Match[str] | None:
    item = _ITEM.match(source.folded, *heading.words)
    return None if item is None or re.match("以下|下列", item["what"]) else item


def _of_item(source: Source, heading: Heading, end: int, item: re.Match[str]) -> Draft:
    draft = Draft(county_hints=[item.span("what"), (item.end(), end)])
    said = source.trim((heading.body, item.end() - 1))
    draft.heading = Judgement(Status.IN_PROGRESS if item["still"] else Status.DONE, said)
    draft.add(Field.NUMBER, heading.numbered)
    draft.add(Field.PROBLEM, source.trim(item.span("what")))
    draft.add(Field.RECTIFICATION, source.trim((item.end(), end)))
    return draft


def _single(source: Source) -> list[Draft]:
    """What the title names, and what the letter tells of it before it asks for anything."""
    title = _TITLE.search(source.folded, 0, _HEAD_CHARS)
    if title is None or _SEVERAL.search(title["what"]):
        return []
    told = _body(source, title.end())
    if not told:
        return []
    draft = Draft(county_hints=[title.span("what"), *told])
    draft.heading = Judgement(Status.DONE, source.trim(title.span()))
    draft.add(Field.PROBLEM, source.trim(title.span("what")))
    draft.add(Field.RECTIFICATION, (told[0][0], told[-1][1]))
    return [draft]


def _body(source: Source, start: int) -> list[Span]:
    """The sentences behind the addressee, up to the first that asks for something."""
    stop = tail_start(source)
    lines = [line for line in source.lines if start <= line[0] < stop]
    to = next((number for number, line in enumerate(lines) if _ADDRESSED.fullmatch(source.folded, *line)), -1)
    told: list[Span] = []
    for sentence in [s for line in lines[to + 1 :] for s in sentences(source.folded, line)]:
        words = source.matched(sentence)
        if _DEMANDS.match(words):
            break
        if len(words) >= _SENTENCE_CHARS and words.endswith(("。", ";")) and not _RECEIVED.search(words):
            told.append(sentence)
    return told


_SENTENCE_CHARS = 12
_RECEIVED = re.compile(r"收悉|现(?:将|就)[^。]{2,30}如下")
