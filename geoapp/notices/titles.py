"""The title of a notice: several lines joined, page furniture left out, a plan inside its covering notice preferred."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from geoapp.notices.lines import Line, is_column, is_item, is_organisation, join, squeeze

HEAD_LINES = 40
MAX_TITLE_CHARS = 110
MAX_TITLE_LINES = 5
MIN_TITLE_CHARS = 8
"""Shorter lines that end like a title (通知公告, 整改公示) are columns of a web site."""

_TRAILER = r"(?:[（(][^（）()]{1,30}[）)])*$"
_WITH_ABOUT = re.compile(
    r"关于.{2,}(?:答复函?|回复|复函|通报|通知|公示|公告|通告|方案|报告|简报|情况|清单|一览表|汇总表|表|台账|函|意见|决定|名单|案例|说明|计划|信息|请示|批复|措施|办法)"
    + _TRAILER
)
_WITHOUT = re.compile(
    r"(?:通报|公示|公告|通告|方案|报告|简报|专报|快报|清单|一览表|汇总表|情况表|公示表|公开表|登记表|台账|案例|"
    r"(?:公开|进展|整改|整改工作|办理|处理|查处|落实|完成)情况|印发通知|行动计划)" + _TRAILER
)
_GLUED = re.compile(
    r"^(?P<title>[^。；;！!？?\s]{6,90}?(?:清单|方案|一览表|汇总表|情况表|公示表|公开表|登记表|任务表|分解表|台账|公示|情况)"
    r"(?:[（(][^（）()]{1,30}[）)])*)(?=(?:序号|编号|受理编号))"
)
"""A title that stands before the heading row of a table without a break."""
_PARENTHESIS = re.compile(r"^[（(](?![^（）()]*为准)[^（）()]{1,30}[）)]$")
_COVERING = re.compile(r"印发\s*[《〈<](?P<inner>.+)[》〉>]\s*的?\s*通知")
_RED_HEAD = re.compile(r"文\s*件$")
_SENTENCE = re.compile("[。；;！!？?]|[，,：:].*[，,：:]|[：:]$")
_CHAPTER_ONE = re.compile(r"^(?:一、|[（(]一[）)]|第一[章部])")
_ONE = "一（(第"  # what it begins with
_SITE = re.compile("网$|门户|网站|平台$|频道$")
NUMBER = re.compile(
    r"^(?:(?:发文字号|文\s*号)\s*[:：]?\s*)?(?P<number>[\u4e00-\u9fff（）()]{1,16}\s*[〔\[［【（(]\s*(?:19|20)\d{2}\s*[〕\]］】）)]\s*第?\s*\d{1,5}(?:-\d{1,3})?\s*号)$"
)


@dataclass(frozen=True, slots=True)
class Title:
    """``words`` is the work's title; ``cover`` the issuers that stand before it (on the covering notice, if any)."""

    words: str
    cover: tuple[str, ...] = ()


def find_title(lines: Sequence[Line], hint: str | None = None) -> Title | None:
    """The title among the first lines; ``hint`` is the container's, for texts that are silent or vague."""
    head = head_of(lines)
    found = None
    for start in range(len(head)):
        found = _title_at(head, start)
        if found is not None:
            found = _below_series(head, start, found)
            break
    declared = squeeze(hint or "")
    if len(declared) >= MIN_TITLE_CHARS and (found is None or _vaguer(found.words, declared)):
        return Title(declared, _cover_of(declared, (declared,)))
    if found is not None:
        inner = _enclosed(found.words, lines)
        return Title(inner, found.cover) if inner else _without_label(found)
    return _masthead(head) or _labelled(head) or _bare_title(head) or _headline(head)


# 来信标题：…, 主题： | … |: how letter boxes and forms call what they are about.
_LABEL = re.compile(r"(?:来信|信件|留言|诉求|交办单|信息)?(?:标\s*题|主\s*题|名称)\s*[:：][|｜\s]*")
_LABELLED = re.compile(rf"(?!主\s*题\s*[词分]){_LABEL.pattern}(?P<title>[^|｜]{{4,70}}?)[|｜\s]*$")


def _labelled(head: Sequence[Line]) -> Title | None:
    found = (_LABELLED.match(line.words) for line in head)
    return next((Title(squeeze(label["title"])) for label in found if label), None)


