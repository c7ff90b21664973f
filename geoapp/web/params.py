"""The words of an address -> Query. The one place that knows how a filter is spelled; the command line uses it too.

Anything unknown, repeated where it may not be, or out of range raises ``UsageError`` with the word and a right example.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from geoapp.model import AdministrativeUnit, BBox, Campaign, Containing, Kind, Query, Status, UnitTable
from geoapp.store import Expression, FilterLimits, parse_filter, property_names
from geoapp.texts import languages, spoken, text
from geoapp.web.complaints import shown, unknown, wrong
from geoapp.web.moments import read_datetime, read_due

MAX_TEXT = 200
MAX_REPEATS = 200
MAX_OFFSET = 10**9
MAX_ZOOM = 24
SORTS = ("case", "deadline", "-updated_at", "county", "status")

V = TypeVar("V", bound=StrEnum)
Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Reader:
    """What reading an address needs to know: the unit table for names, the day, how long a page may be, which layers
    are zones, and how large a filter may be."""

    units: UnitTable
    today: date
    list_limit: int = 50
    max_limit: int = 1000
    zones: tuple[str, ...] = ()
    limits: FilterLimits = field(default_factory=FilterLimits)

    def query(self, pairs: Pairs, *, paged: bool = False, extra: Iterable[str] = ()) -> Query:
        """The selection that the address asks for. ``paged`` adds limit and offset; ``extra`` names words that the
        caller reads itself."""
        given = _grouped(pairs)
        pages = ("limit", "offset") if paged else ()
        known = (*_REPEATABLE, *_SINGLE, *pages)
        extra = tuple(extra)
        for word in given:
            if word not in known and word not in extra:
                raise unknown("web.param.unknown", word, {*known, *extra})
        found = Query(today=self.today, **self._fields(given, paged=paged))
        if found.filter:
            self.known_zones("filter", parse_filter(found.filter, limits=self.limits))
        return found

    def _fields(self, given: Mapping[str, list[str]], *, paged: bool) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for word, (name, read) in _REPEATABLE.items():
            if word in given:
                fields[name] = tuple(dict.fromkeys(code for value in given[word] for code in read(self, word, value)))
        for word, (name, read_one) in _SINGLE.items():
            if word in given:
                fields[name] = read_one(word, single(given, word))
        if paged:
            fields["limit"] = self._limit(given)
            fields["offset"] = whole("offset", single(given, "offset"), 0, MAX_OFFSET) if "offset" in given else 0
        return fields

    def _limit(self, given: Mapping[str, list[str]]) -> int:
        """A limit above the highest allowed is brought down to it, as OGC API - Features wants it."""
        if "limit" not in given:
            return self.list_limit
        return min(whole("limit", single(given, "limit"), 1, MAX_OFFSET), self.max_limit)

    def containment(self, word: str, value: str) -> tuple[tuple[str, Containing], ...]:
        """``<layer id>:<verdict>``; the id alone means inside."""
        layer_id, colon, verdict = value.partition(":")
        example = f"{next(iter(self.zones), 'lakeside-retreat-zone-1000m')}:{Containing.UNCERTAIN}"
        if layer_id not in self.zones:
            known = ", ".join(self.zones) or "—"
            raise wrong("web.param.zone_unknown", word, example, value=shown(layer_id), known=known)
        try:
            return ((layer_id, Containing(verdict) if colon else Containing.INSIDE),)
        except ValueError:
            known = ", ".join(Containing)
            raise wrong("web.param.choice", word, example, value=shown(value), known=known) from None

    def known_zones(self, word: str, tree: Expression) -> None:
        """Refuse a filter that names a zone which there is not; ``UsageError``."""
        for name in sorted(property_names(tree)):
            prefix, _, rest = name.partition(":")
            layer_id = rest.partition(":")[0]
            if prefix == "zone" and layer_id not in self.zones:
                example = f"\"zone:{next(iter(self.zones), 'lakeside-retreat-zone-1000m')}\" = '{Containing.UNCERTAIN}'"
                known = ", ".join(self.zones) or "—"
                raise wrong("web.param.zone_unknown", word, example, value=shown(layer_id), known=known)

    def counties(self, word: str, value: str) -> tuple[str, ...]:
        """Unit codes for a county's code or name; for a city or province those of all its counties as well."""
        unit = self.unit(word, value)
        if unit.level not in ("city", "province"):
            return (unit.code,)
        below = [u.code for u in self.units if u.level == "county" and self.units.is_within(u.code, unit.code)]
        return (unit.code, *sorted(below))

    def unit(self, word: str, value: str) -> AdministrativeUnit:
        """The one county, city or province of this code or name; raises ``UsageError`` for none or several."""
        return self.units.get(value) or self._named(word, value)

    def _named(self, word: str, value: str) -> AdministrativeUnit:
        found = [u for u in self.units.named(value) if u.level in ("county", "city", "province")]
        counties = [u for u in found if u.level == "county"] or found
        if not counties:
            raise wrong("web.param.county_unknown", word, "430903", value=shown(value))
        current = [u for u in counties if u.valid_to is None or self.today < u.valid_to] or counties
        if len(current) > 1:
            choices = "，".join(f"{self._full_name(u)}（{u.code}）" for u in current)
            raise wrong("web.param.county_ambiguous", word, current[0].code, value=shown(value), choices=choices)
        return current[0]

    def _full_name(self, unit: AdministrativeUnit) -> str:
        return "".join(u.name for u in reversed(self.units.ancestors(unit.code))) + unit.name


