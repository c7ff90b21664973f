"""Places: recognise what a record names, and put it on the map with its accuracy.

``load_units``, ``load_gazetteer`` read the reference data; ``locate`` completes a record with its sites; ``candidates``
shows how a name could be placed and why; ``import_features`` and ``save_extra`` bring in an office's own geometry;
``read_point`` reads a position that a person types.
"""

from geoapp.places.candidate import Candidate
from geoapp.places.datum import DATUMS, Datum, gcj02_to_bd09, suspicion, wgs84_to_bd09, wgs84_to_gcj02
from geoapp.places.gazetteer import Gazetteer, load_gazetteer
from geoapp.places.importing import import_features, save_extra
from geoapp.places.locating import candidates, locate
from geoapp.places.pointing import read_geometry, read_point
from geoapp.places.units import load_units

__all__ = [
    "DATUMS",
    "Candidate",
    "Datum",
    "Gazetteer",
    "candidates",
    "gcj02_to_bd09",
    "import_features",
    "load_gazetteer",
    "load_units",
    "locate",
    "read_geometry",
    "read_point",
    "save_extra",
    "suspicion",
    "wgs84_to_bd09",
    "wgs84_to_gcj02",
]
