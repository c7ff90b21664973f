"""Triggers: the R*Tree, row counts, what may not be done, and the audit of edits that do not come through us.

Audit must live in the file, not in Python: QGIS and GDAL edit it without asking us. An outside edit of a column in
``CASE_COLUMNS``/``SITE_COLUMNS`` is a person's correction: it writes a ``corrected`` event, raises the case's version,
and (because corrections win) survives the next reading. Every other column is kept by the program and refuses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from geoapp.model import Basis, Campaign, Kind, PlaceType, Status
from geoapp.store._tables import cases
from geoapp.texts import text

CASE_COLUMNS = ("no", "category", "problem", "rectification", "case_status", "deadline", "lead_unit", "kind",
                "campaign", "spatial")  # fmt: skip
"""What is true of a whole case: an edit of one row changes all rows of the case."""
SITE_COLUMNS = ("status", "name", "type", "county", "county_code", "coordinateUncertaintyInMeters",
                "georeferenceRemarks")  # fmt: skip
"""What each site has for itself (beside its geometry)."""
OUTSIDE_ACTOR = "gis"
VERIFIED = "verified by data custodian"

_NOW = "strftime('%Y-%m-%dT%H:%M:%fZ','now')"
_FROM_OUTSIDE = "(SELECT actor FROM writing) IS NULL"
_VOCABULARY = {
    "status": Status,
    "case_status": Status,
    "kind": Kind,
    "campaign": Campaign,
    "type": PlaceType,
}


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str) -> str:
    """A constant as an SQL string; values that come from users are bound, never written so."""
    return "'" + value.replace("'", "''") + "'"


def rtree_triggers(table: str, column: str = "geom") -> dict[str, str]:
    """The R*Tree maintenance triggers of GeoPackage 1.4 (update6/update7 in place of update1), by name."""
    tree, t, g = quoted(f"rtree_{table}_{column}"), quoted(table), quoted(column)
    box = f"ST_MinX(NEW.{g}), ST_MaxX(NEW.{g}), ST_MinY(NEW.{g}), ST_MaxY(NEW.{g})"
    new_set = f"(NEW.{g} NOTNULL AND NOT ST_IsEmpty(NEW.{g}))"
    new_none = f"(NEW.{g} ISNULL OR ST_IsEmpty(NEW.{g}))"
    same, moved = "OLD.fid = NEW.fid", "OLD.fid != NEW.fid"
    bodies = {
        "insert": f"AFTER INSERT ON {t} WHEN {new_set} "
        f"BEGIN INSERT OR REPLACE INTO {tree} VALUES (NEW.fid, {box}); END",
        "update6": f"AFTER UPDATE OF {g} ON {t} WHEN {same} AND {new_set} AND "
        f"(OLD.{g} NOTNULL AND NOT ST_IsEmpty(OLD.{g})) BEGIN UPDATE {tree} SET minx = ST_MinX(NEW.{g}), "
        f"maxx = ST_MaxX(NEW.{g}), miny = ST_MinY(NEW.{g}), maxy = ST_MaxY(NEW.{g}) WHERE id = NEW.fid; END",
        "update7": f"AFTER UPDATE OF {g} ON {t} WHEN {same} AND {new_set} AND "
        f"(OLD.{g} ISNULL OR ST_IsEmpty(OLD.{g})) BEGIN INSERT INTO {tree} VALUES (NEW.fid, {box}); END",
        "update2": f"AFTER UPDATE OF {g} ON {t} WHEN {same} AND {new_none} "
        f"BEGIN DELETE FROM {tree} WHERE id = OLD.fid; END",
        "update5": f"AFTER UPDATE ON {t} WHEN {moved} AND {new_set} BEGIN DELETE FROM {tree} WHERE id = OLD.fid; "
        f"INSERT OR REPLACE INTO {tree} VALUES (NEW.fid, {box}); END",
        "update4": f"AFTER UPDATE ON {t} WHEN {moved} AND {new_none} "
        f"BEGIN DELETE FROM {tree} WHERE id IN (OLD.fid, NEW.fid); END",
        "delete": f"AFTER DELETE ON {t} WHEN OLD.{g} NOT NULL BEGIN DELETE FROM {tree} WHERE id = OLD.fid; END",
    }
    return {
        f"rtree_{table}_{column}_{name}": f"CREATE TRIGGER {quoted(f'rtree_{table}_{column}_{name}')} {body}"
        for name, body in bodies.items()
    }


def register_table(table: str, identifier: str, *, geometry: bool, description: str = "") -> Iterator[str]:
    """List a table in the GeoPackage's catalogue: counted rows and, with geometry, an R*Tree."""
    t, name = quoted(table), literal(table)
    kind = "features" if geometry else "attributes"
    yield (
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) "
        f"VALUES ({name}, '{kind}', {literal(identifier)}, {literal(description)}, {4326 if geometry else 'NULL'})"
    )
    yield f"INSERT INTO gpkg_ogr_contents SELECT {name}, count(*) FROM {t}"
    for verb, sign in (("insert", "+"), ("delete", "-")):
        yield (
            f"CREATE TRIGGER {quoted(f'trigger_{verb}_feature_count_{table}')} AFTER {verb.upper()} ON {t} BEGIN "
            f"UPDATE gpkg_ogr_contents SET feature_count = feature_count {sign} 1 "
            f"WHERE lower(table_name) = lower({name}); END"
        )
    if geometry:
        yield f"INSERT INTO gpkg_geometry_columns VALUES ({name}, 'geom', 'GEOMETRY', 4326, 0, 0)"
        yield (
            f"INSERT INTO gpkg_extensions VALUES ({name}, 'geom', 'gpkg_rtree_index', "
            "'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')"
        )
        yield f"CREATE VIRTUAL TABLE {quoted(f'rtree_{table}_geom')} USING rtree(id, minx, maxx, miny, maxy)"
        yield from rtree_triggers(table).values()


