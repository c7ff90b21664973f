"""The one text catalogue: everything that a person reads, Chinese first.

``text("map.filter.status")`` is the entry ``filter.status`` of ``zh/map.toml``; ``{name}`` in it is filled by keyword.
A second language is a second folder beside ``zh/`` (a test holds that it has the same keys and placeholders; were one
missing, it would be said in Chinese). Scripts get the same entries as JSON from the
web room. Plain TOML rather than gettext: one source serves Python, Jinja, JavaScript and the command line without a
compile step, and a key that is missing fails a test instead of showing through.
"""

from __future__ import annotations

import errno
import tomllib
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent
DEFAULT = "zh"
_language: ContextVar[str] = ContextVar("language", default=DEFAULT)


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a folder, the default first. They do not change while a process lives."""
    names = sorted(p.name for p in _FOLDER.iterdir() if p.is_dir() and not p.name.startswith("_"))
    return (DEFAULT, *(name for name in names if name != DEFAULT))


def use_language(name: str) -> None:
    """Choose the language of this context (a request, a command)."""
    _language.set(name if name in languages() else DEFAULT)


@cache
def catalogue(language: str = DEFAULT) -> Mapping[str, str]:
    """All entries of a language as ``{"file.key": "text"}``."""
    entries: dict[str, str] = {}
    for path in sorted((_FOLDER / language).glob("*.toml")):
        _flatten(tomllib.loads(path.read_text(encoding="utf-8")), path.stem, entries)
    return entries


def language() -> str:
    """The language of this context."""
    return _language.get()


@cache
def spoken(language: str) -> Mapping[str, str]:
    """The catalogue of a language with Chinese entries where it has none."""
    return {**catalogue(DEFAULT), **catalogue(language)}


def _flatten(branch: Mapping[str, Any], prefix: str, entries: dict[str, str]) -> None:
    for key, value in branch.items():
        if isinstance(value, Mapping):
            _flatten(value, f"{prefix}.{key}", entries)
        else:
            entries[f"{prefix}.{key}"] = value


def text(key: str, /, **values: object) -> str:
    """The entry ``key`` in the language of this context, ``{name}`` filled in. A missing key raises ``KeyError``."""
    language = _language.get()
    entry = catalogue(language).get(key)
    if entry is None:
        entry = catalogue(DEFAULT)[key]
    return entry.format(**values) if values else entry


def reason_of(error: BaseException) -> str:
    """Why the operating system refused, in the reader's words; another error's own words otherwise."""
    number = error.errno if isinstance(error, OSError) else None
    key = f"words.system.{errno.errorcode.get(number, '')}" if number is not None else ""
    if key in catalogue(DEFAULT):
        return text(key)
    return str(getattr(error, "strerror", None) or error)
