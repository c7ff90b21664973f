"""The ``cases`` collection: served by the store itself, so the definition declares its title and look only."""

from __future__ import annotations

from dataclasses import dataclass

from geoapp.layers.recipes._made import Inputs, Made
from geoapp.model import LayerDefinition, Lineage
from geoapp.texts import text

INPUTS: frozenset[str] | None = frozenset({"cases"})


@dataclass(frozen=True, slots=True)
class Params:
    """Nothing to set: filters belong to the query."""


def build(inputs: Inputs, params: Params, definition: LayerDefinition) -> Made:  # noqa: ARG001
    """No features, and no problem: the store answers for them."""
    return Made((), Lineage(text("layers.lineage.cases")), None, (text("layers.lineage.cases"),))
