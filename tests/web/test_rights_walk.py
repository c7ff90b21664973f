"""Every route, every role, every county: whoever reads for one county finds nothing of another, in any format.

The walk takes the routes from the application itself. A route whose parameters have no examples here fails the test, so
that nobody can add one without saying what a reader of another county would ask of it.
"""

from __future__ import annotations

import gzip
import html
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from flask import Flask
from pyarrow import parquet

from geoapp.accounts import RIGHTS, Right, UserRole
from geoapp.exports import known_formats
from geoapp.settings import Settings
from geoapp.store import open_store
from geoapp.web import create_app
from geoapp.web.guard import declared_right
from tests.web.memory import NOW, UNITS
from tests.web.rights_world import HIDDEN, OPEN, OURS, SECRET, THEIRS, Known, fill
from tests.web.signed import SignedClient, accounts_of, sign_in

WRITING = {"POST", "PUT", "PATCH", "DELETE"}
PAGES = {"Accept": "text/html"}
_JOBS = ("printing.wall", "reports.pack")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Known]]:
    folder = tmp_path_factory.mktemp("rights")
    settings = Settings(folder=folder, anonymous_read="off")
    store = open_store(settings.database, create=True, today=NOW.date)
    known = fill(store)
    yield create_app(settings, store, units=UNITS, clock=lambda: NOW), known
    store.close()


@pytest.fixture(scope="module")
def reader(world: tuple[Flask, Known]) -> SignedClient:
    return sign_in(world[0], UserRole.VIEWER, [OURS])


@pytest.fixture(scope="module")
def all_reader(world: tuple[Flask, Known]) -> SignedClient:
    return sign_in(world[0], UserRole.VIEWER)


def examples(known: Known) -> dict[str, list[str]]:
    """What stands for a parameter, by ``<endpoint>:<parameter>`` or the parameter's name alone."""
    fids = [str(fid) for group in known.fids.values() for fid in group]
    return {
        "case_id": [known.ours, known.theirs, known.shared],
        "identifier": list(known.notices.values()),
        "fid": [*fids, "hot-spots-1", "999999"],
        "key": ["section-a", "section-b", *(f"fid:{fid}" for fid in fids), f"site/{SECRET}河", f"site/{HIDDEN}"],
        "link_page:key": ["x"],
        "link:key": ["x"],
        "layer_id": ["cases", "hot-spots", "around-spots", "monitoring-sections", "water"],
        "collection_id": ["cases", "hot-spots", "around-spots", "sections", "monitoring-sections", "water"],
        "sha256": list(known.papers.values()),
        "extension": ["csv", "xlsx", "docx", "pdf", "ics", "json", "html", "zip"],
        "project:extension": ["qgs", "qlr"],
        "wall:extension": ["pdf"],
        "audit_file:extension": ["csv", "jsonl"],
        "export:name": [
            *(f"cases.{one}" for one in known_formats()),
            *(f"{layer}.{one}" for one in ("geojson", "csv", "gpkg") for layer in ("hot-spots", "around-spots")),
        ],
        "job_page:name": ["0" * 24],
        "job_file:name": ["0" * 24],
        "asset:name": ["vendor/x.js"],
        "static:name": ["house.css"],
        "texts:name": ["zh.json"],
        "map_script:name": ["0123456789abcdef.js"],
        "board_script:name": ["0123456789abcdef.js"],
        "download:table": ["counties", "units", "trend", "changes", "types"],
        "change:name": ["nosuch"],
        "switch:name": ["nosuch"],
        "tile:name": ["nosuch.mbtiles"],
        "whole:name": ["nosuch.pmtiles"],
        "pack:name": ["nosuch.pmtiles"],
        "client_id": ["7d1ee7a4-3e6c-4e2c-8a33-0f5a1f4f2d11"],
        "track:extension": ["geojson", "gpx"],
        "z": ["3"],
        "x": ["1"],
        "y": ["1"],
        "admin.link:name": ["nosuch"],
        "revoke:name": ["nosuch"],
        "number": ["1"],
    }


