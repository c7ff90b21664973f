"""Answers to who complained: 您反映的“…”问题收悉，现回复如下：…, and letter boxes with 来信内容 and 回复内容."""

from __future__ import annotations

import re

from geoapp.cases.drafts import Draft
from geoapp.cases.incidents import FAULT, SOMETHING
from geoapp.cases.labels import Field
from geoapp.cases.sentences import sentences
from geoapp.cases.source import Source, Span
from geoapp.cases.splitting import tail_start

_COMPLAINS = re.compile(
    r"[您你]们?(?:所)?反映|投诉|来信|来电反映|留言|网友|诉求|信箱|信访内容|反映人|尊敬的[^。,\n]{0,4}领导"
)
_ANSWERS = (
    re.compile(
        r"(?:回复|答复|办理|处理)(?:内容|详情|意见)\s*[:|\n]|(?:回复|答复)情况\s*[:|\n]|(?:回复|答复|反馈)如下[:。]"
    ),
    re.compile(
        r"(?:回复|答复|(?:处理|办理)结果|办理情况)\s*[:|\n]|(?:网友|市民|群众|女士|先生|反映人)[\"”]?[:,]?\s*[您你]?好|^便民服务员|信息反馈\n",
        re.MULTILINE,
    ),
)
_CITED = re.compile(
    r"(?:反映|投诉|举报|留言|咨询|提出)的?(?:关于)?[“\"](?P<what>[^”\"\n]{6,160})[”\"]|关于(?P<plain>[^。,“”《》\n]{6,60}?问题)"
)
_FOUND = re.compile(r"(?:经|现场|实地)[^,。]{0,12}(?:调查|核实|核查|查看|排查|检查|走访)")
_THANKS = re.compile(r"感谢|下一步|今后|欢迎|满意|来信人|评价")
_FAULTS = re.compile(rf"{FAULT}|臭|异味|毒|黑水|灰尘|烟尘|难闻|噪声|噪音|扬尘|粉尘|油烟|气味|废气")
_HEAD_CHARS = 500


def drafts_of_reply(source: Source) -> list[Draft]:
    """The one problem that an answer is about: as the letter quotes it, else as the complaint tells it."""
    folded = source.folded
    if (proposal := _PROPOSED.search(folded, 0, _HEAD_CHARS * 2)) is not None:
        return _answered_proposal(source, proposal)
    if _COMPLAINS.search(folded, 0, _HEAD_CHARS) is None:
        return []
    answer = next((found for pattern in _ANSWERS if (found := pattern.search(folded))), None)
    if answer is None:
        return []
    problem = _complained(source, answer)
    told = _told(source, answer.end())
    if problem is None:
        problem, told = _found_out(source, told)
    if problem is None or not told:
        return []
    return [_draft(problem, told, (answer.end(), told[-1][1]))]


def _told(source: Source, start: int) -> list[Span]:
    """The sentences of an answer that say what was found and done."""
    begun = _UNWRITTEN.match(source.folded, start)
    start = begun.end() if begun else start
    told = sentences(source.folded, (start, max(start, tail_start(source))))
    return [sentence for sentence in told if not _THANKS.search(source.matched(sentence))]


# | 柳先生：: the bar of a table, and to whom it is said.
_UNWRITTEN = re.compile(r"[|\s]*(?:[\u4e00-\u9fff*]{1,6}(?:先生|女士|网友|同志)[:,]\s*)?")


def _draft(problem: Span, told: list[Span], answer: Span) -> Draft:
    draft = Draft(county_hints=[problem, answer])
    draft.add(Field.PROBLEM, problem)
    draft.add(Field.RECTIFICATION, (told[0][0], told[-1][1]))
    return draft


def _complained(source: Source, answer: re.Match[str]) -> Span | None:
    """What was complained of: as the answer cites it, unless that names nothing; else as the letter tells it."""
    folded = source.folded
    cited = next((m for m in _CITED.finditer(folded, 0, answer.end()) if _is_fault(m["what"] or m["plain"])), None)
    if cited is None:
        return _complaint(source, answer.start())
    problem = cited.span("what" if cited["what"] else "plain")
    if SOMETHING.search(source.matched(problem)) is None:  # 反映的“扬尘问题”: of what, the letter says
        return _complaint(source, min(answer.start(), cited.start())) or problem
    return problem


