"""The types of places by their bare names.

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
