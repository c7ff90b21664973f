"""Pages copied with the sounds of their characters: 建設(shè)局."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from geoapp import notices
from geoapp.pipeline import World, read_notice

SOUNDED = """關(guān)于云溪縣(xiàn)生態(tài)環(huán)境問題整改進展情況的通報
問題1.石橋鎮(zhèn)某某建材廠堆場未苫蓋,揚(yáng)塵污染嚴(yán)重。
整改情況:縣(xiàn)住建局已責(zé)令該(gāi)廠建設(shè)圍擋120米,2023年9月完成整改。
問題2.柳河鎮(zhèn)段河道(de)垃圾未清理。
整改情況:正在清運(yùn),計(jì)劃2023年12月底前完成。
"""


def test_sounds_behind_characters_are_read_past_and_quoted_as_written(world: World) -> None:
    found = read_notice(Path("a.txt"), world, SOUNDED.encode())
    assert found.notice.title == "關于云溪縣生態環境問題整改進展情況的通報"
    first, second = found.records
    assert first.problem == "石橋鎮某某建材廠堆場未苫蓋,揚塵污染嚴重。"
    assert (first.deadline, second.deadline) == (None, date(2023, 12, 31))
    assert [metric.unit for metric in first.metrics] == ["米"]
    for quote in (first.quotes["problem"], second.quotes["problem"]):
        assert SOUNDED[quote.start : quote.end] == quote.exact
    assert "鎮(zhèn)" in first.quotes["problem"].exact


def test_latin_words_in_brackets_stay() -> None:
    text = "某厂排气(pm)超标,水样(ph)偏低,噪声(db)偏高,油烟(voc)直排。\n"
    notice = notices.read(Path("a.txt"), text.encode())
    assert notices.flowing(notice).notice is notice
