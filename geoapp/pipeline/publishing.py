"""The publication guard: with ``audience = "public"`` every door reads an edition made for the public.

``open_for_readers(settings)`` is how pages, API, exports, prints and the offline map come by a store: the office's own,
or the edition. An edition is made once for each state of the data and of the rules, and kept in ``<folder>/public``.
"""

from __future__ import annotations

import hashlib
import math
import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import cast

import orjson
from shapely import Point

from geoapp import __version__
from geoapp.layers import distance_m
from geoapp.model import Query, UsageError
from geoapp.pipeline.redaction import Policy, Treatment, load_policy
from geoapp.settings import Settings
from geoapp.store import Edition, PublishedStore, Store, edit_copy, open_store
from geoapp.texts import text

AUDIENCES = ("internal", "public")
_KEPT_EDITIONS = 2
_METRES_A_DEGREE = 111_320.0
Today = Callable[[], date]


def open_for_readers(settings: Settings, today: Today | None = None) -> Store:
    """The store as the audience of the settings may read it. Raises ``UsageError`` for an audience that there is not,
    ``BadDefinition`` for rules that cannot be read."""
    return for_audience(open_store(settings.database, today=today), settings, today)


def for_audience(store: Store, settings: Settings, today: Today | None = None) -> Store:
    """``store`` itself for the office, its public edition for the public."""
    if settings.audience not in AUDIENCES:
        sentence = text("publishing.bad_audience", value=settings.audience, known="、".join(AUDIENCES))
        raise UsageError(sentence, parameter="audience", example=AUDIENCES[0])
    if settings.audience == "internal":
        return store
    policy = load_policy(settings.folder)

    def make(version: str) -> tuple[Store, tuple[str, ...]]:
        path = edition_path(settings, policy, version)
        if not path.is_file():
            _make_edition(store, policy, settings, path)
        told = orjson.loads(path.with_suffix(".json").read_bytes())
        return open_store(str(path), today=today), tuple(told["notes"])

    return cast(Store, PublishedStore(store, make))


def notes_of(store: Store) -> tuple[str, ...]:
    """What the store leaves out because of its audience, in sentences; nothing for the office's own."""
    found = getattr(store, "notes", None)
    if isinstance(found, tuple):
        return found
    whole = getattr(store, "whole", None)
    return notes_of(whole) if whole is not None else ()


def told_of(store: Store) -> str:
    """The same as one sentence, "" for the office's own."""
    notes = notes_of(store)
    return text("publishing.left_out", what="；".join(notes)) if notes else ""


def edition_path(settings: Settings, policy: Policy, version: str) -> Path:
    """Where the edition of a version is kept, under these rules and by this program."""
    parts = (__version__, version, repr(policy), settings.map_review_number)
    name = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]
    return settings.folder / "public" / f"{name}.gpkg"


