"""The procedure as data: the shipped one quotes its clause, a wrong one is named with the fix."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoapp.closing import load_cards, load_procedure
from geoapp.closing.procedure import SHIPPED
from geoapp.model import BadDefinition
from geoapp.texts import DEFAULT, use_language

STEP = '[[step]]\nid = "a"\nname = "甲"\nbody = "某局"\nafter = ["start"]\n'
HEAD = 'id = "x"\ntitle = "程序"\n'


def load(folder: Path, body: str) -> object:
    file = folder / "procedure.toml"
    file.write_text(body, encoding="utf-8")
    return load_procedure(file)


def test_every_clause_stands_in_the_plan_that_is_cited() -> None:
    plan = Path(__file__).resolve().parents[3] / "shared" / "notices" / "003_b27ef9a2b5fe6026.txt"
    if not plan.is_file():
        pytest.skip(f"the reference notices are not here: {plan}")
    words = "".join(plan.read_text(encoding="utf-8").split())
    procedure = load_procedure()
    assert procedure.authority["quote"] in words
    for step in procedure.steps:
        assert step.clause in words, step.id


def test_an_office_has_its_own(tmp_path: Path) -> None:
    assert load_procedure(tmp_path / "none.toml") == load_procedure(SHIPPED)
    own = load(tmp_path, HEAD + STEP)
    assert [step.name for step in own.forward] == ["甲"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("= 1", "读不出来"),
        (HEAD, r"\[\[step\]\]"),
        (HEAD + "titel = 1\n" + STEP, "titel"),
        (HEAD + STEP + "paper = []", "paper"),
        (HEAD + STEP.replace('body = "某局"\n', ""), "body"),
        (HEAD + STEP + 'role = "sideways"', "sideways"),
        (HEAD + STEP + 'sets = "finished"', "finished"),
        (HEAD + STEP + 'working_days = "5"', "working_days"),
        (HEAD + STEP + "papers = [1]", "papers"),
        (HEAD + STEP + 'term = "over"', "working_days"),
        (HEAD + STEP + '[step.en]\nnom = "x"', r"\[step\.en\]"),
        (HEAD + STEP + '[step.en]\npapers = "x"', r"\[step\.en\]"),
        (HEAD + STEP + 'en = "x"', r"\[step\.en\]"),
        (HEAD + STEP + STEP, "重复"),
        (HEAD + STEP + STEP.replace('"a"', '"b"').replace("start", "c"), "不存在.*c"),
        (HEAD + STEP + STEP.replace('"a"', '"b"').replace("甲", "乙").replace("start", "b"), "到不了的步骤：乙"),
    ],
)
def test_a_wrong_file_is_named_with_the_fix(tmp_path: Path, body: str, said: str) -> None:
    with pytest.raises(BadDefinition, match=r"procedure\.toml") as caught:
        load(tmp_path, body)
    assert __import__("re").search(said, str(caught.value))


def test_the_shipped_data_speak_every_language_of_the_interface() -> None:
    try:
        use_language("en")
        for step in load_procedure().steps:
            assert step.shown("name").isascii()
            assert step.shown("body").isascii()
            assert len(step.shown("papers")) == len(step.papers)
        for card in load_cards():
            assert card.shown("label").isascii()
            assert card.shown("meaning").isascii()
    finally:
        use_language(DEFAULT)
    assert load_procedure().steps[0].shown("name") == "自查自验"
