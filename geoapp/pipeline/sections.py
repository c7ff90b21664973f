"""A monitoring section as the page and other programs see it: its observations judged, each with its evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote as url_quote

from geoapp import monitoring
from geoapp.model import (
    LayerFeature,
    NotFound,
    Observation,
    Period,
    Quote,
    Section,
    UsageError,
    Verdict,
    Water,
    WaterClass,
)
from geoapp.monitoring import Register
from geoapp.pipeline.monitoring import register_of
from geoapp.pipeline.serialise import Json, quote_to_json
from geoapp.store import Store
from geoapp.texts import text

LAYER = "monitoring-sections"


def list_sections(store: Store) -> Json:
    """All sections with how much is known of each, and the observations that no section could be tied to."""
    register = register_of(store)
    of_section: dict[str | None, list[Observation]] = defaultdict(list)
    for one in store.observations():
        of_section[one.section_key].append(one)
    titles = _titles(store)
    listed = [
        {
            **_section(section),
            "observations": len(of_section[section.key]),
            "latest": _verdicts(of_section[section.key], section.water)[:1],
            "last": _last(of_section[section.key], section.water),
        }
        for section in register.sections.values()
    ]
    return {"sections": listed, "unmatched": [_observation(one, None, titles) for one in of_section[None]]}


def _last(found: Sequence[Observation], water: Water | None) -> str | None:
    """What was last said of a section, in words, with the days: of several values of one period the one that decides
    the class, else the first."""
    dated = [one for one in found if one.period.last is not None and (one.value is not None or one.stated)]
    if not dated:
        return None
    end = max(one.period.last for one in dated if one.period.last is not None)
    members = [one for one in dated if one.period.last == end]
    verdict = _judge(members, water)
    deciding = verdict.deciding if verdict is not None else ()
    told = next((one for one in members if one.item in deciding), members[0])
    period = text("monitoring.last.period", first=told.period.first or end, last=end)
    return text("monitoring.last.said", said=_said(told, water), period=period)


def _said(one: Observation, water: Water | None) -> str:
    if one.value is None:
        return str(one.stated)
    item = monitoring.load_standard().item(one.item)
    judged = monitoring.judge_item(item, one.value, one.unit, water).water_class if item and water else None
    value = f"{'<' if one.below else ''}{one.value:g} {one.unit or ''}".rstrip()
    name = item.name if item else one.label
    return " ".join(filter(None, (name, value, _class_label(judged))))


def section_to_json(store: Store, key: str) -> Json:
    """Everything about one section; raises ``NotFound`` naming the sections that there are."""
    register = register_of(store)
    section = _find(register, key)
    found = store.observations(section.key)
    titles = _titles(store)
    return {
        **_section(section),
        "position": _position(store, section.key),
        "standard": {"title": monitoring.load_standard().title, "source": monitoring.load_standard().source},
        "verdicts": _verdicts(found, section.water),
        "series": _series(found, section.water),
        "observations": [_observation(one, section.water, titles) for one in found],
    }


def _find(register: Register, key: str) -> Section:
    section = register.get(key) or register.named(key)
    if section is None:
        known = "、".join(one.name for one in register.sections.values())
        raise NotFound(text("monitoring.no_such_section", name=key, known=known))
    return section


def _titles(store: Store) -> dict[str, str]:
    return {notice.identifier: notice.title for notice in store.notices()}


def _section(section: Section) -> Json:
    return {
        "key": section.key,
        "name": section.name,
        "aliases": list(section.aliases),
        "county_codes": list(section.county_codes),
        "water": section.water,
        "water_label": text(f"monitoring.water.{section.water}") if section.water else None,
        "water_name": section.water_name,
    }


def _position(store: Store, key: str) -> Json | None:
    features = store.layer(LAYER).features if any(one.definition.id == LAYER for one in store.layers()) else ()
    feature: LayerFeature | None = next((one for one in features if one.properties.get("key", one.fid) == key), None)
    if feature is None or feature.geometry is None:
        return None
    point = feature.geometry.representative_point()
    named = ("accuracy_m", "basis", "source", "remarks")
    return {"lon": point.x, "lat": point.y, **{name: feature.properties.get(name) for name in named}}


def _verdicts(found: Sequence[Observation], water: Water | None) -> list[Json]:
    """The class of each period by what was measured in it, newest first. Fewer than all items can only be too good,
    so the items are named."""
    periods: dict[tuple[Any, Any], list[Observation]] = defaultdict(list)
    for one in found:
        if one.value is not None and one.period.first is not None:
            periods[one.period.first, one.period.last].append(one)
    judged = []
    for _, members in sorted(periods.items(), key=lambda entry: entry[0][::-1], reverse=True):
        verdict = _judge(members, water)
        if verdict is not None and verdict.water_class is not None:
            judged.append({"period": _period(members[0].period), **_verdict(verdict)})
    return judged


def _judge(members: Sequence[Observation], water: Water | None) -> Verdict | None:
    if water is None:
        return None
    values = {one.item: (one.value, one.unit) for one in members if one.value is not None}
    try:
        return monitoring.classify(values, water)
    except UsageError:
        return None  # an item that a newer standard file no longer has: nothing to judge by


def _verdict(verdict: Verdict) -> Json:
    names = {key: item.name for key, item in monitoring.load_standard().items.items()}
    return {
        "class": verdict.water_class,
        "class_label": _class_label(verdict.water_class),
        "quality": text(f"monitoring.quality.{verdict.water_class}"),
        "deciding": [names[key] for key in verdict.deciding],
        "items": [names[key] for key, item in verdict.items.items() if item.counted],
    }


def _class_label(found: WaterClass | None, *, at_least: bool = False) -> str | None:
    if found is None:
        return None
    label = text(f"monitoring.class.{found}")
    return text("monitoring.class.at_least", class_=label) if at_least else label


def _series(found: Sequence[Observation], water: Water | None) -> list[Json]:
    """One series an item, in the standard's unit, with the limits of the classes to draw beside it. The same value of
    the same period from two sources is one point."""
    standard = monitoring.load_standard()
    of_item: dict[str, dict[tuple[Any, ...], Json]] = defaultdict(dict)
    for index, one in enumerate(found):
        item = standard.item(one.item)
        if item is None or one.value is None or one.period.first is None:
            continue
        value = monitoring.convert(one.value, one.unit, item.unit)
        key = (one.period.first, one.period.last, value)
        target = None if one.target is None else monitoring.convert(one.target, one.unit, item.unit)
        point = {
            "first": one.period.first,
            "last": one.period.last,
            "value": value,
            "below": one.below,
            "target": target,
            "observation": index,
        }
        of_item[item.id].setdefault(key, point)
    return [
        {
            "item": item.id,
            "name": item.name,
            "unit": item.unit,
            "limits": _limits(item.limits.get(water) if water else None, item.sense),
            "points": sorted(of_item[item.id].values(), key=lambda point: (point["first"], point["last"])),
        }
        for item in sorted((item for item in standard.items.values() if item.id in of_item), key=_weight(of_item))
    ]


def _weight(of_item: Mapping[str, Mapping[Any, Json]]) -> Callable[[Any], tuple[bool, int]]:
    """What has a target is looked at first, then what was measured most often."""
    return lambda item: (all(point["target"] is None for point in of_item[item.id].values()), -len(of_item[item.id]))


def _limits(limits: Sequence[float] | None, sense: str) -> list[Json]:
    if not limits or sense == "between":
        return []
    pairs = zip(WaterClass, limits, strict=False)
    return [{"class": found, "label": _class_label(found), "value": limit} for found, limit in pairs]


def _period(period: Period) -> Json:
    return {
        "words": period.words,
        "first": period.first,
        "last": period.last,
        "precision": period.precision,
        "inferred": period.inferred,
    }


def _observation(one: Observation, water: Water | None, titles: dict[str, str]) -> Json:
    item = monitoring.load_standard().item(one.item)
    judged = None
    remark = one.remark
    if item is not None and one.value is not None:
        if water is None and one.section_key is not None and item.limits:
            remark = remark or text("monitoring.water_unknown")
        elif water is not None:
            judged = monitoring.judge_item(item, one.value, one.unit, water)
    reached, reached_by = _reached(one)
    return {
        "item": one.item,
        "item_name": item.name if item else text(f"monitoring.item.{one.item}"),
        "label": one.label,
        "place": one.place,
        "value": one.value,
        "unit": one.unit,
        "below": one.below,
        "period": _period(one.period),
        "class": judged.water_class if judged else None,
        "class_label": _class_label(judged.water_class) if judged else None,
        "stated": one.stated,
        "stated_class": one.stated_class,
        "stated_label": _class_label(one.stated_class, at_least=one.at_least),
        "target": one.target,
        "target_class": one.target_class,
        "target_label": _class_label(one.target_class),
        "reached": reached,
        "reached_by": reached_by,
        "matched_by": one.matched_by,
        "matched_label": text(f"monitoring.matched.{one.matched_by}") if one.matched_by else None,
        "remark": remark,
        "evidence": _evidence(one, titles),
    }


def _reached(one: Observation) -> tuple[bool | None, str | None]:
    """Whether the target is reached: by comparing with its value, else by the source's own word."""
    item = monitoring.load_standard().item(one.item)
    if item is not None and one.value is not None and one.target is not None and item.sense != "between":
        return monitoring.reaches_value((one.value, one.unit), (one.target, one.unit), item), "compared"
    return one.reached, "stated" if one.reached is not None else None


def _evidence(one: Observation, titles: dict[str, str]) -> Json | None:
    if one.row is not None:
        row = one.row
        href = f"/series/{row.sha256}?row={row.row}#row-{row.row}"
        return {"kind": "file", "file": row.file, "sha256": row.sha256, "row": row.row, "column": row.column,
                "cells": list(row.cells), "href": href}  # fmt: skip
    if one.quote is None or one.notice_id is None:
        return None
    return {
        "kind": "notice",
        "notice_id": one.notice_id,
        "title": titles.get(one.notice_id, ""),
        "href": _href(one.notice_id, one.quote),
        "target_href": _href(one.notice_id, one.target_quote) if one.target_quote else None,
        "quote": quote_to_json(one.quote),
    }


def _href(notice_id: str, quote: Quote) -> str:
    return f"/notices/{url_quote(notice_id, safe='')}#q-{quote.start}-{quote.end}"
