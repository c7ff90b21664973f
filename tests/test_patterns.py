"""A pattern that says first what its alternatives begin with (``(?=[甲乙])(?:甲…|乙…)``) says it of all of them.

It is only there to be faster: an alternative added without its first character would silently never match.
"""

import re
from importlib import import_module
from itertools import chain
from typing import Any

import pytest

from geoapp.cases import metrics, statuses
from geoapp.notices import lines

PARSER = import_module("re._parser")
LED = re.compile(r"\(\?=(?P<first>\[(?:\\.|[^\]])+\])\)")

PATTERNS = sorted(
    {
        value.pattern
        for module in (lines, metrics, statuses)
        for value in vars(module).values()
        if isinstance(value, re.Pattern) and isinstance(value.pattern, str) and LED.match(value.pattern)
    }
)


def openings(parsed: Any) -> tuple[set[str], bool]:
    """One character of each sort that a parsed pattern can begin with, and whether it can be empty."""
    found: set[str] = set()
    for operation, value in parsed:
        name, parts, optional = str(operation), [], False
        if name == "LITERAL":
            return found | {chr(value)}, False
        if name == "IN":
            return found | set(chain.from_iterable(map(members, value))), False
        if name in ("ASSERT", "ASSERT_NOT", "AT"):
            continue
        if name == "BRANCH":
            parts = value[1]
        elif name == "SUBPATTERN":
            parts = [value[3]]
        elif name.endswith("REPEAT"):
            parts, optional = [value[2]], value[0] == 0
        assert parts, f"a pattern that may begin with anything ({name})"
        told = [openings(part) for part in parts]
        found = found.union(*(chars for chars, _ in told))
        if not optional and not any(empty for _, empty in told):
            return found, False
    return found, True


def members(member: Any) -> list[str]:
    operation, value = str(member[0]), member[1]
    if operation == "LITERAL":
        return [chr(value)]
    if operation == "RANGE":
        return [chr(code) for code in range(value[0], value[1] + 1)]
    assert (operation, str(value)) == ("CATEGORY", "CATEGORY_DIGIT"), member
    return list("0123456789")


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: str(pattern)[:40])
def test_it_names_all_first_characters(pattern: str) -> None:
    led = LED.match(pattern)
    assert led is not None
    chars, _ = openings(PARSER.parse(pattern[led.end() :]))
    missing = {char for char in chars if not re.fullmatch(led["first"], char)}
    assert not missing, f"add {''.join(sorted(missing))} to the first line of the pattern"


def test_there_are_some() -> None:
    assert len(PATTERNS) > 4
