"""The review desk and the doctor over a large store: what the counts of the desk cost after a new notice, and the rest.

    python -m benchmarks desk          (BENCH_CASES=1000000 BENCH_STORE=/path/kept.gpkg)

Every case stands in a plan; every other one in a progress notice half a year later, of which one in a hundred says
that what was finished goes on. CPU seconds of this process.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks._serving import filled_store
from geoapp.model import Basis, Notice, PlaceType, Position, PositionalAccuracy, Quote, Record, Role, Site, Status
from geoapp.model.words import Genre
from geoapp.store import Filing, Store, open_store

CASES = int(os.environ.get("BENCH_CASES", "1000000"))
A_NOTICE = 100
PLANNED_ON, TOLD_ON, AGAIN_ON = date(2025, 1, 10), date(2025, 7, 10), date(2025, 12, 1)
AT = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    """One row a question."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(os.environ.get("BENCH_STORE", f"{folder}/desk.gpkg"))
        if not path.exists():
            filled_store(path, CASES, texts=False)
            fill_notices(path, CASES)
        measure(path)


def measure(path: Path) -> None:
    """Print what counting costs at first, again, and after a notice came in; and what the doctor costs."""
    from geoapp.pipeline.checking import list_disagreements
    from geoapp.pipeline.reviewing import count_queues

    store = open_store(str(path))
    today = date(2026, 1, 2)
    store.columns()
    print("| question | CPU s |\n|---|---:|")
    steps: list[tuple[str, Callable[[], object]]] = [
        ("conflicts, first", store.conflicts),
        ("conflicts, again", store.conflicts),
        ("a notice comes in", lambda: _one_more(store)),
        ("conflicts, after it", store.conflicts),
        ("the arrays, after it", store.columns),
        ("all counts of the desk", lambda: count_queues(store, today)),
        ("where machine and person differ", lambda: list_disagreements(store)),
        ("the store's doctor", store.check),
    ]
    for name, ask in steps:
        started = time.process_time()
        found = ask()
        told = f" ({len(found)})" if isinstance(found, tuple | list) else ""
        print(f"| {name}{told} | {time.process_time() - started:.3f} |", flush=True)
    store.close()


def fill_notices(path: Path, count: int) -> None:
    """Notices and records for the cases of a filled store, written without the clerk: he would need an hour."""
    from geoapp.store._clerk import _reading_values
    from geoapp.store._connection import Database
    from geoapp.store._originals import Originals
    from geoapp.store._rows import notice_values
    from geoapp.store._tables import notices, records

    originals = Originals(path.with_name(path.name + ".files"))
    database = Database(path)
    with originals.together(), database.writing("benchmark") as work:
        for notice, data, filings in _told(count):
            originals.put(notice.identifier, data)
            row = notice_values(notice) | {"ingested_at": AT}
            work.connection.execute(notices.insert(), row)
            values = [_reading_values(filing, i, notice.identifier) for i, filing in enumerate(filings)]
            work.connection.execute(records.insert(), [one | {"read_at": AT, "current": True} for one in values])
        work.touch()
    database.close()


def _told(count: int) -> Iterator[tuple[Notice, bytes, list[Filing]]]:
    for first in range(0, count, A_NOTICE):
        cases = range(first, min(count, first + A_NOTICE))
        yield _notice(f"示例整改方案{first}", PLANNED_ON, {case: _planned(case) for case in cases})
        yield _notice(f"示例整改进展{first}", TOLD_ON, {case: _later(case) for case in cases if case % 2 == 0})


def _planned(case: int) -> Status:
    return Status.CLOSED if case % 10 == 0 else Status.PLANNED


def _later(case: int) -> Status:
    return Status.IN_PROGRESS if case % 10 or case % 200 == 0 else Status.CLOSED


def _one_more(store: Store) -> None:
    notice, data, filings = _notice("示例再通报", AGAIN_ON, dict.fromkeys(range(A_NOTICE), Status.IN_PROGRESS))
    store.put_notice(notice, data, filings, at=AT, actor="benchmark")


def _notice(title: str, issued_on: date, said: dict[int, Status]) -> tuple[Notice, bytes, list[Filing]]:
    lines, spans, at = [title], {}, len(title) + 1
    for case, status in said.items():
        line = f"{case}. 示例河段{case}沿线存在污水直排、垃圾堆存等问题，整改情况：{status.value}，已建立巡查制度。"
        spans[case] = (at, at + len(line))
        lines.append(line)
        at += len(line) + 1
    words = "\n".join(lines)
    data = words.encode()
    notice = Notice(
        identifier=hashlib.sha256(data).hexdigest(), work_key=title, title=title, text=words, media_type="text/plain",
        file_name=f"{title}.txt", issuer="示例整改办", document_number=None, genre=Genre.OTHER,
        issued_on=issued_on, issued_on_basis="text", province="43", city=None, county=None,
    )  # fmt: skip
    return notice, data, [_filing(notice, case, spans[case], status) for case, status in said.items()]


def _filing(notice: Notice, case: int, span: tuple[int, int], status: Status) -> Filing:
    from shapely.geometry import Point

    quote = Quote.of(notice.text, span[0], span[1])
    accuracy = PositionalAccuracy(50.0, Basis.SURVEYED)
    place = Position(Point(112 + case % 1000 / 1000, 28.5), accuracy, f"b/{case}", "合成")
    site = Site(f"示例点位{case}", PlaceType.SITE, Role.SUBJECT, quote, status, quote, position=place)
    record = Record(problem=quote.exact, quotes={"problem": quote}, no=str(case), status=status, status_quote=quote,
                    spatial=True, sites=(site,), spans=(span,))  # fmt: skip
    case_id = f"43-BENCH{case:07d}"
    return Filing(case_id, "43", record, (f"{case_id}.s",), None, (None,), own_id=f"{case_id}/{notice.title}")
