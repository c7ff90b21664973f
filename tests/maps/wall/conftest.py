"""A made-up county with cases: near each other, on one place, known badly, late, without any place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import shapely

from geoapp.maps import Contents
from geoapp.model import (
    AdministrativeUnit,
    Basis,
    BuiltLayer,
    Campaign,
    CaseFeature,
    Counts,
    Kind,
    LayerDefinition,
    LayerFeature,
    Lineage,
    Status,
    Summary,
    UnitTable,
)

TODAY = date(2026, 1, 5)
NONE = Counts(0, 0)
UNITS = UnitTable(
    [
        AdministrativeUnit("430000", "GB/T 2260", "湖南省", "province", None),
        AdministrativeUnit("430900", "GB/T 2260", "示例市", "city", "430000"),
        AdministrativeUnit("430903", "GB/T 2260", "东县", "county", "430900"),
        AdministrativeUnit("430904", "GB/T 2260", "西县", "county", "430900"),
        AdministrativeUnit("430800", "GB/T 2260", "邻市", "city", "430000"),
        AdministrativeUnit("430801", "GB/T 2260", "邻县", "county", "430800"),
    ]
)


def make_feature(fid: int, lon: float | None, lat: float | None, **changes: Any) -> CaseFeature:
    """One site of one case; ``lon`` None for a case without a place."""
    values: dict[str, Any] = {
        "fid": fid, "case_id": f"43-{fid:04d}", "site_id": f"43-{fid:04d}.s", "province": "43", "no": str(fid),
        "category": None, "problem": f"第{fid}处河段有污水直排问题。", "rectification": None,
        "status": Status.IN_PROGRESS, "case_status": Status.IN_PROGRESS, "overdue": False,
        "lapsed": False, "county": "东县", "county_code": "430903", "deadline": date(2025, 12, 31),
        "lead_unit": "东县水利局", "kind": Kind.WATER,
        "campaign": Campaign.CENTRAL_INSPECTION, "spatial": True, "name": f"点位{fid}", "type": None, "quote": None,
        "status_quote": None, "notice_id": "n" * 64, "notice_title": "通报", "issued_on": None, "evidence_on": None,
        "geometry": shapely.Point(lon, lat) if lon is not None else None, "lon": lon, "lat": lat,
        "accuracy_m": 50.0 if lon is not None else None, "basis": Basis.SURVEYED, "place_key": f"place/{fid}",
        "protocol": None, "remarks": None, "verification": None, "happened_on": None,
        "updated_at": datetime(2026, 1, 1, tzinfo=UTC), "version": 1,
    }  # fmt: skip
    return CaseFeature(**{**values, **changes})


def make_layer(layer_id: str, features: list[LayerFeature], **changes: Any) -> BuiltLayer:
    """A published layer."""
    values: dict[str, Any] = {
        "id": layer_id, "title": f"图层{layer_id}", "description": "", "recipe": "reference", "inputs": {},
        "params": {}, "authority": {}, "quality": {}, "style": {"fill": "#a9cddd", "stroke": "#5f9dbd"},
    }  # fmt: skip
    return BuiltLayer(LayerDefinition(**{**values, **changes}), tuple(features), Lineage(""), digest=layer_id)


def _box(name: str, code: str, *edges: float) -> LayerFeature:
    return LayerFeature(name, shapely.box(*edges), {"name": name, "county_codes": (code,), "source": "虚构"})


COUNTIES = [
    _box("东县", "430903", 112.3, 28.2, 112.9, 28.8),
    _box("西县", "430904", 111.7, 28.2, 112.3, 28.8),
    _box("邻县", "430801", 110.9, 28.0, 111.7, 28.9),
]
RIVER = LayerFeature(
    "w",
    shapely.LineString([(111.8, 28.5), (112.8, 28.55)]),
    {"name": "示例江", "accuracy_m": 4000.0, "basis": "schematic", "source": "虚构"},
)
LAKE = LayerFeature("l", shapely.Point(112.6, 28.4).buffer(0.05), {"name": "示例湖"})
ZONE = LayerFeature("z", shapely.Point(112.6, 28.4).buffer(0.06), {"name": "退养区"})
SECTION = LayerFeature("s", shapely.Point(112.5, 28.5), {"name": "示例断面"})
LAYERS = (
    make_layer("counties", COUNTIES, order=50),
    make_layer("water", [RIVER, LAKE], order=40),
    make_layer("zone", [ZONE], zone=True),
    make_layer("monitoring-sections", [SECTION], style={"fill": "#fffefb", "stroke": "#0b6e8f", "label": True}),
)


@pytest.fixture
def make_contents() -> Callable[..., Contents]:
    """Contents around the given features; every other part may be replaced by keyword."""

    def make(features: list[CaseFeature], **changes: Any) -> Contents:
        summary = Summary(Counts(len(features), len(features)), NONE, NONE, NONE, NONE, {}, None, 1)
        values: dict[str, Any] = {
            "features": tuple(features), "layers": LAYERS, "units": UNITS, "today": TODAY, "summary": summary,
            "digest": "0123456789abcdef" * 4, "sources": ("虚构来源",), "left_out": ("未定位 1 处",),
            "data_time": datetime(2026, 1, 5, 9, 30, tzinfo=UTC),
        }  # fmt: skip
        return Contents(**{**values, **changes})

    return make


@pytest.fixture
def few() -> list[CaseFeature]:
    """Six cases: two on one lake, one late, one lapsed, one without a place, one about no place."""
    lake = {"geometry": shapely.Point(112.6, 28.4).buffer(0.05), "place_key": "lake"}
    return [
        make_feature(1, 112.35, 28.6, overdue=True, accuracy_m=2500.0),
        make_feature(2, 112.60, 28.4, **{**lake, "accuracy_m": 800.0}),
        make_feature(3, 112.60, 28.4, **{**lake, "accuracy_m": 800.0, "status": Status.CLOSED}),
        make_feature(4, 112.0, 28.45, county="西县", county_code="430904", lapsed=True),
        make_feature(5, None, None, name="某处"),
        make_feature(6, None, None, name=None, site_id=None, spatial=False),
    ]
