"""Works that a county tells of without a fault: 某县对城西垃圾堆放点开展集中清理，现已清运2.1万立方米，…."""

from __future__ import annotations

import re

from geoapp.cases.incidents import HARM, SOMETHING
from geoapp.cases.sentences import phrases
from geoapp.cases.source import Source, Span
from geoapp.cases.tellings import Telling

_WORKS = re.compile(
    r"(?<![^\s,。:])[\u4e00-\u9fff]{1,12}[县市区旗](?:[\u4e00-\u9fff]{1,8}(?:局|委|办))?(?:对|将)"
    r"(?!全|各|辖区|境内|所有|重点|上述|以上|该|此|这)(?P<object>[^。;,]{4,40}?)"
    r"(?:开展|实施|进行|启动)了?[\u4e00-\u9fff]{0,6}?(?:清理|清运|整治|治理|截污|改造|清淤|疏浚|修复|拆除|复绿|绿化|提升)"
    r"[^。;,]{0,8}(?=,)"
)
# 某县对某河两岸500米范围内23家养殖场实行包保，截至10月底已退养19家
_COUNTED_WORKS = re.compile(
    r"(?<![^\s,。:])[\u4e00-\u9fff]{1,12}[县市区旗]对(?P<object>[^。;,]{4,40}?\d+[家处个座户口][^。;,]{2,16}?)"
    r"(?:实行|开展|实施|进行)了?[^。;,]{0,6}?(?:包保|包联|分类整治|分类处置|集中整治|清退|挂图作战)[^。;,]{0,4}(?=,)"
)
# 范围内 and 全县 mean no place; neither does a trade (某行业, 某领域).
_AT_LARGE = re.compile(r"全[省市县区州旗]|范围|行业|领域|各[乡镇]|沿线企业|重点|[县市区]域")
_NAMED = re.compile(rf"{SOMETHING.pattern}|[\u4e00-\u9fff][江河湖溪渠港]")
# 某湖湿地周边私搭乱建整治持续推进。 The fault whose remedy goes on; what follows tells how far.
_GOES_FORWARD = re.compile(
    r"(?P<object>(?!全|各)[^,。;:]{6,30}?)(?:整治|治理|清理|拆除)(?:工作|行动)?(?:正在|持续|有序|加快|稳步|扎实|全力){1,2}(?:推进|进行|开展)"
)
_HARM = re.compile(rf"{HARM}|私搭|乱[建搭占堆倒]")


def _harms(words: str) -> bool:
    return _HARM.search(words) is not None and _NAMED.search(words) is not None and _AT_LARGE.search(words) is None


_FAR = re.compile(r"已|现|目前|截至|累计|正在|其余|剩余|完成|拟|计划|预计|\d")


def find_works(source: Source, sentence: Span) -> Telling | None:
    """What is worked on and how far it got, where a sentence tells both of one place; its hint is that place."""
    words = source.matched(sentence)
    begun = any(word in words for word in ("开展", "实施", "进行", "启动"))
    if (fault := _GOES_FORWARD.match(source.folded, *source.trim(sentence))) is not None and _harms(fault["object"]):
        rest = source.trim((fault.end(), sentence[1]))
        return Telling(fault.span("object"), [(fault.end("object"), rest[1])], hints=[fault.span("object")])
    if (found := _COUNTED_WORKS.match(source.folded, *source.trim(sentence))) is None:
        found = _WORKS.search(source.folded, *sentence) if begun else None
        found = None if found is None or _AT_LARGE.search(found["object"]) else found
    if found is None or not _NAMED.search(found["object"]):
        return None
    below = [part for part in phrases(source.folded, (found.end(), sentence[1])) if part[0] < part[1]]
    report = next((part[0] for part in below if _FAR.match(source.matched(part).lstrip(","))), None)
    report = report or next((part[0] for part in below if _FAR.search(source.matched(part))), None)
    if report is None:
        return None
    what = source.trim((found.start(), report))
    told = (what[0], what[1] - source.folded.endswith(",", *what))
    return Telling(told, [(report, sentence[1])], hints=[found.span("object")])
