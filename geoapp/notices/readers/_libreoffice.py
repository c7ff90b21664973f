"""Conversion of old office files by a LibreOffice on the same machine; nothing is sent anywhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from geoapp.model import UnreadableNotice
from geoapp.texts import text as say

TIMEOUT_S = 120
_WINDOWS_HOMES = ("PROGRAMFILES", "PROGRAMFILES(X86)")


def find_program() -> str | None:
    """Where LibreOffice is, or None."""
    for command in ("soffice", "libreoffice"):
        found = shutil.which(command)
        if found:
            return found
    for home in _WINDOWS_HOMES:
        program = Path(os.environ.get(home, "")) / "LibreOffice" / "program" / "soffice.exe"
        if os.environ.get(home) and program.is_file():
            return str(program)
    return None


def convert(data: bytes, name: str, *, target: str) -> bytes:
    """The same document in the format ``target`` (docx, xlsx). Raises ``UnreadableNotice`` with the way out."""
    program = find_program()
    extension = Path(name).suffix.lower() or ".doc"
    if program is None:
        raise UnreadableNotice(say("notices.needs_libreoffice", file=name, target=target))
    with tempfile.TemporaryDirectory(prefix="geoapp-") as folder:
        original = Path(folder) / f"original{extension}"
        original.write_bytes(data)
        profile = (Path(folder) / "profile").as_uri()  # its own profile: an open LibreOffice window would take the job
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--norestore",
                   "--convert-to", target, "--outdir", folder, str(original)]  # fmt: skip
        try:
            # A list, no shell, and a file name of our own making: nothing of the notice reaches a command line.
            run = subprocess.run(command, capture_output=True, timeout=TIMEOUT_S, check=False)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired) as error:
            raise UnreadableNotice(say("notices.conversion_failed", file=name, reason=error)) from error
        converted = original.with_suffix(f".{target}")
        if not converted.is_file():
            reason = run.stderr.decode("utf-8", "replace").strip()[-200:] or f"exit {run.returncode}"
            raise UnreadableNotice(say("notices.conversion_failed", file=name, reason=reason))
        return converted.read_bytes()
