"""The dashboard as its tests meet it: its answer, and the page once all of it has come."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

from browser_kit import PATIENCE_S, until

SETTLED = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const there = (what) => document.querySelector("#map-area " + what);
  const settled = () => Boolean(there(".leaflet-shaded-pane path") && !there("[aria-busy]"));
  if (!settled()) return false;
  await frame();
  await frame();
  return settled();
}"""
"""The counties have come, the map has gone to them, and the symbols are those of that view."""


def fetch(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=PATIENCE_S) as answer:
        return json.load(answer)


def ready(page: Any) -> None:
    until(page, lambda: page.locator("#trend-chart svg").count() > 0)
    until(page, lambda: page.inner_text("#checked") != "")
    until(page, lambda: page.locator(".case-symbol").count() > 0)
