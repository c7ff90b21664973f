"""Every page judged by axe-core, on a desktop and on a phone: nothing that shuts a person out may come in.

One signed-in office over the bundled sample serves all pages, so that those of accounts, review and upload are judged
with something in them. axe-core comes inside its package; no page asks another host for it.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_kit import NOW, Server
from PIL import Image

from geoapp import paths
from geoapp.accounts import UserRole
from geoapp.pipeline import load_world, open_demonstration
from geoapp.pipeline.inbox import Inbox
from geoapp.settings import Settings
from geoapp.web import create_app
from tests.pipeline.test_inbox import work
from tests.web.signed import sign_in

pytestmark = pytest.mark.browser

AT_THE_LAKE = {"longitude": 112.51, "latitude": 29.25, "accuracy": 25}
GRAVE = ("serious", "critical")
SECTION = "sections/大通湖国控断面"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The sample behind accounts, with an upload read and waiting for its decision."""
    folder = tmp_path_factory.mktemp("无障碍")
    settings = Settings(folder=folder, db=str(folder / "demo.gpkg"))
    world = load_world(settings)
    store, report = open_demonstration(Path(settings.database), world, now=lambda: NOW)
    assert report.failed == 0
    app = create_app(settings, store, clock=lambda: NOW)
    app.testing = True  # no worker of its own: the upload is read here
    chief = sign_in(app, UserRole.ADMINISTRATOR, name="chief")
    inbox = Inbox(folder / "inbox")
    notice = min((paths.DATA / "notices").glob("*.txt"))
    upload = inbox.add(notice.name, notice.read_bytes(), actor="chief", at=NOW)
    failed = inbox.add("坏.docx", b"PK\x03\x04 no document", actor="editor", at=NOW)
    own = inbox.add("无案.txt", "关于召开会议的通知\n请准时参加。".encode(), actor="editor", at=NOW)
    work(inbox, world, lambda: NOW)
    inbox.reject(own.id, "不是整改文书", actor="editor", at=NOW)
    people = {"chief": chief} | {role.value: sign_in(app, role, name=role.value) for role in UserRole}
    server = Server(app)
    server.cookies = {  # type: ignore[attr-defined]
        name: [{"name": one.key, "value": one.value, "url": server.url} for one in (who.client._cookies or {}).values()]
        for name, who in people.items()
    }
    listed = chief.get(f"/api/list?q={quote('志溪河')}").get_json()["features"][0]
    server.known = {  # type: ignore[attr-defined]
        "case": listed["case_id"], "notice": listed["notice_id"], "upload": upload.id, "section": quote(SECTION),
        "failed": failed.id, "rejected": own.id, "visited": visited(people["inspector"]),
    }  # fmt: skip
    yield server
    server.stop()
    store.close()


def visited(inspector: Any) -> str:
    """A case that an inspector has been to: photo, track, a proposal that waits. Its id."""
    case = str(inspector.get(f"/api/list?q={quote('大通湖')}").get_json()["features"][0]["case_id"])
    picture = io.BytesIO()
    Image.new("RGB", (320, 240), (40, 90, 70)).save(picture, "JPEG")
    form = {"photo": (io.BytesIO(picture.getvalue()), "a.jpg")}
    photo = inspector.post("/api/visits/photos", data=form, content_type="multipart/form-data").get_json()
    at = NOW.isoformat()
    track = [{"lon": 112.5 + i / 5000, "lat": 29.2 + i * i / 50000, "accuracy_m": 8, "at": at} for i in range(9)]
    said = {
        "client_id": str(uuid.uuid4()), "found": "closed", "text": "排口已封堵", "photos": [photo["sha256"]],
        "happened_at": at, "sent_at": at, "position": track[0], "track": track, "proposes": "done",
    }  # fmt: skip
    seen = inspector.get(f"/api/cases/{case}/present").get_json()["version"]
    answer = inspector.post(f"/api/cases/{case}/visits", json=said, headers={"If-Match": f'"{seen}"'})
    assert answer.status_code == 201
    return case


def as_it_stands(page: Any) -> None:
    """Nothing to do first."""


def drawn(page: Any) -> None:
    page.wait_for_function("() => window.__ready")
    page.wait_for_selector("#items [data-fid]", state="attached")


def listing(page: Any) -> None:
    drawn(page)
    if page.locator("#tab-list").is_visible():
        page.locator("#tab-list").click()
    page.wait_for_selector("#items [data-fid]")


def site_open(page: Any) -> None:
    listing(page)
    page.locator("#items [data-fid]").first.click()
    page.wait_for_selector("#detail-body blockquote")


def section_open(page: Any) -> None:
    page.wait_for_selector("#detail-body table.observations")


def answered(page: Any) -> None:
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(AT_THE_LAKE)
    page.locator("#by-phone").click()
    page.wait_for_selector("#answer:not([hidden])")
    page.locator(".near-card .promise summary").first.click()
    page.locator(".near-card .promise").first.get_by_text("《").wait_for()


