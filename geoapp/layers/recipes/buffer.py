"""A zone within so many metres of something: the land outside a shore, the water inside it, or both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.layers.banks import bank_m
from geoapp.layers.measure import MAX_BUFFER_M, area_m2, buffer_m, measured_error_m
from geoapp.layers.recipes._made import Inputs, Made, names, nothing, refuse, sources, split_vague
from geoapp.model import Basis, LayerDefinition, LayerFeature, Lineage, UsageError
from geoapp.texts import text

INPUTS: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Params:
    """``distance_m`` on the ground. ``keep``: of an area, what lies ``outside`` its edge, ``inside`` it, or ``both``;
    of a river's line, the ``left`` or the ``right`` bank, seen downstream. Else there is only one zone around a line or
    point and ``keep`` does not matter."""

    distance_m: float
    keep: Literal["outside", "inside", "both", "left", "right"] = "outside"

    def __post_init__(self) -> None:
        if not 0 < self.distance_m <= MAX_BUFFER_M:
            raise ValueError(text("layers.measure.distance", value=self.distance_m, limit=int(MAX_BUFFER_M)))


def build(inputs: Inputs, params: Params, definition: LayerDefinition) -> Made:
    """One zone for each feature of all inputs; refuses geometry that nobody measured."""
    given = [feature for name in definition.inputs for feature in inputs[name]]
    if not given:
        return Made(problem=nothing(list(definition.inputs.values())))
    firm, vague = split_vague(given)
    if not firm:
        return Made(problem=refuse(vague))
    try:
        zones = [_zone(f, _shore(f, params, definition), params, definition) for f in firm]
    except UsageError as error:
        return Made(problem=str(error))
    error_m = max(error for _, error in zones)
    remarks = (text("layers.remark.left_out", names=names(vague)),) if vague else ()
    return Made(tuple(feature for feature, _ in zones), _lineage(firm, params, error_m), None, remarks)


def _shore(feature: LayerFeature, params: Params, definition: LayerDefinition) -> Geometry:
    """What the zone lies around. The shore of an area may be given as a closed line; an open
    management line has no outside."""
    shape = feature.geometry
    assert shape is not None  # noqa: S101 - it would be vague
    is_bank, is_line = params.keep in ("left", "right"), shapely.get_dimensions(shape) == 1
    if is_bank and not is_line:
        raise UsageError(text("layers.problem.no_axis", names=names([feature]), keep=params.keep))
    if not is_line or definition.shoreline is None or params.keep not in ("outside", "inside"):
        return shape
    inside = shapely.union_all(shapely.get_parts(shapely.polygonize(shapely.get_parts(shape).tolist())))
    if inside.is_empty and definition.shoreline == "management_line":
        raise UsageError(text("layers.problem.open_shore", names=names([feature])))
    return shape if inside.is_empty else inside


def _zone(
    feature: LayerFeature, around: Geometry, params: Params, definition: LayerDefinition
) -> tuple[LayerFeature, float]:
    """The zone of one feature, and the measured error of its line."""
    edge = around.boundary if params.keep in ("inside", "both") and shapely.get_dimensions(around) == 2 else around
    whole = buffer_m(edge, params.distance_m)
    error_m = measured_error_m(edge, whole, params.distance_m)
    accuracy_m = feature.properties.get("accuracy_m")
    line = text(f"layers.shoreline.{definition.shoreline}") if definition.shoreline else text("layers.shoreline.edge")
    properties = {
        "name": definition.title,
        "around": feature.properties.get("name"),
        "type": "area",
        "distance_m": params.distance_m,
        "keep": params.keep,
        "area_m2": 0.0,
        "accuracy_m": accuracy_m,
        "basis": Basis.DERIVED.value,
        "county_codes": feature.properties.get("county_codes", []),
        "source": feature.properties.get("source", ""),
        "licence": feature.properties.get("licence", ""),
        "remarks": text("layers.remark.buffer", line=line, distance=f"{params.distance_m:g}",
                        error=f"{error_m * 100:.1f}", accuracy=_metres(accuracy_m)),
    }  # fmt: skip
    zone = _kept(around, whole, params)
    properties["area_m2"] = round(area_m2(zone), 1)
    return LayerFeature(f"{definition.id}/{feature.fid}", zone, properties), error_m


def _kept(around: Geometry, whole: Polygon | MultiPolygon, params: Params) -> Geometry:
    if params.keep in ("left", "right"):
        return bank_m(around, params.distance_m, params.keep, whole)
    if shapely.get_dimensions(around) < 2 or params.keep == "both":
        return whole
    return shapely.intersection(around, whole) if params.keep == "inside" else shapely.difference(whole, around)


def _metres(value: object) -> str:
    return f"{value:g}" if isinstance(value, int | float) else text("layers.remark.unknown")


def _lineage(firm: Sequence[LayerFeature], params: Params, error_m: float) -> Lineage:
    statement = text("layers.lineage.buffer", names=names(firm), distance=f"{params.distance_m:g}")
    steps = (
        text("layers.lineage.step_plane"),
        text("layers.lineage.step_keep", keep=text(f"layers.keep.{params.keep}")),
        text("layers.lineage.step_measured", error=f"{error_m * 100:.1f}"),
    )
    return Lineage(statement, sources(firm), steps, error_m)
