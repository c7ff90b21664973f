"""Lining: each case as GeoJSON text, made when it changes, so that exports and the API only put texts together."""

from __future__ import annotations

import logging

from geoapp.exports import line_edition, lines_of
from geoapp.model import StoreError
from geoapp.pipeline.zoning import zone_ids
from geoapp.store import Store

log = logging.getLogger(__name__)

_AT_ONCE = 500
"""Features that are spelled together: some ten megabytes with their outlines, however many notices came in."""


def keep_lines(store: Store) -> None:
    """Make the texts that are missing. What cannot be kept now (somebody else is writing) is made when it is wanted."""
    zones, after = zone_ids(store), 0
    try:
        while (
            last := store.keep_lines(
                line_edition(zones), lambda found: lines_of(found, zones), after=after, limit=_AT_ONCE
            )
        ) is not None:
            after = last
    except StoreError as error:
        log.warning("%s", error)
