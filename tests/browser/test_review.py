"""The review desk as an editor works at it: by keyboard, by mouse, in any declared system, two editors at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser_kit import DESKTOP, NOW, PHONE, Server, fresh, until
from pyproj import Transformer

from geoapp.accounts import UserRole
from geoapp.pipeline import load_world, open_demonstration
from geoapp.places import wgs84_to_bd09, wgs84_to_gcj02
from geoapp.settings import Settings
from geoapp.web import create_app
from tests.web.signed import sign_in

pytestmark = pytest.mark.browser

LON, LAT = 112.355, 28.553889
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The sample behind accounts, served; ``desk.clients`` are two editors."""
    settings = Settings(folder=tmp_path_factory.mktemp("核查台"))
    store, report = open_demonstration(Path(settings.database), load_world(settings), now=lambda: NOW)
    assert report.failed == 0
    app = create_app(settings, store, clock=lambda: NOW)
    app.testing = True
    server: Any = Server(app)
    server.clients = {name: sign_in(app, UserRole.EDITOR, name=name) for name in ("xiaoli", "xiaowang")}
    yield server
    server.stop()
    store.close()


@pytest.fixture
def open_as(desk: Any, browser: Any) -> Iterator[Open]:
    """A page of the desk as one of the editors, with the queue of vague places loaded."""
    contexts = []

    def go(name: str = "xiaoli", size: dict[str, Any] = DESKTOP) -> Any:
        context = fresh(browser, size)
        contexts.append(context)
        cookies = desk.clients[name].client._cookies or {}
        context.add_cookies([{"name": one.key, "value": one.value, "url": desk.url} for one in cookies.values()])
        page = context.new_page()
        page.goto(f"{desk.url}/review")
        page.wait_for_selector("#items button.item")
        page.locator("[data-queue=vague]").click()
        page.wait_for_selector("[data-queue=vague][aria-pressed=true]")
        return page

    yield go
    for context in contexts:
        context.close()


def done(page: Any, act: Callable[[], object], words: str = "已保存") -> None:
    """Do something, and wait until the desk says so."""
    page.evaluate("document.getElementById('say').textContent = ''")
    act()
    page.wait_for_function("(words) => document.getElementById('say').textContent.includes(words)", arg=words)


def keys(page: Any, *pressed: str) -> Callable[[], None]:
    """One after the other; what is longer than a key is typed."""

    def press() -> None:
        for key in pressed:
            page.keyboard.press(key) if len(key) == 1 or key in ("Enter", "Escape") else page.keyboard.type(key)

    return press


def take_back(page: Any) -> None:
    done(page, page.locator("#undo").click, "已撤回")


def first_item(page: Any) -> None:
    page.locator("#items button.item").first.click()
    page.wait_for_selector("#item:not([hidden])")


def shown(desk: Any, page: Any) -> dict[str, Any]:
    """The site that is open, as the service knows it now."""
    fid = page.get_attribute("#item", "data-fid")
    found: dict[str, Any] = desk.clients["xiaoli"].get(f"/api/review/{fid}").get_json()
    return found


def opened(page: Any, key: str = "j") -> None:
    before = page.locator("#name").text_content()
    page.keyboard.press(key)
    page.wait_for_function("(before) => document.getElementById('name').textContent !== before", arg=before)


def test_by_keyboard_alone(desk: Any, open_as: Open) -> None:
    page = open_as()
    page.locator("h1").first.click()  # the keys belong to the page from here on; the mouse rests
    opened(page)
    before = shown(desk, page)
    done(page, keys(page, "p", f"{LON}, {LAT}", "Enter"))
    after = shown(desk, page)
    assert after["place"]["coordinates"] == pytest.approx([LON, LAT], abs=1e-6) and after["verified"]
    done(page, keys(page, "Escape", "u"), "已撤回")
    assert shown(desk, page)["place"] == before["place"]
    done(page, keys(page, "7"))
    assert shown(desk, page)["site"]["status"] == "closed"
    done(page, keys(page, "u"), "已撤回")
    assert shown(desk, page)["site"]["status"] == before["site"]["status"]
    done(page, keys(page, "c", "s"))
    assert shown(desk, page)["verified"]
    done(page, keys(page, "u"), "已撤回")
    done(page, keys(page, "e", "手改的名称", "Enter"))
    assert page.locator("#name").text_content() == "手改的名称"
    done(page, keys(page, "Escape", "u"), "已撤回")
    assert page.locator("#name").text_content() == before["site"]["name"]
    page.keyboard.press("q")
    page.wait_for_selector("[data-queue=conflicting][aria-pressed=true]")


