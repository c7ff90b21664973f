"""Answers to who complained: 您反映的“…”问题收悉，现回复如下：…, and letter boxes with 来信内容 and 回复内容."""

from __future__ import annotations

import re

from geoapp.cases.drafts import Draft
from geoapp.cases.incidents import FAULT
from geoapp.cases.labels import Field
from geoapp.cases.sentences import sentences
from geoapp.cases.source import Source, Span
from geoapp.cases.splitting import tail_start

_COMPLAINS = re.compile(r"[您你]们?(?:所)?反映|投诉|来信|来电反映|留言|网友|诉求|信箱|信访内容")
_ANSWERS = (
    re.compile(r"(?:回复|答复)(?:内容|详情|情况)\s*[:|\n]|(?:回复|答复|反馈)如下[:。]"),
    re.compile(r"(?:回复|答复)\s*[:|\n]|(?:网友|市民|群众|女士|先生):?\s*您?好"),
)
_CITED = re.compile(
    r"(?:反映|投诉|举报|留言|咨询|提出)的?(?:关于)?[“\"](?P<what>[^”\"\n]{6,160})[”\"]|关于(?P<plain>[^。,“”《》\n]{6,60}?问题)"
)
_FOUND = re.compile(r"(?:经|现场)[^,。]{0,12}(?:调查|核实|核查|查看|排查|检查|走访)")
_THANKS = re.compile(r"感谢|下一步|今后|欢迎|满意|来信人|评价")
_FAULTS = re.compile(rf"{FAULT}|臭|异味|毒|黑水|噪声|噪音|扬尘|粉尘|油烟|气味|废气")
_HEAD_CHARS = 500


def drafts_of_reply(source: Source) -> list[Draft]:
    """The one problem that an answer is about: as the letter quotes it, else as the complaint tells it."""
    folded = source.folded
    if _COMPLAINS.search(folded, 0, _HEAD_CHARS) is None:
        return []
    answer = next((found for pattern in _ANSWERS if (found := pattern.search(folded))), None)
    if answer is None:
        return []
    cited = next((m for m in _CITED.finditer(folded, 0, answer.end()) if _is_fault(m["what"] or m["plain"])), None)
    problem = cited.span("what" if cited["what"] else "plain") if cited else _complaint(source, answer.start())
    told = [s for s in sentences(folded, (answer.end(), tail_start(source))) if not _THANKS.search(source.matched(s))]
    if problem is None:
        problem, told = _found_out(source, told)
    if problem is None or not told:
        return []
    draft = Draft(county_hints=[problem, (answer.end(), told[-1][1])])
    draft.add(Field.PROBLEM, problem)
    draft.add(Field.RECTIFICATION, (told[0][0], told[-1][1]))
    return [draft]


def _is_fault(words: str | None) -> bool:
    return words is not None and _FAULTS.search(words) is not None


def _complaint(source: Source, before: int) -> Span | None:
    """The longest paragraph above the answer that tells a fault: what the writer wrote."""
    lines = [line for line in source.lines if line[1] <= before and _is_fault(source.matched(line))]
    longest = max(lines, key=lambda line: line[1] - line[0], default=None)
    if longest is None:
        return None
    inner = _WRITTEN.match(source.folded, *longest)
    return inner.span("what") if inner is not None else longest


# 来信内容：…, | 内容 | … |: what was written, without its label and the bars of a table
_WRITTEN = re.compile(r"(?:[^:|。,\s]{2,8}\s*[:|])?[|\s]*(?P<what>[^\n]*?)[|\s]*(?=\n|\Z)")


def _found_out(source: Source, told: list[Span]) -> tuple[Span | None, list[Span]]:
    """No complaint is quoted: what the office found on looking (经查，…) is the problem."""
    for index, sentence in enumerate(told):
        words = source.matched(sentence)
        if _FOUND.search(words) and _is_fault(words):
            return sentence, told[index + 1 :]
    return None, told
