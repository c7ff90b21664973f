"""Fonts of the printed sheet: ours, embedded; where they lack a character, a TrueType font of the machine.

What no font has is printed as the printers' sign for a missing type (〓) and named, never left out in silence.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from geoapp.model import GeoappError
from geoapp.texts import reason_of, text

FOLDER: Final = Path(__file__).with_name("fonts")
FACES: Final = {False: "NotoSansSC-Regular", True: "NotoSansSC-Bold"}
MISSING: Final = "〓"
_SYSTEM: Final = {
    "win32": (r"C:\Windows\Fonts", ("msyh.ttc", "simsun.ttc", "simhei.ttf", "simsunb.ttf", "Deng.ttf")),
    "darwin": ("/System/Library/Fonts", ("STHeiti Medium.ttc", "Supplemental/Songti.ttc")),
    "linux": ("/usr/share/fonts", ("wqy-zenhei.ttc", "wqy-microhei.ttc", "DroidSansFallbackFull.ttf", "simsun.ttc")),
}


class NoFont(GeoappError):
    """There is no font that Chinese could be printed with."""


@dataclass(slots=True)
class Fonts:
    """The faces of one document. ``missing`` gathers the characters that no face has."""

    faces: dict[bool, Any]
    others: list[Any] | None = None
    missing: set[str] = field(default_factory=set)
    _widths: dict[tuple[bool, str], float] = field(default_factory=dict)

    def width(self, words: str, size: float, *, bold: bool = False) -> float:
        """How wide the words are set, in points."""
        widths, total = self._widths, 0.0
        for character in words:
            known = widths.get((bold, character))
            if known is None:
                known = widths[bold, character] = self._width(character, bold)
            total += known
        return total * size

    def _width(self, character: str, bold: bool) -> float:
        face, set_as = self._face_of(character, bold)
        return float(face.stringWidth(set_as, 1000)) / 1000

    def runs(self, words: str, *, bold: bool = False) -> Iterator[tuple[str, str]]:
        """The words in stretches of one font: its name and what is set in it."""
        usual = self.faces[bold]
        known = usual.face.charToGlyph
        if all(ord(character) in known for character in words):
            yield usual.fontName, words
            return
        stretch, face = "", usual
        for character in words:
            wanted, set_as = self._face_of(character, bold)
            if wanted is not face and stretch:
                yield face.fontName, stretch
                stretch = ""
            face, stretch = wanted, stretch + set_as
        if stretch:
            yield face.fontName, stretch

    def _face_of(self, character: str, bold: bool) -> tuple[Any, str]:
        usual, code = self.faces[bold], ord(character)
        if code in usual.face.charToGlyph:
            return usual, character
        if self.others is None:
            self.others = list(_system_faces())
        for face in self.others:
            if code in face.face.charToGlyph:
                return face, character
        if character.isprintable() and not character.isspace():
            self.missing.add(character)
            return usual, MISSING
        return usual, " "


def load_fonts(folder: Path = FOLDER) -> Fonts:
    """Our two faces, else one of the machine for both; raises ``NoFont`` when there is none."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    faces: dict[bool, Any] = {}
    try:
        for bold, name in FACES.items():
            faces[bold] = TTFont(name, str(folder / f"{name}.ttf"))
            pdfmetrics.registerFont(faces[bold])
    except (OSError, TTFError) as error:
        spare = next(_system_faces(), None)
        if spare is None:
            known = "、".join(_SYSTEM.get(sys.platform, _SYSTEM["linux"])[1])
            raise NoFont(text("print.no_font", folder=folder, reason=reason_of(error), known=known)) from error
        faces = {False: spare, True: spare}
    return Fonts(faces)


def _system_faces() -> Iterator[Any]:
    """The machine's TrueType fonts with Chinese characters (outlines of another kind cannot be embedded)."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    folder, names = _SYSTEM.get(sys.platform, _SYSTEM["linux"])
    for name in names:
        for path in sorted(Path(folder).rglob(name)) if Path(folder).is_dir() else []:
            try:
                face = TTFont(f"machine-{path.stem}", str(path))
            except (OSError, TTFError):
                continue
            pdfmetrics.registerFont(face)
            yield face
            break
