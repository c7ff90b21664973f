"""Base maps of the office in a browser: offered on the map, drawn, kept on the phone, drawn without a network."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from field_kit import SPOT, keep

sys.path.insert(0, str(Path(__file__).parents[1] / "tiles"))
from tile_making import vector, write_mbtiles, write_pmtiles

pytestmark = pytest.mark.browser


@pytest.fixture
def bases(office: Any) -> Iterator[Path]:
    folder: Path = office.folder / "tiles"
    folder.mkdir(exist_ok=True)
    write_pmtiles(folder / "矢量.pmtiles", vector, "<b>矢量</b>底图")
    write_mbtiles(folder / "影像.mbtiles")
    yield folder
    for path in folder.iterdir():
        path.unlink()


def requests_of(page: Any) -> list[str]:
    names: list[str] = page.evaluate("() => performance.getEntriesByType('resource').map((one) => one.name)")
    return names


INKED = """(box) => { let n = 0;
  for (const canvas of document.querySelectorAll(box + ' .leaflet-tile-pane canvas')) {
    const all = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    for (let i = 0; i < all.length; i += 4) if (all[i + 3] > 0 && all[i + 2] - all[i] > 8) n += 1;
  } return n; }"""
"""How many pixels of the tiles below a box are blue: water was drawn."""


def test_without_a_file_nothing_more_is_loaded(phone: Any, office: Any) -> None:
    phone.goto(f"{office.url}/map")
    phone.wait_for_function("() => window.__ready")
    phone.wait_for_load_state("networkidle")
    assert not [name for name in requests_of(phone) if "bases" in name or "protomaps" in name or "/tiles" in name]


def test_the_map_offers_them_and_loads_the_library_when_it_is_needed(phone: Any, office: Any, bases: Path) -> None:
    errors: list[str] = []
    phone.on("pageerror", lambda error: errors.append(str(error)))
    phone.goto(f"{office.url}/map#10/29.2/112.5")
    phone.wait_for_function("() => window.wm && window.wm.basesReady")
    assert not [name for name in requests_of(phone) if "protomaps" in name]
    phone.locator(".leaflet-control-layers").hover()  # opens it; Leaflet lets no click through in that moment
    phone.wait_for_selector(".leaflet-control-layers-expanded")
    control = phone.locator(".leaflet-control-layers-base")
    assert control.inner_text().split() == ["不用底图", "影像", "矢量", "底图"], "a name is text, never markup"
    control.locator("input").nth(1).check()
    phone.wait_for_selector("#map-area .leaflet-tile-pane img.leaflet-tile-loaded")
    control.locator("input").nth(2).check()
    phone.wait_for_selector("#map-area .leaflet-tile-pane canvas.leaflet-tile-loaded")
    assert phone.evaluate("() => typeof window.protomapsL") == "object"
    assert phone.locator("#map-area .leaflet-tile-pane img").count() == 0
    assert "某测绘院" in phone.locator(".leaflet-control-attribution").inner_text()
    assert not errors


@pytest.mark.parametrize("name", ["矢量.pmtiles", "影像.mbtiles"])
def test_a_kept_base_map_is_drawn_without_a_network(phone: Any, office: Any, bases: Path, name: str) -> None:
    keep(phone, office)
    phone.reload()
    phone.wait_for_selector("#offline-base:not([hidden])")
    phone.select_option("#offline-form [name=radius]", "10000")
    phone.select_option("#offline-form [name=base]", name)
    phone.click("#offline-form button")
    phone.wait_for_function("() => document.getElementById('offline-list').textContent.includes('存到 11 级')")
    phone.context.set_offline(True)
    phone.goto(f"{office.url}/nearby{SPOT}")
    phone.reload()
    phone.wait_for_selector("#old:not([hidden])")
    phone.locator("#by-map").click()
    if name.endswith("mbtiles"):
        phone.wait_for_selector("#picker-map img.leaflet-tile-loaded")
    else:
        phone.wait_for_selector("#picker-map canvas.leaflet-tile-loaded")
        phone.wait_for_function(f"() => ({INKED})('#picker-map') > 500")
    phone.context.set_offline(False)
    phone.locator("#offline-list button").first.click()
    phone.wait_for_function(
        """() => new Promise((done) => { const asked = indexedDB.open('geoapp-field');
        asked.onsuccess = () => { const db = asked.result, all = db.transaction(['tiles']).objectStore('tiles').count();
          all.onsuccess = () => { db.close(); done(all.result === 0); }; }; })"""
    )


def test_a_tap_counts_while_the_base_maps_are_still_asked_for(phone: Any, office: Any, bases: Path) -> None:
    held: list[Any] = []

    def hold(route: Any) -> None:  # a method of a list is refused there
        held.append(route)

    phone.route("**/api/tiles", hold)
    phone.goto(f"{office.url}/nearby")
    phone.locator("#by-map").click()
    phone.wait_for_selector("#picker-map .leaflet-control-zoom")
    phone.locator("#picker-map").click(position={"x": 180, "y": 200})
    phone.wait_for_function("() => document.getElementById('where').textContent.includes('地图上选的点')")
    assert held
    for route in held:
        route.continue_()