def revision_triggers(table: str) -> Iterator[str]:
    """Any outside change of a published table changes the store's version token."""
    for verb in ("INSERT", "UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER {quoted(f'revision_{table}_{verb.lower()}')} AFTER {verb} ON {quoted(table)} "
            f"WHEN {_FROM_OUTSIDE} BEGIN {BUMP_REVISION}; END"
        )


BUMP_REVISION = (
    "UPDATE meta SET value = CASE key WHEN 'revision' THEN CAST(CAST(value AS INTEGER) + 1 AS TEXT) "
    f"ELSE {_NOW} END WHERE key IN ('revision', 'changed_at')"
)


def guards() -> Iterator[str]:
    """What nobody may do, and what nobody but us may do; GDAL does not enforce foreign keys, triggers it obeys."""
    never = _abort("delete_forbidden")
    for table in ("notices", "dossiers", "records", "events", "cases"):
        yield f"CREATE TRIGGER keep_{table} BEFORE DELETE ON {table} BEGIN {never}; END"
    append = _abort("events_append_only")
    yield f"CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN {append}; END"
    yield (
        "CREATE TRIGGER events_no_replace BEFORE INSERT ON events "
        f"WHEN EXISTS (SELECT 1 FROM events WHERE fid = NEW.fid) BEGIN {append}; END"
    )
    ours = _abort("program_only")
    for table in ("notices", "dossiers", "records"):
        for verb in ("INSERT", "UPDATE"):
            yield f"CREATE TRIGGER own_{table}_{verb.lower()} BEFORE {verb} ON {table} WHEN {_FROM_OUTSIDE} " + (
                f"BEGIN {ours}; END"
            )
    for table in ("events", "cases"):
        yield f"CREATE TRIGGER own_{table}_insert BEFORE INSERT ON {table} WHEN {_FROM_OUTSIDE} BEGIN {ours}; END"


def append_only(table: str) -> Iterator[str]:
    """The same for a table that came later: a store of an older step gets these when it is brought up."""
    kept = _abort("events_append_only")
    for verb in ("UPDATE", "DELETE"):
        yield f"CREATE TRIGGER keep_{table}_{verb.lower()} BEFORE {verb} ON {table} BEGIN {kept}; END"
    yield (
        f"CREATE TRIGGER own_{table}_insert BEFORE INSERT ON {table} WHEN {_FROM_OUTSIDE} "
        f"BEGIN {_abort('program_only')}; END"
    )


def _abort(key: str, **values: object) -> str:
    return f"SELECT RAISE(ABORT, {literal(text(f'store.trigger.{key}', **values))})"


def case_triggers() -> Iterator[str]:
    """Protection, validation and audit of outside edits of the ``cases`` table."""
    yield _protect_columns()
    yield from _validate()
    for column in CASE_COLUMNS:
        yield _audit_case(column)
    for column in SITE_COLUMNS:
        yield _audit_site(column)
    yield _audit_geometry()


def _protect_columns() -> str:
    free = {*CASE_COLUMNS, *SITE_COLUMNS, "geom", "version", "updated_at"}
    kept = [column.name for column in cases.columns if column.name not in free]
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in kept)
    return (
        f"CREATE TRIGGER own_cases_update BEFORE UPDATE ON cases WHEN {_FROM_OUTSIDE} AND ({changed}) "
        f"BEGIN {_abort('column_program_only', columns='、'.join([*CASE_COLUMNS, *SITE_COLUMNS, 'geom']))}; END"
    )


