"""The pages of the reference: the contract by Scalar, and the errata of the contract."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from scripts import errata
from scripts.credentials import accepted, credentials
from scripts.errata import Erratum
from scripts.openapi import Document, Operation, base_url, operations, parameters, resolve
from scripts.project import ERRATA, npm_package
from scripts.reference.samples import samples

TEMPLATES = Path(__file__).resolve().parent / "templates"
MADE_BY = "scripts.reference"
SCRIPT = "scalar.js"
# Everything that a site can be made of, the page that tells that it is one first.
NAMES = ("index.html", "errata.html", "reference.js", "reference.json", "openapi.json", SCRIPT)
# Where nobody says, as the mock's default has it.
_NOWHERE = "http://127.0.0.1:4010"
# What an address leads to is focused, and had lines at both sides; two credentials left no room for their heading.
_LOOKS = """
.section[tabindex="-1"]:focus-visible { outline: none; }
button:has(+ div [aria-describedby]):disabled { flex: none; }
"""
# Scalar calls its makers' hosts for fonts, proxy, agent and client unless told not to. The pages' own policy forbids it
# too, so nothing is called if a later version has another such default.
_SETTINGS: dict[str, Any] = {
    "url": "reference.json",
    "agent": {"disabled": True},
    "customCss": _LOOKS,
    "documentDownloadType": "none",
    "hiddenClients": True,
    "hideClientButton": True,
    "mcp": {"disabled": True},
    # There may be a tag of the name that it has otherwise, `Models`.
    "modelsSectionLabel": "Schemas",
    "proxyUrl": "",
    "showDeveloperTools": "never",
    "telemetry": False,
    "withDefaultFonts": False,
}


@dataclass(frozen=True)
class Site:
    """The files of a site by their names but for `SCRIPT`, which is the one of `script`; and how many errata it has."""

    files: dict[str, bytes]
    errata: int


def script() -> Path:
    """Return the path of Scalar's code.

    Raises:
        Failure: It isn't installed.
    """
    return npm_package("@scalar/api-reference/dist/browser/standalone.js")


def build(document: Document, mock: str | None = None) -> Site:
    """Make the site of a contract.

    Args:
        document: The contract.
        mock: The address of the mock that serves the site: it is the server then, and requests to it can be tried.
            Without it, the server is the contract's, and nothing can be tried: keys don't get into a page by mistake.

    Raises:
        Failure: The contract or the errata are broken.
    """
    decisions = _errata(document)
    server = mock or base_url(document) or _NOWHERE
    settings = _SETTINGS | {"hideTestRequestButton": mock is None}
    if mock:
        settings["authentication"] = _any_credentials(document)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html.jinja"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"prose": _prose, "json": _json, "anchor": _anchor}
    known = {operation.id: operation for operation in operations(document)}
    given = {"info": document["info"], "made_by": MADE_BY, "errata": decisions, "operations": known, "script": SCRIPT}
    pages = ["index.html", "errata.html"] if decisions else ["index.html"]
    files = {page: environment.get_template(f"{page}.jinja").render(given) for page in pages}
    files["reference.js"] = environment.get_template("reference.js.jinja").render(settings=settings)
    files["reference.json"] = _json(_annotated(document, server, mock, decisions))
    files["openapi.json"] = _json(document, indent=2)
    return Site({name: text.encode() for name, text in files.items()}, len(decisions))


def _errata(document: Document) -> list[Erratum]:
    """Return the project's errata, none if they are of another contract."""
    found = errata.load(ERRATA)
    return [] if any(errata.faults(found, document)) else found


def _annotated(document: Document, server: str, mock: str | None, decisions: list[Erratum]) -> Document:
    """Return a copy of a contract with code samples, links to the errata, values to try, and the mock as its server."""
    written = samples(document, server)
    paths = {path: dict(item) for path, item in document["paths"].items()}
    for operation in operations(document):
        links = " · ".join(
            f"[{each.id}](errata.html#{each.id})" for each in decisions if each.operation == operation.id
        )
        described = {"description": _joined(operation.definition, f"Errata: {links}")} if links else {}
        sampled = {"x-codeSamples": written[operation.id]} if operation.id in written else {}
        filled = {"parameters": _filled(document, operation)} if parameters(document, operation) else {}
        paths[operation.path][operation.method.lower()] = {**operation.definition, **described, **filled, **sampled}
    pages = (
        ("[Requests that this mock got](../) · " if mock else "")
        + "[openapi.json](openapi.json)"
        + (
            f" · [{len(decisions)} errata](errata.html): what the documents say, and what this says instead"
            if decisions
            else ""
        )
    )
    info = {**document["info"], "description": _joined(document["info"], pages)}
    servers = {"servers": [{"url": mock, "description": "This mock."}]} if mock else {}
    return {**document, **servers, "info": info, "paths": paths}


def _filled(document: Document, operation: Operation) -> list[Document]:
    """Return an operation's parameters, the required ones with a value whichever example of the body is chosen.

    Scalar fills in the example of the same name only, if there are names.
    """
    content = resolve(document, operation.definition.get("requestBody", {})).get("content", {}).values()
    bodies = {name for media_type in content for name in media_type.get("examples", {})}
    found = {(each["in"], each["name"]): each for each in parameters(document, operation)}
    for place, each in found.items():
        examples = each.get("examples", {})
        if each.get("required") and examples and bodies.isdisjoint(examples):
            value = resolve(document, next(iter(examples.values()))).get("value")
            found[place] = {key: member for key, member in each.items() if key != "examples"} | {"example": value}
    return list(found.values())


def _any_credentials(document: Document) -> Document:
    """Return the credentials to fill in where the mock is called, which admits any: as many as an operation accepts."""
    known = credentials(document)
    sets = [schemes for each in operations(document) for schemes in accepted(document, each, known)]
    most: tuple[str, ...] = max(sets, key=len, default=())
    return {
        "preferredSecurityScheme": [list(most)],
        "securitySchemes": {name: {"value": "any", "token": "any"} for name in known},
    }


def _joined(described: Document, paragraph: str) -> str:
    return f"{str(described.get('description', '')).strip()}\n\n{paragraph}".strip()


def _prose(text: str) -> Markup:
    """Return a text as HTML, with what stands between backticks as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped before


def _json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)


def _anchor(operation: Operation) -> str:
    """Return the part of an address that names an operation to Scalar."""
    tags = operation.definition.get("tags", [])
    tag = f"tag/{re.sub(r'[^a-z0-9]+', '-', tags[0].lower()).strip('-')}/" if tags else ""
    return f"{tag}{operation.method}{operation.path}"
