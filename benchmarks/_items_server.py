"""The application as the production server runs it, and one more view that always answers the same: for ``items``."""

from __future__ import annotations

import sys

from flask import Flask, Response, request

from geoapp.web.guard import Right, needs
from geoapp.web.wsgi import app as production

TARGET = "benchmarks._items_server:app"


def app() -> Flask:
    """The application with ``/constant``: the first page of items, made once."""
    made = production()
    path = "/ogcapi/collections/cases/items?bbox=112,28,113.5,29.5&status=in_progress&limit=100"
    kept: list[bytes] = []

    @made.get("/constant")
    @needs(Right.OPEN)
    def constant() -> Response:
        if not kept:
            kept.append(made.test_client().get(path).data)
        assert request.method == "GET"
        return Response(kept[0], mimetype="application/geo+json")

    return made


if __name__ == "__main__":
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        TARGET, address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.WSGI, factory=True, workers=1,
        blocking_threads=4, websockets=False,
    ).serve()  # fmt: skip
