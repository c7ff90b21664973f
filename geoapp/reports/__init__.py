"""Reports: what offices print and hand on. Lists as workbooks, the month digest, the evidence pack of a case.

Takes what the corridor has gathered, in words and days, and gives back bytes; knows no store and no web.
"""

from geoapp.reports.book import MEDIA_TYPE, PAPERS, Column, Sheet, write_book
from geoapp.reports.digest import (
    COUNTS,
    DOCX,
    PARTS,
    Digest,
    DigestRow,
    Tally,
    cells_of,
    rows_of,
    write_digest_book,
    write_digest_document,
)
from geoapp.reports.lists import ListedCase, ListHead, write_lists
from geoapp.reports.pack import PackFile, Part, safe_name, write_csv, write_pack, write_page

__all__ = [
    "COUNTS", "DOCX", "MEDIA_TYPE", "PAPERS", "PARTS", "Column", "Digest", "DigestRow", "ListHead", "ListedCase",
    "PackFile", "Part", "Sheet", "Tally", "cells_of", "rows_of", "safe_name", "write_book", "write_csv",
    "write_digest_book", "write_digest_document", "write_lists", "write_pack", "write_page",
]  # fmt: skip
