"""Recipes: one verb a module; the folder is the registry.

A recipe module has ``Params`` (a frozen dataclass: its fields are the allowed keys of ``params`` and ``__post_init__``
raises ``ValueError`` with a sentence for a value that does not do), ``INPUTS`` (the names of its inputs, or ``None``
for any number under any name) and ``build(inputs, params, definition) -> Made``. One that walks rivers names a fourth
argument ``tracer``: the network is another room, so the corridor hands it in.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any, Protocol

from geoapp.layers.recipes._made import Inputs, Made


class Recipe(Protocol):
    """What a recipe module offers."""

    Params: type[Any]
    INPUTS: frozenset[str] | None

    build: Callable[..., Made]
    """Makes the features; a layer that cannot be made has a ``problem`` instead."""


def recipe_names() -> list[str]:
    """The verbs that a definition may use."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))


def find_recipe(name: str) -> Recipe:
    """The module of a verb; raises ``KeyError`` for an unknown one."""
    if name not in recipe_names():
        raise KeyError(name)
    module: Any = importlib.import_module(f"{__name__}.{name}")
    recipe: Recipe = module
    return recipe


__all__ = ["Inputs", "Made", "Recipe", "find_recipe", "recipe_names"]
