"""The tables of the GeoPackage as numbered SQL steps.

A store of step n is brought to the present by running the steps after n in one transaction. Steps never rebuild a
table (that would drop triggers and R*Tree): they add. Column types are the ones that GDAL keeps (it drops VARCHAR);
``user_version`` belongs to the GeoPackage standard, so the step number stands in ``meta``.
"""

from __future__ import annotations

GPKG_CORE = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,
  organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_ogr_contents (table_name TEXT NOT NULL PRIMARY KEY, feature_count INTEGER DEFAULT NULL);
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,
  definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,\
AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],\
UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],\
AUTHORITY["EPSG","4326"]]', 'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid');
"""

# `writing` holds one row: who writes in the present transaction. NULL means that the write comes from outside
# (QGIS, GDAL, a SQL shell), and then the audit triggers speak. Nobody else ever sees it set: it is reset before commit.
_TABLES = """
CREATE TABLE writing (id INTEGER PRIMARY KEY CHECK (id = 1), actor TEXT);
INSERT INTO writing VALUES (1, NULL);
CREATE TABLE units (code TEXT PRIMARY KEY NOT NULL, legal_parent TEXT, unit TEXT NOT NULL);
CREATE TABLE notices (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, identifier TEXT NOT NULL UNIQUE,
  work_key TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, media_type TEXT NOT NULL, file_name TEXT NOT NULL,
  issuer TEXT, document_number TEXT, genre TEXT NOT NULL, issued_on DATE, issued_on_basis TEXT,
  province TEXT, city TEXT, county TEXT, detail TEXT NOT NULL, ingested_at DATETIME NOT NULL,
  superseded_by TEXT REFERENCES notices(identifier));
CREATE INDEX notices_work_key ON notices (work_key);
CREATE TABLE dossiers (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, case_id TEXT NOT NULL UNIQUE,
  province TEXT NOT NULL, version INTEGER NOT NULL, created_at DATETIME NOT NULL, updated_at DATETIME NOT NULL,
  withdrawn BOOLEAN NOT NULL, UNIQUE (province, case_id));
CREATE TABLE records (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  case_id TEXT NOT NULL REFERENCES dossiers(case_id), province TEXT NOT NULL,
  notice_id TEXT NOT NULL REFERENCES notices(identifier), ordinal INTEGER NOT NULL, record TEXT NOT NULL,
  filed TEXT NOT NULL, read_at DATETIME NOT NULL, current BOOLEAN NOT NULL);
CREATE INDEX records_case ON records (province, case_id);
CREATE INDEX records_case_id ON records (case_id);
CREATE INDEX records_notice ON records (notice_id, current, ordinal);
CREATE TABLE cases (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom GEOMETRY,
  case_id TEXT NOT NULL REFERENCES dossiers(case_id), site_id TEXT, province TEXT NOT NULL, no TEXT, category TEXT,
  problem TEXT NOT NULL, rectification TEXT, status TEXT NOT NULL, case_status TEXT NOT NULL,
  county TEXT, county_code TEXT, deadline DATE, lead_unit TEXT, kind TEXT NOT NULL, campaign TEXT NOT NULL,
  spatial BOOLEAN NOT NULL, name TEXT, type TEXT, quote TEXT, quote_selector TEXT, status_quote TEXT,
  status_quote_selector TEXT, notice_id TEXT NOT NULL, notice_title TEXT NOT NULL, issued_on DATE, evidence_on DATE,
  coordinateUncertaintyInMeters DOUBLE, basis TEXT, place_key TEXT, georeferenceProtocol TEXT,
  georeferenceRemarks TEXT, georeferenceVerificationStatus TEXT, happened_on DATE, lon DOUBLE, lat DOUBLE,
  west DOUBLE, south DOUBLE, east DOUBLE, north DOUBLE, withdrawn BOOLEAN NOT NULL,
  updated_at DATETIME NOT NULL, version INTEGER NOT NULL);
CREATE UNIQUE INDEX cases_key ON cases (province, case_id, coalesce(site_id, ''));
CREATE INDEX cases_case ON cases (case_id);
CREATE INDEX cases_site ON cases (site_id);
CREATE INDEX cases_status ON cases (status);
CREATE INDEX cases_county ON cases (county_code);
CREATE INDEX cases_deadline ON cases (deadline);
CREATE INDEX cases_updated ON cases (updated_at);
CREATE TABLE events (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  case_id TEXT NOT NULL REFERENCES dossiers(case_id), province TEXT NOT NULL, site_id TEXT, kind TEXT NOT NULL,
  recorded_at DATETIME NOT NULL, actor TEXT NOT NULL, happened_on DATE, happened_precision TEXT, field TEXT,
  "before" TEXT, "after" TEXT, value TEXT, note TEXT, quote TEXT, notice_id TEXT);
