"""The heading row of a table that copying has flattened: column names one after another, nothing between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate

import ahocorasick
import numpy as np

from geoapp.cases.labels import CODE, Field, field_of, names
from geoapp.cases.numerals import CHINESE, number_of
from geoapp.cases.outline import is_group
from geoapp.cases.source import Source, Span

KEYS = (Field.NUMBER, Field.CODE)


@dataclass(frozen=True)
class HeadingRow:
    """The heading of a flattened table: its columns in order and the stretch that it takes."""

    columns: tuple[Field, ...]
    span: Span
    unknown: frozenset[int] = frozenset()
    """Columns that nobody knows by their heads; they take what fits nowhere else."""


@cache
def _automaton() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for name in names():
        automaton.add_word(name, name)
    automaton.make_automaton()
    return automaton


@lru_cache(maxsize=4)
def find_heading(source: Source) -> HeadingRow | None:
    """The first chain of column names without anything between them: four, or three that begin with a number."""
    glued, lined = _of_glued(source), _of_lines(source)
    if glued is None or lined is None:
        return glued or lined
    return lined if lined.span[0] < glued.span[0] or glued.span[1] < lined.span[1] else glued


def _of_glued(source: Source) -> HeadingRow | None:
    """The same, whatever white space stands between the names, or inside them."""
    pieces = ["".join(source.folded[slice(*line)].split()) for line in source.lines]
    dense = "".join(pieces)
    opens = frozenset(accumulate(map(len, pieces), initial=0))  # where a line begins in the text without white space
    longest: dict[int, str] = {}
    for stretch in _stretches(dense):
        for last, name in _automaton().iter(dense, *stretch):
            # Ends come in order: of two that begin at one place the later is the longer.
            longest[last + 1 - len(name)] = name
    for begin in sorted(_followed(dense, longest)):
        chain, end = _chain(dense, longest, begin)
        if any(name in KEYS for name in chain[1:]) and chain[0] not in KEYS:
            continue  # a title that ends in 问题清单 runs into the heading that begins with 序号
        if _runs_from_title(opens, longest[begin], begin):
            continue
        if len(chain) > _FEWEST and _below_title(opens, longest, begin, len(chain) - _FEWEST):
            continue
        if len(chain) >= 4 or (len(chain) >= 3 and chain[0] in KEYS and len(set(chain)) == len(chain)):
            return HeadingRow(tuple(chain), _spread(source.folded, begin, end))
    return None


def _below_title(opens: Set[int], longest: dict[int, str], begin: int, most: int) -> bool:
    """某县突出环境问题整改任务清单 over 反馈问题: the heading begins with the line below, not with the title's end."""
    if begin in opens:
        return False
    for _ in range(most):
        begin += len(longest.get(begin, ""))
        if begin not in longest:
            return False
        if begin in opens:
            return True
    return False


def _runs_from_title(opens: Set[int], name: str, begin: int) -> bool:
    """某县涉水问题整改清单 over 序号: 清单序号 would be a name, but only its end stands in the heading's line."""
    if begin in opens:
        return False
    return any(begin + at in opens and name[at:] in names() for at in range(1, len(name)))


_LETTER, _FIRST_OF, _LAST_OF = 1, 2, 4
_BRACKET = _LETTER | _FIRST_OF | _LAST_OF


@cache
def _letters() -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    """Of each character whether a column's name holds it, begins or ends with it."""
    letters = np.zeros(1 << 16, np.uint8)
    for kind, found in (
        (_LETTER, "".join(names())),
        (_FIRST_OF, (n[0] for n in names())),
        (_LAST_OF, (n[-1] for n in names())),
    ):
        letters[[ord(char) for char in set(found)]] |= np.uint8(kind)
    return letters


