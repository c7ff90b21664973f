"""A CQL2 tree as SQL with bound values: an allow-list of operations over an allow-list of properties, nothing else.

Three-valued logic is SQL's own, which is CQL2's: what is unknown is not selected, whether it is negated or not.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import sqlalchemy as sa

from geoapp.model import BBox
from geoapp.store._cql2_places import read_geometry
from geoapp.store._cql2_properties import FLAG, KIND_EXAMPLES, NUMBER, SHAPE, TEXT, Property
from geoapp.store._cql2_sql import RELATIONS, Like, Relates
from geoapp.store._cql2_text import MAX_LIST, MAX_NESTING, Expression, refused
from geoapp.store._cql2_times import TIME_RELATIONS, TIMES, Ends, at_most, is_time, read_day, read_instant, read_time

Condition = sa.ColumnElement[bool]
MAX_PATTERN = 200

_COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_CONVERSE = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "s_within": "s_contains", "s_contains": "s_within"}


@dataclass(frozen=True, slots=True)
class Compiler:
    """What a filter may speak of. ``index`` narrows by the spatial index where there is one."""

    properties: Mapping[str, Property]
    index: Callable[[BBox], Condition] | None = None

    def compile(self, tree: Expression) -> Condition:
        """The condition; raises ``UsageError`` for an unknown operation or property, or a value of the wrong type."""
        return self._condition(tree, 1, narrow=True)

    def _condition(self, node: Any, depth: int, *, narrow: bool) -> Condition:
        """``narrow``: no NOT around, so that NULL and false are the same and the index may help."""
        if depth > MAX_NESTING:
            raise refused("too_deep", depth=depth, limit=MAX_NESTING)
        if isinstance(node, bool):
            return sa.true() if node else sa.false()
        if _names(node):
            return self._flag(node)
        if not (isinstance(node, dict) and isinstance(node.get("op"), str) and isinstance(node.get("args"), list)):
            raise refused("no_condition")
        op, args = _spelled(node["op"]), node["args"]
        if op in ("and", "or"):
            if not args:
                raise refused("arguments", op=op.upper())
            parts = [self._condition(one, depth + 1, narrow=narrow) for one in args]
            return sa.and_(*parts) if op == "and" else sa.or_(*parts)
        if op == "not":
            _expect(op, args, 1)
            return sa.not_(self._condition(args[0], depth + 1, narrow=False))
        if op in RELATIONS:
            return self._spatial(op, args, narrow=narrow)
        if op in TIME_RELATIONS:
            return self._temporal(op, args)
        plain = {"like": self._like, "between": self._between, "in": self._in, "isnull": self._is_null}
        if op in plain:
            return plain[op](args)
        if op in _COMPARISONS:
            return self._comparison(op, args)
        raise refused("operation", op=str(node["op"])[:40], known=", ".join(self._known_operations()))

    @staticmethod
    def _known_operations() -> Sequence[str]:
        plain = ("and", "or", "not", *_COMPARISONS, "like", "between", "in", "isNull")
        return (*plain, *RELATIONS, *(TIMES[name] for name in TIME_RELATIONS))

    def _property(self, node: Any, *kinds: str) -> Property:
        if not _names(node):
            raise refused("needs_property", known=", ".join(self.properties))
        name = node["property"]
        found = self.properties.get(name) if isinstance(name, str) else None
        if found is None:
            raise refused("property", name=str(name)[:60], known=", ".join(self.properties))
        if kinds and found.kind not in kinds:
            raise refused("property_kind", name=found.name, kind=found.kind_title)
        return found

    def _flag(self, node: Any) -> Condition:
        flag: Condition = self._property(node, FLAG).column
        return flag

    def _comparison(self, op: str, args: list[Any]) -> Condition:
        _expect(op, args, 2)
        left, right = args
        if not _names(left):
            left, right, op = right, left, _CONVERSE.get(op, op)
        subject = self._property(left)
        if subject.kind == SHAPE:
            raise refused("property_kind", name=subject.name, kind=subject.kind_title)
        compare = _COMPARISONS[op]
        if _names(right):
            other = self._property(right, subject.kind)
            found: Condition = compare(subject.column, other.column)
            return found
        value = self._value(subject, right)
        if subject.kind != FLAG:
            compared: Condition = compare(subject.column, value)
            return compared
        if op not in ("=", "<>"):
            raise refused("flag_order", name=subject.name)
        return subject.column if value == (op == "=") else sa.not_(subject.column)

    def _value(self, subject: Property, node: Any) -> Any:
        """A literal of the subject's type, to be bound."""
        if subject.kind == TEXT and isinstance(node, str):
            return node
        if subject.kind == FLAG and isinstance(node, bool):
            return node
        number = isinstance(node, int | float) and not isinstance(node, bool)
        if subject.kind == NUMBER and number and math.isfinite(node):
            return float(node)
        if subject.is_time:
            return read_day(node) if subject.kind == "day" else read_instant(node)
        self._wrong_value(subject)

    @staticmethod
    def _wrong_value(subject: Property) -> NoReturn:
        example = KIND_EXAMPLES[subject.kind]
        raise refused("value", name=subject.name, kind=subject.kind_title, example=example)

    def _like(self, args: list[Any]) -> Condition:
        _expect("like", args, 2)
        subject = self._property(args[0], TEXT)
        pattern = args[1]
        if not isinstance(pattern, str):
            self._wrong_value(subject)
        if len(pattern) > MAX_PATTERN:
            raise refused("pattern", limit=MAX_PATTERN)
        return Like(subject.column, pattern)

    def _between(self, args: list[Any]) -> Condition:
        _expect("between", args, 3)
        subject = self._property(args[0])
        if subject.kind in (FLAG, SHAPE):
            raise refused("property_kind", name=subject.name, kind=subject.kind_title)
        found: Condition = subject.column.between(self._value(subject, args[1]), self._value(subject, args[2]))
        return found

    def _in(self, args: list[Any]) -> Condition:
        _expect("in", args, 2)
        subject = self._property(args[0])
        values = args[1]
        if subject.kind in (FLAG, SHAPE) or not isinstance(values, list) or not values:
            raise refused("property_kind", name=subject.name, kind=subject.kind_title)
        if len(values) > MAX_LIST:
            raise refused("list", count=len(values), limit=MAX_LIST)
        found: Condition = subject.column.in_([self._value(subject, value) for value in values])
        return found

    def _is_null(self, args: list[Any]) -> Condition:
        _expect("isNull", args, 1)
        found: Condition = self._property(args[0]).column.is_(None)
        return found

    def _spatial(self, op: str, args: list[Any], *, narrow: bool) -> Condition:
        _expect(op, args, 2)
        feature, literal = args
        if not _names(feature):
            feature, literal, op = literal, feature, _CONVERSE.get(op, op)
        subject = self._property(feature, SHAPE)
        geometry = read_geometry(literal)
        relates = Relates(subject.column, op, geometry)
        if self.index is None or not narrow or op == "s_disjoint":
            return relates
        return sa.and_(self.index(geometry.bounds), relates)

    def _temporal(self, op: str, args: list[Any]) -> Condition:
        _expect(TIMES[op], args, 2)
        named = [self._property(one) for node in args for one in _inside(node) if _names(one)]
        kinds = {one.kind for one in named}
        if not named or len(kinds) > 1 or not named[0].is_time:
            names = ", ".join(one.name for one in self.properties.values() if one.is_time)
            raise refused("times", op=TIMES[op], known=names)
        kind = kinds.pop()
        first, second = (self._ends(node, kind) for node in args)
        relation = TIME_RELATIONS[op](first, second)
        made = [at_most(*ends) for node, ends in zip(args, (first, second), strict=True) if _made_of(node)]
        # An interval that a feature's own dates turn round is none: unknown, whether negated or not.
        return sa.case((sa.and_(*made), relation)) == sa.true() if made else relation

    def _ends(self, node: Any, kind: str) -> Ends:
        """Beginning and end of an instant or interval as SQL."""
        parts = _inside(node)
        if not all(_names(one) or one == ".." or is_time(one) for one in parts) or len(parts) > 2:
            raise refused("time_value", example=KIND_EXAMPLES[kind])
        given: list[Any] = []
        for place, one in enumerate((parts[0], parts[-1])):
            given.append(self._property(one).column if _names(one) else read_time(one, kind, end=place == 1))
        first, second = given
        if not any(_names(one) for one in parts) and first > second:
            raise refused("interval_order")
        return first, second


def _names(node: Any) -> bool:
    return isinstance(node, dict) and set(node) == {"property"}


def _made_of(node: Any) -> bool:
    """True for an interval with a property at one of its ends at least."""
    parts = _inside(node)
    return len(parts) == 2 and any(_names(one) for one in parts)


def _inside(node: Any) -> list[Any]:
    """The one or two moments of a temporal operand."""
    if isinstance(node, dict) and isinstance(node.get("interval"), list) and len(node["interval"]) == 2:
        return list(node["interval"])
    return [node]


def _spelled(op: str) -> str:
    return op.lower() if op != "!=" else "<>"


def _expect(op: str, args: list[Any], count: int) -> None:
    if len(args) != count:
        raise refused("arguments", op=op)
