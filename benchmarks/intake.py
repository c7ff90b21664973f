"""How fast notices are taken in on one core, whether memory stays flat, and how fast names are matched.

    python benchmarks/intake.py                     500 notices
    BENCH_NOTICES=10000 python benchmarks/intake.py
    BENCH_PROFILE=1 python benchmarks/intake.py     where the time goes

Notices are made up, each of about 10 kB and different from all others, of the genres and counties that offices have;
no two are one work. Names are matched by the house's gazetteer, by one large regular expression, and by jieba's cutter
where it is installed. Figures go to stdout as JSON.
"""

from __future__ import annotations

import cProfile
import json
import os
import platform
import pstats
import random
import re
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from importlib import import_module, util
from itertools import pairwise
from pathlib import Path

from geoapp.model import LocationInstance, PlaceType, UnitTable
from geoapp.pipeline import ingest, load_world
from geoapp.places import Gazetteer
from geoapp.settings import ZONE, Settings
from geoapp.store import open_store

NOTICES = int(os.environ.get("BENCH_NOTICES", "500"))
NAMES = int(os.environ.get("BENCH_NAMES", "100000"))
SIZE = 10_000  # bytes a notice
SYLLABLES = "青白红金石龙凤云清明新长大小东西南北安平永兴泉松竹梅兰桃杨柳沙河水山岭口湾塘坪冲坝桥"
TYPES = ("河", "湖", "水库", "镇", "村", "社区", "化工厂", "纸业有限公司", "矿业有限公司", "工业园")
TROUBLE = ("生活污水直排", "废水处理设施不正常运行", "扬尘污染防治措施落实不到位", "尾矿库渗滤液外渗", "畜禽粪污直排",
           "垃圾填埋场渗滤液处理能力不足", "雨污分流改造滞后", "违规占用岸线")  # fmt: skip
DONE = ("已完成管网建设{n}公里，正在调试", "已于2024年{m}月{d}日完成整改并通过验收", "正在按计划推进，完成工程量的{n}%",
        "总磷年均值0.0{n}毫克/升，断面水质达到Ⅲ类标准")  # fmt: skip
ORDER = ("一是加强组织领导", "二是压实工作责任", "三是强化督导检查", "四是建立长效机制")
PROSE = (
    "多次召开专题会议研究部署整改工作", "制定整改方案并明确责任领导、责任单位和完成时限", "实行挂图作战、对账销号",
    "组织执法人员对重点区域开展拉网式排查", "统筹安排专项资金用于基础设施建设", "将整改工作纳入年度绩效考核",
    "印发工作通报并在全县范围内开展警示教育", "邀请第三方机构开展技术评估并出具报告",
)  # fmt: skip


def word(dice: random.Random, length: int = 2) -> str:
    """An invented proper name."""
    return "".join(dice.choice(SYLLABLES) for _ in range(length))


def notice(dice: random.Random, number: int, counties: list[str]) -> str:
    """One progress notice of about ``SIZE`` bytes."""
    county = dice.choice(counties)
    lines = [
        f"{county}第{dice.randint(1, 3)}轮省生态环境保护督察反馈问题整改进展情况的通报（第{number}期）",
        "现将整改进展情况予以公布。",
    ]
    size, no = 0, 0
    while size < SIZE - 250:
        no += 1
        town, site = word(dice) + "镇", word(dice, 3) + dice.choice(TYPES)
        done = "；".join(dice.choice(DONE).format(n=dice.randint(1, 90), m=dice.randint(1, 12), d=dice.randint(1, 28))
                        for _ in range(3))  # fmt: skip
        told = f"{town}{site}{dice.choice(TROUBLE)}，{word(dice, 4)}一带群众反映强烈"
        block = [
            f"问题{no}：{told}。",
            f"整改情况：县委、县政府高度重视，{site}{done}。{town}人民政府加强日常巡查，建立长效机制，"
            f"县水利局、县住建局按职责督促落实，{word(dice, 3)}片区同步排查整治隐患{dice.randint(2, 40)}处。",
            *(f"{label}，{dice.choice(PROSE)}，{dice.choice(PROSE)}，{dice.choice(PROSE)}。" for label in ORDER),
        ]
        lines += block
        size += sum(len(line.encode()) + 1 for line in block)
    lines.append(f"2024年{dice.randint(1, 12)}月{dice.randint(1, 28)}日")
    return "\n".join(lines)


def write_notices(folder: Path, counties: list[str]) -> int:
    """Files on disk, as an office has them; returns their bytes."""
    dice, total = random.Random(7), 0
    for number in range(1, NOTICES + 1):
        body = notice(dice, number, counties).encode()
        (folder / f"{number:06d}.txt").write_bytes(body)
        total += len(body)
    return total


