"""Base maps as files: both kinds, raster and vector, read alike; what is damaged is a sentence that names it."""

from __future__ import annotations

import json
import struct
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from tile_making import BBOX, HIGH, LOW, picture, places, vector, write_mbtiles, write_pmtiles

from geoapp.tiles import Pack, find_tiles, pack_area, stamp
from geoapp.tiles._tileset import unpacked

Write = Callable[..., Path]


@pytest.mark.parametrize("draw", [picture, vector], ids=["raster", "vector"])
@pytest.mark.parametrize(("write", "suffix"), [(write_pmtiles, "pmtiles"), (write_mbtiles, "mbtiles")])
def test_every_tile_is_read_as_it_was_written(tmp_path: Path, write: Write, suffix: str, draw: Write) -> None:
    write(tmp_path / f"底图 #1.{suffix}", draw, "<i>大通湖</i> 底图")
    found = find_tiles(tmp_path)
    assert found.problems == ()
    (one,) = found.sets
    assert (one.id, one.title) == (f"底图 #1.{suffix}", "大通湖 底图")
    assert (one.min_zoom, one.max_zoom, one.kind) == (LOW, HIGH, "vector" if draw is vector else "raster")
    assert one.bbox == pytest.approx(BBOX) and one.size > 1000
    assert one.layers == (("water", "places") if draw is vector else ())
    for at in places():
        assert one.read(*at) == draw(*at)
    assert one.read(8, 0, 0) is None


def test_a_folder_that_is_not_there_and_other_files_are_nothing(tmp_path: Path) -> None:
    assert find_tiles(tmp_path / "none").sets == () and stamp(tmp_path / "none") == ""
    (tmp_path / "readme.txt").write_text("x", encoding="utf-8")
    assert find_tiles(tmp_path).sets == () and stamp(tmp_path) == ""


def bomb() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return packer.compress(b"\0" * (80 << 20)) + packer.flush()


def header(path: Path) -> bytearray:
    return bytearray(path.read_bytes())


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("空.pmtiles", b""), ("文字.pmtiles", b"hello" * 100), ("旧.pmtiles", b"PMTiles\x02" + b"\0" * 200),
        ("头.pmtiles", b"PMTiles\x03" + b"\xff" * 119), ("空.mbtiles", b""), ("文字.mbtiles", b"hello" * 100),
        ("头.mbtiles", b"SQLite format 3\0" + b"\0" * 200),
    ],
)  # fmt: skip
def test_a_damaged_file_is_a_sentence_that_names_it_and_the_others_stay(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    write_mbtiles(tmp_path / "好.mbtiles")
    found = find_tiles(tmp_path)
    assert [one.id for one in found.sets] == ["好.mbtiles"]
    assert len(found.problems) == 1 and name in found.problems[0] and "PMTiles 3 或 MBTiles" in found.problems[0]


def test_a_file_cut_off_or_with_a_bomb_for_metadata(tmp_path: Path) -> None:
    good = write_pmtiles(tmp_path / "a.pmtiles").read_bytes()
    (tmp_path / "a.pmtiles").write_bytes(good[:400])
    head, big = bytearray(good), bomb()
    head[24:40] = struct.pack("<QQ", len(good), len(big))  # where the metadata is
    (tmp_path / "b.pmtiles").write_bytes(bytes(head) + big)
    found = find_tiles(tmp_path)
    assert found.sets == () and [p.split("“")[1][-10:-1] for p in found.problems] and len(found.problems) == 2


def test_a_directory_damaged_later_on_is_told_when_it_is_read(tmp_path: Path) -> None:
    path = write_pmtiles(tmp_path / "a.pmtiles")
    (one,) = find_tiles(tmp_path).sets
    path.write_bytes(path.read_bytes()[:-5000])
    answers = []
    for at in places(HIGH, HIGH):
        try:
            answers.append(one.read(*at))
        except ValueError:
            answers.append(None)
    assert None in answers


def test_a_replaced_file_is_seen(tmp_path: Path) -> None:
    write_mbtiles(tmp_path / "a.mbtiles", name="旧")
    before = stamp(tmp_path)
    assert find_tiles(tmp_path).sets[0].title == "旧"
    (tmp_path / "a.mbtiles").unlink()
    write_mbtiles(tmp_path / "a.mbtiles", vector, name="新")
    assert stamp(tmp_path) != before
    assert (find_tiles(tmp_path).sets[0].title, find_tiles(tmp_path).sets[0].kind) == ("新", "vector")


def read_pack(pack: Pack) -> tuple[dict[str, object], bytes]:
    (length,) = struct.unpack("<I", pack.data[:4])
    return json.loads(pack.data[4 : 4 + length]), pack.data[4 + length :]


@pytest.mark.parametrize("draw", [picture, vector], ids=["raster", "vector"])
def test_a_pack_holds_the_tiles_of_the_area_unpacked(tmp_path: Path, draw: Write) -> None:
    write_pmtiles(tmp_path / "a.pmtiles", draw)
    (one,) = find_tiles(tmp_path).sets
    pack = pack_area(one, (112.4, 29.1, 112.6, 29.3))
    head, body = read_pack(pack)
    tiles = head["tiles"]
    assert isinstance(tiles, dict) and pack.complete and pack.max_zoom == HIGH and pack.count == len(tiles) > 10
    for key, (offset, length) in tiles.items():
        assert body[offset : offset + length] == unpacked(draw(*map(int, key.split("/"))))
    assert "11/1664/849" in tiles or any(key.startswith("11/") for key in tiles)


def test_a_pack_stops_at_whole_levels_within_its_limit(tmp_path: Path) -> None:
    write_pmtiles(tmp_path / "a.pmtiles")
    (one,) = find_tiles(tmp_path).sets
    full = pack_area(one, BBOX)
    part = pack_area(one, BBOX, limit_bytes=len(full.data) // 2)
    assert not part.complete and LOW <= part.max_zoom < HIGH
    assert len(part.data) < len(full.data)


def test_a_pack_of_the_world_is_bounded(tmp_path: Path) -> None:
    write_mbtiles(tmp_path / "a.mbtiles")
    (one,) = find_tiles(tmp_path).sets
    assert not pack_area(one, (-180.0, -85.0, 180.0, 85.0)).complete
