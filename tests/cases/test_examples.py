"""Every example of a genre reads as its reviewed ``.expected.json`` says; every genre has at least four."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geoapp.cases import extract
from geoapp.model import Genre, Notice, Quote, Record, UnitTable

EXAMPLES = Path(__file__).parent.parent / "examples"
FILES = sorted(
    path for genre in Genre for path in (EXAMPLES / genre.value).glob("*") if not path.name.endswith(".expected.json")
)


def seen(record: Record) -> dict[str, Any]:
    return {
        "no": record.no,
        "category": record.category,
        "problem": record.problem,
        "rectification": record.rectification,
        "goal": record.goal,
        "status": record.status.value,
        "status_quote": record.status_quote.exact if record.status_quote else None,
        "county": record.county,
        "counties": list(record.counties),
        "deadline": record.deadline.isoformat() if record.deadline else None,
        "lead_unit": record.lead_unit,
        "responsible_units": list(record.responsible_units),
        "supervising_unit": record.supervising_unit,
        "kind": record.kind.value,
        "campaign": record.campaign.value,
        "happened_on": record.happened_on.isoformat() if record.happened_on else None,
        "metrics": [[metric.value, metric.unit, metric.period] for metric in record.metrics],
        "measures": [measure.text for measure in record.measures],
    }


def quotes_of(record: Record) -> list[Quote]:
    found = [*record.quotes.values(), *(m.quote for m in record.metrics), *(m.quote for m in record.measures)]
    return [*found, *(a.quote for a in record.assessments), *([record.status_quote] if record.status_quote else [])]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_example_reads_as_reviewed(path: Path, units: UnitTable, read_file: Callable[[Path], Notice]) -> None:
    expected = json.loads(path.with_name(f"{path.stem}.expected.json").read_text(encoding="utf-8"))
    extraction = extract(read_file(path), units)
    notice = {key: getattr(extraction.notice, key) for key in expected["notice"]}
    assert notice == expected["notice"]
    assert [record.problem for record in extraction.records] == [case["problem"] for case in expected["cases"]]
    for record, case in zip(extraction.records, expected["cases"], strict=True):
        found = seen(record)
        told = {key: value for key, value in case.items() if key != "subjects"}  # those are the places room's
        assert {key: found[key] for key in told} == told
        assert all(quote.holds_in(extraction.notice.text) for quote in quotes_of(record))
        assert all(0 <= start < end <= len(extraction.notice.text) for start, end in record.spans)


@pytest.mark.parametrize("genre", list(Genre), ids=str)
def test_each_genre_has_four_examples(genre: Genre) -> None:
    assert len([path for path in FILES if path.parent.name == genre.value]) >= 4


def test_examples_without_cases_say_so(units: UnitTable, read_file: Callable[[Path], Notice]) -> None:
    for path in FILES:
        extraction = extract(read_file(path), units)
        assert extraction.records or extraction.warnings, path
