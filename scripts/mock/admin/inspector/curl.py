"""curl commands that repeat recorded requests, with shell variables instead of credentials."""

import re
import shlex
from collections.abc import Mapping

from scripts.openapi import Document, Operation, operations, parameters
from scripts.redaction import CredentialFinder, Parts, Placeholder, Redactor
from scripts.security import security_requirements
from scripts.validation.messages import RequestHead

# curl sends these itself, for its own connection and body.
_CONNECTION_HEADERS = {b"host", b"content-length", b"transfer-encoding", b"connection", b"keep-alive", b"expect"}
_CURL_DEFAULTS = re.compile(rb"accept: \*/\*|user-agent: curl/.*", re.DOTALL)
_MAX_LINE = 140
_PLAIN_NAME = re.compile(rb"[a-z0-9-]+")
_BODY_FILE = "# Save the request body as a file named body first: the recording is incomplete, or not text.\n"


def command(head: RequestHead, body: bytes | None, redactor: Redactor, base: str) -> str:
    """Return the curl command for a request.

    Args:
        head: The head of the request.
        body: The body; None if it is incomplete or not text. The command reads it from a file then.
        redactor: Replaces the credentials.
        base: The URL of the mock.
    """
    has_body = body != b""
    options = [" ".join(["curl", *_method(head.method, has_body=has_body), *_url(head.target, redactor, base)])]
    for name, value in head.headers:
        if name not in _CONNECTION_HEADERS and not _CURL_DEFAULTS.fullmatch(name + b": " + value):
            options.append(f"-H {_header(name, value, redactor)}")
    if has_body:
        if not head.all(b"content-type"):
            options.append("-H content-type:")  # otherwise curl declares a form
        options.append("--data-binary @body" if body is None else f"--data-raw {_word(redactor.split(body))}")
    separator = " " if sum(map(len, options)) < _MAX_LINE else " \\\n  "
    return (_BODY_FILE if body is None else "") + separator.join(options)


def example(document: Document, configured: Mapping[str, str], base: str) -> str:
    """Return the curl command for the operation of a contract that needs the fewest parameters.

    Args:
        document: The contract.
        configured: The credentials that the mock requires, by their names in lower case.
        base: The URL of the mock.
    """
    operation = min(operations(document), key=lambda each: (each.method != "GET", _required(document, each)))
    query, headers = [], []
    for scheme in min(security_requirements(document, operation), key=len, default=()):
        any_value = {"": "any", "basic": "Basic YW55OmFueQ=="}.get(scheme.scheme, f"{scheme.scheme.capitalize()} any")
        value = configured.get(scheme.name.lower(), any_value)
        if scheme.location == "query":
            query.append(f"{scheme.name}={value}".encode())
        elif scheme.location == "cookie":
            headers.append((b"cookie", f"{scheme.name}={value}".encode()))
        elif scheme.location == "header":
            headers.append((scheme.name.lower().encode(), value.encode()))
    path = re.sub(r"\{[^}]*\}", "1", operation.path).encode()
    # Configured credentials are secret; the value of any other one does not matter.
    redactor = Redactor(CredentialFinder(document, configured).redactor([]).variables)
    return command(RequestHead(operation.method, path, b"&".join(query), headers), b"", redactor, base)


def _required(document: Document, operation: Operation) -> int:
    required = [each for each in parameters(document, operation) if each.get("required")]
    return len(required) + ("requestBody" in operation.definition)


def _method(method: str, *, has_body: bool) -> list[str]:
    if method == ("POST" if has_body else "GET"):
        return []
    return ["--head"] if method == "HEAD" and not has_body else [f"-X {shlex.quote(method)}"]


def _url(target: bytes, redactor: Redactor, base: str) -> list[str]:
    """Return the URL, with the options that keep curl from resolving dots and expanding brackets."""
    if not target.startswith(b"/") or b"#" in target:
        return [f"--request-target {_word(redactor.split(target))}", _word([f"{base}/"])]
    options = ["--globoff"] if re.search(rb"[][{}]", target) else []
    options += ["--path-as-is"] if b"/." in target else []
    return [*options, _word([base, *redactor.split(target)])]


def _header(name: bytes, value: bytes, redactor: Redactor) -> str:
    match redactor.split_header(name, value):
        case [Placeholder(variable)] if _PLAIN_NAME.fullmatch(name):
            return f'"{name.decode()}: ${variable}"'
        case []:
            return _word([f"{name.decode()};"])
        case parts:
            return _word([f"{name.decode()}: ", *parts])


def _word(parts: Parts) -> str:
    """Return parts of a text as one word of a shell."""
    joined: Parts = []
    for part in parts:
        if joined and isinstance(part, str) and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return "".join(f'"${part.variable}"' if isinstance(part, Placeholder) else _quote(part) for part in joined)


def _quote(text: str) -> str:
    if text.replace("\n", "").isprintable():
        return shlex.quote(text)
    # Control characters and bytes that are not text would not survive a terminal.
    raw = text.encode("utf-8", "surrogateescape")
    escaped = (chr(byte) if 32 <= byte < 127 and byte not in b"'\\" else f"\\{byte:03o}" for byte in raw)
    return f"$'{''.join(escaped)}'"
