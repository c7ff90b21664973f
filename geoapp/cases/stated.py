"""How far something is put right, as a chapter's heading, a table's column or a label says it of a whole problem."""

from __future__ import annotations

import re

from geoapp.cases.source import Span
from geoapp.cases.statuses import KEPT_UP, UNKNOWN, Judgement, Signal, weigh
from geoapp.model import Status

_HEADINGS: tuple[tuple[Status, re.Pattern[str]], ...] = (
    (
        Status.DONE,
        re.compile(r"(?:完成整改|整改完成|整改到位|已完成|已整改)[^,。;]{0,4}(?:待|拟|未|申请)[^,。;未]{0,4}(?:销号|验收)|^待(?:验收)?销号"),
    ),
    (Status.STAGED, re.compile(r"阶段性(?:完成|整改|成果|成效|进展|目标)|基本完成|部分完成")),
    (
        Status.IN_PROGRESS,
        re.compile(
            r"(?:未|尚未)[^,。;]{0,6}(?:完成|到位|销号|办结)|正在(?:推进|整改|实施|办理)"
            r"|(?:推进|整改|办理|实施)中|序时进度|持续推进|需(?:要)?(?:继续|持续)推进"
            r"|(?:进展|进度|推进)(?:滞后|缓慢|较慢|偏慢)的?(?:任务|项目|事项)"
        ),
    ),
    (Status.ONGOING, re.compile(r"长期(?:坚持|整改|推进)|需(?:要)?长期|持续整改")),
    (
        Status.CLOSED,
        re.compile(
            r"已(?:经|完成)?(?:整改)?(?:并)?(?:从[^,。;]{2,8})?销号|^[本上今当][^,。;]{1,3}完成(?:整改)?销号的"
        ),
    ),
    (Status.DONE, re.compile(r"已(?:经|全部|全面)?(?:完成|办结|整改到位|整改完成)|完成整改的|整改完成的")),
)  # fmt: skip
_COLUMN: tuple[tuple[Status, re.Pattern[str]], ...] = (
    (
        Status.PLANNED,
        re.compile(r"^(?:尚|还|暂)?未(?:启动|开工|动工|开展|实施)(?:整改)?$|^(?:待|拟)(?:启动|实施|开工|整改)$|^0(?:\.0+)?%?$"),
    ),
    (Status.STAGED, re.compile(r"阶段性|部分|基本")),
    (Status.IN_PROGRESS, re.compile(r"^\d{1,2}(?:\.\d+)?%$|^[×✗✘]$|滞后")),
    (Status.IN_PROGRESS, re.compile(r"未|不予|不(?:合格|通过)|正在|中$|推进|否|办理中|尚|(?:序时|时序)进度")),
    (Status.ONGOING, re.compile(r"长期|持续")),
    (Status.CLOSED, re.compile(r"销号")),
    (Status.DONE, re.compile(r"^100(?:\.0+)?%?$|^[√✓✔]$|办结|完成|到位|是|已整改|通过|合格|已解除|已摘牌")),
)  # fmt: skip
# Finished, with the 销号 itself still in other hands: 已完成整改，同意上报市级销号.
_APPLIED = re.compile(
    r"^(?=.*(?:已|完成|通过)).*(?:上报|报请|提请|申请|申报|拟|建议|推荐)[^,。;]{0,8}销号(?!.*(?:未|不予))"
)


def of_heading(folded: str, span: Span) -> Judgement:
    """The status that a chapter heading gives to all below it; unknown for a neutral one."""
    words = folded[slice(*span)]
    if re.search(r"下一步|工作安排|组织|总体", words):
        return UNKNOWN
    for status, pattern in _HEADINGS:
        if pattern.search(words):
            return Judgement(status, span)
    return UNKNOWN


def of_column(folded: str, span: Span) -> Judgement:
    """The status that a table's 办结 column states."""
    words = folded[slice(*span)].strip()
    if KEPT_UP.match(words) or _APPLIED.match(words):
        return Judgement(Status.DONE, span)
    for status, pattern in _COLUMN:
        if pattern.search(words):
            return Judgement(_as_applied(words) if status is Status.CLOSED else status, span)
    return UNKNOWN


def is_finished_label(words: str) -> bool:
    """已完成整改 and nothing else, as the label of a whole problem: so offices call what is off their list."""
    return _FINISHED_LABEL.fullmatch(words.strip()) is not None


_FINISHED_LABEL = re.compile(r"[(【\[]?已(?:全部)?完成整改[)】\]]?[。;]?")


def is_closed_label(words: str) -> bool:
    """已销号 and nothing else: where a list says so of some, its 已完成整改 is less than that."""
    return _CLOSED_LABEL.fullmatch(words.strip()) is not None


_CLOSED_LABEL = re.compile(r"[(【\[]?已(?:经|完成)?销号[)】\]]?[。;]?")


def proposes_closing(head: str) -> bool:
    """拟申请销号, 达到销号标准: title or introduction ask for what 以下问题…同意销号 has already."""
    return _PROPOSED.search(head) is not None


_PROPOSED = re.compile(
    r"拟(?:对|将|同意|申请|报请|提请|上报|予以?|按程序|进行)*[^,。;\n]{0,10}销号|销号前"
    r"|(?:具备|达到|符合|满足)(?:整改)?销号(?:条件|标准|要求)(?!,?(?:同意|予以|准予))"
)


def is_struck_off(words: str) -> bool:
    """销号 or 摘牌 is told, and neither proposed nor the opinion of those who looked at it (验收意见为同意销号)."""
    told = _STRUCK_OFF.search(words) is not None
    return told and _OPINION.search(words) is None and not proposes_closing(words)


_STRUCK_OFF = re.compile(r"销号|摘牌")
_OPINION = re.compile(r"(?:验收|核查|审核)意见[^,。;]{0,4}同意销号")


def _as_applied(words: str) -> Status:
    """申请销号, 拟销号: finished at most; 计划12月销号: not even that."""
    if weigh(words)[0] is not Signal.PENDING:
        return Status.CLOSED
    return Status.IN_PROGRESS if re.search(r"计划|预计|力争|争取", words) else Status.DONE
