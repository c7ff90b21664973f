"""Zones in a real browser: what the panel and the list say of a site, the filter, the tables behind a section's chart,
and a way along surveyed (invented) rivers drawn on the map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from browser_kit import NOW, Server
from shapely.geometry import LineString, Point

from geoapp.model import Basis, BuiltLayer, LayerDefinition, LayerFeature, Lineage
from geoapp.settings import Settings

pytestmark = pytest.mark.browser

ZONE = "lakeside-retreat-zone-1000m"
BOTH = pytest.mark.parametrize("phone", [False, True], ids=["1440x900", "390x844"])
SECTION = "sections/大通湖国控断面"


CIRCLE = """() => {
  let found = null;
  wm.map.eachLayer((one) => { if (one instanceof L.Circle && one.options.dashArray === "6 5") found = one; });
  const at = wm.map.latLngToContainerPoint(found.getLatLng()).y + wm.map.getContainer().getBoundingClientRect().top;
  return [at, document.querySelector("#side").getBoundingClientRect().top];
}"""
"""The height of a section's place on the screen, and where the phone's sheet begins."""
WAY = "() => { let n = 0; wm.map.eachLayer((one) => { if (one.options.weight === 5) n += 1; }); return n > 0; }"


def ready(page: Any) -> None:
    page.wait_for_function("() => window.__ready")


def uncertain_site(demo: Any, page: Any) -> dict[str, Any]:
    rows = page.evaluate(
        "url => fetch(url).then(answer => answer.json())", f"{demo.url}/api/list?zone={ZONE}:uncertain"
    )
    one = next(row for row in rows["features"] if row[f"zone:{ZONE}:distance_m"] > 0)
    assert isinstance(one, dict)
    return one


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"))


@BOTH
def test_the_panel_says_the_answer_its_figures_and_what_would_decide(demo: Any, open_page: Any, phone: bool) -> None:
    page, _ = open_page(f"{demo.url}/map?hide=", phone=phone)
    fid = uncertain_site(demo, page)["fid"]
    page, watch = open_page(f"{demo.url}/map?hide=&fid={fid}", phone=phone)
    ready(page)
    line = page.locator("#detail-body .zone-line").first
    line.wait_for()
    line.scroll_into_view_if_needed()
    said = line.inner_text()
    assert "大通湖临湖1000米退养区" in said
    assert "不能判定 · 距界线" in said
    assert "±" in said
    assert "要判定，须" in line.locator(".zone-decides").inner_text()
    assert fits(page), "the page scrolls sideways"
    assert (watch.errors, watch.foreign) == ([], [])


@BOTH
def test_the_list_of_a_zone_says_it_of_every_site(demo: Any, open_page: Any, phone: bool) -> None:
    page, watch = open_page(f"{demo.url}/map?hide=&zone={ZONE}:uncertain", phone=phone)
    ready(page)
    if phone:
        page.get_by_role("tab", name="清单").or_(page.locator("#tab-list")).first.click()
    page.wait_for_selector("#list .item .zone-decides, .items .item .zone-decides")
    items = page.locator(".items .item:visible")
    assert items.count() > 0
    for index in range(items.count()):
        assert "不能判定" in items.nth(index).inner_text()
        assert "要判定" in items.nth(index).inner_text()
    assert fits(page)
    assert watch.errors == []


def test_the_filter_chooses_a_verdict(demo: Any, open_page: Any) -> None:
    page, watch = open_page(f"{demo.url}/map?hide=", phone=False)
    ready(page)
    page.locator("#zones summary").click()
    box = page.locator(f"#zones input[value='{ZONE}:uncertain']")
    box.check()
    page.wait_for_function(
        "value => new URLSearchParams(location.search).get('zone') === value", arg=f"{ZONE}:uncertain"
    )
    page.wait_for_selector(".items .zone-decides")
    assert watch.errors == []


@pytest.fixture(scope="module")
def weekly(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The sample with a table of weekly values of the hot months."""
    from geoapp.pipeline import import_series, load_world, open_demonstration
    from geoapp.web import create_app

    folder = tmp_path_factory.mktemp("周报")
    settings = Settings(folder=folder, db=str(folder / "demo.gpkg"))
    store, _ = open_demonstration(Path(settings.database), load_world(settings), now=lambda: NOW)
    rows = [f"大通湖国控断面,2025-0{6 + n // 4}-{1 + 7 * (n % 4):02d},{0.05 + n / 400:.3f}" for n in range(12)]
    table = folder / "周报.csv"
    table.write_text("断面,采样日期,总磷(mg/L)\n" + "\n".join(rows) + "\n", encoding="utf-8")
    import_series(table, store, now=lambda: NOW)
    server = Server(create_app(settings, store, clock=lambda: NOW))
    yield server
    server.stop()
    store.close()


