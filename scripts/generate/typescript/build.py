"""Build of the TypeScript client."""

import json
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from openapi_python_client.config import ConfigFile
from openapi_python_client.strings import kebab_case
from packaging.version import Version

from scripts.credentials import accepted_schemes, credentials
from scripts.generate.identifiers import use_pointers
from scripts.generate.metadata import keywords, urls
from scripts.generate.publish import HEADER
from scripts.generate.settings import package_version
from scripts.openapi import Document, Operation, base_url, is_choice_of_members, operations, parameters, resolve
from scripts.project import ROOT, UserError, node, npm_package

_TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "typescript"
_SCHEMA = Path(__file__).resolve().parent / "schema.mjs"
# Options of openapi-fetch, then of fetch. A credential must not have one of these names.
_OPTIONS = {
    *("Request", "baseUrl", "bodySerializer", "fetch", "headers", "pathSerializer", "querySerializer"),
    *("requestInitExt", "body", "cache", "credentials", "dispatcher", "duplex", "integrity", "keepalive", "method"),
    *("mode", "priority", "redirect", "referrer", "referrerPolicy", "signal", "window"),
}


@dataclass(frozen=True)
class Call:
    """A call of an operation.

    Attributes:
        method: The method of the request.
        path: The path template.
        summary: The contract's summary.
        security: The alternative sets of options that are its credentials.
        body: The media types of its body.
        needs_nothing: It has no required parameter.
    """

    method: str
    path: str
    summary: str
    security: list[list[str]]
    body: list[str]
    needs_nothing: bool


def build(document: Document, settings: ConfigFile, directory: Path) -> None:
    """Write the TypeScript client of a contract into a new directory.

    Raises:
        UserError: The contract or the settings do not allow to generate a client.
    """
    schemes = credentials(document)
    options = {scheme: _camel_case(credential.argument) for scheme, credential in schemes.items()}
    counts = Counter(options.values()) + Counter(_OPTIONS)
    if duplicate := next((each for each in options.values() if counts[each] > 1), None):
        raise UserError(
            f"security schemes: the TypeScript client already has an option {duplicate!r}; rename the scheme"
        )
    calls = [
        Call(
            each.method,
            each.path,
            each.definition.get("summary", ""),
            [[options[scheme] for scheme in alternative] for alternative in accepted_schemes(document, each)],
            _media_types(document, each),
            not any(parameter.get("required") for parameter in parameters(document, each)),
        )
        for each in operations(document)
    ]
    package = _package(document, settings)

    directory.mkdir()
    (directory / "package.json").write_text(f"{_json(package, indent=2)}\n", encoding="utf-8")
    (directory / "schema.d.ts").write_text(f"// {HEADER}\n{_types(document)}", encoding="utf-8")
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - the output is not HTML
    )
    environment.filters |= {"json": _json, "comment": _comment, "cell": _cell}
    for template in sorted(_TEMPLATES.iterdir()):
        rendered = environment.get_template(template.name).render(
            package=package,
            header=HEADER,
            info=document["info"],
            base_url=base_url(document),
            credentials={options[scheme]: each for scheme, each in schemes.items()},
            calls=calls,
            example=next((each for each in calls if each.method == "GET" and each.needs_nothing), None),
            webhooks=document.get("webhooks"),
        )
        (directory / template.stem).write_text(rendered, encoding="utf-8")


def _camel_case(argument: str) -> str:
    first, *others = argument.split("_")
    return first + "".join(other.capitalize() for other in others)


def _media_types(document: Document, operation: Operation) -> list[str]:
    """Return the media types of an operation's body.

    Raises:
        UserError: The client can send none of them.
    """
    body = resolve(document, operation.definition.get("requestBody", {}))
    media_types = list(body.get("content", {}))
    if body and not {"application/json", "multipart/form-data"} & set(media_types):
        raise UserError(
            f"{operation.method} {operation.path}: body is {', '.join(media_types)}; the TypeScript client sends "
            "application/json and multipart/form-data"
        )
    return media_types


def _package(document: Document, settings: ConfigFile) -> Document:
    """Return the content of package.json."""
    title = str(document["info"].get("title"))
    package = {
        "//": HEADER,
        "name": (settings.project_name_override or f"{kebab_case(title)}-client").lower(),
        "version": npm_version(package_version(document, settings)),
        "description": f"A TypeScript client for {title}",
        "keywords": [*keywords(document), "typescript"],
        "homepage": next((url for label, url in urls(document).items() if label != "Service"), None),
        "license": document["info"].get("license", {}).get("identifier"),
        "type": "module",
        "sideEffects": False,
        "main": "./index.js",
        "types": "./index.d.ts",
        "exports": {".": {"types": "./index.d.ts", "default": "./index.js"}},
        "files": ["CHANGELOG.md", "index.js", "index.d.ts", "schema.d.ts"],
        "engines": {"node": ">=20"},
        # The tested version and its patches: minor versions of 0.x may break.
        "dependencies": {"openapi-fetch": f"~{_pinned('openapi-fetch')}"},
    }
    return {name: value for name, value in package.items() if value is not None}


def npm_version(version: str) -> str:
    """Return a PEP 440 version in npm's syntax; a post-release becomes build metadata, as npm has none.

    Raises:
        UserError: npm has no such versions.
    """
    parsed = Version(version)
    written = f"{parsed.major}.{parsed.minor}.{parsed.micro}" + (
        f"-{parsed.pre[0]}.{parsed.pre[1]}" if parsed.pre else f"-dev.{parsed.dev}" if parsed.dev is not None else ""
    )
    written += f"+{parsed.local}" if parsed.local else ""
    is_post = (
        parsed.post is not None and parsed.public == f"{parsed.base_version}.post{parsed.post}" and not parsed.local
    )
    if is_post and parsed.base_version == written:
        return f"{written}+post.{parsed.post}"
    if Version(written) != parsed:
        raise UserError(f"info.version {version!r}: not an npm version; use three numbers and at most a pre-release")
    return written


def _pinned(package: str) -> str:
    """Return the version of an npm package in the repository's package.json."""
    pinned: str = json.loads((ROOT / "package.json").read_text("utf-8"))["devDependencies"][package]
    return pinned


def _types(document: Document) -> str:
    """Return the types of a contract, by openapi-typescript."""
    npm_package("openapi-typescript/package.json")
    done = subprocess.run(
        [str(node()), str(_SCHEMA)],
        input=json.dumps(expand_choices(use_pointers(document))),
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise UserError(f"openapi-typescript: {' '.join(done.stderr.split())[:300]}")
    return done.stdout


def expand_choices(node: Any) -> Any:
    """Return a copy of a document with each choice between sets of required properties as one between whole objects.

    openapi-typescript would make the type `unknown` of such a set, and so of the whole choice.
    """
    if isinstance(node, list):
        return [expand_choices(each) for each in node]
    if not isinstance(node, dict):
        return node
    for key, value in node.items():
        if is_choice_of_members(key, value):
            kept = {name: each for name, each in node.items() if name not in {key, "description"}}
            objects = [{**kept, "required": [*node.get("required", []), *choice["required"]]} for choice in value]
            description = {name: node[name] for name in ("description",) if name in node}
            return {**description, key: [expand_choices(each) for each in objects]}
    return {key: expand_choices(value) for key, value in node.items()}


def _json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, indent=indent, ensure_ascii=False)


def _comment(text: str) -> str:
    return " ".join(text.replace("*/", "*\\/").split())


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
