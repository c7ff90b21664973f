"""Makes ``data/calendar/<year>.toml`` from the package ``chinesecalendar``: ``python data/build_calendar.py``.

The package follows the yearly notices of the State Council's General Office on public holidays; it is needed here and
nowhere at run time. The years that it does not know yet are added by the office itself (see ``geoapp calendar``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib.metadata import version
from pathlib import Path

from chinese_calendar import constants

FOLDER = Path(__file__).resolve().parent / "calendar"
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日",
}


def main() -> None:
    """Write one file a year."""
    FOLDER.mkdir(exist_ok=True)
    for year in sorted({day.year for day in constants.holidays}):
        path = FOLDER / f"{year}.toml"
        path.write_text(_file(year), encoding="utf-8", newline="\n")


def _file(year: int) -> str:
    # The last day of the year may belong to the next year's holiday: what counts is the day, not the notice.
    made = f"经 chinesecalendar {version('chinesecalendar')} 整理"
    off, worked = _of_year(constants.holidays, year), _of_year(constants.workdays, year)
    return "\n".join([
        "schema = 1",
        f"year = {year}",
        f'source = "国务院办公厅关于{year}年部分节假日安排的通知（{made}）"',
        "",
        "# 放假的日子（含其中的周末）",
        "[holidays]",
        *(f"{day.isoformat()} = \"{name}\"" for day, name in off.items()),
        "",
        "# 调休上班的周末",
        "[workdays]",
        *(f"{day.isoformat()} = \"{name}\"" for day, name in worked.items()),
        "",
    ])  # fmt: skip


def _of_year(days: Mapping[date, str], year: int) -> dict[date, str]:
    return {day: NAMES[name] for day, name in sorted(days.items()) if day.year == year}


if __name__ == "__main__":
    main()
