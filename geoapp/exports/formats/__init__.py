"""One module a format, named by its extension.

A module has ``MEDIA_TYPE``, ``STREAMS`` and ``write(rows, about) -> Iterator[bytes]``; ``SUFFIX`` where the file that
leaves the house ends otherwise (a zip). ``tests/exports`` demands that each is read back by a foreign program.
"""
