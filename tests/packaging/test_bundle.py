"""The offline package: what it holds, and what its scripts promise. `make bundle` tries it whole, without network."""

from __future__ import annotations

import codecs
import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
OFFICE = ROOT / "offline" / "office"


@pytest.fixture(scope="module")
def bundle() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bundle", ROOT / "offline" / "bundle.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_sums_name_every_file(bundle: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels" / "a.whl").write_bytes(b"one")
    (tmp_path / "说明.txt").write_text("字", encoding="utf-8")
    bundle.write_sums(tmp_path)
    lines = (tmp_path / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert lines == [
        f"{hashlib.sha256(b'one').hexdigest()}  wheels/a.whl",
        f"{hashlib.sha256('字'.encode()).hexdigest()}  说明.txt",
    ]


def test_the_licence_of_every_wheel_is_listed_once(bundle: ModuleType, tmp_path: Path) -> None:
    bsd = "Classifier: License :: OSI Approved :: BSD License"
    told = {
        "a-1.0-py3-none-any.whl": "Name: a\nVersion: 1.0\nLicense-Expression: MIT\n",
        "b-2.0-cp311-cp311-win_amd64.whl": f"Name: b\nVersion: 2.0\n{bsd}\n",
        "b-2.0-cp311-cp311-manylinux_2_28_x86_64.whl": f"Name: b\nVersion: 2.0\n{bsd}\n",
        "long-3.0-py3-none-any.whl": "Name: long\nVersion: 3.0\nLicense: Free\n and long\n",
        "bare-4.0-py3-none-any.whl": "Name: bare\nVersion: 4.0\n",
    }  # fmt: skip
    (tmp_path / "wheels").mkdir()
    for name, head in told.items():
        with zipfile.ZipFile(tmp_path / "wheels" / name, "w") as archive:
            archive.writestr(f"{name.split('-')[0]}.dist-info/METADATA", f"Metadata-Version: 2.4\n{head}\n")
    bundle.write_licences(tmp_path)
    lines = (tmp_path / "许可.txt").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(maxsplit=2) for line in lines] == [
        ["a", "1.0", "MIT"], ["b", "2.0", "BSD License"], ["bare", "4.0", "see the wheel"], ["long", "3.0", "Free"],
    ]  # fmt: skip


def test_trying_it_leaves_no_service_behind(
    bundle: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder that it is tried in goes away; root's machine must not try to start it ever after."""
    seen = []

    def run(words: list[str], **more: object) -> subprocess.CompletedProcess[str]:
        seen.append((words, more.get("env")))
        return subprocess.CompletedProcess(words, 0, str(tmp_path), "")

    monkeypatch.setattr(bundle.subprocess, "run", run)
    bundle.check(tmp_path)
    environ = next(env for words, env in seen if any("install." in word for word in words))
    assert environ["GEOAPP_NO_SERVICE"] == "1"


def test_a_missing_wheel_ends_the_run_and_is_named(
    bundle: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = subprocess.CompletedProcess([], 1, "", "ERROR: No matching distribution found for nothing==9\n")
    monkeypatch.setattr(bundle.subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(SystemExit, match=r"win_amd64, Python 3\.11: .*nothing==9"):
        bundle.fetch(tmp_path / "x.whl", tmp_path, "win_amd64", "3.11")


@pytest.mark.skipif(shutil.which("sh") is None, reason="no POSIX shell here")
def test_the_installer_refuses_a_changed_file(tmp_path: Path, bundle: ModuleType) -> None:
    for file in OFFICE.iterdir():
        shutil.copyfile(file, tmp_path / file.name)
    bundle.write_sums(tmp_path)
    (tmp_path / "geoapp.service").write_text("changed", encoding="utf-8")
    environ = {
        "PATH": "/usr/bin:/bin",
        "GEOAPP_HOME": str(tmp_path / "home"),
        "PYTHON": sys.executable,
        "LANG": "C.UTF-8",
    }
    done = subprocess.run(["sh", str(tmp_path / "install.sh")], check=False, capture_output=True, env=environ)
    assert done.returncode == 1 and "文件不完整" in done.stderr.decode()
    assert not (tmp_path / "home").exists()


def test_the_windows_task_is_xml_and_names_what_the_installer_copies() -> None:
    text = (OFFICE / "geoapp-task.xml").read_text(encoding="utf-8")
    task = ET.fromstring(text.replace('encoding="UTF-16"', ""))
    told = {node.tag.rpartition("}")[2]: node.text for node in task.iter()}
    assert (told["Command"], told["Arguments"]) == (r"@HOME@\start.bat", "/service")
    installer = (OFFICE / "install.py").read_text(encoding="utf-8")
    assert all(name in installer for name in ("start.bat", "geoapp.bat", "geoapp-task.xml", "--no-index", "@HOME@"))


def test_the_instructions_speak_of_what_is_there() -> None:
    told = (OFFICE / "说明.txt").read_text(encoding="utf-8")
    for name in ("install.bat", "install.sh", "start.bat", "geoapp-task.xml", "SHA256SUMS"):
        assert name in told
    for command in ("serve", "ingest", "backup"):
        assert f"geoapp {command}" in told or command in (OFFICE / "start.bat").read_text(encoding="utf-8")


def test_windows_reads_its_files_in_any_code_page(bundle: ModuleType, tmp_path: Path) -> None:
    """Command files are ASCII with Windows' line ends; the task and the message are UTF-16, the text has its mark."""
    for file in OFFICE.iterdir():
        bundle.copy_office(file, tmp_path / file.name, ["3.11", "3.12"])
    for name in ("install.bat", "start.bat", "geoapp.bat"):
        data = (tmp_path / name).read_bytes()
        assert data.isascii() and data.count(b"\r\n") == data.count(b"\n") > 3
        assert not re.search(rb"(?<!\r)\n", data)
    assert b"(3.11 3.12)" in (tmp_path / "install.bat").read_bytes()
    for name in ("geoapp-task.xml", "no-python.msg"):
        assert (tmp_path / name).read_bytes()[:2] == codecs.BOM_UTF16_LE
    ET.parse(tmp_path / "geoapp-task.xml")
    assert (tmp_path / "说明.txt").read_bytes().startswith(codecs.BOM_UTF8)
    assert "@PYTHONS@" not in (tmp_path / "说明.txt").read_text("utf-8")
    for name in ("install.sh", "install.py", "geoapp.service"):
        assert b"\r" not in (tmp_path / name).read_bytes()


def test_paths_with_spaces_and_brackets_are_quoted_in_command_files() -> None:
    for name in ("install.bat", "start.bat", "geoapp.bat"):
        for line in (OFFICE / name).read_text(encoding="ascii").splitlines():
            for at in (found.start() for found in re.finditer("%~dp0", line)):
                assert line[:at].count('"') % 2 == 1, f"{name}: {line}"


def wheel(folder: Path, name: str, tag: str = "py3-none-any", needs: Sequence[str] = ()) -> None:
    told = "".join(f"Requires-Dist: {one}\n" for one in needs)
    with zipfile.ZipFile(folder / f"{name}-1.0-{tag}.whl", "w") as archive:
        archive.writestr(
            f"{name}-1.0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{told}\n"
        )


def test_what_only_the_other_platform_needs_is_found_missing(bundle: ModuleType, tmp_path: Path) -> None:
    wheel(tmp_path, "geoapp", needs=["one", "two[more]>=1", 'for_tests; extra == "tests"'])
    wheel(tmp_path, "one", needs=['zones; sys_platform == "win32"', 'unix_only; sys_platform != "win32"'])
    wheel(tmp_path, "two", "cp311-cp311-manylinux_2_28_x86_64", ['deep>=2; extra == "more"', 'never; extra == "other"'])
    assert bundle.missing(tmp_path, "win_amd64", "3.11") == ["two[more]>=1", "zones"]
    assert bundle.missing(tmp_path, "linux_x86_64", "3.11") == ["deep>=2", "unix_only"]
    assert bundle.missing(tmp_path, "linux_x86_64", "3.12") == ["two[more]>=1", "unix_only"]
    wheel(tmp_path, "two", "cp39-abi3-win_amd64")
    wheel(tmp_path, "zones")
    assert bundle.missing(tmp_path, "win_amd64", "3.12") == []


def test_an_extra_comes_only_when_it_is_asked_for(bundle: ModuleType, tmp_path: Path) -> None:
    wheel(tmp_path, "geoapp", needs=['pillow-heif>=1; extra == "heic"'])
    assert bundle.missing(tmp_path, "win_amd64", "3.11") == []
    assert bundle.missing(tmp_path, "win_amd64", "3.11", ["heic"]) == ["pillow-heif>=1"]
    wheel(tmp_path, "pillow_heif", "cp311-cp311-win_amd64")
    assert bundle.missing(tmp_path, "win_amd64", "3.11", ["heic"]) == []


def test_nothing_under_the_gpl_comes_by_itself() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert not [one for one in told["project"]["dependencies"] if one.startswith("pillow-heif")]
    (heic,) = told["project"]["optional-dependencies"]["heic"]
    assert heic.startswith("pillow-heif") and heic in told["dependency-groups"]["dev"], "the tests run with it"


def test_the_installer_takes_an_extra_whose_wheel_lies_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = installer()
    module.HERE = tmp_path
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels" / "pip-1-py3-none-any.whl").write_bytes(b"")
    called: list[list[str]] = []
    monkeypatch.setattr(module.subprocess, "call", lambda command, **_: called.append(command) or 0)
    module.install(Path("python"))
    (tmp_path / "wheels" / "pillow_heif-1.8.1-cp311-cp311-win_amd64.whl").write_bytes(b"")
    module.install(Path("python"))
    assert [command[-1] for command in called] == ["geoapp", "geoapp[heic]"]


def installer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("office_install", OFFICE / "install.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("wheels", "said"),
    [(["a-1-cp38-cp38-win_amd64.whl"], "Python 3.8 的"), (["a-1-cp{}-cp{}-plan9_x.whl"], "适合这台电脑")],
)
def test_the_installer_says_what_does_not_fit(tmp_path: Path, wheels: list[str], said: str) -> None:
    module = installer()
    module.HERE = tmp_path
    (tmp_path / "wheels").mkdir()
    here = f"{sys.version_info.major}{sys.version_info.minor}"
    for name in wheels:
        (tmp_path / "wheels" / name.format(here, here)).write_bytes(b"")
    with pytest.raises(module.Trouble, match=said):
        module.check_machine()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = installer()
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("GEOAPP_HOME", str(tmp_path / "file" / "under"))
    with pytest.raises(module.Trouble, match="GEOAPP_HOME"):
        module.find_home()
