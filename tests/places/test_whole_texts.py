"""Long texts are looked through in one go, and come to the same as short ones."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from geoapp.places.folding import fold
from geoapp.places.lexicon import ENDINGS, endings_in

_SIGNS = "清溪河镇村1A（）Ａ９旳　縣區\n😀𠀀"
_WORDS = sorted(
    {ending.word for ending in ENDINGS} & {"河", "污水处理厂", "厂", "加工厂", "村", "水库", "河段", "有限公司", "公司"}
)


@given(st.text(alphabet=_SIGNS, min_size=1, max_size=60))
def test_a_long_text_folds_as_its_lines_do(part: str) -> None:
    lines = [part.replace("\n", "")[:30]] * 30
    for _ in range(2):
        assert fold("\n".join(lines)) == "\n".join(map(fold, lines))


def test_a_lone_surrogate_stands_for_nothing() -> None:
    text = "清溪河\ud83d" * 30
    assert fold(text) == fold(text) == "清溪河�" * 30


@given(st.lists(st.sampled_from([*_WORDS, "清溪", "a1", "😀", "。"]), min_size=1, max_size=20), st.integers(0, 9))
def test_class_words_are_found_where_they_begin(parts: list[str], start: int) -> None:
    text = "".join(parts)
    known = {ending.word: ending for ending in ENDINGS}
    expected = []
    for first in range(min(start, len(text)), len(text)):
        fitting = [word for word in known if text.startswith(word, first)]
        if fitting:
            expected.append((first, known[max(fitting, key=len)]))
    assert endings_in(text, start) == expected
