"""Evidence for a genre: words of the title weigh most, then of the opening lines, then labels in the body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from geoapp.cases.heading_row import find_heading
from geoapp.cases.labels import Field, find_labels
from geoapp.cases.source import Source, Span, fold

_HEAD_LINES = 14


_ADDRESSED = re.compile(r"[\u4e00-\u9fff]{2,12}[县市区旗](?:人民政府|委|党委|政府)[^。:]{0,16}:")


def addressees(source: Source, lines: int) -> list[Span]:
    """Lines among the first ``lines`` that address a letter to a county: 双峰县人民政府："""
    return [line for line in source.lines[:lines] if _ADDRESSED.fullmatch(source.folded, *line)]


@lru_cache(maxsize=4)
def head(source: Source) -> str:
    """Title and opening lines without spaces."""
    return "".join("".join(source.matched(line) for line in source.lines[:_HEAD_LINES]).split())


@lru_cache(maxsize=4)
def _title(source: Source) -> str:
    return "".join(fold(source.notice.title).split())


def is_title(source: Source, words: str) -> bool:
    """Whether a line is the notice's title, or a line of it."""
    return len(words) >= _TITLE_CHARS and "".join(words.split()) in _title(source)


_TITLE_CHARS = 6


def score(source: Source, title: str, opening: str, fields: Sequence[Field]) -> float:
    """0..1: ``title`` pattern in the title 0.5, ``opening`` in the first lines 0.2, labels of ``fields`` up to 0.3."""
    total = 0.0
    if re.search(title, _title(source)):
        total += 0.5
    if re.search(opening, head(source)):
        total += 0.2
    kinds = _fields(source) & set(fields)
    return total + 0.3 * len(kinds) / max(1, len(fields))


@lru_cache(maxsize=4)
def _fields(source: Source) -> frozenset[Field]:
    """What the document has labels or columns for: the same for every genre that asks."""
    heading = find_heading(source)
    return frozenset(label.field for label in find_labels(source)) | set(heading.columns if heading else ())
