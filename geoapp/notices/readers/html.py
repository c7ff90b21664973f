"""Pages saved from government sites: navigation and scripts left out, blocks as lines, tables as tables."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from geoapp.model import UnreadableNotice
from geoapp.notices.dates import find_date
from geoapp.notices.decoding import decode
from geoapp.notices.document import CellText, Composer, Document, tidy
from geoapp.texts import text as say

MEDIA_TYPE = "text/html"
MAX_DEPTH = 200
"""Deeper nesting is a broken or hostile page; its text is taken without structure."""
MAX_OPEN = 2_000
_ELEMENT = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_ANY_TAG = re.compile(r"<[^<>]*>")
# Elements that need not be closed: a page of thousands of them is long, not deep.
_UNCLOSED = frozenset((
    "area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option",
    "p", "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr"))  # fmt: skip
_DROPPED = ("script", "style", "noscript", "template", "nav", "footer", "aside", "form", "select", "button", "iframe",
            "svg", "object", "head", "textarea", "video", "audio")  # fmt: skip
_BLOCKS = frozenset((
    "address", "article", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption", "figure", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
    "ol", "p", "pre", "section", "table", "ul", "tr"))  # fmt: skip
_FURNITURE = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|menu|breadcrumbs?|crumbs?|footer|foot|copyright|share|bdshare\w*|sidebar|toolbar|"
    r"related|search|links?|friendlink|position|location|dqwz|wzdh|qrcode|ewm)(?:$|[-_ \d])",
    re.I,
)
_DECLARED = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_SPACE = re.compile(r"[ \t\r\n\f\u200b]+")
_WRAP = re.compile(r"(?<=[\u3001-\u9fff\uff01-\uff5e])[ \t\r]*\n\s*(?=[\u3001-\u9fff\uff01-\uff5e])")
"""A line end of the source between two Chinese characters: no space is meant there."""
_UNSEEN, _SHORT = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I), 200
_MENU_LINKS = 4
_MENU_SHARE = 0.8


def read(data: bytes, name: str) -> Document:
    """What a reader of the page sees of the notice; ``*_hint`` from the page's own meta elements."""
    declared = _DECLARED.search(data[:4096])
    decoded, warnings = decode(data, name, declared=declared[1].decode("ascii") if declared else None)
    tree = LexborHTMLParser(_shallow(tidy(decoded)))
    if tree.body is None:
        raise UnreadableNotice(say("notices.no_text", file=name))
    hints = _hints(tree)
    _strip(tree)
    layout = _Layout()
    layout.walk(tree.body, 0)
    layout.break_line()
    return replace(layout.composer.compose(MEDIA_TYPE, warnings), **hints)


def _shallow(page: str) -> str:
    """The page; of one that is nested beyond all reason only the words, a line for each element.

    Parsing and walking such a page takes time with the square of its depth.
    """
    depth = 0
    for closing, tag in _ELEMENT.findall(page):
        if tag.lower() not in _UNCLOSED:
            depth = max(0, depth - 1) if closing else depth + 1
            if depth > MAX_OPEN:
                return escape(_ANY_TAG.sub("\n", page)).replace("\n", "<br>")
    return page


_SITE = re.compile(r"(?:网站|门户|政府网|官网|政务网|信息网|平台)\s*$")  # the site's own name is no notice's title


def _hints(tree: LexborHTMLParser) -> dict[str, Any]:
    """Title, source and date as GB government pages declare them (ArticleTitle, ContentSource, PubDate)."""
    metas = {
        (node.attributes.get("name") or "").lower(): node.attributes.get("content") or "" for node in tree.css("meta")
    }
    heading = tree.css_first("h1")
    page_title = tree.css_first("title")
    title = metas.get("articletitle") or (heading.text() if heading else "")
    if not title.strip() and page_title is not None:
        parts = re.split(r"[_|｜]| - |--", page_title.text())
        title = next((part for part in parts if not _SITE.search(part)), "")
    return {
        "title_hint": _SPACE.sub(" ", title).strip() or None,
        "issuer_hint": metas.get("contentsource", "").strip() or None,
        "published_hint": find_date(metas.get("pubdate", "")),
    }


