"""What two records are compared by, apart from all else that they hold: a twentieth of their JSON.

In a store of thousands of notices each new record is compared with eight others. To read and parse them whole took
longer than to compare them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache

import orjson
import sqlalchemy as sa

from geoapp.model import Alike, Brief, Campaign, Kind, PlaceType, Record, Role, Spot
from geoapp.store._prepared import AnyOf, Prepared
from geoapp.store._tables import briefs, notices, records

_KEEP = Prepared(
    briefs.insert().from_select(
        ["fid", "brief"],
        sa.select(records.c.fid, sa.bindparam("brief", type_=sa.Text)).where(
            records.c.notice_id == sa.bindparam("notice_id"),
            records.c.current == sa.true(),
            records.c.ordinal == sa.bindparam("ordinal"),
        ),
    )
)
_ALIKE = Prepared(  # what an earlier edition wrote has no brief: its record is read whole
    sa.select(
        records.c.own_id,
        records.c.case_id,
        sa.func.coalesce(briefs.c.brief, records.c.record),
        notices.c.title,
        notices.c.issued_on,
    )
    .join(notices, notices.c.identifier == records.c.notice_id)
    .outerjoin(briefs, briefs.c.fid == records.c.fid)
    .where(AnyOf(records.c.own_id, "own_ids"), records.c.current == sa.true(), notices.c.superseded_by.is_(None))
)


def keep_briefs(connection: sa.Connection, notice_id: str, written: Iterable[tuple[int, Record]]) -> None:
    """Keep those of records of a notice that were just written, each given with its ordinal."""
    rows = [{"notice_id": notice_id, "ordinal": at, "brief": encode_brief(record)} for at, record in written]
    _KEEP.run(connection, rows)


def read_alike(connection: sa.Connection, own_ids: Sequence[str]) -> Iterator[Alike]:
    """The present records with these own ids, in brief."""
    for own_id, case_id, encoded, title, issued_on in _ALIKE.rows(connection, own_ids=own_ids):
        yield Alike(own_id, case_id, read_brief(encoded), title, _day(issued_on))


def encode_brief(record: Record) -> str:
    """What ``read_brief`` reads, and no more, as it stands in the record's own JSON."""
    told = {name: getattr(record, name) for name in ("problem", "no", "county", "counties", "campaign", "kind")}
    sites = [{name: getattr(site, name) for name in _OF_SITE} for site in record.subjects]
    return orjson.dumps(told | {"sites": sites}).decode()


_OF_SITE = ("name", "type", "role", "aliases", "named")


@lru_cache(maxsize=1024)
def read_brief(encoded: str) -> Brief:
    """From what ``encode_brief`` wrote, or from the whole of a record's JSON."""
    parsed = orjson.loads(encoded)
    spots = tuple(
        Spot((site["name"], *site.get("aliases", ())), PlaceType(site["type"]))
        for site in parsed.get("sites", ())
        if site["role"] == _SUBJECT and site.get("named", True)
    )
    return Brief(
        parsed["problem"],
        parsed.get("no"),
        frozenset(filter(None, (parsed.get("county"), *parsed.get("counties", ())))),
        Campaign(parsed.get("campaign", Campaign.OTHER)),
        Kind(parsed.get("kind", Kind.OTHER)),
        spots,
    )


@lru_cache(maxsize=1024)
def _day(told: str | date | None) -> date | None:
    """A day as the database holds it: text, where it knows no days."""
    return date.fromisoformat(told) if isinstance(told, str) else told


_SUBJECT = Role.SUBJECT.value
