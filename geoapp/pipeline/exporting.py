"""Exporting: the features of a layer, or of a selection of cases, and what the file should say about itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from geoapp.exports import About
from geoapp.model import CaseFeature, LayerFeature, Query
from geoapp.store import Store


def open_export(
    store: Store, layer: str, query: Query, at: datetime
) -> tuple[Iterable[CaseFeature | LayerFeature], About]:
    """Features and their description; ``query`` selects among cases only. Raises ``NotFound`` for an unknown layer."""
    if layer == "cases":
        return store.iterate(query), About.of_cases(at, store.page(query_of_one(query)).number_matched)
    built = store.layer(layer)
    return built.features, About.of_layer(built, at)


def query_of_one(query: Query) -> Query:
    """The same selection, asking for one row only: its ``number_matched`` is the whole."""
    return replace(query, limit=1, offset=0)
