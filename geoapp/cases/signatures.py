"""How the last lines of a notice look: an office, one that runs over two lines, a day."""

from __future__ import annotations

import re

SIGNATURE = re.compile(
    r"^[\u4e00-\u9fff()]{4,30}(?:党组|党委|委员会|办公室|局|政府|指挥部|领导小组|专班|管委会|(?:整改|督改|督察|环委|生环委|河长|攻坚|治理)办)$"
)
DATE_ONLY = re.compile(r"^\(?(?:[\u4e00-\u9fff]{2,24}(?:[办局府会室组]|专班))?\d{4}年\d{1,2}月\d{1,2}日(?:印发)?\)?$")
_HALF = re.compile(r"(?:(?:督察)?整改)?(?:工作)?(?:领导小组|专班|指挥部)(?:办公室)?$")
_FIRST_HALF = re.compile(r"[\u4e00-\u9fff“”]{6,30}")


def goes_on_below(words: str, below: str) -> bool:
    """某县督察反馈意见 over 整改工作领导小组办公室: the first half of an office's name, ``below`` being the second."""
    return _HALF.match(below) is not None and _FIRST_HALF.fullmatch(words) is not None
