"""Other languages beside Chinese: no key or placeholder that Chinese does not have; what is missing is listed."""

from __future__ import annotations

import string
from collections import Counter

import pytest

from geoapp.texts import DEFAULT, catalogue, language, languages, spoken, text, use_language

OTHERS = [name for name in languages() if name != DEFAULT]
COMPLETE = ("dashboard", "status", "words")
"""Files of the catalogue that every language has whole: what all readers see first."""


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
@pytest.mark.parametrize("file", COMPLETE)
def test_what_readers_see_first_is_complete(name: str, file: str) -> None:
    assert [key for key in catalogue() if key.startswith(file + ".") and key not in catalogue(name)] == []


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_still_missing_is_listed(name: str) -> None:
    """Not an error: Chinese is said instead. ``pytest -rs`` shows the list by file."""
    missing = Counter(key.partition(".")[0] for key in catalogue() if key not in catalogue(name))
    if missing:
        pytest.skip(f"{name} lacks " + ", ".join(f"{file} {count}" for file, count in sorted(missing.items())))


def test_missing_entries_are_said_in_chinese() -> None:
    key = next((key for key in catalogue() if key not in catalogue("en")), None)
    whole = spoken("en")
    assert set(whole) == set(catalogue())
    try:
        use_language("en")
        assert language() == "en"
        assert text("status.closed") == "Closed"
        if key is not None and "{" not in catalogue()[key]:
            assert text(key) == catalogue()[key] == whole[key]
    finally:
        use_language(DEFAULT)


def test_an_unknown_language_is_chinese() -> None:
    use_language("xx")
    assert language() == DEFAULT
