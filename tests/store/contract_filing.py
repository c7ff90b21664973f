"""The half of the contract that writes: notices in, corrections, what survives. See ``contract``."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import making
import pytest
from making import EVERYTHING, HOSTILE, at, filing, lake, notice, pin, position, put, quote, record, site

from geoapp.model import Basis, Conflict, Counts, NotFound, PlaceType, Precision, Role, Status, StoreError, UsageError
from geoapp.store import Correction, Retraction, Store


class FilingContract:
    """Notices in, cases out; the same again; other editions; withdrawal."""

    def test_a_notice_comes_back_whole(self, store: Store) -> None:
        made, data = notice()
        said = record(
            sites=(making.site(), making.site("白石矿山", type=PlaceType.MINE, position=None, remarks="无名"),
                   making.site("某镇", role=Role.MENTION)),
            happened_on=date(2025, 11, 3), happened_precision=Precision.DAY, spans=((0, 12),),
        )  # fmt: skip
        result = store.put_notice(made, data, [filing(of=said)], at=at(0), actor="机器")
        assert (result.outcome, result.added) == ("stored", ("430000-a-1",))
        stored, summary = store.notice(made.identifier)
        assert stored == made
        assert summary.ingested_at == at(0)
        assert store.original(made.identifier) == data
        (filed,) = store.records_of(made.identifier)
        assert (filed.case_id, filed.record) == ("430000-a-1", said)
        assert [f.name for f in store.dossier("430000-a-1").features] == ["青溪河", "白石矿山"]

    def test_a_feature_says_what_its_site_says(self, store: Store) -> None:
        put(store)
        (feature,) = store.page(EVERYTHING).features
        said, where = record(), position()
        assert (feature.case_id, feature.site_id) == ("430000-a-1", "430000-a-1-青溪河")
        assert (feature.status, feature.case_status) == (Status.IN_PROGRESS, said.status)
        assert (feature.quote, feature.status_quote) == (quote("青溪河"), said.status_quote)
        assert feature.geometry == where.geometry
        assert feature.geometry.distance(pin(feature.lon, feature.lat)) < 1e-9
        assert (feature.accuracy_m, feature.basis) == (500.0, Basis.SCHEMATIC)
        assert (feature.county_code, feature.deadline) == ("430903", date(2025, 10, 31))
        assert (feature.happened_on, feature.evidence_on) == (date(2025, 12, 1), date(2025, 12, 1))
        assert (feature.overdue, feature.lapsed) == (True, False)
        assert (feature.version, feature.updated_at) == (1, at(0))
        assert store.feature(feature.fid) == feature
        assert store.feature_by_site("430000-a-1-青溪河").fid == feature.fid

    def test_the_same_again_changes_nothing(self, store: Store) -> None:
        put(store)
        before = store.version(), store.dossier("430000-a-1")
        assert put(store, minute=5).outcome == "unchanged"
        assert (store.version(), store.dossier("430000-a-1")) == before

    def test_a_copy_under_another_name_is_the_same_file(self, store: Store) -> None:
        put(store)
        before = store.version(), store.notices()
        assert put(store, minute=5, file_name="通报（副本）.txt").outcome == "unchanged"
        assert (store.version(), store.notices()) == before

    def test_a_better_reading_updates_and_keeps_history(self, store: Store) -> None:
        put(store)
        better = record(status=Status.DONE, deadline=date(2025, 11, 30), sites=(site(status=Status.DONE),))
        result = put(store, filings=(filing(of=better),), minute=5)
        assert (result.outcome, result.changed) == ("updated", ("430000-a-1",))
        dossier = store.dossier("430000-a-1")
        assert (dossier.version, dossier.features[0].version) == (2, 2)
        assert dossier.features[0].status is Status.DONE
        assert [filed.record for filed in dossier.records] == [better]
        changes = {(e.field, e.kind, e.site_id is None): (e.before, e.after) for e in dossier.events if e.before}
        assert changes == {
            ("case_status", "status", True): ("in_progress", "done"),
            ("status", "status", False): ("in_progress", "done"),
            ("deadline", "updated", True): ("2025-10-31", "2025-11-30"),
        }

    def test_another_edition_replaces_and_never_doubles(self, store: Store) -> None:
        put(store, "网页", work_key="一")
        result = put(store, "版式", filings=(filing(of=record(status=Status.STAGED)),), minute=5, work_key="一")
        first, _ = notice("网页", work_key="一")
        assert (result.outcome, result.replaces) == ("updated", (first.identifier,))
        assert store.count(EVERYTHING) == Counts(1, 1)
        assert store.notice(first.identifier)[1].superseded_by == result.notice_id
        dossier = store.dossier("430000-a-1")
        assert [f.notice.identifier for f in dossier.records] == [result.notice_id]
        assert [(e.before, e.after) for e in dossier.events if e.field == "notice_id"] == [
            (first.identifier, result.notice_id)
        ]
        assert store.columns().notices == 1
        assert store.records_of(first.identifier)[0].record == record()  # its page still marks its quotes

    def test_a_folder_with_both_editions_settles(self, store: Store) -> None:
        put(store, "网页", work_key="一")
        put(store, "版式", minute=1, work_key="一")
        version = store.version()
        assert put(store, "网页", minute=2, work_key="一").outcome == "unchanged"
        assert put(store, "版式", minute=3, work_key="一").outcome == "unchanged"
        assert store.version() == version

    def test_a_superseded_edition_read_better_moves_no_case(self, store: Store) -> None:
        put(store, "网页", work_key="一")
        put(store, "版式", minute=1, work_key="一")
        better = record(status=Status.CLOSED)
        assert put(store, "网页", (filing(of=better),), minute=2, work_key="一").outcome == "superseded"
        assert store.page(EVERYTHING).features[0].case_status is Status.IN_PROGRESS
        assert store.records_of(notice("网页")[0].identifier)[0].record == better

    def test_what_the_newer_reading_lacks_is_withdrawn_not_deleted(self, store: Store) -> None:
        put(store, filings=(filing("c-1"), filing("c-2")))
        result = put(store, filings=(filing("c-1"),), minute=5)
        assert result.withdrawn == ("c-2",)
        assert store.count(EVERYTHING) == Counts(1, 1)
        dossier = store.dossier("c-2")
        assert dossier.features == ()
        assert [e.kind for e in dossier.events if e.site_id is None] == ["recorded", "withdrawn"]
        assert len(dossier.records) == 1
        assert put(store, filings=(filing("c-1"), filing("c-2")), minute=6).changed == ("c-2",)
        assert store.count(EVERYTHING) == Counts(2, 2)

    def test_a_site_that_goes_leaves_a_trace(self, store: Store) -> None:
        put(store)
        first = store.page(EVERYTHING).features[0].fid
        put(store, filings=(filing(of=record(sites=())),), minute=1)
        (feature,) = store.page(EVERYTHING).features
        assert (feature.site_id, feature.geometry, feature.lon) == (None, None, None)
        assert store.count(EVERYTHING) == Counts(1, 0)
        assert "withdrawn" in [e.kind for e in store.events("430000-a-1") if e.site_id]
        put(store, minute=2)
        assert store.page(EVERYTHING).features[0].fid == first  # links to it live on

    def test_the_newest_evidence_speaks_whatever_the_order_of_intake(self, store: Store) -> None:
        put(store, "销号", (filing(of=record(status=Status.CLOSED)),), issued_on=date(2025, 12, 20))
        put(store, "方案", (filing(of=record(status=Status.PLANNED)),), minute=1, issued_on=date(2024, 3, 1))
        put(store, "无日期", (filing(of=record(status=Status.UNKNOWN)),), minute=2, issued_on=None)
        dossier = store.dossier("430000-a-1")
        assert dossier.features[0].case_status is Status.CLOSED
        assert [f.notice.issued_on for f in dossier.records] == [date(2025, 12, 20), date(2024, 3, 1), None]
        assert [e.kind for e in dossier.events if e.field == "case_status"] == ["recorded"] * 3
        assert dossier.features[0].version == dossier.version == 3

    def test_an_original_must_be_the_one_that_was_read(self, store: Store) -> None:
        made, _ = notice()
        with pytest.raises(StoreError, match="SHA-256"):
            store.put_notice(made, b"something else", [filing()], at=at(0), actor="机器")
        assert store.notices() == ()

    def test_hostile_text_is_only_text(self, store: Store) -> None:
        nasty = record(HOSTILE, no=HOSTILE, lead_unit=HOSTILE, sites=(site(HOSTILE, position=position(key=HOSTILE)),))
        put(store, HOSTILE, (filing(HOSTILE, nasty),), title=HOSTILE)
        (feature,) = store.page(EVERYTHING).features
        assert (feature.problem, feature.name, feature.case_id) == (HOSTILE, HOSTILE, HOSTILE)
        assert store.dossier(HOSTILE).records[0].record == nasty
        for words, found in (("${ALERT(1)}`'\";--", 1), ("%_\\", 1), ("𠮷", 1), ("%_%", 0), ("_", 1), ("__", 0),
                             ("\ud800", 0), ("字" * 100_000, 0), ("\x00", 0)):  # fmt: skip
            assert store.page(replace(EVERYTHING, q=words)).number_matched == found, words
            assert store.summary(replace(EVERYTHING, q=words, lead_unit=words)).total.cases == found
        assert store.page(replace(EVERYTHING, county=("'; DROP TABLE cases",))).number_matched == 0

    def test_text_that_no_database_holds_is_refused_in_words(self, store: Store) -> None:
        with pytest.raises(StoreError, match="代理码"):
            put(store, filings=(filing(of=record("\ud800")),))
        with pytest.raises(StoreError, match="代理码"):
            put(store, title="\ud800")
        assert store.notices() == ()


class CorrectingContract:
    """A person's word wins, now and later; two editors are kept apart."""

    def test_a_correction_wins_and_survives(self, store: Store) -> None:
        put(store)
        site_id = "430000-a-1-青溪河"
        version = store.correct(
            Correction("430000-a-1", site_id, "status", Status.CLOSED), actor="李", at=at(1), if_match=1
        )
        assert version == 2
        store.correct(Correction("430000-a-1", None, "deadline", date(2026, 6, 30)), actor="李", at=at(2), if_match=2)
        assert store.page(EVERYTHING).features[0].deadline == date(2026, 6, 30)
        put(store, filings=(filing(of=record(problem="改写", sites=(site(status=Status.STAGED),))),), minute=3)
        put(store, "乙", (filing(of=record(deadline=date(2027, 1, 1))),), minute=4, issued_on=date(2026, 1, 1))
        (feature,) = store.page(EVERYTHING).features
        assert (feature.status, feature.deadline) == (Status.CLOSED, date(2026, 6, 30))
        corrected = [e for e in store.events("430000-a-1") if e.kind == "corrected"]
        assert [(e.actor, e.field, e.before, e.after) for e in corrected] == [
            ("李", "status", "in_progress", "closed"),
            ("李", "deadline", "2025-10-31", "2026-06-30"),
        ]
        assert feature.version == store.dossier("430000-a-1").version

    def test_a_corrected_position_is_verified_and_stays(self, store: Store) -> None:
        put(store)
        moved = position(pin(), "hand", 20.0)
        correction = Correction("430000-a-1", "430000-a-1-青溪河", "position", moved)
        store.correct(correction, actor="李", at=at(1), if_match=None)
        put(store, filings=(filing(of=record(sites=(site(position=position(lake(), "lake")),))),), minute=2)
        (feature,) = store.page(replace(EVERYTHING, bbox=(112.3, 28.5, 112.4, 28.6))).features
        assert (feature.geometry, feature.basis, feature.accuracy_m) == (pin(), Basis.VERIFIED, 20.0)
        assert feature.verification.startswith("verified")
        assert store.page(replace(EVERYTHING, bbox=(112.45, 29.15, 112.5, 29.2))).number_matched == 0
        store.correct(replace(correction, value=None), actor="李", at=at(3), if_match=None)
        assert store.page(replace(EVERYTHING, located=False)).number_matched == 1

    def test_a_word_taken_back_lets_the_one_before_count_again(self, store: Store) -> None:
        put(store)
        site_id = "430000-a-1-青溪河"
        first = Correction("430000-a-1", site_id, "status", Status.CLOSED)
        back = replace(first, value=Retraction.TAKEN_BACK)
        store.correct(first, actor="李", at=at(1), if_match=None)
        store.correct(replace(first, value=Status.DROPPED), actor="王", at=at(2), if_match=None)
        store.correct(back, actor="王", at=at(3), if_match=None)
        assert store.page(EVERYTHING).features[0].status is Status.CLOSED
        assert store.disagreements() != ()
        store.correct(back, actor="李", at=at(4), if_match=None)
        assert store.page(EVERYTHING).features[0].status is Status.IN_PROGRESS
        assert store.disagreements() == ()
        told = [(e.before, e.after) for e in store.events("430000-a-1") if e.kind == "corrected"]
        assert told[2:] == [("dropped", "closed"), ("closed", "in_progress")]
        with pytest.raises(UsageError, match="撤回"):
            store.correct(back, actor="李", at=at(5), if_match=None)
        put(store, filings=(filing(of=record(sites=(site(status=Status.STAGED),))),), minute=6)
        assert store.page(EVERYTHING).features[0].status is Status.STAGED

    def test_a_position_taken_back_is_the_machines_again(self, store: Store) -> None:
        put(store)
        (before,) = store.page(EVERYTHING).features
        moved = Correction("430000-a-1", "430000-a-1-青溪河", "position", position(pin(), "hand", 20.0))
        store.correct(moved, actor="李", at=at(1), if_match=None)
        store.correct(replace(moved, value=Retraction.TAKEN_BACK), actor="李", at=at(2), if_match=None)
        (after,) = store.page(EVERYTHING).features
        assert (after.geometry, after.basis, after.verification) == (before.geometry, before.basis, before.verification)

    def test_the_version_that_was_seen_must_be_the_present_one(self, store: Store) -> None:
        put(store)
        correction = Correction("430000-a-1", None, "lead_unit", "县政府")
        store.correct(correction, actor="李", at=at(1), if_match=1)
        with pytest.raises(Conflict, match="第 1 版"):
            store.correct(replace(correction, value="乡政府"), actor="王", at=at(2), if_match=1)
        assert store.page(EVERYTHING).features[0].lead_unit == "县政府"

    @pytest.mark.parametrize(
        ("field", "value"),
        [("status", "closed?"), ("status", None), ("deadline", "2025-01-01"), ("deadline", at(0)), ("problem", None),
         ("fid", "1"), ("position", "112,28"), ("coordinateUncertaintyInMeters", -1), ("spatial", "1")],
    )  # fmt: skip
    def test_a_wrong_correction_is_refused_in_words(self, store: Store, field: str, value: object) -> None:
        put(store)
        correction = Correction("430000-a-1", "430000-a-1-青溪河", field, value)  # type: ignore[arg-type]
        with pytest.raises(UsageError, match=field):
            store.correct(correction, actor="李", at=at(1), if_match=None)
        assert store.dossier("430000-a-1").version == 1

    def test_what_does_not_exist_cannot_be_corrected(self, store: Store) -> None:
        put(store)
        for case_id, site_id in (("nobody", None), ("430000-a-1", "nowhere")):
            with pytest.raises(NotFound, match=site_id or case_id):
                store.correct(Correction(case_id, site_id, "county", "x"), actor="李", at=at(1), if_match=None)
