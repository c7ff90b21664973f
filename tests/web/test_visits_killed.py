"""A service that is killed (kill -9) while a phone sends a visit: the phone sends again, and there is one visit with
its photo.

Requests are answered in forked processes that kill themselves after so many calls: at every stage of keeping the photo,
between photo and record, and at every stage of writing the record, before and after its commit.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from flask import Flask

from geoapp.store import Store
from tests.web.signed import SignedClient
from tests.web.test_visits import CASE, app, inspector, picture, record, send, send_photo, store  # noqa: F401

if "fork" not in multiprocessing.get_all_start_methods():
    pytest.skip("requests are answered by forked processes, which this system cannot make", allow_module_level=True)
FORK = multiprocessing.get_context("fork")
STAGES = int(os.environ.get("GEOAPP_TEST_KILLS", "6"))

Ask = Callable[[], Any]
Answer = tuple[int, Any, int]
"""Status, content, calls that it took."""


def answered(ask: Ask, kill_after: int | None = None) -> Answer | None:
    """What a process of its own answers; None when it was killed before it could."""
    mine, theirs = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_answer, args=(ask, kill_after, theirs))
    process.start()
    theirs.close()
    process.join()
    try:
        told: Answer = mine.recv()
    except EOFError:
        assert process.exitcode == -signal.SIGKILL
        return None
    return told


def _answer(ask: Ask, kill_after: int | None, pipe: Any) -> None:
    calls = count(1)
    last = 0

    def watch(_frame: FrameType, _event: str, _argument: object) -> None:
        nonlocal last
        last = next(calls)
        if last == kill_after:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(watch)
    answer = ask()
    sys.setprofile(None)
    pipe.send((answer.status_code, answer.get_json(), last))


class Phone:
    """Sends like static/queue.js: photo, then record, each again until it is acknowledged by its hash."""

    def __init__(self, client: SignedClient, number: int) -> None:
        self.client = client
        self.photo = picture((64, 32 + number))
        self.hash = hashlib.sha256(self.photo).hexdigest()
        self.record = record(photos=[self.hash], text=f"第 {number} 次走访")
        self.version = self.client.get(f"/api/cases/{CASE}/present").get_json()["version"]
        self.kills = self.status = 0

    def send_photo(self, kill_after: int | None = None) -> int:
        told = self._again(lambda: send_photo(self.client, self.photo, sha256=self.hash), kill_after)
        assert told[0] == 201 and told[1]["sha256"] == self.hash
        return told[2]

    def send_record(self, kill_after: int | None = None) -> int:
        told = self._again(lambda: send(self.client, self.record, self.version), kill_after)
        assert told[0] in (201, 200 if self.kills else 201), "200: filed before the service was killed"
        self.status = told[0]
        assert told[1]["client_id"] == self.record["client_id"] and told[1]["photos"] == [self.hash]
        return told[2]

    def _again(self, ask: Ask, kill_after: int | None) -> Answer:
        told = answered(ask, kill_after)
        if told is None:
            self.kills += 1
            told = answered(ask)
        assert told is not None
        return told


@pytest.fixture
def phones(inspector: SignedClient) -> Iterator[Phone]:  # noqa: F811
    return (Phone(inspector, number) for number in count())


def test_killed_at_any_stage_there_is_one_visit_with_its_photo(
    app: Flask,  # noqa: F811
    store: Store,  # noqa: F811
    phones: Iterator[Phone],
    tmp_path: Path,
) -> None:
    calm = next(phones)
    photo_calls, record_calls = calm.send_photo(), calm.send_record()
    sent, kills = [calm], 0
    for stage in range(1, STAGES + 1):
        for whole, send_it in ((photo_calls, Phone.send_photo), (record_calls, Phone.send_record)):
            phone = next(phones)
            if send_it is Phone.send_record:
                phone.send_photo()  # and here the service may have been killed, too: the next one answers the record
            send_it(phone, whole * stage // STAGES - 5)  # the last stage: all is written, nothing is answered yet
            if send_it is Phone.send_photo:
                phone.send_record()
            kills += phone.kills
            sent.append(phone)
    assert kills >= STAGES, "most were killed in the middle of it"
    assert {phone.status for phone in sent} == {200, 201}, "before the commit and after it"
    events = [event for event in store.events(CASE) if event.kind == "visit"]
    assert [event.payload["client_id"] for event in events if event.payload] == [p.record["client_id"] for p in sent]
    for event, phone in zip(events, sent, strict=True):
        (paper,) = event.attachments
        assert store.attachment(paper.sha256)[1].startswith(b"\xff\xd8")
        assert event.payload and [one["sha256"] for one in event.payload["photos"]] == [phone.hash]
    assert store.check() == []
    assert len(list((tmp_path / "visits" / "photos").rglob("*.json"))) == len(sent)
