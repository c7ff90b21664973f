"""The grid answers a window and statuses exactly as a look at every feature does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoapp.model import Columns, Query, Status
from geoapp.web.ogcapi.windows import Windows, window_of
from tests.web.memory import columns_of
from tests.web.ogcapi.conftest import invented

TODAY = date(2026, 1, 5)


def many(count: int) -> Columns:
    """Points on a coarse lattice, so that windows end exactly on them, with the lines and areas of the others."""
    made = columns_of(invented(count))
    dice = np.random.default_rng(3)
    is_point = made.west == made.east
    lon, lat = (dice.integers(0, 40, count) / 20 + low for low in (111.5, 27.5))
    shapes = np.array([f.geometry for f in invented(count)], dtype=object)
    return replace(
        made,
        west=np.where(is_point, lon, made.west), east=np.where(is_point, lon, made.east),
        south=np.where(is_point, lat, made.south), north=np.where(is_point, lat, made.north), shapes=shapes,
    )  # fmt: skip


LARGE = many(3000)
READY = Windows.of(LARGE)
EDGE = st.integers(-2, 42).map(lambda step: step / 20) | st.floats(-0.2, 2.2)


@settings(max_examples=300, deadline=None)
@given(
    x=st.tuples(EDGE, EDGE), y=st.tuples(EDGE, EDGE),
    statuses=st.lists(st.sampled_from(list(Status)), max_size=3, unique=True),
    limit=st.sampled_from([1, 7, 100, 5000]), after=st.none() | st.integers(0, 3100), blank=st.booleans(),
)  # fmt: skip
def test_the_grid_agrees_with_every_feature(
    x: tuple[float, float], y: tuple[float, float], statuses: list[Status], limit: int, after: int | None, blank: bool
) -> None:
    window = (111.5 + min(x), 27.5 + min(y), 111.5 + max(x), 27.5 + max(y))
    fids, matched, without, more = READY.page(window, statuses, after, limit, blank=blank)
    mask = LARGE.select(Query(today=TODAY, bbox=window, status=tuple(statuses), blank=blank))
    fitting = LARGE.fid[mask]
    assert without == int(np.count_nonzero(np.isnan(LARGE.west[mask])))
    following = [fid for fid in fitting.tolist() if after is None or fid > after]
    assert matched == len(fitting)
    assert fids == following[:limit]
    assert more == (len(following) > limit)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_few_or_no_features(count: int) -> None:
    ready = Windows.of(many(count) if count else columns_of([]))
    fids, matched, _, more = ready.page((100, 20, 120, 40), (), None, 10, blank=True)
    assert matched == count
    assert (len(fids), matched, more) == (matched, matched, False)


def test_only_a_window_and_statuses_are_answered_so() -> None:
    window = (112.0, 28.0, 113.0, 29.0)
    assert window_of(Query(today=TODAY, bbox=window, status=(Status.CLOSED,))) == window
    assert window_of(Query(today=TODAY, bbox=window, blank=True)) == window
    assert window_of(Query(today=TODAY)) is None
    for more in ({"q": "水"}, {"filter": "lapsed"}, {"hidden": (Status.CLOSED,)}, {"located": True}):
        assert window_of(Query(today=TODAY, bbox=window, **more)) is None  # type: ignore[arg-type]
