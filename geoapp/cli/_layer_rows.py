"""What ``geoapp build`` and ``geoapp layers`` say about each layer of a store."""

from __future__ import annotations

from geoapp.cli._options import now
from geoapp.model import BuiltLayer, Query
from geoapp.store import Store
from geoapp.texts import text


def feature_count(store: Store, layer: BuiltLayer) -> int:
    """How many features a layer publishes; the cases collection is the store itself."""
    if layer.definition.recipe == "cases":
        return store.page(Query(today=now().date(), limit=1)).number_matched
    return len(store.layer(layer.definition.id).features)


def layer_row(store: Store, layer: BuiltLayer) -> str:
    """Id, title, and the number of features or the reason for none."""
    outcome = layer.problem or text("cli.build.features", count=feature_count(store, layer))
    return text("cli.build.row", id=layer.definition.id, title=layer.definition.title, outcome=outcome)