def form_open(page: Any) -> None:
    """The form of a visit, with the track running and a reason why it is not kept yet."""
    answered(page)
    page.locator(".near-card .visit-open").first.click()
    page.locator(".visit-form .track button").click()
    page.wait_for_selector(".visit-form .track.running")


QUEUED = """async () => { const kept = window.wm.kept, at = '2026-01-15T09:00:00+08:00';
  const base = { owner: document.getElementById('content').dataset.person, case_id: 'c', name: '某处',
    found: 'rebounded', text: '又在排污', happened_at: at, photos: [], version: 1, seen: { status: 'in_progress' } };
  const present = { version: 2, status: 'done', deadline: null,
    events: [{ at: at, actor: '李', name: '督办函', note: null }] };
  const add = (id, more) => kept.addVisit(Object.assign({}, base, { client_id: id }, more), []);
  await add('a', { state: 'conflict', present: present });
  await add('b', { state: 'refused', reason: '手机时间不对', parameter: 'sent_at', right_time: at });
  await add('c', { state: 'refused', reason: '不是照片', parameter: 'photo', photos: ['x'], bad_photo: 'x' });
  kept.holdVisit(Object.assign({}, base, { client_id: 'd', state: 'refused', reason: '满' }), []);
  await window.wm.visits.send(); }"""


def queue_full(page: Any) -> None:
    """All that a queue can show: a conflict, refusals with their ways out, one that the phone could not keep."""
    page.evaluate(QUEUED)
    page.wait_for_selector("#queue-list .conflict .sides")


def item_open(page: Any) -> None:
    page.wait_for_selector("#items button.item")
    page.locator("#items button.item").first.click()
    page.wait_for_selector("#item:not([hidden])")


def visit_open(page: Any) -> None:
    """At the desk: a visit that waits, with its photo, and the way that was walked on the map."""
    page.wait_for_selector("#items button.item")
    page.get_by_role("button", name="走访待认定").click()
    page.wait_for_selector("[data-queue=visits][aria-pressed=true]")
    page.locator("#items button.item").first.click()
    page.wait_for_selector("#visits:not([hidden]) img")
    assert page.locator("#review-map .leaflet-overlay-pane path").count() > 0


def all_told(page: Any) -> None:
    """What is folded away is read as well."""
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")


STATES: dict[str, tuple[str, Callable[[Any], None]]] = {
    "board": ("/", as_it_stands),
    "map": ("/map", drawn),
    "map-filters-open": ("/map", all_told),
    "map-list": ("/map", listing),
    "map-site": ("/map", site_open),
    "map-section": ("/map?hide=&section={section}", section_open),
    "nearby": ("/nearby", as_it_stands),
    "nearby-answer": ("/nearby", answered),
    "nearby-visit": ("/nearby", form_open),
    "nearby-queue": ("/nearby", queue_full),
    "dossier": ("/cases/{case}", all_told),
    "dossier-visited": ("/cases/{visited}", all_told),
    "review-visit": ("/review", visit_open),
    "notice": ("/notices/{notice}", as_it_stands),
    "layers": ("/layers", as_it_stands),
    "notices": ("/notices", as_it_stands),
    "print": ("/print", all_told),
    "qgis": ("/qgis", as_it_stands),
    "digest": ("/digest", as_it_stands),
    "account": ("/account", all_told),
    "admin-users": ("/admin/users", all_told),
    "admin-audit": ("/admin/audit", as_it_stands),
    "review": ("/review", item_open),
    "ingest": ("/ingest", as_it_stands),
    "upload": ("/ingest/{upload}", all_told),
    "certificate": ("/certificate", as_it_stands),
    "ogcapi": ("/ogcapi/", as_it_stands),
    "ogcapi-collections": ("/ogcapi/collections", as_it_stands),
    "ogcapi-items": ("/ogcapi/collections/cases/items", as_it_stands),
    "help": ("/help", all_told),
    "error": ("/no-such-page", as_it_stands),
}


