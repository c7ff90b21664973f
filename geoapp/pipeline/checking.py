"""Checking: the doctor of the whole house. Store, layers, gazetteer; and where machine and person differ."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import shapely

from geoapp.closing import WorkCalendar
from geoapp.model import CHINA, LocationInstance, PlaceType
from geoapp.pipeline.closing import load_rules, unpublished_terms
from geoapp.pipeline.progress import Progress, silent
from geoapp.pipeline.terms import waiting_terms
from geoapp.pipeline.wording import field_in_words, value_in_words
from geoapp.pipeline.world import World, imported_gazetteer, is_imported
from geoapp.settings import ZONE
from geoapp.store import Disagreement, Store
from geoapp.texts import text
from geoapp.tiles import find_tiles


def check_world(store: Store, world: World, progress: Progress = silent) -> list[str]:
    """Sentences about what is wrong: the store's own findings, layers that could not be built, the gazetteer,
    terms that wait for a calendar, base maps that cannot be shown.

    Raises ``BadDefinition`` for a wrong file of the closing procedure."""
    rules = load_rules(world.settings)
    terms = unpublished_terms(store, rules.calendar, rules.procedures)
    tiles = find_tiles(world.settings.tiles_folder).problems
    return [*store.check(progress), *_check_gazetteer(world), *terms, *_check_worded(store, rules.calendar), *tiles]


def _check_worded(store: Store, calendar: WorkCalendar) -> Iterator[str]:
    """Deadlines in working days that wait for a year's calendar."""
    for held, start, year in waiting_terms(store, calendar):
        said = {"case_id": held.filing.case_id, "title": held.notice.title, "start": start, "year": year}
        yield text("closing.term.check", **said)


def _check_gazetteer(world: World) -> Iterator[str]:
    """Every entry is a valid geometry within China; what an office imported lies where its counties are."""
    for instance in world.gazetteer:
        if instance.geometry is None:
            continue
        where = {"name": instance.name, "key": instance.key, "file": _file_of(instance, world)}
        if not shapely.is_valid(instance.geometry):
            reason = shapely.is_valid_reason(instance.geometry)
            yield text("linking.check.invalid", reason=reason, **where)
        west, south, east, north = shapely.bounds(instance.geometry)
        if not (CHINA[0] <= west <= east <= CHINA[2] and CHINA[1] <= south <= north <= CHINA[3]):
            yield text("linking.check.outside", x=f"{west:.5f}", y=f"{south:.5f}", **where)
        unknown = [code for code in instance.county_codes if world.units.get(code) is None]
        if unknown:
            yield text("linking.check.unknown_county", codes="、".join(unknown), **where)
        if instance.accuracy is None and instance.type is not PlaceType.COUNTY:
            yield text("linking.check.no_accuracy", **where)


def _file_of(instance: LocationInstance, world: World) -> str:
    return str(imported_gazetteer(world.settings)) if is_imported(instance) else instance.key


def list_disagreements(store: Store) -> list[str]:
    """Where a person's word wins over what the machine reads: nothing wrong, but somebody should know."""
    return [_told(found) for found in store.disagreements() if found.field != "county_code"]  # goes with its name


def _told(found: Disagreement) -> str:
    values = {
        "case": found.case_id,
        "site": f"{found.site_id} " if found.site_id else "",
        "field": field_in_words(found.field),
        "actor": found.actor,
        "date": _day(found.at),
        "machine": value_in_words(found.field, found.machine),
        "person": value_in_words(found.field, found.person),
    }
    return text("linking.disagreement.gone" if found.site_gone else "linking.disagreement.machine", **values)


def _day(at: datetime) -> str:
    return at.astimezone(ZONE).date().isoformat()
