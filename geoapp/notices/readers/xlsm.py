"""Excel ledgers with macros: read like .xlsx, macros are never looked at."""

from geoapp.notices.readers.xlsx import read

__all__ = ["read"]
