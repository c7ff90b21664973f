"""Monitoring: what was observed at monitoring sections (点位), and what it means by GB 3838-2002.

The room promises that a class is that of the worst item that counts, that a value is tied to a section only by words
that name it (an observation whose section is not certain is kept without one, with the reason), and that every value
leads to its sentence or its file row.
"""

from geoapp.monitoring.classes import classify, judge_item, reaches_class, reaches_value, read_class, worst
from geoapp.monitoring.concentration import convert
from geoapp.monitoring.periods import read_period
from geoapp.monitoring.reading import observations_of
from geoapp.monitoring.register import Match, Register, build_register
from geoapp.monitoring.series import SeriesReading, read_series, table_rows
from geoapp.monitoring.standard import Item, Standard, load_standard

__all__ = [
    "Item",
    "Match",
    "Register",
    "SeriesReading",
    "Standard",
    "build_register",
    "classify",
    "convert",
    "judge_item",
    "load_standard",
    "observations_of",
    "reaches_class",
    "reaches_value",
    "read_class",
    "read_period",
    "read_series",
    "table_rows",
    "worst",
]
