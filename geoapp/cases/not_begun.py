"""Problems of which nothing is told but what is meant: a promise, a paper drawn up, a request with a day.

已编制治理方案，计划2025年4月进场施工 is planned; 已完成招标 or 正在办理手续 behind the same plan is work under way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geoapp.cases.sentences import phrases
from geoapp.cases.source import Span

_LISTED = re.compile(r"(?:列入|纳入|编入)[^,。;]{0,24}(?:计划|规划|方案|清单|储备|项目(?=[,。;库]|$))")
_BEGUN = re.compile(
    r"已(?!全部|列入|纳入)[^,。;]{0,16}\d|正在|目前|已(?:启动|开工|进场|进入|开展|责令|制定)|[^其当]中[,。;]"
)
# 县里表示，将制定行动方案，力争某年底前消除: meant, and nothing told that was done.
_INTENDS = re.compile(
    r"将(?:尽快|抓紧|于|在|进一步)?[^,。;]{0,12}(?:制定|编制|启动|实施|开展|组织|新建|建设|开工|动工)|(?:计划|拟)(?:于|在)?[^,。;]{0,10}(?:启动|实施|新建|建设|开工|动工)"
)
# 会议明确：企业9月底前更换风机: minutes decide what is still to be done.
_DECIDED = re.compile(r"会议(?:明确|要求|决定|议定|确定|同意)[:,]?")
_UNDER_WAY = re.compile(r"已|正在|目前|(?<!前)(?<!前全部)完成|截至|推进中|开工建设|进场|责令|立案")
# Nothing has begun: 整改工作未启动, 方案尚未制定, 尚未动工.
_NOT_BEGUN = re.compile(r"(?:尚未|仍未|还未|未|还没有?)(?:动工|开工|启动|实施|制定|编制|建设|开展)")
# 资金尚未落实，计划于2025年3月开工: nor has this; 资金正在争取中.
_NOTHING_YET = re.compile(rf"资金[^,。;]{{0,6}}未(?:落实|到位)|资金(?:正在|尚在)?争取|{_NOT_BEGUN.pattern}")
_TO_BEGIN = re.compile(
    rf"(?:计划|拟|预计|将|待)[^,。;]{{0,16}}(?:开工|动工|启动|进场|开建)|待[^,。;]{{1,16}}后(?:再)?(?:组织)?(?:开展|实施|启动|进行|修复|建设)|{_NOTHING_YET.pattern}"
)
# 治理工程尚未实施 behind which 目前已设置警示标志 begins nothing
_WORKS_NOT_BEGUN = re.compile(r"(?:工程|项目|治理|修复)(?:尚未|仍未|还未)(?:动工|开工|启动|实施)")
_FENCED = re.compile(r"已设置[^,。;]{0,6}(?:隔离|警示|围挡)")
# Of a day or a condition to come, by who has to do it: an order (要求, 责令) is more than that.
_TO_COME = re.compile(
    r"^(?!.*(?:要求|责[令成]|下达[^,。;]{0,16}(?:通知|决定|书|令)|限[期定]|剩余|其余|余下|剩下|正在|目前|仅|只完成|延期|延长|顺延|推迟|方可|方能))"
    r"(?:请|(?!.*督促))[^,。;]*(?:计划|拟|将[于在按]|预计|力争|争取|承诺|待(?![^,。;]{0,8}(?:批复|审批))[^,。;]{1,16}后|[年月日底]前(?!已))"
)
_PAPER = re.compile(
    r"^(?!.*(?:未|正在|招标|采购|施工|进场|合同|开工|动工|完工))[^,。;]*(?:方案|规划|设计|可研|可行性研究|勘[测察探]|选址|新址|立项|评审|专班|论证|列入|纳入|编入)"
)
_WRITING = re.compile(r"正在(?:抓紧)?(?:编制|制定|拟定|起草)[^,。;]{0,12}(?:方案|规划|计划)")
_STILL_THERE = re.compile(
    r"(?:进度|进展|推进)[^,。;]{0,4}(?:滞后|缓慢)|(?:尚未|仍未|未)[^,。;\d]{0,4}(?:拆除|清运|清理|治理|整改)"
)
_WORKED = re.compile(
    r"已(?!成立|制定|编制|列入|纳入|印发|约谈|明确|选定|形成|转|有)|正在|目前|截至|(?<!前)(?<!前全部)完成|进场|开工|动工|启动(?!问责)|施工|责令|立案|暂停|停滞|排查|当场|查封|断电|到货|到场"
    r"|\d(?:\.\d+)?万?余?(?:吨|立方米|公里|米|亩|处|家|户|口|台|套|座|株)"
)


def nothing_begun(
    folded: str, still_open: Sequence[Span], spans: Sequence[Span], *, ordered: bool, acted: bool
) -> bool:
    """Whether what is open is only meant: asked where neither something finished nor a stage reached is told."""
    said = [folded[slice(*span)] for span in still_open]
    if all(map(_NOT_BEGUN.search, said)):
        return not ordered
    if not acted and any(map(_NOTHING_YET.search, said)) and all(map(_TO_BEGIN.search, said)):
        return not ordered
    if not ordered and (not acted or any(map(_WORKS_NOT_BEGUN.search, said))) and _all_to_come(folded, said, spans):
        return True
    words = " ".join(folded[slice(*span)] for span in spans)
    if _INTENDS.search(words) and not _UNDER_WAY.search(_INTENDS.sub("", words)):
        return True
    if _DECIDED.match(words) and not _UNDER_WAY.search(words):
        return True
    return _LISTED.search(words) is not None and _BEGUN.search(words) is None


def _all_to_come(folded: str, said: Sequence[str], spans: Sequence[Span]) -> bool:
    """已完成方案编制并通过评审，计划2025年4月进场施工; 该县承诺6月20日前拆除到位; 请某镇10月15日前清运完毕."""
    if not any(_TO_COME.search(words) or _NOTHING_YET.search(words) for words in said):
        return False
    idle = any(map(_NOT_BEGUN.search, said))
    if not all(_is_meant(words, idle=idle) for words in said):
        return False
    told = (folded[slice(*phrase)] for span in spans for phrase in phrases(folded, span))
    return not any(_WORKED.search(words) and not _is_meant(words, idle=idle) for words in told)


def _is_meant(words: str, *, idle: bool) -> bool:
    if idle and (_WRITING.search(words) or _FENCED.search(words)):
        return True
    return any(pattern.search(words) for pattern in (_TO_COME, _PAPER, _NOTHING_YET, _STILL_THERE))


def shown_by(folded: str, still_open: Sequence[Span]) -> Span:
    """The words that show it: that nothing has begun, else that something is intended."""
    shown = [span for span in still_open if _NOTHING_YET.search(folded, *span)]
    return (shown or [span for span in still_open if _INTENDS.search(folded, *span)] or list(still_open))[0]


def promised(folded: str, spans: Sequence[Span]) -> Span | None:
    """县政府表示将立即制定返工方案: nothing is told but that it is meant."""
    found = next((promise for span in spans if (promise := _PROMISES.search(folded, *span))), None)
    if found is not None:
        return found.span()
    if any(_WORKED.search(folded, *span) for span in spans):
        return None
    meant = (_WILL.match(folded, *phrase) for span in spans for phrase in phrases(folded, span))
    return next((will.span() for will in meant if will is not None), None)


_PROMISES = re.compile(
    r"(?:表示|承诺|表态),?(?:下一步,?)?[^,。;]{0,6}将[^,。;]{0,8}(?:制定|编制|启动|实施|开展|组织|返工|整改|整治|修复|清理|拆除)[^,。;]{0,20}"
)
# 相关单位将进一步加强档案管理, and no more is told
_WILL = re.compile(r"[^,。;]{0,10}将(?:进一步|逐步|逐年|抓紧|尽快|按照?[^,。;]{2,12})[^,。;]{2,24}")
