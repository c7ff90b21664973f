"""Closed vocabularies: the values that are stored and sent. Their Chinese labels live in ``geoapp.texts``."""

from enum import StrEnum


class Status(StrEnum):
    """How far a case or site is put right. Stored values; order of ``PROGRESS`` says what is least advanced."""

    CLOSED = "closed"
    DONE = "done"
    STAGED = "staged"
    IN_PROGRESS = "in_progress"
    ONGOING = "ongoing"
    PLANNED = "planned"
    DROPPED = "dropped"
    UNKNOWN = "unknown"


FINISHED = frozenset({Status.CLOSED, Status.DONE, Status.DROPPED})
"""Statuses after which a deadline can no longer be missed."""


class Genre(StrEnum):
    """What sort of public document a notice is."""

    INSPECTION_PROGRESS_NOTICE = "inspection_progress_notice"
    RECTIFICATION_PLAN = "rectification_plan"
    INSPECTION_BULLETIN = "inspection_bulletin"
    PETITION_LIST = "petition_list"
    CLOSURE_NOTICE = "closure_notice"
    OTHER = "other"


class Kind(StrEnum):
    """What a problem is about."""

    WATER = "water"
    AIR = "air"
    SOIL = "soil"
    SOLID_WASTE = "solid_waste"
    NOISE = "noise"
    MINE = "mine"
    ECOLOGY = "ecology"
    RADIATION = "radiation"
    ADMINISTRATION = "administration"
    OTHER = "other"


class Campaign(StrEnum):
    """Which inspection a problem came from."""

    CENTRAL_INSPECTION = "central_inspection"
    PROVINCIAL_INSPECTION = "provincial_inspection"
    PARTY_INSPECTION = "party_inspection"
    SUMMER_CAMPAIGN = "summer_campaign"
    PETITION = "petition"
    OTHER = "other"


class PlaceType(StrEnum):
    """ISO 19112 location types of this house."""

    RIVER = "river"
    LAKE = "lake"
    CANAL = "canal"
    RESERVOIR = "reservoir"
    MINE = "mine"
    TAILINGS_POND = "tailings_pond"
    ENTERPRISE = "enterprise"
    FACILITY = "facility"
    SITE = "site"
    VILLAGE = "village"
    TOWNSHIP = "township"
    ROAD = "road"
    BRIDGE = "bridge"
    MONITORING_SECTION = "monitoring_section"
    OUTLET = "outlet"
    AREA = "area"
    COUNTY = "county"
    CITY = "city"


class Role(StrEnum):
    """Whether a case is about a place, or only mentions it (its township, the source of the water, ...)."""

    SUBJECT = "subject"
    MENTION = "mention"


class Basis(StrEnum):
    """How a position was come by, best first (DESIGN: order of trust)."""

    VERIFIED = "verified"  # a person set or confirmed it
    STATED = "stated"  # coordinates written in the notice
    SURVEYED = "surveyed"  # an office's own surveyed geometry
    GAZETTEER = "gazetteer"  # a published gazetteer or map
    DERIVED = "derived"  # computed from other geometry
    SCHEMATIC = "schematic"  # an axis through known towns, course unknown
    CENTROID = "centroid"  # stands for a whole village, township or county


class Precision(StrEnum):
    """How exactly a date in the text is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    INFERRED = "inferred"


class Containing(StrEnum):
    """Where a place stands to a zone, as far as both are known."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    UNCERTAIN = "uncertain"
