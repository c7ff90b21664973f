"""The short spelling of .html."""

from geoapp.notices.readers.html import read

__all__ = ["read"]
