"""The web: pages, the JSON that they fetch, downloads. Enter by ``create_app(settings, store)``."""

from geoapp.web.app import create_app

__all__ = ["create_app"]
