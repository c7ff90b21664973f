"""Accounts: people, roles, sessions, tokens and the audit log, in a small file beside the database.

Enter by ``open_accounts``. Password hashes never stand in the GeoPackage, which analysts open in QGIS.
"""

from geoapp.accounts._audit import Audit, AuditEntry, AuditKind, said
from geoapp.accounts._audit_files import AUDIT_FORMATS
from geoapp.accounts._counts import Counts
from geoapp.accounts._door import Accounts, accounts_path, open_accounts, verify_accounts
from geoapp.accounts._people import PASSWORD_MIN, Person, check_password
from geoapp.accounts._tokens import Token
from geoapp.accounts.rights import ANONYMOUS, RIGHTS, TOKEN_RIGHTS, Right, UserRole

__all__ = [
    "ANONYMOUS", "AUDIT_FORMATS", "PASSWORD_MIN", "RIGHTS", "TOKEN_RIGHTS", "Accounts", "Audit", "AuditEntry",
    "AuditKind", "Counts", "Person", "Right", "Token", "UserRole", "accounts_path", "check_password", "open_accounts",
    "said", "verify_accounts",
]  # fmt: skip
