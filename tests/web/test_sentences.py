"""A quote is shown in its whole sentence, and nothing of the next problem with it."""

from __future__ import annotations

import pytest

from geoapp.model import Quote
from geoapp.web.sentences import MAX_CHARS, sentence_around

TEXT = "问题1：甲。\n整改情况：已在青龙河沿岸清淤，年底完工。问题2：乙河未动。"


@pytest.mark.parametrize(
    ("words", "before", "after"),
    [
        ("青龙河", "整改情况：已在", "沿岸清淤，年底完工。"),
        ("年底完工。", "整改情况：已在青龙河沿岸清淤，", ""),
        ("问题1", "", "：甲。"),
        ("乙河", "问题2：", "未动。"),
    ],
)
def test_the_sentence_around_a_quote(words: str, before: str, after: str) -> None:
    start = TEXT.index(words)
    assert sentence_around(TEXT, Quote.of(TEXT, start, start + len(words))) == (before, after)


def test_an_endless_sentence_is_cut_and_says_so() -> None:
    text = "长" * 500
    before, after = sentence_around(text, Quote.of(text, 250, 252))
    assert (before[0], after[-1]) == ("…", "…")
    assert len(before) == len(after) == MAX_CHARS + 1
