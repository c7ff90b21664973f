"""The evidence pack: names that every system takes, sums that hold, a page without anything that runs."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import datetime

import pytest

from geoapp.reports import PackFile, Part, safe_name, write_csv, write_pack, write_page

HOSTILE = '<script>alert(1)</script>"&\x00'
AT = datetime(2025, 12, 31, 8, 30, 2)
FILES = (PackFile("材料/01-a.pdf", b"paper", "自查自验", hashlib.sha256(b"paper").hexdigest()),
         PackFile("b.csv", b"x,y", HOSTILE), PackFile("c.pdf", b"changed", "原件", "0" * 64))  # fmt: skip


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("报告.pdf", "报告.pdf"),
        ("a/b\\c:d*?.pdf", "a_b_c_d_.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        (" . ", "_"),
        ("", "_"),
        ("长" * 300 + ".docx", "长" * 80 + ".docx"),
        ("a\x00\nb", "a_b"),
    ],
)
def test_names_are_safe_everywhere(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_sums_and_manifest_hold_for_every_file() -> None:
    archive = zipfile.ZipFile(io.BytesIO(write_pack(FILES, {"case_id": "c"}, AT)))
    assert archive.testzip() is None
    sums = dict(reversed(line.split("  ", 1)) for line in archive.read("SHA256SUMS.txt").decode().splitlines())
    assert set(sums) == set(archive.namelist()) - {"SHA256SUMS.txt"}
    for path, digest in sums.items():
        assert hashlib.sha256(archive.read(path)).hexdigest() == digest
    manifest = json.loads(archive.read("manifest.json"))
    assert manifest["case_id"] == "c"
    assert [entry.get("intact") for entry in manifest["files"]] == [True, None, False]
    assert archive.infolist()[0].date_time == (2025, 12, 31, 8, 30, 2)


def test_the_same_packs_to_the_same_bytes() -> None:
    assert write_pack(FILES, {}, AT) == write_pack(FILES, {}, AT)


def test_the_page_shows_words_and_runs_nothing() -> None:
    part = Part(HOSTILE, facts=((HOSTILE, HOSTILE), ("空", "")), head=(HOSTILE,), rows=((HOSTILE,),), words=HOSTILE)
    page = write_page(HOSTILE, [part], FILES).decode()
    assert "<script" not in page
    assert "http" not in page
    assert "空" not in page
    assert 'href="%E6%9D%90%E6%96%99/01-a.pdf"' in page
    assert hashlib.sha256(b"paper").hexdigest() in page


def test_tables_open_in_excel() -> None:
    data = write_csv(["甲"], [["a,b"], [None]])
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig") == '甲\r\n"a,b"\r\n""\r\n'
