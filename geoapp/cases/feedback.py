"""Feedback of inspectors in running prose: a county or a works and its fault, sentence by sentence, without a number.

督察发现，甲市污水管网建设滞后，每天约2万吨污水直排某河。 乙县填埋场渗滤液外溢。 Nothing is told of what was done; a
paragraph tells one problem until a sentence opens with another place and a fault of its own. What is said of some
places in general (一些地方认识不足) or of a whole province's zeal is no problem that could be shown on a map.
"""

from __future__ import annotations

import re

from geoapp.cases.drafts import Draft
from geoapp.cases.fault_first import FAULTS, reports
from geoapp.cases.found_problems import bare, is_topic, of_a_province, without_nobody
from geoapp.cases.incidents import SOMETHING, TALLY
from geoapp.cases.labels import Field
from geoapp.cases.outline import SECTION, heading_at
from geoapp.cases.sentences import clauses, sentences
from geoapp.cases.source import Source, Span, fold
from geoapp.cases.splitting import tail_start

_INSPECTS = r"(?:督[察查]组?|“回头看”|暗访组?)"
_FEEDBACK = re.compile(
    r"督[察查]组?[^。\n]{0,30}(?:反馈|曝光|通报)|(?:反馈|曝光|通报)[^。\n]{0,16}(?:督[察查]|典型案例|突出问题)"
    rf"|{_INSPECTS}(?:还|也|同时)?(?:发现|指出)"
)
_HEAD_CHARS, _FEWEST = 600, 2
_SERIES = re.compile(
    r"榜|答复|建议的|提案|来信|名单|清单|简报|专报|快报|动态|情况反映|工作信息|第[\d一二三四五六七八九十]+期"
)
# 但督察发现，|甲区…; 2023年5月，督察组督察某省发现，|乙市…; 另外，|丙县…: what leads to whom a sentence speaks of.
_LEAD = re.compile(
    rf"(?:\d{{4}}年[^,。;]{{0,12}},)?(?!在[\u4e00-\u9fff]{{3}})[^,。;]{{0,20}}?{_INSPECTS}(?:人员|下沉)?(?:督[察查][\u4e00-\u9fff、]{{0,20}}?)?(?:在[^,。;]{{2,6}}?)?"
    r"(?:现场|进一步)?(?:还|也|同时)?时?(?:发现|指出)了?[,:]?"
    r"|\d{4}年[^,。;]{0,12}(?:以来|间|时|初|底|末),|(?:但|而|同时|另外|此外|又?如|例如|比如),?(?=[\u4e00-\u9fff])|在[\u4e00-\u9fff]{2,3},"
)
_LED = re.compile(rf"[^。;]{{0,40}}{_INSPECTS}[^,。;]{{0,16}}(?:发现|指出)")
# 甲市, 乙县城, 某河, 某公司: what a sentence opens with. Who is spoken of already (该市, 当地), who acts
# (某县水利局) or why something is done (为了治理某河) opens nothing.
_OPENS = re.compile(
    r"(?!为|由于|因|监测|检测|按|根据|依据|截|到|经|其|该|此|当地|两地|上述|以上|目前|相关|有关|部分|一些|个别|少数|全[省市县区州]|各|本|我|要|督|针|对)"
    r"(?P<name>(?:[\u4e00-\u9fff]{2,8}?(?:省|自治区))?(?:(?![了着被把将于的])[\u4e00-\u9fff、]){1,16}?"
    r"(?:[市县旗州盟镇乡村](?![委政内域民级厅长有])|[河湖江溪渠港泊](?!长)|(?<![地园城社库矿辖山片街景])区(?![域县内委政])|街道|水库|公司|厂|矿(?!山)|采石场|填埋场|处理场|中心|保护区|码头|园区|开发区|电站)"
    r"(?:[\u4e00-\u9fff]{2,12}?(?:公司|厂|矿(?!山)|场(?=[^所地景])|中心))?)(?![\u4e00-\u9fff]{0,4}(?:部门|局|厅|政府|委))"
)
_WHOLE_PROVINCE = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:省|自治区)|地区|[市区]县|县[市区]|盟市|市州")
# 应于年底完成的40项任务有12项未完成: how many, and none of them.
_COUNTED = re.compile(r"(?:任务|问题|举报|信访)[^,。;]{0,6}\d+[项个件]")
# Works and work are named after what they are to take away: 垃圾填埋场, 污染防治.
_AGAINST = re.compile(
    r"污染(?:防治|治理|物|源|攻坚)|(?:污水|废水|垃圾|固体废物|固废|渗滤液|危废|焚烧)(?:集中|卫生|无害化|发电|生活)*(?:处理|处置|收集|填埋|焚烧|管网|设施|厂|发电)"
)
_HELD_BACK = re.compile(r"无实质性|仍处|仍[有未]|仅(?:完成|有|建成)|未建成|未开工|至今|不符合|恶化|无法")
_ZEAL = re.compile(
    r"取得|成效|高度重视|继续(?:认真)?(?:做好|抓好)|坚决贯彻|认真落实|扎实|深入推进|表态|一行|[察查]看|调研|督办|首次实现|有力推进|逐步改善|要(?:进一步|切实|加快|倒排|抢抓|抓紧|紧盯|严格|持续|坚持|强化|压实|在)"
)
_NOT_AT_ALL = re.compile(r"思想认识|政治站位|认识不")
# 某社某地12月2日电（记者某某），督察组曝光了3省的典型案例: who makes it known, when and why.
_INTRO = re.compile(
    r"[社报网][^。]{0,12}\d日?[电讯]|记者|(?:集中|公开)通报|典型案例|反馈督[察查]|(?:陆续|正式|开始|书面|已)[^,。;]{0,6}反馈|进驻|本[轮次]督[察查]|警示作用|组成[^。]{0,8}组"
)
_ENDS = re.compile(r"(?:督[察查]组?|会议|通报)?(?:要求|强调)|下一步|各地")
# 甲市一些县区违规采矿。 乙县…: of several in general, which the next sentences name.
_OF_SEVERAL = re.compile(r"一些|部分|个别|多个|有的|等(?:市|地|县|区)")


