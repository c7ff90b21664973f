"""What another genre's reader finds is taken only where it is beyond doubt the better reading."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from geoapp.cases.drafts import Draft
from geoapp.cases.genres import Reader
from geoapp.cases.labels import Field
from geoapp.cases.second_reading import better_reading
from geoapp.cases.source import Source
from geoapp.model import Genre

FAULTS = ("某河沿线3处排口污水直排的问题", "白石岭采石场超范围开采的问题", "青塘镇垃圾填埋场渗滤液外溢的问题")
DONE = "已封堵排口并建成截污管，经现场复核无污水排出，日常巡查由所在镇负责。"
TEXT = "某县审计整改结果公告\n" + "\n".join(f"{fault}\n{DONE}" for fault in FAULTS)


def drafts_of(source: Source, *fields: Field) -> list[Draft]:
    """One draft a fault, with the line below it under each of ``fields``."""
    drafts = []
    for fault in FAULTS:
        draft, start = Draft(), source.text.index(fault)
        draft.add(Field.PROBLEM, (start, start + len(fault)))
        for name in fields:
            draft.add(name, (start + len(fault) + 1, start + len(fault) + 1 + len(DONE)))
        drafts.append(draft)
    return drafts


def reader(drafts: list[Draft]) -> Reader:
    return Reader(Genre.CLOSURE_NOTICE, lambda _: 0.1, lambda _: drafts)


@pytest.fixture
def text(source: Callable[[str], Source]) -> Source:
    return source(TEXT)


def test_what_tells_far_more_is_taken(text: Source) -> None:
    found = drafts_of(text, Field.RECTIFICATION)
    assert better_reading(text, [], [reader([]), reader(found)]) is found
    (first, *_) = drafts_of(text)
    assert better_reading(text, [first], [reader(found)]) is found


def everything(source: Source) -> Draft:
    draft = Draft()
    draft.add(Field.PROBLEM, (0, len(source.text)))
    return draft


def test_one_problem_that_swallows_a_long_text_is_cut(source: Callable[[str], Source]) -> None:
    text = source(TEXT.replace("，日常", "，" + "沿线各村逐户核对，" * 20 + "日常"))
    found = drafts_of(text, Field.RECTIFICATION)
    for draft, below in zip(found, text.lines[2::2], strict=True):
        draft.values[Field.RECTIFICATION] = [below]
    assert better_reading(text, [everything(text)], [reader(found)]) is found


def test_a_short_text_may_tell_but_one_problem(text: Source) -> None:
    own = [everything(text)]
    assert better_reading(text, own, [reader(drafts_of(text, Field.RECTIFICATION))]) is own


def test_a_problem_told_by_labels_needs_no_second_opinion(text: Source) -> None:
    own = drafts_of(text, Field.RECTIFICATION, Field.LEAD_UNIT, Field.DEADLINE)[:1]
    assert better_reading(text, own, [reader(drafts_of(text, Field.RECTIFICATION))]) is own


@pytest.mark.parametrize("fields", [(), (Field.COUNTY,)])
def test_problems_without_what_became_of_them_are_not_taken(text: Source, fields: tuple[Field, ...]) -> None:
    assert better_reading(text, [], [reader(drafts_of(text, *fields))]) == []


def test_a_reading_that_claims_enough_stays(text: Source) -> None:
    own = drafts_of(text, Field.RECTIFICATION)[:2]
    assert better_reading(text, own, [reader(drafts_of(text, Field.RECTIFICATION))]) is own


def test_praise_is_no_problem(source: Callable[[str], Source]) -> None:
    text = source("\n".join(f"{name}水质优良\n{DONE}" for name in ("甲河", "乙河", "丙河")))
    drafts = []
    for line, below in zip(text.lines[::2], text.lines[1::2], strict=True):
        draft = Draft()
        draft.add(Field.PROBLEM, line)
        draft.add(Field.RECTIFICATION, below)
        drafts.append(draft)
    assert better_reading(text, [], [reader(drafts)]) == []
