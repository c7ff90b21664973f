"""How well the reading agrees with reference cases: per document and over all, with every miss in words.

Works on the JSON of ``geoapp extract --json`` and on gold files with the older key names (``places`` = sites). Cases
are matched by number, else by likeness of their problems; ``optional`` gold cases count neither as missed nor as extra.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from geoapp.texts import text

Json = Mapping[str, Any]
_LIKE_ENOUGH = 0.55
_SPLIT_LIKE = 0.85  # one of two stands whole in the other: a shorter or longer cut of the same sentence


@dataclass
class Tally:
    """Counts behind precision, recall and F1."""

    hits: int = 0
    missed: int = 0
    extra: int = 0

    @property
    def judged(self) -> int:
        """How many answers were compared; with none, the rates below say nothing."""
        return self.hits + self.missed + self.extra

    @property
    def precision(self) -> float:
        """Share of what was read that is right; 1.0 when nothing was read."""
        return self.hits / (self.hits + self.extra) if self.hits + self.extra else 1.0

    @property
    def recall(self) -> float:
        """Share of what is there that was read; 1.0 when nothing is there."""
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        total = 2 * self.hits + self.missed + self.extra
        return 2 * self.hits / total if total else 1.0

    @property
    def accuracy(self) -> float:
        """Share of right answers, for fields where each case has exactly one."""
        return self.recall

    def add(self, other: Tally) -> None:
        """Sum up."""
        self.hits, self.missed, self.extra = (
            self.hits + other.hits,
            self.missed + other.missed,
            self.extra + other.extra,
        )

    def judge(self, right: bool) -> None:
        """Count one answer."""
        self.hits, self.missed = self.hits + right, self.missed + (not right)


MEASURES = (
    "cases",
    "status_strict",
    "status_lenient",
    "county",
    "deadline",
    "lead_unit",
    "spatial",
    "places",
    "metrics",
    "quotes",
)
RATES = frozenset({"cases", "places", "metrics"})
"""Measures that have an F1; the others are shares of right answers."""


@dataclass
class Score:
    """One document: a tally per measure and the misses in words."""

    name: str
    tallies: dict[str, Tally] = field(default_factory=lambda: {measure: Tally() for measure in MEASURES})
    misses: list[str] = field(default_factory=list)

    def miss(self, key: str, **values: object) -> None:
        """Note a miss."""
        self.misses.append(text(f"evaluate.{key}", document=self.name, **values))


@dataclass
class Report:
    """All documents and their sum."""

    scores: list[Score]

    @property
    def overall(self) -> Score:
        """The tallies of all documents added up."""
        total = Score(text("evaluate.overall"))
        for score in self.scores:
            for measure, tally in score.tallies.items():
                total.tallies[measure].add(tally)
        return total

    def to_json(self) -> dict[str, Any]:
        """``{"documents": [...], "overall": {...}}`` with precision, recall and F1 or the share of right answers."""
        return {
            "documents": [{"document": s.name, **_figures(s), "misses": s.misses} for s in self.scores],
            "overall": _figures(self.overall),
        }


def _figures(score: Score) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for measure, tally in score.tallies.items():
        if measure in RATES:
            rates = {"precision": tally.precision, "recall": tally.recall, "f1": tally.f1}
            figures[measure] = {name: round(value, 4) for name, value in rates.items()}
        else:
            figures[measure] = round(tally.accuracy, 4)
    return figures


def evaluate(pairs: Iterable[tuple[Json, Json]], texts: Sequence[str] | None = None) -> Report:
    """Compare (extracted, gold) pairs. ``texts``, in the same order, lets quotes be looked up in their notice."""
    known = list(pairs)
    bodies: Sequence[str | None] = texts if texts is not None else [None] * len(known)
    return Report([compare(extracted, gold, body) for (extracted, gold), body in zip(known, bodies, strict=True)])


def compare(extracted: Json, gold: Json, body: str | None = None) -> Score:
    """Score one document."""
    document = gold.get("document", {})
    score = Score(str(document.get("file") or document.get("title") or extracted.get("notice", {}).get("title", "")))
    found, wanted = list(extracted["cases"]), list(gold["cases"])
    pairs = match_cases(found, wanted)
    for index, case in enumerate(wanted):
        if index in pairs.values():
            continue
        if not case.get("optional"):
            score.tallies["cases"].missed += 1
            score.miss("case_missed", case=name_of(case))
    for number, case in enumerate(found):
        partner = pairs.get(number)
        if partner is None:
            score.tallies["cases"].extra += 1
            score.miss("case_extra", case=name_of(case))
        elif not wanted[partner].get("optional"):
            score.tallies["cases"].hits += 1
            _compare_case(score, case, wanted[partner])
        _check_quotes(score, case, body)
    return score


def name_of(case: Json) -> str:
    """A case for a reader: number and the beginning of its problem."""
    return " ".join(part for part in (case.get("no"), str(case.get("problem", ""))[:24]) if part)


def match_cases(found: Sequence[Json], wanted: Sequence[Json]) -> dict[int, int]:
    """Index of a found case -> index of its gold case; best pairs first, each used once."""
    scored = sorted(
        ((likeness(case, other), i, j) for i, case in enumerate(found) for j, other in enumerate(wanted)),
        key=lambda item: (-item[0], item[1], item[2]),
    )
    pairs: dict[int, int] = {}
    for value, i, j in scored:
        if value >= _LIKE_ENOUGH and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def likeness(case: Json, other: Json) -> float:
    """2 for equal numbers, plus likeness of the words; different stated numbers never match."""
    ours, theirs = _number(case.get("no")), _number(other.get("no"))
    words = _likeness(str(case.get("problem", "")), str(other.get("problem", "")))
    if ours and theirs:
        return 2 + words if ours == theirs else 0.0
    return words


def _number(words: object) -> str:
    return re.sub(r"[问問][题題]|反[馈饋]|[\s()（）.、:：第个個项項*＊]", "", str(words or ""))


def _likeness(a: str, b: str) -> float:
    a, b = _plain(a), _plain(b)
    if not a or not b:
        return 0.0
    shorter, longer = sorted((a, b), key=len)
    if len(shorter) >= 6 and shorter in longer:
        return _SPLIT_LIKE + 0.15 * len(shorter) / len(longer)
    pairs_a, pairs_b = ({w[i : i + 2] for i in range(len(w) - 1)} for w in (a, b))
    shared = len(pairs_a & pairs_b) / max(1, min(len(pairs_a), len(pairs_b)))
    return max(SequenceMatcher(None, a, b, autojunk=False).ratio(), 0.9 * shared)


def _plain(words: str) -> str:
    return re.sub(r"[\W_]+", "", words)


def _compare_case(score: Score, case: Json, gold: Json) -> None:
    name = name_of(gold)
    status, wanted = case.get("status"), gold.get("status")
    strict = status == wanted
    score.tallies["status_strict"].judge(strict)
    score.tallies["status_lenient"].judge(strict or status in gold.get("status_alt", []))
    if not strict:
        key = "status_other" if status in gold.get("status_alt", []) else "status_wrong"
        score.miss(key, case=name, found=status, wanted=wanted)
    for measure in ("county", "deadline", "lead_unit"):
        _compare_field(score, measure, name, (case.get(measure), gold.get(measure)))
    spatial = bool(case.get("spatial")) == bool(gold.get("spatial"))
    score.tallies["spatial"].judge(spatial)
    if not spatial:
        score.miss("field_wrong", case=name, field="spatial", found=case.get("spatial"), wanted=gold.get("spatial"))
    sites = (_subjects(case.get("sites", [])), _subjects(gold.get("places", gold.get("sites", []))))
    _compare_sets(score, "places", name, sites)
    _compare_sets(score, "metrics", name, (_metrics(case), _metrics(gold)))


def _compare_field(score: Score, measure: str, case: str, values: tuple[object, object]) -> None:
    found, wanted = values
    right = _plain(str(found or "")) == _plain(str(wanted or ""))
    score.tallies[measure].judge(right)
    if not right:
        score.miss("field_wrong", case=case, field=measure, found=found, wanted=wanted)


def _compare_sets(score: Score, measure: str, case: str, items: tuple[list[str], list[str]]) -> None:
    """Multisets: the same value twice must be read twice."""
    found, wanted = list(items[0]), list(items[1])
    tally = score.tallies[measure]
    for item in list(wanted):
        if item in found:
            found.remove(item)
            wanted.remove(item)
            tally.hits += 1
    tally.missed += len(wanted)
    tally.extra += len(found)
    for item in wanted:
        score.miss(f"{measure}_missed", case=case, item=item)
    for item in found:
        score.miss(f"{measure}_extra", case=case, item=item)


def _subjects(sites: Sequence[Json]) -> list[str]:
    return [f"{site['name']}/{site['type']}" for site in sites if site.get("role", "subject") == "subject"]


def _metrics(case: Json) -> list[str]:
    return [f"{float(metric['value']):g} {_unit(metric.get('unit'))}".strip() for metric in case.get("metrics", [])]


def _unit(words: object) -> str:
    return str(words or "").replace("％", "%").replace("／", "/").strip()


def _check_quotes(score: Score, case: Json, body: str | None) -> None:
    if body is None:
        return
    for where, quote in _quotes(case):
        holds = body[quote["start"] : quote["end"]] == quote["exact"]
        score.tallies["quotes"].judge(holds)
        if not holds:
            score.miss("quote_wrong", case=name_of(case), field=where, found=quote["exact"][:30])


def _quotes(case: Json) -> Iterable[tuple[str, Json]]:
    if case.get("status_quote"):
        yield "status", case["status_quote"]
    yield from (case.get("quotes") or {}).items()
    for group in ("measures", "sites", "metrics", "assessments"):
        for item in case.get(group, []):
            for key in ("quote", "status_quote"):
                if item.get(key):
                    yield group, item[key]