CONVERTER = r"(?:[a-z]+(?:\([^)]*\))?:)?"
"""What may stand before a parameter of a rule: ``path:``, ``int(max=9):``."""
WIDE = "bbox=100,20,120,35"
QUERIES: dict[str, list[str]] = {
    "features.clusters_": [f"{WIDE}&zoom=5", f"{WIDE}&zoom=16", f"{WIDE}&zoom=9&q={SECRET}"],
    "features.list_": ["", f"county={THEIRS}", "limit=100", f"q={SECRET}", "notice={theirs}", "county=南县"],
    "features.summary": ["", f"county={THEIRS}", f"q={SECRET}", "zone=x"],
    "ogcapi.items": ["", "limit=1", f"county={THEIRS}", WIDE, f"filter=name LIKE '%25{SECRET}%25'", "f=html",
                     f"{WIDE}&status=in_progress"],
    "ogcapi.item": ["", "f=html"],
    "ogcapi.one_collection": ["", "f=html"],
    "printing.wall": ["size=A4"],
    "keeping.keep": ["lon=112.4&lat=28.8&radius=200000", "county=南县", f"county={THEIRS}"],
    "tiles.pack": ["bbox=112,28,113,29"],
    "pages.map_page": ["", f"county={THEIRS}"],
}  # fmt: skip


def addresses(app: Flask, known: Known, method: str) -> list[tuple[str, str, Right | None]]:
    """Every address of every route for a method: endpoint, address, right."""
    given = examples(known)
    found = []
    for rule in app.url_map.iter_rules():
        if method not in (rule.methods or set()):
            continue
        paths = [rule.rule]
        for parameter in re.findall(rf"<{CONVERTER}(\w+)>", rule.rule):
            short = rule.endpoint.split(".")[-1]
            keys = (f"{rule.endpoint}:{parameter}", f"{short}:{parameter}", parameter)
            values = next((given[key] for key in keys if key in given), None)
            assert values, f"{rule.rule}: give examples for {parameter!r} in tests/web/test_rights_walk.py"
            paths = [re.sub(rf"<{CONVERTER}{parameter}>", lambda _, v=value: v, path, count=1)
                     for path in paths for value in values]  # fmt: skip
        right = declared_right(app.view_functions[rule.endpoint], method)
        for path in paths:
            for words in QUERIES.get(rule.endpoint, [""]):
                query = words.replace("{theirs}", known.notices["theirs"])
                found.append((rule.endpoint, f"{path}?{query}" if query else path, right))
    return found


def told(answer: Any) -> str:
    """All that an answer says, whatever it is packed in."""
    data: bytes = gzip.decompress(answer.data) if answer.headers.get("Content-Encoding") == "gzip" else answer.data
    parts = [data]
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts += [archive.read(name) for name in archive.namelist()]
    if data[:4] == b"PAR1":
        parts.append(repr(parquet.read_table(io.BytesIO(data)).to_pydict()).encode())
    if data[:5] == b"%PDF-":
        with pdfplumber.open(io.BytesIO(data)) as document:
            parts += ["".join(letter["text"] for letter in page.chars).encode() for page in document.pages]
    heads = repr([(name, value) for name, value in answer.headers]).encode()
    texts = [html.unescape(part.decode("utf-8", "replace")) for part in (*parts, heads)]
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), "\n".join(texts))


@pytest.mark.slow
def test_nothing_of_another_county_in_any_answer(
    world: tuple[Flask, Known], reader: SignedClient, all_reader: SignedClient
) -> None:
    app, known = world
    leaks, hidden, seen = [], [], set()
    for endpoint, address, right in addresses(app, known, "GET"):
        if right is Right.ADMIN:
            continue
        answer = reader.get(address)
        said = told(answer) + fetched(app, reader, answer)
        if SECRET in said and not _echoed(address):
            leaks.append((answer.status_code, address))
        whole = known.notices["shared"] in address or endpoint == "reports.pack"  # these hold the shared notice itself
        if HIDDEN in said and not whole and not _echoed(address):
            hidden.append((answer.status_code, address))
        assert answer.status_code < 500, address
        if endpoint not in seen:
            full = all_reader.get(address)
            seen |= {endpoint} if SECRET in told(full) + fetched(app, all_reader, full) else set()
    assert not leaks, "what a reader of another county must not find"
    assert not hidden, "a site of another county in a case that both share"
    # The walk can fail: who may read everything finds their words behind all of these.
    assert seen >= {
        "features.list_", "features.clusters_", "features.site", "features.place", "features.layer", "pages.case",
        "pages.notices", "pages.notice", "files.original", "downloads.export", "ogcapi.items", "ogcapi.item",
        "sections.sections", "sections.section", "closing.attachment", "reports.pack", "printing.wall",
    }  # fmt: skip


