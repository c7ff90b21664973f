"""The types of places by their bare names, and the sets of them that several modules ask for.

A member that is looked up in its class (``PlaceType.LAKE``) takes ten times as long as one that stands in a module, and
the names of a notice are asked for their types a thousand times.
"""

from __future__ import annotations

from geoapp.model import PlaceType

AREA = PlaceType.AREA
BRIDGE = PlaceType.BRIDGE
CANAL = PlaceType.CANAL
CITY = PlaceType.CITY
COUNTY = PlaceType.COUNTY
ENTERPRISE = PlaceType.ENTERPRISE
FACILITY = PlaceType.FACILITY
LAKE = PlaceType.LAKE
MINE = PlaceType.MINE
MONITORING_SECTION = PlaceType.MONITORING_SECTION
OUTLET = PlaceType.OUTLET
RESERVOIR = PlaceType.RESERVOIR
RIVER = PlaceType.RIVER
ROAD = PlaceType.ROAD
SITE = PlaceType.SITE
TAILINGS_POND = PlaceType.TAILINGS_POND
TOWNSHIP = PlaceType.TOWNSHIP
VILLAGE = PlaceType.VILLAGE

OPEN_WATERS = frozenset({RIVER, LAKE, CANAL})
WATERS = OPEN_WATERS | {RESERVOIR}
SETTLED = frozenset({VILLAGE, TOWNSHIP})
UPPER = frozenset({COUNTY, CITY})
FULL_STEM = frozenset({ENTERPRISE, FACILITY, SITE, OUTLET})
"""What is called by a name of its own before its class word, and not by one character of it."""
