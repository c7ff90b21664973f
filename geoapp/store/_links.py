"""Links between records and cases, and the marks by which like records find each other. Engine-neutral SQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import orjson
import sqlalchemy as sa

from geoapp.store._prepared import AnyOf, Prepared, insert_rows
from geoapp.store._protocol import Filing, Link, LinkState
from geoapp.store._tables import events, links, marks, notices, records

_COMMON = 64
"""A mark that so many records bear says nothing any more, and is given to no further one."""
_SHARED = 3
"""Marks that two records must share to be worth comparing."""
_MEMBER = (LinkState.AUTO.value, LinkState.JOINED.value)
_BEARERS = Prepared(
    sa.select(marks.c.mark, sa.func.group_concat(marks.c.own_id, sa.literal_column("' '")))
    .where(AnyOf(marks.c.mark, "marks"))
    .group_by(marks.c.mark)
)
_COUNTS = Prepared(sa.select(marks.c.mark, sa.func.count()).where(AnyOf(marks.c.mark, "marks")).group_by(marks.c.mark))
_BEAR = Prepared(marks.insert().prefix_with("OR IGNORE", dialect="sqlite").inline(), ("mark", "own_id"))
_OF_WORK = Prepared(
    sa.select(records.c.own_id)
    .join(notices, notices.c.identifier == records.c.notice_id)
    .where(notices.c.work_key == sa.bindparam("work_key"))
    .distinct()
)

_OWN, _SAME = links.c.own_id == sa.bindparam("b_own"), links.c.case_id == sa.bindparam("b_case")
_LINK = Prepared(links.delete().where(_OWN, _SAME))
_MEMBERSHIP = Prepared(
    links.delete().where(_OWN, sa.or_(_SAME, *(links.c.state == sa.literal_column(f"'{name}'") for name in _MEMBER)))
)


def write_marks(connection: sa.Connection, filings: Sequence[Filing]) -> None:
    """Remember by which marks these records are found. Marks of former wordings stay: what is found is compared."""
    wanted = sorted({mark for filing in filings for mark in filing.marks})
    counts = Counter(dict(_COUNTS.rows(connection, marks=wanted)))
    fresh = []
    for filing in filings:
        own_id = filing.key
        for mark in filing.marks:
            if counts[mark] < _COMMON:
                counts[mark] += 1
                fresh.append({"mark": mark, "own_id": own_id})
    _BEAR.run(connection, fresh)


def _bearing(connection: sa.Connection, wanted: Iterable[int]) -> dict[int, list[str]]:
    """Who bears each of these marks; never many, see ``_COMMON``."""
    return {mark: own_ids.split(" ") for mark, own_ids in _BEARERS.rows(connection, marks=sorted(wanted))}


def bearers_of(
    connection: sa.Connection,
    wanted: Mapping[str, Sequence[int]],
    besides: str,
    strong: frozenset[int],
    most: int,
) -> dict[str, list[str]]:
    """For each key up to ``most`` own ids that share marks enough with it, most first; not those of the work
    ``besides``."""
    bearing = _bearing(connection, {mark for given in wanted.values() for mark in given})
    counted = {key: _weighed(given, bearing, strong) for key, given in wanted.items()}
    ours = set(_of_work(connection, besides)) if any(counted.values()) else set()
    return {
        key: sorted((o for o, n in counts.items() if n >= _SHARED and o not in ours), key=lambda o: (-counts[o], o))[
            :most
        ]
        for key, counts in counted.items()
    }


def _weighed(given: Sequence[int], bearing: Mapping[int, list[str]], strong: frozenset[int]) -> Counter[str]:
    """How many marks each record shares; a strong one counts as much as is enough."""
    counts: Counter[str] = Counter()
    for mark in given:
        if found := bearing.get(mark):
            weight = _SHARED if mark in strong else 1
            for own_id in found:
                counts[own_id] += weight
    return counts


def _of_work(connection: sa.Connection, work_key: str) -> Iterator[str]:
    for (own_id,) in _OF_WORK.rows(connection, work_key=work_key):
        yield own_id


def write_link(connection: sa.Connection, link: Link, actor: str, at: datetime) -> None:
    """Insert or replace the link; a membership takes the place of the record's former one."""
    former = {"b_own": link.own_id, "b_case": link.case_id}
    (_MEMBERSHIP if link.state in _MEMBER else _LINK).run(connection, [former])
    row = {"own_id": link.own_id, "case_id": link.case_id, "state": link.state.value, "score": link.score}
    told = {"reasons": orjson.dumps(link.reasons).decode(), "actor": actor, "at": at}
    insert_rows(connection, links, [row | told])


