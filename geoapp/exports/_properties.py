"""The attributes of a case feature as they leave the house, spelled once for every file format and for the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from geoapp.model import CaseFeature, Zoning
from geoapp.texts import text

CASE_FIELDS: Final[Mapping[str, type]] = {
    "case_id": str,
    "site_id": str,
    "no": str,
    "category": str,
    "problem": str,
    "rectification": str,
    "status": str,
    "status_label": str,
    "case_status": str,
    "overdue": bool,
    "lapsed": bool,
    "county": str,
    "county_code": str,
    "province": str,
    "deadline": str,
    "lead_unit": str,
    "kind": str,
    "campaign": str,
    "spatial": bool,
    "name": str,
    "type": str,
    "quote": str,
    "status_quote": str,
    "notice_title": str,
    "notice_id": str,
    "issued_on": str,
    "evidence_on": str,
    "happened_on": str,
    "coordinateUncertaintyInMeters": float,
    "georeferenceProtocol": str,
    "georeferenceRemarks": str,
    "georeferenceVerificationStatus": str,
    "basis": str,
    "place_key": str,
    "updated_at": str,
    "version": int,
}
"""Every attribute in the order of the columns, with the type that it has when it is not null.

Dates are ``YYYY-MM-DD`` text and ``updated_at`` RFC 3339 text: the same words in GeoJSON, in a table and in QGIS.
"""


ZONE_PREFIX: Final = "zone:"
"""Begins the name of a zone's column; the layer's id follows."""
ZONE_PARTS: Final[Mapping[str, type]] = {"": str, ":distance_m": float, ":uncertainty_m": float, ":decides": str}
"""What a zone's columns end with: the verdict, the signed distance to the line (negative inside) with its uncertainty
(CE95), and what would decide an uncertain verdict. All null without a position."""


@lru_cache(maxsize=64)
def zone_columns(layer_id: str) -> Mapping[str, type]:
    """The columns of one zone; the first is inside, outside or uncertain."""
    return MappingProxyType({f"{ZONE_PREFIX}{layer_id}{part}": kind for part, kind in ZONE_PARTS.items()})


def case_columns(zones: Iterable[str]) -> dict[str, type]:
    """``CASE_FIELDS`` and the columns of each of the zones."""
    return {**CASE_FIELDS, **{name: kind for layer_id in zones for name, kind in zone_columns(layer_id).items()}}


def case_headings(zones: Mapping[str, str]) -> dict[str, str]:
    """What people call the columns of ``case_columns``, and those of id and position; ``zones`` maps ids to titles."""
    found = {name: text(f"ogcapi.field.{name}") for name in CASE_FIELDS}
    for layer_id, title in zones.items():
        found |= {
            f"{ZONE_PREFIX}{layer_id}{part}": text(f"ogcapi.zone_part.{part[1:]}", title=title) if part else title
            for part in ZONE_PARTS
        }
    return found | {name: text(f"exports.heading.{name}") for name in ("fid", "WKT", "lon", "lat")}


def properties(feature: CaseFeature, zones: Iterable[str] = ()) -> dict[str, Any]:
    """The attributes of one case feature; keys are those of ``case_columns``, values are JSON scalars or None."""
    f = feature
    found = {
        "case_id": f.case_id,
        "site_id": f.site_id,
        "no": f.no,
        "category": f.category,
        "problem": f.problem,
        "rectification": f.rectification,
        "status": f.status.value,
        "status_label": text(f"status.{f.status.value}"),
        "case_status": f.case_status.value,
        "overdue": f.overdue,
        "lapsed": f.lapsed,
        "county": f.county,
        "county_code": f.county_code,
        "province": f.province,
        "deadline": f.deadline.isoformat() if f.deadline else None,
        "lead_unit": f.lead_unit,
        "kind": f.kind.value,
        "campaign": f.campaign.value,
        "spatial": f.spatial,
        "name": f.name,
        "type": f.type.value if f.type else None,
        "quote": f.quote.exact if f.quote else None,
        "status_quote": f.status_quote.exact if f.status_quote else None,
        "notice_title": f.notice_title,
        "notice_id": f.notice_id,
        "issued_on": f.issued_on.isoformat() if f.issued_on else None,
        "evidence_on": f.evidence_on.isoformat() if f.evidence_on else None,
        "happened_on": f.happened_on.isoformat() if f.happened_on else None,
        "coordinateUncertaintyInMeters": f.accuracy_m,
        "georeferenceProtocol": f.protocol,
        "georeferenceRemarks": f.remarks,
        "georeferenceVerificationStatus": f.verification,
        "basis": f.basis.value if f.basis else None,
        "place_key": f.place_key,
        "updated_at": f.updated_at.isoformat(),
        "version": f.version,
    }
    for zone in zones:
        found.update(zip(zone_columns(zone), _told(f.zones.get(zone)), strict=True))
    return found


def _told(zoning: Zoning | None) -> tuple[Any, ...]:
    if zoning is None:
        return (None,) * len(ZONE_PARTS)
    return (zoning.verdict.value, zoning.distance_m, zoning.uncertainty_m, zoning.decides or None)
