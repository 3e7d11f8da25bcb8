"""Routing: from method and path to an operation; the most specific path wins."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from urllib.parse import unquote, urlsplit

from scripts.openapi import METHODS, Document, resolve
from scripts.validation.errors import RequestError
from scripts.validation.styles import check_escapes

T = TypeVar("T")

_EXPRESSION = re.compile(r"\{([^{}]*)\}")
_DOTS = {".", ".."}
_PRINTABLE = re.compile(rb"[A-Za-z0-9%/:@!$&'()*+,;=~._-]*")
# Escapes of characters that need none: they are removed before paths are compared (RFC 3986, 6.2.2.2).
_NEEDLESS_ESCAPE = re.compile("%(?:2[DE]|3[0-9]|[46][1-9A-F]|[57][0-9A]|5F|7E)", re.IGNORECASE)


@dataclass
class _Node(Generic[T]):
    """The paths that begin with the same segments.

    Attributes:
        literals: The next segment without parameters.
        patterns: The next segment with parameters, the most specific first: its pattern, the names of its parameters,
            and the node.
        methods: The operations of the path that ends here, by method, and the names of its parameters.
    """

    literals: dict[str, "_Node[T]"] = field(default_factory=dict)
    patterns: list[tuple[re.Pattern[str], tuple[str, ...], "_Node[T]"]] = field(default_factory=list)
    methods: dict[str, T] = field(default_factory=dict)

    def child(self, segment: str) -> "_Node[T]":
        names = tuple(_EXPRESSION.findall(segment))
        if not names:
            return self.literals.setdefault(unquote(segment), _Node())
        literal = _EXPRESSION.split(segment)[::2]
        pattern = "([^/]+)".join(map(re.escape, literal))
        for known, known_names, node in self.patterns:
            if known.pattern == pattern and known_names == names:
                return node
        node = _Node[T]()
        self.patterns.append((re.compile(pattern), names, node))
        self.patterns.sort(key=lambda each: -len(each[0].pattern))
        return node

    def find(self, segments: Sequence[str]) -> Iterator[tuple["_Node[T]", dict[str, str]]]:
        """Yield the nodes that match, the most specific first, with the parameters of their path as they were sent."""
        if not segments:
            yield self, {}
            return
        segment, rest = segments[0], segments[1:]
        literal = self.literals.get(unquote(segment) if "%" in segment else segment)
        # An escaped slash is data: it separates no segments.
        if literal is not None and "%2f" not in segment.lower():
            yield from literal.find(rest)
        for pattern, names, node in self.patterns:
            found = pattern.fullmatch(segment)
            if found:
                for each, parameters in node.find(rest):
                    yield each, {**dict(zip(names, found.groups(), strict=True)), **parameters}


class Router(Generic[T]):
    """The operations of a contract by method and path."""

    def __init__(self, document: Document) -> None:
        """Prepare a router without operations, which also routes paths below the base paths of the servers."""
        self._root = _Node[T]()
        self._fixed: dict[bytes, Mapping[str, T]] = {}
        self._bases = sorted({base for server in _servers(document) if (base := _base_path(server))})

    def add(self, method: str, path: str, operation: T) -> None:
        """Add an operation."""
        node = self._root
        for segment in path.split("/")[1:]:
            node = node.child(segment)
        node.methods[method] = operation
        if method == "GET":
            node.methods.setdefault("HEAD", operation)
        if "{" not in path:
            self._fixed[path.encode()] = node.methods

    def route(self, method: str, path: bytes) -> tuple[T, Mapping[str, str]]:
        """Return the operation that a request calls, and the path parameters as they were sent.

        Args:
            method: The method. `HEAD` is that of `GET` where the contract does not define it.
            path: The path as it was sent.

        Raises:
            RequestError: 404; no path matches. 405 with `Allow`; the paths that match do not have the method. 400; the
                path has invalid escapes.
        """
        fixed = self._fixed.get(path)
        if fixed is not None and method in fixed:
            return fixed[method], {}
        allowed: set[str] = set()
        for candidate in self._without_bases(_normalized(path)):
            segments = candidate.split("/")[1:]
            # Dot segments are removed before a path is compared (RFC 3986, 6.2.2.3), so that none is a parameter.
            if not candidate.startswith("/") or not _DOTS.isdisjoint(segments):
                continue
            for node, parameters in self._root.find(segments):
                if method in node.methods:
                    return node.methods[method], parameters
                allowed |= node.methods.keys()
        if not allowed:
            raise RequestError.at(404, f"path {printable(path)}", "is not in the contract")
        allow = ", ".join(sorted(allowed))
        raise RequestError.at(405, f"method {method}", f"is not one of {allow}", {"Allow": allow})

    def _without_bases(self, path: str) -> Iterator[str]:
        yield path
        for base in self._bases:
            if path.startswith(f"{base}/"):
                yield path.removeprefix(base)


def printable(path: bytes) -> str:
    """Return a path as it was sent, in printable ASCII: the rest is escaped."""
    if _PRINTABLE.fullmatch(path):
        return path.decode("ascii")
    return "".join(chr(byte) if _PRINTABLE.fullmatch(bytes([byte])) else f"%{byte:02X}" for byte in path)


def _normalized(path: bytes) -> str:
    """Return a path without needless escapes.

    Raises:
        RequestError: 400; its escapes are not valid.
    """
    text = path.decode("latin-1")
    if "%" not in text:
        return text
    check_escapes(text, f"path {printable(path)}")
    return _NEEDLESS_ESCAPE.sub(lambda found: unquote(found[0]), text)


def _servers(document: Document) -> Iterator[Document]:
    """Yield the servers of a contract, of its paths and of its operations."""
    yield from document.get("servers", [])
    for node in document.get("paths", {}).values():
        item = resolve(document, node)
        for owner in (item, *(item[method] for method in METHODS if method in item)):
            yield from owner.get("servers", [])


def _base_path(server: Document) -> str:
    """Return the path of a server's URL, without a slash at its end."""
    url = str(server.get("url", ""))
    for name, variable in server.get("variables", {}).items():
        url = url.replace(f"{{{name}}}", str(variable.get("default", "")))
    return urlsplit(url).path.rstrip("/")
