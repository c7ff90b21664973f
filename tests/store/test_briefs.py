"""What records are compared by is kept apart from them, and read from them where it is not."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from making import TODAY, filing, put, record, site

from geoapp.model import Brief, Campaign, Kind, PlaceType, Role
from geoapp.store import open_store
from geoapp.store._briefs import encode_brief, read_brief
from geoapp.store._shapes import encode_record

SITES = (
    site("青溪河"),
    site("白石湖", type=PlaceType.LAKE, aliases=("白石水库",), named=False),
    site("东山镇", role=Role.MENTION),
)
TOLD = {"no": "问题3", "counties": ("赫山区",), "campaign": Campaign.PETITION, "kind": Kind.WATER}
RICH = record("甲河水质不达标", sites=SITES, **TOLD)


def test_a_brief_says_what_the_whole_record_says() -> None:
    for one in (RICH, record("乙湖岸线被占", sites=())):
        assert read_brief(encode_brief(one)) == read_brief(encode_record(one)) == Brief.of(one)
    assert [spot.names for spot in read_brief(encode_brief(RICH)).spots] == [("青溪河",)]


def test_what_an_earlier_edition_wrote_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "s.gpkg"
    ids = ("c-1-a", "c-1-b")
    store = open_store(str(path), create=True, today=lambda: TODAY)
    put(store, filings=(filing("c-1", RICH, site_ids=ids, marks=(2, 3, 4), own_id="c-1"),))
    sought = {"x": (2, 3, 4)}
    before = store.alike(sought, besides="二")
    store.close()
    with sqlite3.connect(path) as outside:
        assert outside.execute("DELETE FROM briefs").rowcount == 1
    outside.close()
    store = open_store(str(path), today=lambda: TODAY)
    after = store.alike(sought, besides="二")
    store.close()
    assert before["x"]
    assert after == before
