"""Other languages beside Chinese: the same keys and the same placeholders, nothing left in Chinese."""

from __future__ import annotations

import os
import re
import string
import subprocess
import sys

import pytest

from geoapp import texts
from geoapp.texts import DEFAULT, catalogue, language, languages, spoken, text, use_language

OTHERS = [name for name in languages() if name != DEFAULT]


def placeholders(entry: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(entry) if name is not None}


def test_english_is_there() -> None:
    assert "en" in OTHERS


@pytest.mark.parametrize("name", OTHERS)
def test_no_key_is_unknown_to_chinese(name: str) -> None:
    assert sorted(set(catalogue(name)) - set(catalogue())) == []


@pytest.mark.parametrize("name", OTHERS)
def test_placeholders_are_the_same(name: str) -> None:
    known = catalogue()
    differ = [key for key, entry in catalogue(name).items() if placeholders(entry) != placeholders(known.get(key, ""))]
    assert differ == []


@pytest.mark.parametrize("name", OTHERS)
def test_no_entry_is_left_in_chinese(name: str) -> None:
    left = [
        key
        for key, entry in catalogue(name).items()
        if any("\u4e00" <= letter <= "\u9fff" for letter in entry) and not key.startswith("words.language.")
    ]
    assert left == []


@pytest.mark.parametrize("name", OTHERS)
def test_every_entry_is_there(name: str) -> None:
    """What is said in Chinese is said in every language: add to ``texts/<language>/`` what this names."""
    assert sorted(set(catalogue()) - set(catalogue(name))) == []


def test_help_of_every_command_speaks_the_language_of_the_settings() -> None:
    script = """
import sys
from geoapp.cli import run
assert run(["--help"]) == 0
from geoapp.cli._group import ROOT
for name in ROOT.list_commands(None):
    assert run([name, "--help"]) == 0
assert run(["no-such-command"]) == 2
"""
    environ = {**os.environ, "GEOAPP_LANGUAGE": "en", "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env=environ, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr.splitlines()[0]) == (0, "There is no command no-such-command")
    assert "Print the wall map" in done.stdout
    assert [line for line in done.stdout.splitlines() if re.search("[\u4e00-\u9fff]", line)] == []


def test_missing_entries_are_said_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not so in this repository, but in an office that has added a language of its own."""
    part = {"status.closed": catalogue("en")["status.closed"]}
    whole = dict(catalogue())
    monkeypatch.setattr(texts, "catalogue", lambda language=DEFAULT: part if language == "en" else whole)
    spoken.cache_clear()
    try:
        use_language("en")
        assert language() == "en"
        assert text("status.closed") == "Closed"
        assert text("status.done") == whole["status.done"] == spoken("en")["status.done"]
    finally:
        use_language(DEFAULT)
        spoken.cache_clear()


def test_an_unknown_language_is_chinese() -> None:
    use_language("xx")
    assert language() == DEFAULT