def test_after_a_decision_the_next_one_is_next(desk: Any, open_as: Open) -> None:
    """What was decided leaves the queue; J goes to what stood behind it, not one further."""
    page = open_as()
    names = page.locator("#items button.item strong").all_text_contents()
    page.locator("h1").first.click()
    opened(page)
    done(page, keys(page, "p", f"{LON}, {LAT}", "Enter"))
    page.wait_for_function("(first) => document.querySelector('#items strong').textContent !== first", arg=names[0])
    page.keyboard.press("Escape")
    opened(page)
    assert page.locator("#name").text_content() == names[1]


SYSTEMS = {
    "EPSG:4490": f"{LON} {LAT}",
    "EPSG:4326": "28°33′14″N 112°21′18″E",
    "gcj02": ", ".join(f"{one:.7f}" for one in wgs84_to_gcj02(LON, LAT)),
    "bd09": ", ".join(f"{one:.7f}" for one in wgs84_to_bd09(LON, LAT)),
}


@pytest.mark.parametrize("system", [*SYSTEMS, "gk", "EPSG:4546", "other"])
def test_typed_coordinates_in_a_declared_system(desk: Any, open_as: Open, system: str) -> None:
    page = open_as()
    first_item(page)
    form = page.locator("#typed")
    form.locator("[name=crs]").select_option(system)
    code = {"gk": 4525, "EPSG:4546": 4546, "other": 4547}.get(system)  # zone 37, by 111°; by 114°
    words = SYSTEMS.get(system)
    if code is not None:
        words = ", ".join(f"{one:.3f}" for one in Transformer.from_crs(4490, code, always_xy=True).transform(LON, LAT))
    if system == "other":
        form.locator("[name=code]").fill("4547")
    form.locator("[name=point]").fill(words)
    form.locator("[name=accuracy]").fill("2500")  # it stays in the queue of vague places
    done(page, page.locator("#save-place").click)
    assert shown(desk, page)["place"]["coordinates"] == pytest.approx([LON, LAT], abs=1e-5)
    take_back(page)


def test_a_wrong_system_is_told_with_the_suspicion_and_nothing_is_lost(open_as: Open) -> None:
    page = open_as()
    first_item(page)
    point = page.locator("#typed [name=point]")
    point.fill("37654321, 3123456")
    page.locator("#save-place").click()
    page.wait_for_selector("#trouble:not([hidden])")
    assert "带" in (page.locator("#trouble").text_content() or "")
    assert point.input_value() == "37654321, 3123456"


