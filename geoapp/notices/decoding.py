"""Bytes to characters: UTF-8, UTF-16, GB18030, Big5, and half a file of any of them."""

from __future__ import annotations

import codecs
import re

from geoapp.model import UnreadableNotice
from geoapp.texts import text as say

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
COMMON_SHARE = 0.7
"""At least this share of Chinese characters must be common ones, or the encoding was guessed wrongly."""
MAX_BROKEN_SHARE = 0.002
"""Up to this share of broken bytes is a damaged file (cut inside a character), more is another encoding."""


def decode(data: bytes, name: str, *, declared: str | None = None) -> tuple[str, list[str]]:
    """The characters of ``data`` and warnings about how they were come by.

    ``declared`` is the encoding that the file itself names. Raises ``UnreadableNotice`` for binary data and for
    encodings that cannot be told.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(*_lenient(data[len(mark) :], encoding, name), name)
    wide = _wide_encoding(data)
    if wide:
        return _checked(*_lenient(data, wide, name), name)
    if b"\x00" in data:
        raise UnreadableNotice(say("notices.binary", file=name, offset=data.index(b"\x00")))
    for encoding in filter(None, ("utf-8", declared)):
        decoded = _strict(data, encoding)
        if decoded is not None:
            return _checked(decoded, [], name)
    return _checked(*_guessed(data, name), name)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode("gb18030" if encoding.lower() in {"gb2312", "gbk", "gb_2312-80"} else encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _lenient(data: bytes, encoding: str, name: str) -> tuple[str, list[str]]:
    """Decode with broken bytes shown as U+FFFD and reported; raises when too many are broken."""
    decoded = data.decode(encoding, errors="replace")
    broken = decoded.count("\ufffd")
    if not broken or _strict(data, encoding) is not None:
        return decoded, []
    if broken > max(3, MAX_BROKEN_SHARE * len(decoded)):
        raise UnreadableNotice(say("notices.undecodable", file=name))
    return decoded, [say("notices.broken_bytes", count=broken, offset=decoded.index("\ufffd"), encoding=encoding)]


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a mark: line ends and digits leave zero bytes on one side only."""
    if len(data) % 2 or b"\x00" not in data:
        return None
    even, odd = data[0::2].count(0), data[1::2].count(0)
    for encoding, many, few in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        decoded = _strict(data, encoding) if many > 4 * few else None
        if decoded is not None and not _CONTROLS.search(decoded) and _common_share(decoded, "gb2312") >= COMMON_SHARE:
            return encoding
    return None


def _guessed(data: bytes, name: str) -> tuple[str, list[str]]:
    """The Chinese encoding whose everyday characters the text is made of; else a damaged file; else a detector."""
    found = []
    for encoding, level_one in (("gb18030", "gb2312"), ("big5hkscs", "big5")):
        decoded = _strict(data, encoding)
        if decoded is not None:
            found.append((_common_share(decoded, level_one), decoded))
    if found and max(found)[0] >= COMMON_SHARE:
        return max(found)[1], []
    for encoding in ("utf-8", "gb18030"):
        try:
            decoded, warnings = _lenient(data, encoding, name)
        except UnreadableNotice:
            continue
        if _common_share(decoded, "gb2312") >= COMMON_SHARE:
            return decoded, warnings
    return _detected(data, name)


def _detected(data: bytes, name: str) -> tuple[str, list[str]]:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000], cp_isolation=["shift_jis", "euc_kr", "cp1252", "utf_8"]).best()
    decoded = _strict(data, best.encoding) if best is not None and best.chaos == 0 else None
    if best is None or decoded is None:
        raise UnreadableNotice(say("notices.undecodable", file=name))
    return decoded, [say("notices.guessed_encoding", encoding=best.encoding)]


def _common_share(decoded: str, level_one: str) -> float:
    """Which share of the Chinese characters are first-level ones of the national standard; 1 for none at all."""
    han = _HAN.findall(decoded[:20_000])
    if not han:
        return 1.0
    first, last = (0xB0, 0xD7) if level_one == "gb2312" else (0xA4, 0xC6)
    common = 0
    for character in han:
        encoded = character.encode(level_one, errors="ignore")
        common += bool(encoded) and first <= encoded[0] <= last
    return common / len(han)


def _checked(decoded: str, warnings: list[str], name: str) -> tuple[str, list[str]]:
    """Refuse text that is really binary: control characters beyond a stray one."""
    controls = _CONTROLS.findall(decoded)
    if "\x00" in controls or len(controls) > max(2, len(decoded) // 500):
        first = _CONTROLS.search(decoded)
        raise UnreadableNotice(say("notices.binary", file=name, offset=first.start() if first else 0))
    return decoded, warnings
