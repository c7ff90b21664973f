"""Kept pieces: of one version only, never more than fit, and what is asked for stays."""

from __future__ import annotations

from geoapp.web.pieces import Pieces


def test_pieces_are_of_one_version() -> None:
    pieces = Pieces(10_000)
    assert pieces.many("1", "a", [1, 2]) == [None, None]
    pieces.put("1", "a", {1: b"one"})
    assert pieces.many("1", "a", [2, 1]) == [None, b"one"]
    assert pieces.many("1", "b", [1]) == [None]
    pieces.put("0", "a", {2: b"made for an older state"})
    assert pieces.many("1", "a", [2]) == [None]
    assert pieces.many("2", "a", [1]) == [None]


def test_what_is_asked_for_stays_and_the_rest_goes() -> None:
    pieces, piece = Pieces(20_000), bytes(800)  # ten of a generation, each with what it costs besides
    pieces.many("1", "a", [])
    for key in range(100):
        pieces.put("1", "a", {key: piece})
        assert pieces.many("1", "a", [0, key]) == [piece, piece]
    found = pieces.many("1", "a", list(range(1, 100)))
    held = [key for key, one in enumerate(found, 1) if one is not None]
    assert 5 <= len(held) <= 22
    assert held == list(range(100 - len(held), 100))
