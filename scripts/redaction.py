"""Redaction of credentials: finds them in requests, and replaces them in any text, however they are escaped."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, quote_plus, unquote_plus, unquote_to_bytes

from scripts.openapi import Document
from scripts.security import security_schemes

MARK = "[redacted]"
# A shorter credential is redacted only as a separate word. Otherwise the key `k` would be removed from every word that
# contains a k, and could be read from the result.
SHORT = 8
# A longer credential is searched in its usual spellings only: a pattern of all spellings takes a second to compile.
_LONG = 500
_SENSITIVE_HEADERS = ("authorization", "cookie", "proxy-authorization")
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+|(?:\\u[0-9A-Fa-f]{4})+|\\[\"/]|\+")
_ESCAPE_CHARACTERS = "%\\+"
_QUERY_PARAMETER = re.compile(r"[?&]([^=&]*)=([^&]*)")


class Placeholder(NamedTuple):
    """A redacted credential. `variable` is the shell variable that holds it in a curl command."""

    variable: str


Parts = list[str | Placeholder]


class Redactor:
    """Replaces credentials in texts, and in the headers that carry them.

    Attributes:
        variables: The credentials, each with its shell variable.
    """

    def __init__(self, variables: Mapping[str, str], headers: Collection[bytes] = ()) -> None:
        """Create a redactor.

        Args:
            variables: The credentials, each with its shell variable.
            headers: The lower-case names of headers whose whole value is a credential.
        """
        # The longest first: one may contain another.
        self.variables = dict(sorted(variables.items(), key=lambda each: -len(each[0])))
        self._headers = headers
        self._with_escapes = {value for value in variables if any(each in value for each in _ESCAPE_CHARACTERS)}

    def split(self, raw: bytes) -> Parts:
        """Return a text in parts, with a placeholder for each credential."""
        text = _decode(raw)
        unescaped = _ESCAPES.sub(_unescape, text) if any(each in text for each in _ESCAPE_CHARACTERS) else text
        parts: Parts = [text]
        for value, variable in self.variables.items():
            # To search for all spellings is slow.
            if value in unescaped or value in text or value in self._with_escapes:
                parts = [new for part in parts for new in _replace(part, value, variable)]
        return [part for part in parts if part]

    def split_header(self, name: bytes, value: bytes) -> Parts:
        """Return the value of a header in parts; a single placeholder if the header carries a credential."""
        if value and name in self._headers:
            return [Placeholder(self.variables.get(_decode(value), "CREDENTIAL"))]
        return self.split(value)

    def redact(self, raw: bytes) -> bytes:
        """Return a text with `MARK` instead of each credential."""
        return _join(self.split(raw))

    def redact_text(self, text: str) -> str:
        """Return a text with `MARK` instead of each credential."""
        return printable(self.redact(text.encode("utf-8", "replace")))

    def redact_header(self, name: bytes, value: bytes) -> bytes:
        """Return the value of a header with `MARK` instead of each credential."""
        return _join(self.split_header(name, value))

    def redact_headers(self, headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
        """Return names and values of headers as texts, with `MARK` instead of each credential."""
        return [(name.decode("latin-1"), printable(self.redact_header(name, value))) for name, value in headers]

    def truncate(self, raw: bytes, length: int) -> str:
        """Return the redacted beginning of a text: `length` characters and an ellipsis, or all of a shorter text."""
        # A credential that is cut off is not recognised. Each character has at most 12 bytes, as a pair of `\uXXXX`.
        needed = length + 12 * max(map(len, self.variables), default=0)
        text = printable(self.redact(raw[:needed]))
        return text if len(text) <= length and len(raw) <= needed else f"{text[:length]}…"

    def without_partial_credential(self, raw: bytes) -> bytes:
        """Return a text that was cut off without the bytes at its end that may begin a credential."""
        for value in map(_encode, self.variables):
            for length in range(min(len(value) - 1, len(raw)), 0, -1):
                if raw.endswith(value[:length]):
                    return raw[:-length]
        return raw


class CredentialFinder:
    """Finds credentials in requests, by the names of the contract's security schemes and of standard headers."""

    def __init__(self, document: Document, configured: Mapping[str, str]) -> None:
        """Create a finder.

        Args:
            document: The contract.
            configured: Credentials to redact whether or not a request carries them, by their names in lower case.
        """
        self._configured = configured
        self._headers: frozenset[bytes] = frozenset()
        self._parameters: frozenset[str] = frozenset()
        self.extend(document)

    def extend(self, document: Document) -> None:
        """Also find the credentials of another version of the contract."""
        names = {*_SENSITIVE_HEADERS, *(scheme.name.lower() for scheme in security_schemes(document).values())} - {""}
        self._headers |= {name.encode() for name in names}
        # A key may be in the query by mistake, in another spelling such as `api_key`.
        self._parameters |= set(map(_normalized, names))

    def find(self, headers: Sequence[tuple[bytes, bytes]], target: bytes) -> dict[tuple[str, str], None]:
        """Return the credentials of a request: the name of the header or parameter, and the value.

        Args:
            headers: The headers of the request, with lower-case names.
            target: The path and query of the request.
        """
        return dict.fromkeys([*self._in_headers(headers), *self._in_query(target)])

    def redactor(self, found: Iterable[tuple[str, str]]) -> Redactor:
        """Return a redactor of these credentials and the configured ones."""
        variables: dict[str, str] = {}
        used: set[str] = set()
        for name, value in (*found, *self._configured.items()):
            if value not in variables:
                variables[value] = _variable(name, used)
        return Redactor(variables, self._headers)

    def _in_headers(self, headers: Sequence[tuple[bytes, bytes]]) -> Iterator[tuple[str, str]]:
        for raw_name, raw_value in headers:
            if raw_name in self._headers and raw_value:
                name, value = raw_name.decode(), _decode(raw_value)
                yield name, value
                yield from ((f"{name}-part", part) for part in _secret_parts(name, value) if part)
                if (latin := raw_value.decode("latin-1")) != value:
                    yield f"{name}-latin", latin

    def _in_query(self, target: bytes) -> Iterator[tuple[str, str]]:
        for name, value in _QUERY_PARAMETER.findall(_decode(target)):
            if value and _normalized(unquote_plus(name)) in self._parameters:
                yield name, unquote_plus(value, errors="surrogateescape")


