"""The application factory: Flask with our blueprints, templates and manners."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from geoapp import __version__, paths
from geoapp.accounts import open_accounts
from geoapp.maps import palette
from geoapp.model import UnitTable, headline
from geoapp.pipeline.publishing import for_audience
from geoapp.settings import ZONE, Settings
from geoapp.store import Store, open_store
from geoapp.texts import text
from geoapp.web import (
    admin,
    auditing,
    caching,
    certificate,
    closing,
    dashboard,
    downloads,
    errors,
    features,
    field,
    files,
    guard,
    inbox,
    keeping,
    login,
    manual,
    ogcapi,
    oidc,
    own,
    pages,
    printing,
    qgis,
    reports,
    review,
    sections,
    security,
    throttle,
    tiles,
    visits,
)
from geoapp.web import languages as language_choice
from geoapp.web.backend import Backend

_PAGES = (
    pages, features, files, downloads, qgis, ogcapi, sections, field, certificate, manual, inbox, review, closing,
    reports, login, dashboard, own, oidc, admin, printing, visits, keeping, tiles,
)  # fmt: skip


def _local_day(moment: datetime) -> date:
    """The day in China of a moment that the store keeps in UTC."""
    return moment.astimezone(ZONE).date()


def _now() -> datetime:
    return datetime.now(ZONE)


def create_app(
    settings: Settings,
    store: Store | None = None,
    *,
    units: UnitTable | None = None,
    clock: Callable[[], datetime] = _now,
) -> Flask:
    """The service over ``store`` (default: the one of the settings). ``clock`` gives the day that judges 逾期.

    ``units`` defaults to the shipped unit table. Raises ``StoreError`` when the store cannot be opened.
    """

    def today() -> date:
        return clock().astimezone(ZONE).date()

    app = Flask(
        "geoapp", static_folder=None, template_folder=str(paths.TEMPLATES), root_path=str(Path(__file__).parent)
    )
    app.extensions["geoapp"] = Backend(
        settings=settings,
        store=for_audience(open_store(settings.database, today=today) if store is None else store, settings, today),
        given_units=units,
        clock=clock,
        edition=_edition(settings),
    )
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_kb << 10
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        t=text,
        static=files.static_url,
        review_number=settings.map_review_number,
        left_out=printing.left_out,
        bases=tiles.on_page,
        tile_files=tiles.on_layers_page,
    )
    app.jinja_env.globals["palette"] = palette()
    app.jinja_env.filters["headline"] = headline
    app.jinja_env.filters["retold"] = language_choice.retold
    app.jinja_env.filters["local_day"] = _local_day
    language_choice.install(app, settings)
    security.install(app, settings)
    errors.install(app)
    known = open_accounts(settings, clock)
    guard.install(app, known)
    auditing.install(app, known)
    for room in _PAGES:
        app.register_blueprint(room.blueprint)
    throttle.install(app, known)
    oidc.install(app, settings)
    if settings.trusted_proxies:
        n = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
    app.after_request(caching.compress)
    app.after_request(security.add_headers)
    ogcapi.cors.install(app, settings)
    return app


def _edition(settings: Settings) -> str:
    """Changes with whatever besides the data decides a page: our version, templates, texts, and what an office set."""
    digest = hashlib.sha256(f"{__version__} {settings}".encode())
    folders = ((paths.TEMPLATES, "*.html"), (paths.STATIC, "*.*"), (Path(__file__).parent.parent / "texts", "*/*.toml"))
    for folder, pattern in folders:
        for path in sorted(folder.glob(pattern)):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]