def _validate() -> Iterator[str]:
    for column, values in _VOCABULARY.items():
        listed = ", ".join(literal(value) for value in values)
        yield (
            f"CREATE TRIGGER valid_{column} BEFORE UPDATE OF {column} ON cases WHEN NEW.{column} NOT IN ({listed}) "
            f"BEGIN {_abort('bad_value', column=column, expected='、'.join(values))}; END"
        )
    rules = {
        "deadline": "NEW.deadline IS NOT NULL AND date(NEW.deadline, '+0 days') IS NOT NEW.deadline",
        "spatial": "NEW.spatial NOT IN (0, 1)",
        "coordinateUncertaintyInMeters": "NEW.coordinateUncertaintyInMeters IS NOT NULL AND "
        "NOT (typeof(NEW.coordinateUncertaintyInMeters) IN ('real', 'integer') AND "
        "NEW.coordinateUncertaintyInMeters > 0 AND NEW.coordinateUncertaintyInMeters < 1000000)",
    }
    for column, broken in rules.items():
        expected = text(f"store.trigger.expected_{column}")
        yield (
            f"CREATE TRIGGER valid_{column} BEFORE UPDATE OF {column} ON cases WHEN {broken} "
            f"BEGIN {_abort('bad_value', column=column, expected=expected)}; END"
        )
    # A geometry without a stated accuracy cannot exist, nor a place of a case that has no site.
    yield (
        "CREATE TRIGGER valid_geom BEFORE UPDATE OF geom, coordinateUncertaintyInMeters ON cases "
        "WHEN NEW.geom IS NOT NULL AND "
        f"(NEW.coordinateUncertaintyInMeters IS NULL OR NEW.site_id IS NULL) BEGIN {_abort('geometry_bare')}; END"
    )


def _event(field: str, before: str, after: str, *, site: str, value: str) -> str:
    return (
        'INSERT INTO events (case_id, province, site_id, kind, recorded_at, actor, field, "before", "after", value) '
        f"VALUES (NEW.case_id, NEW.province, {site}, 'corrected', {_NOW}, '{OUTSIDE_ACTOR}', '{field}', "
        f"{before}, {after}, {value})"
    )


def _audit(column: str, body: Sequence[str]) -> str:
    statements = [
        f"UPDATE writing SET actor = '{OUTSIDE_ACTOR}'",
        *body,
        f"UPDATE dossiers SET version = version + 1, updated_at = {_NOW} WHERE case_id = NEW.case_id",
        f"UPDATE cases SET updated_at = {_NOW}, version = (SELECT version FROM dossiers d "
        "WHERE d.case_id = NEW.case_id) WHERE case_id = NEW.case_id",
        "UPDATE writing SET actor = NULL",
    ]
    return (
        f"CREATE TRIGGER audit_{column} AFTER UPDATE OF {column} ON cases "
        f"WHEN OLD.{column} IS NOT NEW.{column} AND {_FROM_OUTSIDE} BEGIN {'; '.join(statements)}; END"
    )


def _audit_case(column: str) -> str:
    assignment = f"{column} = NEW.{column}"
    if column == "case_status":  # the one row of a case without sites shows the case's own status
        assignment += ", status = CASE WHEN site_id IS NULL THEN NEW.case_status ELSE status END"
    return _audit(
        column,
        [
            _event(column, f"OLD.{column}", f"NEW.{column}", site="NULL", value=f"NEW.{column}"),
            f"UPDATE cases SET {assignment} WHERE case_id = NEW.case_id",
        ],
    )


def _audit_site(column: str) -> str:
    body = []
    if column == "status":  # a row without a site shows its case
        body.append("UPDATE cases SET case_status = NEW.status WHERE fid = NEW.fid AND site_id IS NULL")
    return _audit(
        column,
        [_event(column, f"OLD.{column}", f"NEW.{column}", site="NEW.site_id", value=f"NEW.{column}"), *body],
    )


def _audit_geometry() -> str:
    def centre(row: str) -> str:
        x, y = (f"(ST_Min{axis}({row}.geom) + ST_Max{axis}({row}.geom)) / 2" for axis in "XY")
        return f"CASE WHEN {row}.geom IS NOT NULL THEN '{{\"lon\":' || ({x}) || ',\"lat\":' || ({y}) || '}}' END"

    def when_set(value: str) -> str:
        return f"CASE WHEN NEW.geom IS NOT NULL THEN {value} END"

    point = "ST_MinX(NEW.geom) = ST_MaxX(NEW.geom) AND ST_MinY(NEW.geom) = ST_MaxY(NEW.geom)"
    placed = {
        # A point on a line or area needs more than these functions: left NULL, the store works it out when it reads.
        "lon": f"CASE WHEN {point} THEN ST_MinX(NEW.geom) END",
        "lat": f"CASE WHEN {point} THEN ST_MinY(NEW.geom) END",
        "west": "ST_MinX(NEW.geom)",
        "south": "ST_MinY(NEW.geom)",
        "east": "ST_MaxX(NEW.geom)",
        "north": "ST_MaxY(NEW.geom)",
        "basis": when_set(f"'{Basis.VERIFIED.value}'"),
        "place_key": when_set("'hand:' || NEW.site_id"),
        "georeferenceVerificationStatus": when_set(f"'{VERIFIED}'"),
        "coordinateUncertaintyInMeters": when_set("NEW.coordinateUncertaintyInMeters"),
    }
    assignments = ", ".join(f"{name} = {value}" for name, value in placed.items())
    return _audit(
        "geom",
        [
            _event("position", centre("OLD"), centre("NEW"), site="NEW.site_id",
                   value="CASE WHEN NEW.geom IS NOT NULL THEN 'gpb:' || NEW.coordinateUncertaintyInMeters || ':' || "
                   "hex(NEW.geom) END"),
            f"UPDATE cases SET {assignments} WHERE fid = NEW.fid",
        ],
    )  # fmt: skip