def drafts_of_feedback(source: Source, fewest: int = _FEWEST) -> list[Draft]:
    """One draft a problem of a text that tells what inspectors found and hardly a word of what was done about it.

    ``fewest``: one alone is believed only where no other form is found (a copy that breaks off).
    """
    opening = fold(source.notice.title) + source.folded[:_HEAD_CHARS]
    if not _FEEDBACK.search(opening) or _SERIES.search(opening[: _HEAD_CHARS // 2]):
        return []
    if not _is_faults_only(source):
        return []
    drafts: list[Draft] = []
    headline: Span | None = None
    for line in source.lines:
        if line[0] >= tail_start(source):
            break
        if _is_headline(source, line):
            headline = line
            continue
        drafts += [_draft(told, headline) for told in _problems(source, line, named=headline is not None)]
        headline = None
    return drafts if len(drafts) >= fewest else []


def _is_faults_only(source: Source) -> bool:
    """Feedback tells what is wrong: no counted chapters, no items, hardly a sentence of what was done about it."""
    if sum(1 for line in source.lines if _ITEM.match(source.folded, *line) or heading_at(source, line)) > _MOST_COUNTED:
        return False
    told = sentences(source.folded, (0, tail_start(source)))
    done = sum(1 for sentence in told if reports(source.matched(sentence)))
    return done * _SHARE <= len(told)


_ITEM = re.compile(r"[▲★●◆■▶►【]|[-—]{1,2}[\u4e00-\u9fff]")
_MOST_COUNTED, _SHARE = 2, 5


def _is_headline(source: Source, line: Span) -> bool:
    """某省一些城市空气质量反弹 on a line of its own: what the paragraph below tells is a problem, whosever."""
    words = source.matched(line)
    counted = heading_at(source, line)
    if counted is not None and counted.level > SECTION:
        return False
    if len(words) > _HEADLINE_CHARS or words.endswith(("。", ",", ";", ":")) or _SEEN.search(words):
        return False
    return FAULTS.search(words) is not None


_HEADLINE_CHARS = 40
_SEEN = re.compile("发现|看到")


def _problems(source: Source, paragraph: Span, *, named: bool) -> list[Span]:
    """The stretches of a paragraph that tell a problem each."""
    found: list[Span] = []
    background: Span | None = None
    for sentence in _pieces(source, paragraph):
        words = source.matched(sentence)
        if _ENDS.match(words):
            break
        if not found and _INTRO.search(words):
            continue
        begin = _behind_lead(source, sentence)
        own = source.matched((begin, sentence[1]))
        opened = _OPENS.match(own)
        pointed_out = opened is not None and _LED.match(words) is not None and _ZEAL.search(own) is None
        tells = (pointed_out or is_fault(own)) and (named or not of_a_province(own))
        if not found and tells and (opened or named or _somewhere(own)):
            needs = own.startswith("其中") or not (opened or _LED.match(words))
            found.append((background[0] if background and needs else begin, sentence[1]))
        elif not found:
            background = background or (None if _ZEAL.search(own) else (begin, sentence[1]))
        elif tells and opened and not _same(source.matched(found[-1]), opened["name"]):
            if _is_general(source.matched(found[-1])):
                found.pop()
            found.append((begin, sentence[1]))
        else:
            found[-1] = (found[-1][0], sentence[1])
    return [bare(source, told) for told in found]


def _is_general(words: str) -> bool:
    """甲市、乙市部分填埋场渗滤液直排。 The sentences behind it say which."""
    return len(words) <= _HEADLINE_CHARS and (_OF_SEVERAL.search(words) is not None or is_topic(words))


def _same(last: str, name: str) -> bool:
    """Whether the problem told last opens with the place that a sentence opens with."""
    opened = _OPENS.match(last)
    return opened is not None and name in opened["name"]


def _pieces(source: Source, paragraph: Span) -> list[Span]:
    """Its sentences; their clauses where each opens with a place and a fault of its own (甲县…；乙县…)."""
    found: list[Span] = []
    for sentence in sentences(source.folded, paragraph):
        parts = clauses(source.folded, sentence)
        told = [source.matched((_behind_lead(source, part), part[1])) for part in parts]
        apart = len(parts) > 1 and all(is_fault(words) for words in told) and all(map(_OPENS.match, told[1:]))
        found += parts if apart else [sentence]
    return found


def _behind_lead(source: Source, sentence: Span) -> int:
    begin = sentence[0]
    while (lead := _LEAD.match(source.folded, begin, sentence[1])) is not None and lead.end() > begin:
        begin = lead.end()
    return begin


def is_fault(words: str) -> bool:
    """Whether words tell something that is wrong, and neither zeal nor a count."""
    plain = _AGAINST.sub("", words)
    return (
        (FAULTS.search(plain) is not None or _HELD_BACK.search(plain) is not None)
        and _NOT_AT_ALL.search(words) is None
        and _ZEAL.search(words) is None
        and TALLY.search(words) is None
        and _COUNTED.search(words[:_OPENING_CHARS]) is None
    )


_OPENING_CHARS = 30


def _somewhere(words: str) -> bool:
    return SOMETHING.search(without_nobody(_WHOLE_PROVINCE.sub("", words))) is not None


def _draft(problem: Span, headline: Span | None) -> Draft:
    draft = Draft(category=headline, county_hints=[problem, *([headline] if headline else [])])
    draft.add(Field.PROBLEM, problem)
    return draft
