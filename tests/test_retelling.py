"""Kept sentences told again in the reader's language: layers' problems and lineage, whatever fills them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.layers import in_words
from geoapp.model import BuiltLayer, LayerDefinition, Lineage
from geoapp.texts import DEFAULT, catalogue, languages, reason_of, text, use_language
from geoapp.texts._retelling import retell
from geoapp.web.languages import retold

SAID = ("layers.problem.", "layers.lineage.")
KEYS = [key for key in catalogue() if key.startswith(SAID) and key != "layers.lineage.step_keep"]


@pytest.fixture(autouse=True)
def _back() -> Iterator[None]:
    yield
    use_language(DEFAULT)


def filled(key: str, language: str) -> str:
    use_language(language)
    places = set(re.findall(r"\{(\w+)", catalogue(DEFAULT)[key]))
    return text(key, **{name: f"某{name}" for name in places})


@pytest.mark.parametrize("key", KEYS)
def test_every_sentence_of_a_layer_is_told_again_in_each_language(key: str) -> None:
    for kept in languages():
        sentence = filled(key, kept)
        for asked in languages():
            use_language(asked)
            assert retell(sentence, *SAID) == filled(key, asked)


def test_what_stands_in_a_sentence_is_told_again_too() -> None:
    def told() -> str:
        label = text("words.type.area")
        return text("layers.problem.no_place_named", label=label, type="area", pattern="*水源*")

    kept = told()
    use_language("en")
    assert retell(kept, *SAID, "words.type.") == told()


@given(st.text(max_size=200))
def test_anything_else_stays_as_it_is_or_says_the_same(words: str) -> None:
    use_language(DEFAULT)
    assert retell(words, "layers.problem.") == words


def test_a_layer_says_its_problem_and_lineage_in_the_readers_language() -> None:
    definition = LayerDefinition(id="a", title="某层", description="", recipe="buffer", inputs={}, params={},
                                 authority={}, quality={}, style={})  # fmt: skip
    lineage = Lineage(
        text("layers.lineage.buffer", names="某湖", distance="1000"), steps=(text("layers.keep.outside"),)
    )
    layer = BuiltLayer(definition, (), lineage, digest="", problem=text("layers.problem.nothing", spec="water/某湖"))
    use_language("en")
    shown = in_words(layer)
    assert shown.lineage.statement == text("layers.lineage.buffer", names="某湖", distance="1000")
    assert shown.lineage.steps == (text("layers.keep.outside"),)
    assert shown.problem == text("layers.problem.nothing", spec="water/某湖")
    assert (layer.problem or "").startswith("没有可用的要素")


def test_sentences_that_were_kept_as_one_are_told_one_by_one() -> None:
    def told() -> list[str]:
        return [text("places.resolve.fallback.county", name="某湾"),
                text("places.resolve.special", name="某管理区", county="某市")]  # fmt: skip

    kept, own = "；".join(told()), "村代码表明某村在某镇"
    assert retold(kept) == kept
    use_language("en")
    assert retold(kept) == "; ".join(told())
    assert retold(own) == own  # the data's own words
    assert retold(f"{kept}；{own}") == "; ".join([*told(), own])


@pytest.mark.parametrize("language", languages())
def test_the_operating_systems_reasons_are_told_in_our_words(language: str, tmp_path: Path) -> None:
    use_language(language)
    with pytest.raises(OSError, match="No such file") as caught:
        (tmp_path / "无").read_bytes()
    assert reason_of(caught.value) == text("words.system.ENOENT")
    assert reason_of(OSError(9999, "Something odd")) == "Something odd"
    assert reason_of(ValueError("第 3 行")) == "第 3 行"
