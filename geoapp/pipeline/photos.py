"""Photos from the field: judged, turned upright, made smaller, and stripped of everything but what was asked for.

A phone writes into a photo where and when it was taken, and much besides (names, serial numbers, a second picture).
Position and time are read out; the picture that is kept holds pixels only.
"""

from __future__ import annotations

import hashlib
import io
import math
import os
import warnings
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Final

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from geoapp.model import Attachment, NotFound, StoreError, UsageError
from geoapp.pipeline.heic import is_heic, unpack_heic
from geoapp.pipeline.job_files import read_json, write_json
from geoapp.places import suspicion
from geoapp.settings import ZONE
from geoapp.store import Store
from geoapp.texts import reason_of, text

MAX_PHOTO_MB: Final = 25
MAX_PIXELS: Final = 50_000_000
"""A picture with more is refused before it is unpacked: a few kilobytes of PNG can ask for gigabytes."""
MAX_SIDE: Final = 2_048
_QUALITY: Final = 85
_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_BASE = ExifTags.Base
_GPS = ExifTags.GPS


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as it is kept. ``sha256`` is of the bytes that were sent, ``stored`` of the picture that is kept (its
    attachment). ``taken_at`` is a text of ISO 8601, ``position`` [lon, lat] in WGS 84 as the camera wrote it; ``doubt``
    says in a sentence what the camera wrote that cannot be."""

    sha256: str
    stored: str
    name: str
    size: int
    width: int
    height: int
    taken_at: str | None = None
    position: tuple[float, float] | None = None
    doubt: str | None = None

    @property
    def attachment(self) -> Attachment:
        """As an event names it."""
        return Attachment(self.stored, self.name, "image/jpeg", self.size)


def keep_photo(store: Store, folder: Path, data: bytes) -> Photo:
    """Judge and keep one photo; the same bytes again give the same answer. ``folder``: where the notes about photos
    wait for their visit. Raises ``UsageError`` with what is wrong with the picture."""
    sent = hashlib.sha256(data).hexdigest()
    try:
        known = find_photo(folder, sent)
        os.utime(_note(folder, sent))  # it waits anew for its visit
    except (NotFound, FileNotFoundError):
        pass
    else:
        return known
    picture, told = _read(data)
    paper = store.put_attachment(picture[0], f"{sent[:12]}.jpg", "image/jpeg")
    photo = Photo(sent, paper.sha256, paper.name, paper.size, *picture[1], **told)
    note = _note(folder, sent)
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        write_json(note, asdict(photo))
    except OSError as error:
        raise StoreError(text("store.failed", path=note.parent, reason=reason_of(error))) from error
    return photo


def find_photo(folder: Path, sent: str) -> Photo:
    """The photo whose sent bytes have this hash; raises ``NotFound`` when it never came."""
    told = read_json(_note(folder, sent))
    if told is None:
        raise NotFound(text("visits.no_photo", sha256=sent))
    told["position"] = tuple(told["position"]) if told["position"] else None
    return Photo(**told)


def _note(folder: Path, sent: str) -> Path:
    return folder / "photos" / sent[:2] / f"{sent}.json"


# --- reading --------------------------------------------------------------------------------------------------------


def _read(data: bytes) -> tuple[tuple[bytes, tuple[int, int]], dict[str, Any]]:
    """The picture made anew with its size, and what its metadata said."""
    if not data:
        raise _wrong("empty")
    if len(data) > MAX_PHOTO_MB << 20:
        raise _wrong("too_large", size=f"{len(data) / (1 << 20):.1f}", limit=MAX_PHOTO_MB)
    if is_heic(data):
        data = unpack_heic(data, MAX_PIXELS)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of large and odd files; both are judged here
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                width, height = image.size
                if width * height > MAX_PIXELS:
                    raise _wrong("too_many_pixels", width=width, height=height, limit=MAX_PIXELS // 1_000_000)
                told = _told(image)
                return _made(image), told
    except Image.DecompressionBombError as error:  # Pillow's own limit comes before ours: before the size is known
        raise _wrong("far_too_many_pixels", limit=MAX_PIXELS // 1_000_000) from error
    except UnidentifiedImageError as error:
        raise _wrong("no_image") from error
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, ZeroDivisionError, MemoryError) as error:
        raise _wrong("damaged", reason=type(error).__name__) from error


def _wrong(key: str, **values: object) -> UsageError:
    return UsageError(text(f"visits.photo.{key}", **values), parameter="photo")


def _made(image: Image.Image) -> tuple[bytes, tuple[int, int]]:
    image.draft("RGB", (MAX_SIDE, MAX_SIDE))
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    if upright.mode in ("RGBA", "LA", "PA", "P"):
        layer = upright.convert("RGBA")
        ground = Image.new("RGB", layer.size, "white")
        ground.paste(layer, mask=layer.getchannel("A"))
        upright = ground
    plain = Image.new("RGB", upright.size)
    plain.paste(upright.convert("RGB"))  # pixels only: whatever else came along stays behind
    written = io.BytesIO()
    plain.save(written, "JPEG", quality=_QUALITY, optimize=True)
    return written.getvalue(), plain.size


def _told(image: Image.Image) -> dict[str, Any]:
    exif = image.getexif()
    told: dict[str, Any] = {"taken_at": _time(exif.get_ifd(ExifTags.IFD.Exif), exif)}
    position = _position(exif.get_ifd(ExifTags.IFD.GPSInfo))
    if position is not None:
        reason = suspicion(*position)
        told |= (
            {"position": position} if reason is None else {"doubt": text("visits.photo.bad_position", reason=reason)}
        )
    return told


def _time(shot: Mapping[int, Any], exif: Mapping[int, Any]) -> str | None:
    written = shot.get(_BASE.DateTimeOriginal) or exif.get(_BASE.DateTime)
    try:
        at = datetime.strptime(str(written).strip("\0 "), "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None
    return at.replace(tzinfo=_zone(str(shot.get(_BASE.OffsetTimeOriginal, "")))).isoformat()


def _zone(written: str) -> Any:
    """``+08:00`` as a zone; China's where the camera said nothing."""
    sign, hours, minutes = written[:1], written[1:3], written[4:6]
    if sign not in ("+", "-") or not (hours.isdecimal() and minutes.isdecimal()) or int(hours) > 14:
        return ZONE
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if sign == "-" else offset)


def _position(gps: Mapping[int, Any]) -> tuple[float, float] | None:
    """Longitude and latitude; None where the camera wrote none, or nothing that can be read."""
    try:
        lon = _degrees(gps[_GPS.GPSLongitude], gps.get(_GPS.GPSLongitudeRef), "W")
        lat = _degrees(gps[_GPS.GPSLatitude], gps.get(_GPS.GPSLatitudeRef), "S")
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    return (round(lon, 7), round(lat, 7)) if math.isfinite(lon) and math.isfinite(lat) else None


def _degrees(parts: Any, reference: Any, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return -value if str(reference or "").strip("\0 ").upper() == negative else value
