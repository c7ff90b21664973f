"""Layer definitions (``layers/*.toml``) and what a recipe makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from geoapp.model.feature import LayerFeature


@dataclass(frozen=True, slots=True)
class Lineage:
    """ISO 19115 lineage, written by the recipe: what was done, from what, with which measured error."""

    statement: str
    sources: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    measured_error_m: float | None = None


@dataclass(frozen=True, slots=True)
class LayerDefinition:
    """One ``layers/<id>.toml``. ``inputs`` values are ``cases``, ``reference:<file>[/<name>]``, ``file:<path>``,
    ``gazetteer:<type>[/<name pattern>]`` or ``layer:<id>``. ``zone``: its areas are something to be inside of, so every
    site is judged against them. ``better`` (``inputs``, ``shoreline``, ``description``, ``quality``) takes the place of
    what is said above as soon as its inputs hold something. ``spoken``: language -> ``title``, ``description``,
    ``note`` (of the authority), ``accuracy`` (note of the quality), ``better`` (its description)."""

    id: str
    title: str
    description: str
    recipe: str
    inputs: Mapping[str, str]
    params: Mapping[str, Any]
    authority: Mapping[str, str]
    quality: Mapping[str, Any]
    style: Mapping[str, Any]
    shoreline: str | None = None
    order: int = 100
    show: bool = True
    zone: bool = False
    better: Mapping[str, Any] = field(default_factory=dict)
    spoken: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def in_language(self, name: str) -> LayerDefinition:
        """The same in the words of another language, as far as there are any."""
        words = self.spoken.get(name)
        if not words:
            return self
        return replace(
            self,
            title=words.get("title", self.title),
            description=words.get("description", self.description),
            authority=_noted(self.authority, words.get("note")),
            quality=_noted(self.quality, words.get("accuracy")),
        )


def _noted(table: Mapping[str, Any], note: str | None) -> Mapping[str, Any]:
    return {**table, "note": note} if note and "note" in table else table


@dataclass(frozen=True, slots=True)
class BuiltLayer:
    """A definition with its features. ``problem`` says in a sentence why a layer has none, else None."""

    definition: LayerDefinition
    features: tuple[LayerFeature, ...]
    lineage: Lineage
    built_at: datetime | None = None
    digest: str = ""
    problem: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
