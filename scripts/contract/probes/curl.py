"""Requests as curl commands, with shell variables instead of credentials."""

import re
import shlex
from collections.abc import Mapping

from scripts.contract.probes.transport import Request

# Longer bodies are written as a command that generates them, or shortened.
_LONGEST = 1000
_REPEATED = re.compile(r"([^\n]{1,16}?)\1{99,}")


def curl(base: str, request: Request, shell_values: Mapping[str, str]) -> str:
    """Return the command that sends a request.

    Args:
        base: The base URL.
        request: The request.
        shell_values: Shell expressions of the values of headers that are credentials.
    """
    parts = ["curl", "-i"]
    if request.method == "HEAD":
        parts.append("--head")
    elif request.method != ("GET" if request.body is None else "POST"):
        parts += ["-X", request.method]
    if request.header("accept") is None:
        parts += ["-H", "'Accept:'"]
    for name, value in request.headers:
        expression = shell_values.get(value)
        if expression is not None:
            parts += ["-H", f'"{name}: {expression}"']
        elif not value:
            parts += ["-H", shlex.quote(f"{name};")]
        else:
            parts += ["-H", _text(f"{name}: {value}")]
    if request.chunked:
        parts += ["-H", "'Transfer-Encoding: chunked'"]
    if request.body is not None:
        body = request.body.decode("utf-8", "surrogateescape")
        parts += ["--data-binary", _text(body) or "''"]
    return " ".join([*parts, _text(f"{base}{request.target}")])


def _text(text: str) -> str:
    """Return a text as the shell reads it; long repetitions are generated, so that the command can be run."""
    if repeated := _REPEATED.search(text):
        before, after = text[: repeated.start()], text[repeated.end() :]
        count = len(repeated[0]) // len(repeated[1])
        # `%.0s` prints nothing of a number.
        written = repeated[1].replace("\\", "\\\\").replace("%", "%%")
        generator = f'"$(printf -- {shlex.quote(f"{written}%.0s")} $(seq {count}))"'
        return f"{_quoted(before)}{generator}{_text(after) if after else ''}"
    if len(text) > _LONGEST:
        return _quoted(f"{text[:_LONGEST]}…")
    return _quoted(text)


def _quoted(text: str) -> str:
    if not text:
        return ""
    if text.isprintable() or all(each.isprintable() or each == "\n" for each in text):
        return shlex.quote(text)
    escaped = "".join(each if each.isprintable() and each not in "'\\" else _escape(each) for each in text)
    return f"$'{escaped}'"


def _escape(character: str) -> str:
    if character in "'\\":
        return f"\\{character}"
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", "surrogatepass"))