def _without_label(title: Title) -> Title:
    label = _LABEL.match(title.words)
    words = title.words[label.end() :] if label else ""
    return Title(words, _cover_of(words, (words,))) if len(words) >= MIN_TITLE_CHARS else title


def head_of(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines before the first chapter, at most ``HEAD_LINES``."""
    for index, line in enumerate(lines[:HEAD_LINES]):
        if line.words[0] in _ONE and _CHAPTER_ONE.match(line.words):
            return lines[:index]
    return lines[:HEAD_LINES]


def _vaguer(found: str, declared: str) -> bool:
    """True when the page declares a real title and the text only something that ends like one."""
    return "关于" not in found and found not in declared and declared not in found


def _title_at(head: Sequence[Line], start: int) -> Title | None:
    """The title that begins exactly at line ``start``: the fewest lines that make one."""
    for end in range(start + 1, min(len(head), start + MAX_TITLE_LINES) + 1):
        part = head[start:end]
        if len(part) == 1 and (glued := _GLUED.match(part[0].words)):
            return Title(_COUNTED.sub("", squeeze(glued["title"])))
        if not _may_continue(part):
            return None
        words = _PAPER.sub("", join(part))
        if len(words) > MAX_TITLE_CHARS:
            return None
        if _is_title(words):
            if end < len(head) and not head[end].gap and _PARENTHESIS.match(head[end].words):
                words += squeeze(head[end].words)
            return Title(words, _cover_of(words, tuple(line.words for line in part)))
    return None


def _may_continue(part: Sequence[Line]) -> bool:
    """Whether the last line of ``part`` can belong to one title with those before it."""
    last = part[-1]
    if len(part) == 1 and _PAPER.match(last.words):
        return True
    if is_item(last.words) or _SENTENCE.search(last.words) or NUMBER.match(squeeze(last.words)):
        return False
    if _DAY.fullmatch(squeeze(last.words)):
        return False
    if _RED_HEAD.search(last.words) or _SITE.search(last.words):
        return False
    if len(part) == 1:
        return True
    before = part[-2].words
    if last.words.startswith("关于"):  # signed titles: every line before it must be an issuer
        return all(is_organisation(line.words) for line in part[:-1])
    if last.gap:
        return False
    return "关于" in join(part[:-1]) or is_organisation(before) or len(before) >= MIN_TITLE_CHARS


def _is_title(words: str) -> bool:
    if words.startswith(("现将", "根据", "为")) or _SENTENCE.search(words):
        return False
    return len(words) >= MIN_TITLE_CHARS and bool(_WITH_ABOUT.search(words) or _WITHOUT.search(words))


def _cover_of(words: str, parts: tuple[str, ...]) -> tuple[str, ...]:
    """The issuers that stand before 关于: joint ones are separated by line ends or spaces."""
    before, about, _ = words.partition("关于")
    if not about:
        return ()
    pieces = [piece for part in parts for piece in part.split("关于")[0].split()]
    named = tuple(piece for piece in pieces if is_organisation(piece))
    return named or ((before,) if is_organisation(before) else ())


def _enclosed(title: str, lines: Sequence[Line]) -> str | None:
    """The title of the paper that a covering notice puts into force, when that paper follows in the same file."""
    match = _COVERING.search(title)
    if match is None:
        return None
    inner = squeeze(match["inner"])
    for start in range(len(lines)):
        for end in range(start + 1, min(len(lines), start + 3) + 1):
            words = join(lines[start:end])
            if words == inner:
                return inner
            if not inner.startswith(words):
                break
    return None


def _below_series(head: Sequence[Line], start: int, found: Title) -> Title:
    """某局 / 审计整改结果公告 / 2023年第4号: a series, whose number tells its issues apart; the work is what is called
    关于某某问题整改情况的公告 below it."""
    if "关于" in found.words:
        return found
    for number in range(start + 1, min(len(head), start + _SERIES_LINES)):
        if _ISSUE_LINE.match(squeeze(head[number].words)):
            below = (_title_at(head, at) for at in range(number + 1, len(head)) if head[at].words.startswith("关于"))
            return next((title for title in below if title is not None), found)
    return found


_SERIES_LINES = 4
_ISSUE_LINE = re.compile(
    r"[（(〔\[]?(?:19|20)\d\d[）)〕\]]?年?(?:总?第|NO\.?)[\d一二三四五六七八九十]{1,4}[期号](?:[（(]总第?\d{1,4}[期号][）)])?$"
)
_SERIES = re.compile(r"[\u4e00-\u9fff]{0,24}(?:简报|专报|快报|动态|工作信息|情况反映)")
_ISSUE = re.compile(r"(?:\d{4}年)?(?:总?第)[\d一二三四五六七八九十]{1,4}期")


def _masthead(head: Sequence[Line]) -> Title | None:
    """工 作 简 报 over 第 7 期: a series, too short for a title; the number tells its issues apart."""
    for line, below in pairwise(head[:6]):
        words, number = squeeze(line.words), _ISSUE.search(squeeze(below.words))
        if _SERIES.fullmatch(words) and number is not None:
            return Title(words + number.group())
    return None


_ATTACHED = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|ofd)$", re.IGNORECASE)
_DATE_ONLY = re.compile(r"[（(]?第?[\d一二三四五六七八九十年月日批期\-/.]+[）)]?$")
_COUNTED = re.compile(r"^\d{1,2}[、.]")
_ORIGIN = re.compile(
    r"来源[:：]|^(?:[\u4e00-\u9fff]{2,10}\s*[·|｜]\s*)?(?:19|20)\d\d[-/年.]\d{1,2}[-/月.]\d{1,2}日?\s*\d{1,2}[:：]\d\d"
)
_PAPER = re.compile(r"^【[^【】]{2,8}】(?=.{8})")
_DAY = re.compile(r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日(?:星期[一二三四五六日天])?")
_BODY_CHARS = 60


def _is_doubled(words: str) -> bool:
    """市长信箱 市长信箱: the name of the page and that of its column."""
    half = len(words) // 2
    return len(words) % 2 == 0 and words[:half] == words[half:]


def _headline(head: Sequence[Line]) -> Title | None:
    """News: the first line ends no sentence, and what stands below it is a paragraph (or tells where it comes from)."""
    for line, below in pairwise(head[:4]):
        words = _PAPER.sub("", squeeze(line.words))
        named = is_item(words) or is_organisation(words) or is_column(words)
        if named or not MIN_TITLE_CHARS <= len(words) <= _BODY_CHARS:
            continue
        if re.search("[。；：:;,，|>]$|[。|>\t]|您好", words) or _DATE_ONLY.match(words) or _ORIGIN.search(words):
            continue
        page = _ORIGIN.search(below.words) is not None  # 记者暗访：…何时能愈合 / 2023-10-19 来源：某某日报
        if not page and re.search("^[^：:]{1,8}[：:]", words):
            continue
        told = page or (len(below.words) >= _BODY_CHARS and below.words[-1] in "。：:”")
        if told or below.words.startswith(("(来源", "（来源")):
            return Title(words)
    return None


def _bare_title(head: Sequence[Line]) -> Title | None:
    """No line ends like a title: the first one that stands as a line of its own above the text and is no sentence."""
    for line in head[:6]:
        words = squeeze(line.words)
        if len(words) > _PROSE_CHARS and "。" in words:
            return None  # the text has begun: what follows names a part of it, or another page
        words = _ATTACHED.sub("", words[: len(words) // 2] if _is_doubled(words) else words)
        plain = not is_item(words) and not is_organisation(words) and not _NO_TITLE.search(line.words)
        plain = plain and not is_column(words) and not words.isascii()  # HE LAN XIAN …: the sound of a name
        if (
            _DATE_ONLY.match(words)
            or _DAY.fullmatch(words)
            or words.startswith(("感谢", "您好", "你好", "序号"))
            or _FORM.match(words)
        ):
            continue
        if plain and MIN_TITLE_CHARS <= len(words) <= 50 and not NUMBER.match(words) and not _SITE.search(words):
            return Title(words)
    return None


_NO_TITLE = re.compile(r"[。；，：:;,、\t|]|^[A-Z]{1,4}\d?[A-Z]{0,4}\d{8,}")  # X2HA202104270093*
# [ 索引号 ] …, 某某便民服务员: a form of the page's own, and who answers.
_FORM = re.compile(r"[\[【]\s*(?:索\s*引|发文|发布|成文|主题|体裁|信息)|[\u4e00-\u9fff]{2,10}(?:服务员|管理员)$")
_PROSE_CHARS = 60
