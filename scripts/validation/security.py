"""Credentials of a request: present, and the configured ones where the mock was started with some."""

import base64
import binascii
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from scripts.openapi import Document, Operation
from scripts.security import SecurityScheme, security_requirements
from scripts.validation.errors import RequestError, Violation
from scripts.validation.messages import RequestHead
from scripts.validation.parameters import parse_cookies
from scripts.validation.styles import RawValues, decode

# The parameters of a challenge. Clients can respond to one of digest authentication only with these (RFC 7616, 3.3).
_CHALLENGE = 'realm="*"'
_CHALLENGES = {"digest": f'{_CHALLENGE}, nonce="mock", qop="auth"'}


@dataclass(frozen=True)
class _Check:
    """A check of one credential.

    Attributes:
        location: `header`, `query`, `cookie`, or `tls`, which cannot be seen here.
        name: The name of the query parameter or cookie.
        header: The name of the header in lower case.
        scheme: The HTTP authentication scheme in lower case; empty if the credential has none.
        where: Where the credential is, for the error.
        expected: The valid values; None if every value is valid.
    """

    location: str
    name: str
    header: bytes
    scheme: str
    where: str
    expected: tuple[bytes, ...] | None

    def fault(self, head: RequestHead, pairs: RawValues) -> str | None:
        """Return why the credential is not valid, or None."""
        if self.location == "header":
            given = head.by_name.get(self.header)
        elif self.location == "query":
            given = decode(pairs[self.name][0]).encode() if self.name in pairs else None
        elif self.location == "cookie":
            cookies = parse_cookies(head)
            given = unquote(cookies[self.name][0]).encode() if self.name in cookies else None
        else:
            return None
        if not given:
            return "is required"
        if self.scheme and (fault := _authorization_fault(self.scheme, given)):
            return fault
        if self.expected is not None and not any(hmac.compare_digest(given, each) for each in self.expected):
            return "is not valid"
        return None


class SecurityValidator:
    """The security requirements of an operation."""

    def __init__(self, document: Document, operation: Operation, credentials: Mapping[str, str]) -> None:
        """Prepare the checks.

        Args:
            document: The contract.
            operation: The operation.
            credentials: The valid values of a credential, separated by line breaks, by the lower-case name of its
                header, query parameter or cookie. Of any other, every value that is not empty is valid.

        Raises:
            UserError: A security scheme cannot be read.
        """
        requirements = security_requirements(document, operation)
        self._alternatives = [[_check(scheme, credentials) for scheme in schemes] for schemes in requirements]
        checks = [check for alternative in self._alternatives for check in alternative]
        self.needs_query = any(check.location == "query" for check in checks)
        names = dict.fromkeys(check.scheme for check in checks if check.scheme)
        challenges = ", ".join(f"{name.title()} {_CHALLENGES.get(name, _CHALLENGE)}" for name in names)
        self._headers = {"WWW-Authenticate": challenges} if challenges else {}

    def validate(self, head: RequestHead, pairs: RawValues) -> None:
        """Reject a request that satisfies none of the alternatives.

        Raises:
            RequestError: 401, with `WWW-Authenticate` where an HTTP authentication scheme would do (RFC 9110, 11.6.1).
        """
        for checks in self._alternatives:
            for check in checks:
                if check.fault(head, pairs) is not None:
                    break
            else:
                return
        if self._alternatives:
            raise RequestError(401, self._violations(head, pairs), self._headers)

    def _violations(self, head: RequestHead, pairs: RawValues) -> list[Violation]:
        """Return the violations of the alternative with the fewest."""
        found = [
            [Violation(check.where, fault) for check in checks if (fault := check.fault(head, pairs))]
            for checks in self._alternatives
        ]
        return min(found, key=len)


def _check(scheme: SecurityScheme, credentials: Mapping[str, str]) -> _Check:
    expected = credentials.get(scheme.name.lower())
    return _Check(
        location=scheme.location,
        name=scheme.name,
        header=scheme.name.lower().encode("latin-1", "replace"),
        scheme=scheme.scheme,
        where=f"{scheme.location}.{scheme.name}",
        expected=None if expected is None else tuple(expected.encode().split(b"\n")),
    )


def _authorization_fault(scheme: str, given: bytes) -> str | None:
    """Return why an `Authorization` header is malformed, or None."""
    name, _, value = given.partition(b" ")
    if name.lower() != scheme.encode() or not value.strip():
        return f"must be {scheme.title()} followed by the credential"
    if scheme == "basic":
        try:
            if b":" in base64.b64decode(value.strip(), validate=True):
                return None
        except binascii.Error:
            pass
        return "must be Basic followed by user:password in base64"
    return None
