"""Examples that name their subjects: each record's subject places read as its reviewed ``.expected.json`` says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from geoapp.cases import extract
from geoapp.model import Role, UnitTable
from geoapp.notices import read
from geoapp.places import Gazetteer, locate

EXAMPLES = Path(__file__).parent.parent / "examples"


def expected_of(path: Path) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cases"]
    return cases


FILES = [
    path.with_name(path.name.replace(".expected.json", ".txt"))
    for path in sorted(EXAMPLES.glob("*/*.expected.json"))
    if any("subjects" in case for case in expected_of(path))
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_subjects_read_as_reviewed(path: Path, real_units: UnitTable, real_gazetteer: Gazetteer) -> None:
    extraction = extract(read(path), real_units)
    for record, case in zip(extraction.records, expected_of(path.with_name(f"{path.stem}.expected.json")), strict=True):
        sites = locate(record, extraction.notice, real_gazetteer, real_units).sites
        assert [[site.name, site.type.value] for site in sites if site.role is Role.SUBJECT] == case["subjects"]
