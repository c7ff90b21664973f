"""Every format is read back by another program; hostile and empty input included."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from shapely.geometry import LineString, MultiPolygon, Point, Polygon

from geoapp.exports import CASE_FIELDS, About, geometry_mapping, known_formats, properties, rows_of, stream, write
from geoapp.exports._about import columns_of
from geoapp.exports._ogr_child import shorten
from geoapp.model import (
    Basis,
    BuiltLayer,
    Campaign,
    CaseFeature,
    Kind,
    LayerDefinition,
    LayerFeature,
    Lineage,
    PlaceType,
    Quote,
    Status,
    UsageError,
)

NOW = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)
HOSTILE = "=cmd|'/C calc'!A0 ${alert(1)} `x` </script><img src=x onerror=alert(1)> \"引号\"\n第二行 & ]]>"
_HOLE = [(112.5, 29.15), (112.6, 29.15), (112.6, 29.2)]
LAKE = Polygon([(112.4, 29.1), (112.4, 29.3), (112.7, 29.3), (112.7, 29.1)], [_HOLE])


CONTRACT = [
    "case_id", "site_id", "no", "category", "problem", "rectification", "status", "status_label", "case_status",
    "overdue", "lapsed", "county", "county_code", "province", "deadline", "lead_unit", "kind", "campaign", "name",
    "type", "quote", "notice_title", "notice_id", "issued_on", "coordinateUncertaintyInMeters",
    "georeferenceProtocol", "georeferenceRemarks", "georeferenceVerificationStatus", "updated_at", "version",
]  # fmt: skip


def feature(fid: int = 1, **changes: Any) -> CaseFeature:
    quote = Quote("志溪河水质不达标", "", "", 10, 18)
    base = CaseFeature(
        fid=fid, case_id=f"430900-{fid}", site_id=f"s{fid}", province="430000", no="三", category="水环境",
        problem="志溪河污染", rectification=None, status=Status.IN_PROGRESS, case_status=Status.IN_PROGRESS,
        overdue=False, lapsed=True, county="赫山区", county_code="430903", deadline=date(2025, 12, 31),
        lead_unit="赫山区人民政府", kind=Kind.WATER, campaign=Campaign.CENTRAL_INSPECTION, spatial=True, name="志溪河",
        type=PlaceType.RIVER, quote=quote, status_quote=None, notice_id="a" * 64, notice_title="整改进展通报",
        issued_on=date(2025, 11, 1), evidence_on=None, geometry=Point(112.3456789123, 28.5), lon=112.3456789123,
        lat=28.5, accuracy_m=900.0, basis=Basis.SCHEMATIC, place_key="p1", protocol="gazetteer", remarks="示意走向",
        verification="unverified", happened_on=None, updated_at=NOW, version=1,
    )  # fmt: skip
    return replace(base, **changes)


def mixed() -> list[CaseFeature]:
    """A point, a lake with a hole and the rings the wrong way round, a line, and one without geometry."""
    return [
        feature(1, problem=HOSTILE, name="@SUM(1)"),
        feature(2, geometry=LAKE),
        feature(3, geometry=LineString([(112, 28), (112.5, 28.5)])),
        feature(4, geometry=None, lon=None, lat=None, site_id=None, accuracy_m=None, basis=None, name=None, type=None),
    ]


def made(extension: str, features: Any = None, about: About | None = None) -> bytes:
    features = mixed() if features is None else features
    return b"".join(stream(features, extension, about or About.of_cases(NOW, len(features))))


def test_the_contract_s_attributes_are_there_and_json_scalars() -> None:
    made_of = properties(feature())
    assert set(CONTRACT) <= set(made_of)
    assert list(made_of) == list(CASE_FIELDS)
    assert all(value is None or isinstance(value, CASE_FIELDS[name]) for name, value in made_of.items())
    assert made_of["status_label"] == "整改中"
    assert made_of["deadline"] == "2025-12-31"
    assert made_of["quote"] == "志溪河水质不达标"


def test_geojson_is_rfc_7946() -> None:
    collection = json.loads(made("geojson"))
    assert "crs" not in collection
    assert collection["numberMatched"] == collection["numberReturned"] == 4
    assert collection["bbox"] == [112.0, 28.0, 112.7, 29.3]
    first, lake, _line, unlocated = collection["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [112.3456789, 28.5]}
    assert first["id"] == 1
    assert first["properties"]["problem"] == HOSTILE
    assert unlocated["geometry"] is None
    outer, hole = lake["geometry"]["coordinates"]
    assert _signed_area(outer) > 0 > _signed_area(hole)


def test_an_empty_selection_is_a_valid_collection_without_bbox() -> None:
    collection = json.loads(made("geojson", []))
    assert collection["features"] == []
    assert "bbox" not in collection


def test_geojsonseq_has_a_record_a_feature() -> None:
    records = made("geojsonseq").split(b"\x1e")
    assert records[0] == b""
    assert [json.loads(record)["id"] for record in records[1:]] == [1, 2, 3, 4]


def test_csv_opens_in_excel_and_runs_nothing() -> None:
    written = made("csv")
    assert written.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"), newline="")))
    assert lines[0]["problem"] == "'" + HOSTILE
    assert lines[0]["name"] == "'@SUM(1)"
    assert lines[0]["WKT"] == "POINT (112.3456789 28.5)"
    assert lines[3]["WKT"] == ""
    assert lines[1]["county"] == "赫山区"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", " =1", "＝1"])
def test_each_risky_beginning_is_defused(text: str) -> None:
    lines = list(csv.reader(io.StringIO(made("csv", [feature(problem=text)]).decode("utf-8-sig"), newline="")))
    assert lines[1][lines[0].index("problem")] == "'" + text


def test_kml_is_well_formed_and_complete() -> None:
    root = ElementTree.fromstring(made("kml", [*mixed(), feature(5, problem="a\x00\x0b\ufffeb")]))
    space = {"k": "http://www.opengis.net/kml/2.2"}
    marks = root.findall(".//k:Placemark", space)
    assert len(marks) == 5
    values = {data.get("name"): data[0].text for data in marks[0].findall(".//k:Data", space)}
    assert values["problem"] == HOSTILE
    assert marks[3].find("k:Point", space) is None
    assert marks[1].find(".//k:innerBoundaryIs", space) is not None
    assert {d.get("name"): d[0].text for d in marks[4].findall(".//k:Data", space)}["problem"] == "ab"


def test_xlsx_holds_text_and_not_formulas() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(made("xlsx", [*mixed(), feature(5, problem="a\x0bb")]))).active
    lines = list(sheet.iter_rows())
    names = [cell.value for cell in lines[0]]
    problem = lines[1][names.index("problem")]
    assert (problem.value, problem.data_type) == (HOSTILE, "s")
    assert lines[1][names.index("lon")].value == pytest.approx(112.3456789)
    assert lines[4][names.index("lon")].value is None
    assert lines[5][names.index("problem")].value == "ab"


def test_xlsx_says_when_the_sheet_is_too_short(monkeypatch: pytest.MonkeyPatch) -> None:
    from geoapp.exports.formats import xlsx

    monkeypatch.setattr(xlsx, "MAX_ROWS", 2)
    with pytest.raises(UsageError, match="2 行"):
        made("xlsx")


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="geojson"):
        stream([], "doc", About.of_cases(NOW))


def test_every_format_has_its_parts_and_writes_nothing_but_bytes() -> None:
    assert {"geojson", "geojsonseq", "csv", "kml", "xlsx", "gpkg", "fgb", "shp"} <= set(known_formats())
    for extension in known_formats():
        out = io.BytesIO()
        assert write([feature()], extension, out, About.of_cases(NOW)) == len(out.getvalue()) > 0


def test_streaming_formats_ask_for_few_rows_before_the_first_bytes() -> None:
    asked = 0

    def endless() -> Any:
        nonlocal asked
        while True:
            asked += 1
            yield feature(asked)

    for extension, chosen in known_formats().items():
        if chosen.streams:
            asked = 0
            pieces = stream(endless(), extension, About.of_cases(NOW))
            assert sum(len(next(pieces)) for _ in range(2)) > 0
            assert asked < 2000, extension


def layer() -> BuiltLayer:
    definition = LayerDefinition(
        id="zone", title="退养区", description="", recipe="buffer", inputs={}, params={}, authority={}, quality={},
        style={},
    )  # fmt: skip
    features = (
        LayerFeature("大通湖/1", MultiPolygon([LAKE]), {"name": "大通湖", "accuracy_m": 700, "named": True}),
        LayerFeature("x", None, {"name": "无", "accuracy_m": 1.5, "notes": None}),
    )
    return BuiltLayer(definition, features, Lineage("made"), NOW)


def test_a_layer_brings_its_own_columns() -> None:
    built = layer()
    about = About.of_layer(built, NOW)
    assert dict(about.fields) == {"name": str, "accuracy_m": float, "named": bool, "notes": str}
    collection = json.loads(made("geojson", built.features, about))
    assert collection["features"][0]["id"] == "大通湖/1"
    for extension in known_formats():
        assert made(extension, built.features, about)


def test_columns_widen_and_never_lose_a_value() -> None:
    assert columns_of([{"a": 1}, {"a": "x"}, {"a": 2.0}]) == {"a": str}
    assert columns_of([{"a": True}, {"a": 1}]) == {"a": str}
    assert columns_of([{"a": None}]) == {"a": str}


def test_short_names_are_unique_and_short() -> None:
    short = shorten(["fid", *CASE_FIELDS, "georeferenceA", "georeferenceB", "georeferenceC"])
    assert all(len(name) <= 10 for name in short.values())
    assert len({name.lower() for name in short.values()}) == len(short)


def test_rows_keep_ids_of_both_sorts() -> None:
    assert [row.fid for row in rows_of([feature(7), *layer().features])] == [7, "大通湖/1", "x"]


def test_a_geometry_with_height_is_flat_on_the_wire() -> None:
    assert geometry_mapping(Point(112, 28, 50)) == {"type": "Point", "coordinates": [112.0, 28.0]}
    assert geometry_mapping(None) is None


def _read_back(path: Path) -> list[dict[str, Any]]:
    """The features as GDAL reads them (Debian's, another build than the one that wrote)."""
    if shutil.which("ogr2ogr") is None:
        pytest.skip("ogr2ogr is not installed: the file was not read back by GDAL")
    command = ["ogr2ogr", "-f", "GeoJSON", "/vsistdout/", str(path)]
    shown = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert shown.returncode == 0, shown.stderr
    found: list[dict[str, Any]] = json.loads(shown.stdout)["features"]
    return found


def _values(features: list[dict[str, Any]], name: str) -> list[Any]:
    return [one["properties"][name] for one in features]


@pytest.mark.parametrize("extension", ["gpkg", "fgb"])
def test_gdal_reads_all_features_and_the_null_geometry(extension: str, tmp_path: Path) -> None:
    path = tmp_path / f"cases.{extension}"
    path.write_bytes(made(extension))
    found = _read_back(path)
    assert sorted(_values(found, "case_id")) == [f"430900-{n}" for n in (1, 2, 3, 4)]
    assert HOSTILE in _values(found, "problem")
    assert sum(one["geometry"] is None for one in found) == 1


@pytest.mark.parametrize("extension", ["geojson", "geojsonseq", "kml", "csv"])
def test_gdal_reads_the_streamed_formats(extension: str, tmp_path: Path) -> None:
    path = tmp_path / f"cases.{extension}"
    path.write_bytes(made(extension))
    assert len(_read_back(path)) == 4


def test_gdal_reads_each_shapefile_and_the_table_of_the_unlocated(tmp_path: Path) -> None:
    long = "大通湖" * 200
    with zipfile.ZipFile(io.BytesIO(made("shp", [*mixed(), feature(5, problem=long)]))) as archive:
        archive.extractall(tmp_path)
    assert (tmp_path / "cases_points.cpg").read_text() == "UTF-8"
    points = _read_back(tmp_path / "cases_points.shp")
    assert _values(points, "county") == ["赫山区", "赫山区"]
    cut = _values(points, "problem")[1]
    assert cut.endswith("…")
    assert long.startswith(cut[:-1])
    unlocated = _read_back(tmp_path / "cases_unlocated.dbf")
    assert _values(unlocated, "case_id") == ["430900-4"]
    assert (tmp_path / "cases_areas.shp").exists()
    assert "georeferenceRemarks,geo_remark" in (tmp_path / "字段说明.csv").read_text(encoding="utf-8-sig")


def test_the_service_process_never_loads_gdal() -> None:
    code = "import sys; from geoapp.exports import known_formats; known_formats(); print('pyogrio' in sys.modules)"
    import sys

    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "False"


def _signed_area(ring: list[list[float]]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2
