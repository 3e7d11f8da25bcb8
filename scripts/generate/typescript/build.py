"""Build of the TypeScript client."""

import json
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from openapi_python_client.config import ConfigFile
from openapi_python_client.strings import kebab_case
from packaging.version import Version

from scripts.credentials import Credential, client_credentials
from scripts.generate.editions import errors_of_edition, npm_module
from scripts.generate.identifiers import use_pointers
from scripts.generate.metadata import NO_ADDITIONS, Additions, keywords, urls
from scripts.generate.publish import HEADER
from scripts.generate.settings import package_version
from scripts.generate.typescript.calls import calls
from scripts.generate.typescript.documents import prepare
from scripts.openapi import Document, base_url
from scripts.project import ROOT, UserError, node, npm_package

_TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "typescript"
_SCHEMA = Path(__file__).resolve().parent / "schema.mjs"
# Options of openapi-fetch, then of fetch. A credential must not have one of these names.
_OPTIONS = {
    *("Request", "baseUrl", "bodySerializer", "fetch", "headers", "pathSerializer", "querySerializer"),
    *("requestInitExt", "body", "cache", "credentials", "dispatcher", "duplex", "integrity", "keepalive", "method"),
    *("mode", "priority", "redirect", "referrer", "referrerPolicy", "signal", "window"),
}


def build(document: Document, settings: ConfigFile, directory: Path, additions: Additions = NO_ADDITIONS) -> None:
    """Write the TypeScript client of a contract into a new directory.

    Args:
        document: The contract.
        settings: The settings of the generator.
        directory: The new directory.
        additions: What else the package contains. Each further edition becomes a module, such as `v2024-11-19`.

    Raises:
        UserError: The contract or the settings do not allow to generate a client.
    """
    modules = {name: npm_module(name) for name in additions.editions}
    package = _package(document, settings, list(modules.values()), additions.authors)
    directory.mkdir()
    additions.write_licence(directory)
    _write(document, directory, "*", package=package, editions=modules, root=".")
    (directory / "package.json").write_text(f"{_json(package, indent=2)}\n", encoding="utf-8")
    for name, edition in additions.editions.items():
        folder = directory / modules[name]
        folder.mkdir()
        with errors_of_edition(name):
            _write(edition, folder, "index.*", package=package, editions={}, root="..")


def _write(document: Document, directory: Path, templates: str, **variables: object) -> None:
    """Write the types of an edition, and what some of the templates make of it."""
    document = use_pointers(document)
    schemes = _credentials(document)
    options = {scheme: option_name(credential) for scheme, credential in schemes.items()}
    counts = Counter(options.values()) + Counter(_OPTIONS)
    if duplicate := next((each for each in options.values() if counts[each] > 1), None):
        raise UserError(
            f"security schemes: the TypeScript client already has an option {duplicate!r}; rename the scheme"
        )
    found = calls(document, options)
    types = _types(document)
    (directory / "schema.d.ts").write_text(f"// {HEADER}\n{types}", encoding="utf-8")
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - the output is not HTML
    )
    environment.filters |= {"json": _json, "comment": _comment, "cell": _cell}
    for template in sorted(_TEMPLATES.glob(templates)):
        rendered = environment.get_template(template.name).render(
            **variables,
            header=HEADER,
            info=document["info"],
            base_url=base_url(document),
            credentials={options[scheme]: each for scheme, each in schemes.items()},
            calls=found,
            example=next((each for each in found if each.method == "GET" and each.needs_nothing), None),
            webhooks=document.get("webhooks"),
            place=_place,
            is_marked="export type Readable<" in types,
        )
        (directory / template.stem).write_text(rendered, encoding="utf-8")


def _credentials(document: Document) -> dict[str, Credential]:
    """Return the credentials that the client sends, by their security schemes.

    Raises:
        UserError: The client does not support the type of a scheme.
    """
    found = client_credentials(document)
    for scheme, credential in found.items():
        if credential.prefix == "Digest ":
            raise UserError(
                f"security scheme {scheme!r}: the TypeScript client does not support digest authentication; use "
                "another scheme, or generate the Python client alone with --output"
            )
    return found


def _place(credential: Credential) -> str:
    """Return the description of a credential that the contract does not describe."""
    if credential.header.startswith("?"):
        return f"Value of the query parameter {credential.header[1:]}"
    if credential.header == "Cookie":
        return f"Value of the cookie {credential.prefix[:-1]}"
    return f"Value of the header {credential.header}"


def option_name(credential: Credential) -> str:
    """Return the option of the client that is a credential, such as `apiKey`."""
    first, *others = credential.argument.split("_")
    return first + "".join(other.capitalize() for other in others)


def _package(document: Document, settings: ConfigFile, modules: list[str], authors: list[str]) -> Document:
    """Return the content of package.json, with the modules of further editions."""
    title = str(document["info"].get("title"))
    package = {
        "//": HEADER,
        "name": package_name(document, settings),
        "version": npm_version(package_version(document, settings)),
        "description": f"A TypeScript client for {title}",
        "keywords": [*keywords(document), "typescript"],
        "homepage": next((url for label, url in urls(document).items() if label != "Service"), None),
        "author": ", ".join(authors) or None,
        "license": document["info"].get("license", {}).get("identifier"),
        "type": "module",
        "sideEffects": False,
        "main": "./index.js",
        "types": "./index.d.ts",
        "exports": {
            folder: {"types": f"{folder}/index.d.ts", "default": f"{folder}/index.js"}
            for folder in (".", *(f"./{module}" for module in modules))
        },
        "files": ["CHANGELOG.md", "index.js", "index.d.ts", "schema.d.ts", "styles.js", *modules],
        "engines": {"node": ">=20"},
        # The tested version and its patches: minor versions of 0.x may break.
        "dependencies": {"openapi-fetch": f"~{_pinned('openapi-fetch')}"},
    }
    return {name: value for name, value in package.items() if value is not None}


def package_name(document: Document, settings: ConfigFile) -> str:
    """Return the name of a contract's npm package."""
    return (settings.project_name_override or f"{kebab_case(str(document['info'].get('title')))}-client").lower()


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
        input=json.dumps(prepare(document)),
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise UserError(f"openapi-typescript: {' '.join(done.stderr.split())[:300]}")
    return done.stdout


def _json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, indent=indent, ensure_ascii=False)


def _comment(text: str) -> str:
    return " ".join(text.replace("*/", "*\\/").split())


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