def _stretches(dense: str) -> list[Span]:
    """Where three names can stand one after another: what is written with their characters alone, but for brackets
    between two of them, and where twice one may end and the next begin."""
    codes = np.frombuffer(dense.encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = _letters()[np.minimum(codes, 0xFFFF)]
    for gap in _GAP_BETWEEN.finditer(dense):
        kinds[gap.start() : gap.end()] = _BRACKET
    starts, ends = np.flatnonzero(np.diff(kinds != 0, prepend=False, append=False)).reshape(-1, 2).T
    joins = np.zeros(len(dense) + 1, np.uint32)  # up to each character
    np.cumsum((kinds[:-1] & _LAST_OF != 0) & (kinds[1:] & _FIRST_OF != 0), out=joins[2:])
    may = (ends - starts >= _SHORTEST) & (joins[ends] - joins[starts + 1] >= 2)
    return list(zip(starts[may].tolist(), ends[may].tolist(), strict=True))


_SHORTEST = 6  # three names of two characters


def _followed(dense: str, longest: dict[int, str]) -> Iterator[int]:
    """Where names begin that another one, or a bracket, follows: few do."""
    for begin, name in longest.items():
        after = begin + len(name)
        if after in longest or dense.startswith("(", after):
            yield begin


def _of_lines(source: Source) -> HeadingRow | None:
    """A heading of one cell a line, from 序号 or 督办文号 down to the counter or code of the first row; columns that
    nobody knows (河湖名称, 专班组长) take their cells as remarks do, unless these give them away."""
    for index, line in enumerate(source.lines):
        if line[1] - line[0] > _HEAD_CHARS or source.folded[line[1] - 1] not in _KEY_ENDS:
            continue
        if (first := _head_field(source, index)) not in KEYS:
            continue
        opens = _FIRST if first is Field.NUMBER else _KEY
        heads: list[Field | None] = []
        below, bracketed, last = index, 0, min(index + _MOST, len(source.lines))
        while below < last:
            words = source.matched(source.lines[below])
            if opens.fullmatch(words) or is_group(source, source.lines[below]):
                break
            if len(_plain(words)) > _HEAD_CHARS or _SENTENCE.search(_plain(words)):
                return None
            if heads and not _plain(words):  # 水体名称 / （起止边界）: one head on two lines, as its cells are
                below, bracketed = below + 1, bracketed + 1
                continue
            whole = _broken_head(source, below)
            heads.append(whole or _head_field(source, below))
            below += 1 if whole is None else 2
        else:
            return None
        known = {name for name in heads if name is not None}
        sure = len(known) >= _FEWEST and heads.count(None) <= _UNKNOWN
        if not sure and not _rows_agree(source, below, len(heads) + bracketed, opens):
            continue
        columns = tuple(name or Field.REMARKS for name in heads)
        unknown = frozenset(column for column, name in enumerate(heads) if name is None)
        return HeadingRow(columns, (line[0], source.lines[below - 1][1]), unknown)
    return None


def _broken_head(source: Source, index: int) -> Field | None:
    """序 / 号, 整改 / 目标: the name that a narrow cell broke over two lines."""
    if index + 1 >= len(source.lines):
        return None
    one, other = (source.matched(line) for line in source.lines[index : index + 2])
    broken = len(one) <= _NARROW and len(other) <= _NARROW and (one not in names() or other == "号")
    return names().get(one + other) if broken else None


_NARROW = 3


def _rows_agree(source: Source, first: int, width: int, opens: re.Pattern[str]) -> bool:
    """Whether several rows follow that have one line for each head: counters that count on, or codes."""
    starts = range(first, len(source.lines), width)
    keys = [source.matched(source.lines[at]).strip("()、.") for at in starts[:_ROWS]]
    if width < _FEWEST or len(keys) < _ROWS:
        return False
    values = [number_of(key) for key in keys]
    return values == [*range(1, _ROWS + 1)] or (opens is _KEY and all(map(opens.fullmatch, keys)))


_ROWS = 3
_UNKNOWN, _MOST, _FEWEST, _HEAD_CHARS = 3, 16, 4, 16
_KEY_ENDS = frozenset("号序次目列)")  # what the names of counters and codes end with
_FIRST = re.compile(r"0{0,2}1[、.]?|一[、.]?|\([1一]\)")
_KEY = re.compile(rf"{_FIRST.pattern}|{CODE}|[A-Za-z]{{0,8}}\d[\dA-Za-z-]{{4,24}}")
_SENTENCE = re.compile(r"[。;:,]")


def _plain(words: str) -> str:
    return re.sub(r"\s|\([^()]*\)", "", words)


def _head_field(source: Source, index: int) -> Field | None:
    """The field of a line that is nothing but a column's name."""
    return field_of(_plain(source.matched(source.lines[index])))


_GAP = re.compile(rf"\((?!(?:[{CHINESE}]{{1,3}}|\d{{1,2}})\))[^()]{{1,16}}\)")  # (一) opens the first row
_GAP_BETWEEN = re.compile(rf"{_GAP.pattern}(?=[\u4e00-\u9fff])")


def _chain(dense: str, longest: dict[int, str], begin: int) -> tuple[list[Field], int]:
    words: list[str] = []
    while begin in longest:
        words.append(longest[begin])
        begin += len(longest[begin])
        if bracket := _GAP.match(dense, begin):
            begin = bracket.end()
    chain = [names()[word] for word in words]
    if words and Field.PROBLEM not in chain:
        chain = [name for word in words for name in _parted(word)]
    return chain, begin


def _parted(word: str) -> list[Field]:
    """序号|问题整改进展|时限: without a column of problems these are two heads, 问题 and 整改进展."""
    for at in range(2, len(word) - 1):
        if names().get(word[:at]) is Field.PROBLEM and (rest := names().get(word[at:])) is not None:
            return [Field.PROBLEM, rest]
    return [names()[word]]


def _spread(folded: str, begin: int, end: int) -> Span:
    """Offsets in the text of a stretch of the text without white space."""
    start = begin
    for seen, match in enumerate(re.finditer(r"\S", folded), 1):
        if seen == begin + 1:
            start = match.start()
        if seen == end:
            return start, match.end()
    return start, len(folded)
