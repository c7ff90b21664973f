"""The leaders' dashboard: one page of constant size, one JSON answer that it renews itself from, and its tables."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flask import Blueprint, Response, current_app, render_template

from geoapp.maps import BoardView, Skeleton, chart_library, draw_board
from geoapp.model import CaseFeature, NotFound, Query, headline
from geoapp.model.change import Change
from geoapp.pipeline import load_rules
from geoapp.pipeline.closing import told_name
from geoapp.pipeline.dashboard import Board, Group, count_board, month_of, roll_up
from geoapp.texts import text
from geoapp.web.backend import Backend, backend
from geoapp.web.board_cards import cards_of, held_card
from geoapp.web.board_tables import TABLES, Namer, csv_bytes
from geoapp.web.caching import conditional, tagged
from geoapp.web.features import dumped, json_response, kept_answer, published, query_of_address, query_of_page
from geoapp.web.guard import Right, needs
from geoapp.web.pages import extent_of

blueprint = Blueprint("dashboard", __name__)

COUNTIES = "counties"
LATEST_CHANGES = 14
LISTED = 8


@dataclass(frozen=True, slots=True)
class DrawnBoard:
    """The map's skeleton with the hash that names its script."""

    skeleton: Skeleton
    sha: str


@blueprint.get("/")
@needs(Right.READ)
def page() -> Response:
    """The dashboard; which selection it shows is read from its address by its script."""
    query_of_page()
    drawn = drawn_board(backend())
    digest = any(rule.rule == "/digest" for rule in current_app.url_map.iter_rules())
    content = render_template(
        "dashboard.html",
        skeleton=drawn.skeleton,
        script_url=f"/boardjs/{drawn.sha}.js",
        charts=chart_library(),
        digest=digest,
    )
    return tagged(Response(content, mimetype="text/html"), content.encode())


def drawn_board(served: Backend) -> DrawnBoard:
    """The map's skeleton for the present extent, drawn once a data version."""

    def make() -> DrawnBoard:
        shapes = f"/api/layers/{COUNTIES}" if county_shapes(served) else None
        number = served.settings.map_review_number
        attribution = text("web.map_review_number", number=number) if number else ""
        skeleton = draw_board(BoardView(extent_of(served), shapes, attribution))
        return DrawnBoard(skeleton, hashlib.sha256(skeleton.script.encode()).hexdigest()[:16])

    return served.answers.get(served.store.version(), ("board map", text("dashboard.title")), make)


def county_shapes(served: Backend) -> frozenset[str]:
    """Codes of the counties that can be drawn."""

    def make() -> frozenset[str]:
        if not any(one.definition.id == COUNTIES and one.problem is None for one in published(served)):
            return frozenset()
        features = served.store.layer(COUNTIES).features
        return frozenset(str(f.properties.get("code") or f.fid) for f in features if f.geometry is not None)

    return served.answers.get(served.store.version(), "county shapes", make)


@blueprint.get("/boardjs/<name>")
@needs(Right.READ)
def board_script(name: str) -> Response:
    """The script of the map's skeleton, named by its content."""
    drawn = drawn_board(backend())
    content = drawn.skeleton.script.encode()
    if len(name) != len(drawn.sha) + 3 or not name.endswith(".js"):
        raise NotFound(text("web.detail.404"))
    return tagged(Response(content, mimetype="text/javascript"), content, immutable=name == f"{drawn.sha}.js")


@blueprint.get("/api/dashboard")
@needs(Right.READ)
@conditional
def board() -> Response:
    """Everything that the page shows, counted for the selection of the address."""
    query = query_of_address()
    return json_response(kept_answer(lambda: dumped(_content(backend(), query))))


@blueprint.get("/dashboard/<table>.csv")
@needs(Right.READ)
@conditional
def download(table: str) -> Response:
    """One of the dashboard's tables for a spreadsheet, under the same filter."""
    query = query_of_address()
    if table not in TABLES:
        raise NotFound(text("web.no_format", known=", ".join(TABLES)))
    served = backend()
    content = csv_bytes(table, counted(served, query), _namer(served))
    response = Response(content, mimetype="text/csv")
    name = text("dashboard.table.file", table=text(f"dashboard.{table}.title"))
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}-{served.today}.csv")
    return response


