"""A notice in traditional characters, or under traditional titles and labels alone, reads as in simplified ones."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import opencc
import pytest

from geoapp.cases import extract
from geoapp.cases.source import fold
from geoapp.model import Extraction, Notice, UnitTable

from .test_examples import EXAMPLES, quotes_of, seen

TEXTS = sorted(EXAMPLES.glob("*/*.txt"))
TOLD = ("genre", "title", "issuer", "document_number", "issued_on", "province", "city", "county")


CONVERTER = opencc.OpenCC("s2t")


@cache
def traditional(char: str) -> str:
    found = str(CONVERTER.convert(char))
    return found if len(found) == 1 else char


def whole(text: str) -> str:
    return "".join(map(traditional, text))


def titles_and_labels(text: str) -> str:
    """The first line, short lines and what stands before a colon; all else stays as it is."""
    lines = text.splitlines(keepends=True)
    return "".join(
        whole(line) if number == 0 or len(line) <= 20 else re.sub(r"^[^：:]{2,14}[：:]", lambda m: whole(m[0]), line)
        for number, line in enumerate(lines)
    )


def told(extraction: Extraction) -> Any:
    notice = {name: getattr(extraction.notice, name) for name in TOLD}
    return _plain([notice, [seen(record) for record in extraction.records]])


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return fold(value)
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


@pytest.mark.parametrize("written", [whole, titles_and_labels])
@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_same_cases(
    path: Path, written: Callable[[str], str], units: UnitTable, read_file: Callable[..., Notice]
) -> None:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pytest.skip("another encoding")
    name = Path("桃江县.txt")  # a document without a title is called after its file
    simple = extract(read_file(name, text.encode()), units)
    found = extract(read_file(name, written(text).encode()), units)
    assert told(found) == told(simple)
    assert all(quote.holds_in(found.notice.text) for record in found.records for quote in quotes_of(record))


def test_titles_are_told_as_written(units: UnitTable, read_file: Callable[..., Notice]) -> None:
    text = "桃江縣人民政府\n關於省級督察反饋問題整改情況銷號\n的公示\n一、東門渠水體黑臭\n整改情況：同意銷號。\n"
    notice = extract(read_file(Path("a.txt"), text.encode()), units).notice
    assert notice.title == "桃江縣人民政府關於省級督察反饋問題整改情況銷號的公示"
    assert (notice.issuer, notice.county) == ("桃江縣人民政府", "桃江县")
