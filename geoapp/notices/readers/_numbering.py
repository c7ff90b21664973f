"""Automatic paragraph numbers of Word: 一、 （一） 1. are often not typed but counted, and cases are told by them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import cn2an
from docx.oxml.ns import qn

_CHINESE = frozenset({"chineseCounting", "chineseCountingThousand", "taiwaneseCountingThousand", "japaneseCounting",
                      "ideographDigital", "taiwaneseCounting"})  # fmt: skip
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(slots=True)
class _Level:
    shape: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    overrides: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)


class Numbering:
    """The counters of one document; ``label`` must be asked for each paragraph once, in document order."""

    def __init__(self, document: Any) -> None:
        self._lists: dict[str, _List] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        parts = [rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")]
        if parts:
            self._load(parts[0].element)
            self._load_styles(document.styles.element)

    def label(self, paragraph: Any) -> str:
        """The number that Word shows before this paragraph, or an empty string."""
        number, level = self._reference(paragraph)
        found = self._lists.get(number) if number else None
        if found is None or number is None or level not in found.levels:
            return ""
        if number not in found.begun:  # a list begun anew may restart the counters it shares with the one before
            found.begun.add(number)
            for restarted, start in found.overrides.get(number, {}).items():
                found.counts[restarted] = start - 1
        for deeper in [known for known in found.counts if known > level]:
            del found.counts[deeper]
        shape = found.levels[level]
        found.counts[level] = found.counts.get(level, shape.start - 1) + 1
        if shape.shape == "bullet":
            return ""
        return re.sub(r"%(\d)", lambda match: self._counter(found, int(match[1]) - 1), shape.text)

    @staticmethod
    def _counter(found: _List, level: int) -> str:
        known = found.levels.get(level, _Level())
        return shape_number(found.counts.get(level, known.start), known.shape)

    def _reference(self, paragraph: Any) -> tuple[str | None, int]:
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return None, 0
        own = _reference(properties)
        style = properties.find(qn("w:pStyle"))
        inherited = self._styles.get(style.get(qn("w:val"))) if style is not None else None
        if own is None:
            return inherited or (None, 0)
        return own

    def _load(self, root: Any) -> None:
        abstract = {node.get(qn("w:abstractNumId")): _levels(node) for node in root.iter(qn("w:abstractNum"))}
        shared: dict[str, _List] = {}
        for node in root.iter(qn("w:num")):
            number, key = node.get(qn("w:numId")), node.find(qn("w:abstractNumId")).get(qn("w:val"))
            found = shared.setdefault(key, _List(abstract.get(key, {})))
            for override in node.iter(qn("w:lvlOverride")):
                start = override.find(qn("w:startOverride"))
                if start is not None:
                    level = int(override.get(qn("w:ilvl"), "0"))
                    found.overrides.setdefault(number, {})[level] = int(start.get(qn("w:val"), "1"))
            self._lists[number] = found

    def _load_styles(self, root: Any) -> None:
        for style in root.iter(qn("w:style")):
            properties = style.find(qn("w:pPr"))
            found = _reference(properties) if properties is not None else None
            if found is not None:
                self._styles[style.get(qn("w:styleId"))] = found


def _reference(properties: Any) -> tuple[str, int] | None:
    node = properties.find(qn("w:numPr"))
    number = node.find(qn("w:numId")) if node is not None else None
    if number is None:
        return None
    level = node.find(qn("w:ilvl"))
    return number.get(qn("w:val")), int(level.get(qn("w:val"), "0")) if level is not None else 0


def _levels(node: Any) -> dict[int, _Level]:
    levels = {}
    for level in node.iter(qn("w:lvl")):
        values = {
            key: child.get(qn("w:val"), "")
            for key in ("numFmt", "lvlText", "start")
            if (child := level.find(qn(f"w:{key}"))) is not None
        }
        start = values.get("start", "1")
        levels[int(level.get(qn("w:ilvl"), "0"))] = _Level(
            values.get("numFmt", "decimal"), values.get("lvlText", ""), int(start) if start.isdigit() else 1
        )
    return levels


def shape_number(number: int, shape: str) -> str:
    """A counter in one of Word's number formats; unknown formats count in digits."""
    if shape in _CHINESE:
        spoken = str(cn2an.an2cn(number))
        return spoken.removeprefix("一") if 10 <= number < 20 else spoken
    if shape in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese"):
        return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)
    if shape in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if shape == "upperLetter" else letter
    if shape in ("lowerRoman", "upperRoman"):
        roman, rest = "", number
        for value, sign in _ROMAN:
            roman, rest = roman + sign * (rest // value), rest % value
        return roman.upper() if shape == "upperRoman" else roman
    return str(number)
