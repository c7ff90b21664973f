"""Headlines within a bulletin's paragraphs: they name what the sentences below tell, and are no incidents; and the
sentence that only says where somebody went."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geoapp.cases.found_problems import is_effect, is_topic
from geoapp.cases.incidents import GO_TO
from geoapp.cases.sentences import sentences
from geoapp.cases.source import Source, Span
from geoapp.cases.tellings import Telling, find_incidents
from geoapp.cases.works import find_works

_COUNTY = re.compile(r"[\u4e00-\u9fff]{1,12}[县区市旗州]")
_HEADLINE = re.compile(r"[^。;,:\d“”]{4,28}。")
# ▲某县：码头砂场一线督办　5月6日，…: a wide blank closes the headline as a full stop would
_SPACED = re.compile(r"\s*[^。;:\s\d]{4,28}\s+(?=[^\s。][^\s]{12})")


def below_headline(source: Source, title: str, rest: Span) -> Span:
    """▲某县：某河粪污问题整改到位。9月8日，…: behind a county's name the first short sentence is a headline, if what
    follows tells of an incident or of works itself."""
    if _COUNTY.fullmatch(title) and (spaced := _SPACED.match(source.folded, *rest)) is not None:
        rest = (spaced.end(), rest[1])
    told = sentences(source.folded, rest) if _COUNTY.fullmatch(title) else []
    if len(told) < _TOLD or _HEADLINE.fullmatch(source.matched(told[0])) is None:
        return rest
    below = any(
        find_works(source, sentence) or any(not hit.visit for hit in find_incidents(source, sentence))
        for sentence in told[1:]
    )
    return (told[1][0], rest[1]) if below else rest


_TOLD = 2


def as_one(found: list[Telling]) -> Telling:
    """A headline with what the paragraph tells below it, and the report behind the last of that."""
    head, last = found[0], found[-1]
    head.what, head.rest = (head.what[0], max(head.what[1], last.what[1])), last.rest
    return head


def with_effects(source: Source, found: list[Telling]) -> list[Telling]:
    """A run-in headline over what was found is no incident; a section over its limit and its causes are one."""
    kept: list[Telling] = []
    for telling in found:
        last = kept[-1] if kept else None
        if last is not None and last.implied and not last.rest and last.what[1] < telling.what[0]:
            words = source.matched(last.what)
            if is_effect(words) and not telling.implied and not telling.visit:
                telling.what = (last.what[0], telling.what[1])
                telling.hints = [telling.what, (telling.what[0], telling.what[0]), *telling.hints[2:]]
                kept.pop()
            elif is_topic(words) and last is found[0]:
                kept.pop()
        kept.append(telling)
    return kept


# 暗访组来到某厂。 检查发现，|该厂…: what is seen there.
_OF_IT = re.compile("[在对]?[该此]")
_GONE_TO = re.compile(rf"(?:{GO_TO})(?:了|位于)?(?P<place>[^,。;]{{4,40}})。")


def begin_at_place(source: Source, before: Sequence[Span], hits: Sequence[Telling]) -> None:
    """Let the first telling of 该厂 begin with the place that the sentence before went to."""
    if not hits or not before or not _OF_IT.match(source.folded, hits[0].what[0]):
        return
    gone = _GONE_TO.search(source.folded, *before[-1])
    if gone is not None and gone.end() == before[-1][1]:
        hits[0].what = gone.start("place"), hits[0].what[1]
