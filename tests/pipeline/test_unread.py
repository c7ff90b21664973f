"""What a notice says between its cases and no case took, and a notice without any case, are told to a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from telling import PROGRESS

from geoapp.model import Extraction, Notice, Record
from geoapp.pipeline import Report
from geoapp.pipeline.reviewing import read_queue
from geoapp.pipeline.unread import reading_warnings, unread_passages
from geoapp.store import Store

FileNotice = Callable[..., Report]
BETWEEN = (
    "另有群众反映某处河道两岸堆放了大量建筑垃圾和生活垃圾，雨天随水流入河道，影响下游两个村的取水和灌溉，县里尚未研究。"
)
TODAY = date(2026, 1, 15)


def why(store: Store) -> list[str]:
    return [one.why for one in read_queue(store, "unread", TODAY).items]


def test_a_notice_that_is_read_whole_waits_for_nobody(file_notice: FileNotice, store: Store) -> None:
    file_notice("progress.txt", PROGRESS)
    assert why(store) == []


def test_a_notice_without_any_case_says_so(file_notice: FileNotice, store: Store) -> None:
    file_notice(
        "news.txt", "关于召开整改工作会议的通知\n定于下周一上午九时在会议室召开会议，请准时参加。\n2024年9月30日\n"
    )
    (said,) = why(store)
    assert "《" in said


def extraction(words: str, *claimed: str) -> Extraction:
    notice = Notice("0" * 64, "w", "通报", words, "text/plain", "a.txt", warnings=("纸面有水渍",))
    spans = tuple((words.index(part), words.index(part) + len(part)) for part in claimed)
    record = Record(claimed[0], {}, spans=spans)
    return Extraction(notice, (record,), warnings=("日期是推定的",))


def test_a_passage_between_cases_is_told_with_its_first_words() -> None:
    first, second = "问题一：河水发黑。", "问题二：矿渣露天堆放。"
    read = extraction(
        f"开头说了很多很多不属于任何案件的话，{BETWEEN}{first}\n{BETWEEN}\n{second}{BETWEEN}", first, second
    )
    assert list(unread_passages(read)) == [BETWEEN]
    own, said = reading_warnings(read)
    assert own == "纸面有水渍" and "1 段" in said and BETWEEN[:20] in said


def test_labels_and_units_between_cases_are_no_loss() -> None:
    first, second = "问题一：河水发黑。", "问题二：矿渣露天堆放。"
    labels = "\n牵头单位：县水利局\n责任单位：县农业农村局、县住建局\n整改时限：2025年12月\n"
    assert list(unread_passages(extraction(first + labels + second, first, second))) == []
