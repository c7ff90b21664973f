"""Days that are over by the day of the notice: what was to be finished by then was finished.

2024年11月底完工 promises before that day, and reports behind it.
"""

from __future__ import annotations

import re
from datetime import date

from geoapp.cases.source import Span

_BY_MONTH = re.compile(
    r"[^,。;已于预计拟将力争要求须应限责督明承诺保原]*(?P<year>20\d\d)年(?P<month>1[0-2]|[1-9])月底"
    r"(?:(?:实现|全面)?(?:完工|竣工|通水|投运|投产)|前?(?:已)?(?:全部|均)?已?(?:建成|安装|更换|改造|修复)?(?:投用|投运|投产|投入使用)|前?(?:已)?(?:全部|均)(?:已)?(?:完成|完工|完毕|到位|拆除|清退|清运|建成|安装|更换|修复|封堵|关停|搬离))$"
)


# 并于2024年底前全部拆除, 某县于2025年3月底前完成了搬迁
_WAS_DONE = re.compile(
    r"[^,。;已预计拟将力争要求须应限责督明承诺保原定]*?于(?P<year>20\d\d)年(?:(?P<month>1[0-2]|[1-9])月)?底前(?:已)?"
    r"(?:完成了|(?:全部|均)(?:已)?[^,。;]{0,6}(?:完成|完工|完毕|到位|拆除|清退|清运|建成|搬迁|搬离|封堵|关停)$)"
)


# 9月3日前全部拆除, told in October
_BY_DAY = re.compile(
    r"[^,。;已预计拟将力争要求须应限责督明承诺保原定请]{0,8}?(?P<month>1[0-2]|[1-9])月(?P<day>\d{1,2})日前(?:已)?(?:全部|均)(?:已)?"
    r"(?:完成|完工|完毕|到位|拆除|清退|清运|建成|搬迁|搬离|封堵|关停)$"
)


def is_over(folded: str, phrase: Span, day: date) -> bool:
    """2025年2月底前全部完成, 2024年11月底完工, told on a later day and without a word of promise or order."""
    if (named := _BY_DAY.match(folded, *phrase)) is not None:
        return (int(named["month"]), int(named["day"])) < (day.month, day.day)
    by = _BY_MONTH.match(folded, *phrase) or _WAS_DONE.match(folded, *phrase)
    if by is not None and by["month"] is None:
        return int(by["year"]) < day.year
    return by is not None and (int(by["year"]), int(by["month"])) < (day.year, day.month)
