"""Layering: build every layer of ``layers/*.toml`` whose inputs or definition changed, and file it in the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from geoapp import layers, paths
from geoapp.model import BuiltLayer, LayerDefinition, LayerFeature
from geoapp.pipeline.world import World, imported_gazetteer
from geoapp.pipeline.zoning import judge_zones
from geoapp.store import Store

Features = Sequence[LayerFeature]


def layer_folders(world: World) -> list[Path]:
    """Shipped definitions first, then the office's own ``layers/`` beside its runtime files."""
    own = world.settings.folder / "layers"
    return [paths.LAYERS, *([own] if own.is_dir() else [])]


def build_layers(store: Store, world: World) -> list[BuiltLayer]:
    """All layers in build order, each rebuilt only when its digest changed; those without a definition are taken out.
    Then every site is judged against the zones.

    A layer that cannot be built has a ``problem`` instead of features; a definition that is wrong raises
    ``BadDefinition``.
    """
    known = {layer.definition.id: layer for layer in store.layers()}
    built: dict[str, BuiltLayer] = {}
    for definition in layers.load_definitions(layer_folders(world)):
        inputs = _inputs(definition, world, lambda layer_id: store.layer(layer_id).features)
        before = known.pop(definition.id, None)
        if before is not None and before.digest == layers.digest_of(definition, inputs):
            built[definition.id] = before
            continue
        built[definition.id] = layer = layers.build(definition, inputs)
        store.put_layer(layer)
    for gone in known:
        store.remove_layer(gone)
    judge_zones(store)
    return list(built.values())


def _inputs(definition: LayerDefinition, world: World, features_of: Callable[[str], Features]) -> dict[str, Features]:
    inputs: dict[str, Features] = {}
    for name, spec in definition.inputs.items():
        kind, _, rest = spec.partition(":")
        if kind == "layer":
            inputs[name] = features_of(rest)  # built before this one, so the store has it
        elif kind == "reference":
            inputs[name] = _reference(spec, imported_gazetteer(world.settings))
        elif kind == "file":
            inputs[name] = layers.read_file(spec, world.settings.folder)
        else:
            inputs[name] = ()  # `cases`: the store itself serves them
    return inputs


def _reference(spec: str, imported: Path) -> Features:
    """Shipped features, with the office's own geometry in the place of those that it surveyed itself."""
    shipped = layers.read_reference(spec)
    if not imported.is_file():
        return shipped
    _, _, name = spec.partition("/")
    own = layers.read_reference(f"reference:{imported.stem}" + (f"/{name}" if name else ""), imported.parent)
    if name:
        return own or shipped
    types = {feature.properties.get("type") for feature in shipped}
    own = [feature for feature in own if feature.properties.get("type") in types]
    replaced = {feature.properties.get("name") for feature in own}
    return [*(feature for feature in shipped if feature.properties.get("name") not in replaced), *own]
