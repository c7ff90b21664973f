"""Writing a file that somebody asked for: whole or not at all, and never over the store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from geoapp.model import UsageError
from geoapp.texts import reason_of, text


def spare_the_store(output: Path, database: str) -> None:
    """Refuse to write over the store that is being read, or over a file that belongs to it."""
    if "://" in database:
        return
    store, target = Path(database).resolve(), output.resolve()
    kept = store.with_name(store.name + ".files")
    own = {store, *(store.with_name(store.name + tail) for tail in ("-wal", "-shm", "-journal"))}
    if target in own or kept in (target, *target.parents):
        raise UsageError(text("cli.export.is_store", file=output), parameter="output")


def write_file(output: Path, pieces: Iterator[bytes]) -> None:
    """Write beside the target and move it in: a run that breaks leaves no half file under the asked name."""
    partial = output.with_name(output.name + ".part")
    try:
        with partial.open("wb") as out:
            for piece in pieces:
                out.write(piece)
        partial.replace(output)
    except OSError as error:
        raise UsageError(text("cli.export.unwritable", file=output, reason=reason_of(error))) from error
    finally:
        partial.unlink(missing_ok=True)
