"""The small register of ``water_making`` as a fixture."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from water_making import section, water

from geoapp.monitoring import Register, build_register


@pytest.fixture
def register() -> Register:
    """A lake with one section, a lake with two, a river with one, a section whose water nobody knows."""
    sections = [
        section("镜湖国控断面", "镜湖湖心"),
        section("双湖北断面"),
        section("双湖南断面"),
        section("青溪入大江口断面", "青溪口"),
        section("南嘴断面", "南嘴"),
    ]
    waters = [water("镜湖", "lake"), water("双湖", "lake"), water("青溪", "river"), water("大江", "river", "大江干流")]
    return build_register(sections, waters)
