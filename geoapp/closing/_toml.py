"""Reading the room's data files, shipped or the office's own."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from geoapp.model import BadDefinition
from geoapp.texts import reason_of, text


def read_toml(file: Path) -> dict[str, Any]:
    """What a file says; raises ``BadDefinition`` naming it when it cannot be read."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadDefinition(text("closing.unreadable", file=file, reason=reason_of(error))) from error
