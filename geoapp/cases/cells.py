"""What the cells of a flattened table look like, column by column: the only thing that still tells them apart."""

from __future__ import annotations

import re

from geoapp.cases.dates import find_dates
from geoapp.cases.kinds import kind_of_column
from geoapp.cases.labels import CODE, Field

TEXT = frozenset({Field.PROBLEM, Field.GOAL, Field.MEASURES, Field.RECTIFICATION, Field.FINDINGS, Field.REMARKS})
COUNTER = re.compile(r"(?:\d{1,4}|[一二三四五六七八九十]{1,4})[、.]?")
_OFFICE_END = (
    r"(?:局|政府|委员会|办公室|管委会|街道|镇|乡|公司|集团|大队|中心|党委|党工委|委|办|分局|组|部|处|院|站|室|队|所"
    r"|单位|部门|企业)"
)
OFFICE = (
    r"(?:各|有关|相关|市直|县直|区直)?[\u4e00-\u9fff()]{0,16}?"
    r"(?:生态环境局[\u4e00-\u9fff]{2,6}分局|委员会(?:办公室)?|指挥部(?:办公室)?|领导小组(?:办公室)?"
    r"|[省市县区]委(?:[\u4e00-\u9fff]{2,4}部|办公室|政法委|编办|办)?|(?:发改|国资|卫健|经信|住建|农)委|厅(?![级长堂])|(?:人民)?政府(?:办公室|办|国资委)?|管委会|街道(?:办事处|办|党工委)?"
    r"|(?<!城)[镇乡](?![村镇])(?:人民政府|政府|党委)?|[分支总]?局|公司|集团|大队|中心|党委|党工委|办公室|办事处|园区|有关单位|相关单位|单位|部门|企业)"
)
# An office between two marks is settled by the mark behind it: a list is read once, not in every way it could be cut.
OFFICE_LIST = rf"{OFFICE}(?:(?:[、,;](?>{OFFICE}(?=[、,;]))){{0,30}}[、,;]{OFFICE})?"
OFFICES = rf"{OFFICE_LIST}(?:和{OFFICE})?等?"
# What part an office has: 牵头：甲局, 甲局（牵头）, 由甲局牵头.
ROLE = re.compile(
    r"\((?:牵头|主办|配合|协办|参与|责任)[^()]{0,4}\)|[【\[]?(?:牵头|主办|配合|协办|责任|督导|承办)(?:单位|部门)?[】\]:]:?"
    r"|(?<=[局府会办委镇乡])(?:牵头|配合|协助|负责)(?:负责|落实|实施)?|(?:^|(?<=[,;、]))由"
)
_DATE = (
    r"\d{4}(?:年(?:度)?(?:\d{1,2}月(?:\d{1,2}日)?|第?[一二三四]季度|上半年|下半年)?|[-./]\d{1,2}(?:[-./]\d{1,2})?)"
    r"(?:底|末|初|[上中下]旬)?(?:之?前|以前|完成)*"
)
TERM = (
    rf"(?:(?:原定|延期至|延至|延长至|调整为|调整至|顺延至|推迟至|现延至|计划|预计|力争)?(?:于|到)?{_DATE}"
    r"|立行立改|立即整改|即知即改|长期坚持|持续推进|持续整改|长期整改|长期|常态化推进|限期整改)"
)
TERMS = rf"{TERM}(?:[,;、并]*{TERM})*"
_KIND = r"(?:水|大气|土壤|噪声|噪音|生态|固废|固体废物|垃圾|辐射|扬尘|油烟|异味|海洋|其他|矿山)(?:污染|破坏|环境)?"
STATE = (
    r"(?:已|未|阶段性|阶段|基本|正在|持续|长期|达到|完成|尚未|全部){0,2}(?:办结|完成整改|完成|销号|推进|办理|整改|坚持|实施|到位)中?"
    r"|整改中|办理中|是|否|\d{1,3}(?:\.\d+)?%|[√✓✔×✗✘]"
)
# By which way a complaint came in.
_WAY = r"来[电信访]|网络|微信|微博|邮件|电话|信件"