def memory_mb() -> float:
    """Memory of the process's own: without the pages of the database file that the system maps and takes back at
    will. Peak memory where the system does not say."""
    try:
        resident, shared = Path("/proc/self/statm").read_text(encoding="ascii").split()[1:3]
        return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def measure_intake(folder: Path) -> dict[str, object]:
    """Read all into a fresh store on this core."""
    world = load_world(Settings(folder=folder))
    counties = [unit.name for unit in world.units if unit.level == "county" and unit.code.startswith("43")]
    inbox = folder / "in"
    inbox.mkdir()
    total = write_notices(inbox, counties)
    store = open_store(str(folder / "bench.gpkg"), create=True)
    warm = folder / "warm.txt"
    warm.write_text(notice(random.Random(1), 0, counties), encoding="utf-8")
    ingest([warm], store, world, now=_now)
    marks: list[tuple[int, float, float]] = []
    step = max(1, NOTICES // 10)

    def watch(done: int, _total: int, _name: str) -> None:
        if done % step == 0:
            marks.append((done, time.process_time(), memory_mb()))

    profile = cProfile.Profile() if os.environ.get("BENCH_PROFILE") else None
    begun, wall = time.process_time(), time.perf_counter()
    if profile is not None:
        profile.enable()
    report = ingest([inbox], store, world, now=_now, progress=watch)
    if profile is not None:
        profile.disable()
        pstats.Stats(profile, stream=sys.stderr).sort_stats("cumulative").print_stats(45)
    spent, waited = time.process_time() - begun, time.perf_counter() - wall
    store.close()
    rows = report.rows
    return {
        "notices": NOTICES,
        "kilobytes_each": round(total / NOTICES / 1e3, 1),
        "failed": report.failed,
        "cases": sum(row.cases for row in rows),
        "per_second_of_processor": round(NOTICES / spent, 1),
        "per_second_of_clock": round(NOTICES / waited, 1),
        "per_second_by_tenth": [round((b[0] - a[0]) / (b[1] - a[1]), 1) for a, b in pairwise(marks) if b[1] > a[1]],
        "memory_mb_by_tenth": [round(mark[2]) for mark in marks],
    }


def _now() -> datetime:
    return datetime.now(ZONE)


def names_of(count: int) -> list[str]:
    """Invented place names, all different."""
    dice, found = random.Random(3), set()
    while len(found) < count:
        found.add(word(dice, dice.randint(2, 4)) + dice.choice(TYPES))
    return sorted(found)


def matchers(names: list[str]) -> Iterator[tuple[str, object]]:
    """Each a function from a text to how many names it found."""
    gazetteer = Gazetteer([LocationInstance(f"n/{i}", n, PlaceType.SITE, None, None) for i, n in enumerate(names)])
    units = UnitTable([])
    yield "gazetteer", lambda text: sum(1 for _ in gazetteer.spot(text, units))
    pattern = re.compile("|".join(map(re.escape, sorted(names[:2000], key=len, reverse=True))))
    yield "regex, of 2,000 names only", lambda text: sum(1 for _ in pattern.finditer(text))
    if util.find_spec("jieba"):
        jieba = import_module("jieba")
        jieba.setLogLevel(60)
        for name in names:
            jieba.add_word(name)
        known = set(names)
        yield "jieba", lambda text: sum(1 for found in jieba.cut(text, HMM=False) if found in known)


def measure_matching() -> dict[str, object]:
    """Megabytes of notice text a second, in which some of the names stand."""
    dice, names = random.Random(5), names_of(NAMES)
    texts = [notice(dice, number, ["某县"]) for number in range(40)]
    planted = [text.replace("片区同步", f"片区、{dice.choice(names)}同步") for text in texts]
    figures: dict[str, object] = {"names": len(names)}
    for title, match in matchers(names):
        assert callable(match)
        match(planted[0])
        begun, size, hits = time.process_time(), 0, 0
        while time.process_time() - begun < 2.0:
            for body in planted:
                hits += match(body)
                size += len(body.encode())
                if time.process_time() - begun > 4.0:
                    break
        spent = time.process_time() - begun
        figures[title] = {
            "megabytes_per_second": round(size / spent / 1e6, 2),
            "hits_per_megabyte": round(hits / size * 1e6),
        }
    if not util.find_spec("jieba"):
        figures["jieba"] = "not installed"
    return figures


def main() -> None:
    """Both measurements, with the machine they were made on."""
    with tempfile.TemporaryDirectory() as folder:
        figures = {
            "machine": {
                "processors": os.cpu_count(),
                "python": platform.python_version(),
                "system": platform.machine(),
            },
            "intake": measure_intake(Path(folder)),
            "matching": measure_matching(),
        }
    print(json.dumps(figures, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
