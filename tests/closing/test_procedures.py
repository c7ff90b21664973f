"""Several procedures in one office: which case goes which way, and files that leave that unclear are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoapp.closing import Procedures, load_procedure, load_procedures
from geoapp.model import BadDefinition

STEP = '[[step]]\nid = "a"\nname = "甲"\nbody = "某局"\nafter = ["start"]\n'


def write(folder: Path, name: str, procedure_id: str, asked: str = "") -> None:
    head = f'id = "{procedure_id}"\ntitle = "{procedure_id}"\n'
    words = f"[for]\n{asked}\n" if asked else ""
    (folder / name).write_text(head + words + STEP, encoding="utf-8")


def test_without_files_of_its_own_an_office_has_the_shipped_one(tmp_path: Path) -> None:
    assert load_procedures(tmp_path) == Procedures(load_procedure())
    assert load_procedures() == Procedures(load_procedure())


def test_further_procedures_stand_beside_the_default(tmp_path: Path) -> None:
    write(tmp_path, "procedure-中央督察.toml", "central", 'campaign = ["central_inspection"]')
    write(tmp_path, "procedure-信访水.toml", "water", 'campaign = ["petition"]\nkind = ["water"]')
    write(tmp_path, "procedure-信访气.toml", "air", 'campaign = ["petition"]\nkind = ["air"]')
    found = load_procedures(tmp_path)
    assert found.default == load_procedure()
    assert sorted(one.id for one in found.others) == ["air", "central", "water"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([("procedure.toml", "x", 'kind = ["water"]')], r"通用程序.*procedure-名称"),
        ([("procedure-a.toml", "x", "")], r"procedure-a\.toml.*没有写 \[for\]"),
        ([("procedure-a.toml", "x", 'colour = ["red"]')], r"colour"),
        ([("procedure-a.toml", "x", 'kind = ["fire"]')], r"kind.*fire.*water"),
        ([("procedure-a.toml", "x", "kind = []")], r"kind.*不空的列表"),
        ([("procedure-a.toml", "x", 'kind = "water"')], r"kind"),
        ([("procedure-a.toml", "x", "category = [1]")], r"category"),
        ([("procedure-a.toml", "county", 'kind = ["water"]')], r"procedure\.toml.*“county”"),
        (
            [("procedure-a.toml", "x", 'kind = ["water"]'), ("procedure-b.toml", "y", 'kind = ["air", "water"]')],
            r"procedure-b\.toml.*procedure-a\.toml.*无法判断",
        ),
        (
            [("procedure-a.toml", "x", 'kind = ["water"]'), ("procedure-b.toml", "y", 'campaign = ["petition"]')],
            r"无法判断",
        ),
    ],
)
def test_files_that_leave_it_unclear_are_refused(tmp_path: Path, files: list[tuple[str, str, str]], said: str) -> None:
    for name, procedure_id, asked in files:
        write(tmp_path, name, procedure_id, asked)
    with pytest.raises(BadDefinition, match=said):
        load_procedures(tmp_path)
