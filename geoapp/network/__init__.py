"""Network: rivers as a directed graph, and what lies below a site or above a section (水系连通).

The room promises that a distance is given only along geometry that may be measured, that a direction is one that
somebody declared or that the sourced order of rivers proves, and that everything else is answered by a sentence that
says what is not known. It never says that one thing causes another.
"""

from geoapp.network.building import SNAP_M, build_network
from geoapp.network.flows import digest, read_flows
from geoapp.network.footing import NEAR_M, Spot, Stations, place_stations, section_spot
from geoapp.network.graph import Flow, FlowsInto, Network, Reach, Ruler
from geoapp.network.tracing import Hit, Relation, Trace, downstream, lines_of
from geoapp.network.upstream import Catchment, Link, upstream

__all__ = [
    "NEAR_M",
    "SNAP_M",
    "Catchment",
    "Flow",
    "FlowsInto",
    "Hit",
    "Link",
    "Network",
    "Reach",
    "Relation",
    "Ruler",
    "Spot",
    "Stations",
    "Trace",
    "build_network",
    "digest",
    "downstream",
    "lines_of",
    "place_stations",
    "read_flows",
    "section_spot",
    "upstream",
]
