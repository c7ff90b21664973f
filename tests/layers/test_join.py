"""The fast join gives exactly the pairs of ``geopandas.sjoin(predicate="within")``."""

from __future__ import annotations

import geopandas
import numpy as np
import pytest
import shapely
from shapely.geometry import MultiPolygon, Polygon, box

from geoapp.layers import join_points


def pairs(rows: np.ndarray, areas: np.ndarray) -> set[tuple[int, int]]:
    return set(zip(rows.tolist(), areas.tolist(), strict=True))


def by_geopandas(lon: np.ndarray, lat: np.ndarray, areas: list[shapely.Geometry]) -> set[tuple[int, int]]:
    points = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(lon, lat))
    joined = geopandas.sjoin(points, geopandas.GeoDataFrame(geometry=areas), predicate="within")
    return pairs(joined.index.to_numpy(), joined["index_right"].to_numpy())


def shapes(seed: int) -> list[shapely.Geometry]:
    """Neighbours that share borders, overlapping discs, a hole, two parts, a sliver."""
    rng = np.random.default_rng(seed)
    grid = [box(x, y, x + 1, y + 1) for x in range(4) for y in range(4)]
    discs = [shapely.Point(*rng.uniform(0, 4, 2)).buffer(rng.uniform(0.05, 1.5)) for _ in range(20)]
    hole = Polygon(box(0.5, 0.5, 3.5, 3.5).exterior, [box(1, 1, 3, 3).exterior.coords])
    return [*grid, *discs, hole, MultiPolygon([box(0, 0, 0.3, 4), box(3, 0, 5, 1)]), box(0, 2, 4, 2.000001)]


@pytest.mark.parametrize("count", [500, 60_000])
@pytest.mark.parametrize("seed", range(3))
def test_pairs_are_those_of_geopandas(count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    lon, lat = rng.uniform(-1, 6, count), rng.uniform(-1, 6, count)
    on_borders = rng.integers(0, count, count // 10)
    lon[on_borders] = np.round(lon[on_borders])
    lat[on_borders[::2]] = np.round(lat[on_borders[::2]])
    areas = shapes(seed)
    rows, found = join_points(lon, lat, areas)
    assert len(rows) == len(pairs(rows, found))
    assert pairs(rows, found) == by_geopandas(lon, lat, areas)


def test_points_without_coordinates_lie_nowhere() -> None:
    lon = np.full(30_000, np.nan)
    lon[7] = 0.5
    rows, found = join_points(lon, np.full(30_000, 0.5), [box(0, 0, 1, 1)])
    assert (rows.tolist(), found.tolist()) == ([7], [0])


def test_nothing_to_join_gives_no_pairs() -> None:
    for lon, areas in ((np.zeros(0), [box(0, 0, 1, 1)]), (np.zeros(30_000), []), (np.zeros(5), [Polygon()])):
        rows, found = join_points(lon, lon, areas)
        assert (len(rows), len(found)) == (0, 0)


def test_an_empty_area_among_others_keeps_the_numbers_of_the_others() -> None:
    lon = np.full(25_000, 0.5)
    rows, found = join_points(lon, lon, [Polygon(), box(0, 0, 1, 1)])
    assert len(rows) == 25_000
    assert set(found.tolist()) == {1}
