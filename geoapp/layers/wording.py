"""Layers in the reader's language: by the table ``[en]`` of their file, and by the catalogue what their making said
(kept in the office's language). For showing only: what is built, stored and compared stays as it is."""

from __future__ import annotations

from dataclasses import replace

from geoapp.model import BuiltLayer
from geoapp.texts import language
from geoapp.texts._retelling import retell

_SAID = ("layers.problem.", "layers.lineage.", "layers.keep.", "layers.bad.", "words.type.")


def in_words(layer: BuiltLayer) -> BuiltLayer:
    """The layer with title, description and notes in the language of this context, where its file has them, and what
    its making said: how it came about, why there is none."""
    definition = layer.definition.in_language(language())
    statement = retell(layer.lineage.statement, *_SAID)
    steps = tuple(retell(step, *_SAID) for step in layer.lineage.steps)
    problem = None if layer.problem is None else retell(layer.problem, *_SAID)
    if definition is layer.definition and (statement, steps, problem) == (
        layer.lineage.statement,
        layer.lineage.steps,
        layer.problem,
    ):
        return layer
    lineage = replace(layer.lineage, statement=statement, steps=steps)
    return replace(layer, definition=definition, lineage=lineage, problem=problem)
