"""Files by which the service and its child processes tell each other how work stands, and how a child is let go."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

_TIMES_TRIED = 20


def detached() -> dict[str, Any]:
    """So that stopping the service leaves the child at work."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


def read_json(path: Path) -> dict[str, Any] | None:
    """What a file says; None when it is not there, or is no JSON."""
    for _ in range(_TIMES_TRIED):
        try:
            read: dict[str, Any] = orjson.loads(path.read_bytes())
        except PermissionError:  # Windows, in the moment of being replaced
            time.sleep(0.01)
        except (OSError, orjson.JSONDecodeError):
            return None
        else:
            return read
    return None


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Replace a file as a whole: a reader sees the old one or the new one."""
    partial = path.with_suffix(f".{os.getpid()}.part")
    partial.write_bytes(orjson.dumps(dict(content)))
    for _ in range(_TIMES_TRIED):
        try:
            partial.replace(path)
        except PermissionError:  # Windows, while somebody reads it
            time.sleep(0.01)
        else:
            return