CREATE INDEX events_case ON events (case_id, kind);
CREATE TABLE layers (id TEXT PRIMARY KEY NOT NULL, table_name TEXT UNIQUE, definition TEXT NOT NULL,
  lineage TEXT NOT NULL, fields TEXT NOT NULL, extra TEXT NOT NULL, built_at DATETIME, digest TEXT NOT NULL,
  problem TEXT);
"""

# Which records of several notices are one case, and marks by which like records find each other.
_LINKS = """
ALTER TABLE records ADD COLUMN own_id TEXT;
UPDATE writing SET actor = 'schema';
UPDATE records SET own_id = case_id;
UPDATE writing SET actor = NULL;
CREATE INDEX records_own ON records (own_id);
CREATE TABLE links (own_id TEXT NOT NULL, case_id TEXT NOT NULL, state TEXT NOT NULL, score DOUBLE NOT NULL,
  reasons TEXT NOT NULL, actor TEXT NOT NULL, at DATETIME NOT NULL, PRIMARY KEY (own_id, case_id));
CREATE INDEX links_case ON links (case_id, state);
CREATE INDEX links_state ON links (state);
CREATE TABLE marks (mark INTEGER NOT NULL, own_id TEXT NOT NULL, PRIMARY KEY (mark, own_id)) WITHOUT ROWID;
"""

# What was observed at monitoring sections, by notices and by imported tables.
_OBSERVATIONS = """
CREATE TABLE observations (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, source TEXT NOT NULL,
  ordinal INTEGER NOT NULL, section_key TEXT, item TEXT NOT NULL, first DATE, last DATE, value DOUBLE, unit TEXT,
  observation TEXT NOT NULL, recorded_at DATETIME NOT NULL, current BOOLEAN NOT NULL);
CREATE INDEX observations_section ON observations (section_key, current);
CREATE INDEX observations_source ON observations (source, current);
"""

# How each located feature stands to each zone; what moves a feature takes its rows away, whoever moves it.
_CONTAINMENTS = """
CREATE TABLE containments (fid INTEGER NOT NULL, layer_id TEXT NOT NULL, verdict TEXT NOT NULL,
  distance_m DOUBLE NOT NULL, uncertainty_m DOUBLE NOT NULL, PRIMARY KEY (fid, layer_id)) WITHOUT ROWID;
CREATE TRIGGER containments_moved AFTER UPDATE OF geom, coordinateUncertaintyInMeters ON cases
  WHEN NEW.geom IS NOT OLD.geom OR NEW.coordinateUncertaintyInMeters IS NOT OLD.coordinateUncertaintyInMeters
  BEGIN DELETE FROM containments WHERE fid = NEW.fid; END;
"""

# What people tell of a case (steps, extensions, visits) as plain JSON, and the papers that such an event names.
_TOLD = """
ALTER TABLE events ADD COLUMN payload TEXT;
CREATE INDEX events_happened ON events (kind, happened_on);
CREATE TABLE papers (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, event_id INTEGER NOT NULL REFERENCES events(fid),
  case_id TEXT NOT NULL REFERENCES dossiers(case_id), sha256 TEXT NOT NULL, name TEXT NOT NULL,
  media_type TEXT NOT NULL, size INTEGER NOT NULL);
CREATE INDEX papers_case ON papers (case_id);
CREATE INDEX papers_sha256 ON papers (sha256);
"""

# What has changed since when, so that arrays are mended and not made anew; and each published feature as GeoJSON
# text, made once. Like the containments, a row of ``lines`` is there exactly as long as it is true, whoever edits.
# ``changes`` holds the revision that the change will be part of, or a later one: looking twice does no harm. New
# features are known by their numbers. No REPLACE: the outer statement's conflict clause would override it.
_CHANGES = """
CREATE TABLE changes (fid INTEGER PRIMARY KEY NOT NULL, revision INTEGER NOT NULL);
CREATE INDEX changes_revision ON changes (revision);
CREATE TABLE lines (fid INTEGER PRIMARY KEY NOT NULL, before BLOB NOT NULL, lapses_on DATE, after BLOB NOT NULL);
CREATE TRIGGER changed_case AFTER UPDATE ON cases BEGIN
  DELETE FROM lines WHERE fid = NEW.fid;
  DELETE FROM changes WHERE fid = NEW.fid;
  INSERT INTO changes SELECT NEW.fid, CAST(value AS INTEGER) + 1 FROM meta WHERE key = 'revision'; END;
CREATE TRIGGER changed_judged AFTER INSERT ON containments BEGIN
  DELETE FROM lines WHERE fid = NEW.fid;
  DELETE FROM changes WHERE fid = NEW.fid;
  INSERT INTO changes SELECT NEW.fid, CAST(value AS INTEGER) + 1 FROM meta WHERE key = 'revision'; END;
CREATE TRIGGER changed_unjudged AFTER DELETE ON containments BEGIN
  DELETE FROM lines WHERE fid = OLD.fid;
  DELETE FROM changes WHERE fid = OLD.fid;
  INSERT INTO changes SELECT OLD.fid, CAST(value AS INTEGER) + 1 FROM meta WHERE key = 'revision'; END;