def _strip(tree: LexborHTMLParser) -> None:
    """Take the page's furniture out: by element, by the name of its class, and by being nothing but links."""
    for node in tree.css(", ".join(_DROPPED)):
        if node.tag != "form" or len(node.text()) < 200:  # old sites wrap the whole page in one form
            node.decompose()
    for node in tree.css("[hidden], [style*=display], [style*=visibility]"):
        unseen = "hidden" in node.attributes or _UNSEEN.search(node.attributes.get("style") or "")
        if unseen and len(node.text()) < _SHORT:  # a longer one is a part that a click opens
            node.decompose()
    for node in tree.css("[class], [id]"):
        label = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
        if node.tag not in ("body", "html", "table", "td") and _FURNITURE.search(label) and len(node.text()) < 1000:
            node.decompose()
    for node in tree.css("ul, ol, dl, div, p, td"):
        links = node.css("a")
        words = len(_SPACE.sub("", node.text()))
        linked = sum(len(_SPACE.sub("", link.text())) for link in links)
        if len(links) >= _MENU_LINKS and linked >= _MENU_SHARE * words:
            node.decompose()


class _Layout:
    """Walks the tree and writes lines: white space collapses as in a browser, ``<br>`` and blocks end a line."""

    def __init__(self) -> None:
        self.composer = Composer()
        self._line: list[str] = []

    def walk(self, node: Any, depth: int) -> None:
        """Everything below ``node``."""
        for child in node.iter(include_text=True):
            tag = child.tag
            if tag == "-text":
                self._line.append(_SPACE.sub(" ", _WRAP.sub("", child.text(deep=False))))
            elif tag == "br":
                self.break_line()
            elif depth >= MAX_DEPTH:
                self._line.append(_SPACE.sub(" ", _WRAP.sub("", child.text())))
            elif tag == "table" and _is_data(child):
                self.break_line()
                self.composer.add_table(_rows(child))
            elif tag == "td":
                self.break_line()
                self.walk(child, depth + 1)
                self.break_line()
            elif not tag.startswith(("-", "!", "_")):
                self._walk_element(child, tag, depth)

    def _walk_element(self, node: Any, tag: str, depth: int) -> None:
        block = tag in _BLOCKS
        if block:
            self.break_line()
        self.walk(node, depth + 1)
        if block:
            self.break_line()

    def break_line(self) -> None:
        """End the line; lines without a word are not written."""
        line = _SPACE.sub(" ", "".join(self._line)).strip(" ")
        self._line.clear()
        if line.strip("\u3000\xa0"):
            self.composer.add_line(line)


def _is_data(table: Any) -> bool:
    """False for tables that old sites use for layout: a table within, a single cell, or very long cells only.

    A table of records stays one where an editor listed the measures of a cell in a small table of its own.
    """
    # A search below a node finds the node itself as well, when it lies in a cell of another table.
    within = [other for other in table.css("table") if other.mem_id != table.mem_id]
    if within:
        widths = [len(_own(table, row.css("td, th"))) for row in _own(table, table.css("tr"))]
        inner = max(len(other.css("tr")) for other in within)
        return sum(width >= _MANY_CELLS for width in widths) > max(_FEW_ROWS, inner)
    rows = [row.css("td, th") for row in table.css("tr")]
    return len(rows) > 1 and max((len(cells) for cells in rows), default=0) > 1


_MANY_CELLS, _FEW_ROWS = 4, 2


def _own(table: Any, nodes: list[Any]) -> list[Any]:
    """Those of some rows or cells that belong to the table itself, and not to one within."""
    return [node for node in nodes if _table_of(node) == table.mem_id]


def _table_of(node: Any) -> int | None:
    above = node.parent
    while above is not None and above.tag != "table":
        above = above.parent
    return None if above is None else int(above.mem_id)


def _rows(table: Any) -> list[list[CellText]]:
    """The grid, with None where a spanning cell covers the place."""
    rows: list[list[CellText]] = []
    covered: dict[int, int] = {}  # column -> rows still covered from above
    nested = len(table.css("table")) > 1
    for node in _own(table, table.css("tr")) if nested else table.css("tr"):
        row: list[CellText] = []
        for cell in _own(table, node.css("td, th")) if nested else node.css("td, th"):
            while covered.get(len(row), 0):
                covered[len(row)] -= 1
                row.append(None)
            height, width = _span(cell, "rowspan"), _span(cell, "colspan")
            for offset in range(width):
                covered[len(row)] = height - 1
                row.append(_cell_words(cell) if offset == 0 else None)
        while covered.get(len(row), 0):
            covered[len(row)] -= 1
            row.append(None)
        rows.append(row)
    return rows


def _span(cell: Any, attribute: str) -> int:
    value = (cell.attributes.get(attribute) or "1").strip()
    return min(int(value), 200) if value.isdigit() and int(value) else 1


def _cell_words(cell: Any) -> str:
    inner = _Layout()
    inner.walk(cell, 1)
    inner.break_line()
    return inner.composer.compose(MEDIA_TYPE).text.strip("\n")
