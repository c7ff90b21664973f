"""What the server's worker processes load: the application of this machine's settings."""

from __future__ import annotations

import sys

from flask import Flask

from geoapp.settings import load_settings
from geoapp.web.app import create_app

_SWITCH_SECONDS = 0.0005


def app() -> Flask:
    """A factory: each worker opens its own store."""
    # A thread that comes back from SQLite or numpy waits this long for the interpreter; by default 5 ms, several times
    # what a whole answer takes.
    sys.setswitchinterval(_SWITCH_SECONDS)
    return create_app(load_settings())
