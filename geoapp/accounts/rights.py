"""Who may do what: five roles, a handful of rights. Every route names the right that it needs."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Right(StrEnum):
    """What a route may ask for. ``OPEN`` needs nobody: the way in, and files that hold no data."""

    OPEN = "open"
    READ = "read"
    OWN = "own"  # one's own account: password, sessions
    TOKEN = "token"  # noqa: S105 - keys for programs
    VISIT = "visit"
    WRITE_STEP = "write_step"
    REVIEW = "review"
    INGEST = "ingest"
    ADMIN = "admin"


class UserRole(StrEnum):
    """查看、检查、分析、编辑、管理."""

    VIEWER = "viewer"
    INSPECTOR = "inspector"
    ANALYST = "analyst"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


_VIEWER = frozenset({Right.OPEN, Right.READ, Right.OWN})
RIGHTS: Mapping[UserRole, frozenset[Right]] = {
    UserRole.VIEWER: _VIEWER,
    UserRole.INSPECTOR: _VIEWER | {Right.VISIT},
    UserRole.ANALYST: _VIEWER | {Right.TOKEN},
    UserRole.EDITOR: frozenset(Right) - {Right.ADMIN},
    UserRole.ADMINISTRATOR: frozenset(Right),
}
ANONYMOUS = frozenset({Right.OPEN, Right.READ})
"""What a reader without an account may do, where the office allows reading without login."""
TOKEN_RIGHTS = frozenset({Right.READ, Right.VISIT, Right.WRITE_STEP, Right.REVIEW, Right.INGEST})
"""What a token may be given at most: programs neither administer nor change passwords."""
