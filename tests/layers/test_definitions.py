"""A wrong definition names its file, the key, the value and the fix; right ones come in build order."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoapp import paths
from geoapp.layers import in_words, load_definitions, recipe_names
from geoapp.model import BadDefinition, BuiltLayer, Lineage
from geoapp.texts import use_language

GOOD = """
schema = 1
title = "退养区"
description = "说明"
recipe = "buffer"
inputs = { around = "reference:water/某湖" }
params = { distance_m = 1000, keep = "outside" }
"""


def write(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def test_a_definition_takes_its_id_from_the_file_and_keeps_what_it_says(tmp_path: Path) -> None:
    write(tmp_path, "lake-zone.toml", GOOD + 'style = { fill = "#d95f0e", dash = "6 4" }\nshow = false\norder = 7\n')
    write(tmp_path, "_palette.toml", "not = 'a layer'")
    (zone,) = load_definitions([tmp_path])
    assert (zone.id, zone.title, zone.recipe, zone.order, zone.show) == ("lake-zone", "退养区", "buffer", 7, False)
    assert zone.params == {"distance_m": 1000, "keep": "outside"}
    assert zone.style["dash"] == "6 4"
    assert zone.authority == {}


def test_words_in_english_are_for_showing_only(tmp_path: Path) -> None:
    words = '[en]\ntitle = "Strip"\ndescription = "A strip."\nnote = "no rule"\n'
    write(tmp_path, "strip.toml", GOOD + 'authority = { note = "没有规定" }\n' + words)
    (definition,) = load_definitions([tmp_path])
    assert (definition.title, definition.authority["note"]) == ("退养区", "没有规定")
    english = definition.in_language("en")
    assert (english.title, english.description, english.authority["note"]) == ("Strip", "A strip.", "no rule")
    assert definition.in_language("fr") is definition
    layer = BuiltLayer(definition, (), Lineage(""))
    use_language("en")
    try:
        assert in_words(layer).definition.title == "Strip"
    finally:
        use_language("zh")
    assert in_words(layer) is layer


def test_a_misspelt_english_word_is_named(tmp_path: Path) -> None:
    write(tmp_path, "strip.toml", GOOD + '[en]\ntitel = "Strip"\n')
    with pytest.raises(BadDefinition, match=r"en\.titel.*title"):
        load_definitions([tmp_path])


def test_every_shipped_layer_has_english_words() -> None:
    for definition in load_definitions([paths.LAYERS]):
        assert set(definition.spoken["en"]) >= {"title", "description"}, definition.id
        assert ("note" in definition.authority) == ("note" in definition.spoken["en"]), definition.id
        assert ("note" in definition.quality) == ("accuracy" in definition.spoken["en"]), definition.id
        assert ("description" in definition.better) == ("better" in definition.spoken["en"]), definition.id


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (("title =", "tilte ="), ["tilte", "title"]),
        (('title = "退养区"', ""), ["title", "没有写"]),
        (('title = "退养区"', "title = 5"), ["title", "5", "文字"]),
        (("schema = 1", "schema = 2"), ["schema", "2"]),
        (('"buffer"', '"bufer"'), ["recipe", "bufer", "buffer"]),
        (('"reference:water/某湖"', '"water"'), ["inputs.around", "water", "reference:"]),
        (('{ around = "reference:water/某湖" }', "{}"), ["inputs", "至少"]),
        (('{ around = "reference:water/某湖" }', '{ around = "layer:nowhere" }'), ["layer:nowhere", "lake-zone"]),
        (("distance_m = 1000", "distance = 1000"), ["params.distance", "distance_m"]),
        (("distance_m = 1000, ", ""), ["params.distance_m", "没有写"]),
        (("distance_m = 1000", 'distance_m = "1000"'), ["params.distance_m", "1000", "数"]),
        (("distance_m = 1000", "distance_m = true"), ["params.distance_m", "True"]),
        (("distance_m = 1000", "distance_m = -3"), ["-3", "大于 0"]),
        (('"outside"', '"outsid"'), ["params.keep", "outsid", "inside"]),
        (("schema = 1", 'schema = 1\nstyle = { fill = "red" }'), ["style.fill", "red", "#d95f0e"]),
        (("schema = 1", "schema = 1\nstyle = { fil = 1 }"), ["style.fil", "fill"]),
        (("schema = 1", "schema = 1\nquality = { value_m = 5 }"), ["quality.measure", "CE95"]),
        (("schema = 1", 'schema = 1\nquality = { measure = "CE95", value_m = 0 }'), ["quality.value_m", "0"]),
        (("schema = 1", 'schema = 1\nshoreline = "beach"'), ["shoreline", "beach", "water_edge"]),
        (("schema = 1", 'schema = 1\nauthority = { law = "x" }'), ["authority.law", "quote"]),
        (("schema = 1", 'schema = 1\nshow = "yes"'), ["show", "true"]),
        (("schema = 1", "schema = = 1"), ["读不了"]),
    ],
)
def test_a_wrong_file_names_file_key_value_and_fix(tmp_path: Path, change: tuple[str, str], names: list[str]) -> None:
    assert change[0] in GOOD
    write(tmp_path, "lake-zone.toml", GOOD.replace(*change))
    with pytest.raises(BadDefinition) as caught:
        load_definitions([tmp_path])
    for name in ["lake-zone.toml", *names]:
        assert name in str(caught.value)


def test_a_file_that_is_no_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "gbk.toml").write_bytes(GOOD.encode("gbk"))
    with pytest.raises(BadDefinition, match=r"gbk\.toml"):
        load_definitions([tmp_path])


def test_a_name_that_cannot_be_an_id_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "退养区.toml", GOOD)
    with pytest.raises(BadDefinition, match="退养区"):
        load_definitions([tmp_path])


def layer(of: str) -> str:
    return GOOD.replace("reference:water/某湖", f"layer:{of}")


def test_layers_come_after_their_inputs_whatever_their_names(tmp_path: Path) -> None:
    write(tmp_path, "a.toml", layer("c"))
    write(tmp_path, "b.toml", GOOD)
    write(tmp_path, "c.toml", layer("b"))
    order = [definition.id for definition in load_definitions([tmp_path])]
    assert order.index("b") < order.index("c") < order.index("a")


def test_a_ring_of_layers_is_shown_as_one(tmp_path: Path) -> None:
    write(tmp_path, "a.toml", layer("b"))
    write(tmp_path, "b.toml", layer("a"))
    with pytest.raises(BadDefinition, match="→"):
        load_definitions([tmp_path])


def test_the_offices_own_file_replaces_the_shipped_one(tmp_path: Path) -> None:
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    shipped.mkdir()
    own.mkdir()
    write(shipped, "zone.toml", GOOD)
    write(own, "zone.toml", GOOD.replace("退养区", "本局退养区"))
    assert [d.title for d in load_definitions([shipped, own])] == ["本局退养区"]


def test_the_shipped_definitions_are_valid_and_use_each_a_known_recipe() -> None:
    found = {definition.id: definition for definition in load_definitions([paths.LAYERS])}
    assert {"cases", "lakeside-retreat-zone-1000m", "monitoring-sections", "counties", "water"} <= found.keys()
    assert {definition.recipe for definition in found.values()} <= set(recipe_names())
    for definition in found.values():
        assert definition.description.endswith("。")
