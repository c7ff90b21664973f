"""A frozen record changed: as ``dataclasses.replace`` does it."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from geoapp.model import PlaceType, Quote, Role, Site, changed

_SITE = Site("东湖", PlaceType.LAKE, Role.SUBJECT, Quote.of("东湖水质", 0, 2), aliases=("湖",))


def test_changed_is_what_replace_gives() -> None:
    made = changed(_SITE, remarks="岸边", role=Role.MENTION)
    assert made == replace(_SITE, remarks="岸边", role=Role.MENTION)
    assert type(made) is Site
    assert _SITE.remarks == ""


def test_the_copy_is_frozen_as_well() -> None:
    with pytest.raises(FrozenInstanceError):
        changed(_SITE, named=False).name = "西湖"  # type: ignore[misc]


def test_no_field_is_made_up() -> None:
    with pytest.raises(AttributeError):
        changed(_SITE, colour="blue")
