"""Code samples of a contract's requests, in the form of the extension `x-codeSamples`."""

import json
import re
import shlex
from typing import Any

from scripts.openapi import Document
from scripts.reference import python
from scripts.reference.requests import Request, requests


def samples(document: Document, server: str) -> dict[str, list[dict[str, str]]]:
    """Return the samples of each operation by its operationId: a request for each example, in each language.

    Args:
        document: The contract.
        server: The address that the requests go to.

    Raises:
        Failure: A credential is of a kind that isn't sent in a header, or a reference leads nowhere.
    """
    described = list(requests(document, server))
    in_python = python.samples(document, server, described)
    found: dict[str, list[dict[str, str]]] = {}
    for request in described:
        place = {} if request.example is None else {"example": request.example, "contentType": request.media_type or ""}
        found.setdefault(request.operation.id, []).extend(
            [
                {"lang": "shell", "label": "cURL", "source": curl(request), **place},
                {"lang": "javascript", "label": "JavaScript", "source": javascript(request), **place},
            ]
        )
    for (operation_id, example), source in in_python.items():
        # Without a media type it stands for all: the client chooses one by itself.
        place = {} if example is None else {"example": example}
        found[operation_id].append({"lang": "python", "label": "Python", "source": source, **place})
    return found


def curl(request: Request) -> str:
    """Return a request as a command for bash, with curl."""
    lines = [f"curl -X {request.operation.method} {shlex.quote(request.url)}"]
    for each in request.credentials:
        before = re.sub(r'([\\"$`])', r"\\\1", f"{each.header}: {each.prefix}")
        lines.append(f'-H "{before}${each.variable}"')
    lines += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in request.headers.items()]
    for field in request.form:
        if request.media_type != "multipart/form-data":
            lines.append(f"--data-urlencode {shlex.quote(f'{field.name}={field.text}')}")
        elif field.filename:
            content = re.sub(r'([\\"])', r"\\\1", field.text)
            given = f'{field.name}="{content}";filename={field.filename}'
            lines.append(f"-F {shlex.quote(given)}")
        else:
            lines.append(f"--form-string {shlex.quote(f'{field.name}={field.text}')}")
    if request.media_type and not request.form:
        lines.append(f"-H {shlex.quote(f'Content-Type: {request.media_type}')}")
        lines.append(f"--data-raw {shlex.quote(_json(request.body))}")
    return " \\\n  ".join(lines)


def javascript(request: Request) -> str:
    """Return a request as a module for Node.js or a bundler, with `fetch`."""
    lines = []
    headers = {each.header: _credential(each.prefix, each.variable) for each in request.credentials}
    headers |= {name: _json(value) for name, value in request.headers.items()}
    body = ""
    if request.form:
        form = "FormData" if request.media_type == "multipart/form-data" else "URLSearchParams"
        lines.append(f"const form = new {form}();")
        for field in request.form:
            value = f"new File([{_json(field.text)}], {_json(field.filename)})" if field.filename else _json(field.text)
            lines.append(f"form.append({_json(field.name)}, {value});")
        lines.append("")
        body = "form"
    elif request.media_type:
        headers["Content-Type"] = _json(request.media_type)
        body = f"JSON.stringify({_json(request.body)})"
    lines.append(f"const response = await fetch({_json(request.url)}, {{")
    lines.append(f"  method: {_json(request.operation.method)},")
    if headers:
        lines += ["  headers: {", *(f"    {_json(name)}: {value}," for name, value in headers.items()), "  },"]
    if body:
        lines.append(f"  body: {body},")
    lines += ["});", "console.log(response.status, await response.text());"]
    return "\n".join(lines)


def _credential(prefix: str, variable: str) -> str:
    return f"{_json(prefix)} + process.env.{variable}" if prefix else f"process.env.{variable}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
