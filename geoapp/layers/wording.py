"""Layers in the reader's language, by the table ``[en]`` of their file. For showing only: what is built, stored and
compared is the definition as its file has it."""

from __future__ import annotations

from dataclasses import replace

from geoapp.model import BuiltLayer
from geoapp.texts import language


def in_words(layer: BuiltLayer) -> BuiltLayer:
    """The layer with title, description and notes in the language of this context, where its file has them."""
    definition = layer.definition.in_language(language())
    return layer if definition is layer.definition else replace(layer, definition=definition)
