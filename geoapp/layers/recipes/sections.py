"""Lines across a river at its monitoring stations, square to the course there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import LineString, Point

from geoapp.layers.measure import azimuth, distance_m, nearest_point, travel
from geoapp.layers.recipes._made import Inputs, Made, derived, missing, names, refuse, sources, split_vague
from geoapp.model import LayerDefinition, LayerFeature, Lineage
from geoapp.texts import text

INPUTS: frozenset[str] | None = frozenset({"at", "across"})
_AHEAD_M = 50.0


@dataclass(frozen=True, slots=True)
class Params:
    """Half the line's length, and how far a station may stand from the river's axis, both in metres."""

    half_width_m: float = 60.0
    snap_m: float = 200.0

    def __post_init__(self) -> None:
        if not 0 < self.half_width_m <= 5000 or not 0 < self.snap_m <= 5000:
            raise ValueError(text("layers.problem.section_params"))


def build(inputs: Inputs, params: Params, definition: LayerDefinition) -> Made:
    """One line for each station that stands near enough to a river; refuses roughly known stations and rivers."""
    if problem := missing(definition, inputs):
        return Made(problem=problem)
    # Whoever is known worse than a station may stand from its river cannot say where the river is crossed.
    stations, vague_stations = split_vague(inputs["at"], params.snap_m)
    rivers, vague_rivers = split_vague(inputs["across"], params.snap_m)
    if not stations or not rivers:
        return Made(problem=refuse(vague_stations if not stations else vague_rivers))
    made: list[LayerFeature] = []
    far: list[LayerFeature] = list(vague_stations)
    for station in stations:
        line = _across(station, rivers, params)
        far.append(station) if line is None else made.append(_section(definition, station, *line))
    if not made:
        return Made(problem=text("layers.problem.no_river", names=names(far), snap=f"{params.snap_m:g}"))
    remarks = (text("layers.remark.no_section", names=names(far)),) if far else ()
    used = sources([*stations, *rivers])
    statement = text("layers.lineage.sections", half=f"{params.half_width_m:g}", snap=f"{params.snap_m:g}")
    return Made(tuple(made), Lineage(statement, used), None, remarks)


def _section(definition: LayerDefinition, station: LayerFeature, river: LayerFeature, line: LineString) -> LayerFeature:
    kept = {key: station.properties[key] for key in ("name", "type", "county_codes") if key in station.properties}
    return derived(definition, station.fid, line, [station, river], river=river.properties.get("name"), **kept)


def _across(
    station: LayerFeature, rivers: Sequence[LayerFeature], params: Params
) -> tuple[LayerFeature, LineString] | None:
    at = station.geometry.representative_point()  # type: ignore[union-attr]
    near = [(distance_m(at, r.geometry), r.fid, r) for r in rivers if r.geometry is not None]
    far_m, _, river = min(near, key=lambda entry: entry[:2])
    if far_m > params.snap_m or river.geometry is None:
        return None
    foot = nearest_point(at, river.geometry)
    course = _course(foot, river)
    ends = [travel(foot, course + turn, params.half_width_m) for turn in (-90, 90)]
    return river, LineString(ends)


def _course(foot: Point, river: LayerFeature) -> float:
    """The direction of the river at a point of it, over 50 m up and down the line."""
    parts = [part for part in shapely.get_parts(river.geometry) if isinstance(part, LineString)]
    line = min(parts or [river.geometry.exterior], key=foot.distance)  # type: ignore[union-attr]
    step = _AHEAD_M / 111_320
    here = line.project(foot)
    before, after = line.interpolate(max(here - step, 0.0)), line.interpolate(min(here + step, line.length))
    return azimuth(before, after)
