"""Zoning: how every located site stands to every zone. Only what is new, moved, or stands to a new zone is measured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import shapely
from shapely.geometry.base import BaseGeometry as Geometry

from geoapp import layers
from geoapp.model import BuiltLayer, Query, Zoning
from geoapp.pipeline.progress import Progress, silent
from geoapp.store import Store

_BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Zone:
    """All areas of a zone layer as one, with the accuracy of its line (the worst of its features)."""

    area: Geometry
    accuracy_m: float


def zone_layers(store: Store) -> tuple[BuiltLayer, ...]:
    """The layers that sites are judged against, without features; those that cannot be built are none."""
    return tuple(layers.in_words(layer) for layer in store.layers() if layer.definition.zone and layer.problem is None)


def zone_ids(store: Store) -> tuple[str, ...]:
    """Their ids, in display order."""
    return tuple(layer.definition.id for layer in zone_layers(store))


def judge_zones(store: Store, progress: Progress = silent) -> int:
    """Judge the sites of which the store knows nothing (any more); returns how many judgements were written.

    ``progress`` is called where there are more than a moment's work, with how many sites there are at most.
    """
    return sum(_judge(store, layer, progress) for layer in zone_layers(store))


def _judge(store: Store, layer: BuiltLayer, progress: Progress) -> int:
    layer_id, written, zone, most = layer.definition.id, 0, None, 0
    while waiting := store.unjudged(layer_id, limit=_BATCH):
        zone = zone or zone_of(store.layer(layer_id))
        if zone is None:
            break
        if len(waiting) == _BATCH or most:
            most = most or store.count(Query(today=date.max, located=True)).sites
            progress(written, most, layer.definition.title)
        places = [(one.geometry, one.accuracy_m) for one in waiting]
        answers = layers.contain_all(places, zone.area, zone.accuracy_m, layer.definition.shoreline)
        rows = {
            one: Zoning(answer.answer, answer.signed_distance_m, answer.uncertainty_m, answer.remark)
            for one, answer in zip(waiting, answers, strict=True)
        }
        done = store.put_containments(layer_id, layer.digest, rows)
        written += done
        if done == 0:
            break  # somebody else rebuilt the layer or did the work in the meantime
    return written


def zone_of(layer: BuiltLayer) -> Zone | None:
    """None for a layer without areas, or whose line nobody dares to state the accuracy of."""
    fallback = layer.definition.quality.get("value_m")
    areas = [
        (feature.geometry, feature.properties.get("accuracy_m") or fallback)
        for feature in layer.features
        if feature.geometry is not None and shapely.get_dimensions(feature.geometry) == 2
    ]
    known = [float(stated) for _, stated in areas if isinstance(stated, int | float)]
    if not areas or len(known) < len(areas):
        return None
    return Zone(shapely.union_all([area for area, _ in areas]), max(known))
