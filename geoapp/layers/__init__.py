"""Layers: published sets of features, each declared in one TOML file and made by one recipe.

The room promises that metres are metres (``measure`` is the only place that measures and buffers, and its error is
measured and written into the lineage), that nothing is measured from geometry that nobody surveyed, and that a layer
which cannot be made says so in a sentence instead of stopping the others.
"""

from geoapp.layers.banks import bank_m
from geoapp.layers.building import build, digest_of, unbuilt
from geoapp.layers.containment import Containment, contain, contain_all, explain
from geoapp.layers.definitions import load_definitions
from geoapp.layers.join import join_points
from geoapp.layers.measure import (
    area_m2,
    azimuth,
    buffer_m,
    distance_m,
    length_m,
    measured_error_m,
    nearest_point,
    signed_distance_m,
)
from geoapp.layers.nearness import PointIndex, box_gap_m
from geoapp.layers.recipes import recipe_names
from geoapp.layers.references import read_reference
from geoapp.layers.tables import read_file
from geoapp.layers.wording import in_words
from geoapp.model import Containing

__all__ = [
    "Containing",
    "Containment",
    "PointIndex",
    "area_m2",
    "azimuth",
    "bank_m",
    "box_gap_m",
    "buffer_m",
    "build",
    "contain",
    "contain_all",
    "digest_of",
    "distance_m",
    "explain",
    "in_words",
    "join_points",
    "length_m",
    "load_definitions",
    "measured_error_m",
    "nearest_point",
    "read_file",
    "read_reference",
    "recipe_names",
    "signed_distance_m",
    "unbuilt",
]
