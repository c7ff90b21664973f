"""Files, folders and archives; and every way in which a file can be bad."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from geoapp.model import UnreadableNotice
from geoapp.notices import archives, expand, read

WORDS = "关于整改进展情况的通报".encode()


def names(paths: list[Path]) -> list[str]:
    return [source.name for source in expand(paths)]


def test_a_folder_is_expanded_in_order_without_noise(tmp_path: Path) -> None:
    for name in ("b.txt", "a.docx", "sub/c.txt", ".hidden.txt", "~$a.docx", ".git/x.txt", "Thumbs.db", "scan.jpg"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(WORDS)
    assert names([tmp_path]) == ["a.docx", "b.txt", "scan.jpg", "sub/c.txt"]


def test_a_file_named_twice_is_one_source(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(WORDS)
    assert names([file, tmp_path, tmp_path / "." / "a.txt"]) == ["a.txt"]


def test_what_does_not_exist_is_a_source_that_says_so(tmp_path: Path) -> None:
    (source,) = expand([tmp_path / "没有.txt"])
    with pytest.raises(UnreadableNotice, match=r"^没有\.txt：文件不存在"):
        source.read()
    with pytest.raises(UnreadableNotice, match="文件不存在"):
        read(source.path, source.data)


def test_members_of_an_archive(tmp_path: Path, zip_bytes: Any) -> None:
    members = {"通报/乙.txt": WORDS, "甲.txt": WORDS, "__MACOSX/甲.txt": b"x", ".DS_Store": b"x"}
    (tmp_path / "包.zip").write_bytes(zip_bytes(members))
    sources = expand([tmp_path])
    assert [source.name for source in sources] == ["包.zip/甲.txt", "包.zip/通报/乙.txt"]
    assert sources[0].read() == sources[0].data == WORDS
    notice = read(sources[1].path, sources[1].data)
    assert (notice.file_name, notice.text) == ("乙.txt", WORDS.decode())


def test_member_names_written_by_chinese_windows(tmp_path: Path) -> None:
    placeholder = b"XXXXXXXX.txt"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(placeholder.decode(), WORDS)
    data = target.getvalue().replace(placeholder, "整改通报".encode("gbk") + b".txt")
    (tmp_path / "a.zip").write_bytes(data)
    (source,) = expand([tmp_path / "a.zip"])
    assert source.name == "a.zip/整改通报.txt"
    assert source.read() == WORDS


@pytest.mark.parametrize("member", ["../x.txt", "/etc/x.txt", "C:\\x.txt", "a/../../x.txt", "..\\x.txt"])
def test_members_that_climb_out_are_refused(member: str, tmp_path: Path, zip_bytes: Any) -> None:
    (tmp_path / "a.zip").write_bytes(zip_bytes({member: WORDS, "ok.txt": WORDS}))
    bad = [source for source in expand([tmp_path / "a.zip"]) if source.problem]
    with pytest.raises(UnreadableNotice, match="压缩包以外"):
        bad[0].read()
    assert len(expand([tmp_path / "a.zip"])) == 2


def test_bombs_are_refused(tmp_path: Path, zip_bytes: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.zip").write_bytes(zip_bytes({"a.txt": b"0" * 3_000_000}))
    (source,) = expand([tmp_path / "a.zip"])
    with pytest.raises(UnreadableNotice, match="压缩炸弹"):
        source.read()
    monkeypatch.setattr(archives, "MAX_MEMBERS", 1)
    (tmp_path / "b.zip").write_bytes(zip_bytes({"a.txt": WORDS, "b.txt": WORDS}))
    assert "超过上限 1 个" in (expand([tmp_path / "b.zip"])[0].problem or "")
    monkeypatch.setattr(archives, "MAX_TOTAL_MB", 0)
    (tmp_path / "c.zip").write_bytes(zip_bytes({"a.txt": WORDS}))
    assert "疑为压缩炸弹" in (expand([tmp_path / "c.zip"])[0].problem or "")


def test_a_bomb_inside_a_docx_is_refused(zip_bytes: Any) -> None:
    with pytest.raises(UnreadableNotice, match="压缩炸弹"):
        read(Path("a.docx"), zip_bytes({"word/document.xml": b" " * 5_000_000}))


@pytest.mark.parametrize(("data", "says"), [(b"PK\x03\x04 broken", "已损坏"), (b"", "已损坏")])
def test_broken_archives_are_rows(data: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(data)
    (source,) = expand([tmp_path / "a.zip"])
    assert source.problem is not None
    assert source.problem.startswith("a.zip：")
    assert says in source.problem


def test_empty_and_locked_archives_are_rows(tmp_path: Path, zip_bytes: Any) -> None:
    (tmp_path / "a.zip").write_bytes(zip_bytes({}))
    assert expand([tmp_path / "a.zip"])[0].problem == "a.zip：压缩包里没有文件"
    data = bytearray(zip_bytes({"a.txt": WORDS}))
    data[6] |= 1  # the encryption flag of the local header, then of the directory
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "b.zip").write_bytes(bytes(data))
    with pytest.raises(UnreadableNotice, match="压缩包设有密码"):
        expand([tmp_path / "b.zip"])[0].read()


def test_an_archive_in_an_archive_is_named_not_lost(tmp_path: Path, zip_bytes: Any) -> None:
    (tmp_path / "a.zip").write_bytes(zip_bytes({"inner.zip": zip_bytes({"a.txt": WORDS})}))
    (source,) = expand([tmp_path / "a.zip"])
    with pytest.raises(UnreadableNotice, match=r"inner\.zip：不支持 \.zip 文件"):
        read(source.path, source.data)


RANDOM = bytes(range(256)) * 8


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.txt", b"", "空文件"),
        ("a.txt", b"\xef\xbb\xbf", "空文件"),
        ("a.txt", b" \r\n\t\x00\x00", "空文件"),
        ("a.txt", "\u3000\n\xa0".encode(), "没有读到文字"),
        ("a.txt", RANDOM, "不是文本文件"),
        ("a.txt", b"\x01\x02\x03\x04\x05\x06 no", "不是文本文件"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "不是文本文件"),
        ("a.txt", bytes(range(0x80, 0x100)) * 4, "无法判断文字编码"),
        ("a.csv", RANDOM, "不是文本文件"),
        ("a.docx", "只是文字".encode(), "内容却不是该格式"),
        ("a.docx", b"PK\x03\x04 broken", "没有下载完整"),
        ("a.pdf", "只是文字".encode(), "内容却不是该格式"),
        ("a.pdf", b"%PDF-1.7\nhalf a document", "文件已损坏"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "文件已加密"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "文件已加密"),
        ("a.jpg", RANDOM, "不支持 .jpg 文件。可读的格式：.csv、.doc、.docx"),
        ("a", WORDS, "没有扩展名"),
    ],
)
def test_bad_files_are_sentences(name: str, data: bytes, says: str) -> None:
    with pytest.raises(UnreadableNotice) as caught:
        read(Path(name), data)
    assert str(caught.value).startswith(f"{name}：")
    assert says in str(caught.value)


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx"])
def test_broken_packages_are_sentences(name: str, zip_bytes: Any) -> None:
    part = "word/document.xml" if name.endswith("docx") else "xl/workbook.xml"
    for members in ({part: b"<not-xml"}, {part: b"<a/>", "[Content_Types].xml": b"<a/>"}):
        with pytest.raises(UnreadableNotice, match=rf"^{name}：文件已损坏"):
            read(Path(name), zip_bytes(members))


def test_a_truncated_docx_is_a_sentence(docx_bytes: Any) -> None:
    data = docx_bytes(lambda document: document.add_paragraph("整改"))
    with pytest.raises(UnreadableNotice, match=r"^a\.docx："):
        read(Path("a.docx"), data[: len(data) // 2])


def test_the_limit_is_checked_before_reading(tmp_path: Path) -> None:
    file = tmp_path / "大.txt"
    with file.open("wb") as stream:
        stream.truncate(50 * 1024 * 1024)
    with pytest.raises(UnreadableNotice, match=r"大\.txt：50 MB，超过上限 40 MB"):
        read(file)
    with pytest.raises(UnreadableNotice, match="超过上限 40 MB"):
        expand([file])[0].read()
    with pytest.raises(UnreadableNotice, match="超过上限 1 MB"):
        read(Path("a.txt"), WORDS * 100_000, limit_mb=1)
    with pytest.raises(UnreadableNotice, match="是文件夹"):
        (tmp_path / "x.txt").mkdir()
        read(tmp_path / "x.txt")
