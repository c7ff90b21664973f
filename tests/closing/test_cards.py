"""Colour cards: the office's steps, the rule of 逾期, and the arrays that agree with the features."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from closing_making import TODAY, feature

from geoapp.closing import load_cards
from geoapp.closing.cards import NO_CARD
from geoapp.model import BadDefinition, CaseFeature, Status
from geoapp.model.columns import NO_DATE, STATUSES

CARDS = load_cards()


@pytest.mark.parametrize(
    ("fields", "card", "left"),
    [
        ({"deadline": TODAY + timedelta(60)}, None, 60),
        ({"deadline": TODAY + timedelta(45)}, "blue", 45),
        ({"deadline": TODAY + timedelta(15)}, "yellow", 15),
        ({"deadline": TODAY}, "yellow", 0),
        ({"deadline": TODAY - timedelta(1), "lapsed": True}, "lapsed", -1),
        ({"deadline": TODAY - timedelta(1), "overdue": True}, "red", -1),
        ({"deadline": TODAY - timedelta(1), "case_status": Status.CLOSED}, None, None),
        ({"deadline": None}, None, None),
    ],
)
def test_the_first_step_that_fits_counts(fields: dict[str, object], card: str | None, left: int | None) -> None:
    held = CARDS.of(feature(**fields), TODAY)
    assert (held.card.id if held.card else None, held.days_left) == (card, left)


def test_a_paused_case_holds_its_own_card() -> None:
    held = CARDS.of(feature(deadline=None), TODAY, paused=True)
    assert held.card is not None
    assert held.card.id == "paused"
    assert CARDS.of(feature(deadline=date(2027, 1, 1)), TODAY, paused=True).card is None  # set again since


def test_arrays_and_features_agree() -> None:
    days = [None, *(TODAY + timedelta(i) for i in (-40, -1, 0, 14, 15, 16, 45, 46))]
    made: list[CaseFeature] = []
    for deadline in days:
        for evidence in (None, TODAY - timedelta(60), TODAY - timedelta(1), TODAY):
            for status in Status:
                late = deadline is not None and status not in ("closed", "done", "dropped")
                newer = late and evidence is not None and evidence > deadline
                lapsed = late and deadline < TODAY and not newer
                made.append(feature(deadline=deadline, evidence_on=evidence, case_status=status, overdue=newer,
                                    lapsed=lapsed))  # fmt: skip

    class Arrays:
        deadline = np.array([NO_DATE if f.deadline is None else f.deadline.toordinal() for f in made], np.int32)
        evidence = np.array([NO_DATE if f.evidence_on is None else f.evidence_on.toordinal() for f in made], np.int32)
        case_status = np.array([STATUSES.index(f.case_status) for f in made], np.uint8)

    codes = CARDS.codes(Arrays(), TODAY)  # type: ignore[arg-type]
    held = [CARDS.of(f, TODAY).card for f in made]
    assert [None if code == NO_CARD else CARDS.cards[code] for code in codes] == held
    assert {card.id for card in held if card} == {"red", "lapsed", "yellow", "blue"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("colour = ", "color = "), "color"),
        (('"#b3122d"', '"red"'), "#rrggbb"),
        (('when = "due"', 'when = "soon"'), "soon"),
        (("days = 15", 'days = "15"'), "days"),
        (("days = 15", "days = 60"), "次序"),
        (('id = "red"', 'id = "paused"'), "重复"),
        (('label = "红牌"', 'label = " "'), "label"),
        (("[card", "[cards"), r"\[\[card\]\]"),
    ],
)
def test_a_wrong_step_is_named_with_the_fix(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    from geoapp.closing.cards import SHIPPED

    file = tmp_path / "cards.toml"
    file.write_text(SHIPPED.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    with pytest.raises(BadDefinition, match=r"cards\.toml") as caught:
        load_cards(file)
    assert __import__("re").search(said, str(caught.value))