def fetched(app: Flask, client: SignedClient, answer: Any) -> str:
    """What is in the file that is made in the background, where the answer leads to one."""
    if answer.status_code != 202:
        return ""
    app.extensions["geoapp.jobs"]["jobs"].wait()
    place = answer.headers["Location"].removesuffix(".json")
    with client.get(f"{place}/file") as file:
        assert file.status_code == 200, client.get(f"{place}.json").data
        return told(file)


def _echoed(address: str) -> bool:
    """An address that itself holds the words may be told back: in an error, a link, a search box."""
    return SECRET in address or HIDDEN in address


def test_their_cases_sites_notices_and_papers_do_not_exist(world: tuple[Flask, Known], reader: SignedClient) -> None:
    app, known = world
    theirs = {known.theirs, known.notices["theirs"], known.papers[known.theirs], known.papers["hidden"],
              *(str(fid) for fid in known.fids[known.theirs] + known.fids["hidden"])}  # fmt: skip
    walked = 0
    for endpoint, address, right in addresses(app, known, "GET"):
        last = [part for part in re.split(r"[/:?]", address) if part in theirs]
        if not last or right is not Right.READ or (endpoint == "ogcapi.item" and "/cases/" not in address):
            continue
        walked += 1
        answer = reader.get(address)
        if endpoint in ("features.place", "sections.upstream", "sections.section"):
            assert answer.status_code in (200, 404), address
        else:
            assert answer.status_code == 404, address
    assert walked > 12


def test_counts_and_collections_are_those_of_the_county(reader: SignedClient, all_reader: SignedClient) -> None:
    ours, everything = (client.get("/api/summary").get_json() for client in (reader, all_reader))
    assert (ours["total"], everything["total"]) == ({"cases": 2, "sites": 2}, {"cases": 3, "sites": 4})
    assert (ours["notices"], everything["notices"]) == (2, 3)
    assert set(ours["facets"]["county"]) == {OURS}
    told_of = [client.get("/ogcapi/collections/cases").get_json() for client in (reader, all_reader)]
    boxes = [collection["extent"]["spatial"]["bbox"][0] for collection in told_of]
    assert boxes[0][3] < 28.6 < boxes[1][3]
    assert reader.get("/export/cases.geojson").get_json()["numberMatched"] == 2
    assert len(reader.get("/api/layers/hot-spots").get_json()["features"]) == 1


def test_the_rolled_up_county_and_a_token_narrowed_further(world: tuple[Flask, Known]) -> None:
    """A city's rights are those of all its counties, a token's never more than its person's, by the unit table."""
    app, known = world
    city = sign_in(app, UserRole.ANALYST, ["430900"])
    assert city.get("/api/summary").get_json()["total"] == {"cases": 3, "sites": 4}
    accounts = accounts_of(app)
    person = accounts.people.get("analyst-430900")
    for counties, sites in ((["430903"], 2), (["430921"], 2), (["430903", "430921"], 4), (["130105"], 0)):
        key, _ = accounts.tokens.issue(person, "QGIS", days=1, counties=counties)
        answer = app.test_client().get("/api/summary", headers={"Authorization": f"Bearer {key}"})
        assert answer.get_json()["total"]["sites"] == sites, counties
    nowhere = sign_in(app, UserRole.VIEWER, [])
    assert nowhere.get("/api/summary").get_json()["total"] == {"cases": 0, "sites": 0}
    assert nowhere.get("/api/list").get_json()["features"] == []
    assert nowhere.get(f"/cases/{known.ours}").status_code == 404


def test_answers_kept_for_one_are_never_given_to_another(
    world: tuple[Flask, Known], reader: SignedClient, all_reader: SignedClient
) -> None:
    app, _ = world
    other = sign_in(app, UserRole.VIEWER, [THEIRS])
    for path in ("/api/summary", "/api/list", "/api/clusters?bbox=100,20,120,35&zoom=9", "/export/cases.geojsonseq",
                 "/ogcapi/collections/cases/items", "/notices", "/layers/cases/metadata.json"):  # fmt: skip
        answers = [client.get(path) for client in (all_reader, reader, other, all_reader, reader)]
        tags = [answer.headers["ETag"] for answer in answers]
        assert tags[0] == tags[3], path
        assert tags[1] == tags[4], path
        assert len(set(tags)) == 3, path
        assert len({answer.data for answer in answers[:3]}) == 3, path
        for client, tag in ((reader, tags[0]), (reader, tags[2]), (all_reader, tags[1])):
            assert client.get(path, headers={"If-None-Match": tag}).status_code == 200, path
        assert reader.get(path, headers={"If-None-Match": tags[1]}).status_code == 304, path


