"""A letter about one complaint: its chapters are the columns of the table (一、交办问题, 二、是否属实, 三、核实情况).

Some have no chapter for the complaint: what was found quotes it (反映的“某村养羊场粪水直排”，部分属实).
"""

from __future__ import annotations

import re

from geoapp.cases.drafts import Draft, fill
from geoapp.cases.forms import drafts_of_labels, fields_of_chapters
from geoapp.cases.labels import Field, Label, find_labels
from geoapp.cases.source import Source, Span
from geoapp.cases.splitting import tail_start

_QUOTED = re.compile(r"(?:反映|举报|投诉|信访)[^。“”\n]{0,16}[“\"](?P<what>[^”\"\n]{8,300})[”\"]")
_LOOKED = frozenset({Field.FOUNDED, Field.FINDINGS})


def has_chapters(source: Source) -> bool:
    """The complaint, what was found and what was done are chapters of their own."""
    found = set(fields_of_chapters(source))
    return Field.RECTIFICATION in found and bool(_LOOKED & found)


def drafts_of_letter(source: Source) -> list[Draft]:
    """The one complaint of a letter; nothing where its chapters tell several."""
    drafts = drafts_of_labels(source, numbered_lines=True)
    if drafts:
        return drafts if len(drafts) == 1 else []
    labels = [label for label in find_labels(source, numbered_lines=True) if label.start < tail_start(source)]
    fields = [label.field for label in labels]
    if not _LOOKED & set(fields) or Field.RECTIFICATION not in fields or len(fields) != len(set(fields)):
        return []
    told = _quoted(source, labels)
    if told is None:
        return []
    draft = Draft(county_hints=[told, (labels[0].start, labels[-1].end)])
    fill(draft, source, labels, tail_start(source))
    draft.add(Field.PROBLEM, told)
    return [draft]


def _quoted(source: Source, labels: list[Label]) -> Span | None:
    """What the first chapter that tells of the inquiry quotes of the complaint."""
    for label in labels:
        if label.field in _LOOKED and (found := _QUOTED.search(source.folded, label.end)):
            return found.span("what")
    return None
