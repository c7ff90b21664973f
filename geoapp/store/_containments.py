"""How each located feature stands to each zone. A row is there exactly as long as it is true.

Whatever moves a feature takes its rows away (a trigger, so that edits in GIS programs are caught too), and whatever
replaces a layer takes the layer's rows away. So "not judged yet" and "no longer true" are one thing: no row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
import sqlalchemy as sa
from numpy.typing import NDArray

from geoapp.model import Containing, LayerDefinition, Query, Zoning
from geoapp.model.columns import VERDICTS, verdicts_by_zone
from geoapp.store._codec import decode, encode
from geoapp.store._protocol import Located
from geoapp.store._tables import cases, containments, layers

_C = containments.c
_PARTS = (_C.layer_id, _C.verdict, sa.cast(_C.distance_m, sa.Text), sa.cast(_C.uncertainty_m, sa.Text), _C.decides)
_BETWEEN = "\x1e"
"""Between the zones of a feature; no sentence holds it."""


def _joined() -> sa.ColumnElement[str]:
    first, *rest = _PARTS
    words: sa.ColumnElement[str] = first
    for part in rest:
        words = words + " " + part
    return words


ZONES: sa.ColumnElement[Any] = (
    sa.select(sa.func.aggregate_strings(_joined(), _BETWEEN))
    .where(_C.fid == cases.c.fid)
    .correlate(cases)
    .scalar_subquery()
)
"""All that is known of a feature's zones in one text, which ``read_zones`` reads; NULL for nothing."""


def read_zones(words: str | None) -> dict[str, Zoning]:
    """What ``ZONES`` says, in the order of the layers' ids."""
    if not words:
        return {}
    found = {}
    for one in sorted(words.split(_BETWEEN)):
        layer_id, verdict, distance, uncertainty, decides = one.split(" ", 4)
        found[layer_id] = Zoning(Containing(verdict), float(distance), float(uncertainty), decides)
    return found


def fits(query: Query) -> list[sa.ColumnElement[bool]]:
    """The query's zones as conditions on ``cases``."""
    return [
        sa.exists().where(_C.fid == cases.c.fid, _C.layer_id == layer_id, _C.verdict.in_(map(str, verdicts)))
        for layer_id, verdicts in verdicts_by_zone(query).items()
    ]


def zone_ids(connection: sa.Connection) -> list[str]:
    """The layers that are zones and have features to be inside of."""
    rows = connection.execute(sa.select(layers.c.id, layers.c.definition).where(layers.c.problem.is_(None)))
    return sorted(row.id for row in rows if decode(LayerDefinition, row.definition).zone)


def read_verdicts(
    connection: sa.Connection, fids: NDArray[np.int64], layer_ids: Sequence[str] | None = None, *, some: bool = False
) -> dict[str, NDArray[np.int8]]:
    """For each zone (or each of ``layer_ids``) the index into ``VERDICTS`` of the features ``fids`` (ascending), -1
    where there is no row. ``some``: these are few of all features."""
    found = {}
    among = sa.text("SELECT value FROM json_each(:fids)").bindparams(fids=encode(fids.tolist()) if some else "[]")
    for layer_id in zone_ids(connection) if layer_ids is None else layer_ids:
        wanted = sa.select(_C.fid, _C.verdict).where(_C.layer_id == layer_id)
        rows = connection.execute(wanted.where(_C.fid.in_(among.columns(_C.fid))) if some else wanted).all()
        column = np.full(len(fids), -1, np.int8)
        if rows and len(fids):
            judged = np.array([row.fid for row in rows], np.int64)
            at = np.minimum(np.searchsorted(fids, judged), len(fids) - 1)
            present = fids[at] == judged  # the others are withdrawn
            codes = np.array([VERDICTS.index(Containing(row.verdict)) for row in rows], np.int8)
            column[at[present]] = codes[present]
        found[layer_id] = column
    return found


def unjudged(connection: sa.Connection, layer_id: str, limit: int) -> tuple[Located, ...]:
    """See ``Store.unjudged``."""
    found = connection.execute(
        sa.select(cases.c.fid, cases.c.geom, cases.c.accuracy_m, cases.c.version)
        .where(
            cases.c.withdrawn == sa.false(),
            cases.c.geom.is_not(None),
            cases.c.accuracy_m.is_not(None),
            ~_known(layer_id),
        )
        .order_by(cases.c.fid)
        .limit(limit)
    ).all()
    shapes = shapely.from_wkb(np.array([row.geom for row in found], object))
    return tuple(Located(row.fid, shape, row.accuracy_m, row.version) for row, shape in zip(found, shapes, strict=True))


def _known(layer_id: str) -> sa.ColumnElement[bool]:
    return sa.exists().where(_C.fid == cases.c.fid, _C.layer_id == layer_id)


def put(connection: sa.Connection, layer_id: str, digest: str, rows: Mapping[Located, Zoning]) -> int:
    """See ``Store.put_containments``."""
    current = connection.scalar(sa.select(layers.c.digest).where(layers.c.id == layer_id))
    if current != digest:
        return 0
    values = ("verdict", "distance_m", "uncertainty_m", "decides")
    bound: list[sa.ColumnElement[Any]] = [sa.bindparam(f"given_{name}", type_=_C[name].type) for name in values]
    source = sa.select(cases.c.fid, sa.literal(layer_id), *bound).where(
        cases.c.fid == sa.bindparam("given_fid"),
        cases.c.version == sa.bindparam("given_version"),
        ~_known(layer_id),  # another process may have been quicker
    )
    insert = containments.insert().from_select(["fid", "layer_id", *values], source)
    before = _count(connection, layer_id)
    connection.execute(
        insert,
        [
            {
                "given_fid": place.fid,
                "given_version": place.version,
                "given_verdict": zoning.verdict.value,
                "given_distance_m": round(zoning.distance_m, 3),
                "given_uncertainty_m": round(zoning.uncertainty_m, 3),
                "given_decides": zoning.decides,
            }
            for place, zoning in rows.items()
        ],
    )
    return _count(connection, layer_id) - before


def _count(connection: sa.Connection, layer_id: str) -> int:
    return int(connection.scalar(sa.select(sa.func.count()).where(_C.layer_id == layer_id)) or 0)


def forget(connection: sa.Connection, layer_id: str) -> None:
    """The layer is another one now, or none."""
    connection.execute(containments.delete().where(_C.layer_id == layer_id))
