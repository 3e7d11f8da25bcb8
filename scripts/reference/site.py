"""Pages of the API reference: the contract, rendered by Scalar, and its errata."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from scripts import errata
from scripts.credentials import credentials
from scripts.editions.decisions import errata_of
from scripts.errata import Erratum
from scripts.openapi import Document, Operation, base_url, operations, parameters, resolve
from scripts.project import npm_package
from scripts.reference.anchors import anchor
from scripts.reference.samples import samples
from scripts.reference.switch import Switch

# The generator that the pages name, by which an earlier site is recognized.
GENERATOR = "scripts.reference"
SCALAR = "scalar.js"
# All files that a site may have.
FILE_NAMES = ("index.html", "errata.html", "editions.js", "reference.js", "reference.json", "openapi.json", SCALAR)

_TEMPLATES = Path(__file__).resolve().parent / "templates"
# The default address of the mock.
_DEFAULT_SERVER = "http://127.0.0.1:4010"
# No outline around the section that the URL names; room for the heading above two credentials.
_STYLE = """
.section[tabindex="-1"]:focus-visible { outline: none; }
button:has(+ div [aria-describedby]):disabled { flex: none; }
"""
# By default, Scalar sends requests to its vendor for fonts, proxy, agent and client. The Content-Security-Policy of the
# pages prevents that too, in case that a later version adds another.
_SETTINGS: dict[str, Any] = {
    "url": "reference.json",
    "agent": {"disabled": True},
    "customCss": _STYLE,
    "documentDownloadType": "none",
    "hiddenClients": True,
    "hideClientButton": True,
    "mcp": {"disabled": True},
    # The default, `Models`, may be the name of a tag.
    "modelsSectionLabel": "Schemas",
    "proxyUrl": "",
    "showDeveloperTools": "never",
    "telemetry": False,
    "withDefaultFonts": False,
}


@dataclass(frozen=True)
class Site:
    """The pages of a contract.

    Attributes:
        files: The content of its files by name, without `SCALAR`, which has 4 MB.
        version: The version of the contract.
        operations: The number of operations.
        errata: The number of errata.
    """

    files: dict[str, bytes]
    version: str
    operations: int
    errata: int


def scalar() -> Path:
    """Return the path of Scalar's script.

    Raises:
        UserError: Scalar is not installed.
    """
    return npm_package("@scalar/api-reference/dist/browser/standalone.js")


def build(
    document: Document, edition: str | None = None, mock: str | None = None, switch: Switch | None = None
) -> Site:
    """Build the site of a contract.

    Args:
        document: The contract.
        edition: Its edition; see `edition_of`.
        mock: The URL of the mock that serves the site, to which its readers can send requests. Without it, the server
            is the contract's, and readers cannot send requests, which would need their credentials.
        switch: The switch of the pages, if they are those of one edition among others.

    Raises:
        UserError: The contract or the errata are invalid.
    """
    decisions = _errata(document, edition)
    server = mock or base_url(document) or _DEFAULT_SERVER
    settings = _SETTINGS | {"hideTestRequestButton": mock is None}
    if mock:
        settings["authentication"] = _synthetic_credentials(document)
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(["html.jinja"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"code": _with_code, "json": _json, "anchor": anchor}
    version = str(document["info"]["version"])
    targets = switch.targets(version) if switch else []
    variables = {
        "info": document["info"],
        "editions": targets,
        "generator": GENERATOR,
        "errata": decisions,
        "operations": {operation.id: operation for operation in operations(document)},
        "scalar": f"../{SCALAR}" if switch and switch.folder(version) else SCALAR,
    }
    pages = ["index.html", "errata.html"] if decisions else ["index.html"]
    files = {page: environment.get_template(f"{page}.jinja").render(variables, page=page) for page in pages}
    if targets:
        places = {each.name: each.places for each in targets if not each.is_current}
        files["editions.js"] = environment.get_template("editions.js.jinja").render(places=places)
    files["reference.js"] = environment.get_template("reference.js.jinja").render(settings=settings)
    files["reference.json"] = _json(_annotated(document, samples(document, edition, server), mock, decisions))
    files["openapi.json"] = _json(document, indent=2)
    encoded = {name: text.encode() for name, text in files.items()}
    return Site(encoded, version, sum(1 for _ in operations(document)), len(decisions))


def _errata(document: Document, edition: str | None) -> list[Erratum]:
    """Return the errata of the contract's edition, or none if they belong to another contract."""
    found = errata_of(document, edition)
    return [] if any(errata.mismatches(found, document)) else found


def _annotated(
    document: Document, code_samples: Mapping[str, Any], mock: str | None, decisions: list[Erratum]
) -> Document:
    """Return a copy of a contract with code samples, links to errata, values of parameters, and the mock as server."""
    paths = {path: dict(item) for path, item in document["paths"].items()}
    for operation in operations(document):
        related = [f"[{each.id}](errata.html#{each.id})" for each in decisions if each.operation == operation.id]
        errata_links = f"Errata: {' · '.join(related)}"
        described = {"description": _with_paragraph(operation.definition, errata_links)} if related else {}
        sampled = {"x-codeSamples": code_samples[operation.id]} if operation.id in code_samples else {}
        filled = {"parameters": _filled(document, operation)} if parameters(document, operation) else {}
        paths[operation.path][operation.method.lower()] = {**operation.definition, **described, **filled, **sampled}
    links = ["[Inspector of this mock](../)"] if mock else []
    links.append("[openapi.json](openapi.json)")
    if decisions:
        links.append(f"[{len(decisions)} errata](errata.html): contradictions of the documents, and decisions")
    info = {**document["info"], "description": _with_paragraph(document["info"], " · ".join(links))}
    servers = {"servers": [{"url": mock, "description": "This mock."}]} if mock else {}
    return {**document, **servers, "info": info, "paths": paths}


def _filled(document: Document, operation: Operation) -> list[Document]:
    """Return the parameters of an operation, each required one with a value for every example of the body.

    If parameters and bodies have named examples, Scalar fills in only those with the name that the reader has chosen.
    """
    content = resolve(document, operation.definition.get("requestBody", {})).get("content", {}).values()
    body_examples = {name for media_type in content for name in media_type.get("examples", {})}
    found = {(each["in"], each["name"]): each for each in parameters(document, operation)}
    for key, each in found.items():
        examples = each.get("examples", {})
        if each.get("required") and examples and body_examples.isdisjoint(examples):
            value = resolve(document, next(iter(examples.values()))).get("value")
            found[key] = {name: child for name, child in each.items() if name != "examples"} | {"example": value}
    return list(found.values())


def _synthetic_credentials(document: Document) -> Document:
    """Return Scalar's setting that fills in the credentials. The mock accepts any value.

    Of each operation, Scalar sends the first alternative that the contract requires, unless a preference is set.
    """
    return {"securitySchemes": {name: {"value": "any", "token": "any"} for name in credentials(document)}}


def _with_paragraph(described: Document, paragraph: str) -> str:
    return f"{str(described.get('description', '')).strip()}\n\n{paragraph}".strip()


def _with_code(text: str) -> Markup:
    """Return a text as HTML, in which backticks mark code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped before


def _json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)
