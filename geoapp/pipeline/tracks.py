"""The way that was walked on a visit: its length, a drawing for the dossier, GeoJSON and GPX to take away."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from xml.etree import ElementTree

from shapely.geometry import LineString, Point

from geoapp import layers
from geoapp.model import Dossier, NotFound
from geoapp.pipeline.serialise import Json
from geoapp.pipeline.visiting import ShownVisit, visits_of
from geoapp.settings import ZONE
from geoapp.texts import text

_BOX: Final = 200.0
"""Side of the drawing, in its own units; a margin goes off it."""
_MARGIN: Final = 14.0
_GPX: Final = "http://www.topografix.com/GPX/1/1"
_NEAR_M: Final = 2_000.0
"""The case's place is drawn along when it is no farther off than this: else the way would be a dot."""

Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Track:
    """``points`` as the phone told them. ``line``, ``begin``, ``end``, ``place`` are of the drawing (y down)."""

    points: tuple[Mapping[str, Any], ...]
    length_m: float
    line: str
    begin: Pair
    end: Pair
    place: Pair | None
    size: Pair

    @property
    def times(self) -> tuple[datetime, datetime]:
        """When it was begun and ended."""
        first, last = (datetime.fromisoformat(self.points[i]["at"]).astimezone(ZONE) for i in (0, -1))
        return first, last


def track_of(said: Mapping[str, Any], places: Sequence[Pair] = ()) -> Track | None:
    """The track of a visit's payload; None for one without. ``places``: where the case's sites are."""
    points = tuple(said.get("track") or ())
    if not points:
        return None
    pairs = [(float(point["lon"]), float(point["lat"])) for point in points]
    length = layers.length_m(LineString(pairs)) if len(pairs) > 1 else 0.0
    here = Point(pairs[0])
    near = [one for one in places if layers.distance_m(here, Point(one)) <= _NEAR_M]
    drawn, size = _drawn([*pairs, *near[:1]])
    way = drawn[: len(pairs)]
    return Track(
        points, length, " ".join(f"{x:.1f},{y:.1f}" for x, y in way), way[0], way[-1],
        drawn[len(pairs)] if near else None, size,
    )  # fmt: skip


def _drawn(pairs: Sequence[Pair]) -> tuple[list[Pair], Pair]:
    """Positions as points of a box: equal scale both ways, north up."""
    shrink = math.cos(math.radians(pairs[0][1]))
    flat = [(x * shrink, -y) for x, y in pairs]
    west, north = min(x for x, _ in flat), min(y for _, y in flat)
    wide, high = max(x for x, _ in flat) - west, max(y for _, y in flat) - north
    scale = (_BOX - 2 * _MARGIN) / max(wide, high, 1e-6)
    points = [(round((x - west) * scale + _MARGIN, 1), round((y - north) * scale + _MARGIN, 1)) for x, y in flat]
    return points, (round(wide * scale + 2 * _MARGIN, 1), round(high * scale + 2 * _MARGIN, 1))


def tracks_of(dossier: Dossier, visits: Sequence[ShownVisit]) -> dict[str, Track]:
    """The tracks of these visits by the visit's id."""
    places = [(f.lon, f.lat) for f in dossier.features if f.lon is not None and f.lat is not None]
    found = {visit.said["client_id"]: track_of(visit.said, places) for visit in visits}
    return {key: track for key, track in found.items() if track is not None}


def track_to_take(dossier: Dossier, client_id: str) -> tuple[ShownVisit, Track]:
    """The visit and its track; raises ``NotFound``."""
    for visit in visits_of(dossier):
        if visit.said["client_id"] == client_id and (track := track_of(visit.said)) is not None:
            return visit, track
    raise NotFound(text("visits.track.none"))


def as_geojson(visit: ShownVisit, track: Track) -> Json:
    """A Feature: a line (a point where there is one point only), with time and accuracy of every point."""
    pairs = [[point["lon"], point["lat"]] for point in track.points]
    geometry: Json = {"type": "LineString", "coordinates": pairs}
    if len(pairs) == 1:
        geometry = {"type": "Point", "coordinates": pairs[0]}
    told = {
        "case_id": visit.event.case_id, "client_id": visit.said["client_id"], "found": visit.said["found"],
        "happened_at": visit.said["happened_at"], "actor": visit.event.actor, "length_m": round(track.length_m, 1),
        "times": [point["at"] for point in track.points],
        "coordinateUncertaintyInMeters": [point["accuracy_m"] for point in track.points],
    }  # fmt: skip
    return {"type": "Feature", "geometry": geometry, "properties": told}


def as_gpx(visit: ShownVisit, track: Track) -> bytes:
    """GPX 1.1; the accuracy stands as a comment, for GPX knows only dilutions."""
    ElementTree.register_namespace("", _GPX)
    root = ElementTree.Element(f"{{{_GPX}}}gpx", version="1.1", creator="geoapp")
    one = ElementTree.SubElement(root, f"{{{_GPX}}}trk")
    name = text("visits.track.name", case=visit.event.case_id, date=visit.said["happened_at"][:10])
    ElementTree.SubElement(one, f"{{{_GPX}}}name").text = name
    segment = ElementTree.SubElement(one, f"{{{_GPX}}}trkseg")
    for point in track.points:
        at = ElementTree.SubElement(segment, f"{{{_GPX}}}trkpt", lat=f"{point['lat']:.7f}", lon=f"{point['lon']:.7f}")
        ElementTree.SubElement(at, f"{{{_GPX}}}time").text = point["at"]
        ElementTree.SubElement(at, f"{{{_GPX}}}cmt").text = f"±{point['accuracy_m']:g} m"
    return bytes(ElementTree.tostring(root, "utf-8", xml_declaration=True))
