"""How fast notices are taken in on one core, whether rate and memory stay flat, and how fast names are matched.

    python -m benchmarks intake                         500 notices
    BENCH_NOTICES=10000 python -m benchmarks intake     the run of the house's promise: some minutes
    BENCH_PROFILE=1 python -m benchmarks intake         where the time goes

Everything happens in this one process: reading, placing, linking, observations, filing, at the end zones and export
texts. Notices are made up (see ``_notices``), each of about 10 kB and different from all others, of five genres and all
counties of a province; some tell an earlier one's problems again. Time is the processor's; a machine whose other
processors are busy takes up to half as long again all the same, for they share its memory. Each tenth of the run is
told by itself: what grew with the store would show. Names are matched by the house's gazetteer, by one large regular
expression, and by jieba's cutter where it is installed. Figures go to stdout as JSON.

The run of 10,000 (November 2026, two processors, over thirty other jobs waiting for them): 18.9 notices a second of
processor; by tenth 23.2, 24.0, 21.6, 20.9, 19.3, 20.8, 19.8, 18.9, 19.2, 19.6, the rest being zones and export texts at
the end; 69,653 cases at 86,021 places, none failed, a store of 1.8 GB. Own memory 162 MB before the first, 220 after
1,000, then 228, 235, 240, 242, 245, 249, 250, 252, and 254 MB after 10,000.

A run of 3,000 later in that month, after less was made of collections, the unit table, folding and cutting (two
processors, three other jobs waiting for them): 34.7 a second; by tenth 42.4, 45.3, 36.0, 36.4, 33.4, 37.5, 33.0, 35.9,
31.5, 36.4; own memory 173 MB at the first, 224 after 300, 244 after 3,000. Over 600 notices, in turns with the code
before: 43.9, 44.5, 44.6 against 41.0, 39.2, 42.4. Over 300, alone on the machine: 38.9 to 46.8.

After filing, placing and extraction were gone through once more (no savepoints in a batch, likeness worked out once,
a site made once, long patterns asked only where they can begin), while some hundred rules of reading were added: over
300, alone on the machine, 37.7 to 47.4 (46.3 to 49.7 with Debian's own build of Python), the code of the day before
36.0 to 44.9 in the same turns. Over 3,000: 36.7; by tenth 45.8, 46.3, 34.0, 46.0, 34.9, 34.8, 38.9, 35.5, 38.0, 36.8;
own memory 178 MB at the first, 238 after 300, 277 after 3,000. The machine's speed varies by a third within minutes:
of each of 64 notices the least that four readings took makes, with their filing, 54 to 62 a second, before 51 to 57.

After placing and extraction were gone through again (kinds of places by bare names, signs of a text found by table
once, sentences cut in one go, what a run leaves not walked over at its end), while rules from two hundred pages were
added: six runs of 150, in turns with the code before, 50.6 in the middle (38 to 52; before 44.5), with Debian's Python
50.3 (48 to 62; before 48.4). Over 3,000: 40.7; by tenth 51.0, 55.2, 41.5, 43.6, 37.9, 42.9, 39.3, 39.6, 43.2, 38.0; own
memory 170 MB at the first, 234 after 300, 269 after 3,000; names 59 MB/s.

After like records were given in brief, in one statement, where they share a quarter of the marks, and half of the words
alone became no question for a person (a sixth of the proposals were left, every sure link stayed), while some sixty
forms were added: six runs of 150 alone on the machine, in turns with the code before (52.2 to 63.1), 50.7 to 56.7, with
Debian's Python 53.8 to 63.1. Over 3,000: 45.7; by tenth 49.2, 49.4, 46.0, 51.0, 50.2, 44.2, 47.4, 47.8, 44.6, 50.8; own
memory 269 MB at the end. 10,000: 36.8; by tenth 52.0, 45.7, 44.1, 41.3, 42.0, 39.4, 34.9, 38.3, 37.5, 37.0; 69,640
cases, none failed; own memory 176 MB at the first, 249 after 1,000, 273 after 3,000, 348 after 10,000: it grows by ten
megabytes with each thousand, of which SQLite's own are three.

10,000 with the code before that: 22.2 a second; by tenth 40.4, 33.8, 26.9, 24.7, 30.3, 24.7, 21.1, 18.1, 18.8, 19.0;
69,653 cases at 75,287 places, none failed; own memory 178 MB at the first, 240 after 1,000, 268 after 10,000.
The machine itself slowed down meanwhile: jieba's cutter, run right behind it, gave 0.88 MB/s, and 1.5 before.

After what changes in a case came in few statements (a database keeps each with its triggers: there were hundreds),
after nothing that reads a notice referred to itself, after the whole file was mapped and marks were given to 32
records, while some forty forms were added: own memory 176 MB at the first, 235 after 1,000, then 240, 250, 250, 251,
251, 252, 252, 252 and 253 MB after 10,000.
3,000 in turns with the code before: 42.7 against 39.0; by tenth 47.4, 51.8, 43.4, 47.5, 44.9,
42.0, 46.5, 40.5, 46.8, 42.6 against 42.1, 45.1, 42.1, 40.2, 45.3, 44.4, 35.6, 36.0, 36.4, 46.7. 10,000 in a slow hour:
35.2; by tenth 43.2, 42.9, 40.3, 40.8, 39.5, 41.1, 37.7, 37.1, 37.5, 36.6; 69,639 cases, none failed. 200 notices into
the store of those 10,000: 29.7 mapped whole, 26.0 mapped in part. Six runs of 150 in turns: 39 to 52 against 39 to 55,
the machine being half as fast again in one minute as in another; by count of own time reading costs 1 % more.

A day later, after places and states were read by counted conventions, alone on the machine: six runs of 150 gave 50.5
to 58.7 (54), with Debian's Python 54.0 to 63.0 (59), the code of the day before 57.0 to 63.3 right after; an hour
earlier, in a slow one, 40 and 49 in the middle, the code of the day before 38 to 47 and 49. Over 3,000: 48.4; by tenth
56.6, 59.9, 52.6, 56.9, 52.3, 42.2, 49.7, 48.9, 45.9, 51.6; with Debian's Python 51.7; by tenth 55.1, 58.1, 50.4, 59.2,
55.8, 50.1, 55.3, 55.9, 49.8, 59.6; own memory 245 MB at the end of either. Names 98 MB/s.
"""

