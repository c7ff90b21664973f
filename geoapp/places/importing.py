"""An office's own geometry: read any vector file or a CSV with coordinates, refuse what its datum leaves in doubt.

A wrong datum moves every case by half a kilometre and nobody sees it, so nothing is guessed: a file without a
reference system, with swapped axes, or with Gauss-Kruger metres under a geographic label is refused with the suspicion.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError
from shapely.geometry import Point, mapping
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.model import Basis, LocationInstance, PlaceType, PositionalAccuracy, UsageError
from geoapp.places.datum import DATUMS, Datum, check_degrees, gauss_kruger_to_wgs84, suspicion, to_wgs84
from geoapp.places.gazetteer import load_gazetteer, read_instances
from geoapp.places.shifts import refuse_shifted
from geoapp.texts import text

GAUSS_KRUGER = "gk"
"""Declares CGCS2000 Gauss-Kruger with the zone in front of the easting, each row by its own zone."""
_X_COLUMNS = ("lon", "lng", "long", "longitude", "经度", "东经", "x", "横坐标", "东坐标")
_Y_COLUMNS = ("lat", "latitude", "纬度", "北纬", "y", "纵坐标", "北坐标")
_ENCODINGS = ("utf-8-sig", "gb18030")
Row = tuple[str, str, Geometry]  # where it stood, its name, its geometry as written
Coordinates = NDArray[np.float64]


def import_features(
    path: Path,
    name_field: str,
    type: PlaceType,
    crs: str | None,
    accuracy_m: float,
    datum: Datum | None,
) -> list[LocationInstance]:
    """The named features of ``path`` as surveyed instances in WGS 84. Features of one name become one instance.

    ``crs`` is anything pyproj reads, or ``gk``; it wins over what the file says of itself. ``datum`` (gcj02, bd09,
    wgs84, cgcs2000) declares longitude and latitude. Raises ``UsageError`` naming file, row and suspicion.
    """
    if datum is not None and datum not in DATUMS:
        raise UsageError(text("places.import.datum", value=datum, known="、".join(DATUMS)), parameter="datum")
    if not 0 < accuracy_m < 100_000:
        raise UsageError(text("places.import.accuracy", value=accuracy_m), parameter="accuracy")
    if not path.is_file():
        raise UsageError(text("places.import.missing", file=path), parameter="file")
    rows, own_crs = _read_csv(path, name_field) if path.suffix.lower() == ".csv" else _read_vector(path, name_field)
    if not rows:
        raise UsageError(text("places.import.empty", file=path, field=name_field), parameter="file")
    declared = None if datum is not None else crs or own_crs
    if declared is None and datum is None:
        raise UsageError(_undeclared(path, rows), parameter="crs", example="EPSG:4490")
    convert = converter(declared, datum)
    merged: dict[str, list[Geometry]] = {}
    for where, name, geometry in rows:
        merged.setdefault(name, []).append(_converted(geometry, convert, f"{path.name} {where}："))
    system = declared or str(datum)
    found = [_instance(path, name, geometries, type, accuracy_m, system) for name, geometries in merged.items()]
    if datum is None:
        refuse_shifted(found, load_gazetteer(), path.name)
    return found


def save_extra(instances: Sequence[LocationInstance], path: Path) -> None:
    """Write instances as the office's extra gazetteer; those already there are kept unless they have the same key."""
    known = {i.key: i for i in read_instances(path)} if path.is_file() else {}
    known.update({i.key: i for i in instances})
    features = [_feature(known[key]) for key in sorted(known)]
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features)
    path.parent.mkdir(parents=True, exist_ok=True)
    body = f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'
    temporary = path.with_suffix(path.suffix + ".part")
    temporary.write_text(body, encoding="utf-8", newline="\n")
    temporary.replace(path)  # a reader sees the old file or the new one, never half


def _feature(instance: LocationInstance) -> dict[str, Any]:
    accuracy = instance.accuracy
    return {
        "type": "Feature",
        "properties": {
            "key": instance.key,
            "name": instance.name,
            "aliases": list(instance.aliases),
            "type": instance.type.value,
            "county_codes": list(instance.county_codes),
            "accuracy_m": accuracy.value_m if accuracy else None,
            "basis": accuracy.basis.value if accuracy else None,
            "source": instance.source,
            "licence": instance.licence,
            "remarks": instance.remarks,
        },
        "geometry": mapping(instance.geometry) if instance.geometry is not None else None,
    }


# ---------------------------------------------------------------- reading


def _read_csv(path: Path, name_field: str) -> tuple[list[Row], str | None]:
    rows = list(csv.reader(_decoded(path).splitlines()))
    if not rows:
        return [], None
    header = [column.strip() for column in rows[0]]
    name = _column(path, header, (name_field,), name_field)
    x = _column(path, header, _X_COLUMNS, "经度")
    y = _column(path, header, _Y_COLUMNS, "纬度")
    found: list[Row] = []
    for number, row in enumerate(rows[1:], start=2):
        if len(row) <= max(name, x, y) or not row[name].strip():
            continue
        try:
            point = Point(float(row[x]), float(row[y]))
        except ValueError as error:
            value = f"{row[x]}, {row[y]}"
            raise UsageError(text("places.import.number", file=path.name, line=number, value=value)) from error
        found.append((text("places.import.line", number=number), row[name].strip(), point))
    return found, None


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UsageError(text("places.import.encoding", file=path), parameter="file")


