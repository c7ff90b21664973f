"""Printing: the wall map of a selection, as PDF or as pictures of its pages.

The drawing itself is the map room's; here the store is asked, and what the sheet says about its data is put together:
the selection in words, what is left out, sources, a digest.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson

from geoapp.exports import properties
from geoapp.layers import in_words
from geoapp.maps import Contents, WallMap, Wish, print_wall
from geoapp.model import BuiltLayer, CaseFeature, Counts, Query, Summary, UnitTable, UsageError
from geoapp.pipeline.publishing import notes_of
from geoapp.settings import ZONE, Settings
from geoapp.store import Store
from geoapp.texts import text

FORMATS = ("pdf", "png")
DPI = {"A0": 120, "A1": 150, "A2": 200, "A3": 250, "A4": 300}
"""How finely a sheet becomes a picture when nobody says."""
DPI_LIMITS = (50, 600)
MAX_PIXELS = 150_000_000
_MAX_SOURCES = 6
_BESIDES = re.compile(r"[（(；;，]")
"""Where a source begins to tell of files and versions: those stand with the layer, not on a sheet."""


@dataclass(frozen=True, slots=True)
class Print:
    """A wall map to make: the sheet, the selection, and how its address spells it (for the QR code)."""

    wish: Wish
    query: Query
    words: str = ""


def print_selection(store: Store, order: Print, at: datetime, settings: Settings, units: UnitTable) -> WallMap:
    """The wall map as PDF. Raises ``UsageError`` for what cannot be printed so, ``NoFont`` without a Chinese font."""
    query = replace(order.query, limit=None, offset=0, sort="case")
    features = tuple(store.iterate(query))
    wish = replace(order.wish, url=order.wish.url or address_of(settings, features, order.words),
                   review_number=settings.map_review_number,
                   audience_note=text(f"print.audience.{settings.audience}"))  # fmt: skip
    return print_wall(wish, _contents(store, query, features, units, at))


def _contents(
    store: Store, query: Query, features: tuple[CaseFeature, ...], units: UnitTable, at: datetime
) -> Contents:
    catalogue = tuple(in_words(one) for one in store.layers())
    layers = tuple(in_words(store.layer(one.definition.id)) for one in catalogue if one.problem is None)
    summary = store.summary(query)
    data_time = summary.data_time.astimezone(ZONE) if summary.data_time else None
    return Contents(
        features=features,
        layers=layers,
        units=units,
        today=query.today,
        summary=summary,
        digest=digest_of(features, layers),
        window=query.bbox,
        selection=selection_words(query, units, {one.definition.id: one.definition.title for one in catalogue}),
        left_out=(*left_out(query, summary, catalogue), *notes_of(store)),
        sources=tuple(sources_of(features, layers)),
        data_time=data_time or at,
    )


def address_of(settings: Settings, features: Iterable[CaseFeature], words: str) -> str:
    """What the QR code leads to: the dossier of the one case, else the map with the same selection; "" when the
    office has not said under which address it is reached."""
    root = settings.public_url.rstrip("/")
    if not root:
        return ""
    cases = {one.case_id for one in features}
    if len(cases) == 1:
        return f"{root}/cases/{cases.pop()}"
    return f"{root}/map?{words}" if words else f"{root}/map"


def digest_of(features: Iterable[CaseFeature], layers: Iterable[BuiltLayer]) -> str:
    """SHA-256 over the attributes and positions of the selection and the digests of the layers, in a fixed order."""
    digest = hashlib.sha256()
    for feature in sorted(features, key=lambda one: (one.case_id, one.site_id or "")):
        digest.update(orjson.dumps(properties(feature), option=orjson.OPT_SORT_KEYS))
        digest.update(feature.geometry.wkb if feature.geometry is not None else b"-")
    for layer in sorted(layers, key=lambda one: one.definition.id):
        digest.update(f"{layer.definition.id} {layer.digest}\n".encode())
    return digest.hexdigest()


# --- in words ---------------------------------------------------------------------------------------------------


def selection_words(query: Query, units: UnitTable, zones: Mapping[str, str] | None = None) -> str:
    """The filters as a reader would say them; "" for everything."""
    names = [unit.usual_name if (unit := units.get(code)) else code for code in query.county]
    cities = {unit.code: unit.name for code in query.county if (unit := units.get(code)) and unit.level == "city"}
    if cities:  # a city stands in the query with all its counties
        names = [*cities.values(), *(name for code, name in zip(query.county, names, strict=True)
                                     if not any(units.is_within(code, city) for city in cities))]  # fmt: skip
    parts: list[tuple[str, Iterable[str]]] = [
        ("county", names),
        ("status", (text(f"status.{one}") for one in query.status)),
        ("kind", (text(f"words.kind.{one}") for one in query.kind)),
        ("campaign", (text(f"words.campaign.{one}") for one in query.campaign)),
        (
            "zone",
            (f"{(zones or {}).get(layer, layer)} {text(f'words.zone.{verdict}')}" for layer, verdict in query.zone),
        ),
        ("lead_unit", [query.lead_unit] if query.lead_unit else []),
        ("q", [query.q] if query.q else []),
        ("filter", [query.filter] if query.filter else []),
        ("flags", _flags(query)),
        ("due", [_interval(query.due)] if query.due else []),
        ("happened", [_interval(query.happened)] if query.happened else []),
        ("bbox", [", ".join(f"{edge:g}" for edge in query.bbox)] if query.bbox else []),
    ]
    told = [(name, "、".join(values)) for name, values in parts]
    return "；".join(text(f"print.word.{name}", value=value) for name, value in told if value)


def _flags(query: Query) -> list[str]:
    asked = (
        ("overdue", query.overdue),
        ("lapsed", query.lapsed),
        ("located", query.located),
        ("spatial", query.spatial),
        ("blank", query.blank or None),
    )
    return [text(f"print.word.{name}_{'yes' if value else 'no'}") for name, value in asked if value is not None]


def _interval(pair: tuple[date | None, date | None]) -> str:
    start, end = pair
    return f"{start or '…'} – {end or '…'}"


def left_out(query: Query, summary: Summary, catalogue: Iterable[BuiltLayer], *, printed: bool = True) -> list[str]:
    """What is not on the map, with how many; a printed sheet and a file say it in their own words."""
    kind = "left_out" if printed else "left_out_file"
    counted: tuple[tuple[str, Counts], ...] = (("unlocated", summary.unlocated), ("not_spatial", summary.not_spatial))
    told = [
        text(f"print.{kind}.{name}", cases=counts.cases, sites=counts.sites)
        for name, counts in counted
        if counts.cases or counts.sites
    ]
    if query.hidden and summary.hidden.cases:
        statuses = "、".join(text(f"status.{one}") for one in query.hidden)
        told.append(text(f"print.{kind}.hidden", statuses=statuses, cases=summary.hidden.cases))
    unmade = [one.definition.title for one in catalogue if one.problem is not None]
    return [*told, *([text(f"print.{kind}.layers", titles="、".join(unmade))] if unmade else [])]


def sources_of(features: Iterable[CaseFeature], layers: Iterable[BuiltLayer]) -> list[str]:
    """The notices by their number, and where the ground comes from."""
    notices = {one.notice_id for one in features}
    sources: dict[str, int] = {}
    for layer in layers:
        for feature in layer.features:
            said = feature.properties.get("source")
            if said and layer.definition.show:
                short = _BESIDES.split(str(said), maxsplit=1)[0].strip()
                sources[short] = sources.get(short, 0) + 1
    most = sorted(sources, key=lambda one: -sources[one])[:_MAX_SOURCES]
    return [text("print.notices", n=len(notices)), *most]


# --- pictures ---------------------------------------------------------------------------------------------------


def pictures(pdf: bytes, dpi: int) -> list[bytes]:
    """Each page of a PDF as PNG. Raises ``UsageError`` for a resolution out of reach."""
    import pypdfium2

    low, high = DPI_LIMITS
    if not low <= dpi <= high:
        raise UsageError(text("print.bad_dpi", value=dpi, low=low, high=high), parameter="dpi", example="150")
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_picture(page, dpi) for page in document]
    finally:
        document.close()


def _picture(page: Any, dpi: int) -> bytes:
    wide, high = page.get_size()
    factor = dpi / 72
    if wide * high * factor**2 > MAX_PIXELS:
        most = int((MAX_PIXELS / (wide * high)) ** 0.5 * 72)
        raise UsageError(text("print.too_fine", value=dpi, most=most), parameter="dpi", example=str(most))
    out = io.BytesIO()
    page.render(scale=factor).to_pil().save(out, "PNG", dpi=(dpi, dpi))
    return out.getvalue()


def format_of(path: Path) -> str:
    """pdf or png, by the name's ending; raises ``UsageError`` for another."""
    ending = path.suffix[1:].lower()
    if ending not in FORMATS:
        raise UsageError(text("print.bad_format", file=path), parameter="output", example="map.pdf")
    return ending


def page_path(path: Path, index: int) -> Path:
    """Where the picture of a page goes: the first under the asked name, the others with their number."""
    return path if index == 0 else path.with_name(f"{path.stem}-{index + 1}{path.suffix}")
