"""Clients that other people wrote: GDAL (the wheel's and the system's), OWSLib, QGIS, schemathesis. One that is not installed is skipped loudly."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import shape

# ruff: noqa: E501


def fetched(url: str) -> Any:
    with urllib.request.urlopen(url) as answer:
        return json.load(answer)


def test_gdal_wheel_reads_types_pages_and_filters(served: str) -> None:
    pyogrio = pytest.importorskip("pyogrio", reason="GDAL's wheel is not installed")
    listed = dict(pyogrio.list_layers(f"OAPIF:{served}"))
    assert {"cases", "zones", "counties"} <= set(listed)
    info = pyogrio.read_info(f"OAPIF:{served}", layer="cases")
    assert info["features"] == 60
    kinds = dict(zip(info["fields"], info["dtypes"], strict=True))
    assert kinds["deadline"].startswith("datetime64")
    assert kinds["updated_at"].startswith("datetime64")
    assert kinds["overdue"] == "bool"
    assert kinds["coordinateUncertaintyInMeters"] == "float64"
    assert kinds["version"].startswith("int")
    assert kinds["no"] == "object"
    frame = pyogrio.read_dataframe(f"OAPIF:{served}", layer="cases", PAGE_SIZE="7")
    ours = {f["properties"]["case_id"]: f for f in fetched(f"{served}/collections/cases/items?limit=100")["features"]}
    assert set(frame["case_id"]) == set(ours)
    assert frame.geometry.isna().sum() == sum(f["geometry"] is None for f in ours.values())
    assert frame.crs.to_authority() in (("OGC", "CRS84"), ("EPSG", "4326"))
    some = pyogrio.read_dataframe(f"OAPIF:{served}", layer="cases", where="status = 'closed'")
    assert set(some["case_id"]) == {i for i, f in ours.items() if f["properties"]["status"] == "closed"}
    # The server also sends what has no geometry, as the standard wants; GDAL leaves that out of a window by itself.
    near = pyogrio.read_dataframe(f"OAPIF:{served}", layer="cases", bbox=(112, 28, 113, 29))
    asked = fetched(f"{served}/collections/cases/items?limit=100&blank=0&bbox=112,28,113,29")["features"]
    assert set(near["case_id"]) == {f["properties"]["case_id"] for f in asked}


@pytest.mark.parametrize("code", [4490, 4547, 3857])
def test_gdal_wheel_puts_the_same_place_on_the_ground_in_every_system(served: str, code: int) -> None:
    pyogrio = pytest.importorskip("pyogrio", reason="GDAL's wheel is not installed")
    plain = pyogrio.read_dataframe(f"OAPIF:{served}", layer="cases", where="no = '4'")
    moved = pyogrio.read_dataframe(f"OAPIF:{served}", layer="cases", where="no = '4'", CRS=f"EPSG:{code}")
    assert moved.crs.to_epsg() == code
    back = moved.geometry.to_crs(4326).iloc[0]
    assert back.distance(plain.geometry.iloc[0]) < 1e-6


@pytest.mark.skipif(
    shutil.which("ogrinfo") is None,
    reason="the system's ogrinfo (gdal-bin) is not installed: GDAL's OAPIF driver is tried by the wheel only",
)
def test_the_systems_gdal_reads_it(served: str) -> None:
    command = ["ogrinfo", "-ro", "-so", "-al", f"OAPIF:{served}"]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert answer.returncode == 0, answer.stderr
    assert "Feature Count: 60" in answer.stdout
    assert "deadline: Date" in answer.stdout
    command = ["ogrinfo", "-ro", "-al", f"OAPIF:{served}", "cases", "-where", "status = 'closed'", "-geom=NO"]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    closed = fetched(f"{served}/collections/cases/items?status=closed&limit=100")["numberMatched"]
    assert answer.stdout.count("OGRFeature(") == closed


def test_owslib(served: str) -> None:
    features = pytest.importorskip("owslib.ogcapi.features", reason="OWSLib is not installed")
    client = features.Features(served + "/")
    assert "core" in "".join(client.conformance()["conformsTo"])
    assert {"cases", "zones", "counties"} <= set(client.feature_collections())
    assert client.api()["openapi"].startswith("3.0")
    assert "status" in client.collection_queryables("cases")["properties"]
    document = client.collection_items("cases", limit=5, bbox=[112, 28, 113, 29], status="closed")
    assert document["numberReturned"] == len(document["features"]) <= 5
    assert client.collection_items("cases", filter="no = '4'")["features"][0]["id"] == 4
    assert client.collection_item("cases", "4")["id"] == 4


SYSTEM_PYTHON = shutil.which("python3", path="/usr/bin:/bin")


def has_qgis() -> bool:
    if SYSTEM_PYTHON is None:
        return False
    asked = subprocess.run([SYSTEM_PYTHON, "-c", "import qgis.core"], capture_output=True, check=False)
    return asked.returncode == 0


def test_qgis_reads_it_headless(served: str, tmp_path: Path) -> None:
    """Debian's QGIS with its own OAPIF provider: counts, types, window, filter, axis order, and our layer file."""
    if not has_qgis():
        pytest.skip("QGIS (python3-qgis) is not installed here: that it reads the API was not tried")
    assert SYSTEM_PYTHON is not None
    host = served.removesuffix("/ogcapi")
    with urllib.request.urlopen(f"{host}/qgis/geoapp.qlr?source=api") as answer:
        (tmp_path / "cases.qlr").write_bytes(answer.read())
    script = Path(__file__).parent / "qgis_reading.py"
    command = [SYSTEM_PYTHON, str(script), served, str(tmp_path / "cases.qlr")]
    answer_ = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    lines = [line for line in answer_.stdout.splitlines() if line.startswith("RESULT ")]
    assert lines, answer_.stderr[-3000:]
    saw = json.loads(lines[-1].removeprefix("RESULT "))
    assert "error" not in saw, saw
    ours = {f["properties"]["case_id"]: f for f in fetched(f"{served}/collections/cases/items?limit=100")["features"]}
    assert saw["count"] == len(ours)
    assert saw["located"] == sum(f["geometry"] is not None for f in ours.values())
    assert set(saw["closed"]) == {i for i, f in ours.items() if f["properties"]["status"] == "closed"}
    asked = fetched(f"{served}/collections/cases/items?limit=100&blank=0&bbox=112,28,113,29")["features"]
    assert set(saw["near"]) == {f["properties"]["case_id"] for f in asked}
    assert saw["fields"]["deadline"].lower() == "date"
    zones = fetched(f"{served}/collections/zones/items?limit=100")["features"]
    assert set(saw["zones"]) == {f["properties"]["name"] for f in zones}
    for case_id, (lon, lat) in saw["places"].items():
        west, south, east, north = shape(ours[case_id]["geometry"]).bounds
        assert west - 1e-6 <= lon <= east + 1e-6, "swapped axes would land elsewhere"
        assert south - 1e-6 <= lat <= north + 1e-6
    assert saw["qlr"]
    assert all(valid for _, valid in saw["qlr"]), saw["qlr"]


@pytest.mark.slow
def test_schemathesis_finds_nothing(served: str) -> None:
    pytest.importorskip("schemathesis", reason="schemathesis is not installed: the definition is not fuzzed")
    command = [
        sys.executable, "-m", "schemathesis.cli", "run", f"{served}/api?f=json", "--max-examples", "12", "--seed", "7",
        "--phases", "examples,coverage,fuzzing", "--workers", "2", "--no-color", "--generation-deterministic",
        # The grammar of CQL2, of datetime and of a box cannot be said in a schema, and a limit above the highest is
        # brought down to it, as the standard wants: neither a refusal nor an acceptance is wrong by the schema alone.
        "--exclude-checks", "positive_data_acceptance,negative_data_rejection",
        "--include-path-regex", "^/(|api|conformance|collections|collections/(cases|zones)(/.*)?)$",
    ]  # fmt: skip
    answer = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False)
    assert answer.returncode == 0, (answer.stdout + answer.stderr)[-6000:]