def read_links(connection: sa.Connection, own_ids: Sequence[str] | None, state: LinkState | None) -> Iterator[Link]:
    """See ``Store.links``."""
    values = {name: given for name, given in (("own_ids", own_ids), ("state", state)) if given is not None}
    if not _any_by(*values).rows(connection, **values):
        return  # as nearly always while notices come in
    statement = sa.select(links).order_by(links.c.score.desc(), links.c.own_id, links.c.case_id)
    if own_ids is not None:
        statement = statement.where(links.c.own_id.in_(own_ids))
    if state is not None:
        statement = statement.where(links.c.state == state.value)
    for row in connection.execute(statement):
        reasons = tuple(orjson.loads(row.reasons))
        yield Link(row.own_id, row.case_id, LinkState(row.state), row.score, reasons, row.actor, row.at)


@cache
def _any_by(*given: str) -> Prepared:
    conditions = {"own_ids": AnyOf(links.c.own_id, "own_ids"), "state": links.c.state == sa.bindparam("state")}
    return Prepared(sa.select(links.c.own_id).where(*(conditions[name] for name in given)).limit(1))


def words_of(connection: sa.Connection, case_ids: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What persons said of these cases and still holds (corrections, told events that set something), oldest first,
    each with its case.

    A record that is joined to another case brings along what a person said of it while it was a case of its own:
    site ids end in a part that does not depend on the case.
    """
    homes: dict[str, list[str]] = {case_id: [case_id] for case_id in case_ids}
    for own_id, case_id in moved_in(connection, case_ids):
        homes.setdefault(own_id, []).append(case_id)
    setting = sa.or_(events.c.kind == "corrected", sa.and_(events.c.payload.is_not(None), events.c.value.is_not(None)))
    said = sa.and_(events.c.case_id.in_(list(homes)), setting)
    for row in connection.execute(sa.select(events).where(said).order_by(events.c.fid)):
        event = dict(row._mapping)
        for case_id in dict.fromkeys(homes[row.case_id]):
            yield case_id, event | {"case_id": case_id, "site_id": moved_site(event["site_id"], row.case_id, case_id)}


def moved_in(connection: sa.Connection, case_ids: Sequence[str] | None) -> Iterator[tuple[str, str]]:
    """The cases that a joined record was before, and that nobody lives in any more, each with its case now: those that
    are one of ``case_ids`` now (None: all)."""
    lived_in = sa.exists().where(
        records.c.case_id == links.c.own_id,
        records.c.current == sa.true(),
        notices.c.identifier == records.c.notice_id,
        notices.c.superseded_by.is_(None),
    )
    joined = sa.select(links.c.own_id, links.c.case_id).where(links.c.state.in_(_MEMBER), ~lived_in)
    if case_ids is not None:
        joined = joined.where(links.c.case_id.in_(case_ids))
    for row in connection.execute(joined):
        yield row.own_id, row.case_id


def moved_site(site_id: str | None, home: str, case_id: str) -> str | None:
    """The id of a site of the case ``home`` now that it belongs to ``case_id``."""
    return case_id + site_id[len(home) :] if site_id is not None and site_id.startswith(home) else site_id
