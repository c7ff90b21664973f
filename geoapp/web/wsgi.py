"""What the server's worker processes load: the application of this machine's settings."""

from __future__ import annotations

from flask import Flask

from geoapp.settings import load_settings
from geoapp.web.app import create_app


def app() -> Flask:
    """A factory: each worker opens its own store."""
    return create_app(load_settings())
