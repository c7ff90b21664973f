"""The part of the contract about what people tell: steps, extensions, visits, and their papers. See ``contract``."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from making import EVERYTHING, HOSTILE, at, filing, notice, put, record, site

from geoapp.model import Attachment, Conflict, NotFound, Precision, Scope, Status, StoreError, UsageError
from geoapp.store import Correction, Link, LinkState, Look, Store, Told, open_store, scoped

CASE = "430000-a-1"
SITE = f"{CASE}-青溪河"
DAY = date(2025, 12, 20)
"""After the notice (2025-12-01), before the day on which corrections of these tests are made (2026-01-05)."""


def told(kind: str = "step", **fields: object) -> Told:
    return Told(CASE, kind, **({"happened_on": DAY} | fields))  # type: ignore[arg-type]


def tell(store: Store, kind: str = "step", minute: int = 1, **fields: object) -> int:
    return store.tell(told(kind, **fields), actor="李", at=at(minute), if_match=None)


class TellingContract:
    """Told events: kept whole, with papers, laid over the machine's reading."""

    def status(self, store: Store) -> tuple[Status, list[Status]]:
        features = store.dossier(CASE).features
        return features[0].case_status, [feature.status for feature in features]

    def test_what_is_told_comes_back_whole(self, store: Store) -> None:
        put(store)
        paper = store.put_attachment(HOSTILE.encode(), "C:\\公文\\验收意见.pdf", "application/pdf")
        payload = {"step": "acceptance", "on": DAY, "list": [1, None, {"甲": HOSTILE}]}
        version = store.version()
        given = told(payload=payload, precision=Precision.DAY, attachments=(paper,), note="备注", site_id=SITE)
        assert store.tell(given, actor="李", at=at(3), if_match=1) == 2
        event = store.dossier(CASE).events[-1]
        assert (event.kind, event.actor, event.recorded_at, event.site_id) == ("step", "李", at(3), SITE)
        assert (event.happened_on, event.happened_precision, event.note) == (DAY, Precision.DAY, "备注")
        assert event.payload == payload | {"on": DAY.isoformat()}
        assert event.attachments == (paper,)
        assert (paper.name, paper.size) == ("验收意见.pdf", len(HOSTILE.encode()))
        assert store.attachment(paper.sha256) == (paper, HOSTILE.encode())
        assert store.dossier(CASE).version == 2
        assert store.version() != version
        assert store.check() == []

    def test_two_editors_and_unknown_cases(self, store: Store) -> None:
        put(store)
        tell(store)
        with pytest.raises(Conflict, match="第 1 版"):
            store.tell(told(), actor="王", at=at(2), if_match=1)
        for wrong in (replace(told(), case_id="c-9"), told(site_id="s-9")):
            with pytest.raises(NotFound, match="9"):
                store.tell(wrong, actor="王", at=at(2), if_match=None)
        assert [event.actor for event in store.events(CASE) if event.kind == "step"] == ["李"]

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"kind": "corrected"}, "程序自己"),
            ({"kind": "Step 1"}, "小写"),
            ({"happened_on": datetime(2025, 1, 1)}, "日期"),
            ({"happened_on": None, "sets": {"case_status": Status.DONE}}, "日期"),
            ({"sets": {"case_status": "closed"}}, "closed"),
            ({"sets": {"problem": "x"}}, "problem"),
            ({"sets": {"deadline": None}, "site_id": SITE}, "deadline"),
            ({"sets": {"case_status": None}}, "case_status"),
            ({"payload": {"a": object()}}, "不能保存"),
            ({"attachments": (Attachment("0" * 64, "a.pdf", "application/pdf", 3),)}, "0000"),
        ],
    )
    def test_what_cannot_be_kept_is_refused_and_nothing_is_written(
        self, store: Store, fields: dict[str, object], said: str
    ) -> None:
        put(store)
        version = store.version()
        with pytest.raises(UsageError, match=said):
            tell(store, **fields)  # type: ignore[arg-type]
        assert store.version() == version
        for data, name in ((b"", "a.pdf"), (b"x", " "), (b"x", "a/")):
            if name == "a/":
                assert store.put_attachment(data, name, "text/plain").name == "a"
                continue
            with pytest.raises(UsageError, match="附件"):
                store.put_attachment(data, name, "text/plain")

    def test_rights_hold_for_papers_and_lists(self, store: Store) -> None:
        put(store)
        paper = store.put_attachment(b"x", "a.txt", "text/plain")
        with pytest.raises(NotFound):
            store.attachment(paper.sha256)  # no event names it yet
        tell(store, attachments=(paper,))
        theirs = Scope(frozenset({"430921"}))
        assert store.attachment(paper.sha256, Scope(frozenset({"430903"})))[1] == b"x"
        with pytest.raises(NotFound):
            store.attachment(paper.sha256, theirs)
        assert store.told(scope=theirs) == ()
        assert len(store.told(scope=Scope(frozenset({"430903"})))) == 1

    def test_told_events_are_listed_by_day(self, store: Store) -> None:
        put(store)
        tell(store, "visit", happened_on=date(2025, 12, 9))
        tell(store, "step", 2, happened_on=date(2025, 12, 3))
        tell(store, "note", 3, happened_on=None)
        assert [event.kind for event in store.told()] == ["step", "visit"]
        assert [event.kind for event in store.told(["visit"])] == ["visit"]
        assert [e.kind for e in store.told(since=date(2025, 12, 3), until=date(2025, 12, 3))] == ["step"]
        assert store.told(since=date(2025, 12, 10)) == ()
        assert {event.kind for event in store.told(["recorded"])} == {"recorded"}

    def test_a_status_reaches_filters_and_survives_the_next_reading(self, store: Store) -> None:
        put(store)
        tell(store, sets={"case_status": Status.CLOSED})
        assert self.status(store) == (Status.CLOSED, [Status.CLOSED])
        (feature,) = store.page(replace(EVERYTHING, status=(Status.CLOSED,))).features
        assert (feature.happened_on, feature.evidence_on, feature.status_quote) == (DAY, DAY, None)
        assert not feature.overdue
        event = store.events(CASE)[-1]
        assert (event.field, event.before, event.after) == ("case_status", "in_progress", "closed")
        put(store, filings=(filing(of=record(rectification="另一种读法")),), minute=5)
        assert self.status(store) == (Status.CLOSED, [Status.CLOSED])
        assert store.dossier(CASE).features[0].rectification == "另一种读法"

    def test_sites_follow_their_case_in_and_out(self, store: Store) -> None:
        sites = tuple(site(name, status=status) for name, status in
                      (("青溪河", Status.STAGED), ("乙", Status.DONE), ("丙", Status.DROPPED)))  # fmt: skip
        put(store, filings=(filing(of=record(sites=sites)),))
        tell(store, sets={"case_status": Status.DONE})
        assert self.status(store)[1] == [Status.DONE, Status.DONE, Status.DROPPED]
        tell(store, minute=2, sets={"case_status": Status.CLOSED})
        assert self.status(store)[1] == [Status.CLOSED, Status.CLOSED, Status.DROPPED]
        tell(store, minute=3, sets={"case_status": Status.IN_PROGRESS})
        assert self.status(store) == (Status.IN_PROGRESS, [Status.IN_PROGRESS, Status.IN_PROGRESS, Status.DROPPED])
        tell(store, minute=4, site_id=f"{CASE}-乙", sets={"status": Status.DONE})
        assert self.status(store) == (Status.IN_PROGRESS, [Status.IN_PROGRESS, Status.DONE, Status.DROPPED])

    def test_a_newer_notice_decides_but_takes_back_no_end(self, store: Store) -> None:
        put(store)
        tell(store, sets={"case_status": Status.STAGED})
        said = record(status=Status.DONE, sites=(site(status=Status.DONE),))
        put(store, "乙", (filing(of=said),), 5, issued_on=date(2026, 1, 2))
        assert self.status(store)[0] is Status.DONE
        tell(store, minute=6, happened_on=date(2026, 1, 3), sets={"case_status": Status.CLOSED})
        put(store, "丙", (filing(),), 7, issued_on=date(2026, 1, 4))
        assert self.status(store) == (Status.CLOSED, [Status.CLOSED])
        (told,) = store.disagreements()
        assert (told.field, told.machine, told.person, told.actor) == ("case_status", "in_progress", "closed", "李")

    def test_a_later_correction_holds_against_a_step_of_an_earlier_day(self, store: Store) -> None:
        put(store)
        store.correct(Correction(CASE, None, "status", Status.IN_PROGRESS), actor="王", at=at(1), if_match=None)
        tell(store, minute=2, sets={"case_status": Status.CLOSED})  # of December, the correction is of January
        assert self.status(store)[0] is Status.IN_PROGRESS
        tell(store, minute=3, happened_on=date(2026, 1, 5), sets={"case_status": Status.CLOSED})
        assert self.status(store) == (Status.CLOSED, [Status.CLOSED])
        store.correct(Correction(CASE, SITE, "status", Status.STAGED), actor="王", at=at(4), if_match=None)
        assert self.status(store) == (Status.CLOSED, [Status.STAGED])

    def test_a_deadline_moves_stands_still_and_comes_back(self, store: Store) -> None:
        put(store)
        tell(store, "extension", sets={"deadline": date(2026, 6, 30)})
        event = store.events(CASE)[-1]
        assert (event.before, event.after) == ("2025-10-31", "2026-06-30")
        (feature,) = store.page(replace(EVERYTHING, due=(date(2026, 6, 30), None))).features
        assert (feature.deadline, feature.overdue, feature.evidence_on) == (date(2026, 6, 30), False, date(2025, 12, 1))
        put(store, "乙", (filing(),), 5, issued_on=date(2026, 1, 2))  # repeats the old one
        assert store.dossier(CASE).features[0].deadline == date(2026, 6, 30)
        tell(store, "pause", 6, happened_on=date(2026, 1, 3), sets={"deadline": None})
        assert store.dossier(CASE).features[0].deadline is None
        assert store.page(replace(EVERYTHING, overdue=True)).features == ()
        put(store, "丙", (filing(of=record(deadline=date(2026, 9, 30))),), 7, issued_on=date(2026, 1, 4))
        assert store.dossier(CASE).features[0].deadline == date(2026, 9, 30)

    def test_what_was_told_moves_with_a_joined_record(self, store: Store) -> None:
        put(store)
        put(store, "乙", (filing("c-2", own_id="c-2"),), 1, issued_on=date(2025, 12, 2))
        paper = store.put_attachment(b"paper", "a.txt", "text/plain")
        step = Told("c-2", "step", {"step": "closure"}, DAY, attachments=(paper,), sets={"case_status": Status.CLOSED})
        store.tell(step, actor="李", at=at(2), if_match=None)
        store.put_links([Link("c-2", CASE, LinkState.JOINED, 1.0)], actor="李", at=at(3))
        moved = filing(CASE, own_id="c-2")
        put(store, "乙", (moved,), 4, issued_on=date(2025, 12, 2))
        assert self.status(store) == (Status.CLOSED, [Status.CLOSED])
        (told,) = [event for event in store.dossier(CASE).events if event.kind == "step"]
        assert (told.payload, told.attachments) == ({"step": "closure"}, (paper,))
        (listed,) = store.told(["step"])
        assert (listed.case_id, listed.payload, listed.attachments) == (CASE, {"step": "closure"}, (paper,))
        code = store.dossier(CASE).features[0].county_code
        assert [event.case_id for event in store.told(["step"], scope=Scope(frozenset({code or ""})))] == [CASE]
        assert store.told(["step"], scope=Scope(frozenset({"439999"}))) == ()

    def test_check_and_backup_know_the_papers(self, store: Store, tmp_path: object) -> None:
        put(store)
        paper = store.put_attachment(b"paper", "a.txt", "text/plain")
        tell(store, attachments=(paper, replace(paper, name="b.txt")))
        target = self.backup_target(tmp_path)  # type: ignore[attr-defined]
        store.backup(target)
        copy: Store = self.reopen(target)  # type: ignore[attr-defined]
        try:
            assert copy.check() == []
            assert copy.attachment(paper.sha256) == (paper, b"paper")
            assert [a.name for a in copy.events(CASE)[-1].attachments] == ["a.txt", "b.txt"]
        finally:
            copy.close()
        self.spoil(store, paper.sha256)
        (finding,) = store.check()
        assert "a.txt" in finding
        assert paper.sha256 in finding
        with pytest.raises(StoreError, match=r"a\.txt"):
            store.attachment(paper.sha256)
        with pytest.raises(UsageError, match="附件"):
            tell(store, minute=2, attachments=(paper,))
        assert store.original(notice()[0].identifier)

    def spoil(self, store: Store, identifier: str) -> None:
        """Change the kept file behind the store's back."""
        raise NotImplementedError