from __future__ import annotations

import cProfile
import json
import os
import platform
import pstats
import random
import re
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from importlib import import_module, util
from itertools import pairwise
from pathlib import Path

from benchmarks._notices import Country, Writer
from geoapp.model import LocationInstance, PlaceType, UnitTable
from geoapp.pipeline import ingest, load_world
from geoapp.places import Gazetteer
from geoapp.settings import ZONE, Settings
from geoapp.store import open_store

NOTICES = int(os.environ.get("BENCH_NOTICES", "500"))
NAMES = int(os.environ.get("BENCH_NAMES", "100000"))
SYLLABLES = "青白红金石龙凤云清明新长大小东西南北安平永兴泉松竹梅兰桃杨柳沙河水山岭口湾塘坪冲坝桥"
TYPES = ("河", "湖", "水库", "镇", "村", "社区", "化工厂", "纸业有限公司", "矿业有限公司", "工业园")


def word(dice: random.Random, length: int = 2) -> str:
    """An invented proper name."""
    return "".join(dice.choice(SYLLABLES) for _ in range(length))


def write_notices(folder: Path, country: Country) -> int:
    """Files on disk, as an office has them; returns their bytes."""
    writer, total = Writer(country, "7"), 0
    for number in range(1, NOTICES + 1):
        body = writer.notice(number).encode()
        (folder / f"{number:06d}.txt").write_bytes(body)
        total += len(body)
    return total


