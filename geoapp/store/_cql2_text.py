"""CQL2 as people write it -> its JSON tree, with everything that could hurt the parser refused before the parser.

The parser is the maintained ``cql2`` package. It is recursive: a few hundred nested brackets, NOTs or minus signs end
the whole process, with no exception to catch. Hence the length and the nesting are measured here, first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import cql2

from geoapp.model import UsageError
from geoapp.texts import text

Expression = dict[str, Any] | bool
MAX_CHARS = 8_000
MAX_NESTING = 64
MAX_LIST = 500
MAX_NODES = 900
"""Operations and values of one filter: SQLite takes no expression deeper than 1,000."""
EXAMPLE = "status = 'in_progress' AND deadline < DATE('2025-12-31')"


@dataclass(frozen=True, slots=True)
class FilterLimits:
    """What a filter may be at most: characters, nesting, and values of one IN. The house's own limits cannot be
    exceeded, an office may set lower ones."""

    chars: int = MAX_CHARS
    depth: int = MAX_NESTING
    listed: int = MAX_LIST


_STRING = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"")
_TOKEN = re.compile(r"[(\[]|[)\]]|,|\b(?:AND|OR)\b|\b(?:NOT|IS|LIKE|BETWEEN|IN|DIV)\b|[-+*/%^=<>]", re.IGNORECASE)
_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def refused(key: str, **values: object) -> UsageError:
    """The error for a filter: the catalogue's sentence, and a right one."""
    return UsageError(text(f"cql2.{key}", **values), parameter="filter", example=EXAMPLE)


def parse_filter(written: str, *, json: bool | None = None, limits: FilterLimits | None = None) -> Expression:
    """The tree of a filter in CQL2 text or, when it begins with a brace (or ``json`` says so), CQL2 JSON.

    Raises ``UsageError`` for what is too long, too deep, too large or no CQL2 at all; what its operations and
    properties mean is judged when it is compiled.
    """
    most = limits or FilterLimits()
    if len(written) > min(most.chars, MAX_CHARS):
        raise refused("too_long", length=len(written), limit=min(most.chars, MAX_CHARS))
    if "\0" in written or any("\ud800" <= letter <= "\udfff" for letter in written):
        raise refused("characters")
    as_json = written.lstrip().startswith("{") if json is None else json
    depth = _json_nesting(written) if as_json else _text_nesting(written)
    if depth > (deepest := min(most.depth, MAX_NESTING)):
        raise refused("too_deep", depth=depth, limit=deepest)
    try:
        tree = (cql2.parse_json if as_json else cql2.parse_text)(written).to_json()
    except (cql2.ParseError, cql2.ValidationError) as error:
        reason = " ".join(str(error).split())
        raise refused("unreadable_json" if as_json else "unreadable", reason=reason[:200]) from error
    except Exception as error:
        # The package raises a bare Exception for what its geometry reader trips over (POINT EMPTY).
        raise refused("unreadable_json" if as_json else "unreadable", reason=str(error)[:200]) from error
    if not isinstance(tree, dict | bool):
        raise refused("no_condition")
    if (nodes := _count(tree)) > MAX_NODES:
        raise refused("too_large", nodes=nodes, limit=MAX_NODES)
    if (listed := _longest(tree)) > min(most.listed, MAX_LIST):
        raise refused("list", count=listed, limit=min(most.listed, MAX_LIST))
    return tree


def _longest(node: Any) -> int:
    """The most values of one IN."""
    if isinstance(node, list):
        return max(map(_longest, node), default=0)
    if not isinstance(node, dict) or not isinstance(node.get("args"), list):
        return 0
    args = node["args"]
    own = len(args[1]) if str(node.get("op")).lower() == "in" and len(args) == 2 and isinstance(args[1], list) else 0
    return max(own, _longest(args))


def property_names(tree: Any) -> frozenset[str]:
    """The properties that a filter names."""
    if isinstance(tree, dict):
        own = {tree["property"]} if set(tree) == {"property"} and isinstance(tree["property"], str) else set()
        return frozenset(own).union(*(property_names(one) for one in tree.values()))
    if isinstance(tree, list):
        return frozenset().union(*(property_names(one) for one in tree))
    return frozenset()


def _json_nesting(written: str) -> int:
    depth = deepest = 0
    for letter in _JSON_STRING.sub("", written):
        depth += (letter in "[{") - (letter in "]}")
        deepest = max(deepest, depth)
    return deepest


def _text_nesting(written: str) -> int:
    """How deep the parser may go, never too small: open brackets, and operators that stand in a row at each level.

    A chain of AND and OR is flat, so each begins a new row.
    """
    rows = [0]
    deepest = 0
    for match in _TOKEN.finditer(_STRING.sub(" ", written)):
        mark = match[0].upper()
        if mark in "([":
            rows.append(0)
        elif mark in ")]":
            if len(rows) > 1:
                rows.pop()
        elif mark in (",", "AND", "OR"):
            rows[-1] = 0
        else:
            rows[-1] += 1
        deepest = max(deepest, len(rows) - 1 + sum(rows))
        if deepest > MAX_NESTING:
            break
    return deepest


def _count(node: Any) -> int:
    """Operations and values, coordinates not counted: their number is bounded by the length."""
    if isinstance(node, dict):
        inner = node.get("args", node.get("interval", ()))
        return 1 + sum(_count(one) for one in inner) if isinstance(inner, list) else 1
    if isinstance(node, list):
        return sum(_count(one) for one in node)
    return 1
