"""Sections, waters and notices made of a few sentences."""

from __future__ import annotations

from datetime import date

from shapely.geometry import Point

from geoapp.model import Assessment, LayerFeature, Metric, Notice, Quote, Record


def section(name: str, *aliases: str, **properties: object) -> LayerFeature:
    return LayerFeature(
        f"s/{name}", Point(112, 29), {"key": f"s/{name}", "name": name, "aliases": aliases, **properties}
    )


def water(name: str, kind: str, *aliases: str) -> LayerFeature:
    return LayerFeature(f"w/{name}", None, {"key": f"w/{name}", "name": name, "type": kind, "aliases": list(aliases)})


def quote(body: str, words: str) -> Quote:
    start = body.index(words)
    return Quote.of(body, start, start + len(words))


def notice(body: str, issued: date | None = date(2025, 10, 31)) -> Notice:
    return Notice("n" * 64, "w", "某通报", body, "text/plain", "a.txt", issued_on=issued)


def metric(body: str, name: str, value: float, unit: str, period: str | None, words: str) -> Metric:
    return Metric(name, value, unit, period, quote(body, words))


def assessment(body: str, place: str, verdict: str, words: str, period: str | None = None) -> Assessment:
    return Assessment(place, verdict, period, quote(body, words))


def record(problem: str = "问题", metrics: tuple[Metric, ...] = (), assessments: tuple[Assessment, ...] = ()) -> Record:
    return Record(problem, {}, metrics=metrics, assessments=assessments)
