"""Writing by form and by program: which version was looked at, and uploads larger than other requests may be."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from flask import request

from geoapp.model import UsageError
from geoapp.texts import text

V = TypeVar("V", bound=Callable[..., Any])
_TAKES_FILES = "__geoapp_takes_files__"
_ETAG = re.compile(r'(?:W/)?"?(\d{1,9})"?')


def takes_files(view: V) -> V:
    """Declare that a view takes papers: its requests may be as large as the setting ``max_paper_mb`` says."""
    setattr(view, _TAKES_FILES, True)
    return view


def may_take_files(view: Callable[..., Any] | None) -> bool:
    """Whether a view declared it."""
    return getattr(view, _TAKES_FILES, False) is True


def seen_version() -> int:
    """The case's version that the writer looked at: the header If-Match, or the field ``if_match`` of a form. Raises
    ``UsageError`` when it is missing or no number: nobody writes over what he has not seen."""
    written = request.headers.get("If-Match") or request.form.get("if_match", "")
    found = _ETAG.fullmatch(written.strip())
    if found is None:
        raise UsageError(text("closing.web.no_version", value=written), parameter="If-Match", example='"3"')
    return int(found[1])


def json_object() -> dict[str, Any] | None:
    """The body as a JSON object; None when it is none, or nested deeper than anybody means."""
    try:
        word = request.get_json(silent=True)
    except RecursionError:
        return None
    return word if isinstance(word, dict) else None


def day_field(name: str) -> date:
    """A day of a form, named by ``closing.web.field``; raises ``UsageError`` naming field, value, what was expected."""
    written = request.form.get(name, "").strip()
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        said = text("closing.web.bad_day", field=text(f"closing.web.field.{name}"), value=written)
        raise UsageError(said, parameter=name, example="2025-12-31") from error
