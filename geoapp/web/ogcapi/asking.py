"""The parameters of ``/items``: what there is, and how an address becomes a selection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import request

from geoapp.model import Query
from geoapp.store import parse_filter
from geoapp.web.backend import Backend
from geoapp.web.complaints import shown, unknown, wrong
from geoapp.web.moments import read_datetime
from geoapp.web.ogcapi.collections import CASES, Collection
from geoapp.web.ogcapi.crs import DEFAULT, Reference, Window, filter_text, read_window, reference_of, to_house
from geoapp.web.ogcapi.fields import Field
from geoapp.web.params import MAX_OFFSET, single, whole

PAGING = ("limit", "cursor", "f", "crs")
SPATIAL = ("bbox", "bbox-crs", "datetime")
FILTERS = ("filter", "filter-lang", "filter-crs")
WORDS = (
    "status", "hide", "county", "include_special", "kind", "campaign", "lead_unit", "overdue", "lapsed", "located",
    "spatial", "due", "q", "notice", "zone", "blank",
)  # fmt: skip
"""The filter words of the house that the cases take besides; the rest of their properties compare for equality."""
FLAGS = frozenset({"include_special", "overdue", "lapsed", "located", "spatial", "blank"})
_SPELLED = {"true": "1", "false": "0"}
_LANGUAGES = ("cql2-text", "cql2-json")
_RESERVED = frozenset((*PAGING, *SPATIAL, *FILTERS))
_OF_CASES = _RESERVED.union(WORDS)
_MAX_VALUE = 200
_MAX_VALUES = 200
_MAX_CURSOR = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address of items asks for. ``cursor`` is the id after which the page begins.

    ``query`` selects among cases; for a layer only ``window`` and ``filter`` count.
    """

    reference: Reference
    window: Window
    filter: str | None
    limit: int
    cursor: str | None
    query: Query
    blank: bool = True

    @property
    def counts_blank(self) -> bool:
        """Whether a window was asked for that those without geometry fit too."""
        return self.blank and (self.window.bbox is not None or self.window.exact is not None)


def equalities(collection: Collection) -> tuple[Field, ...]:
    """The properties that may stand in an address as ``name=value``."""
    return tuple(field for field in collection.queryables if field.name not in _words_of(collection))


def _words_of(collection: Collection) -> frozenset[str]:
    """The words that mean something else than a property."""
    return _OF_CASES if collection.id == CASES else _RESERVED


def parameters_of(collection: Collection) -> tuple[str, ...]:
    """All that an address of items may hold."""
    words = WORDS if collection.id == CASES else ()
    return (*PAGING, *SPATIAL, *FILTERS, *words, *(field.name for field in equalities(collection)))


def read_items_address(served: Backend, collection: Collection) -> Asked:
    """The selection of the present address; raises ``UsageError`` with the parameter and a right example."""
    given = request.args.to_dict(flat=False)
    own = [word for word in given if word not in _words_of(collection)]
    if own:
        known = parameters_of(collection)
        for word in own:
            if word not in known:
                raise unknown("ogcapi.parameter", word, known)
    window = _window(given)
    query = served.reader().query(_house_pairs(given), extra=())
    blank = "blank" not in given or query.blank
    equal = _equal(collection, given) if own else []
    expressions = [*equal, *_exact(window, blank=blank), *_filter(served, given)]
    joined = _joined(expressions)
    partial = window.bbox is not None or "datetime" in given
    more: dict[str, Any] = {"bbox": window.bbox, "filter": joined, "blank": blank and partial}
    if "datetime" in given:
        more["happened"] = read_datetime("datetime", single(given, "datetime"))
    return Asked(
        reference=_reference(given, "crs"),
        window=window,
        filter=joined,
        limit=_limit(served, given),
        cursor=_cursor(collection, given),
        query=replace(query, **more),
        blank=blank,
    )


def _exact(window: Window, *, blank: bool) -> list[dict[str, Any]]:
    """What a window is exactly, as a filter. With ``blank``, and always for layers, what has no geometry fits it: the
    standard wants it so (``/req/core/fc-bbox-response`` C)."""
    if window.exact is None:
        return []
    nowhere = {"op": "isNull", "args": [{"property": "geometry"}]}
    return [{"op": "or", "args": [window.exact, nowhere]} if blank else window.exact]


