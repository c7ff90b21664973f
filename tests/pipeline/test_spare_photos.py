"""Photos whose visit never came go after their time; photos that a visit names, and young ones, stay."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from closing_case import AT, CASE, case_on_file
from PIL import Image

from geoapp.cli import run
from geoapp.pipeline.photos import Photo, find_photo, keep_photo
from geoapp.pipeline.spare_photos import FEWEST_DAYS, days_kept, remove_spare_photos, waiting_photos
from geoapp.pipeline.visiting import MissingPhotos, Visit, file_visit
from geoapp.settings import ZONE, Settings
from geoapp.store import Store

NOW = AT.astimezone(ZONE)
DAYS = 60


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with case_on_file(tmp_path) as opened:
        yield opened


def bytes_of(colour: str) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (20, 10), colour).save(written, "JPEG")
    return written.getvalue()


def age(folder: Path, days: float, now: datetime = NOW) -> None:
    """As if everything in the folder had come so long ago."""
    then = (now - timedelta(days=days)).timestamp()
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (then, then))


def kept(store: Store, photo: Photo, folder: Path) -> bool:
    return (folder.parent / "geoapp.gpkg.files" / photo.stored[:2] / photo.stored[2:]).exists()


def visit(*photos: Photo) -> Visit:
    return Visit(
        CASE, "7d1ee7a4-3e6c-4e2c-8a33-0f5a1f4f2d11", "closed", NOW, photos=tuple(one.sha256 for one in photos)
    )


def test_only_old_photos_without_a_visit_go(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "visits"
    spare, named = (keep_photo(store, folder, bytes_of(colour)) for colour in ("red", "blue"))
    file_visit(store, folder, visit(named), actor="王", at=NOW, if_match=1)
    age(folder, DAYS + 1)
    young = keep_photo(store, folder, bytes_of("green"))
    age_young = next(folder.rglob(f"{young.sha256}.json"))
    os.utime(age_young, (NOW.timestamp(), NOW.timestamp()))
    told = remove_spare_photos(store, folder, NOW, DAYS)
    assert (told.removed, told.size) == (1, spare.size)
    assert told.line is not None and "1 张" in told.line and "满 60 天" in told.line
    assert [kept(store, one, folder) for one in (spare, named, young)] == [False, True, True]
    assert find_photo(folder, young.sha256) == young
    assert store.check() == []
    assert remove_spare_photos(store, folder, NOW, DAYS).line is None, "nothing twice"


def test_a_record_that_comes_after_all_asks_for_its_photo_again(store: Store, tmp_path: Path) -> None:
    """The phone still has it: a photo is deleted there only when its record is acknowledged."""
    folder = tmp_path / "visits"
    photo = keep_photo(store, folder, bytes_of("red"))
    age(folder, DAYS + 1)
    remove_spare_photos(store, folder, NOW, DAYS)
    with pytest.raises(MissingPhotos) as asked:
        file_visit(store, folder, visit(photo), actor="王", at=NOW, if_match=1)
    assert asked.value.missing == (photo.sha256,)
    assert keep_photo(store, folder, bytes_of("red")) == photo
    assert len(file_visit(store, folder, visit(photo), actor="王", at=NOW, if_match=1).event.attachments) == 1


def test_within_its_time_a_photo_waits_and_sending_it_again_begins_the_time_anew(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "visits"
    photo = keep_photo(store, folder, bytes_of("red"))
    now = datetime.now(ZONE)
    age(folder, DAYS - 1, now)
    assert remove_spare_photos(store, folder, now, DAYS).removed == 0
    age(folder, DAYS + 1, now)
    keep_photo(store, folder, bytes_of("red"))
    assert remove_spare_photos(store, folder, now, DAYS).removed == 0
    assert kept(store, photo, folder)


def test_what_a_crash_left_behind_goes_after_a_day(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "visits"
    photo = keep_photo(store, folder, bytes_of("red"))
    torn = tmp_path / "geoapp.gpkg.files" / photo.stored[:2] / ".0123456789abcdef"
    note = next(folder.rglob("*.json")).with_suffix(".ab.part")
    for path in (torn, note):
        path.write_bytes(b"half")
    assert remove_spare_photos(store, folder, datetime.now(ZONE), DAYS).torn == 0
    for path in (torn, note):
        os.utime(path, (0, 0))
    assert remove_spare_photos(store, folder, datetime.now(ZONE), DAYS).torn == 1
    assert not torn.exists() and not note.exists() and kept(store, photo, folder)


def test_a_removal_that_was_cut_off_is_finished(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "visits"
    photo = keep_photo(store, folder, bytes_of("red"))
    note = next(folder.rglob("*.json"))
    note.replace(note.with_suffix(".gone"))
    assert remove_spare_photos(store, folder, NOW, DAYS).removed == 1
    assert not kept(store, photo, folder) and not list(folder.rglob("*.gone"))


def test_an_office_cannot_make_the_time_too_short() -> None:
    assert days_kept(Settings(visit_photo_days=1)) == FEWEST_DAYS
    assert days_kept(Settings()) == DAYS
    assert waiting_photos(Path("no-such-folder")) == (0, None)


def test_check_removes_says_so_and_notes_it(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GEOAPP_FOLDER", str(tmp_path))
    folder = tmp_path / "visits"
    for colour in ("red", "blue"):
        keep_photo(store, folder, bytes_of(colour))
    os.utime(next(folder.rglob("*.json")), (0, 0))
    run(["check"])
    said = capsys.readouterr().out
    assert "清理了 1 张没有走访记录的照片" in said and "走访照片：1 张" in said
    run(["user", "audit"])
    assert "清理了 1 张" in capsys.readouterr().out
    run(["check"])
    assert "清理了" not in capsys.readouterr().out
