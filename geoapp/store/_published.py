"""A store as the public sees it: every read goes to an edition from which everything else was taken out.

The edition is a file of its own (see ``_publishing``), so a search, a box or a CQL2 filter cannot ask about what is
not in it. Nothing is written by way of it. When the office's store has changed, the next edition is made beside the
present one, which is served until then: it never holds what the next one hides anew, only what is older.
Each method of ``Store`` is decided here by name: one that is not is refused (a test compares the two).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Final

from geoapp.model import Forbidden, NotFound
from geoapp.store._protocol import Store
from geoapp.texts import text

READ: Final = frozenset(
    {
        "alike", "attachment", "changes", "check", "columns", "conflicts", "count", "disagreements", "dossier",
        "events", "feature", "feature_by_site", "features", "held", "iterate", "keep_lines", "layer", "layers", "lines",
        "lines_of", "links", "looks", "notice", "notices", "observations", "page", "pick_from_layer", "placed",
        "records_of", "search", "series", "similar", "summary", "told", "units", "unjudged",
    }
)  # fmt: skip
"""Asked of the edition as they are."""
REFUSED: Final = frozenset(
    {
        "backup", "bulk_load", "correct", "drop_spare", "importing", "keep_series", "put_attachment",
        "put_containments", "put_layer", "put_links", "put_look", "put_notice", "put_observations", "put_units",
        "remove_layer", "tell", "together",
    }
)  # fmt: skip
"""What would change something, or hand out the file."""


class PublishedStore:
    """``Store`` for the public. ``make(version)`` gives the edition of a version of the office's store, with sentences
    about what it leaves out."""

    def __init__(self, whole: Store, make: Callable[[str], tuple[Store, tuple[str, ...]]]) -> None:
        self._whole, self._make = whole, make
        self._lock = threading.Lock()
        self._version = whole.version()
        self._edition, self._notes = make(self._version)
        self._former: Store | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences about what the edition leaves out."""
        return self._notes

    def version(self) -> str:
        """The edition's; asking it is what notices that the office's store has changed."""
        if self._whole.version() != self._version and self._lock.acquire(blocking=False):
            threading.Thread(target=self._renew, name="edition", daemon=True).start()
        return self._edition.version()

    def refresh(self) -> None:
        """Bring the edition up to date now."""
        self._lock.acquire()
        self._renew()

    def _renew(self) -> None:
        """With the lock taken: make the edition of the present version, and let go."""
        try:
            version = self._whole.version()
            if version != self._version:
                edition, notes = self._make(version)
                former, self._former = self._former, self._edition
                self._edition, self._notes, self._version = edition, notes, version
                if former is not None:  # two editions back: nobody reads it any more
                    former.close()
        finally:
            self._lock.release()

    def original(self, identifier: str, *_: Any, **__: Any) -> bytes:
        """Originals hold what the edition blanks: the public gets the text."""
        del identifier
        raise NotFound(text("publishing.no_original"))

    def close(self) -> None:
        """Let go of the office's store and of the editions."""
        for store in (self._edition, self._former, self._whole):
            if store is not None:
                store.close()

    def __getattr__(self, name: str) -> Any:
        if name in READ:
            return getattr(self._edition, name)
        if name.startswith("_"):
            raise AttributeError(name)
        return _refuse


def _refuse(*_: Any, **__: Any) -> Any:
    raise Forbidden(text("publishing.read_only"))
