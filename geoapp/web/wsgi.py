"""What the server's worker processes load: the application of this machine's settings."""

from __future__ import annotations

import sys
from typing import cast

from flask import Flask

from geoapp.model import Query
from geoapp.pipeline import Wanted, stream_export
from geoapp.settings import load_settings
from geoapp.web.app import create_app
from geoapp.web.backend import Backend

_SWITCH_SECONDS = 0.0005
_STREAMED = ("geojsonseq", "csv")


def app() -> Flask:
    """A factory: each worker opens its own store."""
    # A thread that comes back from SQLite or numpy waits this long for the interpreter; by default 5 ms, several times
    # what a whole answer takes.
    sys.setswitchinterval(_SWITCH_SECONDS)
    made = create_app(load_settings())
    _make_ready(cast(Backend, made.extensions["geoapp"]))
    return made


def _make_ready(served: Backend) -> None:
    """Load what is loaded once (unit table, texts, formats, the SQL of a stream), so that no first reader waits for
    it: together it is several times what the beginning of a large export may take."""
    served.reader()
    at, one = served.clock(), Query(today=served.today, limit=1)
    for extension in _STREAMED:
        pieces, _ = stream_export(served.store, one, at, Wanted("cases", extension))
        for _ in pieces:
            pass
