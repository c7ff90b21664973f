"""Backend: what the views work on, with everything that is worth keeping until the data change."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar, cast

from flask import current_app, g, has_request_context

from geoapp.model import CaseFeature, Columns, LayerDefinition, Query, Scope, UnitTable
from geoapp.model.columns import Mask
from geoapp.pipeline import load_units, zone_layers
from geoapp.settings import ZONE, Settings
from geoapp.store import FilterLimits, Store, scoped
from geoapp.texts import language
from geoapp.web.guard import current_scope
from geoapp.web.params import Reader
from geoapp.web.pieces import Pieces

T = TypeVar("T")
PIECES_BYTES = 64 * 1024 * 1024
SCOPED_PIECES_BYTES = 8 * 1024 * 1024
MAX_ROLLED = 256
MAX_SCOPES = 12
"""So many different sets of rights are kept at hand at once; each has its own memories."""


class Kept:
    """A small memory of made things, keyed by the store's version: a newer version empties it. Safe for threads.

    Two threads may make the same thing at once; that costs a little and blocks nobody. ``worded`` things hold
    sentences: they are kept for each language apart.
    """

    def __init__(self, size: int, *, worded: bool = False) -> None:
        self._size = size
        self._worded = worded
        self._lock = threading.Lock()
        self._version = ""
        self._things: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, version: str, key: Hashable, make: Callable[[], T]) -> T:
        """The thing under ``key`` as made for ``version``, made now if need be."""
        if self._worded:
            key = (language(), key)
        with self._lock:
            if version != self._version:
                self._things.clear()
                self._version = version
            if key in self._things:
                self._things.move_to_end(key)
                return cast(T, self._things[key])
        thing = make()
        with self._lock:
            if version == self._version:
                self._things[key] = thing
                while len(self._things) > self._size:
                    self._things.popitem(last=False)
        return thing


@dataclass(slots=True)
class Backend:
    """Settings, store, clock, and the memories of one application."""

    settings: Settings
    store: Store
    given_units: UnitTable | None
    clock: Callable[[], datetime]
    edition: str
    answers: Kept = field(default_factory=lambda: Kept(128, worded=True))
    masks: Kept = field(default_factory=lambda: Kept(8))
    rows: Kept = field(default_factory=lambda: Kept(20_000))
    windows: Kept = field(default_factory=lambda: Kept(1))
    counted: Kept = field(default_factory=lambda: Kept(2_000))
    pieces: Pieces = field(default_factory=lambda: Pieces(PIECES_BYTES))
    rolled: dict[tuple[tuple[str, ...], ...], Scope] = field(default_factory=dict)
    scopes: OrderedDict[Scope, Backend] = field(default_factory=OrderedDict)
    scopes_lock: threading.Lock = field(default_factory=threading.Lock)

    def scope_of(self, counties: Sequence[Sequence[str]]) -> Scope:
        """Rights as unit codes that were chosen: those units and all below them, by the unit table. Of several lists
        only what all of them allow. A special district (大通湖区) must be chosen itself, or its city."""
        chosen = tuple(tuple(codes) for codes in counties)
        if chosen not in self.rolled:
            if len(self.rolled) >= MAX_ROLLED:
                self.rolled.clear()
            below = [self._below(codes) for codes in chosen]
            self.rolled[chosen] = Scope(frozenset.intersection(*below) if below else None)
        return self.rolled[chosen]

    def _below(self, codes: Sequence[str]) -> frozenset[str]:
        units = self.units
        levels = ("province", "city", "county")
        found = {u.code for u in units if u.level in levels and any(units.is_within(u.code, code) for code in codes)}
        return frozenset(found | set(codes))

    def seen_by(self, scope: Scope) -> Backend:
        """The same with a store narrowed to a scope, and memories of its own: nothing kept for one is shown to
        another."""
        if scope.county_codes is None:
            return self
        with self.scopes_lock:
            known = self.scopes.pop(scope, None)
            if known is None:
                known = Backend(
                    settings=self.settings,
                    store=scoped(self.store, scope),
                    given_units=self.given_units,
                    clock=self.clock,
                    edition=self.edition,
                    rows=Kept(2_000),
                    pieces=Pieces(SCOPED_PIECES_BYTES),
                )
            self.scopes[scope] = known
            while len(self.scopes) > MAX_SCOPES:
                self.scopes.popitem(last=False)
            return known

    @property
    def today(self) -> date:
        """The day in China."""
        return self.clock().astimezone(ZONE).date()

    @property
    def units(self) -> UnitTable:
        """The unit table that county names in addresses are read by."""
        return self.given_units if self.given_units is not None else load_units()

    def reader(self) -> Reader:
        """What reads addresses today."""
        told = self.settings
        limits = FilterLimits(told.filter_max_chars, told.filter_max_depth, told.filter_max_list)
        return Reader(self.units, self.today, told.list_limit, zones=tuple(self.zones()), limits=limits)

    def zones(self) -> Mapping[str, LayerDefinition]:
        """The zones that sites are judged against, by id, in display order."""

        def found() -> Mapping[str, LayerDefinition]:
            return {layer.definition.id: layer.definition for layer in zone_layers(self.store)}

        return self.answers.get(self.present_version(), "zones", found)

    def present_version(self) -> str:
        """The version of the data, read once a request: one answer is made of one state."""
        if not has_request_context():
            return self.store.version()
        if "data_version" not in g:
            g.data_version = self.store.version()
        return str(g.data_version)

    def feature(self, fid: int, version: str | None = None) -> CaseFeature:
        """One feature, remembered; its overdue and lapsed hold for today. ``version`` as the caller just read it."""
        key = (self.today, fid)
        return self.rows.get(version or self.store.version(), key, lambda: self.store.feature(fid))

    def selected(self, query: Query) -> tuple[Columns, Mask]:
        """All features as columns, and which of them the query picks: remembered, for the map asks at every move."""
        version = self.store.version()
        columns = self.store.columns()

        def select() -> tuple[Columns, Mask]:
            return columns, columns.select(query, among=self.store.search(query, columns))

        return self.masks.get(version, query, select)


def backend() -> Backend:
    """The backend of the present application as the present reader may use it."""
    whole = cast(Backend, current_app.extensions["geoapp"])
    return whole.seen_by(current_scope())
