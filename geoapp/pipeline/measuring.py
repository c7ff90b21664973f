"""Measuring: read a folder of notices and compare with a folder of reference cases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from geoapp.model import UsageError
from geoapp.pipeline.evaluate import Report, evaluate
from geoapp.pipeline.intake import read_notice
from geoapp.pipeline.serialise import extraction_to_json
from geoapp.pipeline.world import World
from geoapp.texts import reason_of, text


def evaluate_folders(notices: Path, gold: Path, world: World) -> Report:
    """Every ``*.json`` of ``gold`` against the notice that its ``document.file`` names.

    Raises ``UsageError`` for a folder or notice that is missing or a gold file that is no JSON.
    """
    files = sorted(gold.glob("*.json"))
    if not files:
        raise UsageError(text("pipeline.no_gold", folder=gold))
    pairs, bodies = [], []
    for file in files:
        wanted = _read_gold(file)
        notice = notices / str(wanted["document"]["file"])
        if not notice.is_file():
            raise UsageError(text("pipeline.no_notice", gold=file.name, notice=notice))
        extraction = read_notice(notice, world)
        pairs.append((extraction_to_json(extraction), wanted))
        bodies.append(extraction.notice.text)
    return evaluate(pairs, bodies)


def _read_gold(file: Path) -> dict[str, Any]:
    try:
        wanted = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise UsageError(text("pipeline.bad_gold", file=file, reason=reason_of(error))) from error
    if not isinstance(wanted, dict) or "cases" not in wanted or "file" not in wanted.get("document", {}):
        raise UsageError(text("pipeline.bad_gold", file=file, reason="document.file, cases"))
    return wanted
