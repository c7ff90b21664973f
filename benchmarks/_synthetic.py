"""Synthetic cases over Hunan's extent, seeded: 70 % in 60 towns, 30 % spread out. No real place, no real case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Point

from geoapp.model import Basis, Campaign, CaseFeature, Kind, PlaceType, Status

EXTENT = (108.8, 24.6, 114.2, 30.1)
COUNTIES = [(f"43{90 + i // 20:02d}{i % 20 + 1:02d}", f"示例{i + 1:03d}县") for i in range(122)]
STATUSES = tuple(Status)
KINDS = tuple(Kind)
CAMPAIGNS = tuple(Campaign)


def coordinates(n: int, seed: int = 42) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitudes and latitudes in degrees, shape (n,) each."""
    rng = np.random.default_rng(seed)
    west, south, east, north = EXTENT
    towns = np.column_stack([rng.uniform(west, east, 60), rng.uniform(south, north, 60)])
    home = rng.integers(0, 60, n)
    lon = towns[home, 0] + rng.normal(0, (east - west) / 36, n)
    lat = towns[home, 1] + rng.normal(0, (north - south) / 36, n)
    spread = (rng.random(n) < 0.3) | (lon < west) | (lon > east) | (lat < south) | (lat > north)
    lon[spread] = rng.uniform(west, east, int(spread.sum()))
    lat[spread] = rng.uniform(south, north, int(spread.sum()))
    return lon.round(6), lat.round(6)


def features(n: int, seed: int = 42) -> Iterator[CaseFeature]:
    """``n`` case features, one site a case."""
    lon, lat = coordinates(n, seed)
    rng = np.random.default_rng(seed + 1)
    status = rng.choice(len(STATUSES), n, p=[0.3, 0.15, 0.1, 0.25, 0.05, 0.1, 0.02, 0.03])
    kind = rng.integers(0, len(KINDS), n)
    campaign = rng.integers(0, len(CAMPAIGNS), n)
    county = rng.integers(0, len(COUNTIES), n)
    due = rng.integers(date(2024, 1, 1).toordinal(), date(2027, 1, 1).toordinal(), n)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    for i in range(n):
        code, name = COUNTIES[county[i]]
        yield CaseFeature(
            fid=i + 1, case_id=f"43-BENCH{i:07d}", site_id=f"43-BENCH{i:07d}.s", province="43", no=f"问题{i}",
            category="示例类别", problem=f"示例河段{i}沿线存在污水直排、垃圾堆存等问题，整改进度滞后。",
            rectification="已清理并建立巡查制度。",
            status=STATUSES[status[i]], case_status=STATUSES[status[i]], overdue=False, lapsed=False, county=name,
            county_code=code, deadline=date.fromordinal(int(due[i])), lead_unit="示例牵头单位", kind=KINDS[kind[i]],
            campaign=CAMPAIGNS[campaign[i]], spatial=True, name=f"示例点位{i}", type=PlaceType.SITE, quote=None,
            status_quote=None, notice_id="0" * 64, notice_title="合成数据", issued_on=date(2025, 6, 30),
            evidence_on=date(2025, 6, 30), geometry=Point(lon[i], lat[i]), lon=float(lon[i]), lat=float(lat[i]),
            accuracy_m=50.0, basis=Basis.SURVEYED, place_key=f"bench/{i}", protocol="合成", remarks="", verification="",
            happened_on=None, updated_at=at, version=1,
        )  # fmt: skip