@BOTH
def test_a_series_is_a_chart_and_each_value_leads_to_its_row(weekly: Server, open_page: Any, phone: bool) -> None:
    page, watch = open_page(f"{weekly.url}/map?hide=&section={quote(SECTION)}", phone=phone)
    ready(page)
    page.wait_for_selector("#detail-body table.observations")
    page.wait_for_selector(".trend svg")
    chart = page.locator(".trend").first
    assert "总磷" in (chart.get_attribute("aria-label") or "")
    told = page.evaluate("""() => Object.fromEntries(echarts.getInstanceByDom(document.querySelector(".trend"))
      .getOption().series.map(one => [one.name, one.data.filter(p => p.point || Array.isArray(p)).length]))""")
    assert told["values"] == 12
    assert told["targets"] > 1
    assert {"Ⅲ类", "Ⅳ类"} <= set(chart.locator("svg text").all_text_contents())
    if phone:  # the map moves there: the section must not stay under the sheet
        page.wait_for_function(f"() => {{ const [below, sheet] = ({CIRCLE})(); return below < sheet; }}")
    link = page.locator("table.observations a", has_text="周报.csv").first
    link.scroll_into_view_if_needed()
    link.click()
    page.wait_for_url("**/series/**")
    asked = page.locator("tr.asked")
    assert "大通湖国控断面" in asked.inner_text()
    assert asked.get_attribute("id") == page.url.partition("#")[2]
    assert fits(page)
    assert (watch.errors, watch.foreign) == ([], [])


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A river, a brook and a section that nobody ever surveyed, as if somebody had; and one works at the brook."""
    from geoapp.store import open_store
    from geoapp.web import create_app
    from tests.web.memory import UNITS, feature

    folder = tmp_path_factory.mktemp("河网")
    store = open_store(str(folder / "a.gpkg"), create=True, today=NOW.date)
    works = replace(
        feature(1), fid=1, case_id="c-1", site_id="s-1", name="某厂", geometry=Point(112.0502, 28.53), lon=112.0502,
        lat=28.53, accuracy_m=20.0, basis=Basis.VERIFIED, place_key="p", type=None,
    )  # fmt: skip
    store.bulk_load([works], at=NOW, actor="test")
    known = {"accuracy_m": 5.0, "basis": "surveyed", "source": "虚构", "licence": "", "aliases": []}
    lines = {"甲江": [(112.0, 28.5), (112.1, 28.5), (112.2, 28.52)], "乙溪": [(112.05, 28.56), (112.05, 28.5)]}
    rivers = [
        LayerFeature(f"water/{n}", LineString(c), {**known, "name": n, "type": "river"}) for n, c in lines.items()
    ]
    name = "甲江下断面"
    station = LayerFeature(
        f"sections/{name}", Point(112.15, 28.51),
        {**known, "key": f"sections/{name}", "name": name, "type": "monitoring_section"},
    )  # fmt: skip
    for layer_id, features in (("water", rivers), ("monitoring-sections", [station])):
        definition = LayerDefinition(layer_id, layer_id, "虚构", "reference", {"of": "reference:water"}, {}, {}, {}, {})
        store.put_layer(BuiltLayer(definition, tuple(features), Lineage(""), digest=layer_id))
    settings = Settings(folder=folder, db=str(folder / "a.gpkg"))
    server = Server(create_app(settings, store, units=UNITS, clock=lambda: NOW))
    yield server
    server.stop()
    store.close()


@BOTH
def test_a_way_down_the_river_is_drawn_and_told(surveyed: Server, open_page: Any, phone: bool) -> None:
    page, watch = open_page(f"{surveyed.url}/map?hide=&fid=1", phone=phone)
    ready(page)
    ask = page.get_by_role("button", name="沿河向下追溯")
    ask.scroll_into_view_if_needed()
    ask.click()
    page.wait_for_function(WAY)
    block = page.locator("#detail-body section", has_text="下游的断面").inner_text()
    assert "甲江下断面" in block
    assert "公里" in block
    assert "乙溪 → 甲江" in block
    assert "水系连通" in block
    assert "造成" not in block
    page.get_by_role("button", name="甲江下断面").click()
    page.wait_for_selector("#detail-body .items .item")
    assert "某厂" in page.locator("#detail-body .items").inner_text()
    page.wait_for_function(WAY)
    assert fits(page)
    assert (watch.errors, watch.foreign) == ([], [])