class LookingContract:
    """Looks at what the reading of a notice remarked."""

    def test_the_last_look_counts_and_none_changes_what_is_published(self, store: Store) -> None:
        identifier = put(store).notice_id
        version = store.version()
        assert store.looks() == {}
        first = Look(identifier, ("提醒", HOSTILE), "李", at(1))
        store.put_look(first)
        assert store.looks() == {identifier: first}
        store.put_look(replace(first, actor="王", at=at(2), seen=False))
        assert [(look.actor, look.at, look.seen) for look in store.looks().values()] == [("王", at(2), False)]
        assert store.version() == version
        with pytest.raises(NotFound):
            store.put_look(replace(first, notice_id="0" * 64))

    def test_a_look_is_in_the_backup(self, store: Store, tmp_path: Path) -> None:
        look = Look(put(store).notice_id, ("提醒",), "李", at(1))
        store.put_look(look)
        store.backup(tmp_path / "备份.gpkg")
        copy = open_store(str(tmp_path / "备份.gpkg"))
        try:
            assert copy.looks() == {look.notice_id: look}
        finally:
            copy.close()

    def test_a_look_at_a_notice_of_other_counties_is_not_there(self, store: Store) -> None:
        look = Look(put(store).notice_id, ("提醒",), "李", at(1))
        mine, theirs = (scoped(store, Scope(frozenset({code}))) for code in ("430903", "430921"))
        with pytest.raises(NotFound):
            theirs.put_look(look)
        mine.put_look(look)
        assert (mine.looks(), theirs.looks()) == ({look.notice_id: look}, {})
