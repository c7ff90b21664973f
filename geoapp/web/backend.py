"""Backend: what the views work on, with everything that is worth keeping until the data change."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar, cast

from flask import current_app

from geoapp.model import CaseFeature, Columns, LayerDefinition, Query, UnitTable
from geoapp.model.columns import Mask
from geoapp.pipeline import load_units, zone_layers
from geoapp.settings import ZONE, Settings
from geoapp.store import Store
from geoapp.web.params import Reader
from geoapp.web.pieces import Pieces

T = TypeVar("T")
PIECES_BYTES = 64 * 1024 * 1024


class Kept:
    """A small memory of made things, keyed by the store's version: a newer version empties it. Safe for threads.

    Two threads may make the same thing at once; that costs a little and blocks nobody.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._version = ""
        self._things: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, version: str, key: Hashable, make: Callable[[], T]) -> T:
        """The thing under ``key`` as made for ``version``, made now if need be."""
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
    answers: Kept = field(default_factory=lambda: Kept(128))
    masks: Kept = field(default_factory=lambda: Kept(8))
    rows: Kept = field(default_factory=lambda: Kept(20_000))
    windows: Kept = field(default_factory=lambda: Kept(1))
    pieces: Pieces = field(default_factory=lambda: Pieces(PIECES_BYTES))

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
        return Reader(self.units, self.today, self.settings.list_limit, zones=tuple(self.zones()))

    def zones(self) -> Mapping[str, LayerDefinition]:
        """The zones that sites are judged against, by id, in display order."""

        def found() -> Mapping[str, LayerDefinition]:
            return {layer.definition.id: layer.definition for layer in zone_layers(self.store)}

        return self.answers.get(self.store.version(), "zones", found)

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
    """The backend of the present application."""
    return cast(Backend, current_app.extensions["geoapp"])