def printable(raw: bytes) -> str:
    """Return a text, with escapes for the bytes that are not UTF-8."""
    return raw.decode("utf-8", "backslashreplace")


def _decode(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _join(parts: Parts) -> bytes:
    return _encode("".join(part if isinstance(part, str) else MARK for part in parts))


def _normalized(name: str) -> str:
    return re.sub("[-_. ]", "", name.lower())


def _variable(name: str, used: set[str]) -> str:
    """Return a shell variable that is not used yet, and add it."""
    base = re.sub("[^A-Z0-9]", "_", name.upper())
    base = f"_{base}" if base[:1].isdigit() else base
    variable, count = base, 1
    while variable in used:
        count += 1
        variable = f"{base}_{count}"
    used.add(variable)
    return variable


def _secret_parts(name: str, value: str) -> list[str]:
    """Return the secrets in the value of a standard header: the credentials after the scheme, the values of cookies."""
    if name == "cookie":
        return [pair.partition("=")[2].strip(' "') for pair in value.split(";")]
    return [value.partition(" ")[2].strip()] if name in _SENSITIVE_HEADERS else []


def _unescape(match: re.Match[str]) -> str:
    escape = match[0]
    match escape[:2]:
        case "\\u":
            return bytes.fromhex(escape.replace("\\u", "")).decode("utf-16-be", "replace")
        case "+":
            return " "
        case _ if escape.startswith("%"):
            return _decode(unquote_to_bytes(escape))
        case _:
            return escape[1:]


def _replace(part: str | Placeholder, value: str, variable: str) -> Iterator[str | Placeholder]:
    if isinstance(part, Placeholder):
        yield part
        return
    end = 0
    for match in _spellings(value).finditer(part):
        yield part[end : match.start()]
        yield Placeholder(variable if match[0] == value else f"{variable}_AS_SENT")
        end = match.end()
    yield part[end:]


@lru_cache(maxsize=1024)
def _spellings(value: str) -> re.Pattern[str]:
    """Return a pattern of a value in which any character may be escaped as in a URL, a form or JSON."""
    if len(value) > _LONG:
        usual = {value, quote(value, "", errors="surrogateescape"), quote_plus(value, errors="surrogateescape")}
        usual |= {json.dumps(value, ensure_ascii=is_ascii)[1:-1] for is_ascii in (True, False)}
        return re.compile(f"(?i:{'|'.join(map(re.escape, usual))})")
    pattern = "".join(map(_spelling, value))
    return re.compile(rf"(?<![A-Za-z0-9]){pattern}(?![A-Za-z0-9])" if len(value) < SHORT else pattern)


@lru_cache(maxsize=1024)
def _spelling(character: str) -> str:
    in_url = "".join(f"%{byte:02x}" for byte in _encode(character))
    units = character.encode("utf-16-be", "surrogatepass").hex()
    in_json = "".join(rf"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))
    spellings = [re.escape(character), f"(?i:{in_url})", f"(?i:{in_json})"]
    if character in '"\\/':
        spellings.append(re.escape(f"\\{character}"))
    if character == " ":
        spellings.append(r"\+")
    return f"(?:{'|'.join(spellings)})"
