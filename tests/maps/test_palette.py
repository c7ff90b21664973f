"""The palette: every status its own shape, colours that stay apart for red-green blind readers, readable words."""

from __future__ import annotations

import re
from itertools import combinations

import numpy as np
import pytest

from geoapp.maps import palette, palette_css
from geoapp.model import Status

# Viénot, Brettel & Mollon 1999, linear RGB.
BLINDNESS = {
    "deutan": [[0.29275, 0.70725, -0.02234], [0.29275, 0.70725, -0.02234], [-0.02234, 0.02234, 1.0]],
    "protan": [[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]],
}
MIN_DISTANCE = 9.0  # CIE76; about four times a just noticeable difference


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ np.clip(rgb, 0, 1) / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(one: str, other: str) -> float:
    weights = np.array([0.2126, 0.7152, 0.0722])
    light, dark = sorted((float(linear(c) @ weights) for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_status_has_its_own_shape_and_order() -> None:
    entries = palette()["status"]
    assert set(entries) == set(Status)
    assert len({entry["shape"] for entry in entries.values()}) == len(Status)
    assert [entry["order"] for entry in entries.values()] == list(range(1, len(Status) + 1))


@pytest.mark.parametrize("eye", [*BLINDNESS, "normal"])
def test_status_colours_stay_apart(eye: str) -> None:
    seen = {}
    for status, entry in palette()["status"].items():
        rgb = linear(entry["fill"])
        seen[status] = lab(np.array(BLINDNESS[eye]) @ rgb if eye in BLINDNESS else rgb)
    close = {pair: float(np.linalg.norm(seen[pair[0]] - seen[pair[1]])) for pair in combinations(seen, 2)}
    assert {pair: d for pair, d in close.items() if d < MIN_DISTANCE} == {}


def test_symbols_stand_off_the_paper() -> None:
    paper = palette()["surface"]["card"]
    weak = {name: contrast(entry["stroke"], paper) for name, entry in palette()["status"].items()}
    assert {name: value for name, value in weak.items() if value < 3} == {}


@pytest.mark.parametrize("ink", ["ink", "muted", "accent", "alarm"])
@pytest.mark.parametrize("ground", ["paper", "card", "wash", "tint", "mark"])
def test_words_can_be_read(ink: str, ground: str) -> None:
    surface = palette()["surface"]
    assert contrast(surface[ink], surface[ground]) >= 4.5


def test_css_names_every_colour_once() -> None:
    names = re.findall(r"--([\w-]+):", palette_css())
    assert len(names) == len(set(names))
    assert {"ink", "status-closed", "status-in-progress-stroke", "flag-overdue"} <= set(names)
