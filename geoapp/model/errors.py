"""The one error tree of the house.

Every error that a user can cause is one of these; ``web`` and ``cli`` each catch ``GeoappError`` in one place.
A message names the file, the place in it, the value, and what was expected, in the reader's language.

    GeoappError
      UsageError        the caller's words are wrong            exit 2, HTTP 400
      NotFound          no such case, notice, layer             exit 1, HTTP 404
      Forbidden         the rights do not reach so far          exit 1, HTTP 403
      Conflict          somebody else changed it first          exit 1, HTTP 412
      UnreadableNotice  one file cannot be read                 a row in the report, exit 1, HTTP 422
      BadDefinition     a layer, gazetteer or data file is off  exit 2, HTTP 500 page that names the file
      StoreError        the store does not answer               exit 1, HTTP 503
"""


class GeoappError(Exception):
    """Base of all errors that carry a sentence for the user."""


class UsageError(GeoappError):
    """The request itself is wrong; ``parameter`` names the word that is, ``example`` shows a right one."""

    def __init__(self, message: str, *, parameter: str | None = None, example: str | None = None) -> None:
        super().__init__(message)
        self.parameter = parameter
        self.example = example


class NotFound(GeoappError):
    """What was asked for does not exist (or lies outside the reader's rights)."""


class Forbidden(GeoappError):
    """Known and seen, but beyond what this person may do."""


class Conflict(GeoappError):
    """The version that the writer saw is not the present one."""


class UnreadableNotice(GeoappError):
    """One notice file cannot be read; the run goes on with the others."""


class BadDefinition(GeoappError):
    """A definition file (layer, gazetteer, units) breaks its schema; the message names file, key and fix."""


class StoreError(GeoappError):
    """The store cannot be opened, read or written just now."""