def _column(path: Path, header: Sequence[str], names: Sequence[str], wanted: str) -> int:
    lowered = [column.lower() for column in header]
    for name in names:
        if name.lower() in lowered:
            return lowered.index(name.lower())
    raise UsageError(text("places.import.column", file=path.name, wanted=wanted, columns="、".join(header)))


def _read_vector(path: Path, name_field: str) -> tuple[list[Row], str | None]:
    """All layers that have the field: the folders of a KML, points, lines and areas of an OSM extract."""
    frames = _frames(path)
    if not frames:
        raise UsageError(text("places.import.no_geometry", file=path), parameter="file")
    named = [frame for frame in frames if name_field in frame.columns]
    if not named:
        columns = "、".join(dict.fromkeys(str(c) for frame in frames for c in frame.columns if c != "geometry"))
        if not columns:
            raise UsageError(text("places.import.empty", file=path, field=name_field), parameter="file")
        raise UsageError(text("places.import.column", file=path.name, wanted=name_field, columns=columns))
    crs = next((frame.crs for frame in named if frame.crs is not None), None)
    found: list[Row] = []
    for frame in named:
        alike = frame if frame.crs is None or frame.crs == crs else frame.to_crs(crs)
        for name, geometry in zip(alike[name_field], alike.geometry, strict=True):
            if geometry is not None and not geometry.is_empty and isinstance(name, str) and name.strip():
                found.append((text("places.import.feature", number=len(found) + 1), name.strip(), geometry))
    return found, crs.to_wkt() if crs is not None else None


def _frames(path: Path) -> list[Any]:
    """The layers of a file that have geometries, as GeoDataFrames."""
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    encoding = _shapefile_encoding(path)
    try:
        layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
        return [pyogrio.read_dataframe(path, layer=name, encoding=encoding, force_2d=True) for name in layers]
    except (DataSourceError, DataLayerError, UnicodeDecodeError) as error:
        raise UsageError(text("places.import.unreadable", file=path), parameter="file") from error


def _shapefile_encoding(path: Path) -> str | None:
    """GDAL believes the .cpg file; where it is missing, Chinese shapefiles are GBK far more often than Latin-1."""
    if path.suffix.lower() != ".shp" or path.with_suffix(".cpg").is_file() or path.with_suffix(".CPG").is_file():
        return None
    return "GB18030"


# ---------------------------------------------------------------- datum


def _undeclared(path: Path, rows: Sequence[Row]) -> str:
    x, y = (float(value) for value in shapely.get_coordinates(rows[0][2])[0])
    looks = suspicion(x, y) or text("places.import.looks_geographic")
    return text("places.import.undeclared", file=path.name, x=x, y=y, reason=looks)


def converter(crs: str | None, datum: Datum | None) -> Any:
    """A function from an (n, 2) array of coordinates as written to longitude and latitude."""
    if datum is not None:
        return partial(_each, lambda x, y: _checked(x, y, datum))
    if crs == GAUSS_KRUGER:
        return partial(_each, gauss_kruger_to_wgs84)
    try:
        system = CRS.from_user_input(crs)
        transformer = Transformer.from_crs(system, "EPSG:4326", always_xy=True)
    except CRSError as error:
        raise UsageError(text("places.import.crs", value=crs), parameter="crs", example="EPSG:4490") from error
    return partial(_transformed, transformer)


def _checked(x: float, y: float, datum: Datum) -> tuple[float, float]:
    check_degrees(x, y)
    return to_wgs84(x, y, datum)


def _each(convert: Any, points: Coordinates) -> Coordinates:
    return np.array([convert(float(x), float(y)) for x, y in points], dtype=np.float64)


def _transformed(transformer: Transformer, points: Coordinates) -> Coordinates:
    lon, lat = transformer.transform(points[:, 0], points[:, 1])
    return np.column_stack([lon, lat])


def _converted(geometry: Geometry, convert: Any, where: str) -> Geometry:
    raw = shapely.force_2d(geometry)
    try:
        converted = shapely.transform(raw, convert)
    except UsageError as error:
        raise UsageError(f"{where}{error}", parameter=error.parameter, example=error.example) from error
    for (x, y), (lon, lat) in zip(shapely.get_coordinates(raw), shapely.get_coordinates(converted), strict=True):
        reason = suspicion(float(lon), float(lat))
        if reason is not None:
            # What was written tells more than what came out of a projection that it was never meant for.
            told = suspicion(float(x), float(y)) or reason
            values = {"x": float(x), "y": float(y), "reason": told}
            raise UsageError(text("places.datum.refused", where=where, **values), parameter="crs")
    return shapely.set_precision(shapely.make_valid(converted), 1e-7)


def _instance(
    path: Path, name: str, geometries: Sequence[Geometry], kind: PlaceType, accuracy_m: float, declared: str
) -> LocationInstance:
    whole = geometries[0] if len(geometries) == 1 else shapely.union_all(list(geometries))
    system = declared if len(declared) < 40 else CRS.from_user_input(declared).name
    return LocationInstance(
        key=f"office/{kind.value}/{name}",
        name=name,
        type=kind,
        geometry=whole,
        accuracy=PositionalAccuracy(accuracy_m, Basis.SURVEYED),
        source=text("places.import.source", file=path.name),
        licence=text("places.import.licence"),
        remarks=text("places.import.remarks", crs=system),
    )
