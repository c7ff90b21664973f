"""The dashboard over a store in memory: its page, its answer, its tables, its two languages."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geoapp.model import Status
from geoapp.web.board_tables import TABLES
from tests.web.memory import HOSTILE, MemoryStore, feature


def board(client: FlaskClient, query: str = "") -> dict[str, object]:
    answer = client.get(f"/api/dashboard?{query}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    read: dict[str, object] = json.loads(answer.data)
    return read


def test_the_page_is_constant_in_size(make_app: Callable[[MemoryStore], Flask]) -> None:
    sizes = {
        len(make_app(MemoryStore([feature(fid) for fid in range(count)])).test_client().get("/").data)
        for count in (8, 2000)
    }
    assert max(sizes) < 16_000
    assert max(sizes) - min(sizes) < 50


def test_the_script_of_its_map_is_a_file_named_by_its_content(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    name = page.partition('src="/boardjs/')[2].partition('"')[0]
    script = client.get(f"/boardjs/{name}")
    assert "wm.shaded(" in script.get_data(as_text=True)
    assert "wm.cases(" in script.get_data(as_text=True)
    assert "immutable" in script.headers["Cache-Control"]
    assert client.get("/boardjs/nothing.js").status_code == 404
    assert "integrity" in page


@pytest.mark.parametrize("query", ["", "status=closed&status=done", "county=430903", "overdue=1", "q=no-such-words"])
def test_every_figure_leads_to_a_map_that_counts_the_same(client: FlaskClient, query: str) -> None:
    given = dict(pair.split("=") for pair in query.split("&") if pair)
    for name, figure in board(client, query)["figures"].items():  # type: ignore[attr-defined]
        if "filter" in figure["words"] or (set(figure["words"]) & set(given)) or not figure["cases"]:
            continue  # CQL2 needs a database; a word of the selection is replaced by the link
        words = query.split("&") if query else []
        words += [f"{word}={value}" for word, value in figure["words"].items()]
        summary = json.loads(client.get("/api/summary?" + "&".join(words)).data)
        assert summary["total"] == {"cases": figure["cases"], "sites": figure["sites"]}, name


def test_a_selection_without_cases_is_no_error(client: FlaskClient) -> None:
    found = board(client, "q=no-such-words")
    assert found["total"]["cases"] == 0  # type: ignore[index]
    assert found["groups"]["county"] == []  # type: ignore[index]


def test_an_empty_store_has_a_dashboard(make_app: Callable[[MemoryStore], Flask]) -> None:
    client = make_app(MemoryStore([])).test_client()
    assert client.get("/").status_code == 200
    found = board(client)
    assert found["total"]["cases"] == 0  # type: ignore[index]
    assert found["data_time"] is not None


def test_wrong_filters_are_refused_with_a_sentence(client: FlaskClient) -> None:
    for path in ("/api/dashboard", "/dashboard/counties.csv"):
        answer = client.get(f"{path}?status=no-such")
        assert answer.status_code == 400
        assert "no-such" in answer.get_json(force=True)["detail"]


def test_districts_without_lines_are_named_with_the_county_that_shows_them(
    make_app: Callable[[MemoryStore], Flask],
) -> None:
    rows = [feature(1), feature(2, county_code="L430921", county="大通湖区"), feature(3, county_code=None, county=None)]
    found = board(make_app(MemoryStore(rows)).test_client())
    assert {unit["code"] for unit in found["undrawn"]} == {"L430921", ""}  # type: ignore[attr-defined, index]
    assert set(found["shaded"]) == {"430903"}  # type: ignore[call-overload]


def test_the_cards_say_what_they_mean_and_count(make_app: Callable[[MemoryStore], Flask]) -> None:
    rows = [
        feature(1, deadline=date(2026, 1, 10), status=Status.PLANNED, case_status=Status.PLANNED),
        feature(2, deadline=date(2026, 2, 10), status=Status.PLANNED, case_status=Status.PLANNED),
        feature(3, deadline=date(2026, 2, 10), status=Status.CLOSED, case_status=Status.CLOSED),
    ]
    cards = {card["id"]: card for card in board(make_app(MemoryStore(rows)).test_client())["cards"]}  # type: ignore[attr-defined]
    assert (cards["yellow"]["cases"], cards["blue"]["cases"], cards["red"]["cases"]) == (1, 1, 0)
    assert cards["yellow"]["words"]["due"] == "2026-01-05/2026-01-20"
    assert cards["blue"]["words"]["due"] == "2026-01-21/2026-02-19"
    assert all(card["meaning"] for card in cards.values())


def test_the_answer_is_tagged_and_not_sent_twice(client: FlaskClient, store: MemoryStore) -> None:
    first = client.get("/api/dashboard")
    again = client.get("/api/dashboard", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    store.token = "v2"
    assert client.get("/api/dashboard", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize("table", TABLES)
def test_each_table_opens_in_a_spreadsheet(client: FlaskClient, table: str) -> None:
    answer = client.get(f"/dashboard/{table}.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) > 1
    assert len({len(row) for row in rows}) == 1


def test_a_name_that_a_spreadsheet_would_run_is_only_shown(make_app: Callable[[MemoryStore], Flask]) -> None:
    client = make_app(MemoryStore([feature(1, lead_unit="=cmd|calc")])).test_client()
    # The store in memory gives no lead units to its columns: the table names none rather than a formula.
    assert "\n=" not in client.get("/dashboard/lead_unit.csv").get_data(as_text=True)


def test_there_is_no_other_table(client: FlaskClient) -> None:
    assert client.get("/dashboard/no-such.csv").status_code == 404


def test_hostile_words_stay_words(client: FlaskClient) -> None:
    found = board(client)
    assert any(change["label"].startswith(HOSTILE[:20]) for change in found["changes"] if "label" in change)  # type: ignore[attr-defined]
    assert "<img" not in client.get("/").get_data(as_text=True).replace('<img src="/static/icon.svg', "")


# --- the language of the interface ------------------------------------------------------------------------------------


def test_the_switch_keeps_the_address_and_lasts(client: FlaskClient) -> None:
    answer = client.get("/?county=430903&lang=en&status=done")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/?county=430903&status=done"
    page = client.get("/").get_data(as_text=True)
    assert '<html lang="en">' in page
    assert "Overview" in page
    assert "整改总览" not in page
    client.get("/?lang=zh")
    assert '<html lang="zh-CN">' in client.get("/").get_data(as_text=True)


def test_an_unknown_language_is_refused(client: FlaskClient) -> None:
    answer = client.get("/?lang=xx", headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert "zh, en" in answer.get_data(as_text=True)


def test_the_switch_leads_to_no_other_host(client: FlaskClient) -> None:
    location = client.get("//evil.example/?lang=en").headers.get("Location", "/")
    assert location.startswith("/")
    assert not location.startswith("//")


def test_answers_in_two_languages_have_two_tags(client: FlaskClient) -> None:
    chinese = client.get("/dashboard/kind.csv")
    client.set_cookie("language", "en")
    english = client.get("/dashboard/kind.csv")
    assert chinese.headers["ETag"] != english.headers["ETag"]
    assert "Water" in english.get_data(as_text=True)
    assert "水" in chinese.get_data(as_text=True)


def test_data_do_not_change_with_the_language(client: FlaskClient) -> None:
    plain = client.get("/export/cases.geojson").data
    client.set_cookie("language", "en")
    assert client.get("/export/cases.geojson").data == plain


def test_pages_beside_data_speak_the_reader_s_language(client: FlaskClient) -> None:
    client.set_cookie("language", "en")
    page = {"Accept": "text/html,application/xhtml+xml"}
    assert "Open in QGIS" in client.get("/qgis").get_data(as_text=True)
    assert "Collections" in client.get("/ogcapi/collections", headers=page).get_data(as_text=True)
    assert "Collections" in client.get("/ogcapi/collections?f=html").get_data(as_text=True)
    told = client.get("/ogcapi/collections", headers={"Accept": "application/json"}).get_json()
    assert {one["id"]: one["title"] for one in told["collections"]}["cases"] == "整改点位"
    assert client.get("/ogcapi/collections?f=json", headers=page).get_json() == told


def test_labels_of_every_language_are_understood(client: FlaskClient) -> None:
    wanted = json.loads(client.get("/api/summary?status=closed").data)["total"]
    assert json.loads(client.get("/api/summary?status=已销号").data)["total"] == wanted
    assert json.loads(client.get("/api/summary?status=Closed").data)["total"] == wanted


def test_scripts_get_chinese_where_english_is_silent(client: FlaskClient) -> None:
    chinese = json.loads(client.get("/texts/zh.json").data)
    english = json.loads(client.get("/texts/en.json").data)
    assert set(chinese) == set(english)
    assert english["status.closed"] == "Closed"


def test_what_a_request_writes_is_in_the_office_s_language(client: FlaskClient) -> None:
    client.set_cookie("language", "en")
    seen = client.get("/cases/nobody", headers={"Accept": "application/json"}).get_data(as_text=True)
    assert "There is no such case" in seen or "no case" in seen
    written = client.post("/cases/nobody/steps", headers={"Accept": "application/json"}).get_json(force=True)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in written["detail"] + written["title"])
