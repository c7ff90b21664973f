"""The single-file map as bytes: nothing leaves it, no text of a notice becomes code, always the same file."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace

from geoapp.maps import OfflineContents, offline_map

EVIL = "</script><script>window.pwned=1</script><!--${1}\u2028&amp;"
CASE = {
    "case_id": "c",
    "site_id": "s",
    "problem": EVIL,
    "name": EVIL,
    "status": "in_progress",
    "lon": 112.3,
    "lat": 28.5,
}
CONTENTS = OfflineContents(title=EVIL, selection=EVIL, cases=(CASE,), layers=(), notes=(EVIL,), sources=(EVIL,))


def scripts_of(page: str) -> list[str]:
    return re.findall(r"<script>(.*?)</script>", page, re.DOTALL)


def test_hostile_words_stay_within_the_data() -> None:
    page = offline_map(CONTENTS).decode()
    data = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert len(data) == 1
    assert "<" not in data[0]
    assert json.loads(data[0])["cases"][0]["problem"] == EVIL
    assert page.count("window.pwned") == page.count("\\u003cscript\\u003ewindow.pwned") + 1  # the title, escaped
    assert "<title>&lt;/script&gt;" in page


def test_the_policy_allows_exactly_the_scripts_that_are_there() -> None:
    page = offline_map(CONTENTS).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    for script in scripts_of(page):
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"sha256-{digest}" in policy[1]
    assert len(scripts_of(page)) == 2
    assert "default-src &#x27;none&#x27;" in policy[1] or "default-src 'none'" in policy[1]


def test_nothing_is_asked_for_from_anywhere() -> None:
    page = offline_map(CONTENTS).decode()
    outside = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r"""(?:src|href)=["']|@import|url\((?!none)""", outside)


def test_our_script_writes_text_only() -> None:
    script = scripts_of(offline_map(CONTENTS).decode())[1]
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|fetch\(|XMLHttp", script
    )
    assert not re.search(r"\?\.[a-zA-Z(\[]|\?\?=|\|\|=|&&=|\.at\(|structuredClone|replaceAll", script)  # Chromium 86


def test_the_same_contents_give_the_same_bytes() -> None:
    assert offline_map(CONTENTS) == offline_map(CONTENTS)
    assert offline_map(CONTENTS) != offline_map(replace(CONTENTS, digest="f"))
    assert "javascript:" not in offline_map(replace(CONTENTS, public_url="javascript:alert(1)")).decode()
