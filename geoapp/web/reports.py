"""Reports on the web: the three lists and the month digest of the present selection, the evidence pack of a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from geoapp.model import Query
from geoapp.pipeline import list_cases, load_rules, scope_words, selected_cases
from geoapp.pipeline.closing import rules_stamp
from geoapp.pipeline.digest import build_digest, count_months, month_of, opening_month
from geoapp.pipeline.export_jobs import Ticket, job_id
from geoapp.pipeline.packing import pack_name
from geoapp.pipeline.publishing import told_of
from geoapp.reports import (
    COUNTS,
    DOCX,
    MEDIA_TYPE,
    PAPERS,
    PARTS,
    Digest,
    ListHead,
    cells_of,
    rows_of,
    write_digest_book,
    write_digest_document,
    write_lists,
)
from geoapp.texts import text
from geoapp.web.backend import backend
from geoapp.web.caching import conditional
from geoapp.web.complaints import shown, wrong
from geoapp.web.downloads import answered, child_options, jobs
from geoapp.web.features import plain_address, query_of_address
from geoapp.web.guard import Right, current_scope, needs

blueprint = Blueprint("reports", __name__)

LISTED_AT_ONCE = 200
"""More cases than this are listed in the background, with a page to wait on."""
_MAX_OFFICE = 60


@blueprint.get("/lists.xlsx")
@needs(Right.READ)
@conditional
def lists() -> AnyResponse:
    """三张清单 of the selection; ``paper=A4``, ``office=`` are its own words."""
    served = backend()
    query = query_of_address("paper", "office")
    paper, office = request.args.get("paper", "A3"), request.args.get("office", "")
    if paper not in PAPERS:
        raise wrong("reports.web.bad_paper", "paper", "A3", value=shown(paper))
    if len(office) > _MAX_OFFICE or not office.isprintable():
        raise wrong("reports.web.bad_office", "office", most=_MAX_OFFICE)
    name = f"{text('reports.lists.file')}{served.today}.xlsx"
    if (found := len(selected_cases(served.store, query))) > LISTED_AT_ONCE:
        options = [f"--paper={paper}", f"--office={office}", *child_options(served, "paper", "office")]
        ticket = _ticket("lists", text("reports.lists.file"), name, MEDIA_TYPE, found)
        return answered(jobs().start(ticket, options, ["lists"]))
    cases = list(list_cases(served.store, query, load_rules(served.settings)))
    head = ListHead(scope_words(query, served.units), served.today, office, told_of(served.store))
    return _file(write_lists(cases, head, paper=paper), MEDIA_TYPE, name)


@blueprint.get("/digest")
@needs(Right.READ)
@conditional
def digest_page() -> str:
    """The digest as a page; ``month`` is the latest one that has something unless said."""
    query = query_of_address("month")
    digest = _digest(query)
    words = [(word, value) for word, value in request.args.items(multi=True) if word != "month"]
    return render_template(
        "digest.html",
        digest=digest,
        parts=[(part, [name for name, _, _ in PARTS[part]], rows_of(digest, part)) for part in PARTS],
        cells=cells_of,
        counts=COUNTS,
        years=_years(_months(query)),
        address=urlencode([("month", digest.month), *words]),
        words=urlencode(words),
        previous=f"{digest.first - timedelta(1):%Y-%m}",
        following=f"{digest.last + timedelta(1):%Y-%m}",
        hidden=words,
    )


@blueprint.get("/digest.<extension>")
@needs(Right.READ)
@conditional
def digest_file(extension: str) -> Response:
    """The same as XLSX or DOCX."""
    if extension not in ("xlsx", "docx"):
        raise wrong("reports.web.bad_format", "digest", "/digest.xlsx", value=shown(extension))
    digest = _digest(query_of_address("month"))
    document = extension == "docx"
    data = write_digest_document(digest) if document else write_digest_book(digest)
    return _file(data, DOCX if document else MEDIA_TYPE, f"{digest.title}.{extension}")


def _digest(query: Query) -> Digest:
    served = backend()
    written = request.args["month"] if "month" in request.args else opening_month(_months(query), served.today)
    try:
        first, last = month_of(written)
    except ValueError as error:
        raise wrong("reports.digest.bad_month", "month", "2025-11", value=shown(written)) from error
    return build_digest(served.store, query, first, last, served.units)


def _months(query: Query) -> dict[str, int]:
    """Months of the selection that have something, counted once a data version."""
    served = backend()
    return served.answers.get(
        served.store.version(), ("digest months", query), lambda: count_months(served.store, query)
    )


def _years(months: Mapping[str, int]) -> list[tuple[str, list[tuple[str, int]]]]:
    """Year -> its twelve months with their cases, newest year first."""
    names = sorted({month[:4] for month in months}, reverse=True)
    return [(year, [(key := f"{year}-{n:02d}", months.get(key, 0)) for n in range(1, 13)]) for year in names]


@blueprint.get("/cases/<path:case_id>/pack.zip")
@needs(Right.READ)
def pack(case_id: str) -> AnyResponse:
    """Start the job that packs the case, or find it, and show the way."""
    plain_address()
    served = backend()
    dossier = served.store.dossier(case_id)
    ticket = _ticket("pack", text("reports.web.pack"), pack_name(dossier), "application/zip", 1)
    return answered(jobs().start(ticket, child_options(served), ["pack", case_id]))


def _ticket(work: str, title: str, file_name: str, media_type: str, total: int) -> Ticket:
    """The ticket of a job for the present address: the same for the same data, day, rights and texts."""
    served, mark = backend(), current_scope().mark
    address = request.full_path.rstrip("?")
    return Ticket(
        id=job_id(work, address, served.store.version(), served.today.isoformat(), served.edition, mark,
                  rules_stamp(served.settings)),
        layer="cases", title=title, extension=file_name.rpartition(".")[2], file_name=file_name,
        media_type=media_type, address=address, total=total, started_at=0.0, scope=mark,
    )  # fmt: skip


def _file(data: bytes, kind: str, name: str) -> Response:
    return send_file(BytesIO(data), mimetype=kind, as_attachment=True, download_name=name, etag=False)
