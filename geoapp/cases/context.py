"""What all records of one notice share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from geoapp.cases.counties import Area, Finder
from geoapp.cases.source import Source
from geoapp.model import Campaign, Genre


@dataclass(frozen=True)
class Context:
    """What all records of one notice share."""

    source: Source
    finder: Finder
    area: Area
    genre: Genre
    anchor: date | None
    campaign: Campaign
    closes_finished: bool = False  # whether the label 已完成整改 closes a problem here
    proposes_closing: bool = False  # whether the notice as a whole asks for the 销号 that nobody has granted yet
