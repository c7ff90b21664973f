"""Layering: build every layer of ``layers/*.toml`` whose inputs or definition changed, and file it in the store."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from geoapp import layers, paths
from geoapp.model import BuiltLayer, LayerDefinition, LayerFeature
from geoapp.pipeline.world import World
from geoapp.store import Store


def layer_folders(world: World) -> list[Path]:
    """Shipped definitions first, then the office's own ``layers/`` beside its runtime files."""
    own = world.settings.folder / "layers"
    return [paths.LAYERS, *([own] if own.is_dir() else [])]


def build_layers(store: Store, world: World) -> list[BuiltLayer]:
    """All layers in build order, each rebuilt only when its digest changed. A layer that cannot be built has a
    ``problem`` instead of features; a definition that is wrong raises ``BadDefinition``."""
    known = {layer.definition.id: layer for layer in store.layers()}
    built: dict[str, BuiltLayer] = {}
    for definition in layers.load_definitions(layer_folders(world)):
        layer = layers.build(definition, _inputs(definition, built))
        before = known.get(definition.id)
        if before is None or before.digest != layer.digest or before.definition != layer.definition:
            store.put_layer(layer)
        built[definition.id] = layer
    return list(built.values())


def _inputs(definition: LayerDefinition, built: dict[str, BuiltLayer]) -> dict[str, Sequence[LayerFeature]]:
    inputs: dict[str, Sequence[LayerFeature]] = {}
    for name, spec in definition.inputs.items():
        kind, _, rest = spec.partition(":")
        if kind == "layer":
            inputs[name] = built[rest].features
        elif kind == "reference":
            inputs[name] = layers.read_reference(spec)
        elif spec == "cases":
            inputs[name] = ()
    return inputs
