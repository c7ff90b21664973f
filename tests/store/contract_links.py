"""The part of the contract about one case across notices: links, like records, combined rows. See ``contract``."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from making import EVERYTHING, at, filing, position, put, quote, record, site

from geoapp.model import Brief, Counts, PlaceType, Precision, Status
from geoapp.store import Correction, Filing, Link, LinkState, Store

LAKE = site("白石湖", type=PlaceType.LAKE, quote=quote("白石"), status=Status.PLANNED)


def plan() -> Filing:
    """A plan's record: deadline, lead unit, two sites, nothing done yet."""
    said = record(status=Status.PLANNED, status_quote=None, sites=(site(status=Status.PLANNED), LAKE))
    return filing("c-1", said, marks=(1, 2, 3, 4), own_id="c-1")


def closure(**fields: object) -> Filing:
    """A closure notice's record of the same case: no deadline, one site."""
    given = {"status": Status.CLOSED, "deadline": None, "lead_unit": None, "no": None,
             "sites": (site(status=Status.CLOSED),)} | fields  # fmt: skip
    return filing("c-1", record(**given), site_ids=("c-1-青溪河",), own_id="c-2", marks=(2, 3, 4, 9))  # type: ignore[arg-type]


class LinkingContract:
    """Several records of one case; what a person says of it."""

    def both(self, store: Store, **fields: object) -> None:
        put(store, "方案", (plan(),), issued_on=date(2025, 3, 1))
        put(store, "公示", (closure(**fields),), 1, issued_on=date(2025, 12, 1))

    def test_the_newest_decides_and_older_ones_fill_its_gaps(self, store: Store) -> None:
        self.both(store)
        river, lake = store.dossier("c-1").features
        assert (river.case_status, river.status) == (Status.CLOSED, Status.CLOSED)
        assert (river.deadline, river.lead_unit, river.no) == (date(2025, 10, 31), "市生态环境局", "1")
        # The closure speaks of the whole case: the site that it does not name is closed with it, by its words.
        assert (lake.name, lake.status, lake.notice_title) == ("白石湖", Status.CLOSED, "通报公示")
        assert store.count(EVERYTHING) == Counts(1, 2)
        assert store.check() == []

    def test_a_site_that_a_progress_notice_leaves_out_stays_as_it_was(self, store: Store) -> None:
        self.both(store, status=Status.IN_PROGRESS, sites=(site(status=Status.STAGED),))
        river, lake = store.dossier("c-1").features
        assert (river.status, lake.status, lake.notice_title) == (Status.STAGED, Status.PLANNED, "通报方案")
        assert lake.evidence_on == date(2025, 12, 1)

    def test_a_notice_that_does_not_say_how_far_things_are_changes_no_status(self, store: Store) -> None:
        put(store, "公示", (closure(),), issued_on=date(2025, 3, 1))
        put(store, "简报", (filing("c-1", record(status=Status.UNKNOWN, status_quote=None), own_id="c-3"),), 1)
        assert {f.case_status for f in store.dossier("c-1").features} == {Status.CLOSED}

    def test_the_order_of_filing_does_not_matter(self, store: Store) -> None:
        put(store, "公示", (closure(),), issued_on=date(2025, 12, 1))
        put(store, "方案", (plan(),), 1, issued_on=date(2025, 3, 1))
        assert {f.name: f.status for f in store.dossier("c-1").features} == {
            "青溪河": Status.CLOSED, "白石湖": Status.CLOSED,
        }  # fmt: skip

    def test_links_are_kept_and_told(self, store: Store) -> None:
        self.both(store, happened_on=date(2025, 11, 20), happened_precision=Precision.DAY)
        link = Link("c-2", "c-1", LinkState.AUTO, 0.9, ("同在赫山区",))
        store.put_links([link, Link("c-9", "c-1", LinkState.PROPOSED, 0.4)], actor="机器", at=at(2))
        (kept,) = store.links(["c-2"])
        assert (kept.state, kept.reasons, kept.actor, kept.at) == (LinkState.AUTO, ("同在赫山区",), "机器", at(2))
        assert [one.own_id for one in store.links(state=LinkState.PROPOSED)] == ["c-9"]
        (told,) = [e for e in store.events("c-1") if e.kind == "linked"]
        assert (told.note, told.before, told.happened_on) == ("同在赫山区", "c-2", date(2025, 11, 20))
        assert told.quote == record().status_quote
        assert store.dossier("c-1").version == 3

    def test_a_record_is_a_member_of_one_case_only(self, store: Store) -> None:
        self.both(store)
        for case_id, state in (("c-1", LinkState.AUTO), ("c-7", LinkState.JOINED), ("c-8", LinkState.PARTED)):
            store.put_links([Link("c-2", case_id, state)], actor="李工", at=at(2))
        assert {(one.case_id, one.state) for one in store.links(["c-2"])} == {
            ("c-7", LinkState.JOINED), ("c-8", LinkState.PARTED),
        }  # fmt: skip

    def test_like_records_are_found_by_their_marks(self, store: Store) -> None:
        put(store, "方案", (plan(),), work_key="一")
        found = store.similar({"x": (2, 3, 4), "y": (3, 4, 5), "z": ()}, besides="二")
        assert [held.filing.key for held in found["x"]] == ["c-1"]
        assert found["x"][0].filing.record == plan().record
        assert found["y"] == found["z"] == ()
        assert store.similar({"y": (4,)}, besides="二", strong=frozenset({4}))["y"] == found["x"]
        assert store.similar({"x": (2, 3, 4)}, besides="一")["x"] == ()

    def test_of_many_marks_a_quarter_is_shared_at_least(self, store: Store) -> None:
        put(store, "方案", (plan(),), work_key="一")
        for many, found in ((range(2, 14), True), (range(2, 20), False)):
            assert bool(store.alike({"x": tuple(many)}, besides="二")["x"]) is found
            assert store.alike({"x": tuple(many)}, besides="二", strong=frozenset({4}))["x"]

    def test_a_mark_that_everybody_bears_finds_nobody_more(self, store: Store) -> None:
        many = tuple(filing(f"c-{i}", record(f"第{i}个问题", sites=()), marks=(1, 2, 3)) for i in range(70))
        put(store, "一", many)
        assert len(store.similar({"x": (1, 2, 3)}, besides="二")["x"]) <= 20

    def test_what_is_held(self, store: Store) -> None:
        self.both(store)
        assert store.placed(["c-1", "c-2", "c-3"]) == {"c-1": "c-1", "c-2": "c-1"}
        assert [held.filing.key for held in store.held(case_id="c-1")] == ["c-2", "c-1"]
        assert [held.filing.key for held in store.held(work_key="work-方案")] == ["c-1"]
        (held,) = store.held(notice_id=store.dossier("c-1").records[0].notice.identifier)
        assert (held.filing.site_ids, held.filing.record) == (("c-1-青溪河",), closure().record)

    def test_machine_and_person(self, store: Store) -> None:
        self.both(store)
        for name, value in (("status", Status.STAGED), ("name", "青溪河")):
            store.correct(Correction("c-1", "c-1-青溪河", name, value), actor="李工", at=at(3), if_match=None)
        (found,) = store.disagreements()
        assert (found.field, found.machine, found.person, found.actor) == ("status", "closed", "staged", "李工")
        assert not found.site_gone

    def test_a_joined_case_brings_its_corrections(self, store: Store) -> None:
        put(store, "方案", (plan(),), issued_on=date(2025, 3, 1))
        alone = filing("c-2", closure().record, site_ids=("c-2-青溪河",), own_id="c-2")
        put(store, "公示", (alone,), 1, issued_on=date(2025, 12, 1))
        hand = position(accuracy_m=5.0)
        store.correct(Correction("c-2", "c-2-青溪河", "position", hand), actor="李工", at=at(2), if_match=None)
        store.put_links([Link("c-2", "c-1", LinkState.JOINED)], actor="李工", at=at(3))
        put(store, "公示", (closure(),), 4, issued_on=date(2025, 12, 1))
        assert store.feature_by_site("c-1-青溪河").accuracy_m == 5.0
        assert store.dossier("c-2").features == ()

    def test_like_records_in_brief_hold_what_two_are_compared_by(self, store: Store) -> None:
        put(store, "方案", (plan(),), work_key="一", issued_on=date(2025, 3, 1))
        sought = {"x": (2, 3, 4)}
        (whole,) = store.similar(sought, besides="二")["x"]
        (brief,) = store.alike(sought, besides="二")["x"]
        assert brief.brief == Brief.of(whole.filing.record)
        assert (brief.own_id, brief.case_id) == (whole.filing.key, whole.filing.case_id)
        assert (brief.title, brief.issued_on) == (whole.notice.title, whole.notice.issued_on)
        # The case of a record may change.
        put(store, "方案", (replace(plan(), case_id="c-9", site_ids=("c-9-青溪河", "c-9-白石湖")),), 1, work_key="一")
        assert store.alike(sought, besides="二")["x"][0].case_id == "c-9"

    def test_what_was_taken_back_is_not_at_hand(self, store: Store) -> None:
        sought = {"x": (2, 3, 4)}
        for problem in ("甲河水质不达标", "乙湖岸线被占"):
            try:
                with store.together():
                    put(store, problem, (filing("c-1", record(problem), marks=(2, 3, 4), own_id="c-1"),))
                    (found,) = store.alike(sought, besides="二")["x"]
                    assert found.brief.problem == problem
                    raise RuntimeError
            except RuntimeError:
                pass
