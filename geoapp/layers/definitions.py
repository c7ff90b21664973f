"""Layer definitions, ``layers/*.toml``: a closed schema, so that a wrong file names key, value and fix."""

from __future__ import annotations

import difflib
import graphlib
import re
import tomllib
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any

from geoapp.layers.recipes import find_recipe, recipe_names
from geoapp.model import BadDefinition, LayerDefinition, PlaceType
from geoapp.texts import DEFAULT, languages, reason_of, text

SCHEMA = 1
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_SPEC = re.compile(r"cases|(reference|layer|file):.+|gazetteer:[a-z_]+(/.+)?")
_PLACE_TYPES = frozenset(PlaceType)
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class _Key:
    """One allowed key: whether a value does, and what is expected, in words."""

    accepts: Callable[[Any], bool]
    expected: str
    required: bool = False


def _is_number(value: Any, low: float = 0.0, high: float = float("inf")) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def _is_words(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_table(value: Any) -> bool:
    return isinstance(value, dict)


def _is_colour(value: Any) -> bool:
    return isinstance(value, str) and bool(_COLOUR.fullmatch(value))


_SHARE = _Key(lambda v: _is_number(v, 0, 1), "share")
_COLOURED = _Key(_is_colour, "colour")
_WIDTH = _Key(_is_number, "number")
_DASH = _Key(lambda v: isinstance(v, str) and bool(re.fullmatch(r"\d+( \d+)*", v)), "dash")
_WORDS = _Key(_is_words, "words")
_SHORELINE = _Key(lambda v: v in ("water_edge", "management_line"), "shoreline")
_BOOLEAN = _Key(lambda v: isinstance(v, bool), "boolean")

_TOP: dict[str, _Key] = {
    "schema": _Key(lambda v: v == SCHEMA and not isinstance(v, bool), "schema", required=True),
    "title": _Key(_is_words, "words", required=True),
    "description": _Key(_is_words, "words", required=True),
    "recipe": _Key(_is_words, "words", required=True),
    "inputs": _Key(_is_table, "table", required=True),
    "params": _Key(_is_table, "table"),
    "shoreline": _SHORELINE,
    "authority": _Key(_is_table, "table"),
    "quality": _Key(_is_table, "table"),
    "style": _Key(_is_table, "table"),
    "better": _Key(_is_table, "table"),
    "order": _Key(lambda v: isinstance(v, int) and not isinstance(v, bool), "integer"),
    "show": _BOOLEAN,
    "zone": _BOOLEAN,
    **{name: _Key(_is_table, "table") for name in languages() if name != DEFAULT},
}
_TABLES: dict[str, dict[str, _Key]] = {
    "authority": {"quote": _WORDS, "notice": _WORDS, "note": _WORDS},
    "quality": {
        "measure": _Key(lambda v: v in ("CE90", "CE95"), "measure", required=True),
        "value_m": _Key(lambda v: _is_number(v, 1e-6), "positive", required=True),
        "note": _WORDS,
    },
    "style": {
        "fill": _COLOURED, "fill_opacity": _SHARE, "stroke": _COLOURED, "opacity": _SHARE, "weight": _WIDTH,
        "dash": _DASH, "schematic_dash": _DASH, "radius": _WIDTH, "label": _BOOLEAN,
    },
    "better": {
        "inputs": _Key(_is_table, "table", required=True), "description": _WORDS, "shoreline": _SHORELINE,
        "quality": _Key(_is_table, "table"),
    },
    **{name: dict.fromkeys(("title", "description", "note", "accuracy", "better"), _WORDS)
       for name in languages() if name != DEFAULT},
}  # fmt: skip


def load_definitions(folders: Iterable[Path]) -> list[LayerDefinition]:
    """All definitions in build order; a later folder's file replaces an earlier one's of the same name.

    Files whose name starts with ``_`` are skipped. Raises ``BadDefinition``.
    """
    files = {path.stem: path for folder in folders for path in sorted(folder.glob("*.toml")) if path.stem[0] != "_"}
    found = {stem: _read(path) for stem, path in files.items()}
    before = {stem: _layers_before(definition) for stem, definition in found.items()}
    for stem, needed in before.items():
        for other in sorted(needed - found.keys()):
            _fail(files[stem], "inputs", f"layer:{other}", text("layers.bad.no_layer", known="、".join(sorted(found))))
    try:
        order = list(graphlib.TopologicalSorter({stem: sorted(before[stem]) for stem in sorted(before)}).static_order())
    except graphlib.CycleError as error:
        ring = error.args[1]
        _fail(files[ring[0]], "inputs", " → ".join(ring), text("layers.bad.cycle"))
    return [found[stem] for stem in order]


def _layers_before(definition: LayerDefinition) -> set[str]:
    return {spec.removeprefix("layer:") for spec in definition.inputs.values() if spec.startswith("layer:")}


def _fail(path: Path, key: str, value: object, expected: str) -> typing.NoReturn:
    raise BadDefinition(text("layers.bad.value", file=path, key=key, value=value, expected=expected))


def _read(path: Path) -> LayerDefinition:
    if not _ID.fullmatch(path.stem):
        _fail(path, text("layers.bad.file_name"), path.stem, text("layers.bad.id"))
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadDefinition(text("layers.bad.unreadable", file=path, reason=reason_of(error))) from error
    _check(path, "", content, _TOP)
    for name, keys in _TABLES.items():
        if name in content:
            _check(path, f"{name}.", content[name], keys)
    recipe = content["recipe"]
    if recipe not in recipe_names():
        _fail(path, "recipe", recipe, text("layers.bad.recipe", known="、".join(recipe_names())))
    _check_inputs(path, recipe, content["inputs"])
    if "better" in content:
        _check_better(path, recipe, content["better"])
    make_params(recipe, content.get("params", {}), path)
    content.pop("schema")
    spoken = {name: content.pop(name) for name in languages() if name in content}
    return LayerDefinition(
        id=path.stem,
        **{name: content.pop(name, {}) for name in ("params", "authority", "quality", "style", "better")},
        **content,
        spoken=spoken,
    )


def _check(path: Path, prefix: str, given: Mapping[str, Any], keys: Mapping[str, _Key]) -> None:
    for name, value in given.items():
        if name not in keys:
            _fail(path, prefix + name, value, _unknown(name, keys))
        if not keys[name].accepts(value):
            _fail(path, prefix + name, value, text(f"layers.bad.expected.{keys[name].expected}"))
    for name, key in keys.items():
        if key.required and name not in given:
            expected = text(f"layers.bad.expected.{key.expected}")
            _fail(path, prefix + name, text("layers.bad.absent"), expected)


def _unknown(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    meant = text("layers.bad.meant", name=close[0]) if close else ""
    return text("layers.bad.unknown", known="、".join(sorted(known)), meant=meant)


def _check_inputs(path: Path, recipe: str, given: Mapping[str, Any], key: str = "inputs") -> None:
    for name, spec in given.items():
        if not isinstance(spec, str) or not _SPEC.fullmatch(spec):
            _fail(path, f"{key}.{name}", spec, text("layers.bad.spec"))
        kind = spec.removeprefix("gazetteer:").partition("/")[0]
        if spec.startswith("gazetteer:") and kind not in _PLACE_TYPES:
            _fail(path, f"{key}.{name}", spec, text("layers.bad.place_type", known="、".join(PlaceType)))
    wanted = find_recipe(recipe).INPUTS
    if wanted is None:
        if not given:
            _fail(path, key, "{}", text("layers.bad.one_input"))
    elif set(given) != wanted:
        _fail(
            path,
            key,
            "、".join(given) or "{}",
            text("layers.bad.inputs", recipe=recipe, known="、".join(sorted(wanted))),
        )


def _check_better(path: Path, recipe: str, given: Mapping[str, Any]) -> None:
    """``better``: inputs that take the place of the others once they hold something; no layer among them, since the
    build order is settled without them."""
    _check_inputs(path, recipe, given["inputs"], "better.inputs")
    for name, spec in given["inputs"].items():
        if spec.startswith("layer:"):
            _fail(path, f"better.inputs.{name}", spec, text("layers.bad.better"))
    _check(path, "better.quality.", given.get("quality", {}), _TABLES["quality"] if "quality" in given else {})


def make_params(recipe: str, given: Mapping[str, Any], where: Path | str) -> Any:
    """The recipe's ``Params`` from a table; raises ``BadDefinition`` for an unknown, absent or unfit key."""
    kind = find_recipe(recipe).Params
    known = {f.name: f for f in fields(kind)}
    hints = typing.get_type_hints(kind)
    path = Path(where)
    for name, value in given.items():
        if name not in known:
            _fail(path, f"params.{name}", value, _unknown(name, known))
        if not _fits(value, hints[name]):
            _fail(path, f"params.{name}", value, _expectation(hints[name]))
    for name, declared in known.items():
        if name not in given and declared.default is MISSING and declared.default_factory is MISSING:
            _fail(path, f"params.{name}", text("layers.bad.absent"), _expectation(hints[name]))
    try:
        return kind(**{name: tuple(v) if isinstance(v, list) else v for name, v in given.items()})
    except ValueError as error:
        raise BadDefinition(text("layers.bad.params", file=path, reason=reason_of(error))) from error


def _fits(value: Any, hint: Any) -> bool:
    origin = typing.get_origin(hint)
    if origin is typing.Literal:
        return value in typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return any(_fits(value, choice) for choice in typing.get_args(hint))
    if origin is tuple:
        return isinstance(value, list) and all(_fits(entry, typing.get_args(hint)[0]) for entry in value)
    if hint is float:
        return _is_number(value, float("-inf"))
    return type(value) is hint


def _expectation(hint: Any) -> str:
    origin = typing.get_origin(hint)
    if origin is typing.Literal:
        return text("layers.bad.one_of", known="、".join(map(str, typing.get_args(hint))))
    names = {float: "number", int: "integer", bool: "boolean", str: "words"}
    return text(f"layers.bad.expected.{names.get(hint, 'list')}")
