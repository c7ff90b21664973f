"""Places: recognise what a record names, and put it on the map with its accuracy."""

from geoapp.places._gazetteer import Gazetteer, load_gazetteer
from geoapp.places._units import load_units

__all__ = ["Gazetteer", "load_gazetteer", "load_units"]
