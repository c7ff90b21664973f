"""Points from the rows of a table (CSV, XLSX) with a declared coordinate reference system."""

from __future__ import annotations

from dataclasses import dataclass

from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError
from shapely.geometry import Point

from geoapp.layers.recipes._made import Inputs, Made, missing
from geoapp.model import CHINA, Basis, LayerDefinition, LayerFeature, Lineage
from geoapp.texts import text

INPUTS: frozenset[str] | None = frozenset({"table"})


@dataclass(frozen=True, slots=True)
class Params:
    """Column names of the table, its CRS (``EPSG:4490``, ``EPSG:4547`` ...), and what all rows share.

    ``x`` is the easting or longitude, ``y`` the northing or latitude, whatever the axis order of the CRS.
    """

    x: str
    y: str
    crs: str
    accuracy_m: float
    name: str = "名称"
    type: str = "site"
    basis: str = Basis.SURVEYED.value
    source: str = ""
    licence: str = ""

    def __post_init__(self) -> None:
        if self.accuracy_m <= 0:
            raise ValueError(text("layers.problem.accuracy", value=self.accuracy_m))
        if self.basis not in [basis.value for basis in Basis]:
            known = "、".join(basis.value for basis in Basis)
            raise ValueError(text("layers.problem.basis", value=self.basis, known=known))
        try:
            CRS.from_user_input(self.crs)
        except CRSError as error:
            raise ValueError(text("layers.problem.crs", value=self.crs)) from error


def build(inputs: Inputs, params: Params, definition: LayerDefinition) -> Made:
    """One point for each row with usable coordinates; the others are named in the remarks with what is wrong."""
    if problem := missing(definition, inputs):
        return Made(problem=problem)
    rows = inputs["table"]
    absent = [column for column in (params.x, params.y, params.name) if column not in rows[0].properties]
    if absent:
        known = "、".join(map(str, rows[0].properties))
        return Made(problem=text("layers.problem.no_column", names="、".join(absent), known=known))
    transformer = Transformer.from_crs(params.crs, "EPSG:4326", always_xy=True)
    made: list[LayerFeature] = []
    wrong: list[str] = []
    for row in rows:
        point = _point(row, params, transformer)
        if isinstance(point, str):
            wrong.append(f"{row.fid}：{point}")
        else:
            made.append(_feature(row, point, params, definition))
    if not made:
        return Made(problem=text("layers.problem.no_points", reasons="；".join(wrong[:5])))
    return Made(
        tuple(made), Lineage(text("layers.lineage.points", crs=params.crs), (params.source,)), None, tuple(wrong)
    )


def _point(row: LayerFeature, params: Params, transformer: Transformer) -> Point | str:
    """The row's point, or what is wrong with its coordinates."""
    given = (row.properties.get(params.x), row.properties.get(params.y))
    try:
        x, y = (float(str(value).strip()) for value in given)
        lon, lat = transformer.transform(x, y, errcheck=True)
    except (ValueError, ProjError):
        return text("layers.remark.no_number", x=given[0], y=given[1])
    west, south, east, north = CHINA
    if not (west <= lon <= east and south <= lat <= north):
        key = "swapped" if west <= lat <= east and south <= lon <= north else "elsewhere"
        return text(f"layers.remark.{key}", x=given[0], y=given[1], crs=params.crs)
    return Point(lon, lat)


def _feature(row: LayerFeature, point: Point, params: Params, definition: LayerDefinition) -> LayerFeature:
    own = {key: value for key, value in row.properties.items() if key not in (params.x, params.y)}
    shared = {
        "name": str(row.properties.get(params.name) or row.fid),
        "type": params.type,
        "accuracy_m": params.accuracy_m,
        "basis": params.basis,
        "source": params.source,
        "licence": params.licence,
        "remarks": "",
    }
    return LayerFeature(f"{definition.id}/{row.fid}", point, {**own, **shared})
