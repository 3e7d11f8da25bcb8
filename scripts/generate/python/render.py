"""Rendering of the templates."""

import json
import re
import textwrap
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from openapi_python_client import Project
from openapi_python_client.parser import GeneratorData
from openapi_python_client.strings import PythonIdentifier, safe_for_docstring

from scripts.credentials import environment_variable
from scripts.generate.python import expressions
from scripts.generate.python.access import Access
from scripts.generate.python.events import events
from scripts.generate.python.examples import examples
from scripts.generate.python.methods import groups
from scripts.generate.python.naming import GROUP_IMPORTS, STATUS_ERRORS, client_name, error_class, identifier
from scripts.generate.python.properties import (
    endpoint_properties,
    properties,
    response_description,
    success_type,
    type_of,
)
from scripts.generate.python.requests import request_of
from scripts.generate.python.responses import example_responses
from scripts.openapi import Document, operations
from scripts.project import UserError

TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "python"
# Templates of the modules that every client has once.
_PACKAGE = TEMPLATES / "package"


def names(document: Document, parsed: GeneratorData, prefix: str) -> dict[str, Any]:
    """Return the variables and functions of the templates, besides those of the generator.

    Args:
        document: The contract.
        parsed: The contract, as parsed by the generator.
        prefix: The prefix of names that Python does not allow.

    Raises:
        UserError: A name of the contract cannot be used in the client.
    """
    for model in parsed.models:
        if model.class_info.name in GROUP_IMPORTS:
            raise UserError(
                f"schema {model.class_info.name!r}: the client imports another class of this name; rename the model "
                "with class_overrides in generator-config.yaml"
            )
    name = client_name(document)
    found_groups = groups(document, parsed.endpoint_collections_by_tag, prefix)
    access = Access(document)
    by_name = {PythonIdentifier(each.id, prefix): each for each in operations(document)}
    return {
        "client_name": name,
        "instance": identifier(name.lower()),
        "groups": found_groups,
        "responses": example_responses(document, found_groups),
        "events": events(document, list(parsed.models)),
        "examples": partial(examples, document),
        "variable": partial(environment_variable, document),
        "status_errors": STATUS_ERRORS,
        "error_class": error_class,
        "response_description": response_description,
        "success_type": success_type,
        "literal": repr,
        "event_attribute": lambda name: PythonIdentifier(name, prefix),
        "type_of": type_of,
        "parser_of": expressions.parser,
        "reader_of": expressions.reader,
        "instance_of": expressions.instance,
        "imports_of": expressions.imports,
        "model_imports_of": expressions.model_imports,
        "properties_of": properties,
        "properties_of_endpoint": endpoint_properties,
        "request_of": lambda endpoint: request_of(document, by_name[endpoint.name], endpoint),
        "is_read_only": lambda model, prop: prop.name in access.restricted(model, "readOnly"),
        "is_write_only": lambda model, prop: prop.name in access.restricted(model, "writeOnly"),
    }


class _CompiledTemplates(BytecodeCache):
    """The compiled templates of all builds in this process: compiling them takes nine tenths of a build."""

    def __init__(self) -> None:
        self._by_source: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._by_source.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._by_source[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _CompiledTemplates()


def prepare(environment: Environment) -> None:
    """Add the filter `filled` to the templates, and their compiled code."""
    environment.filters["filled"] = filled
    environment.bytecode_cache = _COMPILED


def filled(text: str, indent: int) -> str:
    """Return a text for a docstring: escaped, with its paragraphs filled, and all lines but the first indented."""
    wrap = textwrap.TextWrapper(
        width=118,
        initial_indent=" " * indent,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    paragraphs = re.split(r"\n\s*\n", safe_for_docstring(text.strip()))
    return "\n\n".join(wrap.fill(paragraph) for paragraph in paragraphs).lstrip()


def write(project: Project, names: dict[str, Any]) -> None:
    """Write the modules that the generator itself does not write.

    Args:
        project: The project of the generator, with its templates.
        names: The result of the function `names`.
    """
    modules = {f"package/{path.name}": path.name.removesuffix(".jinja") for path in sorted(_PACKAGE.iterdir())}
    if names["events"]:
        modules["webhooks.py.jinja"] = "webhooks.py"
    for template, module in modules.items():
        _render(project, template, module)
    examples = json.dumps(names["responses"], indent=2, ensure_ascii=False, default=str)
    (project.package_dir / "_examples.json").write_text(f"{examples}\n", encoding="utf-8")
    changelog = project.env.get_template("CHANGELOG.md.jinja").render()
    (project.project_dir / "CHANGELOG.md").write_text(changelog, encoding="utf-8")
    (project.package_dir / "groups").mkdir()
    _render(project, "groups_init.py.jinja", "groups/__init__.py")
    for asynchronous, client, prefix in ((False, "_sync.py", ""), (True, "_async.py", "async_")):
        _render(project, "sdk_client.py.jinja", client, asynchronous=asynchronous)
        for group in names["groups"]:
            module = f"groups/{prefix}{group.name}.py"
            _render(project, "group.py.jinja", module, asynchronous=asynchronous, group=group)


def _render(project: Project, template: str, module: str, **variables: Any) -> None:
    rendered = project.env.get_template(template).render(**variables)
    (project.package_dir / module).write_text(rendered, encoding=project.config.file_encoding)
