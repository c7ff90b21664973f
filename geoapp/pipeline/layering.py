"""Layering: build every layer of ``layers/*.toml`` whose inputs or definition changed, and file it in the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path

from geoapp import layers, paths
from geoapp.model import BadDefinition, BuiltLayer, LayerDefinition, LayerFeature, LocationInstance
from geoapp.pipeline.lining import keep_lines
from geoapp.pipeline.progress import Progress, silent
from geoapp.pipeline.tracing import RiverTracer
from geoapp.pipeline.world import World, imported_gazetteer, is_imported
from geoapp.pipeline.zoning import judge_zones
from geoapp.settings import ZONE
from geoapp.store import Store

Features = Sequence[LayerFeature]


def layer_folders(world: World) -> list[Path]:
    """Shipped definitions first, then the office's own ``layers/`` beside its runtime files."""
    own = world.settings.folder / "layers"
    return [paths.LAYERS, *([own] if own.is_dir() else [])]


def build_layers(
    store: Store, world: World, progress: Progress = silent, *, texts: bool = True, at: datetime | None = None
) -> list[BuiltLayer]:
    """All layers in build order, each rebuilt only when its digest changed; those without a definition are taken out.
    Then every site is judged against the zones, and (``texts``) each case's kept text made anew where need be. ``at``
    (default: now) is the update time of the layers that are made.

    A layer that cannot be built has a ``problem`` instead of features, and so has one whose file is not there; a
    definition that is wrong raises ``BadDefinition``.
    """
    known = {layer.definition.id: layer for layer in store.layers()}
    built: dict[str, BuiltLayer] = {}
    for written in layers.load_definitions(layer_folders(world)):
        before = known.pop(written.id, None)
        layer = _built(store, world, written, before)
        if layer is not before:
            layer = replace(layer, built_at=at or datetime.now(ZONE))
            store.put_layer(layer)
        built[written.id] = layer
    for gone in known:
        store.remove_layer(gone)
    judge_zones(store, progress)
    if texts:
        keep_lines(store)
    return list(built.values())


def _built(store: Store, world: World, written: LayerDefinition, before: BuiltLayer | None) -> BuiltLayer:
    """The layer as its inputs are now; ``before`` itself when they are what it was made from."""
    definition, tracer = _bettered(written, world), RiverTracer()
    try:
        inputs = _inputs(definition.inputs, world, lambda layer_id: store.layer(layer_id).features)
    except BadDefinition as error:
        layer = layers.unbuilt(definition, str(error))
        return before if before is not None and before.digest == layer.digest else layer
    return layers.build(definition, inputs, before, tracer=tracer)


def _bettered(definition: LayerDefinition, world: World) -> LayerDefinition:
    """The definition as its ``better`` has it, once all inputs named there hold something."""
    better = definition.better
    try:
        if not better or not all(_inputs(better["inputs"], world).values()):
            return definition
    except BadDefinition:
        return definition  # a file that is not there yet
    return replace(
        definition,
        inputs=better["inputs"],
        description=better.get("description", definition.description),
        shoreline=better.get("shoreline", definition.shoreline),
        quality=better.get("quality", {}),  # what was known of the former line says nothing of this one
        better={},
        spoken={name: _bettered_words(words) for name, words in definition.spoken.items()},
    )


def _bettered_words(words: Mapping[str, str]) -> Mapping[str, str]:
    """What was said of the former line is true no more, in no language."""
    kept = {key: value for key, value in words.items() if key not in ("description", "accuracy", "better")}
    return {**kept, "description": words["better"]} if "better" in words else kept


def _inputs(
    specs: Mapping[str, str], world: World, features_of: Callable[[str], Features] = lambda _: ()
) -> dict[str, Features]:
    inputs: dict[str, Features] = {}
    for name, spec in specs.items():
        kind, _, rest = spec.partition(":")
        if kind == "layer":
            inputs[name] = features_of(rest)  # built before this one, so the store has it
        elif kind == "reference":
            inputs[name] = _reference(spec, imported_gazetteer(world.settings))
        elif kind == "gazetteer":
            inputs[name] = _places(rest, world)
        elif kind == "file":
            inputs[name] = layers.read_file(spec, world.settings.folder)
        else:
            inputs[name] = ()  # `cases`: the store itself serves them
    return inputs


def _places(asked: str, world: World) -> Features:
    """Gazetteer entries of one type whose name or an alias fits a pattern; the office's own replace shipped ones of
    the same name."""
    kind, _, pattern = asked.partition("/")
    found = [
        one for one in world.gazetteer
        if one.type == kind and any(fnmatchcase(name, pattern or "*") for name in (one.name, *one.aliases))
    ]  # fmt: skip
    own = {one.name for one in found if is_imported(one)}
    return [_feature(one) for one in found if is_imported(one) or one.name not in own]


def _feature(instance: LocationInstance) -> LayerFeature:
    accuracy = instance.accuracy
    properties = {
        "key": instance.key,
        "name": instance.name,
        "type": instance.type.value,
        "county_codes": list(instance.county_codes),
        "accuracy_m": accuracy.value_m if accuracy else None,
        "basis": accuracy.basis.value if accuracy else None,
        "source": instance.source,
        "licence": instance.licence,
        "remarks": instance.remarks,
    }
    return LayerFeature(instance.key, instance.geometry, properties)


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