def grave(page: Any) -> list[str]:
    """The serious and critical findings, one line a node: rule, what is asked for, where, the markup."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}, {rule['help']}): {' '.join(map(str, node['target']))}"
        f"\n    {node['html'][:200]}\n    {node['failureSummary']}"
        for rule in found
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("phone", [False, True], ids=["1440x900", "390x844"])
@pytest.mark.parametrize("state", STATES)
def test_nothing_serious_or_critical(office: Any, open_page: Any, state: str, phone: bool) -> None:
    path, prepare = STATES[state]
    page, _ = open_page(f"{office.url}/static/icon.svg", phone=phone)
    page.context.add_cookies(office.cookies["chief"])
    page.goto(office.url + path.format(**office.known))
    page.wait_for_load_state("networkidle")
    prepare(page)
    assert page.locator(".who").get_by_text("chief").count() == (0 if state == "error" else 1)
    assert grave(page) == []


def decided_and_mended(page: Any) -> None:
    """With a history, a sentence of trouble, words selected and everything open."""
    item_open(page)
    page.keyboard.press("3")
    page.wait_for_function("() => document.getElementById('say').textContent.includes('已保存')")  # of this decision
    page.wait_for_selector("#history li")
    page.locator("#mend summary").click()
    page.locator("#typed [name=crs]").select_option("other")
    page.locator("#typed [name=point]").fill("1, 1")
    page.locator("#save-place").click()
    page.wait_for_selector("#trouble:not([hidden])")
    page.evaluate("getSelection().selectAllChildren(document.getElementById('passage'))")


AS_ROLE: dict[str, tuple[UserRole, str, Callable[[Any], None]]] = {
    "editor-review": (UserRole.EDITOR, "/review", decided_and_mended),
    "editor-ingest": (UserRole.EDITOR, "/ingest", as_it_stands),
    "editor-upload": (UserRole.EDITOR, "/ingest/{upload}", all_told),
    "editor-upload-failed": (UserRole.EDITOR, "/ingest/{failed}", as_it_stands),
    "editor-upload-rejected": (UserRole.EDITOR, "/ingest/{rejected}", as_it_stands),
    "editor-dossier": (UserRole.EDITOR, "/cases/{case}", all_told),
    "editor-account": (UserRole.EDITOR, "/account", all_told),
    "analyst-account": (UserRole.ANALYST, "/account", all_told),
    "analyst-qgis": (UserRole.ANALYST, "/qgis", as_it_stands),
    "analyst-layers": (UserRole.ANALYST, "/layers", all_told),
    "analyst-api": (UserRole.ANALYST, "/ogcapi/api?f=html", as_it_stands),
    "analyst-may-not": (UserRole.ANALYST, "/review", as_it_stands),
    "viewer-dossier": (UserRole.VIEWER, "/cases/{case}", all_told),
    "inspector-dossier": (UserRole.INSPECTOR, "/cases/{case}", all_told),
    "administrator-users": (UserRole.ADMINISTRATOR, "/admin/users", all_told),
    "administrator-audit": (UserRole.ADMINISTRATOR, "/admin/audit", as_it_stands),
}


@pytest.mark.parametrize("phone", [False, True], ids=["1440x900", "390x844"])
@pytest.mark.parametrize("state", AS_ROLE)
def test_nothing_serious_for_each_role_on_its_pages(office: Any, open_page: Any, state: str, phone: bool) -> None:
    role, path, prepare = AS_ROLE[state]
    page, _ = open_page(f"{office.url}/static/icon.svg", phone=phone)
    page.context.add_cookies(office.cookies[role.value])
    page.goto(office.url + path.format(**office.known))
    page.wait_for_load_state("networkidle")
    prepare(page)
    assert grave(page) == []


ROLE_STATES = (
    "board", "map-list", "map-site", "nearby-answer", "nearby-visit", "nearby-queue", "dossier-visited", "notice",
    "layers", "account", "help",
)  # fmt: skip


@pytest.mark.parametrize("state", ROLE_STATES)
@pytest.mark.parametrize("role", [UserRole.INSPECTOR, UserRole.VIEWER])
def test_the_same_for_inspectors_and_viewers_on_their_phones(
    office: Any, open_page: Any, state: str, role: UserRole
) -> None:
    """What a role may not do is not offered, and what is left is as good."""
    path, prepare = STATES[state]
    if role is UserRole.VIEWER and state in ("nearby-visit", "nearby-queue"):
        path, prepare = "/nearby", answered
    page, _ = open_page(f"{office.url}/static/icon.svg", phone=True)
    page.context.add_cookies(office.cookies[role.value])
    page.goto(office.url + path.format(**office.known))
    page.wait_for_load_state("networkidle")
    prepare(page)
    assert page.locator(".who").get_by_text(role.value).count() == 1
    if "nearby" in state:
        assert (page.locator(".visit-open").count() > 0) is (role is UserRole.INSPECTOR and state != "nearby-queue")
    assert grave(page) == []


@pytest.mark.parametrize("phone", [False, True], ids=["1440x900", "390x844"])
def test_a_stranger_at_the_door(office: Any, open_page: Any, phone: bool) -> None:
    page, _ = open_page(f"{office.url}/login", phone=phone)
    assert page.locator("input[name=password]").is_visible()
    assert grave(page) == []


def test_the_judge_can_say_no(office: Any, open_page: Any) -> None:
    page, _ = open_page(f"{office.url}/login")
    page.evaluate(
        "document.querySelector('main').append(document.createElement('img'), document.createElement('input'))"
    )
    found = "\n".join(grave(page))
    assert "image-alt" in found
    assert "label" in found
