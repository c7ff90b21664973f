"""Exporting: the features of a layer, or of a selection of cases, and what the file should say about itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geoapp.exports import (
    CRS84,
    DBF_TEXT_BYTES,
    KINDS,
    About,
    Target,
    case_headings,
    chosen_format,
    geojson_of,
    line_edition,
    metadata_of_cases,
    metadata_of_layer,
    misfit,
    qml_of_cases,
    qml_of_layer,
    sequence_of,
    stream,
)
from geoapp.layers import in_words
from geoapp.model import BBox, BuiltLayer, CaseFeature, Columns, LayerFeature, Query
from geoapp.pipeline.publishing import told_of
from geoapp.pipeline.zoning import zone_ids, zone_layers
from geoapp.store import Store
from geoapp.texts import language, text, use_language

_TELLING = ("gpkg", "parquet", "shp")
"""Formats with room for metadata."""
_STYLED = ("gpkg",)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants as a file: a layer in a format and a coordinate system; ``named``: its columns headed by
    what people call them in that language ("": by their names)."""

    layer: str
    extension: str = "geojson"
    crs: Target = CRS84
    named: str = ""


def open_export(
    store: Store, layer: str, query: Query, at: datetime, wanted: Wanted | None = None
) -> tuple[Iterable[CaseFeature | LayerFeature], About]:
    """Features and their description; ``query`` selects among cases only.

    Raises ``NotFound`` for an unknown layer, ``UsageError`` for a format that does not go with the system.
    """
    wanted = wanted or Wanted(layer)
    chosen_format(wanted.extension, wanted.crs)
    if layer == "cases":
        next(iter(store.iterate(replace(query, limit=0))), None)  # a wrong filter shows now, before any byte is sent
        return store.iterate(query), _about_cases(store, query, at, wanted)
    built = in_words(store.layer(layer))
    return built.features, _about_layer(built, at, wanted)


def stream_export(store: Store, query: Query, at: datetime, wanted: Wanted) -> tuple[Iterator[bytes], About]:
    """The file in pieces. GeoJSON of cases is put together from texts that were made when the cases were filed."""
    features, about = open_export(store, wanted.layer, query, at, wanted)
    joined = _JOINED.get(wanted.extension) if wanted.layer == "cases" else None
    if joined is None:
        return stream(features, wanted.extension, about), about
    return joined(store.lines(query, line_edition(about.zones)), about), about


_JOINED = {"geojson": geojson_of, "geojsonseq": sequence_of}


def _selected(store: Store, query: Query) -> tuple[Columns, NDArray[np.bool_]]:
    columns = store.columns()
    return columns, columns.select(query, among=store.search(query, columns))


def _box(store: Store, query: Query) -> BBox | None:
    columns, mask = _selected(store, query)
    return columns.box(mask)


def _about_cases(store: Store, query: Query, at: datetime, wanted: Wanted) -> About:
    about = replace(About.of_cases(at, zones=zone_ids(store)), crs=wanted.crs)
    if wanted.named:
        about = replace(about, headings=_headings(store, wanted.named))
    if wanted.extension == "shp":
        about = replace(about, warnings=(text("exports.dbf_cut", bytes=DBF_TEXT_BYTES),))
    if wanted.crs.meridian is not None:
        sentence = misfit(_box(store, query), wanted.crs)
        about = replace(about, warnings=(*about.warnings, *([sentence] if sentence else [])))
    if missing := told_of(store):
        about = replace(about, warnings=(*about.warnings, missing))
    if wanted.extension in _TELLING:
        told = {**describe_cases(store, query), "crs": wanted.crs.code, "warnings": list(about.warnings)}
        about = replace(about, metadata=told)
    if wanted.extension in _STYLED:
        from geoapp.maps import palette

        drawn = palette()
        about = replace(about, styles={text(f"exports.style_{kind}"): qml_of_cases(drawn, kind) for kind in KINDS})
    return about


def _headings(store: Store, name: str) -> Mapping[str, str]:
    """What people call the columns in a language that need not be that of this context."""
    present = language()
    use_language(name)
    try:
        return case_headings({layer.definition.id: layer.definition.title for layer in zone_layers(store)})
    finally:
        use_language(present)


def _about_layer(built: BuiltLayer, at: datetime, wanted: Wanted) -> About:
    about = replace(About.of_layer(built, at), crs=wanted.crs)
    shapes = [feature.geometry for feature in built.features if feature.geometry is not None]
    if wanted.crs.meridian is not None and shapes:
        boxes = np.array([shape.bounds for shape in shapes])
        low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        sentence = misfit((float(low[0]), float(low[1]), float(high[0]), float(high[1])), wanted.crs)
        about = replace(about, warnings=(sentence,) if sentence else ())
    if wanted.extension in _TELLING:
        told = {**metadata_of_layer(built, built.features), "crs": wanted.crs.code, "warnings": list(about.warnings)}
        about = replace(about, metadata=told)
    if wanted.extension in _STYLED:
        from geoapp.maps import palette

        default = palette()["layer"]
        styles = {
            text(f"exports.style_{kind}"): qml_of_layer(built.definition.style, default, kind)
            for kind in kinds_of(built)
        }
        about = replace(about, styles=styles)
    return about


def kinds_of(built: BuiltLayer) -> list[str]:
    """Which kinds of geometry (points, lines, areas) the features of a layer have; areas for a layer without any."""
    found = {
        "points" if "Point" in kind else "lines" if "Line" in kind else "areas"
        for kind in {feature.geometry.geom_type for feature in built.features if feature.geometry is not None}
    }
    return [kind for kind in KINDS if kind in found] or ["areas"]


def describe_cases(store: Store, query: Query) -> dict[str, Any]:
    """The metadata of the cases that a query selects."""
    columns, mask = _selected(store, query)
    accuracies = columns.accuracy_m[mask]
    accuracies = accuracies[~np.isnan(accuracies)]
    span = (float(accuracies.min()), float(accuracies.max())) if len(accuracies) else None
    return metadata_of_cases(int(np.count_nonzero(mask)), columns.data_time, span)


def describe_layer(store: Store, layer: str, query: Query, at: datetime) -> dict[str, Any]:
    """The metadata of a whole layer, with the SHA-256 of its GeoJSONSeq export (which holds no time of writing)."""
    digest = hashlib.sha256()
    pieces, _ = stream_export(store, query, at, Wanted(layer, "geojsonseq"))
    for piece in pieces:
        digest.update(piece)
    told = describe_cases(store, query) if layer == "cases" else _of_layer(store, layer)
    return {**told, "sha256": digest.hexdigest(), "sha256_of": f"/export/{layer}.geojsonseq"}


def _of_layer(store: Store, layer: str) -> dict[str, Any]:
    built = in_words(store.layer(layer))
    return metadata_of_layer(built, built.features)
