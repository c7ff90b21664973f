"""What every store must do. A store's own test module subclasses ``StoreContract`` and gives the fixture ``store``."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import making
import pytest
from contract_filing import CorrectingContract, FilingContract
from contract_links import LinkingContract
from contract_telling import LookingContract, TellingContract
from making import EVERYTHING, at, filing, lake, notice, pin, position, put, quote, record, site

from geoapp.model import (
    AdministrativeUnit,
    BuiltLayer,
    Counts,
    LayerDefinition,
    LayerFeature,
    Lineage,
    NotFound,
    PlaceType,
    Scope,
    Status,
    StoreError,
    UnitTable,
    UsageError,
)
from geoapp.store import Correction, Store


class ReadingContract:
    """Selections, orders, pages, rights, versions."""

    def fill(self, store: Store) -> None:
        """Five cases: a river, a lake, a mine without place, papers without site, a pin in a special district."""
        no_site = record("台账不全", no="4", sites=(), spatial=False, kind=making.Kind.ADMINISTRATION, deadline=None)
        factory = site("甲厂", county="大通湖区", position=position(pin(), "p"))
        put(store, filings=(
            filing("c-1"),
            filing("c-2", record("湖泊总磷", no="2", status=Status.CLOSED, sites=(site("大湖", type=PlaceType.LAKE,
                   status=Status.CLOSED, position=position(lake(), "lake/大湖")),)), county_code="430921"),
            filing("c-3", record("矿山废水", no="3", deadline=date(2025, 12, 31), sites=(site("白石矿山",
                   type=PlaceType.MINE, position=None, remarks="无名"),)), county_code=None),
            filing("c-4", no_site),
            filing("c-5", record("噪声", no="5", sites=(factory,)), site_county_codes=("430971",)),
        ))  # fmt: skip
        codes = (("430921", None), ("430903", None), ("430971", "430921"))
        store.put_units(UnitTable(AdministrativeUnit(c, "local", c, "county", None, legal) for c, legal in codes))

    @pytest.mark.parametrize(
        ("words", "cases"),
        [
            ({}, "12345"),
            ({"bbox": (112.2, 28.5, 112.31, 28.7)}, "1"),
            ({"bbox": (100.0, 20.0, 120.0, 40.0)}, "125"),
            ({"status": (Status.CLOSED,)}, "2"),
            ({"hidden": (Status.CLOSED,)}, "1345"),
            ({"hidden": (Status.CLOSED,), "status": (Status.CLOSED,)}, "2"),
            ({"county": ("430921",)}, "2"),
            ({"county": ("430921",), "include_special": True}, "25"),
            ({"county": ("430971", "430903")}, "145"),
            ({"kind": (making.Kind.ADMINISTRATION,)}, "4"),
            ({"campaign": (making.Campaign.PETITION,)}, ""),
            ({"overdue": True}, "15"),
            ({"lapsed": True}, "3"),
            ({"lapsed": False, "overdue": False}, "24"),
            ({"located": False}, "34"),
            ({"located": False, "spatial": True}, "3"),
            ({"due": (date(2025, 11, 1), None)}, "3"),
            ({"due": (None, date(2025, 10, 31))}, "125"),
            ({"happened": (date(2025, 12, 2), None)}, ""),
            ({"q": "白石"}, "3"),
            ({"q": "大湖"}, "2"),
            ({"q": "青溪河"}, "12345"),
            ({"q": "4"}, "4"),
            ({"lead_unit": "生态环境局"}, "12345"),
            ({"lead_unit": "%"}, ""),
            ({"notice": "unknown"}, ""),
            ({"scope": Scope(frozenset({"430921", "430971"}))}, "25"),
            ({"scope": Scope(frozenset())}, ""),
        ],
    )
    def test_every_word_of_a_query(self, store: Store, words: dict[str, object], cases: str) -> None:
        self.fill(store)
        query = replace(EVERYTHING, **words)  # type: ignore[arg-type]
        expected = [f"c-{number}" for number in cases]
        assert [feature.case_id for feature in store.page(query).features] == expected
        assert [feature.case_id for feature in store.iterate(query)] == expected
        assert store.count(query).cases == store.summary(query).total.cases == len(cases)

    def test_orders_are_total_and_pages_join(self, store: Store) -> None:
        self.fill(store)
        for sort in ("case", "deadline", "-updated_at", "county", "status"):
            query = replace(EVERYTHING, sort=sort)
            whole = store.page(query).features
            pages, offset = [], 0
            while offset is not None:
                page = store.page(replace(query, limit=2, offset=offset))
                assert page.number_matched == 5
                pages += page.features
                offset = page.next_offset
            assert tuple(pages) == whole
        deadlines = [f.deadline for f in store.page(replace(EVERYTHING, sort="deadline")).features]
        assert deadlines[-1] is None
        assert all(a <= b for a, b in pairwise(deadlines[:-1]))
        with pytest.raises(UsageError, match="colour"):
            store.page(replace(EVERYTHING, sort="colour"))

    def test_rights_hold_in_every_read(self, store: Store) -> None:
        self.fill(store)
        put(store, "乙", (filing("d-1", county_code="430903"),), minute=1)
        theirs, mine = Scope(frozenset({"430903"})), Scope(frozenset({"430921"}))
        lake_fid = store.feature_by_site("c-2-大湖").fid
        other = notice("乙")[0].identifier
        assert store.dossier("c-2", mine).features
        assert store.original(other, theirs)
        assert {filed.case_id for filed in store.records_of(notice()[0].identifier, mine)} == {"c-2"}
        for read in (
            lambda: store.feature(lake_fid, theirs),
            lambda: store.feature_by_site("c-2-大湖", theirs),
            lambda: store.dossier("c-2", theirs),
            lambda: store.events("c-2", theirs),
            lambda: store.notice(other, mine),
            lambda: store.original(other, mine),
            lambda: store.records_of(other, mine),
        ):
            with pytest.raises(NotFound):
                read()
        assert [n.identifier for n in store.notices(mine)] == [notice()[0].identifier]

    def test_what_is_not_there_is_named(self, store: Store) -> None:
        for read in (lambda: store.feature(7), lambda: store.feature_by_site("s7"), lambda: store.dossier("c7"),
                     lambda: store.notice("n7"), lambda: store.layer("l7"), lambda: store.events("c7")):  # fmt: skip
            with pytest.raises(NotFound, match="7"):
                read()
        assert store.page(EVERYTHING).features == ()
        assert store.summary(EVERYTHING).total == Counts(0, 0)
        assert store.check() == []

    def test_the_version_follows_the_data(self, store: Store) -> None:
        seen = [store.version()]
        put(store)
        seen.append(store.version())
        store.correct(Correction("430000-a-1", None, "no", "7"), actor="李", at=at(1), if_match=None)
        seen.append(store.version())
        self.fill(store)
        seen.append(store.version())
        assert len(set(seen)) == 4
        assert store.columns() is store.columns()
        assert len(store.columns()) == 5  # the first case is withdrawn by the new reading


class LayersContract:
    """Published layers: whole, replaced at once, listed in order."""

    def layer(self, layer_id: str = "zone-1000m", **fields: object) -> BuiltLayer:
        definition = LayerDefinition(layer_id, "退养区", "说明", "buffer", {"around": "reference:water"},
                                     {"distance_m": 1000}, {"quote": "大湖"}, {"value_m": 700.0}, {"fill": "#d95f0e"},
                                     order=fields.pop("order", 10))  # type: ignore[arg-type]  # fmt: skip
        features = (
            LayerFeature("a", lake(), {"name": "甲'\"", "accuracy_m": 5.0, "n": 1, "ok": True, "codes": ["1", "2"],
                                       "on": date(2025, 1, 2), "mixed": 1, "geom": "clash", "NAME": "大写"}),
            LayerFeature("b", None, {"name": None, "accuracy_m": 7.5, "n": 2, "ok": False, "codes": [], "on": None,
                                     "mixed": "x", "geom": None, "NAME": None}),
        )  # fmt: skip
        given = {"features": features, "lineage": Lineage("缓冲", ("大湖",), ("step",), 0.02), "built_at": at(0),
                 "digest": "d1", "extra": {"k": [1]}}  # fmt: skip
        return BuiltLayer(definition, **given | fields)  # type: ignore[arg-type]

    def test_a_layer_comes_back_whole(self, store: Store) -> None:
        store.put_layer(self.layer())
        assert store.layer("zone-1000m") == self.layer()
        assert store.check() == []

    def test_the_same_digest_changes_nothing_and_another_replaces(self, store: Store) -> None:
        store.put_layer(self.layer())
        version = store.version()
        store.put_layer(self.layer(built_at=at(9)))
        assert store.version() == version
        changed = self.layer(digest="d2", features=(LayerFeature("z", pin(), {"other": "x"}),))
        store.put_layer(changed)
        assert store.layer("zone-1000m") == changed
        assert store.version() != version
        assert store.check() == []

    def test_the_catalogue_is_in_order_and_shrinks(self, store: Store) -> None:
        for layer_id, order in (("b", 2), ("a", 2), ("events", 1), ("退养区", 0)):
            store.put_layer(self.layer(layer_id, order=order))
        empty = self.layer("cases", features=(), problem="没有输入", order=9)
        store.put_layer(empty)
        assert [layer.definition.id for layer in store.layers()] == ["退养区", "events", "a", "b", "cases"]
        assert all(layer.features == () for layer in store.layers())
        assert store.layer("events").features == self.layer().features
        assert store.layer("cases") == empty
        store.remove_layer("a")
        store.remove_layer("a")
        with pytest.raises(NotFound, match="退养区"):
            store.layer("a")
        assert store.check() == []

    def test_names_that_clash_or_break_are_refused(self, store: Store) -> None:
        store.put_layer(self.layer("x-1"))
        with pytest.raises(StoreError, match="x_1"):
            store.put_layer(self.layer("x_1"))
        for bad in ('a"; DROP TABLE cases', "", "a b", "../x"):
            with pytest.raises(StoreError, match="图层编号"):
                store.put_layer(self.layer(bad))


class UpkeepContract:
    """Units, bulk loading, backup, check."""

    def test_units_come_back(self, store: Store) -> None:
        units = [AdministrativeUnit("430921", "GB/T 2260", "南县", "county", "430900", aliases=("南",)),
                 AdministrativeUnit("430971", "local", "大通湖区", "county", "430900", "430921",
                                    valid_from=date(2000, 9, 1))]  # fmt: skip
        store.put_units(UnitTable(units))
        version = store.version()
        assert list(store.units()) == units
        assert store.columns().legal == {"430971": "430921"}
        store.put_units(UnitTable(units))
        assert store.version() == version

    def test_bulk_loaded_features_are_like_filed_ones(self, store: Store) -> None:
        put(store)
        (feature,) = store.page(EVERYTHING).features
        places = [110 + i / 100 for i in range(200)]
        many = [
            replace(feature, case_id=f"b-{i}", site_id=f"b-{i}-s", geometry=pin(x, 28), lon=x, lat=28.0)
            for i, x in enumerate(places)
        ]
        assert store.bulk_load(iter(many), at=at(1), actor="装入") == 200
        assert store.count(EVERYTHING) == Counts(201, 201)
        assert store.page(replace(EVERYTHING, bbox=(110.995, 27.9, 111.105, 28.1))).number_matched == 11
        loaded = store.feature_by_site("b-7-s")
        assert replace(loaded, fid=0, updated_at=at(0)) == replace(many[7], fid=0, updated_at=at(0))
        assert [e.kind for e in store.events("b-7")] == ["recorded"]
        store.correct(Correction("b-7", None, "lead_unit", "县"), actor="李", at=at(2), if_match=1)
        assert store.feature_by_site("b-7-s").lead_unit == "县"
        with pytest.raises(StoreError, match="b-3"):
            store.bulk_load([many[3]], at=at(3), actor="装入")
        assert store.count(EVERYTHING) == Counts(201, 201)
        assert store.check() == []

    def test_check_names_what_is_wrong(self, store: Store) -> None:
        made, _ = notice()
        bad = replace(quote("正在整改"), start=3, end=7)
        put(store, filings=(filing(of=record(status_quote=bad)),))
        (finding,) = store.check()
        assert "正在整改" in finding
        assert made.identifier in finding

    def test_a_backup_holds_everything(self, store: Store, tmp_path: Path) -> None:
        put(store)
        target = self.backup_target(tmp_path)
        store.backup(target)
        copy = self.reopen(target)
        try:
            assert copy.check() == []
            assert copy.dossier("430000-a-1") == store.dossier("430000-a-1")
            assert copy.original(notice()[0].identifier) == notice()[1]
            assert copy.version() != store.version()
        finally:
            copy.close()
        with pytest.raises(StoreError, match="已存在"):
            store.backup(target)

    def backup_target(self, folder: Path) -> Path:
        """Where a backup goes."""
        return folder / "copy.gpkg"

    def reopen(self, target: Path) -> Store:
        """The backup as a store."""
        raise NotImplementedError

    def test_a_closed_store_says_so(self, store: Store) -> None:
        store.close()
        with pytest.raises(StoreError, match="关闭"):
            store.version()

    def test_times_need_their_zone(self, store: Store) -> None:
        made, data = notice()
        with pytest.raises((ValueError, StoreError)):
            store.put_notice(made, data, [filing()], at=datetime(2026, 1, 1), actor="x")
        assert store.notices() == ()


class StoreContract(
    FilingContract,
    CorrectingContract,
    TellingContract,
    LookingContract,
    LinkingContract,
    ReadingContract,
    LayersContract,
    UpkeepContract,
):
    """All of it."""
