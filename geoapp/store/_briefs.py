"""What two records are compared by, apart from all else that they hold: a twentieth of their JSON.

In a store of thousands of notices each new record is compared with eight others. To read and parse them whole took
longer than to compare them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import orjson
import sqlalchemy as sa

from geoapp.model import Campaign, Kind, PlaceType, Quote, Record, Role, Site
from geoapp.store._prepared import AnyOf, Prepared
from geoapp.store._tables import briefs, records

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
_TEXTS = Prepared(  # what an earlier edition wrote has none: its record is read whole
    sa.select(records.c.fid, sa.func.coalesce(briefs.c.brief, records.c.record))
    .outerjoin(briefs, briefs.c.fid == records.c.fid)
    .where(AnyOf(records.c.fid, "fids"))
)


def keep_briefs(connection: sa.Connection, notice_id: str, written: Iterable[tuple[int, Record]]) -> None:
    """Keep those of records of a notice that were just written, each given with its ordinal."""
    rows = [{"notice_id": notice_id, "ordinal": at, "brief": encode_brief(record)} for at, record in written]
    _KEEP.run(connection, rows)


def read_briefs(connection: sa.Connection, fids: Sequence[int]) -> dict[int, Record]:
    """By their numbers, of each record what ``brief_record`` reads."""
    return {fid: brief_record(encoded) for fid, encoded in _TEXTS.rows(connection, fids=fids)}


def encode_brief(record: Record) -> str:
    """What ``brief_record`` reads, and no more, as it stands in the record's own JSON."""
    told = {name: getattr(record, name) for name in ("problem", "no", "county", "counties", "campaign", "kind")}
    sites = [{name: getattr(site, name) for name in _OF_SITE} for site in record.subjects]
    return orjson.dumps(told | {"sites": sites}).decode()


_OF_SITE = ("name", "type", "role", "aliases", "named")
_NOWHERE = Quote("", "", "", 0, 0)


def brief_record(encoded: str) -> Record:
    """What of a record two are compared by: its problem, number, counties, kind, campaign, and its subjects' names."""
    parsed = orjson.loads(encoded)
    sites = [
        Site(
            site["name"],
            PlaceType(site["type"]),
            Role.SUBJECT,
            _NOWHERE,
            aliases=tuple(site.get("aliases", ())),
            named=site.get("named", True),
        )
        for site in parsed.get("sites", ())
        if site["role"] == _SUBJECT
    ]
    return Record(
        problem=parsed["problem"],
        quotes={},
        no=parsed.get("no"),
        county=parsed.get("county"),
        counties=tuple(parsed.get("counties", ())),
        campaign=Campaign(parsed.get("campaign", Campaign.OTHER)),
        kind=Kind(parsed.get("kind", Kind.OTHER)),
        sites=tuple(sites),
    )


_SUBJECT = Role.SUBJECT.value