def _make_edition(store: Store, policy: Policy, settings: Settings, path: Path) -> None:
    """Write the edition beside its place and move it in. Two processes may make the same one at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.stem}.{uuid.uuid4().hex[:8]}.gpkg")
    try:
        store.backup(partial)
        copy = open_store(str(partial))
        try:
            edition, notes = plan_edition(copy, policy, settings)
        finally:
            copy.close()
        edit_copy(partial, edition)
        copy = open_store(str(partial))
        try:
            for layer_id in edition.layers:
                copy.remove_layer(layer_id)
        finally:
            copy.close()
        path.with_suffix(".json").write_bytes(orjson.dumps({"notes": notes}))
        partial.replace(path)
    finally:
        for left in path.parent.glob(f"{partial.name}*"):
            left.unlink(missing_ok=True)
    _forget_old(path)


def _forget_old(present: Path) -> None:
    """Editions of former states; one that another process still reads stays until the next time."""
    known = sorted(present.parent.glob("*.gpkg"), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in [one for one in known if one != present][_KEPT_EDITIONS - 1 :]:
        try:
            for part in present.parent.glob(f"{old.stem}.*"):
                part.unlink(missing_ok=True)
        except OSError:
            continue


# --- what to leave out ------------------------------------------------------------------------------------------


def plan_edition(store: Store, policy: Policy, settings: Settings) -> tuple[Edition, list[str]]:
    """What the rules make of the data of ``store``, and the sentences that tell the public of it."""
    withheld: dict[str, str] = {}
    unplaced: dict[str, str] = {}
    for feature in store.iterate(Query(today=date.min)):
        rule = policy.rule_for(feature)
        if rule is not None:
            (withheld if rule.treatment is Treatment.WITHHOLD else unplaced)[feature.case_id] = rule.name
    unplaced = {case: rule for case, rule in unplaced.items() if case not in withheld}
    texts = {one.identifier: _public_text(store, policy, one.identifier, withheld) for one in store.notices()}
    people = _people(store, policy)
    layers = _unpublished_layers(store, policy, settings)
    edition = Edition(
        withheld=frozenset(withheld),
        unplaced={case: text(f"publishing.unplaced.{rule}") for case, rule in unplaced.items()},
        texts=texts,
        clean=lambda notice, words: policy.blank(words, literals=people.get(notice, ())),
        coarsen=_grid(policy.position_m) if policy.position_m else None,
        layers=frozenset(layers),
        outlines="review" not in layers.values(),
    )
    return edition, _notes(policy, withheld, unplaced, layers)


def _public_text(store: Store, policy: Policy, identifier: str, withheld: dict[str, str]) -> str:
    """A notice's text without people, and without the passages of withheld cases."""
    notice, _ = store.notice(identifier)
    hidden: set[int] = set()
    shared: set[int] = set()
    for one in store.records_of(identifier):
        if one.case_id in withheld:
            hidden.update(at for start, end in one.record.spans for at in range(start, end))
        else:
            quotes = (one.record.quotes[name] for name in _SHARED if name in one.record.quotes)
            shared.update(at for quote in quotes for at in range(quote.start, quote.end))
    return policy.blank(notice.text, [(at, at + 1) for at in hidden - shared])


_SHARED = ("category", "status", "county")
"""Fields that a heading says for several problems: what is still shown of one of them stays."""


def _people(store: Store, policy: Policy) -> dict[str, frozenset[str]]:
    """Names and numbers that each notice gives, to be blanked in whatever was made from it."""
    found: dict[str, frozenset[str]] = {}
    for one in store.notices():
        words = store.notice(one.identifier)[0].text
        found[one.identifier] = frozenset(words[start:end] for start, end in policy.personal(words) if end - start > 1)
    return found


def _unpublished_layers(store: Store, policy: Policy, settings: Settings) -> dict[str, str]:
    """Layers that are not published, and why: by the rules, for want of a review number, or made from cases."""
    found: dict[str, str] = {}
    for layer in store.layers():
        definition = layer.definition
        if definition.id == "cases":
            continue
        if definition.id in policy.layers:
            found[definition.id] = "rule"
        elif definition.id in policy.county_line and not settings.map_review_number:
            found[definition.id] = "review"
        elif "cases" in definition.inputs.values():
            found[definition.id] = "cases"
    return found


def _notes(policy: Policy, withheld: dict[str, str], unplaced: dict[str, str], layers: dict[str, str]) -> list[str]:
    told = [text("publishing.note.people")]
    for rule in policy.rules:
        count = sum(name == rule.name for name in (*withheld.values(), *unplaced.values()))
        if count:
            told.append(text(f"publishing.note.{rule.treatment}", what=text(f"publishing.rule.{rule.name}"), n=count))
    if policy.position_m:
        told.append(text("publishing.note.coarse", metres=policy.position_m))
    if "review" in layers.values():
        told.append(text("publishing.note.no_review"))
    if "rule" in layers.values() or "cases" in layers.values():
        count = sum(reason != "review" for reason in layers.values())
        told.append(text("publishing.note.layers", n=count))
    return told


def _grid(side_m: int) -> Callable[[Point], tuple[Point, float]]:
    """Rounds a point to the middle of its cell of a fixed grid, and says how far that may be from it."""

    def coarsen(shape: Point) -> tuple[Point, float]:
        step = side_m / _METRES_A_DEGREE
        row = math.floor(shape.y / step)
        middle = (row + 0.5) * step
        wide = step / max(math.cos(math.radians(middle)), 0.01)
        column = math.floor(shape.x / wide)
        moved = Point(round((column + 0.5) * wide, 6), round(middle, 6))
        corner = Point(column * wide, row * step)
        return moved, math.ceil(distance_m(corner, moved) * 1.01)

    return coarsen
