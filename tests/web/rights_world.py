"""A small world of two counties in which every text says whose it is, for the test that walks all routes.

``OURS`` is 赫山区 (the reader's), ``THEIRS`` 南县. ``SECRET`` stands in everything that is theirs alone, ``HIDDEN`` is
their site of a case that both share: its notice may be read as a whole, the site and what happened to it may not.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from shapely import Point

from geoapp.model import (
    Basis,
    BuiltLayer,
    Campaign,
    FileRow,
    Kind,
    LayerDefinition,
    LayerFeature,
    Lineage,
    Notice,
    Observation,
    Period,
    PlaceType,
    Position,
    PositionalAccuracy,
    Quote,
    Record,
    Role,
    Site,
    Status,
)
from geoapp.store import Correction, Filing, Store, Told
from tests.web.memory import NOW, UNITS

OURS, THEIRS = "430903", "430921"
SECRET, HIDDEN, OPEN = "乙乡密件", "丙潭暗处", "甲乡明文"
PLACES = {OURS: (112.35, 28.55), THEIRS: (112.55, 29.25)}


@dataclass(frozen=True)
class Known:
    """What addresses of the world can name."""

    ours: str
    theirs: str
    shared: str
    fids: dict[str, list[int]]
    notices: dict[str, str]
    papers: dict[str, str]


def _site(name: str, words: str, text: str, code: str, shift: float = 0.0) -> Site:
    x, y = PLACES[code]
    start = text.index(words)
    place = Position(
        Point(x + shift, y), PositionalAccuracy(90.0, Basis.GAZETTEER), f"site/{name}", source=name, candidates=(name,)
    )
    quote = Quote.of(text, start, start + len(words))
    return Site(name, PlaceType.SITE, Role.SUBJECT, quote, Status.IN_PROGRESS, quote, position=place)


def _file(store: Store, word: str, codes: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, str]:
    """A notice about one case; returns the ids of case and notice."""
    apart = "以下各处由所在县另行负责，" * 8  # farther than the words that a quote takes along on each side
    text = f"关于{word}整改的通报\n{word}水体污染，{names[0]}正在整改。\n{apart}。\n{'、'.join(names[1:])}正在整改。\n"
    data = text.encode()
    identifier = hashlib.sha256(data).hexdigest()
    notice = Notice(
        identifier, f"work-{word}", f"{word}通报", text, "text/plain", f"{word}.txt", issuer=f"{word}局",
        document_number=f"{word}〔2025〕1号", issued_on=date(2025, 11, 1), warnings=(f"{word}提醒",),
    )  # fmt: skip
    sites = tuple(
        _site(name, name, text, code, 0.01 * i) for i, (name, code) in enumerate(zip(names, codes, strict=True))
    )
    start = text.index(f"{word}水体污染")
    problem = Quote.of(text, start, start + len(word) + 4)
    record = Record(
        problem=problem.exact, quotes={"problem": problem}, no="1", category=f"{word}类", rectification=f"{word}已部署",
        status=Status.IN_PROGRESS, deadline=date(2025, 12, 31), lead_unit=f"{word}政府", kind=Kind.WATER,
        campaign=Campaign.OTHER, spatial=True, sites=sites,
    )  # fmt: skip
    case_id = f"430000-{identifier[:6]}-1"
    own = codes[0] if len(codes) == 1 else None
    filing = Filing(case_id, "430000", record, tuple(f"{case_id}-{i}" for i in range(len(sites))), own, codes)
    store.put_notice(notice, data, [filing], at=NOW, actor="机器")
    return case_id, identifier


def fill(store: Store) -> Known:
    """The world in a store."""
    store.put_units(UNITS)
    ours, our_notice = _file(store, OPEN, (OURS,), (f"{OPEN}河",))
    theirs, their_notice = _file(store, SECRET, (THEIRS,), (f"{SECRET}河",))
    shared, shared_notice = _file(store, "两县交界", (OURS, THEIRS), ("交界甲岸", HIDDEN))
    papers = {}
    for case_id, word in ((ours, OPEN), (theirs, SECRET)):
        paper = store.put_attachment(word.encode(), f"{word}.txt", "text/plain")
        papers[case_id] = paper.sha256
        told = Told(case_id, "visit", {"result": word}, date(2025, 12, 1), attachments=(paper,), note=word)
        store.tell(told, actor=word, at=NOW, if_match=None)
        store.correct(Correction(case_id, None, "lead_unit", f"{word}改"), actor=word, at=NOW, if_match=None)
    hidden = store.put_attachment(HIDDEN.encode(), f"{HIDDEN}.txt", "text/plain")
    papers["hidden"] = hidden.sha256
    aside = Told(shared, "visit", {"result": HIDDEN}, date(2025, 12, 1), site_id=f"{shared}-1", attachments=(hidden,))
    store.tell(aside, actor="机器", at=NOW, if_match=None)
    _layers(store)
    _observations(store, our_notice, their_notice)
    fids: dict[str, list[int]] = {ours: [], theirs: [], shared: []}
    hidden_fid = store.feature_by_site(f"{shared}-1").fid
    for case_id in fids:
        fids[case_id] = [one.fid for one in store.dossier(case_id).features if one.fid != hidden_fid]
    fids["hidden"] = [hidden_fid]
    notices = {"ours": our_notice, "theirs": their_notice, "shared": shared_notice}
    return Known(ours, theirs, shared, fids, notices, papers)


def _layers(store: Store) -> None:
    def put(layer_id: str, inputs: dict[str, str], features: list[dict[str, Any]], order: int) -> None:
        definition = LayerDefinition(layer_id, layer_id, layer_id, "reference", inputs, {}, {}, {}, {}, order=order)
        made = tuple(
            LayerFeature(f"{layer_id}-{i}", Point(PLACES[str(one["county_code"])]), one)
            for i, one in enumerate(features)
        )
        store.put_layer(BuiltLayer(definition, made, Lineage("试制"), NOW, digest=layer_id))

    spots = [{"county_code": code, "name": word} for code, word in ((OURS, OPEN), (THEIRS, SECRET))]
    put("hot-spots", {"of": "cases"}, spots, 50)
    put("around-spots", {"around": "layer:hot-spots"}, [{**spot, "accuracy_m": 5.0} for spot in spots], 51)
    sections = [
        {"county_code": code, "key": key, "name": key, "county_codes": [code], "aliases": []}
        for code, key in ((OURS, "section-a"), (THEIRS, "section-b"))
    ]
    put("monitoring-sections", {"of": "reference:sections"}, sections, 60)
    put("water", {"of": "reference:water"}, [], 61)


def _observations(store: Store, our_notice: str, their_notice: str) -> None:
    day = date(2025, 6, 30)
    for word, notice_id, key in ((OPEN, our_notice, "section-a"), (SECRET, their_notice, "section-b")):
        text = store.notice(notice_id)[0].text
        start = text.index(word)
        quote = Quote.of(text, start, start + len(word))
        period = Period(word, day, day)
        read = Observation(
            key, "total_phosphorus", word, period, 0.1, "mg/L", notice_id=notice_id, quote=quote, place=word
        )
        store.put_observations([read], source=f"notice:{notice_id}", at=NOW)
        row = FileRow(f"{word}.csv", "0" * 64, 2, "TP", (word, "0.1"))
        table = [Observation(key, "total_phosphorus", word, period, 0.2, "mg/L", row=row),
                 Observation(None, "total_phosphorus", SECRET, period, 0.2, "mg/L", row=row, place=SECRET)]  # fmt: skip
        store.put_observations(table, source=f"file:{word}.csv", at=NOW)
