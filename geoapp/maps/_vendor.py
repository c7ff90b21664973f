r"""Maintainer's script: copy browser assets out of an npm folder into ``assets/vendor`` and write the manifest.

    npm install --no-save leaflet@1.9.4 leaflet.locatecontrol@0.90.1 leaflet.fullscreen@4.0.0 echarts@6.1.0 \
        protomaps-leaflet@5.1.0
    python -m geoapp.maps._vendor node_modules

leaflet.fullscreen 5 dropped the factory that Folium calls, so 4 it stays.

The result is committed, so that users need neither npm nor a network. CSS that points at a foreign host is refused
here already; the tests hold the same for what is committed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from geoapp.paths import ASSETS

PACKAGES: dict[str, tuple[str, ...]] = {
    # Leaflet's script computes the marker image names itself: no url() in the CSS names them all.
    "leaflet": (
        "dist/leaflet.js",
        "dist/leaflet.css",
        "dist/images/marker-shadow.png",
        "dist/images/marker-icon-2x.png",
    ),
    "leaflet.locatecontrol": ("dist/L.Control.Locate.min.js", "dist/L.Control.Locate.min.css"),
    "leaflet.fullscreen": ("Control.FullScreen.js", "Control.FullScreen.css"),
    # Draws vector base maps (MVT); the page loads it only when an office has brought one.
    "protomaps-leaflet": ("dist/protomaps-leaflet.js",),
    # The "common" build: bar, line, pie; unlike the full one it needs no eval, which the pages' policy forbids.
    "echarts": ("dist/echarts.common.min.js", "licenses/LICENSE-d3"),
}
_URL = re.compile(r"""url\(\s*(?P<quote>["']?)(?P<target>.+?)(?P=quote)\s*\)""")
_SOURCE_MAP = re.compile(rb"(?m)^(?://[#@] sourceMappingURL=.*|/\*[#@] sourceMappingURL=.*?\*/)\s*$")
_FOREIGN = ("http:", "https:", "//")


def integrity(data: bytes) -> str:
    """The subresource integrity value of ``data``."""
    return "sha384-" + base64.b64encode(hashlib.sha384(data).digest()).decode("ascii")


def linked_files(css: str) -> list[str]:
    """The relative targets of a style sheet's ``url(...)``; raises ``ValueError`` for one on a foreign host."""
    targets = [match["target"] for match in _URL.finditer(css) if not match["target"].startswith(("data:", "#"))]
    for target in targets:
        if target.startswith(_FOREIGN):
            raise ValueError(f"style sheet loads {target}: vendor it or cut the rule out")
    return [target.split("?")[0].split("#")[0] for target in targets]


def vendor_package(source: Path, name: str, files: tuple[str, ...], target: Path) -> dict[str, Any]:
    """Copy one package's files and licence; returns its manifest entry."""
    root = source / name
    meta = json.loads((root / "package.json").read_text(encoding="utf-8"))
    folder = f"{name}@{meta['version']}"
    entry: dict[str, Any] = {"version": meta["version"], "license": meta["license"], "files": {}}
    waiting = list(files)
    while waiting:
        file = waiting.pop(0)
        if file in entry["files"]:
            continue
        data = (root / file).read_bytes()
        if file.endswith((".js", ".css")):
            data = _SOURCE_MAP.sub(b"", data).rstrip() + b"\n"
        if file.endswith(".css"):
            linked = linked_files(data.decode("utf-8"))
            waiting += [(Path(file).parent / link).as_posix() for link in linked]
        path = target / folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        entry["files"][file] = {"path": f"{folder}/{file}", "size": len(data), "integrity": integrity(data)}
    licence = next(path for path in sorted(root.iterdir()) if "licen" in path.name.lower())
    shutil.copyfile(licence, target / folder / "LICENSE")
    entry["license_file"] = f"{folder}/LICENSE"
    if (root / "NOTICE").is_file():  # Apache-2.0 wants it to travel along
        shutil.copyfile(root / "NOTICE", target / folder / "NOTICE")
        entry["notice_file"] = f"{folder}/NOTICE"
    return entry


def main(source: Path, target: Path = ASSETS / "vendor") -> None:
    """Rebuild ``target`` from the npm folder ``source``."""
    shutil.rmtree(target, ignore_errors=True)
    manifest = {name: vendor_package(source, name, files, target) for name, files in PACKAGES.items()}
    text = json.dumps(manifest, indent=1, sort_keys=True) + "\n"
    (target / "manifest.json").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
