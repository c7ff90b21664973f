"""Telling how far long work has come."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int, str], None]
"""Done, in all, and the name of what is being done."""


def silent(_done: int, _total: int, _name: str) -> None:
    """Progress for nobody."""
