"""TypeScript samples, which use the generated client."""

import json
from typing import Any

from scripts.generate.editions import npm_module
from scripts.generate.settings import SETTINGS, read_settings
from scripts.generate.typescript.build import option_name, package_name
from scripts.openapi import Document, base_url
from scripts.reference.requests import URLENCODED, SampleRequest


def typescript(document: Document, edition: str | None, request: SampleRequest, server: str) -> str:
    """Return a request as a TypeScript module that prints the response.

    Args:
        document: The contract.
        edition: Its edition; see `edition_of`.
        request: The request.
        server: The URL of the server.
    """
    package = package_name(document, read_settings(SETTINGS))
    if edition is not None:
        package += f"/{npm_module(edition)}"
    options = {} if server == base_url(document) else {"baseUrl": json.dumps(server)}
    options |= {option_name(each): f"process.env.{each.variable}" for each in request.credentials}
    arguments: dict[str, str] = {}
    if request.parameters:
        located: dict[str, dict[str, Any]] = {}
        for (location, name), value in request.parameters.items():
            located.setdefault(location, {})[name] = value
        arguments["params"] = _json(located)
    if request.media_type:
        arguments["body"] = _body(request)
    if request.media_type == URLENCODED:
        arguments["headers"] = _json({"Content-Type": URLENCODED})
    call = f"client.{request.operation.method}({_json(request.operation.path)}"
    return "\n".join(
        [
            f"import {{ createClient }} from {_json(package)};",
            "",
            *_object("const client = createClient(", options),
            *_object(f"const {{ data, error, response }} = await {call}{', ' if arguments else ''}", arguments),
            "console.log(response.status, data ?? error);",
        ]
    )


def _body(request: SampleRequest) -> str:
    files = {field.name: field.filename for field in request.form if field.filename}
    if not files:
        return _json(request.value)
    members = []
    for name, value in request.value.items():
        contents = value if isinstance(value, list) else [value]
        made = [
            f"new File([{_json(each)}], {_json(files[name])})" if name in files else _json(each) for each in contents
        ]
        members.append(f"{_json(name)}: {'[' + ', '.join(made) + ']' if isinstance(value, list) else made[0]}")
    return "{ " + ", ".join(members) + " }"


def _object(start: str, members: dict[str, str]) -> list[str]:
    """Return the lines of a call whose last argument is an object, if it has members."""
    if not members:
        return [f"{start});"]
    return [f"{start}{{", *(f"  {name}: {value}," for name, value in members.items()), "});"]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
