"""What makes a stretch of prose an incident: a word of harm and something that is there; and likeness of two stretches.

Shared by the genres that tell problems without numbering them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from operator import add

HARM = (
    r"(?:偷排|直排|漏排|乱排|乱堆|外流|私设|暗管|污染|扬尘|废水|污水|废气|噪声|噪音|异味|恶臭|臭味|油烟|扰民|垃圾|倾倒|堆放|堆存|堆积|露天|焚烧|散煤|渗滤液|超标|违法|违规|未批先|未验先|未建|未配套|未落实|未按|不正常运行"
    r"|黑臭|发黑|灰黑|返黑|返臭|违建|垂钓|捕捞|超范围|(?:占用|侵占|围垦)(?:岸线|河道|湿地|林地|耕地|滩涂|水域)|晴天(?:出水|排水|溢流)|破坏|侵占|毁林|盗采|养殖|粉尘|危废|尾矿|固废|溢流|外排|渗漏|弃渣|刺激性气味|刺鼻|黑烟|废渣|垮塌|裸露|乳白色|冒烟|喷淋|抛洒|停运|非法采|私采|雨污[混错]接|油污|浮油|油膜|死鱼|泡沫|水华|蓝藻|淤积|(?:影响|妨碍|阻碍)行洪|堵塞|破损|塌方|坍塌|越界|乱采|满溢|冒溢|外溢|积存|进水浓度|不能正常|未(?:及时|全面|完全)?(?:覆土|复绿|覆绿|绿化|复垦|苫盖|覆盖)|占压|无证(?!明)|停运|晒太阳"
    # what news says in plain words
    r"|没有?(?:及时|按(?:时|要求|规定|照)|采取|落实|覆盖|遮盖|苫盖|盖上|洒水|冲洗|硬化|收集|配套|清走|清理|清运|运走|取缔|防尘|防渗|处理|办理|任何)|积尘|积了(?:尘|土|灰)|遮盖不|覆盖不)"
)
# In a list of problems the words before ； are problems anyway, so weaker words of fault count as well.
FAULT = (
    rf"(?:{HARM}|弄虚作假|屡禁不止|流于形式|未清理|未覆盖|未收集|未处理|未处置|未运行|未恢复|未硬化|淤堵|失效|不稳定|不足|不正常|不完善|未完成|未整改|未治理|未有效|未及时|不到位|不力|不落实|不规范|滞后|裸露|占用|非法|未[\u4e00-\u9fff]{{2}}|反弹|死灰复燃|闲置|晒太阳"
    r"|敷衍|虚假|篡改|伪造|超总量|超排|无组织排放|久拖|缓慢|严重|突出|缺失|破损|混乱|不符合|仍在|擅自|带泥|无围挡|未苫盖)"
)
SOMETHING = re.compile(
    r"[\u4e00-\u9fff]{2}(?:市|县|区|镇|乡|村|街道|社区|组|厂|公司|企业|作坊|项目|工地|场|站|河|湖|渠|溪|港|水库|矿|库|园|城|路|大道|大街|码头|基地|小区|店|医院|学校|段|口|沟|塘|窑|炉|焦化|化工|钢铁|水泥|纸业|矿业|热电|热力|物流|材料)"
)

# 场内渣土未覆盖, 该厂雾炮未开, 也没有洒水, 另一方面…: a clause that goes on with what the one before tells of.
GOES_ON_WITH = re.compile(
    r"(?:(?:破碎|生产|作业|施工|堆放|加工)*(?:区|场|厂|院|矿|库|园|棚|车间|工地|现场|场地)[内里中]|[该其此也且并]|(?:另)?一方面|施工期间|同时|周[围边]|地面|未|没有|无(?![名证]))"
)

# What takes those who look to the place where they see it.
GO_TO = r"来到|赶到|到达|走进|抵达|前往|赶赴|直奔|直插|深入"
# 就某公司露天堆放…问题下达3号督办单
ORDERED = re.compile(
    rf"就(?P<what>[^。;,!?\n“”]{{4,80}}?{HARM}[^。;,!?\n“”]{{0,24}}?(?:问题|行为|情况))(?:[^,。;]{{0,6}})(?:下达|下发|发出|印发|制发|交办|督办)"
)
# ▲某区 围绕“…”问题，对12处混接点实施改造
ABOUT = re.compile(
    r"(?:围绕|针对|聚焦|对照|紧盯)[^。;,“”\n]{0,12}[“「\"](?P<what>[^”」\"\n]{6,80}?)[”」\"](?:等|的|这一|突出)*(?:问题|行为|现象|情况)"
)
# 某县接到“某村养殖粪污流入某河”信访交办件后，…
RECEIVED = re.compile(
    r"(?:接到?|收到)[^。;“”\n]{0,16}[“「\"](?P<what>[^”」\"\n]{6,80}?)[”」\"][^。;,“”\n]{0,8}(?:件|举报|投诉|线索|来信|来电)"
)
# 针对某河黑臭反弹信访问题，…
AIMED = re.compile(
    rf"(?:针对|围绕|聚焦)(?P<what>[^。;,!?\n“”]{{2,40}}?{HARM}[^。;,!?\n“”]{{0,12}}?)(?:信访|举报|投诉|交办)(?:件|举报|环保|环境)?(?:问题|件|事项)?,"
)
# 针对某区某河下游段返黑问题，区住建局…: of a place, or it is said of all of the kind
AIMED_THERE = re.compile(
    rf"针对(?=[^。;,“”]{{2,20}}?(?:[县市镇乡村河湖渠溪港厂]|街道|公司|水库|(?<![园城库社矿厂片景地郊湖])区))"
    rf"(?:[^。;,“”\n]{{0,8}}(?:发现|反馈|指出|交办|转办|通报)的)?"
    rf"(?P<what>[^。;,!?\n“”]{{4,48}}?{HARM}[^。;,!?\n“”]{{0,12}}?问题),(?!要|应|须|各|必须|严格|切实|坚决)"
)
# 针对督察反馈的某河某段水质不稳定，沿岸果园过量施肥问题，…
AIMED_AT_FAULTS = re.compile(
    rf"针对[^。;,“”\n]{{0,10}}(?:反馈|指出|交办|转办|通报|披露|曝光)的(?P<what>[^。;!?\n“”]{{4,80}}?{FAULT}[^。;!?\n“”]{{0,24}}?问题),"
)
# 对某县某码头超范围占用岸线问题进行查处
HANDLED = re.compile(
    rf"(?<![针面应])对(?P<what>[^。;,!?\n“”]{{4,60}}?{HARM}[^。;,!?\n“”]{{0,12}}?(?:问题|行为|现象))(?:进行|开展|实施|予以)?(?:了)?"
    r"(?:现场|联合|专项|集中|依法|突击)*(?:督导|督办|交办|查处|整治|处置|调处|执法|立案|取缔|整改)"
)


# 盛源公司扬尘问题, 某县盛源建材有限公司扬尘问题: a firm told of again by the characters that are its own.
# Also without its legal form, by its trade: 某县盛源建材扬尘污染.
_FIRM_END = r"(?:公司|集团|厂|矿|合作社|焦化|化工|钢铁|建材|水泥|纸业|铝业|热电|陶瓷|染织|食品)"
_COUNTY_OF_IT = rf"(?:[\u4e00-\u9fff]{{2,4}}?[县市区旗](?=[\u4e00-\u9fff]{{2,8}}{_FIRM_END}))?"
SHORT_FIRM = re.compile(rf"{_COUNTY_OF_IT}(?P<stem>[\u4e00-\u9fff]{{2,20}}?){_FIRM_END}")

# 其中甲县6件、乙县3件: how many complaints there were, and no fault of anybody's.
TALLY = re.compile(r"\d余?(?:件|宗|批)[^。\n]{0,60}?\d余?(?:件|宗|批)")

_COMMON = re.compile(
    r"[^\w]|(?:第[一二三四五六七八九十]+)?生态环境(?:保护)?督察组?|环境保护|生态环境|发现|督察|问题|\d{1,4}[年月日]"
)


@lru_cache(maxsize=256)  # each stretch is compared with many others
def pairs(words: str) -> frozenset[str]:
    """Neighbouring characters of a stretch, without the words that all incidents share."""
    plain = _COMMON.sub("", words)
    return frozenset(map(add, plain, plain[1:]))


_NEEDED_PAIRS = 2


def most_repeated(words: str, known: Sequence[str], needed: int = _NEEDED_PAIRS) -> int | None:
    """Index of the stretch whose own words, those no other has, ``words`` repeat most; None when that is unclear."""
    said, told = pairs(words), [pairs(other) for other in known]
    scored: list[tuple[int, int]] = []
    for index, own in enumerate(told):
        shared = said & own
        if len(shared) >= needed:  # as with few: what it shares with others only lessens that
            scored.append((len(shared.difference(*told[:index], *told[index + 1 :])), -index))
    scored.sort(reverse=True)
    if not scored or scored[0][0] < needed or (len(scored) > 1 and scored[0][0] == scored[1][0]):
        return None
    return -scored[0][1]
