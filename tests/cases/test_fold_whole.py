"""A notice that is folded in one look is the same as one that is folded sign by sign."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from geoapp.cases.source import _folded_by_char as by_char  # the slow and plain way, which short texts take
from geoapp.cases.source import fold

_SIGNS = "整改問題縣區鎮國一二12aA，；：（）［＊－－—–·第页 \n\t　ＡＢ９旳\u00a0\ufeff\ue000\uf06c😀𠀀\ud83d*[{}]"
_LINES = st.sampled_from(
    ["第 3 页", "- 12 -", " —7— ", "第3页共10页", "第三条 某县", "[bookmark: a]", "**", "{PAGE 1}", "正文，" * 40]
)
_TEXTS = st.one_of(st.text(alphabet=_SIGNS, min_size=1, max_size=90), st.lists(_LINES, min_size=1).map("\n".join))


@given(_TEXTS)
def test_in_one_look_as_sign_by_sign(part: str) -> None:
    text = part * (500 // len(part) + 1)
    for _ in range(2):  # what has been met before is known by then
        assert fold(text) == by_char(text)


def test_page_numbers_are_blanked_wherever_a_line_holds_nothing_else() -> None:
    text = f"第 1 页\n{'整改情况。' * 100}\n  - 2 -\n第一条\n第2页"
    folded = fold(text)
    assert folded.split("\n")[0] == " " * 5
    assert folded.split("\n")[2:] == [" " * 7, "第一条", " " * 3]
