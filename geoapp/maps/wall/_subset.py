"""Maintainer's script: cut the printed sheet's fonts out of an npm package of Noto Sans SC (SIL Open Font License 1.1).

    npm install --no-save @expo-google-fonts/noto-sans-sc@0.4.3
    pip install fonttools
    python -m geoapp.maps.wall._subset node_modules/@expo-google-fonts/noto-sans-sc

The result is committed: GB 2312 and every character of our unit tables, gazetteer and texts, TrueType outlines, no
layout tables. Kept: the names, copyright and licence that the OFL wants to travel with the font.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from geoapp import paths

FONTS = Path(__file__).with_name("fonts")
FACES = {"400Regular/NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf",
         "700Bold/NotoSansSC_700Bold.ttf": "NotoSansSC-Bold.ttf"}  # fmt: skip
_READ = ("units/*.csv", "gazetteer/*.geojson", "reference/*.geojson")


def wanted_characters() -> set[int]:
    """Latin, the marks of the trade, GB 2312 whole, and what our own data spell beyond it."""
    found = (
        set(range(0x20, 0x180))
        | set(range(0x2010, 0x2040))
        | {0x2103, 0x2116, 0x00B0, 0x2032, 0x2033, 0x2212, 0x33A1, 0x33A5}
    )
    found |= set(range(0x2160, 0x217A)) | set(range(0x2460, 0x2474)) | set(range(0x2190, 0x2194))
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes((high, low)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    files = [path for pattern in _READ for path in paths.DATA.glob(pattern)]
    files += (Path(__file__).parents[2] / "texts").glob("*/*.toml")
    for path in files:
        found |= {ord(character) for character in path.read_text(encoding="utf-8")}
    return found


def main(package: Path, target: Path = FONTS) -> None:
    """Rebuild ``target`` from the unpacked npm ``package``."""
    from fontTools import subset

    target.mkdir(parents=True, exist_ok=True)
    options = subset.Options(
        layout_features=[], hinting=False, name_IDs=[0, 1, 2, 3, 4, 5, 6, 7, 13, 14], notdef_outline=True
    )
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "STAT", "vhea", "vmtx", "VORG", "MATH"]
    for source, name in FACES.items():
        font = subset.load_font(str(package / source), options)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=wanted_characters())
        cutter.subset(font)
        subset.save_font(font, str(target / name), options)
    shutil.copyfile(package / "LICENSE_FONT", target / "OFL.txt")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
