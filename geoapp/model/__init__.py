"""The words of the house: frozen dataclasses and closed vocabularies. No I/O, no Flask, no pandas.

Import from here: ``from geoapp.model import Notice, Quote, Record, Site, Status``.
"""

from geoapp.model.brief import Alike, Brief, Spot
from geoapp.model.case import COLUMN, Assessment, Extraction, Measure, Metric, Record, Site
from geoapp.model.changing import changed
from geoapp.model.columns import Columns
from geoapp.model.errors import (
    BadDefinition,
    Conflict,
    Forbidden,
    GeoappError,
    NotFound,
    StoreError,
    UnreadableNotice,
    UsageError,
)
from geoapp.model.feature import (
    Attachment,
    CaseFeature,
    Counts,
    Dossier,
    Event,
    FiledRecord,
    LayerFeature,
    NoticeSummary,
    Page,
    Summary,
    Zoning,
)
from geoapp.model.headline import headline
from geoapp.model.layer import BuiltLayer, LayerDefinition, Lineage
from geoapp.model.line import Line, Portion
from geoapp.model.monitoring import (
    FileRow,
    ItemVerdict,
    Observation,
    Period,
    Section,
    Verdict,
    Water,
    WaterClass,
)
from geoapp.model.notice import Cell, Notice, Quote, Table
from geoapp.model.place import (
    AREA_MIN_M,
    CHINA,
    PIN_MAX_M,
    AdministrativeUnit,
    LocationInstance,
    Position,
    PositionalAccuracy,
)
from geoapp.model.query import EVERYTHING, BBox, Query, Scope
from geoapp.model.units import UnitTable
from geoapp.model.way import Tracer, Way
from geoapp.model.words import FINISHED, Basis, Campaign, Containing, Genre, Kind, PlaceType, Precision, Role, Status

__all__ = [
    "AREA_MIN_M",
    "CHINA",
    "COLUMN",
    "EVERYTHING",
    "FINISHED",
    "PIN_MAX_M",
    "AdministrativeUnit",
    "Alike",
    "Assessment",
    "Attachment",
    "BBox",
    "BadDefinition",
    "Basis",
    "Brief",
    "BuiltLayer",
    "Campaign",
    "CaseFeature",
    "Cell",
    "Columns",
    "Conflict",
    "Containing",
    "Counts",
    "Dossier",
    "Event",
    "Extraction",
    "FileRow",
    "FiledRecord",
    "Forbidden",
    "Genre",
    "GeoappError",
    "ItemVerdict",
    "Kind",
    "LayerDefinition",
    "LayerFeature",
    "Line",
    "Lineage",
    "LocationInstance",
    "Measure",
    "Metric",
    "NotFound",
    "Notice",
    "NoticeSummary",
    "Observation",
    "Page",
    "Period",
    "PlaceType",
    "Portion",
    "Position",
    "PositionalAccuracy",
    "Precision",
    "Query",
    "Quote",
    "Record",
    "Role",
    "Scope",
    "Section",
    "Site",
    "Spot",
    "Status",
    "StoreError",
    "Summary",
    "Table",
    "Tracer",
    "UnitTable",
    "UnreadableNotice",
    "UsageError",
    "Verdict",
    "Water",
    "WaterClass",
    "Way",
    "Zoning",
    "changed",
    "headline",
]  # fmt: skip