@pytest.mark.parametrize("role", [None, *UserRole])
def test_every_route_answers_each_role_as_declared(role: UserRole | None, world: tuple[Flask, Known]) -> None:
    """Without login 401 or the way to it; with one 403 exactly where the role lacks the right."""
    app, known = world
    client: Any = (
        app.test_client()
        if role is None
        else sign_in(app, role, [OURS] if role is not UserRole.ADMINISTRATOR else None)
    )
    rights = RIGHTS[role] if role is not None else frozenset({Right.OPEN})
    gaps, done = [], set()
    for method in ("GET", *sorted(WRITING)):
        for endpoint, address, right in addresses(app, known, method):
            if (endpoint, method) in done or endpoint in ("login.logout", "own.password", "own.devices"):
                continue
            done.add((endpoint, method))
            if endpoint in _JOBS:  # the declared right is asked before any job begins
                address = f"{address.split('?')[0]}?nosuch=1"  # noqa: PLW2901
            answer = client.open(address, method=method) if role is None else client.open(address, method)
            if right in rights:
                fine = answer.status_code not in (401, 403) or (
                    right is Right.OPEN and answer.status_code in (401, 403)
                )
            else:
                fine = answer.status_code == (401 if role is None else 403)
            if not fine:
                gaps.append((answer.status_code, method, address, right))
            if role is None and right is not Right.OPEN and method == "GET":
                page = client.get(address, headers=PAGES)
                if page.status_code != (401 if address.startswith(("/api/", "/ogcapi/")) else 303):
                    gaps.append((page.status_code, "page", address, right))
    assert not gaps
    assert len(done) > 40


def test_no_role_writes_beyond_its_counties(world: tuple[Flask, Known]) -> None:
    """An editor of one county changes nothing of another's case, and of a shared one only his own sites."""
    app, known = world
    store = app.extensions["geoapp"].store
    editor = sign_in(app, UserRole.EDITOR, [OURS], name="editor-a")
    before = {case_id: store.dossier(case_id) for case_id in (known.theirs, known.shared)}
    walked = 0
    for endpoint, address, right in addresses(app, known, "POST"):
        named = known.theirs in address or known.shared in address
        if right in (Right.OPEN, Right.OWN, Right.TOKEN, Right.ADMIN) or not named:
            continue
        walked += 1
        version = str(before[known.theirs].version)
        form = {"if_match": version, "on": "2026-01-04", "step": "self_check", "note": "x", "days": "10",
                "until": "2026-03-01", "reason": "x", "deadline": "2026-03-01"}  # fmt: skip
        answer = editor.post(address, data=form, headers={"If-Match": f'"{version}"'})
        assert answer.status_code in (400, 403, 404, 409, 412, 422), (endpoint, address, answer.status_code)
        if known.theirs in address:
            assert answer.status_code in (400, 404), (endpoint, address)
    assert walked
    assert {case_id: store.dossier(case_id) for case_id in before} == before


def test_a_background_export_is_made_with_the_rights_and_fetched_with_them(tmp_path: Path) -> None:
    settings = Settings(folder=tmp_path, anonymous_read="off", export_job_rows=0)
    store = open_store(settings.database, create=True, today=NOW.date)
    fill(store)
    app = create_app(settings, store, units=UNITS, clock=lambda: NOW)
    reader, other = sign_in(app, UserRole.VIEWER, [OURS]), sign_in(app, UserRole.VIEWER)
    locations = [
        client.get("/export/cases.xlsx").headers["Location"].removesuffix(".json") for client in (reader, other)
    ]
    assert locations[0] != locations[1]
    app.extensions["geoapp.jobs"]["jobs"].wait()
    texts = []
    for client, place in zip((reader, other), locations, strict=True):
        with client.get(f"{place}/file") as file:
            texts.append(told(file))
    assert OPEN in texts[0]
    assert SECRET not in texts[0]
    assert SECRET in texts[1]
    for place in ("", ".json", "/file"):
        assert reader.get(locations[1] + place).status_code == 404
        assert other.get(locations[0] + place).status_code == 404
    store.close()
