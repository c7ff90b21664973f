"""The store: notices, cases, events and layers in one database. Enter by ``open_store``.

A store is one module of this folder with ``handles(url)`` and ``open_url(url, create, today)``; there is no list of
them to keep.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from datetime import date, datetime

from geoapp.model import StoreError
from geoapp.settings import ZONE
from geoapp.store._cql2_text import Expression, FilterLimits, parse_filter, property_names
from geoapp.store._looks import Look
from geoapp.store._protocol import (
    Correction,
    Disagreement,
    FieldValue,
    Filing,
    Held,
    Link,
    LinkState,
    Located,
    PutResult,
    Retraction,
    Store,
    Told,
)
from geoapp.store._published import PublishedStore
from geoapp.store._publishing import Edition, edit_copy
from geoapp.store._restoring import (
    add_originals,
    check_backup_originals,
    copy_database,
    files_of,
    release,
    stage_backup,
)
from geoapp.store._scoped import scoped
from geoapp.store._statuses import StatusConflict, ToldStatus
from geoapp.texts import text

__all__ = [
    "Correction", "Disagreement", "Edition", "Expression", "FieldValue", "Filing", "FilterLimits", "Held", "Link",
    "LinkState", "Located", "Look", "PublishedStore", "PutResult", "Retraction", "StatusConflict", "Store", "Told",
    "ToldStatus", "add_originals", "check_backup_originals", "copy_database", "edit_copy", "files_of", "open_store",
    "parse_filter", "property_names", "release", "scoped", "stage_backup",
]  # fmt: skip

_EXAMPLE = "geoapp.gpkg"


def open_store(url: str, *, create: bool = False, today: Callable[[], date] | None = None) -> Store:
    """The store at ``url`` (a path ending in ``.gpkg``); with ``create`` it is made when it does not exist.

    ``today`` says which day it is for features read one by one (default: the date in Asia/Shanghai). Raises
    ``StoreError`` when there is none, when the file is not ours or newer, or for an address of no known kind.
    """
    for found in pkgutil.iter_modules(__path__):
        if found.name.startswith("_"):
            continue
        module = importlib.import_module(f"{__name__}.{found.name}")
        if module.handles(url):
            store: Store = module.open_url(url, create=create, today=today or _today)
            return store
    key = "postgis_not_built" if url.startswith(("postgresql", "postgres:")) else "no_scheme"
    raise StoreError(text(f"store.{key}", url=url, example=_EXAMPLE))


def _today() -> date:
    return datetime.now(ZONE).date()
