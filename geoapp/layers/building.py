"""From a definition and its inputs to a layer, and the digest that says whether it has to be made again."""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path

import shapely

from geoapp.layers.definitions import make_params
from geoapp.layers.recipes import find_recipe
from geoapp.model import BuiltLayer, LayerDefinition, LayerFeature, Lineage, Tracer


def build(
    definition: LayerDefinition,
    inputs: Mapping[str, Sequence[LayerFeature]],
    previous: BuiltLayer | None = None,
    *,
    tracer: Tracer | None = None,
) -> BuiltLayer:
    """Make a layer; ``previous`` is returned as it is when neither inputs, definition nor code have changed.

    ``tracer`` walks rivers for the recipes that ask for one.

    What cannot be made has a ``problem`` and no features. Raises ``BadDefinition`` for unfit ``params``.
    """
    digest = digest_of(definition, inputs, tracer)
    if previous is not None and previous.digest == digest:
        return previous
    params = make_params(definition.recipe, definition.params, f"{definition.id}.toml")
    recipe = find_recipe(definition.recipe)
    tools = {"tracer": tracer} if _walks(definition) else {}
    made = recipe.build(inputs, params, definition, **tools)
    extra = {"remarks": list(made.remarks)} if made.remarks else {}
    return BuiltLayer(definition, made.features, made.lineage, digest=digest, problem=made.problem, extra=extra)


def unbuilt(definition: LayerDefinition, problem: str) -> BuiltLayer:
    """A layer whose inputs cannot even be read, and why."""
    sha = hashlib.sha256(problem.encode())
    sha.update(digest_of(definition, {}).encode())
    return BuiltLayer(definition, (), Lineage(""), digest=sha.hexdigest(), problem=problem)


def _walks(definition: LayerDefinition) -> bool:
    """True for a recipe that asks for a tracer."""
    return "tracer" in inspect.signature(find_recipe(definition.recipe).build).parameters


def digest_of(
    definition: LayerDefinition, inputs: Mapping[str, Sequence[LayerFeature]], tracer: Tracer | None = None
) -> str:
    """SHA-256 over the definition, every input feature, this room's code, and what the tracer knows if it is asked."""
    sha = hashlib.sha256(_code_digest())
    if tracer is not None and _walks(definition):
        sha.update(tracer.digest.encode())
    sha.update(json.dumps(asdict(definition), ensure_ascii=False, sort_keys=True, default=str).encode())
    for name in sorted(inputs):
        sha.update(f"\0{name}\0".encode())
        for feature in inputs[name]:
            properties = json.dumps(dict(feature.properties), ensure_ascii=False, sort_keys=True, default=str)
            sha.update(f"{feature.fid}\0{properties}\0".encode())
            sha.update(b"" if feature.geometry is None else shapely.to_wkb(feature.geometry))
    return sha.hexdigest()


@cache
def _code_digest() -> bytes:
    """Of all code of this room: a recipe that was mended makes its layers anew."""
    sha = hashlib.sha256()
    room = Path(__file__).parent
    for path in sorted(room.rglob("*.py"), key=lambda p: p.relative_to(room).as_posix()):
        sha.update(path.read_bytes())
    return sha.digest()
