"""Geocoders: one module, one way to place a name. The folder is the registry.

A module has ``create(context: Context) -> Geocoder``; the geocoder's ``find(wanted: Wanted)`` yields ``Candidate``. The
whole part of a candidate's score is its rank of trust (``FEATURE`` > ``VILLAGE`` > ``PART`` > ``TOWNSHIP`` > ``COUNTY``
in ``geoapp.places.candidate``), what is behind the point orders within the rank. A candidate without a position says
what is known though nobody knows where; a score below zero, that it lies elsewhere and is never chosen. Each position
states its accuracy, basis, source and the words of its protocol. No geocoder reaches for the network.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import Protocol

from geoapp.places.candidate import Candidate, Context, Wanted


class Geocoder(Protocol):
    """One way to place a name."""

    def find(self, wanted: Wanted) -> Iterable[Candidate]:
        """All that this way knows about ``wanted``; nothing when it knows nothing."""
        ...


@cache
def names() -> tuple[str, ...]:
    """The modules of this folder; listed once a process."""
    return tuple(sorted(found.name for found in pkgutil.iter_modules(__path__) if not found.name.startswith("_")))


def create_all(context: Context) -> list[Geocoder]:
    """One geocoder of each module."""
    return [import_module(f"{__name__}.{name}").create(context) for name in names()]
