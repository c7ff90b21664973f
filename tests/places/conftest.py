"""A small made-up country, so that no test depends on what the shipped data happen to hold."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from shapely.geometry import LineString, Point, box

from geoapp.model import (
    AdministrativeUnit,
    Basis,
    LocationInstance,
    Notice,
    PlaceType,
    PositionalAccuracy,
    Quote,
    Record,
    UnitTable,
)
from geoapp.places import Gazetteer, load_gazetteer, load_units, locate


def unit(code: str, level: str, name: str, parent: str | None, **more: object) -> AdministrativeUnit:
    return AdministrativeUnit(code=code, scheme="GB/T 2260", name=name, level=level, parent=parent, **more)  # type: ignore[arg-type]


def instance(
    key: str, name: str, kind: PlaceType, geometry: object, counties: tuple[str, ...], **more: object
) -> LocationInstance:
    accuracy = PositionalAccuracy(float(more.pop("accuracy_m", 1500.0)), more.pop("basis", Basis.GAZETTEER))  # type: ignore[arg-type]
    return LocationInstance(key, name, kind, geometry, accuracy, county_codes=counties, source="测试", **more)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def toy_units() -> UnitTable:
    return UnitTable(
        [
            unit("990000", "province", "云岭省", None, aliases=("云岭",)),
            unit("990100", "city", "青石市", "990000", aliases=("青石",)),
            unit("990101", "county", "东川区", "990100", aliases=("东川",)),
            unit("990102", "county", "西山县", "990100", aliases=("西山",)),
            unit("990171", "county", "临湖管理区", "990100", legal_parent="990102"),
            unit("990101001", "township", "白桥镇", "990101"),
            unit("990101002", "township", "石门镇", "990101"),
            unit("990102001", "township", "杉木乡", "990102"),
            unit("990101001001", "village", "双井村", "990101001"),
            unit("990101002001", "village", "双井村", "990101002"),
            unit("990101001002", "village", "柳塘村", "990101001"),
        ]
    )


@pytest.fixture(scope="session")
def toy_gazetteer() -> Gazetteer:
    east, west = ("990101",), ("990102",)
    return Gazetteer(
        [
            instance("counties/990101", "东川区", PlaceType.COUNTY, box(110.5, 27, 111, 27.5), east, accuracy_m=350),
            instance("counties/990102", "西山县", PlaceType.COUNTY, box(110, 27, 110.5, 27.5), west, accuracy_m=350),
            instance("township/990101001", "白桥镇", PlaceType.TOWNSHIP, Point(110.7, 27.2), east),
            instance("water/清溪河", "清溪河", PlaceType.RIVER, LineString([(110.6, 27.1), (110.8, 27.4)]), east,
                     basis=Basis.SCHEMATIC, accuracy_m=4000),
            instance("water/月湖", "月湖", PlaceType.LAKE, box(110.2, 27.2, 110.25, 27.25), west, accuracy_m=700),
            instance("gazetteer/红旗水库-1", "红旗水库", PlaceType.RESERVOIR, Point(110.6, 27.4), east),
            instance("gazetteer/红旗水库-2", "红旗水库", PlaceType.RESERVOIR, Point(110.9, 27.1), east),
            instance("gazetteer/龙潭水库", "龙潭水库", PlaceType.RESERVOIR, Point(110.1, 27.1), west),
            instance("gazetteer/恒昌纸业有限公司", "恒昌纸业有限公司", PlaceType.ENTERPRISE, Point(110.75, 27.3), east,
                     aliases=("恒昌纸业",), accuracy_m=500),
        ]
    )  # fmt: skip


@pytest.fixture(scope="session")
def real_units() -> UnitTable:
    return load_units()


@pytest.fixture(scope="session")
def real_gazetteer() -> Gazetteer:
    return load_gazetteer()


Read = Callable[..., Record]


@pytest.fixture
def read(toy_gazetteer: Gazetteer, toy_units: UnitTable) -> Read:
    """Locate a made-up case: ``read(problem, rectification, county=..., category=...)``."""

    def _read(
        problem: str, rectification: str = "", county: str | None = "东川区", category: str | None = None
    ) -> Record:
        body = f"问题1：{problem}\n整改情况：{rectification}\n"
        start = body.index(problem)
        notice = Notice(
            "0" * 64, "w", "通报", body, "text/plain", "n.txt", province="云岭省", city="青石市", county=county
        )
        record = Record(
            problem=problem,
            quotes={"problem": Quote.of(body, start, start + len(problem))},
            category=category,
            county=county,
            spans=((start, len(body)),),
        )
        return locate(record, notice, toy_gazetteer, toy_units)

    return _read
