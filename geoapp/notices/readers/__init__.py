"""One module a file extension, each with ``read(data: bytes, name: str) -> Document``.

The folder is the registry: adding ``odt.py`` makes ``.odt`` readable. Heavy parsers are imported by the module that
needs them, and a module is imported only when a file of its kind is read. ``name`` is for messages.
"""
