"""What may not be said in public: rules about cases, and names and numbers of people. Pure text, no store.

The rules are data (``data/publication.toml``, or the office's own). Blanking keeps the length of a text, so that every
offset of a quote still counts.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from geoapp import paths
from geoapp.model import BadDefinition, CaseFeature, Kind
from geoapp.texts import reason_of, text

FILE = paths.DATA / "publication.toml"
_MOST_NAME = 3
_VERBS = ("反映", "举报", "投诉", "来信", "来电", "信访", "上访", "称", "等", "家", "户", "（", "(", "，", "、", "。")


class Treatment(StrEnum):
    """What becomes of a case that a rule names."""

    WITHHOLD = "withhold"
    UNPLACE = "unplace"


@dataclass(frozen=True, slots=True)
class Rule:
    """Cases of these kinds, or with one of these words in what is said about them."""

    name: str
    treatment: Treatment
    kinds: frozenset[Kind]
    words: tuple[str, ...]

    def names(self, feature: CaseFeature) -> bool:
        """Whether the rule speaks of this case."""
        said = (feature.problem, feature.rectification, feature.category, feature.name)
        return feature.kind in self.kinds or any(word in (one or "") for word in self.words for one in said)


@dataclass(frozen=True)
class Policy:
    """The whole of ``publication.toml``."""

    replacement: str
    position_m: int
    layers: frozenset[str]
    county_line: frozenset[str]
    rules: tuple[Rule, ...]
    roles: tuple[str, ...]
    titles: tuple[str, ...]
    crowd: tuple[str, ...]
    surnames: str

    def rule_for(self, feature: CaseFeature) -> Rule | None:
        """The strictest rule that speaks of a case."""
        found = [rule for rule in self.rules if rule.names(feature)]
        return min(found, key=lambda rule: list(Treatment).index(rule.treatment), default=None)

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], ...]:
        name = rf"(?:欧阳|司徒|上官|诸葛|[{re.escape(self.surnames)}])[\u4e00-\u9fff某×XxＸ*]{{1,2}}?"
        roles, titles, crowd = (_any_of(words) for words in (self.roles, self.titles, self.crowd))
        return (
            re.compile(r"(?<![\d.])(?P<hit>(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2})(?!\d)"),
            re.compile(r"(?<![\d.])(?P<hit>[（(]?0\d{2,3}[）)]?[-—－ ]?\d{7,8}(?:[-转]\d{1,6})?)(?!\d)"),
            re.compile(r"(?:电话|热线|手机|联系方式|传真)(?:号码)?[为：:\s]*(?P<hit>\d[\d\- ]{5,18}\d)"),
            re.compile(r"(?<!\d)(?P<hit>[1-9]\d{16}[\dXx])(?!\d)"),
            re.compile(r"(?P<hit>[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,64}(?:\.[A-Za-z0-9-]{1,30}){1,4})"),
            re.compile(rf"(?:{roles})[：:\s]{{1,3}}(?P<hit>[\u4e00-\u9fff某×]{{2,4}}?)(?=[^\u4e00-\u9fff某×]|$)"),
            re.compile(rf"(?:{roles})[：:\s]{{0,3}}(?P<hit>{name})(?=[^\u4e00-\u9fff]|{_any_of(_VERBS)}|$)"),
            re.compile(rf"(?P<hit>{name}|[{re.escape(self.surnames)}])(?:{titles})"),
            re.compile(rf"(?:{crowd})(?P<hit>{name})(?={_any_of(_VERBS)})"),
        )

    def personal(self, words: str) -> Iterator[tuple[int, int]]:
        """Stretches that name a person or could reach one."""
        for pattern in self._patterns:
            for match in pattern.finditer(words):
                yield match.span("hit")

    def blank(self, words: str, spans: Iterable[tuple[int, int]] = (), literals: Iterable[str] = ()) -> str:
        """The words with people, ``spans`` and ``literals`` blanked, as long as before; line ends stay."""
        hidden = [*self.personal(words), *spans]
        for literal in literals:
            at = words.find(literal)
            while at >= 0:
                hidden.append((at, at + len(literal)))
                at = words.find(literal, at + 1)
        if not hidden:
            return words
        letters = list(words)
        for start, end in hidden:
            for index in range(max(start, 0), min(end, len(letters))):
                if not letters[index].isspace():
                    letters[index] = self.replacement
        return "".join(letters)


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)"


def load_policy(folder: Path | None = None) -> Policy:
    """The office's own ``publication.toml`` in ``folder``, else the shipped one. Raises ``BadDefinition``."""
    path = folder / FILE.name if folder is not None and (folder / FILE.name).is_file() else FILE
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
        return _policy(read)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise BadDefinition(text("publishing.bad_policy", file=path, reason=reason_of(error))) from error


_KEYS = {"schema", "replacement", "position_m", "layers", "county_line", "rule", "personal"}


def _policy(read: dict[str, Any]) -> Policy:
    if unknown := set(read) - _KEYS:
        raise ValueError(
            text("publishing.unknown_key", keys=", ".join(sorted(unknown)), known=", ".join(sorted(_KEYS)))
        )
    if len(read["replacement"]) != 1 or int(read["position_m"]) < 0:
        raise ValueError(text("publishing.bad_value"))
    personal = read["personal"]
    return Policy(
        replacement=read["replacement"],
        position_m=int(read["position_m"]),
        layers=frozenset(read["layers"]),
        county_line=frozenset(read["county_line"]),
        rules=tuple(
            Rule(rule["name"], Treatment(rule["treatment"]), frozenset(Kind(kind) for kind in rule["kinds"]),
                 tuple(rule["words"]))
            for rule in read["rule"]
        ),
        roles=tuple(personal["roles"]),
        titles=tuple(personal["titles"]),
        crowd=tuple(personal["crowd"]),
        surnames=personal["surnames"],
    )  # fmt: skip
