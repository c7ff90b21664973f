"""The built wheel, installed into an empty environment outside the checkout, does the main job from there."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

from tests.web.serving import PATIENCE_S, free_port

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = "Scripts" if os.name == "nt" else "bin"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return next(out.glob("*.whl"))


def test_the_wheel_carries_layers_templates_data_and_assets_and_no_junk(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for needed in (
        "geoapp/_share/layers/cases.toml",
        "geoapp/_share/templates/map.html",
        "geoapp/_share/data/units/units.csv",
        "geoapp/maps/assets/vendor/manifest.json",
        "geoapp/texts/zh/status.toml",
        "geoapp/web/static/map.js",
    ):
        assert needed in names
    assert not [name for name in names if "__pycache__" in name or name.startswith(("tests/", "benchmarks/"))]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_wheel_runs_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "别处 目录"
    home.mkdir()
    venv.create(home / "env", with_pip=True)
    python = home / "env" / SCRIPTS / ("python.exe" if os.name == "nt" else "python")
    installed = subprocess.run(
        [str(python), "-m", "pip", "install", "--quiet", str(wheel)], capture_output=True, text=True, check=False
    )
    if installed.returncode != 0:
        pytest.skip(f"the dependencies cannot be installed here, so the wheel was not run: {installed.stderr[-300:]}")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "GEOAPP_"))}
    geoapp = [str(home / "env" / SCRIPTS / "geoapp")]

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*geoapp, *words], cwd=home, env=environment, capture_output=True, text=True, check=False)

    built = run("demo", "--no-serve")
    assert built.returncode == 0, built.stderr
    checked = run("check", "--db", "var/demo.gpkg")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    exported = run("export", "cases", "--db", "var/demo.gpkg", "-o", "cases.geojson")
    assert exported.returncode == 0, exported.stderr
    assert "志溪河" in (home / "cases.geojson").read_text(encoding="utf-8")
    page, cases = _serve_and_fetch(geoapp, home, environment)
    assert "整改一张图" in page
    assert "大通湖" in cases


def _serve_and_fetch(geoapp: list[str], home: Path, environment: dict[str, str]) -> tuple[str, str]:
    port = free_port()
    log = (home / "serve.log").open("wb")
    server = subprocess.Popen(
        [*geoapp, "serve", "--db", "var/demo.gpkg", "--port", str(port)],
        cwd=home,
        env=environment,
        stdout=log,
        stderr=log,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        for _ in range(240):
            try:
                page = urllib.request.urlopen(f"{url}/map", timeout=PATIENCE_S).read().decode()
                break
            except OSError:
                assert server.poll() is None, (home / "serve.log").read_text(encoding="utf-8", errors="replace")
                time.sleep(0.25)
        else:
            pytest.fail("the server did not answer within a minute")
        return page, urllib.request.urlopen(f"{url}/export/cases.geojson", timeout=PATIENCE_S).read().decode()
    finally:
        server.terminate()
        server.wait(PATIENCE_S)
        log.close()