# 您提出的“关于整治某河污染的建议”收悉: what a deputy asks for; a named water or works with something wrong about it.
_PROPOSED = re.compile(
    r"(?:您|你|代表|委员)们?(?:在[^。;\n]{2,40}?)?(?:提出|提交)的?[:,]?[《“\"](?:关于)?(?P<what>[^》”\"\n]{4,60}?)的?(?:建议|提案|议案|意见)[》”\"]"
)
_REMEDY = re.compile(r"污染|整治|治理|黑臭|臭|异味|扰民|噪声|扬尘|问题|修复|直排|清淤")
# 我市黑臭水体, 农村河塘沟渠, 饮用水水源地: of all of the kind, and of none that a map could show.
_OF_THE_KIND = re.compile(
    r"我[国省市州县区镇]|全[国省市州县区镇]|城市|城区|县城|农村|乡镇|乡村|河[塘道湖流沟渠长]|沟[道渠]|坑塘|饮用水|水源地?|黑臭水体|水环境"
    r"|生态环境|环境|小区|园区|企业|行业|工业|保护区|境内"
)


def _answered_proposal(source: Source, proposal: re.Match[str]) -> list[Draft]:
    """What a deputy wants put right, where it is somewhere, with what the office says was done."""
    what = source.trim(proposal.span("what"))
    words = source.matched(what)
    named = SOMETHING.search(_OF_THE_KIND.sub("", words)) is not None
    told = _told(source, _line_end(source, proposal.end()))
    if not named or not told or _REMEDY.search(words) is None:
        return []
    return [_draft(what, told, (told[0][0], told[-1][1]))]


def _line_end(source: Source, offset: int) -> int:
    """Where the sentence ends that an offset lies in."""
    stops = [at for at in (source.folded.find(mark, offset) for mark in ("。", ":", "\n")) if at >= 0]
    return min(stops, default=offset) + 1


def _is_fault(words: str | None) -> bool:
    return words is not None and _FAULTS.search(words) is not None


def _complaint(source: Source, before: int) -> Span | None:
    """The longest paragraph above the answer that tells a fault: what the writer wrote."""
    ahead = [_before_answer(source, line, before) for line in source.lines if line[0] < before]
    lines = [line for line in ahead if _is_fault(source.matched(line))]
    longest = max(lines, key=lambda line: line[1] - line[0], default=None)
    if longest is None:
        return None
    inner = _WRITTEN.match(source.folded, *longest)
    return inner.span("what") if inner is not None else longest


def _before_answer(source: Source, line: Span, before: int) -> Span:
    """有人反映某村烧垃圾。某镇政府回复：…: what stands ahead of the sentence that answers, on the same line."""
    start, end = line
    if end <= before:
        return line
    return start, max(source.folded.rfind(stop, start, before) for stop in "。!?") + 1 or before


# 来信内容：…, | 内容 | … |: what was written, without its label and the bars of a table
_WRITTEN = re.compile(r"(?:[^:|。,\s]{2,8}\s*[:|])?[|\s]*(?P<what>[^\n]*?)[|\s]*(?=\n|\Z)")


def _found_out(source: Source, told: list[Span]) -> tuple[Span | None, list[Span]]:
    """No complaint is quoted: what the office found on looking (经查，…) is the problem."""
    for index, sentence in enumerate(told):
        words = source.matched(sentence)
        if _FOUND.search(words) and _is_fault(words):
            # 某村某养猪场建于2008年。 到现场查看，其粪水直排: what is meant was named right before
            named = index in (1, 2) and SOMETHING.search(source.matched(told[0])) is not None
            return (told[0][0] if named else sentence[0], sentence[1]), told[index + 1 :]
    for index, sentence in enumerate(told):
        if taken := _TAKEN_UP.search(source.folded, *sentence):
            return taken.span("what"), told[index:]
    return None, told


# 我镇近年对辖区内某河污染高度重视: what the letter was about, where the answer does not say it
_TAKEN_UP = re.compile(
    r"对(?:我[县市区镇乡村])?(?:辖区内?的?)?(?P<what>[^,。;]{3,30}?(?:污染|臭味|异味|扰民|扬尘)[^,。;]{0,6}?)(?:高度|十分|非常)重视"
)
