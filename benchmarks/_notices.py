"""Made-up notices as offices publish them: each about 10 kB, of five genres, by seed. No real case, no real firm.

Counties, towns and waters are real names, as in the notices of offices; firms, works, numbers, days and wordings are
thrown by dice. A part of the notices tells an earlier one's problems again (a plan's problem comes back in a progress
notice and in a closure notice), as an office's do, so that linking has its work.

What the reader finds in 10 kB (UTF-8) of five published notices, which have 10.1 kB each, and in the made-up ones:

                       characters   lines   cases   places   their subjects   metrics
    published               3,519      61     6.9     13.4              7.3       5.1
    made up                 3,470      48     7.0     15.4              8.4      10.4

The first reading of 10 kB took 20.6 ms for the published ones and 18.0 to 20.5 for the made-up ones, one after the
other on one machine: so the made-up ones are no easier. Short notices are denser (13 to 20 cases and 33 to 52 places
in 10 kB of notices of 2 to 4 kB) and take about twice as long for as many bytes.
"""

# ruff: noqa: E501 - Chinese characters count twice, and a phrase a line would take four pages

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from geoapp.model import UnitTable

SYLLABLES = (
    "青白红金石龙凤云清明新长大小东西南北安平永兴泉松竹梅兰桃杨柳沙山岭口湾塘坪冲坝桥鹤鹿梧枫樟桂荷莲瑞祥福寿康宁"
    "广远高洪春秋丰登宝玉银铜仁义礼和顺昌盛荣华嘉善德贤文武双三九"
)
WORKS = ("化工厂", "纸业有限公司", "矿业有限公司", "养殖场", "石料厂", "污水处理厂", "垃圾填埋场", "尾矿库", "水库", "砖厂",
         "食品有限公司", "工业园", "煤矿", "河", "湖", "溪", "洗砂场", "锰业有限公司", "屠宰场", "码头")  # fmt: skip
