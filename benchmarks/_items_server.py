"""The application as the production server runs it, and one more view that always answers the same: for ``items``."""

from __future__ import annotations

import os
import sys

from flask import Flask, Response

from geoapp.web.guard import Right, needs
from geoapp.web.wsgi import app as production

TARGET = "benchmarks._items_server:app"
PAGE = "/ogcapi/collections/cases/items?bbox=112,28,113.5,29.5&status=in_progress&limit=100"


def app() -> Flask:
    """The application with ``/constant``: the first page of items, made once."""
    made = production()
    kept: list[bytes] = []

    @made.get("/constant")
    @needs(Right.READ)
    def constant() -> Response:
        if not kept:
            kept.append(made.test_client().get(PAGE).data)
        return Response(kept[0], mimetype="application/geo+json")

    return made


if __name__ == "__main__":
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        TARGET, address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.WSGI, factory=True,
        workers=int(os.environ.get("BENCH_WORKERS", "2")), blocking_threads=4, websockets=False,
    ).serve()  # fmt: skip
