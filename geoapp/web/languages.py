"""The language of the interface: what the reader chose by the switch (a cookie), else the office's setting.

Data stay as they were published. Exports, papers to print or file, the OGC API (but for its pages) and QGIS files
always speak the office's language, since they are kept, compared and read by programs; so does what a request writes
into cases.
"""

from __future__ import annotations

import re
from urllib.parse import urlencode

from flask import Flask, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from geoapp.settings import Settings
from geoapp.texts import language, languages, spoken, text, use_language
from geoapp.texts._retelling import retell
from geoapp.web.complaints import shown, wrong

COOKIE = "language"
WORD = "lang"
SCRIPT_TEXTS = frozenset(
    {"dashboard", "kept", "map", "monitoring", "nearby", "network", "pages", "review", "status", "visits", "words"}
)
"""The files of the catalogue that scripts speak from; the rest (commands, reports, errors) they never need."""
MAP_TEXTS = frozenset({"map", "monitoring", "network", "status", "words"})
"""Those that the scripts of ``/map`` speak from."""
_KEPT = (
    "notices.",
    "cases.",
    "places.resolve.",
    "places.datum.",
    "pipeline.",
    "inbox.",
    "closing.",
    "words.type.",
    "words.basis.",
)  # fmt: skip
_BETWEEN = "；"
"""Between sentences that were kept as one."""
_YEAR_S = 365 * 24 * 3600
_SAFE = ("GET", "HEAD", "OPTIONS")
_DATA = re.compile(r"/(?:export/|ogcapi|qgis/|lists\.|digest\.|print/)|.*/pack\.zip$")
_WRITTEN = re.compile(r"/(?:cases/|api/|ingest)")


def install(app: Flask, settings: Settings) -> None:
    """Choose the language before any other work on a request; templates know it as ``language``."""

    def choose() -> AnyResponse | None:
        use_language(settings.language)
        if WORD in request.args and request.method in ("GET", "HEAD"):
            return _switched(request.args[WORD])
        chosen = request.cookies.get(COOKIE, "")
        if chosen in languages() and not _is_data():
            use_language(chosen)
        return None

    def forget(_error: BaseException | None) -> None:
        use_language(settings.language)  # the thread serves others next, and may do other work in between

    app.before_request(choose)
    app.teardown_request(forget)
    app.context_processor(lambda: {"language": language(), "other_languages": _others()})


def script_texts(name: str, files: frozenset[str] = SCRIPT_TEXTS) -> dict[str, str]:
    """Key -> entry of what scripts speak from, in the language ``name``; ``files`` of the catalogue."""
    return {key: entry for key, entry in spoken(name).items() if key.split(".")[0] in files}


def _is_data() -> bool:
    """Whether the answer, or what the request leaves behind, is kept: words of the one who happened to ask do not
    belong there."""
    pattern = _DATA if request.method in _SAFE else _WRITTEN
    if request.path.startswith("/ogcapi") and _is_read_by_a_person():
        return False
    return pattern.match(request.path) is not None


def _is_read_by_a_person() -> bool:
    """Whether the page of an address is asked for that also answers programs."""
    asked = request.args.get("f")
    best = request.accept_mimetypes.best_match(["application/json", "text/html"], default="application/json")
    return asked == "html" or (asked is None and best == "text/html")


def _others() -> list[str]:
    return [name for name in languages() if name != language()]


def _switched(name: str) -> AnyResponse:
    """The same address without the word, and the choice kept for a year."""
    if name not in languages():
        raise wrong("web.param.choice", WORD, "en", value=shown(name), known=", ".join(languages()))
    pairs = [(word, value) for word, value in request.args.items(multi=True) if word != WORD]
    # A path of several slashes would lead to another host.
    target = "/" + request.path.lstrip("/") + ("?" + urlencode(pairs) if pairs else "")
    response: Response | AnyResponse = redirect(target)
    response.set_cookie(COOKIE, name, max_age=_YEAR_S, httponly=True, samesite="Lax", secure=request.is_secure)
    response.headers["Cache-Control"] = "no-store"
    return response


def retold(sentence: str) -> str:
    """What the machine kept with a notice, a site or an upload (in the office's language), for this reader; the words
    of people and of the notices stay theirs."""
    parts = sentence.split(_BETWEEN)
    told = [retell(part, *_KEPT) for part in parts]
    return retell(sentence, *_KEPT) if told == parts else text("words.sep.clause").join(told)
