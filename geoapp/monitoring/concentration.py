"""Units of concentration: the many spellings of notices and instruments as one, and conversion between them."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

from geoapp.model import UsageError
from geoapp.texts import text

# Per cubic metre is left out on purpose: 铅 0.3 毫克/立方米 is an exhaust gas, never a river.
# Spelling (folded: NFKC, no spaces, lower case) -> dimension and factor to that dimension's base.
_UNITS: dict[str, tuple[str, Decimal]] = {
    **dict.fromkeys(("mg/l", "毫克/升", "毫克每升", "mg·l-1", "mgl-1"), ("mass", Decimal(1))),
    **dict.fromkeys(("μg/l", "ug/l", "微克/升", "微克每升"), ("mass", Decimal("0.001"))),
    **dict.fromkeys(("ng/l", "纳克/升"), ("mass", Decimal("0.000001"))),
    **dict.fromkeys(("g/l", "克/升"), ("mass", Decimal(1000))),
    **dict.fromkeys(("个/l", "个/升", "mpn/l", "cfu/l"), ("count", Decimal(1))),
    **dict.fromkeys(("个/100ml", "mpn/100ml", "cfu/100ml"), ("count", Decimal(10))),
    **dict.fromkeys(("个/ml", "mpn/ml", "cfu/ml"), ("count", Decimal(1000))),
    **dict.fromkeys(("℃", "°c", "摄氏度"), ("temperature", Decimal(1))),
    **dict.fromkeys(("", "无量纲", "-", "—", "/"), ("none", Decimal(1))),
}


def fold(words: str) -> str:
    """One spelling: NFKC, without spaces, lower case. µ (micro sign) becomes μ (mu)."""
    return "".join(unicodedata.normalize("NFKC", words).split()).casefold()


def _known(unit: str | None) -> tuple[str, Decimal] | None:
    spelled = fold(unit or "")
    return _UNITS.get(spelled) or _UNITS.get(spelled.replace("°c", "℃"))


def is_convertible(unit: str | None, to: str) -> bool:
    """True when both are units of one dimension."""
    ours, theirs = _known(unit), _known(to)
    return ours is not None and theirs is not None and ours[0] == theirs[0]


def convert(value: float, unit: str | None, to: str) -> float:
    """``value`` in the unit ``to``; exact in decimals, so that 79 μg/L is 0.079 mg/L and not a hair beside it.

    Raises ``UsageError`` for a unit that is not known or of another dimension.
    """
    ours, theirs = _known(unit), _known(to)
    if ours is None or theirs is None or ours[0] != theirs[0]:
        raise UsageError(
            text("monitoring.bad.unit", value=f"{value:g}", unit=unit or text("monitoring.no_unit"), expected=to)
        )
    return float(Decimal(repr(float(value))) * ours[1] / theirs[1])
