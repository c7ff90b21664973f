"""One notice in many formats is one notice: what a text file tells, its Word file, its page and its print tell too."""

from __future__ import annotations

import html
import io
from pathlib import Path
from typing import Any

import docx
import pytest

from geoapp.model import Extraction
from geoapp.pipeline import World, load_world
from geoapp.pipeline.intake import read_notice
from geoapp.settings import Settings

NOTICES = sorted(Path(__file__).parents[2].joinpath("data", "notices").glob("*.txt"))
STYLE = "body{font:16pt/1.8 serif}p{text-indent:2em;margin:0}"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return load_world(Settings(folder=tmp_path_factory.mktemp("var")))


def _told(found: Extraction) -> list[tuple[object, ...]]:
    """What users see of each case; where a line ends is a matter of the format."""
    return [
        (
            record.no, "".join(record.problem.split()), record.status, record.county, record.deadline, record.lead_unit,
            sorted((site.name, site.type) for site in record.subjects),
            sorted((metric.value, metric.unit) for metric in record.metrics),
        )
        for record in found.records
    ]  # fmt: skip


def _page(text: str) -> str:
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines() if line.strip())
    return f"<!doctype html><html lang=zh><meta charset=utf-8><style>{STYLE}</style><body>{lines}</body></html>"


def _word(text: str) -> bytes:
    document, held = docx.Document(), io.BytesIO()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(held)
    return held.getvalue()


@pytest.mark.parametrize("file", NOTICES, ids=lambda file: file.stem)
def test_word_page_and_print_tell_what_the_text_tells(file: Path, world: World, browser: Any, tmp_path: Path) -> None:
    text = file.read_text(encoding="utf-8")
    page, printed = browser.new_page(), tmp_path / "print.pdf"
    page.set_content(_page(text))
    page.pdf(path=str(printed), format="A4")
    page.close()
    wanted = _told(read_notice(file, world))
    assert _told(read_notice(Path("a.docx"), world, _word(text))) == wanted
    assert _told(read_notice(Path("a.html"), world, _page(text).encode())) == wanted
    assert _told(read_notice(printed, world)) == wanted
