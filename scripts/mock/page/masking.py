"""Credentials in what the mock keeps: found by the headers that carry them, and hidden wherever else they stand."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, quote_plus, unquote_plus, unquote_to_bytes

from scripts.mock.journal import Exchange
from scripts.openapi import Document, resolve

MASK = "•••"
# A shorter value is hidden where it is a word of its own. Else the key `k` would take every k of a text with it, and be
# read from what is left.
_SHORT = 8
# Of a longer one only the usual spellings are looked for, as to prepare for all takes a second or more.
_LONG = 500
_ALWAYS = ("authorization", "cookie", "proxy-authorization")
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+|(?:\\u[0-9A-Fa-f]{4})+|\\[\"/]|\+")
_MARKS = "%\\+"
_QUERY_MEMBER = re.compile(r"[?&]([^=&]*)=([^&]*)")


class Hidden(NamedTuple):
    """Stands in a text for a credential: `variable` is what a shell may have it in."""

    variable: str


Pieces = list[str | Hidden]


class Mask:
    """Hides credentials in texts, and in the headers that carry them."""

    def __init__(self, variables: Mapping[str, str], carriers: Collection[bytes]) -> None:
        """Take the credentials, each with the name of its variable, and the names of the headers that carry them."""
        self._carriers = carriers
        # The longest first: one may be a part of another.
        self.variables = dict(sorted(variables.items(), key=lambda each: -len(each[0])))
        self._like_escapes = {value for value in variables if any(mark in value for mark in _MARKS)}

    def split(self, raw: bytes) -> Pieces:
        """Return a text in pieces, in which the credentials are hidden however they are escaped."""
        text = _text(raw)
        plain = _unescaped(text)
        pieces: Pieces = [text]
        for value, variable in self.variables.items():
            # To look for all spellings takes long.
            if value in plain or value in text or value in self._like_escapes:
                pieces = [part for piece in pieces for part in _hide(piece, value, variable)]
        return [piece for piece in pieces if piece]

    def split_header(self, name: bytes, value: bytes) -> Pieces:
        """Return the value of a header in pieces; of one that carries a credential nothing is left."""
        if value and name in self._carriers:
            return [Hidden(self.variables.get(_text(value), "CREDENTIAL"))]
        return self.split(value)

    def beginning(self, raw: bytes, length: int) -> str:
        """Return a text to show, cut off behind some characters; what is behind them isn't looked at."""
        # Of a credential that the cut goes through, all must be there to be hidden: a character has 12 bytes at most.
        reach = length + 12 * max(map(len, self.variables), default=0)
        text = shown(self.split(raw[:reach]))
        return text if len(text) <= length and len(raw) <= reach else f"{text[:length]}…"

    def trim(self, raw: bytes) -> bytes:
        """Return a text that was cut off without what may be the beginning of a credential at its end."""
        for value in (each.encode("utf-8", "surrogateescape") for each in self.variables):
            for length in range(min(len(value) - 1, len(raw)), 0, -1):
                if raw.endswith(value[:length]):
                    return raw[:-length]
        return raw


def shown(pieces: Pieces) -> str:
    """Return pieces as a text to show; what isn't UTF-8 in it becomes escapes."""
    text = "".join(piece if isinstance(piece, str) else MASK for piece in pieces)
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


