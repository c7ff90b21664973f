"""World: the reference knowledge that reading and placing need, loaded once a process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from geoapp import places
from geoapp.model import LocationInstance, UnitTable
from geoapp.places import Gazetteer
from geoapp.settings import Settings


@dataclass(frozen=True, slots=True)
class World:
    """Administrative units and gazetteer, the office's own imports included."""

    settings: Settings
    units: UnitTable
    gazetteer: Gazetteer


def imported_gazetteer(settings: Settings) -> Path:
    """Where the office's own gazetteer entries are kept: with the runtime files, never in the shipped data."""
    return settings.folder / "gazetteer.geojson"


def is_imported(instance: LocationInstance) -> bool:
    """True for an entry of the office's own gazetteer."""
    return instance.key.startswith("office/")


@lru_cache(maxsize=1)
def load_units() -> UnitTable:
    """The unit table alone: enough for filters, and much quicker than the whole world."""
    return places.load_units()


def load_world(settings: Settings) -> World:
    """Units and gazetteer; raises ``BadDefinition`` naming the file when one of them is off."""
    extra = imported_gazetteer(settings)
    return World(settings, load_units(), places.load_gazetteer(extra=extra if extra.is_file() else None))
