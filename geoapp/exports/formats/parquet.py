"""GeoParquet 1.1: columns for analysts (GeoPandas, DuckDB, Spark); written by a child process with pyarrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from geoapp.exports._about import About, Row
from geoapp.exports._foreign import write_foreign

MEDIA_TYPE = "application/vnd.apache.parquet"
STREAMS = False


def write(rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """The whole file in pieces; the first comes when the child is done."""
    return write_foreign(rows, about, "Parquet", f"{about.name}.parquet")