"""

# What would decide an uncertain answer stands beside it; what was judged before is judged again.
_DECIDES = """
DELETE FROM containments;
ALTER TABLE containments ADD COLUMN decides TEXT NOT NULL DEFAULT '';
"""

# Long geometries of records, each once; a record refers to them by key, see _shapes.
_SHAPES = """
CREATE TABLE shapes (key TEXT PRIMARY KEY NOT NULL, wkb BLOB NOT NULL);
"""

# The tables that observations were read from, among the originals by their SHA-256.
_SERIES = """
CREATE TABLE series (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, sha256 TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  imported_at DATETIME NOT NULL);
"""

# Features on the same drawn place are found without looking at all of them.
_PLACES = "CREATE INDEX cases_place ON cases (place_key);"

# Who has looked at what the reading of a notice remarked.
_LOOKS = """
CREATE TABLE looks (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  notice_id TEXT NOT NULL REFERENCES notices(identifier), warnings TEXT NOT NULL, actor TEXT NOT NULL,
  at DATETIME NOT NULL, seen BOOLEAN NOT NULL);
"""

# The last changed come first, and those of one instant in the order of their numbers, without any sorting.
_NEWEST = """
DROP INDEX cases_updated;
CREATE INDEX cases_newest ON cases (updated_at DESC);
"""

# Which status each record tells, without reading the records; what people told, without looking at every event; and
# how often notices have told something new, so that what follows from them alone is worked out once.
_STATUSES = """
CREATE INDEX records_told ON records (case_id, notice_id, json_extract(record, '$.status')) WHERE current = 1;
CREATE INDEX events_told ON events (case_id) WHERE payload IS NOT NULL;
INSERT INTO meta VALUES ('told', '1');
"""

# Where two present notices tell statuses of a case that do not go together: kept as notices come (``_conflicting``).
# Here it is worked out once for what an older store holds, as the rule was when this step was written.
_CONTRADICTIONS = """
CREATE TABLE contradictions (case_id TEXT PRIMARY KEY NOT NULL REFERENCES dossiers(case_id),
  older_notice TEXT NOT NULL, older_status TEXT NOT NULL, newer_notice TEXT NOT NULL, newer_status TEXT NOT NULL,
  read_at DATETIME NOT NULL) WITHOUT ROWID;
WITH said AS (
  SELECT r.case_id, n.identifier, n.issued_on, json_extract(r.record, '$.status') AS status,
    max(r.read_at) OVER (PARTITION BY r.case_id) AS read_at,
    row_number() OVER (PARTITION BY r.case_id ORDER BY n.issued_on DESC, r.read_at DESC, r.fid DESC) AS age
  FROM records r JOIN notices n ON n.identifier = r.notice_id
  WHERE r.current = 1 AND n.superseded_by IS NULL
    AND coalesce(json_extract(r.record, '$.status'), 'unknown') <> 'unknown'),
against AS (
  SELECT newer.case_id, older.identifier AS older_notice, older.status AS older_status,
    newer.identifier AS newer_notice, newer.status AS newer_status, newer.read_at,
    row_number() OVER (PARTITION BY newer.case_id ORDER BY older.age) AS near
  FROM said newer JOIN said older ON older.case_id = newer.case_id AND older.age > 1
  WHERE newer.age = 1 AND older.identifier <> newer.identifier AND older.status <> newer.status
    AND (older.issued_on = newer.issued_on OR (older.issued_on < newer.issued_on
      AND older.status IN ('closed', 'done', 'dropped') AND newer.status NOT IN ('closed', 'done', 'dropped'))))
INSERT INTO contradictions
SELECT case_id, older_notice, older_status, newer_notice, newer_status, read_at FROM against WHERE near = 1;
DROP INDEX records_told;
DELETE FROM meta WHERE key = 'told';
"""

# What records are compared by, apart from the rest of them; those that were there before have none, see _briefs.
_BRIEFS = """
CREATE TABLE briefs (fid INTEGER PRIMARY KEY NOT NULL REFERENCES records(fid), brief TEXT NOT NULL);
"""

STEPS: tuple[str, ...] = (
    _TABLES, _LINKS, _OBSERVATIONS, _CONTAINMENTS, _TOLD, _CHANGES, _SHAPES, _DECIDES, _SERIES, _PLACES, _LOOKS,
    _NEWEST, _STATUSES, _CONTRADICTIONS, _BRIEFS,
)  # fmt: skip
"""Step n (from 1) is ``STEPS[n - 1]``: a script of statements that adds to what the steps before it made."""

GUARDED_STEPS = {"papers": STEPS.index(_TOLD) + 1, "looks": STEPS.index(_LOOKS) + 1}
"""The steps that make these append-only tables; their triggers speak the reader's language, so stand in no script."""

ATTRIBUTE_TABLES = ("notices", "dossiers", "events")
"""Tables without geometry that GIS programs shall list."""
