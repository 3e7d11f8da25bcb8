"""Calls of `fetch` that repeat recorded requests, with constants instead of credentials."""

import json
import re

from scripts.mock.admin.inspector.pretty import indent, lines
from scripts.redaction import Parts, Placeholder, Redactor, printable
from scripts.validation.messages import RequestHead

# Browsers set these themselves, and do not let pages set them.
_FORBIDDEN = re.compile(
    rb"accept-charset|accept-encoding|connection|content-length|cookie|date|expect|host|keep-alive|origin|referer|te"
    rb"|trailer|transfer-encoding|upgrade|user-agent|via|proxy-.*|sec-.*|access-control-request-.*"
)
_INCOMPLETE = "// The recording of the body is incomplete, or not text: insert it.\n"


def call(head: RequestHead, body: bytes | None, redactor: Redactor, base: str) -> str:
    """Return the call of `fetch` for a request.

    Args:
        head: The head of the request.
        body: The body; None if it is incomplete or not text.
        redactor: Replaces the credentials.
        base: The URL of the mock.
    """
    variables: dict[str, None] = {}

    def literal(parts: Parts) -> str:
        variables.update(dict.fromkeys(part.variable for part in parts if isinstance(part, Placeholder)))
        return " + ".join(map(_expression, parts)) or '""'

    match redactor.split(head.target):
        case [str() as start, *rest]:
            url = literal([base + start, *rest])
        case parts:
            url = literal([base, *parts])
    options = [f"  method: {json.dumps(head.method)},"]
    headers = [
        (json.dumps(name.decode("latin-1")), literal(redactor.split_header(name, value)))
        for name, value in head.headers
        if not _FORBIDDEN.fullmatch(name)
    ]
    if len(dict(headers)) < len(headers):  # an object would keep the last value of a name only
        options += ["  headers: [", *(f"    [{name}, {value}]," for name, value in headers), "  ],"]
    elif headers:
        options += ["  headers: {", *(f"    {name}: {value}," for name, value in headers), "  },"]
    if body is None:
        options.append("  body,")
    elif body:
        options.append(f"  body: {_json(redactor.split(body)) or literal(redactor.split(body))},")
    constants = [f'const {each} = "";' for each in variables]
    program = [*constants, f"const response = await fetch({url}, {{", *options, "});"]
    return (_INCOMPLETE if body is None else "") + "\n".join(program)


def _json(parts: Parts) -> str | None:
    """Return a body that is JSON, and contains no credential, as an expression; else None."""
    match parts:
        case [str() as text] if lines(text):
            return f"JSON.stringify({indent(text)})".replace("\n", "\n  ")
    return None


def _expression(part: str | Placeholder) -> str:
    if isinstance(part, Placeholder):
        return part.variable
    return json.dumps(printable(part.encode("utf-8", "surrogateescape")), ensure_ascii=False)
