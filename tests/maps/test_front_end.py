"""The pages' own files: words from the catalogue, no HTML from data, nothing inline, nothing foreign."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geoapp.model import Campaign, Genre, Kind, PlaceType, Status
from geoapp.paths import STATIC, TEMPLATES
from geoapp.texts import catalogue

SCRIPTS = sorted(STATIC.glob("*.js"))
STYLES = sorted(STATIC.glob("*.css"))
PAGES = sorted(TEMPLATES.glob("*.html"))
FIXED = re.compile(r"""(?<![\w.])(?:wm\.)?t\(\s*["']([\w.]+)["']\s*[,)]""")
BUILT = re.compile(r"""(?<![\w.])(?:wm\.)?t\(\s*["']([\w.]+\.)["']\s*[+~]""")
QUOTED_KEYS = re.compile(r"""["']((?:map|pages)\.[\w]+(?:\.[\w]+)+)["']""")
NEW_SYNTAX = re.compile(
    r"\?\.(?=[A-Za-z_\[(])|\?\?|\|\|=|&&=|\.at\(|\.replaceAll\(|structuredClone|Object\.hasOwn|\bimport\s"
)
IDS = [path.name for path in [*SCRIPTS, *PAGES]]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [*SCRIPTS, *PAGES], ids=IDS)
def test_every_text_key_exists(path: Path) -> None:
    content, known = read(path), catalogue()
    keys = FIXED.findall(content) + QUOTED_KEYS.findall(content)
    missing = [key for key in keys if key not in known and not key.endswith(("_", "."))]
    assert missing == []
    families = BUILT.findall(content)
    assert [family for family in families if not any(key.startswith(family) for key in known)] == []


def test_every_word_of_the_vocabularies_has_a_label() -> None:
    wanted = [f"status.{s}" for s in (*Status, "overdue", "lapsed")]
    wanted += [f"words.{group}.{v}" for group, words in (
        ("kind", Kind), ("campaign", Campaign), ("genre", Genre), ("type", PlaceType)) for v in words]  # fmt: skip
    assert [key for key in wanted if key not in catalogue()] == []


def test_keys_that_scripts_compose_exist() -> None:
    lists = [f"map.list.{p}{n}" for p in ("", "none_") for n in ("all", "unlocated", "not_spatial")]
    heads = [f"map.head.{n}" for n in (
        "total", "on_map", "unlocated", "not_spatial", "hidden", "data_time", "no_data_time", "live")]  # fmt: skip
    flags = [f"map.{p}" for f in ("overdue", "lapsed") for p in (f"filter.{f}_means", f"detail.{f}_since")]
    assert [key for key in lists + heads + flags if key not in catalogue()] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_never_make_html_of_data(path: Path) -> None:
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", read(path))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_run_in_old_browsers(path: Path) -> None:
    without_comments = re.sub(r"/\*.*?\*/|//[^\n]*", "", read(path), flags=re.DOTALL)
    assert NEW_SYNTAX.findall(without_comments) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_pages_hold_no_inline_script_and_no_handler(path: Path) -> None:
    content = re.sub(r"\{#.*?#\}", "", read(path), flags=re.DOTALL)
    assert not re.search(r"<script(?![^>]*\bsrc=)", content)
    assert not re.search(r"\son(click|load|error|change|input|submit)\s*=", content)
    allowed = {"skeleton.styles", "skeleton.html"}  # made by the maps room, without data
    assert set(re.findall(r"\{\{\s*([\w.]+)\s*\|\s*safe", content)) <= allowed


@pytest.mark.parametrize("path", [*SCRIPTS, *STYLES, *PAGES], ids=lambda path: path.name)
def test_nothing_points_at_a_foreign_host(path: Path) -> None:
    found = re.findall(r"(?:https?:)?//[\w-]+\.\w[^\s\"'`)]*", re.sub(r"^\s*//.*$", "", read(path), flags=re.MULTILINE))
    assert [url for url in found if "www.w3.org" not in url] == []


def test_style_sheets_use_the_palette_for_colour() -> None:
    named = {name for path in STYLES for name in re.findall(r"var\(--([\w-]+)\)", read(path))}
    from geoapp.maps import palette_css

    known = set(re.findall(r"--([\w-]+):", palette_css() + "".join(map(read, STYLES))))
    assert named <= known
