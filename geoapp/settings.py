"""Settings: defaults < ``geoapp.toml`` < ``GEOAPP_*`` environment. Read once, passed as an argument, never global."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from geoapp.model import UsageError
from geoapp.texts import reason_of, text

ZONE = ZoneInfo("Asia/Shanghai")
"""All dates of the house are Asia/Shanghai dates."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an office may set. Runtime files live under ``folder``, never in the shipped ``data/``."""

    folder: Path = Path("var")
    db: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    language: str = "zh"
    map_review_number: str = ""
    audience: str = "internal"
    """For whom every page, export and print is: ``internal``, or ``public`` by the rules of ``publication.toml``."""
    public_url: str = ""
    """The address under which readers reach this service (``https://zg.example``): printed sheets lead there."""
    max_notice_mb: int = 40
    max_paper_mb: int = 60
    """The largest upload of papers (of one step together)."""
    tiles: str = ""
    """The folder of the office's base maps (.pmtiles, .mbtiles); "" for ``tiles`` in ``folder``."""
    visit_photo_days: int = 60
    """How long a photo from the field waits for its visit before it is removed; at least 7."""
    seconds_per_notice: int = 60
    list_limit: int = 50
    log_level: str = "warning"
    cors_origins: str = ""
    """Origins (``https://gis.example``, several with spaces, or ``*``) whose pages may read /ogcapi/ and /export/."""
    items_limit: int = 10_000
    """The most features of one page of /ogcapi/."""
    export_job_rows: int = 20_000
    """From so many features on, an export that cannot stream is made in the background, with a page to wait on."""
    export_keep_hours: int = 24
    """How long files made in the background are kept."""
    filter_max_chars: int = 4_000
    """The longest CQL2 filter of an address; at most 8000."""
    filter_max_depth: int = 64
    """How deep a CQL2 filter may be nested; at most 64, since a deeper one ends the parser's process."""
    filter_max_list: int = 500
    """The most values of one IN; at most 500."""
    max_body_kb: int = 1024
    """The largest body of a request that brings no files."""
    anonymous_read: str = "auto"
    """Reading without login: ``on``, ``off``, or ``auto``: on this machine's own address while no account exists."""
    session_idle_minutes: int = 120
    """A session ends when it was not used for so long."""
    session_hours: int = 12
    """A session ends at last after so many hours, used or not."""
    trusted_proxies: int = 0
    """How many reverse proxies of the office stand before us and tell the reader's address and scheme."""
    audit_keep_days: int = 400
    """How long the audit log is kept; less than six months is not possible."""
    oidc_issuer: str = ""
    """The office's identity provider (OpenID Connect), e.g. ``https://id.example/realms/office``; "" for none."""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_claim: str = "preferred_username"
    """What the provider calls an account name of ours."""

    @property
    def database(self) -> str:
        """The store's address: a ``.gpkg`` path (or, once that store exists, a ``postgresql://`` URL)."""
        return self.db or str(self.folder / "geoapp.gpkg")

    @property
    def tiles_folder(self) -> Path:
        """Where the office puts its base maps."""
        return Path(self.tiles).expanduser() if self.tiles else self.folder / "tiles"

    def environ(self) -> dict[str, str]:
        """These settings as environment variables: a child process that is given them reads the very same."""
        return {f"GEOAPP_{f.name.upper()}": str(getattr(self, f.name)) for f in fields(self)}


def load_settings(file: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from ``file`` (default: ``geoapp.toml`` in the working folder, if there) and the environment.

    Raises ``UsageError`` for an unknown key or a value of the wrong type, naming the file and what was expected.
    """
    given: dict[str, tuple[str, Any]] = {}
    path = file or Path("geoapp.toml")
    if file is not None or path.is_file():
        try:
            read = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise UsageError(text("settings.unreadable", file=path, reason=reason_of(error))) from error
        given.update({key: (str(path), value) for key, value in read.items()})
    known = {f.name: f for f in fields(Settings)}
    for name in known:
        variable = f"GEOAPP_{name.upper()}"
        if variable in environ:
            given[name] = (variable, environ[variable])
    changes: dict[str, Any] = {}
    for key, (where, value) in given.items():
        if key not in known:
            raise UsageError(text("settings.unknown", where=where, key=key, known=", ".join(sorted(known))))
        changes[key] = _coerce(key, value, where)
    return replace(Settings(), **changes)


def _coerce(key: str, value: Any, where: str) -> Any:
    default = getattr(Settings(), key)
    try:
        if isinstance(default, Path):
            return Path(str(value)).expanduser()
        if isinstance(default, int):
            if isinstance(value, bool):
                raise ValueError(value)
            return int(value)
        if not isinstance(value, str):
            raise ValueError(value)
        return value
    except ValueError as error:
        expected = type(default).__name__
        raise UsageError(text("settings.bad_value", where=where, key=key, value=value, expected=expected)) from error
