"""The types keep their promises: no quote without its words, no site without accuracy, no unknown setting."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from shapely.geometry import Point

from geoapp.model import AdministrativeUnit, Basis, Position, PositionalAccuracy, Quote, UnitTable, UsageError
from geoapp.settings import load_settings
from geoapp.texts import catalogue, text


def test_a_quote_points_at_its_words_and_carries_its_surroundings() -> None:
    words = "整改情况：志溪河水治理项目于2025年8月25日完工。"
    quote = Quote.of(words, words.index("志溪河"), words.index("水治理"))
    assert (quote.exact, quote.prefix, quote.suffix[:3]) == ("志溪河", "整改情况：", "水治理")
    assert quote.holds_in(words)
    assert not quote.holds_in("。" + words)


@pytest.mark.parametrize(("start", "end"), [(3, 3), (-1, 2), (0, 99)])
def test_a_quote_of_nothing_cannot_be_made(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="quote"):
        Quote.of("志溪河", start, end)


@pytest.mark.parametrize("value", [0, -5, 2_000_000, float("nan")])
def test_accuracy_must_be_a_sensible_length(value: float) -> None:
    with pytest.raises(ValueError, match="accuracy"):
        PositionalAccuracy(value, Basis.GAZETTEER)


def test_a_position_needs_a_geometry() -> None:
    with pytest.raises(ValueError, match="geometry"):
        Position(Point(), PositionalAccuracy(10, Basis.SURVEYED), "k", "source")


def unit(code: str, name: str, level: str, parent: str | None, **more: object) -> AdministrativeUnit:
    return AdministrativeUnit(code, "GB/T 2260", name, level, parent, **more)  # type: ignore[arg-type]


UNITS = UnitTable(
    [
        unit("430000", "湖南省", "province", None),
        unit("430900", "益阳市", "city", "430000"),
        unit("430903", "赫山区", "county", "430900", aliases=("赫山",)),
        unit("430972", "高新区", "county", "430900", legal_parent="430903"),
        unit("130100", "石家庄市", "city", None),
        unit("130104", "新华区", "county", "130100"),
        unit("410402", "新华区", "county", "410400"),
        unit("430904", "旧区", "county", "430900", valid_to=date(2000, 1, 1)),
    ]
)


def test_units_are_found_by_name_alias_and_nearness() -> None:
    assert [u.code for u in UNITS.named("赫山")] == ["430903"]
    assert UNITS.named("新华区", within="130100")[0].code == "130104"
    assert UNITS.named("没有的区") == []
    assert UNITS.named("旧区", on=date(2020, 1, 1)) == []


def test_a_special_district_knows_its_legal_county() -> None:
    district = UNITS.get("430972")
    assert district is not None
    assert district.special
    legal = UNITS.legal("430972")
    assert legal is not None
    assert legal.name == "赫山区"
    assert [u.code for u in UNITS.specials_of("430903")] == ["430972"]


def test_containment_goes_by_parents_not_by_digits() -> None:
    assert UNITS.is_within("430903", "430000")
    assert not UNITS.is_within("430972", "430903")
    city = UNITS.at_level("430903", "city")
    assert city is not None
    assert city.name == "益阳市"


def test_settings_come_from_file_then_environment(tmp_path: Path) -> None:
    file = tmp_path / "geoapp.toml"
    file.write_text('port = 9000\nfolder = "数据"\n', encoding="utf-8")
    settings = load_settings(file, {"GEOAPP_PORT": "9100"})
    assert (settings.port, settings.folder) == (9100, Path("数据"))


@pytest.mark.parametrize(
    ("content", "named"),
    [("prot = 1\n", "prot"), ('port = "八千"\n', "八千"), ("port = \n", "geoapp.toml"), ("host = 3\n", "host")],
)
def test_a_wrong_setting_is_named(tmp_path: Path, content: str, named: str) -> None:
    file = tmp_path / "geoapp.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=named):
        load_settings(file, {})


def test_texts_fill_in_and_a_missing_key_is_an_error() -> None:
    assert text("settings.unknown", where="a", key="b", known="c") == "a：没有名为“b”的设置。可用的有：c"
    with pytest.raises(KeyError):
        text("settings.no_such_entry")
    assert all(isinstance(entry, str) and entry for entry in catalogue().values())
