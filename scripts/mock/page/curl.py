"""The line for a shell that repeats a request by curl, with variables where credentials stood."""

import re
import shlex

from scripts.mock.journal import Asked
from scripts.mock.page.masking import Credentials, Hidden, Mask, Pieces
from scripts.openapi import Document, Operation, operations, parameters, resolve

# curl makes them itself, for the connection and the body at hand.
_OF_THE_CONNECTION = {b"host", b"content-length", b"transfer-encoding", b"connection", b"keep-alive", b"expect"}
_OF_CURL = re.compile(rb"accept: \*/\*|user-agent: curl/.*", re.DOTALL)
_LINE = 140
_PLAIN_NAME = re.compile(rb"[a-z0-9-]+")
_NO_BODY = "# Put the body into a file named body: what is kept of it isn't all of it, or isn't text.\n"


def line(asked: Asked, body: bytes | None, mask: Mask, base: str) -> str:
    """Return the line.

    Args:
        asked: The head of the request.
        body: Its body, None if nobody has the whole of it as a text: then the line sends a file, and says so.
        mask: What hides the credentials.
        base: The address of the mock.
    """
    has_body = body != b""
    address = ["curl", *_method(asked.method, has_body=has_body), *_address(asked.target, mask, base)]
    options = [" ".join(address)]
    for name, value in asked.headers:
        if name not in _OF_THE_CONNECTION and not _OF_CURL.fullmatch(name + b": " + value):
            options.append(f"-H {_header(name, value, mask)}")
    if has_body:
        if not any(name == b"content-type" for name, _ in asked.headers):
            options.append("-H content-type:")  # without it curl says that it is a form
        options.append("--data-binary @body" if body is None else f"--data-raw {_word(mask.split(body))}")
    is_short = sum(map(len, options)) < _LINE
    return ("" if body is not None else _NO_BODY) + (" " if is_short else " \\\n  ").join(options)


def first(contract: Document, credentials: Credentials, base: str) -> str:
    """Return the line for a first request, which needs as little as any of the contract's operations does.

    Args:
        contract: The contract.
        credentials: What knows the credentials.
        base: The address of the mock.
    """
    operation = min(operations(contract), key=lambda each: (each.method != "GET", _needs(contract, each)))
    requirements = operation.definition.get("security", contract.get("security")) or [{}]
    schemes = contract.get("components", {}).get("securitySchemes", {})
    names = [resolve(contract, schemes[name])["name"].lower() for name in requirements[0]]
    headers = [(name.encode(), credentials.admitted.get(name, "any").encode()) for name in names]
    # What is admitted stays a secret; of any other header the value is as good as another.
    mask = Mask(credentials.mask([]).variables, ())
    path = re.sub(r"\{[^}]*\}", "1", operation.path)
    return line(Asked(operation.method, path.encode(), headers), b"", mask, base)


def _needs(contract: Document, operation: Operation) -> int:
    required = [each for each in parameters(contract, operation) if each.get("required")]
    return len(required) + ("requestBody" in operation.definition)


def _method(method: str, *, has_body: bool) -> list[str]:
    if method == ("POST" if has_body else "GET"):
        return []
    return ["--head"] if method == "HEAD" and not has_body else [f"-X {shlex.quote(method)}"]


def _address(target: bytes, mask: Mask, base: str) -> list[str]:
    """Return the options for the target, as it was sent: curl would resolve dots, and take some signs for its own."""
    word = _word([f"{base}/"] if target == b"/" else [base, *mask.split(target)])
    if not target.startswith(b"/") or b"#" in target:
        return [f"--request-target {_word(mask.split(target))}", _word([f"{base}/"])]
    options = ["--globoff"] if re.search(rb"[][{}]", target) else []
    options += ["--path-as-is"] if b"/." in target else []
    return [*options, word]


def _header(name: bytes, value: bytes, mask: Mask) -> str:
    pieces = mask.split_header(name, value)
    match pieces:
        case [Hidden(variable)] if _PLAIN_NAME.fullmatch(name):
            return f'"{name.decode()}: ${variable}"'
        case []:
            return _word([f"{name.decode()};"])
        case _:
            return _word([f"{name.decode()}: ", *pieces])


def _word(pieces: Pieces) -> str:
    """Return pieces of a text as one word of a shell."""
    joined: Pieces = []
    for piece in pieces:
        if joined and isinstance(piece, str) and isinstance(joined[-1], str):
            joined[-1] += piece
        else:
            joined.append(piece)
    return "".join(f'"${each.variable}"' if isinstance(each, Hidden) else _quoted(each) for each in joined)


def _quoted(text: str) -> str:
    if text.replace("\n", "").isprintable():
        return shlex.quote(text)
    # A terminal would make something else of what can't be seen, or is no text.
    raw = text.encode("utf-8", "surrogateescape")
    signs = (chr(byte) if 32 <= byte < 127 and byte not in b"'\\" else f"\\{byte:03o}" for byte in raw)
    return f"$'{''.join(signs)}'"
