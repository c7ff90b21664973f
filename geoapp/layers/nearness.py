"""What lies within so many metres of a position: exact, over a million points in milliseconds.

Geocentric chords pick the candidates (a chord is never longer than the geodesic above it, and shorter by a known
little), ``Geod`` judges these. Points are kept in order of latitude, so that a query looks at one band only; measured
beside an R-tree over the same points in ``benchmarks/nearby.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geoapp.layers.measure import GEOD

_A = GEOD.a
_E2 = GEOD.es
_METRES_A_DEGREE = 110_500.0
"""Less than any degree of latitude is long (110,574 m at the equator), so that no band is too narrow."""
_RADIUS_M = 6_335_000.0
"""The least radius of curvature of the ellipsoid: arcs differ most from their chords there."""
_ROUNDING_M = 0.5
"""What the difference of two squares of the earth's radius may be off by, as a distance."""

Numbers = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Near:
    """Members of a ``PointIndex`` in order of distance: their numbers, geodesic distance in metres, and direction in
    degrees (0 north, 90 east). ``matched`` counts all within reach, also those beyond the limit."""

    rows: Rows
    distance_m: Numbers
    bearing_deg: Numbers
    matched: int


class PointIndex:
    """Points by number, for many queries. ``reach_m``: a member counts as near already so much farther away (its own
    uncertainty); one value or one a point."""

    def __init__(self, rows: Rows, lon: Numbers, lat: Numbers, reach_m: Numbers | float = 0.0) -> None:
        order = np.argsort(lat, kind="stable")
        self._rows, self._lon, self._lat = rows[order], lon[order], lat[order]
        self._reach = np.broadcast_to(np.asarray(reach_m, np.float64), lat.shape)[order]
        self._farthest = float(self._reach.max(initial=0.0))
        self._xyz = geocentric(self._lon, self._lat)
        self._squares = np.einsum("ij,ij->i", self._xyz, self._xyz)

    def __len__(self) -> int:
        return len(self._rows)

    def within(
        self, lon: float, lat: float, radius_m: float, limit: int, mask: NDArray[np.bool_] | None = None
    ) -> Near:
        """The ``limit`` nearest members not farther than ``radius_m`` (and their reach), of those that ``mask``
        (by number) holds. Equal distances stand in order of number."""
        half = (radius_m + self._farthest) / _METRES_A_DEGREE + 1e-9
        low, high = np.searchsorted(self._lat, (lat - half, lat + half))
        chord = self._chords(slice(low, high), lon, lat)
        bound = radius_m + self._reach[low:high]
        possible = chord <= bound + _ROUNDING_M
        if mask is not None:
            possible &= mask[self._rows[low:high]]
        index = np.flatnonzero(possible)
        chord, bound = chord[index], bound[index]
        index += low
        matched = self._count(index, chord, bound, lon, lat)
        if len(index) > limit:
            # Whoever is not farther than the last one by chord may be as near as it by geodesic.
            last = float(np.partition(chord, limit - 1)[limit - 1])
            keep = chord <= last + _excess(last)
            index, bound = index[keep], bound[keep]
        distance, bearing = self._measure(index, lon, lat)
        held = distance <= bound
        index, distance, bearing = index[held], distance[held], bearing[held]
        best = np.lexsort((self._rows[index], distance))[:limit]
        return Near(self._rows[index[best]], distance[best], bearing[best], matched)

    def _chords(self, band: slice, lon: float, lat: float) -> Numbers:
        here = geocentric(np.array([lon]), np.array([lat]))[0]
        squares = self._squares[band] - 2.0 * (self._xyz[band] @ here) + here @ here
        chords: Numbers = np.sqrt(np.maximum(squares, 0.0))
        return chords

    def _count(self, index: Rows, chord: Numbers, bound: Numbers, lon: float, lat: float) -> int:
        """How many are within their bound: only the few at its edge need to be measured."""
        sure = chord + _excess(chord) <= bound
        edge = index[~sure]
        return int(sure.sum() + (self._measure(edge, lon, lat)[0] <= bound[~sure]).sum())

    def _measure(self, index: Rows, lon: float, lat: float) -> tuple[Numbers, Numbers]:
        here = np.full(len(index), lon), np.full(len(index), lat)
        azimuth, _, distance = GEOD.inv(*here, self._lon[index], self._lat[index])
        return np.asarray(distance, np.float64), np.asarray(azimuth, np.float64) % 360.0


def geocentric(lon: Numbers, lat: Numbers) -> Numbers:
    """Earth-centred metres (n, 3) of points on the ellipsoid."""
    phi, theta = np.radians(lat), np.radians(lon)
    normal = _A / np.sqrt(1.0 - _E2 * np.sin(phi) ** 2)
    flat = normal * np.cos(phi)
    return np.column_stack((flat * np.cos(theta), flat * np.sin(theta), normal * (1.0 - _E2) * np.sin(phi)))


def _excess(chord: Numbers | float) -> Numbers | float:
    """By how much a geodesic may be longer than its chord, generously."""
    return 2.0 * chord**3 / (24.0 * _RADIUS_M**2) + 2 * _ROUNDING_M


def box_gap_m(lon: float, lat: float, west: Numbers, south: Numbers, east: Numbers, north: Numbers) -> Numbers:
    """No more than the distance from a position to each box of degrees, 0 inside: what need not be looked at closer.

    The haversine of the gaps in latitude and longitude, where the parallels are as short as they are at the box's
    farther latitude: a way over thousands of kilometres bends towards the pole, so no flat triangle is a bound.
    """
    d_lat = np.maximum(np.maximum(south - lat, lat - north), 0.0)
    d_lon = np.maximum(np.maximum(west - lon, lon - east), 0.0)
    polar = np.minimum(90.0, np.maximum(np.abs(south), np.abs(north)))
    shorter = np.cos(np.radians(polar)) * np.cos(np.radians(lat))
    half = np.sin(np.radians(d_lat / 2)) ** 2 + shorter * np.sin(np.radians(d_lon / 2)) ** 2
    gap: Numbers = 0.99 * 2 * _RADIUS_M * np.arcsin(np.sqrt(np.minimum(half, 1.0))) - 1.0
    return np.maximum(gap, 0.0) if gap.size else gap
