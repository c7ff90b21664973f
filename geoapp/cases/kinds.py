"""What a problem is about, and which inspection it came from: by the words of the domain, weighed by where they stand."""

from __future__ import annotations

import re

from geoapp.model import Campaign, Kind

# Order decides ties: the narrower subject first (a mine's seepage is the mine's, a slag heap's radiation is radiation).
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.RADIATION, re.compile(r"放射性|辐射|核技术|电磁|放射源")),
    (Kind.MINE, re.compile(r"矿山|尾矿|采矿|矿区|矿坑|开采|采石|砂石|矿涌水|废石|回采|锑矿|煤矿|石煤")),
    (Kind.SOLID_WASTE, re.compile(r"固废|固体废物|危废|危险废物|垃圾|渣场|废渣|填埋|污泥|建筑垃圾|医疗废物|废旧")),
    (Kind.NOISE, re.compile(r"噪声|噪音|振动")),
    (Kind.SOIL, re.compile(r"土壤|耕地|地块|重金属污染(?!防治)|农用地|建设用地|污染土")),
    (Kind.WATER, re.compile(r"水质|水环境|污水|废水|黑臭|总磷|氨氮|饮用水|水体|流域|河|湖|渠|排污口|排口|断面|水源|养殖|藻|管网|退养|碧水|水库|地下水|入河|直排")),
    (Kind.AIR, re.compile(r"空气|大气|扬尘|废气|VOCs|PM2\.5|PM10|重污染天气|锅炉|秸秆|油烟|臭氧|移动源|气型|恶臭|异味|粉尘|低氮|蓝天|烟花|蜂窝煤|超低排|尾气|臭气")),
    (Kind.ECOLOGY, re.compile(r"自然保护|生态破坏|湿地|林地|毁林|生态修复|生态红线|植被|侵占|岸线|小水电|禁捕")),
    (Kind.ADMINISTRATION, re.compile(
        r"制度|学习|意识形态|党组|党支部|干部|监管不|日常监管|执法|许可证|审批|人员|混岗|编制|廉政|责任|考核|案卷|监测能力|检测报告|持证|档案|台账|经费|三同时|环评"
    )),
)  # fmt: skip
_CAMPAIGNS: tuple[tuple[Campaign, re.Pattern[str]], ...] = (
    (Campaign.PETITION, re.compile(r"群众信访|信访举报|来信来电|举报转办|信访转办|信访件|群众举报")),
    (Campaign.PARTY_INSPECTION, re.compile(r"巡察|巡视")),
    (Campaign.SUMMER_CAMPAIGN, re.compile(r"夏季攻势")),
    (Campaign.CENTRAL_INSPECTION, re.compile(r"中央[^,。;\n]{0,4}(?:第?[一二三四五六七八九十]*(?:轮)?)?(?:生态)?环(?:境)?保(?:护)?督察|中央[^,。;\n]{0,8}督察|国家[^,。;\n]{0,6}环保督察")),
    (Campaign.PROVINCIAL_INSPECTION, re.compile(r"省[^,。;\n]{0,10}督察|督察[^,。;\n]{0,6}回头看|省级[^,。;\n]{0,6}督察|自治区[^,。;\n]{0,8}督察|市级?[^,。;\n]{0,6}督察")),
)  # fmt: skip


def kind_of(problem: str, category: str = "", rectification: str = "") -> Kind:
    """The kind that most of the words speak for: the problem's count most, then its category, then what was done."""
    scores: dict[Kind, float] = {}
    for kind, pattern in _KINDS:
        score = (
            4.0 * _weight(pattern, problem)
            + 1.5 * _weight(pattern, category)
            + 0.5 * min(_weight(pattern, rectification), 4)
        )
        if score:
            scores[kind] = score
    if not scores:
        return Kind.OTHER
    best = max(scores.values())
    return next(kind for kind, _ in _KINDS if scores.get(kind) == best)


def _weight(pattern: re.Pattern[str], words: str) -> int:
    return len(pattern.findall(words))


# The cell of a petition table's 污染类型 column.
_COLUMN: tuple[tuple[Kind, str], ...] = (
    (Kind.RADIATION, "辐射"), (Kind.MINE, "矿"), (Kind.SOLID_WASTE, "固"), (Kind.SOLID_WASTE, "垃圾"), (Kind.SOLID_WASTE, "危废"), (Kind.NOISE, "噪"), (Kind.SOIL, "土壤"),
    (Kind.WATER, "水"), (Kind.AIR, "气"), (Kind.AIR, "油烟"), (Kind.AIR, "扬尘"), (Kind.AIR, "异味"), (Kind.ECOLOGY, "生态"),
)  # fmt: skip


def kind_of_column(words: str) -> Kind | None:
    """The kind that a table's own column states; the first named of several (大气、噪声)."""
    first = re.split(r"[、,/;\s]", words.strip())[0]
    return next((kind for kind, word in _COLUMN if word in first), None)


def campaign_of(*texts: str) -> Campaign:
    """The campaign named by the first text that names one (title before body, record before notice)."""
    for words in texts:
        for campaign, pattern in _CAMPAIGNS:
            if pattern.search(words):
                return campaign
    return Campaign.OTHER
