"""Reading: choose the reader by extension, confirm it by content, and complete what it hands over to a Notice."""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from dataclasses import replace
from functools import cache
from pathlib import Path

from geoapp.model import Notice, UnreadableNotice
from geoapp.notices import readers
from geoapp.notices.archives import MB
from geoapp.notices.characters import ideographs
from geoapp.notices.document import Document
from geoapp.notices.lost_line_ends import with_line_ends
from geoapp.notices.metadata import describe
from geoapp.notices.sniffing import sniff
from geoapp.notices.sources import DEFAULT_LIMIT_MB, read_bytes
from geoapp.texts import text as say

_KINDS: dict[str, set[str | None]] = {  # content that an extension rightly holds, besides its own name
    "txt": {None},
    "csv": {None},
    "html": {"html", None},
    "htm": {"html", None},
    "doc": {"doc", "rtf"},
    "wps": {"doc", "rtf"},
    "xlsm": {"xlsx"},
}


@cache
def extensions() -> frozenset[str]:
    """The extensions that can be read, without dot, lower case: one module in ``readers/`` each."""
    return frozenset(m.name for m in pkgutil.iter_modules(readers.__path__) if not m.name.startswith("_"))


def read(path: Path, data: bytes | None = None, *, limit_mb: int = DEFAULT_LIMIT_MB) -> Notice:
    """Read one notice. ``data`` are its bytes when the caller has them (an upload, a zip member).

    Raises ``UnreadableNotice`` with a sentence that names the file, the reason and, where there is one, the way out.
    A file whose content is another readable kind than its extension says is read as what it is, with a warning.
    """
    if data is None and (path.is_dir() or not path.exists()):
        data = read_bytes(path, path.name, limit_mb)  # says what is wrong before the extension does
    extension = _extension(path)
    if data is None:
        data = read_bytes(path, path.name, limit_mb)
    if len(data) > limit_mb * MB:
        raise UnreadableNotice(say("notices.too_large", file=path.name, size=-(-len(data) // MB), limit=limit_mb))
    if not data.strip(b"\x00\t\n\r ") or data in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        raise UnreadableNotice(say("notices.empty", file=path.name))
    kind, warnings = _confirm(extension, data, path.name)
    document: Document = importlib.import_module(f"{readers.__name__}.{kind}").read(data, path.name)
    document = with_line_ends(replace(document, text=ideographs(document.text)))
    if not document.text.strip():
        raise UnreadableNotice(say("notices.no_text", file=path.name))
    found = describe(document, path.stem)
    return Notice(
        identifier=hashlib.sha256(data).hexdigest(),
        work_key=found.work_key,
        title=found.title,
        text=document.text,
        media_type=document.media_type,
        file_name=path.name,
        issuer=found.issuer,
        document_number=found.document_number,
        issued_on=found.issued_on,
        issued_on_basis=found.issued_on_basis,
        pages=document.pages,
        tables=document.tables,
        warnings=(*warnings, *document.warnings, *found.warnings),
    )


def _extension(path: Path) -> str:
    extension = path.suffix.lower().removeprefix(".")
    if extension not in extensions():
        accepted = "、".join(f".{name}" for name in sorted(extensions()))
        key = "notices.unknown_extension" if extension else "notices.no_extension"
        raise UnreadableNotice(say(key, file=path.name, extension=extension, accepted=accepted))
    return extension


def _confirm(extension: str, data: bytes, name: str) -> tuple[str, list[str]]:
    """The reader to use and a warning when it is not the one that the extension names."""
    kind = sniff(data)
    if kind == "encrypted":
        raise UnreadableNotice(say("notices.encrypted", file=name))
    if kind == "broken":
        raise UnreadableNotice(say("notices.broken_document", file=name))
    if kind == extension or kind in _KINDS.get(extension, set()):
        return extension, []
    if kind is None or kind not in extensions():
        key = "notices.not_what_it_says" if kind is None else "notices.foreign_content"
        raise UnreadableNotice(say(key, file=name, extension=extension, kind=kind))
    return kind, [say("notices.misnamed", file=name, extension=extension, kind=kind)]
