"""HEIC photos of a visit: read like any other, and hostile ones harm nothing. Read only with the extra ``heic``."""

from __future__ import annotations

import hashlib
import io
import struct
from pathlib import Path

import pytest
from PIL import Image

from geoapp.pipeline import _heif_child, heic, photos
from geoapp.store import Store
from tests.web.signed import SignedClient
from tests.web.test_visits import app, inspector, phone_exif, record, send, send_photo, store  # noqa: F401

try:
    import pillow_heif
except ImportError:
    pillow_heif = None

reading = pytest.mark.skipif(
    pillow_heif is None,
    reason="NOT TESTED: HEIC photos are not read here, pillow-heif is absent (extra heic, group dev)",
)


def heif(size: tuple[int, int] = (640, 320), exif: Image.Exif | None = None) -> bytes:
    """As an iPhone writes it: what turns the picture stands in the file's own boxes as well as in its EXIF."""
    pillow_heif.register_heif_opener()
    written = io.BytesIO()
    Image.new("RGB", size, (30, 90, 60)).save(written, "HEIF", **({"exif": exif.tobytes()} if exif else {}))
    data = written.getvalue()
    assert (b"irot" in data) == (exif is not None)
    assert heic.is_heic(data)
    return data


@reading
def test_a_heic_photo_is_read_like_any_other(inspector: SignedClient, store: Store) -> None:  # noqa: F811
    data = heif(exif=phone_exif())
    told = send_photo(inspector, data, "IMG_0001.HEIC").get_json()
    assert told["sha256"] == hashlib.sha256(data).hexdigest()
    assert told["taken_at"] == "2026-01-05T09:12:33+08:00"
    assert told["position"] == pytest.approx([112.5, 28.75], abs=1e-6)
    assert (told["width"], told["height"]) == (320, 640), "orientation 6 stands the picture up, once"
    assert send(inspector, record(photos=[told["sha256"]])).status_code == 201
    _, kept = store.attachment(told["stored"])
    with Image.open(io.BytesIO(kept)) as image:
        assert image.format == "JPEG" and not dict(image.getexif()) and b"SECRET" not in kept


@reading
def test_hostile_heic_files_are_refused_and_the_service_lives(inspector: SignedClient) -> None:  # noqa: F811
    data, size = heif(), struct.pack(">II", 640, 320)
    assert size in data, "the property ispe tells width and height"
    huge = data.replace(size, struct.pack(">II", 1 << 30, 1 << 30))
    turned = data[:12] + bytes(reversed(data[12:]))
    for broken in (data[:60], data[:-400], turned, huge):
        answer = send_photo(inspector, broken)
        assert answer.status_code == 400 and "照片" in answer.get_json()["detail"]
    assert send_photo(inspector, data).status_code == 201


@reading
def test_limits_of_size_and_time(inspector: SignedClient, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    data = heif()
    with monkeypatch.context() as limited:
        limited.setattr(photos, "MAX_PIXELS", 640 * 320 - 1)
        assert "640×320" in send_photo(inspector, data).get_json()["detail"]
        limited.setattr(photos, "MAX_PIXELS", 640 * 320)
        limited.setattr(heic, "MOST_SECONDS", 0.001)
        assert "0.001 秒" in send_photo(inspector, data).get_json()["detail"]


def test_without_the_decoder_there_is_a_way_out(
    inspector: SignedClient,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The child itself, in an environment whose ``pillow_heif`` cannot be imported."""
    without = tmp_path / "child.py"
    run = f"runpy.run_path({_heif_child.__file__!r}, run_name='__main__')"
    child = f"import runpy, sys\nsys.modules['pillow_heif'] = None\n{run}\n"
    without.write_text(child, encoding="utf-8")
    monkeypatch.setattr(_heif_child, "__file__", str(without))
    answer = send_photo(inspector, b"\0\0\0\x18ftypheic" + b"\0" * 100)
    assert answer.status_code == 400 and "兼容性最佳" in answer.get_json()["detail"]
