"""A newspaper goes along with inspectors: 记者跟随督察组…, a paragraph a stop, told like a story.

    督察组一行来到某县某镇。堆场里黑水横流，雨水沟通向河边。镇里负责人说，…。督察组要求…。

Where they went stands first, the fault a sentence or two later, without 发现 before it; then what was said and done.
"""

from __future__ import annotations

import re

from geoapp.cases.drafts import Draft
from geoapp.cases.feedback import is_fault
from geoapp.cases.labels import Field
from geoapp.cases.sentences import sentences
from geoapp.cases.source import Source, Span, fold
from geoapp.cases.splitting import tail_start

_ALONG = re.compile(
    r"记者[^。\n]{0,12}(?:跟随|跟着|随同|随)[^。\n]{0,16}(?:组|队)|(?:督察|督查|暗访|巡查|执法)[^。\n]{0,6}(?:见闻|直击|纪行|一线记)"
)
_HEAD_CHARS = 800
# 来到某镇, 在某县某镇，…遇到群众: a stop on the way.
_STOP = re.compile(r"(?:来到|赶到|赶往|到达|走进|抵达|前往|直奔|登上|遇到|检查|回访|驱车)")
_COUNTY = re.compile(r"[\u4e00-\u9fff]{2}(?<![各个本我全该])[县市区旗镇乡](?![里委政内域级长])")
# 处理站却停着机: seen, and otherwise than it should be.
_SEEN = re.compile(r"却|停着|停摆|横流|刺鼻|散落|裸露|警戒")
_SPOKEN = re.compile(
    r"(?:督[察查]|暗访|执法)(?:组|人员)[^,。]{0,10}(?:要求|指出|强调|责令|肯定)|负责人[^,。]{0,8}(?:说|解释|表示|坦言)|(?:表示|承诺),|责令|约谈|立案|整改|清运完毕|已(?:全部|更换|完成|拆除)"
)
_FEWEST = 3


def drafts_of_road_report(source: Source) -> list[Draft]:
    """One draft a stop at which a fault is told; nothing unless the head says that a reporter went along."""
    if not _ALONG.search(fold(source.notice.title) + "\n" + source.folded[:_HEAD_CHARS]):
        return []
    stop = tail_start(source)
    drafts = [draft for line in source.lines if line[0] < stop and (draft := _stop_told(source, line)) is not None]
    return drafts if len(drafts) >= _FEWEST else []


def _stop_told(source: Source, paragraph: Span) -> Draft | None:
    if _COUNTY.search(source.folded, *paragraph) is None or _STOP.search(source.folded, *paragraph) is None:
        return None
    told = sentences(source.folded, paragraph)
    first = next((at for at, one in enumerate(told) if _tells(source.matched(one))), None)
    if first is None:
        return None
    last = first + 1
    while last < len(told) and _tells(source.matched(told[last])):
        last += 1
    draft = Draft(county_hints=[(paragraph[0], told[first][1])])
    draft.add(Field.PROBLEM, source.trim((told[first][0], told[last - 1][1])))
    if last < len(told):
        draft.add(Field.RECTIFICATION, source.trim((told[last][0], told[-1][1])))
    return draft


def _tells(words: str) -> bool:
    return (is_fault(words) or _SEEN.search(words) is not None) and _SPOKEN.search(words) is None
