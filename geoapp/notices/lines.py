"""The lines of a document as its metadata sees them: what is furniture, what names an organisation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_FURNITURE = re.compile(
    r"(?=[Ahw【欢为我归返意上下主位体作保信公关分加发备大字审密当录您所打扫承搜无日时更有本来注浏点版特现登稿索繁统编网访责长阅附首])"
    r"(?:本文依据|(?:您?(?:当前|现在|所在){1,2}(?:的)?位置|位置)|欢迎(?:您|访问|光临|来到)|[为我](?:您|你|要)(?:阅读|播报|收藏|纠错|打印)|归档时间|加入收藏|发布于|首页|来源[:：]|信息来源|稿源|(?:发布|发文|更新|发稿|录入)(?:时间|日期)|时间[:：]|日期[:：]|作者|"
    r"浏览|阅读|点击|访问|字号|字体|【(?:字|大|打|浏)|打印|分享|保存|关闭|索引号|发布机构|发布单位|公开(?:方式|范围|时限)|信息分类|"
    r"主题(?:分类|词)|体裁|有效性|统一登记号|责任编辑|编辑[:：]|审核[:：]|附件[:：]?|扫一扫|版权所有|主办单位|承办单位|网站(?:地图|标识|声明)|"
    r"备案|https?:|www\.|无障碍|繁體?|长者|登录|注册|搜索|上一[篇条]|下一[篇条]|返回(?:顶部|首页)|意见反馈(?:渠道|方式)|关怀版|A[+-]|大\s*中\s*小|密级|特急|加急)"
)
_FURNITURE_INSIDE = re.compile(
    r"浏览次数|浏览量|点击数|点击量|阅读次数|阅读量|关闭窗口|我要打印|\s>\s|>>|››?|»|\[bookmark:.*\]$"
    r"|公网安备|ICP备|版面导航|标题导航|网站备案|^[\u4e00-\u9fff]{2,8}(?: ?/ ?[\u4e00-\u9fff]{2,8})+$"
)
_ITEM = re.compile(
    r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+\s*[.．、](?!\d{1,3}(?:[^\d年月日]|$))|[-★▲●■◆•*·]|【|第[一二三四五六七八九十]+[章节])"
)
_ORGANISATION = re.compile(
    r"^(?!各|报|送|抄|由|经|本|我|该|根据|关于|(?:牵头|责任|配合|督导|验收|主办|承办|实施)(?:单位|部门))[\u4e00-\u9fff（）()·“”]{2,38}"
    r"(?:局|厅|部|委|党组|党委|党工委|工委|委员会|政府|办公室|分局|支队|大队|总队|中心|小组|指挥部|专班|督察组|巡察组|巡视组|工作组|"
    r"管委会|办事处|集团|公司|法院|检察院|监测站|执法局|总站|委办|政府办|街道|研究院|协会)$"
)


_COLUMN = re.compile(
    r"^(?:序号|编号|受理编号|(?:反馈|存在|突出|交办)?的?问题(?:清单|描述|基本情况)?|整改(?:目标|措施|时限|期限|情况|进展|要求)|完成(?:时限|情况)|"
    r"(?:牵头|责任|配合)(?:单位|部门|领导)|行政区域|污染类型|是否属实|办结情况)$"
)
_INSIDE_SIGNS = (  # without one of them ``_FURNITURE_INSIDE`` finds nothing
    "浏览", "点击", "阅读", "关闭窗口", "我要打印", ">", "›", "»", "[bookmark:", "公网安备", "ICP备", "导航",
    "网站备案", "/",
)  # fmt: skip
_COLUMN_SIGNS = frozenset("序编受反存突交的问整完牵责配行污是办")  # what a column's name begins with
_GAPS = re.compile(r"(?<![A-Za-z0-9])\s+|\s+(?![A-Za-z0-9])")


class Line(NamedTuple):
    """One line with words in it. ``gap`` tells that a blank line stands before it."""

    words: str
    gap: bool = False


def lines_of(text: str) -> list[Line]:
    """The lines of a text that are neither blank nor page furniture (provenance, navigation, posting line)."""
    found, gap = [], False
    inside = any(sign in text for sign in _INSIDE_SIGNS)
    for raw in text.split("\n"):
        words = raw.strip(" \t\f\v\u3000\xa0\ufeff")
        words = words.rstrip("| ") if words.endswith("|") else words  # bars of cells that hold nothing
        if words and not (_opens_furniture(words) or (inside and _FURNITURE_INSIDE.search(words))):
            found.append(Line(words, gap))
        gap = not words
    return found


def _opens_furniture(words: str) -> bool:
    return _FURNITURE.match(words) is not None or "ICP" in words[:6]


def all_lines(text: str) -> list[Line]:
    """The lines of a text that are not blank, furniture included: posting lines are furniture and yet state a date."""
    return [Line(words) for raw in text.split("\n") if (words := raw.strip(" \t\f\v\u3000\xa0\ufeff"))]


def table_start(lines: Sequence[Line]) -> int:
    """Where a table copied one cell a line begins (its column names); the number of lines when there is none.

    Below it a lone date is a deadline and a lone office a cell.
    """
    named = [
        index
        for index, line in enumerate(lines)
        if line.words.lstrip()[:1] in _COLUMN_SIGNS and _COLUMN.match(squeeze(line.words))
    ]
    return named[0] if len(named) >= 3 else len(lines)


def is_column(words: str) -> bool:
    """A line that is nothing but the name of a table's column."""
    return words[:1] in _COLUMN_SIGNS and _COLUMN.match(squeeze(words)) is not None


def is_item(words: str) -> bool:
    """True for chapter headings, numbered items and bullets."""
    return bool(_ITEM.match(words))


def is_organisation(words: str) -> bool:
    """True when the whole of ``words`` names an office, a party body or a firm."""
    return bool(_ORGANISATION.match(squeeze(words)))


def squeeze(words: str) -> str:
    """White space taken out, except between two Latin words: Chinese titles are broken and spaced for looks."""
    words = words.strip()
    return _GAPS.sub("", words) if len(words.split(None, 1)) > 1 else words


def join(lines: Iterable[Line]) -> str:
    """Several lines as one string without spaces."""
    return squeeze("".join(line.words for line in lines))
