"""Cells of tables for spreadsheets: text that would run as a formula gets an apostrophe, as OWASP advises."""

from __future__ import annotations

from typing import Any

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: Any) -> Any:
    """A cell that no spreadsheet runs; numbers and truth values stay what they are."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float):
        return value
    written = str(value).replace("\0", "")
    return f"'{written}" if written.lstrip(" \u3000").startswith(_RISKY) or written.startswith(_RISKY) else written
