"""Zip containers (archives, docx, xlsx) opened with suspicion: bombs, broken ones, hostile member names."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from geoapp.model import UnreadableNotice
from geoapp.texts import reason_of
from geoapp.texts import text as say

MAX_MEMBERS = 5_000
MAX_TOTAL_MB = 1_000
MAX_RATIO = 200
"""Text compresses 3-20 times; a member that grows 200 times and past a megabyte is a bomb."""
MB = 1024 * 1024
_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)


def open_archive(source: Path | bytes, name: str) -> zipfile.ZipFile:
    """The archive, checked against bombs. Raises ``UnreadableNotice``. Bytes are those of a document (docx, xlsx):
    nobody knows that it is an archive, so what is wrong is said of the document."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
    except BROKEN as error:
        if isinstance(source, bytes):
            raise UnreadableNotice(say("notices.broken_document", file=name)) from error
        raise UnreadableNotice(say("notices.broken_archive", file=name, reason=reason_of(error))) from error
    try:
        _refuse_bomb(archive, name)
    except UnreadableNotice:
        archive.close()
        raise
    return archive


def _refuse_bomb(archive: zipfile.ZipFile, name: str) -> None:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise UnreadableNotice(say("notices.many_members", file=name, count=len(members), limit=MAX_MEMBERS))
    total = sum(member.file_size for member in members)
    if total > MAX_TOTAL_MB * MB:
        raise UnreadableNotice(say("notices.bomb", file=name, size=total // MB, limit=MAX_TOTAL_MB))
    for member in members:
        if member.file_size > MB and member.file_size > MAX_RATIO * max(1, member.compress_size):
            raise UnreadableNotice(say("notices.bomb_member", file=name, member=member_name(member)))


def member_name(member: zipfile.ZipInfo) -> str:
    """The member's name: Chinese Windows writes GBK without saying so, ``zipfile`` then reads cp437."""
    if member.flag_bits & _UTF8_FLAG:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def is_safe(name: str) -> bool:
    """False for names that would leave the archive: absolute, with a drive, or climbing with ``..``."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return bool(parts) and parts[0] != "/" and ".." not in parts and not re.match("^[A-Za-z]:", name)


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, *, limit_mb: int) -> bytes:
    """The bytes of one member; never more than the limit, whatever its header promises."""
    if member.flag_bits & _ENCRYPTED_FLAG:
        raise UnreadableNotice(say("notices.encrypted_member", file=name))
    try:
        with archive.open(member) as stream:
            data = stream.read(limit_mb * MB + 1)
    except (*BROKEN, RuntimeError) as error:
        raise UnreadableNotice(say("notices.broken_archive", file=name, reason=reason_of(error))) from error
    if len(data) > limit_mb * MB:
        raise UnreadableNotice(say("notices.too_large", file=name, size=member.file_size // MB, limit=limit_mb))
    return data
