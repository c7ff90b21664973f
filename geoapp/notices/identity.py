"""Identity: the key that all editions of one work share, and that no other work has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

import cn2an

_BRACKETS = str.maketrans("〔［[【｛{「『〕］]】｝}」』—–－~～", "(((((((())))))))-----")
_EDITION_NOTE = re.compile(
    r"[(](?:社会)?(?:公开|公示|公布|对外|网络|网站|发布|挂网|转载|盖章|正式|扫描|文字|纯文本|最终|定|终|全文|电子|打印)+(?:稿|版|件)?[)]"
)
_SUFFIX = re.compile(r"\.(?:docx?|wps|pdf|html?|txt|xlsx?|csv)$")
_QUOTES = re.compile("[“”‘’\"'`·《》<>〈〉\\s\u200b\ufeff]")
_EDITION = re.compile(r"第\s*(?P<number>\d{1,4}|[一二三四五六七八九十百零〇]{1,7})\s*(?P<unit>期|批|号|次)")


@cache
def simplifier() -> Any:
    """What turns traditional characters into simplified ones."""
    import opencc

    return opencc.OpenCC("t2s")


def normalise(words: str) -> str:
    """Words for comparison: full and half width, brackets, quotation marks, spaces, traditional characters and notes on
    the form of publication (（社会公开稿）, .docx) do not count."""
    words = unicodedata.normalize("NFKC", words.translate(_BRACKETS)).lower().translate(_BRACKETS)
    words = _SUFFIX.sub("", _QUOTES.sub("", words))
    if len(words.encode("gb2312", errors="ignore").decode("gb2312")) < len(words):
        words = str(simplifier().convert(words))
    return _EDITION_NOTE.sub("", words)


def edition_label(title: str, head: Sequence[str]) -> str:
    """``第4期``, ``第12批``: the serial of the title, else of a short line in the head; empty when there is none."""
    for words in (title, *(line for line in head if len(line) <= 24)):
        match = _EDITION.search(words)
        if match:
            number = match["number"]
            return f"第{int(number) if number.isdigit() else int(cn2an.cn2an(number, 'smart'))}{match['unit']}"
    return ""


def key_of(title: str, issuer: str | None, number: str | None, period: str) -> str:
    """Issuer and document number where the work has one; else title and period."""
    if number:
        return f"{normalise(issuer or '')}|{normalise(number)}"
    return f"{normalise(title)}|{period}"
