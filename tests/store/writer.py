"""A writer in a process of its own: files notices until it is told to stop or killed, and notes what was committed.

python writer.py STORE ACKS NUMBER

It is told to stop by a file: ACKS with the ending ``.stop``. Left alone, it ends after a quarter of an hour.
"""

from __future__ import annotations

import os
import sys
import time
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from making import at, filing, notice, pin, position, record, site

from geoapp.model import Status
from geoapp.store import Correction, open_store


def main() -> None:
    """File one notice after another, correct a case that all writers share, acknowledge after each commit."""
    url, acks, number = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    store = open_store(url, create=True)
    ends, stop = time.monotonic() + 900, acks.with_suffix(".stop")
    with acks.open("a", encoding="utf-8") as log:
        for i in count():
            if stop.exists() or time.monotonic() > ends:
                break
            name = f"{number}-{os.getpid()}-{i}"
            made, data = notice(name)
            here = site(position=position(pin(110 + i % 90 / 100, 28 + i % 70 / 100), name))
            store.put_notice(made, data, [filing(f"c-{name}", record(sites=(here,)))], at=at(i), actor=number)
            log.write(f"{made.identifier}\n")
            log.flush()
            shared = Correction("shared", None, "case_status", list(Status)[i % 8])
            store.correct(shared, actor=number, at=at(i), if_match=None)
            log.write("shared\n")
            log.flush()
    store.close()


if __name__ == "__main__":
    main()
