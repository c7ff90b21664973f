"""Listing: the selection's cases as the three lists tell them, in words, each once and in the order of the query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from geoapp import closing
from geoapp.model import CaseFeature, Dossier, Query, Record, UnitTable
from geoapp.pipeline.closing import Rules, card_of
from geoapp.pipeline.printing import selection_words
from geoapp.reports import ListedCase
from geoapp.store import Store
from geoapp.texts import text


def list_cases(store: Store, query: Query, rules: Rules) -> Iterator[ListedCase]:
    """Every case that the query selects, with all its sites."""
    for case_id in selected_cases(store, query):
        yield listed(store.dossier(case_id, query.scope), rules, query.today)


def scope_words(query: Query, units: UnitTable) -> str:
    """The selection in words, for the head of a list."""
    return selection_words(query, units) or text("reports.lists.all")


def selected_cases(store: Store, query: Query) -> list[str]:
    """The cases of a selection, each once, in its order."""
    return list(dict.fromkeys(feature.case_id for feature in store.iterate(query)))


def listed(dossier: Dossier, rules: Rules, today: date) -> ListedCase:
    """One case in words."""
    head = dossier.features[0]
    records = [filed.record for filed in dossier.records]
    clock = closing.clock_of(dossier)
    paused = frozenset({dossier.case_id} if clock.paused_on else ())
    path = closing.path_of(rules.procedures.of(dossier), dossier.events, rules.calendar)
    return ListedCase(
        case_id=dossier.case_id,
        no=head.no or "",
        problem=head.problem,
        source=text(f"words.campaign.{head.campaign.value}"),
        notice="\n".join(
            dict.fromkeys(_notice(filed.notice.title, filed.notice.issued_on) for filed in dossier.records)
        ),
        county=_joined(feature.county for feature in dossier.features),
        kind=text(f"words.kind.{head.kind.value}"),
        sites="\n".join(_site(feature) for feature in dossier.features if feature.site_id),
        status=text(f"status.{head.case_status.value}"),
        goal=_first(record.goal for record in records),
        measures=_measures(records),
        progress=head.rectification or "",
        deadline=clock.deadline,
        deadline_note=_deadline_note(clock),
        warning=warning_of(card_of(head, rules, today, paused)),
        lead_unit=head.lead_unit or "",
        responsible=_joined(unit for record in records[:1] for unit in record.responsible_units)
        or _joined(unit for record in records for unit in record.responsible_units),
        supervising=_first(record.supervising_unit for record in records),
        step=_step(path),
        next_step=_next_step(path),
    )


def warning_of(held: closing.Held) -> str:
    """The colour card with the days left, as words."""
    if held.card is None:
        return ""
    if held.days_left is None:
        return held.card.label
    key, n = ("days_left", held.days_left) if held.days_left >= 0 else ("days_past", -held.days_left)
    return f"{held.card.label}\n{text(f'reports.lists.{key}', n=n)}"


def _notice(title: str, issued_on: date | None) -> str:
    return f"《{title}》{issued_on or ''}"


def _site(feature: CaseFeature) -> str:
    return text("reports.lists.site", name=feature.name or "", status=text(f"status.{feature.status.value}"))


def _measures(records: Sequence[Record]) -> str:
    found = next((record.measures for record in records if record.measures), ())
    lines = []
    for n, measure in enumerate(found, start=1):
        key = "measure_due" if measure.deadline else "measure"
        lines.append(text(f"reports.lists.{key}", n=n, text=measure.text, deadline=measure.deadline))
    return "\n".join(lines)


def _deadline_note(clock: closing.Clock) -> str:
    if clock.paused_on:
        return text("reports.lists.paused")
    moved = clock.moves and clock.set_on and clock.set_on != clock.deadline
    return text("reports.lists.extended", day=clock.set_on) if moved else ""


def _step(path: closing.Path) -> str:
    taken = [passed for passed in path.gone if not passed.undone]
    if not taken:
        return text("reports.lists.not_begun")
    last = taken[-1]
    return text("reports.lists.step_on", step=last.name, on=last.event.happened_on)


def _next_step(path: closing.Path) -> str:
    following = [step for step in path.next if step.role == "forward"]
    said = [
        text("reports.lists.needs", step=step.name, papers="、".join(step.papers) or text("reports.lists.no_papers"))
        for step in following
    ]
    return "\n".join(said)


def _joined(words: Iterator[str | None] | Sequence[str | None]) -> str:
    return "、".join(dict.fromkeys(word for word in words if word))


def _first(words: Iterator[str | None]) -> str:
    return next((word for word in words if word), "")
