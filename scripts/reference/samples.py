"""Code samples of a contract's requests, for the extension `x-codeSamples`."""

import json
import re
import shlex
from typing import Any

from scripts.generate.editions import packaged
from scripts.openapi import Document
from scripts.reference import python
from scripts.reference.requests import MULTIPART, SampleRequest, sample_requests


def samples(document: Document, edition: str | None, server: str) -> dict[str, list[dict[str, str]]]:
    """Return the samples of each operation by operationId: one for each request and language.

    Args:
        document: The contract.
        edition: Its edition; see `edition_of`.
        server: The URL of the server.

    Raises:
        UserError: Clients do not support a security scheme, or a reference cannot be resolved.
    """
    document = packaged(document, edition)
    requests = list(sample_requests(document, server))
    found: dict[str, list[dict[str, str]]] = {}
    for request in requests:
        key = {} if request.example is None else {"example": request.example, "contentType": request.media_type or ""}
        found.setdefault(request.operation.id, []).extend(
            [
                {"lang": "shell", "label": "cURL", "source": curl(request), **key},
                {"lang": "javascript", "label": "JavaScript", "source": javascript(request), **key},
            ]
        )
    for (operation_id, example), source in python.samples(document, edition, server, requests).items():
        # Without a media type it is shown for each of them: the client chooses one.
        key = {} if example is None else {"example": example}
        found[operation_id].append({"lang": "python", "label": "Python", "source": source, **key})
    return found


def curl(request: SampleRequest) -> str:
    """Return a request as a curl command for bash."""
    lines = [f"curl -X {request.operation.method} {shlex.quote(request.url)}"]
    for credential in request.credentials:
        name = re.sub(r'([\\"$`])', r"\\\1", f"{credential.header}: {credential.prefix}")
        lines.append(f'-H "{name}${credential.variable}"')
    lines += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in request.headers.items()]
    for field in request.form:
        if request.media_type != MULTIPART:
            lines.append(f"--data-urlencode {shlex.quote(f'{field.name}={field.text}')}")
        elif field.filename:
            content = re.sub(r'([\\"])', r"\\\1", field.text)
            argument = f'{field.name}="{content}";filename={field.filename}'
            lines.append(f"-F {shlex.quote(argument)}")
        else:
            lines.append(f"--form-string {shlex.quote(f'{field.name}={field.text}')}")
    if request.media_type and not request.form:
        lines.append(f"-H {shlex.quote(f'Content-Type: {request.media_type}')}")
        lines.append(f"--data-raw {shlex.quote(_json(request.value))}")
    return " \\\n  ".join(lines)


def javascript(request: SampleRequest) -> str:
    """Return a request as a JavaScript module with `fetch`, for Node.js or a bundler."""
    lines = []
    headers = {each.header: _credential(each.prefix, each.variable) for each in request.credentials}
    headers |= {name: _json(value) for name, value in request.headers.items()}
    body = ""
    if request.form:
        form = "FormData" if request.media_type == MULTIPART else "URLSearchParams"
        lines.append(f"const form = new {form}();")
        for field in request.form:
            value = f"new File([{_json(field.text)}], {_json(field.filename)})" if field.filename else _json(field.text)
            lines.append(f"form.append({_json(field.name)}, {value});")
        lines.append("")
        body = "form"
    elif request.media_type:
        headers["Content-Type"] = _json(request.media_type)
        body = f"JSON.stringify({_json(request.value)})"
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
