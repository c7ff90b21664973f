"""Reference files as inputs of layers: ``reference:counties``, ``reference:water/大通湖``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from shapely.errors import GEOSException
from shapely.geometry import shape

from geoapp import paths
from geoapp.model import BadDefinition, LayerFeature
from geoapp.texts import reason_of, text

FOLDER = paths.DATA / "reference"


def read_reference(spec: str, folder: Path = FOLDER) -> list[LayerFeature]:
    """The features of ``reference:<file>``, or those named (or so called for short) ``reference:<file>/<name>``.

    A name that the file does not hold gives an empty list: what cannot be built yet is said by the layer's
    ``problem``. A file that is not there or is no GeoJSON raises ``BadDefinition``.
    """
    file, _, name = spec.removeprefix("reference:").partition("/")
    path = folder / f"{file}.geojson"
    if not path.is_file():
        known = "、".join(sorted(p.stem for p in folder.glob("*.geojson")))
        raise BadDefinition(text("layers.bad.no_reference", spec=spec, file=path, known=known))
    return [feature for feature in _features(path) if not name or _called(feature, name)]


def _features(path: Path) -> list[LayerFeature]:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))["features"]
        return [_feature(entry, f"{path.stem}/{index}") for index, entry in enumerate(raw)]
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError, AttributeError, GEOSException) as error:
        raise BadDefinition(text("layers.bad.unreadable", file=path, reason=reason_of(error))) from error


def _feature(entry: dict[str, Any], fallback: str) -> LayerFeature:
    properties = entry["properties"]
    geometry = shape(entry["geometry"]) if entry["geometry"] else None
    return LayerFeature(str(properties.get("key") or fallback), geometry, properties)


def _called(feature: LayerFeature, name: str) -> bool:
    properties = feature.properties
    return name in (properties.get("name"), feature.fid.partition("/")[2], *(properties.get("aliases") or ()))