def single(given: Mapping[str, list[str]], word: str) -> str:
    """The one value of a word that may not be repeated."""
    values = given[word]
    if len(values) != 1:
        raise wrong("web.param.repeated", word, count=len(values))
    return values[0]


def whole(word: str, value: str, low: int, high: int) -> int:
    """A whole number within bounds."""
    if value.isascii() and value.isdigit() and len(value) <= 12 and low <= int(value) <= high:
        return int(value)
    raise wrong("web.param.whole", word, str(max(low, 1)), value=shown(value), low=low, high=high)


def read_bbox(word: str, value: str) -> BBox:
    """``W,S,E,N`` in degrees."""
    parts = value.split(",")
    try:
        numbers = [float(part) for part in parts] if len(value) <= MAX_TEXT and value.isascii() else []
    except ValueError:
        numbers = []
    example = "111.3,26.1,113.4,29.2"
    if len(numbers) != 4 or not all(math.isfinite(number) for number in numbers):
        raise wrong("web.param.bbox", word, example, value=shown(value))
    west, south, east, north = numbers
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise wrong("web.param.bbox_range", word, example, value=shown(value))
    return west, south, east, north


def read_zoom(value: str) -> float:
    """A web map's zoom level; Leaflet may stand between two."""
    try:
        zoom = float(value) if value.isascii() and len(value) <= 20 else math.nan
    except ValueError:
        zoom = math.nan
    if not 0 <= zoom <= MAX_ZOOM:
        raise wrong("web.param.zoom", "zoom", "9", value=shown(value), high=MAX_ZOOM)
    return zoom


def _grouped(pairs: Pairs) -> dict[str, list[str]]:
    given: dict[str, list[str]] = {}
    for word, value in pairs:
        values = given.setdefault(word, [])
        values.append(value)
        if len(values) > MAX_REPEATS:
            raise wrong("web.param.too_many", word, limit=MAX_REPEATS)
    return given


def _flag(word: str, value: str) -> bool:
    if value not in ("0", "1"):
        raise wrong("web.param.flag", word, "1", value=shown(value))
    return value == "1"


def _words(word: str, value: str) -> str | None:
    """Free text: neither empty-handed nor endless; an empty box means no filter."""
    if len(value) > MAX_TEXT:
        raise wrong("web.param.too_long", word, limit=MAX_TEXT, length=len(value))
    if "\0" in value or any("\ud800" <= c <= "\udfff" for c in value):
        raise wrong("web.param.characters", word)
    return value.strip() or None


def _cql2(word: str, value: str) -> str | None:
    """CQL2 is read by the store, which says what is wrong with it; here only an empty box is no filter."""
    del word
    return value if value.strip() else None


def _sort(word: str, value: str) -> str:
    if value not in SORTS:
        raise wrong("web.param.choice", word, "deadline", value=shown(value), known=", ".join(SORTS))
    return value


_LABELS: Mapping[type[StrEnum], str] = {Status: "status", Kind: "words.kind", Campaign: "words.campaign"}
"""Where the catalogue keeps the labels of a closed vocabulary."""


def _one_of(kind: type[V]) -> Callable[[Reader, str, str], tuple[V, ...]]:
    def read(_reader: Reader, word: str, value: str) -> tuple[V, ...]:
        if word == "hide" and value == "":
            return ()  # how a page's address says that it hides nothing
        try:
            return (kind(value),)
        except ValueError:
            labels = {text(f"{_LABELS[kind]}.{member.value}"): member for member in kind}
            # What the pages call it, in whatever language, is as good as what the files call it.
            for name in languages():
                if (called := {spoken(name)[f"{_LABELS[kind]}.{member.value}"]: member for member in kind}).get(value):
                    return (called[value],)
            known = [f"{member.value}（{label}）" for label, member in labels.items()]
            example = next(iter(labels.values())).value
            raise wrong("web.param.choice", word, example, value=shown(value), known="，".join(known)) from None

    return read


_REPEATABLE: Mapping[str, tuple[str, Callable[[Reader, str, str], tuple[Any, ...]]]] = {
    "status": ("status", _one_of(Status)),
    "hide": ("hidden", _one_of(Status)),
    "kind": ("kind", _one_of(Kind)),
    "campaign": ("campaign", _one_of(Campaign)),
    "county": ("county", Reader.counties),
    "zone": ("zone", Reader.containment),
}
_SINGLE: Mapping[str, tuple[str, Callable[[str, str], Any]]] = {
    "include_special": ("include_special", _flag),
    "overdue": ("overdue", _flag),
    "lapsed": ("lapsed", _flag),
    "located": ("located", _flag),
    "spatial": ("spatial", _flag),
    "lead_unit": ("lead_unit", _words),
    "q": ("q", _words),
    "notice": ("notice", _words),
    "filter": ("filter", _cql2),
    "bbox": ("bbox", read_bbox),
    "due": ("due", read_due),
    "datetime": ("happened", read_datetime),
    "blank": ("blank", _flag),
    "sort": ("sort", _sort),
}
