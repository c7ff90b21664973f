"""The offline package: what it holds, and what its scripts promise. `make bundle` tries it whole, without network."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
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
    command = next(node.text for node in task.iter() if node.tag.endswith("Command"))
    assert command == r"%ProgramData%\geoapp\start.bat"
    installer = (OFFICE / "install.bat").read_text(encoding="utf-8")
    assert all(name in installer for name in ("start.bat", "geoapp-task.xml", "--no-index"))


def test_the_instructions_speak_of_what_is_there() -> None:
    told = (OFFICE / "说明.txt").read_text(encoding="utf-8")
    for name in ("install.bat", "install.sh", "start.bat", "geoapp-task.xml", "SHA256SUMS"):
        assert name in told
    for command in ("serve", "ingest", "backup"):
        assert f"geoapp {command}" in told or command in (OFFICE / "start.bat").read_text(encoding="utf-8")
