"""The dashboard on a meeting room's screen: nobody has a mouse there, so rows are whole, or named as left out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from browser_kit import fresh, until
from dashboard_kit import SETTLED, fetch, ready

pytestmark = pytest.mark.browser

CUT = """() => {
  const cut = [];
  for (const box of document.querySelectorAll(".wall .table-box, .wall .scroll")) {
    if (!box.clientHeight) continue;
    if (box.scrollHeight > box.clientHeight + 1) cut.push(box.id || box.firstElementChild.id);
    const end = box.getBoundingClientRect().bottom + 2;
    const rows = [...box.querySelectorAll("tr, li, h3")];
    for (const row of rows) if (row.getBoundingClientRect().bottom > end) cut.push(row.textContent);
  }
  for (const svg of document.querySelectorAll(".chart svg")) {
    const box = svg.closest(".chart").getBoundingClientRect();
    const words = [...svg.querySelectorAll("text")];
    for (const word of words) if (word.getBoundingClientRect().bottom > box.bottom + 2) cut.push(word.textContent);
  }
  return cut;
}"""
SHOWN = """() => ({
  counties: document.querySelectorAll("#counties tbody tr:not([hidden])").length,
  past: document.querySelectorAll("#due ol:last-of-type li:not([hidden])").length,
  changes: document.querySelectorAll("#changes > li:not([hidden])").length,
})"""


def crowded(board: dict[str, Any]) -> dict[str, Any]:
    """The same answer with far more of everything than a screen holds."""
    board["groups"]["county"] = board["groups"]["county"] * 12
    board["groups"]["lead_unit"] = (board["groups"]["lead_unit"] * 12)[:40]
    row = next(iter(board["past"] or board["due"]))
    board["past"], board["due"] = [row] * 8, [row] * 8
    board["figures"]["lapsed"]["cases"], board["figures"]["overdue"]["cases"] = 30, 5
    board["figures"]["due_open"]["cases"] = 8
    board["changes"] = (board["changes"] * 14)[:14]
    return board


@pytest.mark.parametrize("size", [(1440, 900), (1920, 1080)], ids=["1440x900", "1920x1080"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_rows_are_whole_and_the_rest_is_told(demo: Any, browser: Any, size: tuple[int, int], language: str) -> None:
    board = crowded(fetch(f"{demo.url}/api/dashboard"))
    context = fresh(browser, {"viewport": {"width": size[0], "height": size[1]}})
    page = context.new_page()
    body = json.dumps(board)
    page.route(
        "**/api/dashboard*",
        lambda route: route.fulfill(headers={"Content-Type": "application/json", "ETag": 'W/"one"'}, body=body),
    )
    page.goto(f"{demo.url}/?wall=1&lang={language}")
    ready(page)
    until(page, lambda: page.evaluate(CUT) == [])
    shown = page.evaluate(SHOWN)
    assert shown["counties"] >= 4
    assert shown["past"] >= 1
    assert shown["changes"] >= 2
    assert str(len(board["groups"]["county"]) - shown["counties"]) in page.inner_text("#counties-rest")
    assert str(35 - shown["past"]) in page.locator("#due .rest").last.inner_text()
    assert str(shown["changes"]) in page.inner_text("#changes-rest")
    assert page.locator("#counties tfoot tr").is_visible()
    page.locator("#wall").click()  # back at a desk the boxes scroll and hold everything
    until(page, lambda: page.locator("body.wall").count() == 0)
    assert page.evaluate(SHOWN) == {"counties": len(board["groups"]["county"]), "past": 8, "changes": 14}
    assert page.locator("#counties-rest").is_hidden()
    context.close()


def test_an_unchanged_answer_touches_nothing_on_the_wall(demo: Any, open_page: Any) -> None:
    page, watch = open_page(f"{demo.url}/?wall=1")
    ready(page)
    until(page, lambda: page.evaluate(SETTLED))
    page.evaluate(
        """() => {
          window.touched = 0;
          const boxes = ["counties", "due", "changes", "figures", "kind-chart", "trend-chart", "map-legend"];
          for (const id of boxes) {
            const watch = new MutationObserver((all) => { window.touched += all.length; });
            watch.observe(document.getElementById(id), { childList: true, subtree: true, attributes: true });
          }
        }"""
    )
    page.evaluate("() => window.wm.renew()")
    assert page.evaluate("() => window.touched") == 0
    assert watch.errors == []