TROUBLE = (
    "生活污水直排{water}，{n}个入河排污口未按要求整治到位", "废水处理设施不正常运行，外排废水总磷浓度超标0.{n}倍",
    "扬尘污染防治措施落实不到位，{n}处裸露堆场未覆盖", "渗滤液收集池破损，存在外渗风险，周边{n}亩农田受到影响",
    "畜禽粪污资源化利用率仅为{n}%，{m}家规模养殖场粪污直排", "渗滤液处理能力不足，积存渗滤液{n}万吨",
    "雨污分流改造滞后，{n}公里管网错接混接", "违规占用岸线{n}米，侵占湿地{m}公顷", "矿山生态修复推进缓慢，{n}亩边坡裸露",
    "危险废物贮存不规范，{n}吨废矿物油去向不明", "未批先建，{n}条生产线未办理环评审批手续", "饮用水水源保护区内存在{n}户餐饮船未取缔",
    "一般工业固体废物露天堆存{n}万吨，未采取防渗措施", "夜间施工噪声扰民，群众投诉{n}次未有效解决", "{water}断面氨氮年均浓度上升{n}%",
)  # fmt: skip
WHERE = (
    "东侧约{k}米处",
    "紧邻{water}",
    "沿{water}岸线",
    "厂区北门外",
    "老厂区",
    "二期工程",
    "下游{n}公里河段",
    "配套设施",
    "周边区域",
    "西南角",
    "{y}年以来",
    "办公楼后方",
    "堆场入口",
    "{m}号车间",
    "进场道路两侧",
    "原选址范围内",
)
EFFECT = (
    "，雨季溢流至{water}",
    "，周边{n}户居民反映强烈",
    "，存在较大环境风险隐患",
    "，{y}年被通报后仍未整改到位",
    "，影响下游灌溉用水",
    "，在线监测数据多次异常",
    "，属地监管责任落实不力",
    "，相关审批手续长期缺失",
    "，整改方案要求的{n}项任务仅完成{m}项",
    "，污染耕地约{n}亩",
    "，夜间异味明显",
    "，应急池容积不足{k}立方米",
)
DONE = (
    "已于{y}年{m}月{d}日完成整改并通过验收", "已完成管网建设{n}公里，正在调试", "正在按计划推进，完成工程量的{n}%",
    "{y}年总磷年均值0.0{n}毫克/升，断面水质达到Ⅲ类标准", "已封堵排口{n}个，清运垃圾{k}吨", "已立案处罚{n}万元并责令停产整治",
    "已拆除违建{k}平方米，恢复岸线{n}米", "已编制生态修复方案，计划{y}年{m}月底前开工", "已覆土复绿{n}亩，植被覆盖率达到{n}%",
    "应急处置设施日处理能力提升至{k}吨", "尚未完成用地审批，正在协调推进", "{m}月{d}日通过市级验收，现已销号",
    "长期坚持日常巡查，{y}年以来未再发生反弹", "投资{k}万元的提质改造工程已于{y}年{m}月竣工投运", "阶段性完成，剩余{n}户计划{y}年底前搬迁",
    "已完成整改并通过市级验收", "整改方案已经印发实施，各项措施正在推进", "已补办相关审批手续", "违法建筑已全部拆除，场地已恢复原状",
    "已建立长效管护机制，落实专人管护", "治理设施已恢复正常运行，外排废水稳定达标", "已责令企业停止违法行为并限期改正", "现场未再发现污水直排",
    "已纳入日常监管，定期开展巡查", "裸露堆场已全部覆盖，道路已落实洒水降尘", "历史堆存固体废物已全部清运处置",
)  # fmt: skip
PROSE = (
    "多次召开专题会议研究部署整改工作", "制定整改方案并明确责任领导、责任单位和完成时限", "实行挂图作战、对账销号",
    "组织执法人员对重点区域开展拉网式排查", "统筹安排专项资金{k}万元用于基础设施建设", "将整改工作纳入年度绩效考核",
    "印发工作通报并在全县范围内开展警示教育", "邀请第三方机构开展技术评估并出具报告", "建立“一周一调度、一月一通报”工作机制",
    "县委书记{n}次带队到现场督导", "出动执法人员{k}人次，检查企业{n}家", "完善网格化巡查台账，发现问题{n}个并逐一交办",
    "压实乡镇属地责任和部门监管责任", "对履职不力的{n}名干部进行约谈", "加大宣传力度，发放倡议书{k}份", "畅通群众举报渠道，及时回应社会关切",
    "举一反三开展同类问题大排查", "强化部门联动和信息共享", "严格落实环境影响评价和“三同时”制度", "健全长效管护制度，落实管护人员{n}名",
    "组织召开现场推进会，逐项过堂", "聘请专家现场把脉，优化治理工艺", "切实扛起生态文明建设政治责任",
    "主要领导亲自部署、亲自过问、亲自协调", "分管领导定期听取整改情况汇报", "严格对照整改标准逐条逐项抓好落实",
    "对整改不力、推诿扯皮的严肃追责问责", "开展专项执法行动，严厉打击环境违法行为", "督促企业落实污染防治主体责任",
    "完善突发环境事件应急预案并组织演练", "将相关要求写入村规民约", "定期开展水质监测并及时研判", "推动治理设施稳定运行",
    "加强日常巡查，发现问题及时处置", "坚持源头治理、系统治理、综合治理", "明确专人负责资料收集和档案管理", "严格项目准入，防止污染转移",
    "引导群众养成绿色生产生活方式", "协调解决用地、资金等要素保障难题", "落实河湖长制，压实巡河责任", "建立部门会商和信息通报机制",
    "对已完成的问题开展现场核查，防止反弹", "加快推进基础设施提质改造", "对同类企业进行全面摸底", "推行清单化管理、项目化推进",
    "主动接受社会监督，定期公开进展",
)  # fmt: skip
ORDER = ("一是", "二是", "三是", "四是")
OFFICES = (
    "县水利局",
    "市生态环境局{c}分局",
    "县住房和城乡建设局",
    "县农业农村局",
    "县自然资源局",
    "县城市管理局",
    "县工业和信息化局",
)
CAMPAIGNS = ("第二轮中央生态环境保护督察", "省生态环境保护督察", "洞庭湖总磷污染控制与削减攻坚", "县委生态环境保护专项巡察",
             "长江经济带生态环境警示片", "污染防治攻坚战“夏季攻势”")  # fmt: skip
_AGAIN, _REMEMBERED, _WITH_TOWN = 0.25, 400, 0.7