def _house_pairs(given: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    """The words of the house, as the rest of the house spells them: flags may be true and false here as well."""
    return [
        (word, _SPELLED.get(value, value) if word in FLAGS else value)
        for word in WORDS
        if word in given
        for value in given[word]
    ]


def _reference(given: Mapping[str, list[str]], word: str) -> Reference:
    return reference_of(word, single(given, word)) if word in given else DEFAULT


def _window(given: Mapping[str, list[str]]) -> Window:
    reference = _reference(given, "bbox-crs")
    return read_window(single(given, "bbox"), reference) if "bbox" in given else Window(None)


def _limit(served: Backend, given: Mapping[str, list[str]]) -> int:
    """A limit above the highest is brought down to it, as the standard wants."""
    highest = served.settings.items_limit
    if "limit" not in given:
        return min(served.settings.list_limit, highest)
    return min(whole("limit", single(given, "limit"), 1, MAX_OFFSET), highest)


def _cursor(collection: Collection, given: Mapping[str, list[str]]) -> str | None:
    if "cursor" not in given:
        return None
    value = single(given, "cursor")
    if collection.id == CASES:
        if not (value.isascii() and value.isdigit() and len(value) <= 18):
            raise wrong("ogcapi.cursor", "cursor", "1000", value=shown(value))
    elif not value or len(value) > _MAX_CURSOR:
        raise wrong("ogcapi.cursor", "cursor", "counties/430903", value=shown(value))
    return value


def _equal(collection: Collection, given: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    """``name=value`` as CQL2; several values of one name are alternatives, several names conditions."""
    found: list[dict[str, Any]] = []
    for field in equalities(collection):
        if field.name in given:
            if len(given[field.name]) > _MAX_VALUES:
                raise wrong("web.param.too_many", field.name, limit=_MAX_VALUES)
            alternatives = [_compared(field, value) for value in given[field.name]]
            found.append(alternatives[0] if len(alternatives) == 1 else {"op": "or", "args": alternatives})
    return found


def _compared(field: Field, written: str) -> dict[str, Any]:
    example = {"boolean": "true", "integer": "1", "number": "100", "string": "example"}[field.type]
    value: Any = written
    if len(written) > _MAX_VALUE or "\0" in written:
        raise wrong("web.param.too_long", field.name, example, limit=_MAX_VALUE, length=len(written))
    if field.type == "boolean":
        if written not in ("true", "false", "1", "0"):
            raise wrong("ogcapi.value", field.name, example, value=shown(written), kind=field.type)
        value = written in ("true", "1")
    elif field.type in ("integer", "number"):
        value = _number(field, written, example)
    return {"op": "=", "args": [{"property": field.name}, value]}


def _number(field: Field, written: str, example: str) -> float:
    try:
        value = float(written) if written.isascii() and len(written) <= 30 and "_" not in written else float("nan")
    except ValueError:
        value = float("nan")
    if not abs(value) <= 1e300:
        raise wrong("ogcapi.value", field.name, example, value=shown(written), kind=field.type)
    return value


def _filter(served: Backend, given: Mapping[str, list[str]]) -> list[Any]:
    language = single(given, "filter-lang") if "filter-lang" in given else _LANGUAGES[0]
    if language not in _LANGUAGES:
        raise wrong(
            "ogcapi.filter_lang", "filter-lang", "cql2-text", value=shown(language), known=", ".join(_LANGUAGES)
        )
    reference = _reference(given, "filter-crs")
    if "filter" not in given:
        return []
    written = single(given, "filter")
    tree = parse_filter(written, json=language == "cql2-json", limits=served.reader().limits)
    served.reader().known_zones("filter", tree)
    return [_moved(tree, reference) if reference is not DEFAULT else tree]


def _moved(node: Any, reference: Reference) -> Any:
    """The filter with its geometries in longitude and latitude. Only coordinates are touched."""
    if isinstance(node, list):
        return [_moved(one, reference) for one in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("bbox"), list) and set(node) == {"bbox"}:
        window = read_window(",".join(map(str, node["bbox"])), reference, max_chars=400)
        if window.exact is not None and window.bbox is not None:
            return window.exact["args"][1]
        return {"bbox": list(window.bbox)} if window.bbox is not None else node
    if isinstance(node.get("coordinates"), list):
        return {**node, "coordinates": _moved_coordinates(node["coordinates"], reference)}
    return {key: _moved(value, reference) for key, value in node.items()}


def _moved_coordinates(coordinates: list[Any], reference: Reference) -> list[Any]:
    if coordinates and isinstance(coordinates[0], list):
        return [_moved_coordinates(one, reference) if isinstance(one, list) else one for one in coordinates]
    if len(coordinates) < 2 or not all(isinstance(one, int | float) for one in coordinates):
        return coordinates  # the store refuses it with a sentence
    moved = to_house([coordinates], reference)[0]
    return [float(moved[0]), float(moved[1])]


def _joined(expressions: list[Any]) -> str | None:
    if not expressions:
        return None
    if len(expressions) == 1 and isinstance(expressions[0], dict):
        return filter_text(expressions[0])
    return filter_text({"op": "and", "args": expressions})
