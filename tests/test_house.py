"""The house rules that a linter does not know: sizes, doors, texts, the one place that touches each thing."""

from __future__ import annotations

import ast
import re
import statistics
import string
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from geoapp.texts import catalogue

ROOT = Path(__file__).resolve().parent.parent
CODE = sorted(p for p in (ROOT / "geoapp").rglob("*.py") if "assets" not in p.parts)
ROOMS = (
    "notices",
    "cases",
    "places",
    "layers",
    "store",
    "maps",
    "exports",
    "monitoring",
    "network",
    "closing",
    "reports",
    "accounts",
    "tiles",
)
TEXT_KEY = re.compile(r"""\b(?:text|t)\(\s*f?["']([a-z_]+\.[a-z0-9_{}\.]*)""")


WORDS = sorted(path for path in (ROOT / "geoapp").rglob("*.toml") if "texts" not in path.parts)


def lists_in(table: object) -> Iterator[list[str]]:
    """The lists of words of a table, one in a string between blanks or one of strings."""
    if isinstance(table, str):
        yield table.split()
    elif isinstance(table, list) and all(isinstance(word, str) for word in table):
        yield table
    elif isinstance(table, list | dict):
        for below in table.values() if isinstance(table, dict) else table:
            yield from lists_in(below)


def functions(path: Path) -> list[tuple[str, int]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return [(f"{path.name}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1) for node in found]


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_file_is_over_500_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


def test_functions_are_short() -> None:
    sizes = [size for path in CODE for _, size in functions(path)]
    assert statistics.quantiles(sizes, n=10)[-1] <= 30
    longest = max((row for path in CODE for row in functions(path)), key=lambda row: row[1])
    assert longest[1] <= 60, longest


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_has_a_door_that_says_what_it_promises(room: str) -> None:
    door = ast.parse((ROOT / "geoapp" / room / "__init__.py").read_text(encoding="utf-8"))
    assert ast.get_docstring(door), f"geoapp/{room}/__init__.py has no docstring"
    names = [node for node in door.body if isinstance(node, ast.Assign) and _target(node) == "__all__"]
    assert names, f"geoapp/{room}/__init__.py exports nothing by __all__"


def _target(node: ast.Assign) -> str:
    return node.targets[0].id if isinstance(node.targets[0], ast.Name) else ""


def test_every_module_says_what_it_is_for() -> None:
    silent = [p.name for p in CODE if not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))]
    assert not silent


def test_every_text_that_code_or_templates_name_is_in_the_catalogue() -> None:
    known = catalogue()
    missing = []
    for path in [*CODE, *(ROOT / "templates").rglob("*.html")]:
        for key in TEXT_KEY.findall(path.read_text(encoding="utf-8")):
            # A key put together at run time is held to its fixed beginning.
            head, joined, _ = key.partition("{")
            whole = not joined and not head.endswith((".", "_"))
            if head not in known if whole else not any(entry.startswith(head) for entry in known):
                missing.append(f"{path.relative_to(ROOT)}: {key}")
    assert not missing


def test_catalogue_entries_are_valid_patterns() -> None:
    for key, entry in catalogue().items():
        try:
            list(string.Formatter().parse(entry))
        except ValueError as error:
            pytest.fail(f"{key}: {error}")


def test_the_live_store_is_touched_by_sqlite3_only() -> None:
    forbidden = re.compile(r"^\s*(?:import|from)\s+(?:pyogrio|geopandas|fiona|osgeo)\b", re.MULTILINE)
    rooms = [p for p in CODE if p.relative_to(ROOT).parts[1] in {"store", "web", "pipeline"}]
    assert not [p.name for p in rooms if forbidden.search(p.read_text(encoding="utf-8"))]


def test_only_measure_buffers() -> None:
    buffers = re.compile(r"\.buffer\(")
    users = {p.relative_to(ROOT).as_posix() for p in CODE if buffers.search(p.read_text(encoding="utf-8"))}
    assert users <= {"geoapp/layers/measure.py"}, users


def test_the_plan_of_the_house_names_every_module_of_the_corridor() -> None:
    plan = (ROOT / "docs" / "house.md").read_text(encoding="utf-8")
    named = set(re.findall(r"[a-z_]+", plan.partition("## The corridor")[2].partition("\n## ")[0]))
    modules = {path.stem for path in (ROOT / "geoapp" / "pipeline").glob("[!_]*.py")}
    assert modules <= named, f"docs/house.md does not say what these are for: {sorted(modules - named)}"


def test_broad_excepts_are_explained() -> None:
    bare = []
    for path in CODE:
        lines = path.read_text(encoding="utf-8").splitlines()
        for i, line in enumerate(lines):
            if re.search(r"except (?:Base)?Exception\b|except:", line):
                nearby = "\n".join(lines[max(0, i - 2) : i + 3])
                if "#" not in nearby:
                    bare.append(f"{path.name}:{i + 1}")
    assert not bare, "a broad except needs a comment that says why"


@pytest.mark.parametrize("path", WORDS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_list_of_words_says_one_twice(path: Path) -> None:
    lists = lists_in(tomllib.loads(path.read_text(encoding="utf-8")))
    twice = [word for words in lists for word, count in Counter(words).items() if count > 1]
    assert not twice, f"said twice in one list: {' '.join(twice)}"
