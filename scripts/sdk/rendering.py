"""The modules of the SDK, rendered from the templates with what the contract says."""

import re
import textwrap
from functools import partial
from pathlib import Path
from typing import Any

import openapi_python_client
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader
from openapi_python_client import Project
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.strings import safe_for_docstring

from scripts.credentials import variable
from scripts.openapi import Document
from scripts.project import Failure
from scripts.sdk.events import events
from scripts.sdk.examples import examples
from scripts.sdk.methods import groups
from scripts.sdk.naming import IMPORTED, STATUS_ERRORS, client_name, error_class, identifier
from scripts.sdk.parsed import description, succeeds, success_type

# The templates of the modules that every SDK has once.
PACKAGE = Path(__file__).resolve().parent.parent / "templates" / "package"


def names(document: Document, parsed: GeneratorData, prefix: str) -> dict[str, Any]:
    """Return what the templates know of a contract beside what the generator tells them.

    Args:
        document: The contract.
        parsed: What the generator has made of it.
        prefix: What the generator puts before names that Python doesn't allow.

    Raises:
        Failure: The contract names things in a way that makes no SDK; the message says what to do.
    """
    for model in parsed.models:
        if model.class_info.name in IMPORTED:
            raise Failure(
                f"schema {model.class_info.name!r}: the client needs the name: choose another with class_overrides"
            )
    return {
        "client_name": client_name(document),
        "receiver": identifier(client_name(document).lower()),
        "groups": groups(document, parsed.endpoint_collections_by_tag, prefix),
        "events": events(document, list(parsed.models)),
        "examples": partial(examples, document),
        "variable": partial(variable, document),
        "status_errors": STATUS_ERRORS,
        "error_class": error_class,
        "description": description,
        "succeeds": succeeds,
        "success_type": success_type,
        "literal": repr,
    }


def prepare(environment: Environment) -> None:
    """Give the templates what they use beside names: a filter, the stock templates below `stock/`, one for strings."""
    StringProperty.template = "string_property.py.jinja"
    environment.filters["filled"] = filled
    stock = PackageLoader(openapi_python_client.__name__)
    environment.loader = ChoiceLoader(
        [each for each in [environment.loader] if each] + [PrefixLoader({"stock": stock})]
    )


def filled(text: str, indent: int) -> str:
    """Return a text as a docstring holds it: safe, its paragraphs filled, and all lines but the first indented."""
    wrap = textwrap.TextWrapper(
        width=118,
        initial_indent=" " * indent,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    paragraphs = re.split(r"\n\s*\n", safe_for_docstring(text.strip()))
    return "\n\n".join(wrap.fill(paragraph) for paragraph in paragraphs).lstrip()


def write(project: Project, known: dict[str, Any]) -> None:
    """Write the modules of the SDK beside what the generator has written.

    Args:
        project: The generator's project, with its templates.
        known: What `names` has returned.
    """
    modules = {f"package/{path.name}": path.name.removesuffix(".jinja") for path in sorted(PACKAGE.iterdir())}
    if known["events"]:
        modules["webhooks.py.jinja"] = "webhooks.py"
    for template, module in modules.items():
        _render(project, template, module)
    (project.package_dir / "groups").mkdir()
    _render(project, "groups_init.py.jinja", "groups/__init__.py")
    for asynchronous, client, prefix in ((False, "_sync.py", ""), (True, "_async.py", "async_")):
        _render(project, "sdk_client.py.jinja", client, asynchronous=asynchronous)
        for group in known["groups"]:
            module = f"groups/{prefix}{group.name}.py"
            _render(project, "group.py.jinja", module, asynchronous=asynchronous, group=group)


def _render(project: Project, template: str, module: str, **given: Any) -> None:
    rendered = project.env.get_template(template).render(**given)
    (project.package_dir / module).write_text(rendered, encoding=project.config.file_encoding)