def test_point_line_and_area_by_mouse(desk: Any, open_as: Open) -> None:
    page = open_as()
    first_item(page)
    box = page.locator("#review-map").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(x, y)
    pin = page.locator(".hand-pin").bounding_box()
    first = page.locator("#typed [name=point]").input_value()
    middle = pin["x"] + pin["width"] / 2, pin["y"] + pin["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 60, middle[1] + 30, steps=5)
    page.mouse.up()
    dragged = page.locator("#typed [name=point]").input_value()
    assert dragged != first
    page.locator("#typed [name=accuracy]").fill("2500")
    done(page, page.locator("#save-place").click)
    at = [float(one) for one in dragged.split(",")]
    assert shown(desk, page)["place"]["coordinates"] == pytest.approx(at, abs=1e-5)
    for button, kind, corners in (("draw-line", "LineString", 2), ("draw-area", "Polygon", 3)):
        page.locator(f"#{button}").click()
        for dx, dy in [(-60, 0), (60, 0), (0, 70)][:corners]:
            page.mouse.click(x + dx, y + dy)
        page.locator("#finish").click()
        page.locator("#typed [name=accuracy]").fill("2500")
        done(page, page.locator("#save-place").click)
        assert shown(desk, page)["place"]["type"] == kind
    for _ in range(3):
        take_back(page)


def test_two_editors_at_once_are_told_and_the_later_ones_drawing_stays(desk: Any, open_as: Open) -> None:
    one, other = open_as("xiaoli"), open_as("xiaowang")
    for page in (one, other):
        first_item(page)
    done(one, one.locator("#states button").nth(2).click)
    point = other.locator("#typed [name=point]")
    point.fill("112.4, 28.6")
    other.locator("#typed [name=accuracy]").fill("2500")
    other.locator("#save-place").click()
    other.wait_for_selector("#trouble:not([hidden])")
    said = other.locator("#trouble").text_content() or ""
    assert "刚刚改过" in said and "还在" in said
    assert point.input_value() == "112.4, 28.6"
    assert "xiaoli" in (other.locator("#history").text_content() or "")
    done(other, other.locator("#save-place").click)  # having seen it
    assert shown(desk, other)["place"]["coordinates"] == pytest.approx([112.4, 28.6])
    for _ in range(2):
        take_back(other)


def test_a_status_is_taken_from_the_words_that_say_it(desk: Any, open_as: Open) -> None:
    page = open_as()
    first_item(page)
    page.evaluate("""() => {
        const range = document.createRange();
        range.selectNodeContents(document.querySelector('#passage mark'));
        getSelection().removeAllRanges();
        getSelection().addRange(range);
    }""")
    page.wait_for_selector("#evidence:not([hidden])")
    words = page.locator("#passage mark").first.text_content()
    done(page, keys(page, "6"))
    found = shown(desk, page)
    events = desk.clients["xiaoli"].get(f"/cases/{found['site']['case_id']}", headers={"Accept": "text/html"})
    assert f"依据原文：“{words}”" in events.get_data(as_text=True)
    take_back(page)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_is_cut_or_wider_than_the_page(open_as: Open, size: dict[str, Any]) -> None:
    page = open_as(size=size)
    first_item(page)
    page.locator("#mend summary").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    cut = page.evaluate("""() => Array.from(document.querySelectorAll('#typed select, #typed input, #mending input'))
        .filter((one) => one.offsetParent && one.getBoundingClientRect().width < 90).map((one) => one.name)""")
    assert cut == []
    select = page.locator("#typed [name=crs]").bounding_box()
    assert select["width"] > 220, "the longest name of a system can be read"


def test_who_is_quick_decides_of_what_he_sees(desk: Any, open_as: Open) -> None:
    """The next site has been asked for and is long in coming: the key decides of the one that is still shown, and when
    that is saved nobody is brought back to it."""
    page = open_as()
    page.locator("h1").first.click()
    opened(page)
    first, name = page.get_attribute("#item", "data-fid"), page.locator("#name").text_content()
    held: list[Any] = []
    page.route(
        "**/api/review/*", lambda route: held.append(route) if route.request.method == "GET" else route.continue_()
    )
    page.keyboard.press("j")
    page.wait_for_function(
        "(first) => document.querySelector('#items [aria-current] strong').textContent !== first", arg=name
    )
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        page.keyboard.press("3")
    assert answered.value.url.endswith(f"/api/review/{first}") and answered.value.status == 200
    page.wait_for_function("() => document.getElementById('say').textContent.includes('已保存')")
    until(page, lambda: held)
    for route in held:
        route.continue_()
    page.wait_for_function("(first) => document.getElementById('item').dataset.fid !== first", arg=first)
    undone = desk.clients["xiaoli"].post(
        f"/api/review/{first}/undo", json={"field": "status"}, headers={"If-Match": answered.value.headers["etag"]}
    )
    assert undone.status_code == 200


def test_words_that_are_being_typed_stay_when_another_decision_arrives(desk: Any, open_as: Open) -> None:
    page = open_as()
    page.locator("h1").first.click()
    opened(page)
    page.locator("#mend summary").click()
    value = page.locator("#mending [name=value]")
    value.fill("写到一半的名")
    done(page, page.locator("#states button").nth(2).click)
    assert value.input_value() == "写到一半的名"
    take_back(page)
    assert value.input_value() == "写到一半的名"
    done(page, lambda: value.press("Enter"))
    assert page.locator("#name").text_content() == "写到一半的名"
    take_back(page)
    assert value.input_value() == page.locator("#name").text_content(), "what was saved is followed again"
    value.fill("另一处的字")
    page.locator("h1").first.click()
    opened(page)
    assert value.input_value() == page.locator("#name").text_content(), "of another site other words"


def test_quick_decisions_are_no_conflict_with_oneself(desk: Any, open_as: Open) -> None:
    """Two keys before the first is answered: both hold, the second upon the first; and U takes back the second."""
    page = open_as()
    page.locator("h1").first.click()
    opened(page)
    before = shown(desk, page)
    held: list[Any] = []
    page.route(
        "**/api/review/*", lambda route: held.append(route) if route.request.method == "POST" else route.continue_()
    )
    for key in ("3", "6"):
        page.keyboard.press(key)
    for count in (1, 2):
        until(page, lambda count=count: len(held) == count)  # the second waits for the answer to the first
        held[count - 1].continue_()
    page.unroute("**/api/review/*")
    states = page.locator("#states button")
    page.wait_for_function(
        "() => document.querySelectorAll('#states button')[5].getAttribute('aria-pressed') === 'true'"
    )
    assert page.locator("#trouble").is_hidden() and states.nth(2).get_attribute("aria-pressed") == "false"
    assert shown(desk, page)["version"] == before["version"] + 2
    page.evaluate("document.getElementById('say').textContent = ''")
    for _ in range(2):  # two at once, too
        page.keyboard.press("u")
    page.wait_for_function("(name) => document.querySelector('#states [aria-pressed=true]').textContent.includes(name)",
                           arg=page.locator("#states button").nth(_index(page, before)).text_content())  # fmt: skip
    until(page, lambda: shown(desk, page)["version"] == before["version"] + 4)
    assert shown(desk, page)["site"]["status"] == before["site"]["status"]


def _index(page: Any, item: dict[str, Any]) -> int:
    """Which of the buttons stands for the status of a site."""
    found: int = page.evaluate("(status) => window.wm.statuses().indexOf(status)", item["site"]["status"])
    return found
