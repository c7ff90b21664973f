"""A certificate authority of the office's own, and the server's certificate from it.

Browsers give a position only to pages that came by https, and offices have no public name that a public authority could
vouch for. So the office vouches for itself: phones install ``ca.crt`` once, the server shows ``server.pem``. The
authority may speak for nothing but the names and addresses of this server (name constraints), so that its key, were it
stolen, could not be used against other sites.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from geoapp.model import UsageError
from geoapp.texts import text

AUTHORITY_DAYS = 3650
SERVER_DAYS = 397
"""Phones refuse server certificates that are valid for longer."""
RENEW_DAYS = 30
_NAME = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Papers:
    """Where the files stand. ``authority`` is for phones; the two keys leave this machine never."""

    folder: Path

    @property
    def authority(self) -> Path:
        """The authority's certificate, to install on phones and computers."""
        return self.folder / "ca.crt"

    @property
    def authority_key(self) -> Path:
        """Signs server certificates."""
        return self.folder / "ca.key"

    @property
    def server(self) -> Path:
        """What the server shows."""
        return self.folder / "server.pem"

    @property
    def server_key(self) -> Path:
        """The server's secret."""
        return self.folder / "server.key"

    def ready(self) -> bool:
        """Whether a server can use them."""
        return self.server.is_file() and self.server_key.is_file()


def papers_of(folder: Path) -> Papers:
    """The certificates of the data folder."""
    return Papers(folder / "tls")


def make_papers(papers: Papers, hosts: Sequence[str], *, office: str, now: datetime) -> x509.Certificate:
    """Make (or renew) the server's certificate for ``hosts``, names or addresses; the authority is made when there is
    none, or when it may not speak for one of them. Returns the server's certificate. Raises ``UsageError``.
    """
    names = read_hosts(hosts)
    papers.folder.mkdir(parents=True, exist_ok=True)
    known = _authority(papers)
    if known is None or not _speaks_for(known[0], names):
        known = _make_authority(papers, names, office, now)
    authority, authority_key = known
    key = ec.generate_private_key(ec.SECP256R1())
    shown = str(names[0])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, shown[:64])]))
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # phones' clocks may be a day behind
        .not_valid_after(now + timedelta(days=SERVER_DAYS - 1))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    _write_key(papers.server_key, key)
    chain = certificate.public_bytes(serialization.Encoding.PEM) + authority.public_bytes(serialization.Encoding.PEM)
    papers.server.write_bytes(chain)
    return certificate


def read_hosts(hosts: Sequence[str]) -> list[str | Address]:
    """Names and addresses, each once; raises ``UsageError`` naming the one that is neither."""
    found: dict[str | Address, None] = {}
    for host in hosts:
        written = host.strip().lower().strip("[]")
        try:
            found[ipaddress.ip_address(written)] = None
        except ValueError as error:
            if not _NAME.fullmatch(written):
                raise UsageError(text("tls.bad_host", host=host), parameter="host", example="192.168.1.10") from error
            found[written] = None
    if not found:
        raise UsageError(text("tls.no_host"), parameter="host", example="192.168.1.10")
    return list(found)


def days_left(papers: Papers, now: datetime) -> int:
    """For how many days the server's certificate is still valid."""
    certificate = x509.load_pem_x509_certificate(papers.server.read_bytes())
    return (certificate.not_valid_after_utc - now).days


def fingerprint(papers: Papers) -> str:
    """The authority's SHA-256 fingerprint, as phones show it: to be compared before installing."""
    certificate = x509.load_pem_x509_certificate(papers.authority.read_bytes())
    digest = certificate.fingerprint(hashes.SHA256()).hex().upper()
    return ":".join(digest[i : i + 2] for i in range(0, len(digest), 2))


def _authority(papers: Papers) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None:
    if not (papers.authority.is_file() and papers.authority_key.is_file()):
        return None
    key = serialization.load_pem_private_key(papers.authority_key.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise UsageError(text("tls.foreign_key", file=papers.authority_key))
    return x509.load_pem_x509_certificate(papers.authority.read_bytes()), key


def _make_authority(
    papers: Papers, names: Sequence[str | Address], office: str, now: datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    title = text("tls.authority", office=office)[:64]
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, title)])
    allowed = [_constraint(name) for name in names]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=AUTHORITY_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.NameConstraints(permitted_subtrees=allowed, excluded_subtrees=None), critical=True)
        .add_extension(_signing_only(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write_key(papers.authority_key, key)
    papers.authority.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return certificate, key


def _speaks_for(authority: x509.Certificate, names: Sequence[str | Address]) -> bool:
    """Whether the authority's constraints allow all these names."""
    permitted = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    values = {str(one.value) for one in permitted}
    return all(str(_constraint(name).value) in values for name in names)


def _constraint(name: str | Address) -> x509.GeneralName:
    return x509.DNSName(name) if isinstance(name, str) else x509.IPAddress(ipaddress.ip_network(name))


def _general(name: str | Address) -> x509.GeneralName:
    return x509.DNSName(name) if isinstance(name, str) else x509.IPAddress(name)


def _signing_only() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    """For this account's eyes only, where the file system knows such a thing."""
    data = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