def memory_mb() -> float:
    """Memory of the process's own: without the pages of the database file that the system maps and takes back at
    will. Peak memory where the system does not say."""
    try:
        resident, shared = Path("/proc/self/statm").read_text(encoding="ascii").split()[1:3]
        return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def measure_intake(folder: Path) -> dict[str, object]:
    """Read all into a fresh store on this core."""
    world = load_world(Settings(folder=folder))
    country = Country.of(world.units)
    inbox = folder / "in"
    inbox.mkdir()
    total = write_notices(inbox, country)
    store = open_store(str(folder / "bench.gpkg"), create=True)
    warm = folder / "warm.txt"
    warm.write_text(Writer(country, "1").notice(0), encoding="utf-8")
    ingest([warm], store, world, now=_now)
    marks: list[tuple[int, float, float]] = []
    step = max(1, NOTICES // 10)

    def watch(done: int, total: int, _name: str) -> None:
        if done % step == 0 and done > len(marks) * step - step:
            marks.append((done, time.process_time(), memory_mb()))
            print(f"{done} of {total}: {memory_mb():.0f} MB", file=sys.stderr, flush=True)

    profile = cProfile.Profile() if os.environ.get("BENCH_PROFILE") else None
    begun, wall = time.process_time(), time.perf_counter()
    if profile is not None:
        profile.enable()
    report = ingest([inbox], store, world, now=_now, progress=watch)
    if profile is not None:
        profile.disable()
        pstats.Stats(profile, stream=sys.stderr).sort_stats("cumulative").print_stats(45)
    spent, waited = time.process_time() - begun, time.perf_counter() - wall
    store.close()
    rows = report.rows
    return {
        "notices": NOTICES,
        "kilobytes_each": round(total / NOTICES / 1e3, 1),
        "failed": report.failed,
        "cases": sum(row.cases for row in rows),
        "places": sum(row.sites for row in rows),
        "store_mb": round((folder / "bench.gpkg").stat().st_size / 1e6),
        "per_second_of_processor": round(NOTICES / spent, 1),
        "per_second_of_clock": round(NOTICES / waited, 1),
        "per_second_by_tenth": [round((b[0] - a[0]) / (b[1] - a[1]), 1) for a, b in pairwise(marks) if b[1] > a[1]],
        "memory_mb_by_tenth": [round(mark[2]) for mark in marks],
    }


def _now() -> datetime:
    return datetime.now(ZONE)


def names_of(count: int) -> list[str]:
    """Invented place names, all different."""
    dice, found = random.Random(3), set()
    while len(found) < count:
        found.add(word(dice, dice.randint(2, 4)) + dice.choice(TYPES))
    return sorted(found)


def matchers(names: list[str]) -> Iterator[tuple[str, object]]:
    """Each a function from a text to how many names it found."""
    gazetteer = Gazetteer([LocationInstance(f"n/{i}", n, PlaceType.SITE, None, None) for i, n in enumerate(names)])
    units = UnitTable([])
    yield "gazetteer", lambda text: sum(1 for _ in gazetteer.spot(text, units))
    pattern = re.compile("|".join(map(re.escape, sorted(names[:2000], key=len, reverse=True))))
    yield "regex, of 2,000 names only", lambda text: sum(1 for _ in pattern.finditer(text))
    if util.find_spec("jieba"):
        jieba = import_module("jieba")
        jieba.setLogLevel(60)
        for name in names:
            jieba.add_word(name)
        known = set(names)
        yield "jieba", lambda text: sum(1 for found in jieba.cut(text, HMM=False) if found in known)


def measure_matching() -> dict[str, object]:
    """Megabytes of notice text a second, in which some of the names stand."""
    dice, names = random.Random(5), names_of(NAMES)
    writer = Writer(Country(["某县"], {"某县": []}, ("资江",)), "5")
    texts = [writer.notice(number) for number in range(40)]
    planted = [text.replace("二是", f"二是{dice.choice(names)}", 3) for text in texts]
    figures: dict[str, object] = {"names": len(names)}
    for title, match in matchers(names):
        assert callable(match)
        match(planted[0])
        begun, size, hits = time.process_time(), 0, 0
        while time.process_time() - begun < 2.0:
            for body in planted:
                hits += match(body)
                size += len(body.encode())
                if time.process_time() - begun > 4.0:
                    break
        spent = time.process_time() - begun
        figures[title] = {
            "megabytes_per_second": round(size / spent / 1e6, 2),
            "hits_per_megabyte": round(hits / size * 1e6),
        }
    if not util.find_spec("jieba"):
        figures["jieba"] = "not installed"
    return figures


def main() -> None:
    """Both measurements, with the machine they were made on."""
    with tempfile.TemporaryDirectory() as folder:
        figures = {
            "machine": {
                "processors": os.cpu_count(),
                "python": platform.python_version(),
                "system": platform.machine(),
            },
            "intake": measure_intake(Path(folder)),
            "matching": measure_matching(),
        }
    print(json.dumps(figures, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
