"""What every recipe returns, and the questions that several of them ask of their inputs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from shapely.geometry.base import BaseGeometry as Geometry

from geoapp.model import Basis, LayerDefinition, LayerFeature, Lineage
from geoapp.texts import text

Inputs = Mapping[str, Sequence[LayerFeature]]

VAGUE = frozenset({Basis.SCHEMATIC, Basis.CENTROID})
"""Bases that say where something roughly is: no line may be measured from them."""


@dataclass(frozen=True, slots=True)
class Made:
    """The features of a layer with how they came about; ``problem`` is a sentence when there are none."""

    features: tuple[LayerFeature, ...] = ()
    lineage: Lineage = field(default_factory=lambda: Lineage(""))
    problem: str | None = None
    remarks: tuple[str, ...] = ()


def sources(features: Iterable[LayerFeature]) -> tuple[str, ...]:
    """The distinct sources of features, with their licence, in order of appearance."""
    named = (
        text(
            "layers.lineage.source", source=f.properties.get("source") or "", licence=f.properties.get("licence") or ""
        )
        for f in features
    )
    return tuple(dict.fromkeys(named))


def names(features: Iterable[LayerFeature]) -> str:
    """The distinct names of features, joined for a sentence."""
    return "、".join(dict.fromkeys(str(f.properties.get("name") or f.fid) for f in features))


def worst_accuracy(features: Iterable[LayerFeature]) -> float | None:
    """The largest ``accuracy_m``; None when one of the features has none."""
    given = [f.properties.get("accuracy_m") for f in features]
    known = [float(value) for value in given if isinstance(value, int | float)]
    return max(known) if known and len(known) == len(given) else None


def derived(
    definition: LayerDefinition, fid: str, geometry: Geometry | None, of: Sequence[LayerFeature], **more: object
) -> LayerFeature:
    """A feature computed from others: it takes over their sources and the worst of their accuracies."""
    properties: dict[str, object] = {
        "name": definition.title,
        "accuracy_m": worst_accuracy(of),
        "basis": Basis.DERIVED.value,
        "source": "；".join(dict.fromkeys(str(f.properties.get("source") or "") for f in of)),
        "licence": "；".join(dict.fromkeys(str(f.properties.get("licence") or "") for f in of)),
        "remarks": "",
    }
    return LayerFeature(f"{definition.id}/{fid}", geometry, {**properties, **more})


def missing(definition: LayerDefinition, inputs: Inputs) -> str | None:
    """The sentence for an input that holds nothing, or None when all hold something."""
    empty = [spec for name, spec in definition.inputs.items() if not inputs[name]]
    return nothing(empty) if empty else None


def nothing(specs: Sequence[str]) -> str:
    """What to do about inputs that hold nothing: the command, with the type and the name that it must give."""
    first = next((spec for spec in specs if spec.startswith("gazetteer:")), None)
    if first is not None:
        kind, _, pattern = first.removeprefix("gazetteer:").partition("/")
        key = "layers.problem.no_place_named" if pattern else "layers.problem.no_place"
        return text(key, label=text(f"words.type.{kind}"), type=kind, pattern=pattern)
    return text("layers.problem.nothing", spec="、".join(specs))


def split_vague(
    features: Iterable[LayerFeature], worst_m: float = math.inf
) -> tuple[list[LayerFeature], list[LayerFeature]]:
    """Features that may be measured from, and those that may not: schematic, centroid, without geometry, or known
    worse than ``worst_m``."""
    firm: list[LayerFeature] = []
    vague: list[LayerFeature] = []
    for feature in features:
        accuracy_m = feature.properties.get("accuracy_m")
        rough = worst_m < math.inf and not (isinstance(accuracy_m, int | float) and accuracy_m <= worst_m)
        unfit = feature.geometry is None or feature.properties.get("basis") in VAGUE or rough
        (vague if unfit else firm).append(feature)
    return firm, vague


def refuse(vague: Sequence[LayerFeature]) -> str:
    """Why nothing is made from such geometry, and the command that mends it."""
    kind = next((str(f.properties["type"]) for f in vague if f.properties.get("type")), "river")
    return text("layers.problem.schematic", names=names(vague), type=kind)