# How a typed cell is written where rows are glued and nothing else parts it from its neighbours.
GLUED: dict[Field, str] = {
    Field.COUNTY: r"(?:[\u4e00-\u9fff]{1,6}?(?:区|县|市|旗)[、,]?){1,2}",
    Field.KIND: rf"{_KIND}(?:[、,/]{_KIND})*",
    Field.FOUNDED: r"基本属实|部分属实|不属实|未查实|不完全属实|属实|(?<=[。;!?)”])[是否]",
    Field.STATUS: STATE,
    Field.ACCOUNTABILITY: r"(?:无|/|—|(?:对[^。]{0,40}?)?[^。;]{0,20}?"
    r"(?:问责|约谈|批评教育|诫勉|处分|追责|警告|谈话)[^。;]{0,20}?。?)?",
    Field.DEADLINE: TERMS,
    Field.LEAD_UNIT: OFFICE_LIST,
    Field.RESPONSIBLE: OFFICES,
    Field.SUPERVISING: OFFICES,
    Field.LEAD_PERSON: r"(?:分管)?[\u4e00-\u9fff]{0,4}(?:[县市区镇]长|书记|主任|局长|领导)|[\u4e00-\u9fff]{2,3}",
    Field.RECEIVED: rf"{_WAY}"
    r"|\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}月\d{1,2}日|\d{4}[-./]\d{1,2}[-./]\d{1,2}",
    Field.CODE: r"[A-Z]{1,8}[\dA-Z\-]{4,24}\d|\d{6,24}(?:-\d+)?"
    r"|[\u4e00-\u9fff]{1,6}[〔\[(]20\d\d[〕\])]第?\d{1,8}号",
}  # fmt: skip

_PLACE_END = (
    r"(?:[区县市镇乡村组社厂场站矿库河湖渠溪港沟塘园桥路街段口岸侧处旁内]|公司|街道|社区|码头|工地|基地|小区|水源地)"
)
_TYPED: dict[Field, tuple[re.Pattern[str], float, float]] = {
    # field: what a whole line of it looks like, score when it does, score when it does not
    Field.NUMBER: (re.compile(rf"{COUNTER.pattern}|{CODE}"), 5, -6),
    Field.CODE: (re.compile(rf"[A-Za-z]{{0,8}}\d[\dA-Za-z\-]{{4,24}}|{CODE}"), 5, -6),
    Field.COUNTY: (
        re.compile(r"(?:[\u4e00-\u9fff]{1,7}(?:区|县|市|旗|镇|乡|农场|林场|街道(?:办)?|乡镇\(街道\))[、,及和]?){1,3}"),
        5,
        -5,
    ),
    Field.CAMPAIGN: (
        re.compile(
            r"[^。;]{0,24}(?:督[察查]|警示片|信访|举报|交办|行动|自查|移交|巡[查河]|发现|反馈|曝光|暗访|排查)[^。;]{0,8}"
        ),
        3,
        -3,
    ),
    Field.LOCATION: (re.compile(rf"[\u4e00-\u9fff\w()、,#-]{{2,40}}?{_PLACE_END}"), 4, -4),
    Field.CATEGORY: (re.compile(r"[\u4e00-\u9fff、]{2,10}"), 1.5, -3),
    Field.FOUNDED: (re.compile(r"[\u4e00-\u9fff]{0,4}(?:属实|查实)[\u4e00-\u9fff]{0,2}|[是否]"), 6, -6),
    Field.STATUS: (
        re.compile(r"(?:\d{4}年\d{1,2}月(?:\d{1,2}日)?)?[\u4e00-\u9fff]{0,6}(?:办结|完成|销号|推进|整改|办理|到位|坚持|实施|启动|开工).{0,4}|[是否]"),
        4,
        -5,
    ),
    Field.ACCOUNTABILITY: (
        re.compile(
            r"无|/|-|—|.*(?:问责|约谈|处分|追责|批评|诫勉).*|.{0,20}(?:被|受到?|予以|给予|党纪|政[务纪])[^,。;]{0,8}处理.{0,6}"
        ),
        4,
        -2,
    ),
    Field.LEAD_UNIT: (re.compile(rf"[\u4e00-\u9fff()、,]{{2,60}}{_OFFICE_END}"), 3, -4),
    Field.RESPONSIBLE: (re.compile(rf"[\u4e00-\u9fff()、,;]{{2,120}}(?:{_OFFICE_END}|等)?"), 2, -3),
    Field.SUPERVISING: (re.compile(rf"[\u4e00-\u9fff()、,]{{2,60}}{_OFFICE_END}"), 3, -4),
    Field.LEAD_PERSON: (
        re.compile(
            r"(?:[省市县区]委)?(?:常委[、,]?)?(?:[省市县区]委)?(?:分管|常务)?副?(?:[县市区镇]长|书记|主任|局长|领导)|[\u4e00-\u9fff]{2,4}(?:[、,][\u4e00-\u9fff]{2,4})*"
            # 县政府分管水利工作的领导, broken over two lines where the column is narrow
            r"|[\u4e00-\u9fff]{0,8}(?:分管|主管|联系|主要)[\u4e00-\u9fff、]{0,16}?(?:领导|负责人|负责同志|[县市区镇]长|主任|书记)"
            r"|(?:[县市区](?:人民)?政府|[县市区]委)(?:分管|主管)[\u4e00-\u9fff]{2,12}|(?:工作)?的?(?:领导|负责人|负责同志)"
        ),
        2,
        -5,
    ),
}  # fmt: skip

