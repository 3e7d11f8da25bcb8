"""Certificates for HTTPS on this machine, by a certificate authority that is kept between runs."""

import os
import ssl
from pathlib import Path

import trustme

from scripts.project import UserError

_NAMES = ("localhost", "127.0.0.1", "::1")


def server_context(folder: Path, host: str) -> tuple[ssl.SSLContext, Path]:
    """Return a TLS context for a server, and the file with the certificate to trust.

    Args:
        folder: Where the authority is kept; created if necessary. Only this user can read its key.
        host: A name or an address of the server, besides those of this machine.

    Raises:
        UserError: The folder cannot be used.
    """
    certificate, key = folder / "ca.pem", folder / "ca.key"
    try:
        authority = _load(certificate, key)
    except (OSError, ValueError) as error:
        raise UserError(f"{folder}: cannot keep a certificate authority there: {error}; remove the folder") from error
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(*_NAMES, *({host} - {*_NAMES, "", "0.0.0.0", "::"})).configure_cert(context)  # noqa: S104
    return context, certificate


def _load(certificate: Path, key: Path) -> trustme.CA:
    """Return the kept certificate authority, or a new one."""
    if certificate.exists() and key.exists():
        return trustme.CA.from_pem(certificate.read_bytes(), key.read_bytes())
    certificate.parent.mkdir(parents=True, exist_ok=True)
    authority = trustme.CA(organization_name="CaiGunn mock")
    descriptor = os.open(key, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(authority.private_key_pem.bytes())
    certificate.write_bytes(authority.cert_pem.bytes())
    return authority
