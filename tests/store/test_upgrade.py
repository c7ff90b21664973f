"""A store of the first schema is brought to the present one with its records and their own keys."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from making import TODAY, at, filing, put

from geoapp.store import Look, Told, _create, open_store


def test_records_of_an_older_store_get_their_own_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "old.gpkg"
    with monkeypatch.context() as old:
        old.setattr(_create, "STEPS", _create.STEPS[:1])
        _create.prepare(path, create=True)
    connection = sqlite3.connect(path)
    connection.create_function("ST_IsEmpty", 1, lambda _: 1)
    connection.execute("UPDATE writing SET actor = 'test'")
    connection.execute(
        "INSERT INTO notices (identifier, work_key, title, text, media_type, file_name, genre, detail, ingested_at) "
        "VALUES ('n', 'w', 't', 'x', 'text/plain', 'f', 'other', '{}', '2026-01-05T01:00:00.000Z')"
    )
    connection.execute(
        "INSERT INTO dossiers (case_id, province, version, created_at, updated_at, withdrawn) "
        "VALUES ('c-1', '43', 1, '2026-01-05T01:00:00.000Z', '2026-01-05T01:00:00.000Z', 1)"
    )
    connection.execute(
        "INSERT INTO records (case_id, province, notice_id, ordinal, record, filed, read_at, current) VALUES "
        """('c-1', '43', 'n', 0, '{"problem":"甲","quotes":{}}', '{}', '2026-01-05T01:00:00.000Z', 1)"""
    )
    connection.execute("UPDATE writing SET actor = NULL")
    connection.commit()
    connection.close()
    store = open_store(str(path), today=lambda: TODAY)
    try:
        assert store.placed(["c-1"]) == {"c-1": "c-1"}
        assert [held.filing.key for held in store.held(case_id="c-1")] == ["c-1"]
        assert put(store, filings=(filing("c-2"),)).added == ("c-2",)
        paper = store.put_attachment(b"paper", "a.pdf", "application/pdf")
        told = Told("c-2", "visit", happened_on=TODAY, attachments=(paper,))
        assert store.tell(told, actor="李", at=at(1), if_match=1) == 2
        store.put_look(Look("n", ("提醒",), "李", at(2)))
        outside = sqlite3.connect(path)
        for statement in (
            "DELETE FROM papers",
            "UPDATE papers SET name = 'b'",
            "INSERT INTO papers SELECT NULL, event_id, case_id, sha256, 'b', media_type, size FROM papers",
            "DELETE FROM looks",
            "UPDATE looks SET seen = 0",
            "INSERT INTO looks SELECT NULL, notice_id, warnings, 'x', at, seen FROM looks",
        ):
            with pytest.raises(sqlite3.DatabaseError):
                outside.execute(statement)
        outside.close()
    finally:
        store.close()
