"""HEIC photos, as newer phones write them: unpacked to JPEG by a process of its own, which a hostile file may kill."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import Final

from geoapp.model import UsageError
from geoapp.pipeline import _heif_child
from geoapp.texts import text

MOST_SECONDS: Final = 30.0
_BRANDS: Final = tuple(b"ftyp" + brand for brand in (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"))
_decoders = threading.BoundedSemaphore(2)
"""So many are unpacked at once: each may take hundreds of megabytes."""


def is_heic(data: bytes) -> bool:
    """Whether a file says of itself that it is one."""
    return data[4:12] in _BRANDS


def unpack_heic(data: bytes, most_pixels: int) -> bytes:
    """The same photo, upright, as JPEG with its EXIF; raises ``UsageError`` with what is wrong with it."""
    command = [sys.executable, "-I", str(Path(_heif_child.__file__)), str(most_pixels)]
    try:
        with _decoders:
            done = subprocess.run(command, input=data, capture_output=True, timeout=MOST_SECONDS, check=False)  # noqa: S603 - our own file
    except subprocess.TimeoutExpired as error:
        raise _wrong("damaged", reason=text("visits.photo.too_slow", seconds=f"{MOST_SECONDS:g}")) from error
    if done.returncode == _heif_child.NO_DECODER:
        raise _wrong("heic")
    if done.returncode == _heif_child.TOO_MANY:
        width, height = done.stdout.decode("ascii").split()
        raise _wrong("too_many_pixels", width=width, height=height, limit=most_pixels // 1_000_000)
    if done.returncode or not done.stdout:
        raise _wrong("damaged", reason="HEIC")
    return done.stdout


def _wrong(key: str, **values: object) -> UsageError:
    return UsageError(text(f"visits.photo.{key}", **values), parameter="photo")
