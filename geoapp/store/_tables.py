"""The tables as SQLAlchemy Core sees them; ``_schema`` writes them, a test compares the two.

Column names of ``cases`` are what QGIS and GDAL users see, spelled as the outside surface spells them.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, Date, Double, Integer, Table, Text

from geoapp.store._dialect import Geom, Instant

metadata = sa.MetaData()

notices = Table(
    "notices",
    metadata,
    Column("fid", Integer, primary_key=True),
    Column("identifier", Text, nullable=False),
    Column("work_key", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("issuer", Text),
    Column("document_number", Text),
    Column("genre", Text, nullable=False),
    Column("issued_on", Date),
    Column("issued_on_basis", Text),
    Column("province", Text),
    Column("city", Text),
    Column("county", Text),
    Column("detail", Text, nullable=False),  # JSON: pages, tables, warnings
    Column("ingested_at", Instant, nullable=False),
    Column("superseded_by", Text),
)

dossiers = Table(
    "dossiers",
    metadata,
    Column("fid", Integer, primary_key=True),
    Column("case_id", Text, nullable=False),
    Column("province", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
)

records = Table(
    "records",
    metadata,
    Column("fid", Integer, primary_key=True),
    Column("case_id", Text, nullable=False),
    Column("province", Text, nullable=False),
    Column("notice_id", Text, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("record", Text, nullable=False),  # JSON, see _codec
    Column("filed", Text, nullable=False),  # JSON: what a Filing says beside the record
    Column("read_at", Instant, nullable=False),
    Column("current", Boolean, nullable=False),  # of the latest reading of its notice
    Column("own_id", Text),  # the record's own key; the case it would be without other notices
)

briefs = Table(
    "briefs",
    metadata,
    Column("fid", Integer, primary_key=True),  # of the record
    Column("brief", Text, nullable=False),  # JSON, see _briefs
)

shapes = Table(
    "shapes",
    metadata,
    Column("key", Text, primary_key=True),  # shape: and the digest of the bytes
    Column("wkb", sa.LargeBinary, nullable=False),
)

links = Table(
    "links",
    metadata,
    Column("own_id", Text, primary_key=True),
    Column("case_id", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("score", Double, nullable=False),
    Column("reasons", Text, nullable=False),  # JSON
    Column("actor", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

marks = Table(
    "marks",
    metadata,
    Column("mark", Integer, primary_key=True),
    Column("own_id", Text, primary_key=True),
)

cases = Table(
    "cases",
    metadata,
    Column("fid", Integer, primary_key=True),
    Column("geom", Geom),
    Column("case_id", Text, nullable=False),
    Column("site_id", Text),
    Column("province", Text, nullable=False),
    Column("no", Text),
    Column("category", Text),
    Column("problem", Text, nullable=False),
    Column("rectification", Text),
    Column("status", Text, nullable=False),
    Column("case_status", Text, nullable=False),
    Column("county", Text),
    Column("county_code", Text),
    Column("deadline", Date),
    Column("lead_unit", Text),
    Column("kind", Text, nullable=False),
    Column("campaign", Text, nullable=False),
    Column("spatial", Boolean, nullable=False),
    Column("name", Text),
    Column("type", Text),
    Column("quote", Text),
    Column("quote_selector", Text),  # JSON: the quote without its exact words
    Column("status_quote", Text),
    Column("status_quote_selector", Text),
    Column("notice_id", Text, nullable=False),
    Column("notice_title", Text, nullable=False),
    Column("issued_on", Date),
    Column("evidence_on", Date),
    Column("coordinateUncertaintyInMeters", Double, key="accuracy_m"),
    Column("basis", Text),
    Column("place_key", Text),
    Column("georeferenceProtocol", Text, key="protocol"),
    Column("georeferenceRemarks", Text, key="remarks"),
    Column("georeferenceVerificationStatus", Text, key="verification"),
    Column("happened_on", Date),
    Column("lon", Double),
    Column("lat", Double),
    Column("west", Double),
    Column("south", Double),
    Column("east", Double),
    Column("north", Double),
    Column("withdrawn", Boolean, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("fid", Integer, primary_key=True),
    Column("case_id", Text, nullable=False),
    Column("province", Text, nullable=False),
    Column("site_id", Text),
    Column("kind", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("happened_on", Date),
    Column("happened_precision", Text),
    Column("field", Text),
    Column("before", Text),
    Column("after", Text),
    Column("value", Text),  # what a correction (or, as JSON, what is told) sets, for the machine
    Column("note", Text),
    Column("quote", Text),  # JSON
    Column("notice_id", Text),
    Column("payload", Text),  # JSON: what a person told beside the columns
)

papers = Table(
    "papers",
    metadata,
    Column("fid", Integer, primary_key=True),
    Column("event_id", Integer, nullable=False),
    Column("case_id", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
)

contradictions = Table(
    "contradictions",
    metadata,
    Column("case_id", Text, primary_key=True),
    Column("older_notice", Text, nullable=False),
    Column("older_status", Text, nullable=False),
    Column("newer_notice", Text, nullable=False),
    Column("newer_status", Text, nullable=False),
    Column("read_at", Instant, nullable=False),  # when the last record that tells a status of the case was read
)

units = Table(
    "units",
    metadata,
    Column("code", Text, primary_key=True),
    Column("legal_parent", Text),
    Column("unit", Text, nullable=False),  # JSON
)

layers = Table(
    "layers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("table_name", Text),
    Column("definition", Text, nullable=False),  # JSON
    Column("lineage", Text, nullable=False),  # JSON
    Column("fields", Text, nullable=False),  # JSON: [column, property, type]
    Column("extra", Text, nullable=False),  # JSON
    Column("built_at", Instant),
    Column("digest", Text, nullable=False),
    Column("problem", Text),
)

observations = Table(
    "observations",
    metadata,
    Column("fid", Integer, primary_key=True),
    Column("source", Text, nullable=False),  # notice:<identifier> or file:<name>
    Column("ordinal", Integer, nullable=False),
    Column("section_key", Text),
    Column("item", Text, nullable=False),
    Column("first", Date),
    Column("last", Date),
    Column("value", Double),
    Column("unit", Text),
    Column("observation", Text, nullable=False),  # JSON, see _codec
    Column("recorded_at", Instant, nullable=False),
    Column("current", Boolean, nullable=False),  # of the latest reading of its source
)

series = Table(
    "series",
    metadata,
    Column("fid", Integer, primary_key=True),
    Column("sha256", Text, nullable=False),  # of the table as it was imported, kept among the originals
    Column("name", Text, nullable=False),
    Column("imported_at", Instant, nullable=False),
)

looks = Table(
    "looks",
    metadata,
    Column("fid", Integer, primary_key=True),
    Column("notice_id", Text, nullable=False),
    Column("warnings", Text, nullable=False),  # JSON: what the reading remarked then
    Column("actor", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("seen", Boolean, nullable=False),
)

containments = Table(
    "containments",
    metadata,
    Column("fid", Integer, primary_key=True, autoincrement=False),  # of the feature in ``cases``
    Column("layer_id", Text, primary_key=True),
    Column("verdict", Text, nullable=False),
    Column("distance_m", Double, nullable=False),  # to the zone's line, negative inside
    Column("uncertainty_m", Double, nullable=False),  # of it, CE95
    Column("decides", Text, nullable=False),  # what would decide an uncertain answer, "" for a certain one
)

changes = Table(
    "changes",
    metadata,
    Column("fid", Integer, primary_key=True),  # of a feature that was changed, or judged anew
    Column("revision", Integer, nullable=False),  # of the store, since when that is seen
)

lines = Table(
    "lines",
    metadata,
    Column("fid", Integer, primary_key=True),
    Column("before", sa.LargeBinary, nullable=False),  # the GeoJSON text up to the value of "lapsed"
    Column("lapses_on", Date),  # true from the day after
    Column("after", sa.LargeBinary, nullable=False),
)

meta = Table("meta", metadata, Column("key", Text, primary_key=True), Column("value", Text))