@dataclass(frozen=True, slots=True)
class Problem:
    """One invented problem: where, what, and who shall mend it."""

    county: str
    campaign: str
    told: str
    site: str
    town: str
    office: str


@dataclass(slots=True)
class Country:
    """Real names to write about."""

    counties: Sequence[str]
    towns: dict[str, list[str]]
    waters: Sequence[str]
    told: deque[Problem] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    at_hand: list[Problem] = field(default_factory=list)

    @classmethod
    def of(cls, units: UnitTable, province: str = "43") -> Country:
        """The counties of a province, with their towns as far as the table lists them."""
        counties = {u.code: u.name for u in units if u.level == "county" and u.code.startswith(province)}
        towns: dict[str, list[str]] = {name: [] for name in counties.values()}
        for unit in units:
            if unit.level == "township" and unit.parent in counties:
                towns[counties[unit.parent]].append(unit.name)
        return cls(sorted(towns), towns, ("资江", "沅江", "澧水", "湘江", "志溪河", "兰溪河", "黄家湖", "大通湖"))


class Writer:
    """Writes one notice after another; the same seed writes the same."""

    def __init__(self, country: Country, seed: str, size: int = 10_000) -> None:
        self.country, self.dice, self.size = country, random.Random(seed), size

    def notice(self, number: int) -> str:
        """The notice of this number: of about ``size`` bytes, unlike all others."""
        genre = self.dice.choices(GENRES, weights=(45, 20, 10, 15, 10))[0]
        county, campaign = self.dice.choice(self.country.counties), self.dice.choice(CAMPAIGNS)
        head, body, foot = genre(self, county, campaign, number)
        lines, no, written = list(head), 0, sum(len(line.encode()) for line in head)
        self.country.at_hand.clear()
        while written < self.size - 800:
            no += 1
            part = body(no)
            written += sum(len(line.encode()) + 1 for line in part)
            lines += part
        return "\n".join([*lines, *foot])

    def problem(self, county: str, campaign: str) -> Problem:
        """A new problem of the county, or one that an earlier notice told of."""
        at_hand = self.country.at_hand
        before = [p for p in self.country.told if p.county == county and p not in at_hand]
        if before and self.dice.random() < _AGAIN:
            at_hand.append(self.dice.choice(before))
        else:
            at_hand.append(self.new_problem(county, campaign))
            self.country.told.append(at_hand[-1])
        return at_hand[-1]

    def new_problem(self, county: str, campaign: str) -> Problem:
        """A problem that nobody told of."""
        towns = self.country.towns[county]
        town = self.dice.choice(towns) if towns and self.dice.random() < 0.7 else self.name(2) + "镇"
        site = self.name(self.dice.choice((2, 2, 3))) + self.dice.choice(WORKS)
        parts = (self.dice.choice(WHERE), self.dice.choice(TROUBLE), *self.dice.sample(EFFECT, self.dice.randint(0, 1)))
        told = self.fill("".join(parts))
        office = self.fill(self.dice.choice(OFFICES), county)
        where = town if self.dice.random() < _WITH_TOWN else ""
        return Problem(county, campaign, f"{where}{site}{told}", site, town, office)

    def name(self, length: int) -> str:
        """An invented proper name."""
        return "".join(self.dice.choice(SYLLABLES) for _ in range(length))

    def fill(self, words: str, county: str = "") -> str:
        """A pattern with numbers and names put in."""
        dice = self.dice
        return words.format(
            n=dice.randint(2, 95), m=dice.randint(1, 12), d=dice.randint(1, 28), k=dice.randint(110, 9800),
            y=dice.choice((2022, 2023, 2024)), water=dice.choice(self.country.waters), c=county,
        )  # fmt: skip

    def done(self, problem: Problem) -> str:
        """What was done about a problem."""
        told = "；".join(self.fill(words) for words in self.dice.sample(DONE, self.dice.randint(1, 2)))
        return f"{self.dice.choice((problem.site, problem.town, '该问题', problem.office))}{told}。"

    def steps(self, count: int) -> list[str]:
        """The same, each a paragraph of its own."""
        return [f"{part}。" for part in self.prose(count).split("。") if part]

    def prose(self, count: int) -> str:
        """What stands in all notices, in ever other words."""
        said = iter(self.dice.sample(PROSE, len(PROSE)))
        parts = ("，".join(next(said) for _ in range(self.dice.choice((5, 5, 6)))) for _ in range(count))
        return "".join(self.fill(f"{order}{part}。") for order, part in zip(ORDER, parts, strict=False))

    def day(self) -> str:
        """A day of the last years."""
        return self.fill("{y}年{m}月{d}日")


