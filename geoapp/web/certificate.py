"""The page from which phones install the office's certificate. Open to everybody: it holds no data and no secret."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template

from geoapp.web.backend import backend
from geoapp.web.guard import Right, needs
from geoapp.web.tls import fingerprint, papers_of

blueprint = Blueprint("certificate", __name__)


@blueprint.get("/certificate")
@needs(Right.OPEN)
def page() -> str:
    """How to install it, by kind of device."""
    papers = papers_of(backend().settings.folder)
    print_ = fingerprint(papers) if papers.authority.is_file() else ""
    return render_template("certificate.html", fingerprint=print_)


@blueprint.get("/certificate/ca.crt")
@needs(Right.OPEN)
def authority() -> Response:
    """The authority's certificate, of the type that makes phones offer to install it."""
    papers = papers_of(backend().settings.folder)
    if not papers.authority.is_file():
        abort(404)
    response = Response(papers.authority.read_bytes(), mimetype="application/x-x509-ca-cert")
    response.headers["Content-Disposition"] = 'attachment; filename="ca.crt"'
    return response
