"""The one palette source (``layers/_palette.toml``), for map, legend, interface and print alike."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from geoapp.model import BadDefinition, Status
from geoapp.paths import LAYERS
from geoapp.texts import text

_FILE = LAYERS / "_palette.toml"
_SECTIONS = ("surface", "status", "flag", "shape", "mark", "layer", "shade")


@cache
def palette() -> dict[str, Any]:
    """``surface`` colours; ``status`` and ``flag`` with fill, stroke, shape (and order, mark); ``shape`` and ``mark``
    as SVG paths in a box from -12 to 12; ``layer`` default style. Raises ``BadDefinition`` for a hole in the file."""
    read: dict[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    missing = [section for section in _SECTIONS if section not in read]
    missing += [f"status.{status}" for status in Status if status not in read.get("status", {})]
    missing += [
        f"shape.{entry.get('shape')}"
        for group in ("status", "flag")
        for entry in read.get(group, {}).values()
        if entry.get("shape") not in read.get("shape", {})
    ]
    if missing:
        raise BadDefinition(text("map.error.palette", file=_FILE.name, missing=", ".join(missing)))
    read["status"] = dict(sorted(read["status"].items(), key=lambda item: item[1]["order"]))
    return {section: read[section] for section in _SECTIONS}


def palette_css() -> str:
    """The palette as CSS custom properties: ``--ink``, ``--status-closed``, ``--status-closed-stroke``, ..."""
    colours = dict(palette()["surface"])
    for group in ("status", "flag"):
        for name, entry in palette()[group].items():
            key = f"{group}-{name.replace('_', '-')}"
            colours[key] = entry["fill"]
            colours[f"{key}-stroke"] = entry["stroke"]
    rules = "".join(f"  --{name}: {value};\n" for name, value in colours.items())
    return f":root {{\n{rules}}}\n"
