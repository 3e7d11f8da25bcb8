"""Write the package of the TypeScript client: its types, its code, its README and its package.json."""

import json
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from packaging.version import Version

from scripts.credentials import accepted, credentials
from scripts.openapi import Document, Operation, base_url, is_choice_of_members, operations, parameters, resolve
from scripts.project import ROOT, Failure, node, npm_package

TEMPLATES = ROOT / "scripts" / "templates" / "typescript"
SCHEMA = Path(__file__).resolve().parent / "schema.mjs"
# What openapi-fetch and fetch take as options: no credential may be called so.
OPTIONS = {
    *(
        "Request",
        "baseUrl",
        "bodySerializer",
        "fetch",
        "headers",
        "pathSerializer",
        "querySerializer",
        "requestInitExt",
    ),
    *("body", "cache", "credentials", "dispatcher", "duplex", "integrity", "keepalive", "method", "mode", "priority"),
    *("redirect", "referrer", "referrerPolicy", "signal", "window"),
}


@dataclass(frozen=True)
class Call:
    """An operation as the client calls it: which sets of options are its credentials, and which bodies it takes."""

    method: str
    path: str
    summary: str
    security: list[list[str]]
    body: list[str]
    needs_nothing: bool


def build(document: Document, name: str, version: str, made_by: str, directory: Path) -> int:
    """Write the package into a directory that doesn't exist yet, and return how many operations it has.

    Args:
        document: The contract.
        name: The name of the package.
        version: Its version, as PEP 440 has it.
        made_by: What each file says of where it is from.
        directory: Where it goes.

    Raises:
        Failure: The contract doesn't allow it, or openapi-typescript has a complaint.
    """
    known = credentials(document)
    options = {scheme: _camel_case(credential.argument) for scheme, credential in known.items()}
    if taken := [each for each, count in (Counter(options.values()) + Counter(OPTIONS)).items() if count > 1]:
        raise Failure(f"security schemes: an option of the TypeScript client, {taken[0]!r}, would be there twice")
    calls = [
        Call(
            each.method,
            each.path,
            each.definition.get("summary", ""),
            [[options[scheme] for scheme in schemes] for schemes in accepted(document, each, known)],
            _media_types(document, each),
            not any(parameter.get("required") for parameter in parameters(document, each)),
        )
        for each in operations(document)
    ]
    package = {
        "//": made_by,
        "name": name,
        "version": _npm_version(version),
        "description": f"A TypeScript client for {document['info'].get('title')}",
        "license": document["info"].get("license", {}).get("identifier"),
        "type": "module",
        "sideEffects": False,
        "main": "./index.js",
        "types": "./index.d.ts",
        "exports": {".": {"types": "./index.d.ts", "default": "./index.js"}},
        "files": ["index.js", "index.d.ts", "schema.d.ts"],
        "engines": {"node": ">=20"},
        # What the tests run it with, and patches of it: 0.x promises no more.
        "dependencies": {"openapi-fetch": f"~{_pinned('openapi-fetch')}"},
    }

    directory.mkdir()
    package = {member: value for member, value in package.items() if value is not None}
    (directory / "package.json").write_text(f"{_json(package, indent=2)}\n", encoding="utf-8")
    (directory / "schema.d.ts").write_text(f"// {made_by}\n{_types(document)}", encoding="utf-8")
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - none of it is HTML
    )
    environment.filters |= {"json": _json, "comment": _comment, "cell": _cell}
    for template in sorted(TEMPLATES.iterdir()):
        rendered = environment.get_template(template.name).render(
            package=package,
            made_by=made_by,
            info=document["info"],
            base_url=base_url(document),
            credentials={options[scheme]: each for scheme, each in known.items()},
            calls=calls,
            example=next((each for each in calls if each.method == "GET" and each.needs_nothing), None),
            webhooks=document.get("webhooks"),
        )
        (directory / template.stem).write_text(rendered, encoding="utf-8")
    return len(calls)


def _camel_case(argument: str) -> str:
    first, *others = argument.split("_")
    return first + "".join(other.capitalize() for other in others)


def _media_types(document: Document, operation: Operation) -> list[str]:
    """Return the media types of an operation's body, and check that the client can send one of them."""
    body = resolve(document, operation.definition.get("requestBody", {}))
    media_types = list(body.get("content", {}))
    if body and not {"application/json", "multipart/form-data"} & set(media_types):
        where = f"{operation.method} {operation.path}"
        raise Failure(
            f"{where}: the TypeScript client sends application/json and multipart/form-data, but no {media_types}"
        )
    return media_types


def _npm_version(version: str) -> str:
    """Return a version of PEP 440 as npm writes it."""
    parsed = Version(version)
    written = f"{parsed.major}.{parsed.minor}.{parsed.micro}" + (
        f"-{parsed.pre[0]}.{parsed.pre[1]}" if parsed.pre else ""
    )
    if Version(written) != parsed:
        raise Failure(f"info.version {version!r}: npm knows nothing like it: three numbers, and at most a pre-release")
    return written


def _pinned(package: str) -> str:
    """Return the version of an npm package that this repository pins."""
    pinned: str = json.loads((ROOT / "package.json").read_text("utf-8"))["devDependencies"][package]
    return pinned


def _types(document: Document) -> str:
    """Return the types of a contract by openapi-typescript."""
    npm_package("openapi-typescript/package.json")
    command = [str(node()), str(SCHEMA)]
    given = json.dumps(spelled_out(document))
    done = subprocess.run(command, input=given, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise Failure(f"openapi-typescript: {' '.join(done.stderr.split())[:300]}")
    return done.stdout


def spelled_out(node: Any) -> Any:
    """Return a copy of a document whose choices between sets of required members are choices between whole objects.

    openapi-typescript takes such a set for a type of its own, `unknown`, and with it all that there is to choose from.
    """
    if isinstance(node, list):
        return [spelled_out(each) for each in node]
    if not isinstance(node, dict):
        return node
    for key, value in node.items():
        if is_choice_of_members(key, value):
            kept = {name: each for name, each in node.items() if name not in {key, "description"}}
            wholes = [{**kept, "required": [*node.get("required", []), *choice["required"]]} for choice in value]
            description = {name: node[name] for name in ("description",) if name in node}
            return {**description, key: [spelled_out(whole) for whole in wholes]}
    return {key: spelled_out(value) for key, value in node.items()}


def _json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, indent=indent, ensure_ascii=False)


def _comment(text: str) -> str:
    return " ".join(text.replace("*/", "*\\/").split())


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
