"""Characters: radicals that stand for ideographs, and traditional ones, in which a document is told as written."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from geoapp.notices.identity import simplifier

# Of what every such document has some within its first lines: 關於, 問題, 縣, 鄉, 區, 環, 報, 領導, 辦.
_TRADITIONAL = re.compile("[關問題況環護縣鄉鎮區進報處辦導領動銷號單責會黨組項專開廳廠發時間長東與]")
_HEAD_CHARS = 1200

# Many a font draws a radical and the ideograph of its shape with one glyph, and a PDF made with it says of the glyph
# that it is the radical (U+2F49) where the writer wrote 月: in print and in search it is another character. So do the
# Korean doubles of U+F900 on. Unicode folds most of them; those of the supplement it does not, they are told in pairs
# here as the Noto CJK fonts share their glyphs.
_RADICAL = re.compile("[\u2e80-\u2fd5\uf900-\ufad9]")
_PAIRS = (
    "⺂乛⺃乚⺅亻⺉刂⺋㔾⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺕彐⺖忄⺘扌⺙攵⺛旡⺞歺⺠民⺡氵⺣灬⺤爫⺦丬⺨犭⺫罒⺭礻⺯糹⺰纟⺱罓⺲罒⺳㓁⺹耂⺺肀⺾艹⺿艹⻁虎⻂衤⻃覀⻄西⻅见⻆角"
    "⻈讠⻉贝⻋车⻌辶⻍辶⻎辶⻐钅⻑長⻒镸⻓长⻔门⻖阝⻘青⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀"
)
_IDEOGRAPHS = {
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in (*range(0x2E80, 0x2FD6), *range(0xF900, 0xFADA))},
    **dict(zip(map(ord, _PAIRS[::2]), _PAIRS[1::2], strict=True)),
    0x2F3E: "户",  # Unicode folds it into 戶, which is another glyph in a font for simplified text
}


def ideographs(text: str) -> str:
    """The same text with the ideographs that its radicals stand for, one for one."""
    return text.translate(_IDEOGRAPHS) if _RADICAL.search(text) else text


def is_traditional(text: str) -> bool:
    """Whether a text's first lines have traditional characters."""
    return _TRADITIONAL.search(text, 0, _HEAD_CHARS) is not None


@lru_cache(maxsize=8192)
def _simplified(char: str) -> str:
    found = str(simplifier().convert(char))
    return found if len(found) == 1 else char


def simplified(text: str) -> str:
    """The same text in simplified characters, one for one: it is as long, and its lines and spaces are the same."""
    odd = {ord(char): plain for char in set(text) if char > "\u3400" and (plain := _simplified(char)) != char}
    return text.translate(odd)


def as_written(words: str | None, *texts: str) -> str | None:
    """Words taken from the simplified form of one of some texts, in the characters that stand there.

    White space does not count: titles are joined from lines. Words that stand in none of them stay as they are.
    """
    if words is None:
        return None
    dense = "".join(words.split())
    for text in texts:
        written = "".join(text.split())
        at = simplified(written).find(dense)
        if at >= 0:
            chars = iter(written[at : at + len(dense)])
            return "".join(char if char.isspace() else next(chars) for char in words)
    return words
