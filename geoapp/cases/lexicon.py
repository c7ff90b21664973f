"""The word tables of this room: ``<name>.toml`` beside the code, each with a comment that says why a word is in it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


@cache
def read_table(name: str) -> dict[str, Any]:
    """The table ``name`` as TOML gives it."""
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def any_of(alternatives: Iterable[str]) -> str:
    """One regular expression group of several."""
    return "(?:" + "|".join(alternatives) + ")"
