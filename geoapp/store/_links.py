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

_COMMON = 32
"""A mark that so many records bear says nothing any more, and is given to no further one."""
_SHARED, _PART = 3, 4
"""Marks that two records must share to be worth comparing: so many, and a quarter of those that are sought. Of a long
wording three are in every second one of the county."""
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
_IS_MEMBER = sa.or_(*(links.c.state == sa.literal_column(f"'{name}'") for name in _MEMBER))
_MEMBERSHIP = Prepared(links.delete().where(_OWN, sa.or_(_SAME, _IS_MEMBER)))


def write_marks(connection: sa.Connection, filings: Sequence[Filing]) -> None:
    """Remember by which marks these records are found. Marks of former wordings stay: what is found is compared."""
    wanted = sorted(set().union(*(filing.marks for filing in filings)))
    counts: dict[int, int] = dict(_COUNTS.rows(connection, marks=wanted))
    fresh = []
    for filing in filings:
        own_id = filing.key
        for mark in filing.marks:
            borne = counts.get(mark, 0)
            if borne < _COMMON:
                counts[mark] = borne + 1
                fresh.append((mark, own_id))
    _BEAR.run_in_order(connection, fresh)


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
    needed = {key: max(_SHARED, sum(mark not in strong for mark in given) // _PART) for key, given in wanted.items()}
    counted = {key: _weighed(given, bearing, strong, needed[key]) for key, given in wanted.items()}
    ours = set(_of_work(connection, besides)) if any(counted.values()) else set()
    return {
        key: sorted(
            (o for o, n in counts.items() if n >= needed[key] and o not in ours), key=lambda o: (-counts[o], o)
        )[:most]
        for key, counts in counted.items()
    }


def _weighed(
    given: Sequence[int], bearing: Mapping[int, list[str]], strong: frozenset[int], enough: int
) -> Counter[str]:
    """How many marks each record shares; a strong one counts as much as is enough."""
    counts: Counter[str] = Counter()
    for mark in given:
        if found := bearing.get(mark):
            weight = enough if mark in strong else 1
            for own_id in found:
                counts[own_id] += weight
    return counts


def _of_work(connection: sa.Connection, work_key: str) -> Iterator[str]:
    for (own_id,) in _OF_WORK.rows(connection, work_key=work_key):
        yield own_id


def write_links(connection: sa.Connection, written: Sequence[Link], actor: str, at: datetime) -> None:
    """Insert or replace links in their order; a membership takes the place of the record's former one."""
    together: list[Link] = []
    for link in written:
        if any(_replaces(link, other) for other in together if other.own_id == link.own_id):
            _write_links(connection, together, actor, at)
            together = []
        together.append(link)
    _write_links(connection, together, actor, at)


def _replaces(link: Link, earlier: Link) -> bool:
    """Whether a link of a record takes the place of an earlier one of it."""
    return link.case_id == earlier.case_id or (link.state in _MEMBER and earlier.state in _MEMBER)


def _write_links(connection: sa.Connection, written: Sequence[Link], actor: str, at: datetime) -> None:
    """Links none of which takes the place of another."""
    former = [(link.state in _MEMBER, {"b_own": link.own_id, "b_case": link.case_id}) for link in written]
    _MEMBERSHIP.run(connection, [meant for member, meant in former if member])
    _LINK.run(connection, [meant for member, meant in former if not member])
    rows = [{"own_id": link.own_id, "case_id": link.case_id, "state": link.state.value, "score": link.score,
             "reasons": orjson.dumps(link.reasons).decode(), "actor": actor, "at": at} for link in written]  # fmt: skip
    insert_rows(connection, links, rows)


def read_links(connection: sa.Connection, own_ids: Sequence[str] | None, state: LinkState | None) -> Iterator[Link]:
    """See ``Store.links``."""
    values = {name: given for name, given in (("own_ids", own_ids), ("state", state)) if given is not None}
    if not _any_by(*values).rows(connection, **values):
        return  # as nearly always while notices come in
    for row in _links_by(*values).read(connection, **values):
        reasons = tuple(orjson.loads(row["reasons"]))
        yield Link(
            row["own_id"], row["case_id"], LinkState(row["state"]), row["score"], reasons, row["actor"], row["at"]
        )


@cache
def _links_by(*given: str) -> Prepared:
    ordered = sa.select(links).order_by(links.c.score.desc(), links.c.own_id, links.c.case_id)
    return Prepared(ordered.where(*_given(given)))


@cache
def _any_by(*given: str) -> Prepared:
    return Prepared(sa.select(links.c.own_id).where(*_given(given)).limit(1))


def _given(names: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    conditions = {"own_ids": AnyOf(links.c.own_id, "own_ids"), "state": links.c.state == sa.bindparam("state")}
    return [conditions[name] for name in names]


def words_of(connection: sa.Connection, case_ids: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What persons said of these cases and still holds (corrections, told events that set something), oldest first,
    each with its case.

    A record that is joined to another case brings along what a person said of it while it was a case of its own:
    site ids end in a part that does not depend on the case.
    """
    homes: dict[str, list[str]] = {case_id: [case_id] for case_id in case_ids}
    for own_id, case_id in moved_in(connection, case_ids):
        homes.setdefault(own_id, []).append(case_id)
    for event in _WORDS.read(connection, case_ids=list(homes)):
        home = event["case_id"]
        for case_id in dict.fromkeys(homes[home]):
            yield case_id, event | {"case_id": case_id, "site_id": moved_site(event["site_id"], home, case_id)}


def moved_in(connection: sa.Connection, case_ids: Sequence[str] | None) -> Iterator[tuple[str, str]]:
    """The cases that a joined record was before, and that nobody lives in any more, each with its case now: those that
    are one of ``case_ids`` now (None: all)."""
    if case_ids is None:
        yield from _MOVED.rows(connection)
    else:
        yield from _MOVED_IN.rows(connection, case_ids=list(case_ids))


def _moved() -> sa.Select[Any]:
    lived_in = sa.exists().where(
        records.c.case_id == links.c.own_id,
        records.c.current == sa.true(),
        notices.c.identifier == records.c.notice_id,
        notices.c.superseded_by.is_(None),
    )
    return sa.select(links.c.own_id, links.c.case_id).where(_IS_MEMBER, ~lived_in)


_SETTING = sa.or_(events.c.kind == "corrected", sa.and_(events.c.payload.is_not(None), events.c.value.is_not(None)))
_WORDS = Prepared(sa.select(events).where(AnyOf(events.c.case_id, "case_ids"), _SETTING).order_by(events.c.fid))
_MOVED, _MOVED_IN = Prepared(_moved()), Prepared(_moved().where(AnyOf(links.c.case_id, "case_ids")))


def moved_site(site_id: str | None, home: str, case_id: str) -> str | None:
    """The id of a site of the case ``home`` now that it belongs to ``case_id``."""
    return case_id + site_id[len(home) :] if site_id is not None and site_id.startswith(home) else site_id
