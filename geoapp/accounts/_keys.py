"""Keys that are handed out once and kept only as their hash: sessions, tokens, links."""

from __future__ import annotations

import hashlib
import secrets


def new_key(prefix: str = "") -> str:
    """256 random bits that may stand in an address; ``prefix`` tells what it is when found lying about."""
    return prefix + secrets.token_urlsafe(32)


def hashed(key: str) -> str:
    """What is kept of a key. A plain hash does: nobody guesses 256 bits."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