def counted(served: Backend, query: Query) -> Board:
    """The board of a selection, counted once a data version."""

    def make() -> Board:
        columns, mask = served.selected(query)
        return count_board(columns, mask, query, listed=LISTED)

    return served.answers.get(served.store.version(), ("board", query), make)


def _content(served: Backend, query: Query) -> dict[str, Any]:
    board = counted(served, query)
    columns = served.store.columns()
    name = _namer(served)
    dates = [notice.issued_on for notice in served.store.notices() if notice.issued_on is not None]
    return {
        "today": served.today,
        "edition": served.edition,
        "chosen": {code: _unit_name(served, code) for code in query.county},
        "month": month_of(served.today),
        "data_time": columns.data_time,
        "notices": columns.notices,
        "newest_notice": max(dates, default=None),
        "figures": {key: asdict(figure) for key, figure in board.figures.items()},
        "total": asdict(board.total),
        "groups": {
            key: [asdict(group) | {"name": name(key, group.value)} for group in groups]
            for key, groups in board.groups.items()
        },
        "trend": asdict(board.trend),
        "gaps": board.gaps,
        "cards": cards_of(served, query),
        "zones": {layer_id: definition.title for layer_id, definition in served.zones().items()},
        "due": [_due_row(served, fid) for fid in board.due],
        "past": [_due_row(served, fid) for fid in board.past],
        "changes": [_change_row(served, change) for change in served.store.changes(query, limit=LATEST_CHANGES)],
        **_map_of(served, board.groups["county"]),
    }


def _map_of(served: Backend, groups: Sequence[Group]) -> dict[str, Any]:
    """What the map is shaded by: figures by code with districts rolled up, and the units that it cannot draw."""
    drawn, legal = county_shapes(served), served.store.columns().legal
    into = {group.value: legal.get(group.value) for group in groups if group.value not in drawn}
    rolled = roll_up(groups, {code: other for code, other in into.items() if other in drawn and other is not None})
    undrawn = [
        {"code": code, "name": _unit_name(served, code), "into": _unit_name(served, other) if other in drawn else None}
        for code, other in into.items()
    ]
    return {"shaded": {group.value: asdict(group) for group in rolled if group.value in drawn}, "undrawn": undrawn}


def _unit_name(served: Backend, code: str | None) -> str:
    unit = served.units.get(code)
    return unit.usual_name if unit is not None else code or text("dashboard.counties.nobody")


def _namer(served: Backend) -> Namer:
    """Names of groups: units by the unit table, vocabularies by the catalogue, lead units as the notices write them."""

    def name(dimension: str, value: str) -> str:
        if dimension == "county":
            return _unit_name(served, value)
        if dimension == "zone":
            return served.zones()[value].title
        if dimension == "lead_unit":
            return value or text("dashboard.lead_unit.nobody")
        return text(f"words.{dimension}.{value}")

    return name


def _due_row(served: Backend, fid: int) -> dict[str, Any]:
    feature: CaseFeature = served.feature(fid)
    return {
        "fid": fid,
        "case_id": feature.case_id,
        "no": feature.no,
        "label": feature.name or headline(feature.problem),
        "problem": feature.problem,
        "county": _unit_name(served, feature.county_code) if feature.county_code else None,
        "deadline": feature.deadline,
        "status": feature.case_status,
        "overdue": feature.overdue,
        "lapsed": feature.lapsed,
        "evidence_on": feature.evidence_on,
        "card": held_card(served, feature),
    }


def _change_row(served: Backend, change: Change) -> dict[str, Any]:
    row: dict[str, Any] = {"kind": change.kind, "recorded_at": change.recorded_at, "cases": change.cases}
    event = change.event
    if event is None:
        return row | {"title": change.notice_title, "notice_id": change.notice_id, "issued_on": change.issued_on}
    return row | {
        "case_id": event.case_id,
        "no": change.no,
        "label": headline(change.problem or ""),
        "county": _unit_name(served, change.county_code) if change.county_code else None,
        "field": event.field,
        "before": event.before,
        "after": event.after,
        "happened_on": event.happened_on,
        "precision": event.happened_precision,
        "actor": event.actor,
        "note": event.note,
        "name": told_name(event, load_rules(served.settings)),
    }
