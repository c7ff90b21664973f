"""The labels of a record's fields, as offices write them, and where they stand in a text.

One table for all genres: a plan's 整改目标, a petition table's 调查核实情况 and a closure notice's 完成情况 are one
kind of mark whether they head a paragraph, a line of their own, or a column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from geoapp.cases.lexicon import read_table
from geoapp.cases.numerals import CHINESE
from geoapp.cases.source import Source, Span


class Field(StrEnum):
    """What a labelled stretch says about a record."""

    NUMBER = "no"
    CODE = "code"
    CATEGORY = "category"
    PROBLEM = "problem"
    GOAL = "goal"
    MEASURES = "measures"
    RECTIFICATION = "rectification"
    FINDINGS = "findings"
    FOUNDED = "founded"
    DEADLINE = "deadline"
    LEAD_PERSON = "lead_person"
    LEAD_UNIT = "lead_unit"
    RESPONSIBLE = "responsible_units"
    SUPERVISING = "supervising_unit"
    COUNTY = "county"
    KIND = "kind"
    CAMPAIGN = "campaign"
    STATUS = "status"
    ACCOUNTABILITY = "accountability"
    RECEIVED = "received"
    PUBLICITY = "publicity"
    CONTACT = "contact"
    REMARKS = "remarks"


_NUMBER = rf"(?:[{CHINESE}]{{1,3}}|\d{{1,3}})"
PROBLEM_NUMBER = re.compile(
    rf"(?:(?<=\n)|(?<=^)|(?<=[。;!?\s):\]】]))(?P<counter>\(?{_NUMBER}[.、)]\s*)?(?:反馈|具体|交办|整改|督察反馈|巡察反馈)?"
    rf"(?P<no>问题\s*(?:\(\s*{_NUMBER}\s*\)|{_NUMBER})|第\s*{_NUMBER}\s*[个项](?:反馈)?问题)\s*(?P<mark>[:.、,]|\s(?=\S))\s*"
)
"""「2.问题5：」, 「问题（九）：」, 「问题11.」, 「问题一：」: ``no`` is the problem's own, ``counter`` the list's."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label in the text: ``[start, end)`` covers it with its number and colon, the value begins at ``end``."""

    field: Field
    start: int
    end: int
    name: str


@cache
def names() -> dict[str, Field]:
    """Every spelling of ``labels.toml`` with its field."""
    return {name: Field(key) for key, spellings in read_table("labels").items() for name in spellings}


@cache
def alternatives() -> str:
    """A regular expression part of all spellings, longest first; copies put spaces and breaks inside labels."""
    ordered = sorted(names(), key=len, reverse=True)
    return "|".join(r"[ \t]*".join(re.escape(char) for char in name) for name in ordered)


@cache
def _inline() -> re.Pattern[str]:
    number = rf"(?:\(?{_NUMBER}[.、)]+\s*)?"
    return re.compile(
        rf"(?:^|(?<=[\n。;!?\s)\]】|]))[【\[]?{number}(?:具体|主要|目前)?(?P<name>{alternatives()})"
        rf"(?:\([^()\n]{{1,12}}\))?[】\]]?\s*:[ \t]*"
        rf"|(?m:^[ \t]*(?P<line>[【\[]?{number}(?P<alone>{alternatives()})[】\]]?)[ \t]*$)"
    )


@lru_cache(maxsize=4096)
def field_of(words: str) -> Field | None:
    """The field that a heading or column head names, in any spacing, with or without a bracket."""
    plain = re.sub(r"[\s::*]", "", words)
    found = names().get(plain) or names().get(re.sub(r"\([^()]*\)$", "", plain))
    if found is not None or not plain:
        return found
    if not 4 <= len(plain) <= 14:
        return None
    hits = [name for name in names() if len(name) >= 4 and name in plain]
    return names()[max(hits, key=len)] if hits else None


def find_labels(source: Source, span: Span | None = None, *, numbered_lines: bool = False) -> list[Label]:
    """Labels with a colon anywhere after a break, and labels that fill a line of their own.

    ``numbered_lines``: also 「二、整改措施」 on a line, which is a field in a closure notice and a chapter elsewhere.
    """
    start, end = span or (0, len(source.folded))
    return [label for label in _all_labels(source, numbered_lines) if start <= label.start and label.end <= end]


@lru_cache(maxsize=4)
def _all_labels(source: Source, numbered_lines: bool) -> tuple[Label, ...]:
    """Of the whole text, once a notice: genres, splitting and metadata all ask for them."""
    found: list[Label] = []
    for match in _inline().finditer(source.folded):
        words = match["name"] or match["alone"]
        opened = source.folded.startswith(("【", "[", words), match.start("line")) if match["alone"] else True
        if not (numbered_lines or opened):
            continue
        begin = match.start() if match["name"] else match.start("line")
        name = re.sub(r"\s", "", words)
        found.append(Label(names()[name], begin, match.end(), name))
    return tuple(found)