Part = Callable[[int], list[str]]
Genre = Callable[[Writer, str, str, int], tuple[list[str], Part, list[str]]]


def progress(writer: Writer, county: str, campaign: str, number: int) -> tuple[list[str], Part, list[str]]:
    """整改进展情况的通报."""
    head = [f"{county}{campaign}反馈问题整改进展情况的通报（第{number}期）", writer.day(), "现将整改进展情况予以公布。"]

    def part(no: int) -> list[str]:
        problem = writer.problem(county, campaign)
        return [
            f"问题{no}：{problem.told}。",
            f"整改情况：{writer.done(problem)}",
            *writer.steps(4),
            writer.done(problem),
        ]

    return head, part, [f"{county}人民政府", writer.day()]


def plan(writer: Writer, county: str, campaign: str, number: int) -> tuple[list[str], Part, list[str]]:
    """整改方案 with its list of tasks."""
    head = [f"{county}贯彻落实{campaign}反馈意见整改方案（{number}号）", writer.prose(4)]

    def part(no: int) -> list[str]:
        problem = writer.problem(county, campaign)
        return [
            f"问题{no}：{problem.told}。", f"整改目标：{writer.fill('全面完成{n}项整治任务，断面水质稳定达标。')}",
            f"整改时限：{writer.fill('{y}年{m}月底前')}", f"牵头单位：{problem.office}",
            "整改措施：", *writer.steps(4), f"加快{problem.site}治理，{writer.fill('新建管网{n}公里。')}",
        ]  # fmt: skip

    return head, part, [f"{county}生态环境保护委员会办公室", writer.day()]


def closure(writer: Writer, county: str, campaign: str, number: int) -> tuple[list[str], Part, list[str]]:
    """整改销号公示."""
    head = [f"{county}{campaign}反馈问题整改销号公示（第{number}批）", "现将有关问题整改情况公示如下。"]

    def part(no: int) -> list[str]:
        problem = writer.problem(county, campaign)
        return [
            f"问题编号：{no}", f"反馈问题：{problem.told}。", f"牵头单位：{problem.office}",
            f"完成情况：{writer.done(problem)}", *writer.steps(4), "经现场核查，同意销号。",
        ]  # fmt: skip

    return head, part, ["联系电话：0737-4200000", f"{county}人民政府", writer.day()]


def petitions(writer: Writer, county: str, campaign: str, number: int) -> tuple[list[str], Part, list[str]]:
    """群众举报问题边督边改公开情况."""
    head = [f"{county}{campaign}第{number}批信访举报件边督边改公开情况", f"（{writer.day()}）"]

    def part(no: int) -> list[str]:
        problem = writer.problem(county, campaign)
        code = f"D2HN{number:05d}{no:04d}"
        return [
            f"{no}、{code}。{problem.told}，群众反映强烈。污染类型：水。经查，{problem.site}举报情况属实。"
            f"属实。{writer.done(problem)}{writer.prose(3)}未问责。已办结。"
        ]

    return head, part, []


def bulletin(writer: Writer, county: str, campaign: str, number: int) -> tuple[list[str], Part, list[str]]:
    """督察工作简报."""
    head = [f"{campaign}工作简报", f"第{number}期", f"{county}配合保障工作领导小组办公室　　{writer.day()}"]

    def part(no: int) -> list[str]:
        problem = writer.problem(county, campaign)
        return [
            f"【督察一线】{writer.fill('{m}月{d}日')}，督察组下沉{county}{problem.town}开展现场核查，发现{problem.told}。"
            f"督察组要求立行立改。{problem.office}表示，{writer.done(problem)}{writer.prose(2)}",
            f"【边督边改】{writer.fill('{m}月{d}日')}，{county}召开第{no}次调度会。{writer.prose(3)}",
        ]

    return head, part, ["报：省督察办"]


GENRES: tuple[Genre, ...] = (progress, plan, closure, petitions, bulletin)