# Texts are told apart by how they speak: a defect, an aim, an order, a report.
_DEFECT = re.compile(
    r"未|不|超标|超过|滞后|突出|薄弱|缺|直排|外排|破损|违|乱|风险|反弹|污染|倾倒|自燃|扰民|露天|波动|恶化|较差|偏[低高]|堆存|溢流|裸露|侵占|废弃|晒太阳|问题|隐患|异常|缓慢|满溢|就地焚烧|擅自|私设"
)
_AIM = re.compile(
    r"^(?:完成|消除|实现|达到|确保|全面|压实|规范|提升|恢复|杜绝|牢固树立|健全|解决|建成|应[装收]尽)|(?:到位|达标|清零|(?:达到|优于)[^。]{0,60}(?:标准|目标|要求|类|以上)|(?:得到|有效)[^。]{0,6}(?:控制|治理|改善|解决|处置|遏制|提升|管控)|改善|提升|稳定[^。]{0,60}|的[^。]{0,6}体系)[。;]?$"
)
_ORDER = re.compile(
    r"^(?:\(?[\d一二三四五六七八九十]{1,2}[.、)]|[一二三四五六七八九十]是|[①-⑳])|加强|开展|加快|推进|制定|严格|落实|督促|建立|组织|采取|编制|实施|推广|排查|清运|委托|扩建|新建|修订|强化|对[^。,]{2,20}(?:开展|实施|进行)|督导|分类|清退|更换|全封闭"
)
_REPORT = re.compile(
    r"已|目前|正在|截至|完成了|责令|下一步|处罚|通过[^。]*验收|^(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?[,至]"
)
_FOUND = re.compile(r"^(?:经|现场|调查|核查|执法|反映|\d{1,2}月\d{1,2}日)|属实")
_NUMBERED = re.compile(r"\(?[\d一二三四五六七八九十]{1,2}[.、)](?!\d)|[一二三四五六七八九十]是|[①-⑳]")


def score(words: str, name: Field) -> float:
    """How much a line (or sentence) without spaces looks like a cell of a column."""
    if name is Field.KIND:
        return 5 if len(words) <= _KIND_CHARS and (_OTHER_KIND.fullmatch(words) or kind_of_column(words)) else -5
    if name is Field.RECEIVED and _CAME_BY.fullmatch(words):
        return 5
    if name in (Field.DEADLINE, Field.RECEIVED):
        return _dated(words)
    if name in TEXT:
        return _spoken(words, name)
    look = _TYPED.get(name)
    if look is None:
        return -0.5
    return look[1] if look[0].fullmatch(words) else look[2]


_KIND_CHARS = 14  # 大气、水、噪声、土壤污染
_OTHER_KIND = re.compile(r"其[他它](?:污染|类型|类)?")


def fits(words: str, name: Field) -> bool:
    """Whether a whole line looks like a cell of a typed column."""
    return score(words, name) > 0


def _dated(words: str) -> float:
    if re.fullmatch(TERMS + r"[。;]?", words):
        return 6
    if _OVER.fullmatch(words):
        return 2  # less than what such a word is worth in a column of states
    dated = bool(find_dates(words)) or re.search(r"立行立改|长期|持续|立即", words) is not None
    return (2 if not words.endswith(("。", ";")) else -2) if dated and len(words) <= 30 else -4


_CAME_BY = re.compile(rf"(?:{_WAY})(?:举报)?")
# 已完成: what stands for the term of a problem that was put right before the plan was made.
_OVER = re.compile(r"已(?:提前|按期|如期|全部|经)?(?:完成(?:整改)?|整改(?:到位|完成)|办结|销号)[。;]?")


def _spoken(words: str, name: Field) -> float:
    if len(words) < 6:
        if name in (Field.RECTIFICATION, Field.REMARKS) and re.fullmatch(r"[/无—-]+", words):
            return 0.5
        # A word under a head that nobody knows is no part of the next cell.
        return -0.3 if name is Field.REMARKS and not re.search(r"[。,;]", words) else -1.5
    if name is Field.PROBLEM:
        return (2.5 if _DEFECT.search(words) else 0.5) - (1.5 if _NUMBERED.match(words) else 0)
    if name is Field.GOAL:
        return 1.8 if _AIM.search(words) else -1
    if name is Field.MEASURES:
        return 2.5 if _NUMBERED.match(words) else 1.8 if _ORDER.search(words) else -1
    if name is Field.RECTIFICATION:
        return 2.5 if _REPORT.search(words) else -1
    if name is Field.FINDINGS:
        return 3.5 if _FOUND.search(words) else -1
    return -0.5


def carries_on(words: str) -> bool:
    """A line that counts on (2. after 1.) stays in the cell of the line before."""
    match = re.match(r"\(?(\d{1,2}|[一二三四五六七八九十]{1,2})[.、)](?!\d)|([一二三四五六七八九十])是|([②-⑳])", words)
    return match is not None and (match[1] or match[2] or match[3]) not in ("1", "一")