class Credentials:
    """Knows which headers carry credentials."""

    def __init__(self, contract: Document, admitted: Mapping[str, str]) -> None:
        """Take what the contract's security schemes name.

        Args:
            contract: The contract.
            admitted: The values that the mock was told to admit, by their headers.
        """
        schemes = contract.get("components", {}).get("securitySchemes", {}).values()
        named = [resolve(contract, scheme).get("name", "authorization").lower() for scheme in schemes]
        names = {*_ALWAYS, *named}
        self._carriers = frozenset(name.encode() for name in names)
        # Who puts a key into the query by mistake spells it this way or that.
        self._loose_names = frozenset(map(_loose, names))
        self.admitted = admitted

    def found(self, exchanges: Iterable[Exchange]) -> dict[tuple[str, str], None]:
        """Return the credentials of exchanges, each once: the name of its header, and the value."""
        return dict.fromkeys(pair for exchange in exchanges for pair in self._of(exchange))

    def mask(self, found: Iterable[tuple[str, str]]) -> Mask:
        """Return what hides credentials, and those that are admitted; the first of a header has its plain variable."""
        variables: dict[str, str] = {}
        used: set[str] = set()
        for name, value in (*found, *self.admitted.items()):
            if value not in variables:
                variables[value] = _variable(name, used)
        return Mask(variables, self._carriers)

    def _of(self, exchange: Exchange) -> Iterator[tuple[str, str]]:
        for raw_name, raw_value in exchange.asked.headers:
            if raw_name in self._carriers and raw_value:
                name, value = raw_name.decode(), _text(raw_value)
                yield name, value
                yield from ((f"{name}-part", part) for part in _parts(name, value))
                if (latin := raw_value.decode("latin-1")) != value:
                    yield f"{name}-latin", latin
        if b"?" in exchange.asked.target:
            for name, value in _QUERY_MEMBER.findall(_text(exchange.asked.target)):
                if value and _loose(unquote_plus(name)) in self._loose_names:
                    yield name, unquote_plus(value, errors="surrogateescape")


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _loose(name: str) -> str:
    return re.sub("[-_. ]", "", name.lower())


def _variable(name: str, used: set[str]) -> str:
    base = re.sub("[^A-Z0-9]", "_", name.upper())
    base = f"_{base}" if base[:1].isdigit() else base
    variable, count = base, 1
    while variable in used:
        count += 1
        variable = f"{base}_{count}"
    used.add(variable)
    return variable


def _unescaped(text: str) -> str:
    return _ESCAPES.sub(_unescape, text) if any(mark in text for mark in _MARKS) else text


def _unescape(match: re.Match[str]) -> str:
    escape = match[0]
    match escape[:2]:
        case "\\u":
            return bytes.fromhex(escape.replace("\\u", "")).decode("utf-16-be", "replace")
        case "+":
            return " "
        case _ if escape.startswith("%"):
            return _text(unquote_to_bytes(escape))
        case _:
            return escape[1:]


def _parts(name: str, value: str) -> Iterator[str]:
    """Yield the secrets within the value of a header: what follows the scheme, and the values of cookies."""
    parts: Sequence[str] = ()
    if name == "cookie":
        parts = [pair.partition("=")[2].strip(' "') for pair in value.split(";")]
    elif name in _ALWAYS:
        parts = [value.partition(" ")[2].strip()]
    yield from filter(None, parts)


def _hide(piece: str | Hidden, value: str, variable: str) -> Iterator[str | Hidden]:
    if not isinstance(piece, str):
        yield piece
        return
    end = 0
    for match in _spellings(value).finditer(piece):
        yield piece[end : match.start()]
        yield Hidden(variable if match[0] == value else f"{variable}_AS_SENT")
        end = match.end()
    yield piece[end:]


@lru_cache(maxsize=1024)
def _spellings(value: str) -> re.Pattern[str]:
    """Return what matches a value as it is, and with characters of it escaped as a URL, a form or JSON would."""
    if len(value) > _LONG:
        ways = {value, quote(value, "", errors="surrogateescape"), quote_plus(value, errors="surrogateescape")}
        ways |= {json.dumps(value, ensure_ascii=is_ascii)[1:-1] for is_ascii in (True, False)}
        return re.compile(f"(?i:{'|'.join(map(re.escape, ways))})")
    whole = "".join(map(_spelling, value))
    return re.compile(rf"(?<![A-Za-z0-9]){whole}(?![A-Za-z0-9])" if len(value) < _SHORT else whole)


@lru_cache(maxsize=1024)
def _spelling(character: str) -> str:
    in_url = "".join(f"%{byte:02x}" for byte in character.encode("utf-8", "surrogateescape"))
    units = character.encode("utf-16-be", "surrogatepass").hex()
    in_json = "".join(rf"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))
    ways = [re.escape(character), f"(?i:{in_url})", f"(?i:{in_json})"]
    if character in '"\\/':
        ways.append(re.escape(f"\\{character}"))
    if character == " ":
        ways.append(r"\+")
    return f"(?:{'|'.join(ways)})"
