"""Ids that stay: equal for the same case on re-ingest, in another format, in another order of reading."""

from __future__ import annotations

import re
from base64 import b32encode
from functools import lru_cache
from hashlib import sha256

from geoapp.cases.source import fold
from geoapp.model import Record, Site

_NOISE = re.compile(r"[\s\W_]+")


def _digest(words: str, length: int) -> str:
    # Five bytes make eight characters: what comes after those that are kept need not be spelled.
    used = sha256(words.encode("utf-8")).digest()[: 5 * -(-length // 8)]
    return b32encode(used).decode("ascii").lower()[:length]


def _plain(words: str) -> str:
    """Words without spaces and punctuation, folded: two formats of one work differ in these only."""
    return _NOISE.sub("", fold(words)).lower()


@lru_cache(maxsize=4096)
def _plain_name(name: str) -> str:
    """The same of a place's name, which comes back in other notices."""
    return _plain(name)


def _key(record: Record) -> str:
    """A number of the problem's own (问题5, a petition's code) is enough; a bare counter restarts, so words join it."""
    number, words = _plain(record.no or ""), _plain(record.problem)
    if not number:
        return f"problem:{words}"
    if re.search(r"问题|[a-z]|\d{4}", number):
        return f"no:{number}"
    return f"no:{number}:{words[:24]}"


def case_id(work_key: str, province_code: str, record: Record, seen: set[str]) -> str:
    """``43-`` (province) and 12 characters from work and the record's own key; ``seen`` collects the ids of the notice.

    The key is the problem's number, else its words. Only records whose keys are equal are told apart by their order.
    """
    key = _key(record)
    prefix = province_code[:2] or "00"
    ordinal = 1
    while True:
        suffix = f"|{ordinal}" if ordinal > 1 else ""
        found = f"{prefix}-{_digest(f'{work_key}|{key}{suffix}', 12)}"
        if found not in seen:
            seen.add(found)
            return found
        ordinal += 1


def site_id(case: str, site: Site) -> str:
    """The case's id, a dot and 6 characters from the site's name and type."""
    return f"{case}.{_digest(f'{_plain_name(site.name)}|{site.type.value}', 6)}"


def parted_id(case: str) -> str:
    """The id of the case that a record founds anew when a person parts it from the case that bears its own id."""
    return f"{case.partition('-')[0]}-{_digest(f'parted|{case}', 12)}"
