"""Closing (销号) and the clock: the procedure as data, the machine that judges steps, working days, colour cards.

Pure: reads its own data files (``data/closing``, ``data/calendar``, the office's own) and otherwise only what it is
given. Steps, extensions and pauses are told events; ``geoapp.pipeline`` writes them.
"""

from geoapp.closing.calendar import (
    CalendarUnpublished,
    CalendarYear,
    WorkCalendar,
    load_calendar,
    read_year,
    write_year,
)
from geoapp.closing.cards import Card, Cards, Held, load_cards
from geoapp.closing.clock import (
    EXTENSION,
    MOVES,
    PAUSE,
    RESUME,
    Clock,
    Move,
    clock_of,
    extend,
    first_notice,
    pause,
    resume,
)
from geoapp.closing.clock import paused_among as paused_among
from geoapp.closing.path import STEP, Asked, Passed, Path, Taken, Term, path_of, take
from geoapp.closing.procedure import Procedure, Step, load_procedure
from geoapp.closing.procedures import Procedures, load_procedures
from geoapp.closing.terms import WordedTerm, find_term, speaks_of_days

__all__ = [
    "EXTENSION", "MOVES", "PAUSE", "RESUME", "STEP", "Asked", "CalendarUnpublished", "CalendarYear", "Card", "Cards",
    "Clock", "Held", "Move", "Passed", "Path", "Procedure", "Procedures", "Step", "Taken", "Term", "WordedTerm",
    "WorkCalendar", "clock_of", "extend", "find_term", "first_notice", "load_calendar", "load_cards", "load_procedure",
    "load_procedures", "path_of", "pause", "paused_among", "read_year", "resume", "speaks_of_days",
    "take", "write_year",
]  # fmt: skip
