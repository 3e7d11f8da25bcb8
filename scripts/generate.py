"""Make the Python client from the contract, or tell how the one that is there differs."""

import argparse
import contextlib
import datetime as dt
import io
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.strings import PythonIdentifier
from packaging.version import InvalidVersion, Version
from pydantic import ValidationError

from scripts.openapi import Document, load, operations, read_yaml, resolve
from scripts.project import CONTRACT, ROOT, Failure, run
from scripts.sdk import rendering
from scripts.sdk.naming import variable

CLIENT = ROOT / "generated" / "python"
SETTINGS = ROOT / "generator-config.yaml"
TEMPLATES = Path(__file__).resolve().parent / "templates"
MADE_BY = "# Made from an OpenAPI document by scripts/generate.py. Change that document or the templates, not this."
# What the client takes besides credentials, as client.py.jinja declares it: no credential may be called so.
CLIENT_ARGUMENTS = {"base_url", "cookies", "headers", "timeout", "verify_ssl", "follow_redirects", "httpx_args"} | {
    "log",
    "max_retries",
    "retry_unsafe",
}


@dataclass(frozen=True)
class Credential:
    """A credential as the client takes it (`argument`, or `variable`) and sends it: in `header`, after `prefix`."""

    argument: str
    variable: str
    header: str
    prefix: str
    description: str


def read_settings(path: Path) -> ConfigFile:
    """Read the generator's settings.

    Raises:
        Failure: The file can't be read, or has a key or a value that the generator doesn't know.
    """
    try:
        return ConfigFile.model_validate(read_yaml(path), extra="forbid")
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg'].lower()}" for each in error.errors())
        raise Failure(f"{path}: {wrong}") from error


def distribution_version(edition: object) -> str:
    """Return the version of the client of an edition of the contract: a date's parts, or what PEP 440 allows as it is.

    Raises:
        Failure: The edition is neither a date nor a version.
    """
    if isinstance(edition, str):
        with contextlib.suppress(ValueError):
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", edition):
                day = dt.date.fromisoformat(edition)
                return f"{day.year}.{day.month}.{day.day}"
        with contextlib.suppress(InvalidVersion):
            Version(edition)
            return edition
    raise Failure(f"info.version {edition!r} is neither a date nor a version of PEP 440, in quotes")


def simplify(node: Any) -> Any:
    """Return a copy of a document that says to the generator what it would misunderstand or overlook otherwise.

    Choices between sets of required members say nothing of types, yet the generator would make a union of them. The
    description of a parameter is read from its schema only.
    """
    if isinstance(node, list):
        return [simplify(each) for each in node]
    if not isinstance(node, dict):
        return node
    copied = {key: simplify(value) for key, value in node.items() if not _is_choice_of_members(key, value)}
    schema, description = copied.get("schema"), copied.get("description")
    if "in" in copied and isinstance(schema, dict) and "$ref" not in schema and isinstance(description, str):
        schema.setdefault("description", description)
    return copied


def _is_choice_of_members(key: str, value: Any) -> bool:
    choices = value if key in {"anyOf", "oneOf"} and isinstance(value, list) else []
    return bool(choices) and all(isinstance(choice, dict) and set(choice) == {"required"} for choice in choices)


def base_url(document: Document) -> str | None:
    """Return the address of the contract's first server, None if that names no host."""
    server = (document.get("servers") or [{}])[0]
    url = str(server.get("url", ""))
    for name, value in server.get("variables", {}).items():
        url = url.replace(f"{{{name}}}", str(value["default"]))
    return url if re.match("https?://", url) else None


def credentials(document: Document) -> dict[str, Credential]:
    """Return the credentials of a contract by the names of their security schemes.

    Raises:
        Failure: A scheme is of a kind that the client can't send, or two make the same argument.
    """
    found = {}
    for name, node in document.get("components", {}).get("securitySchemes", {}).items():
        scheme = resolve(document, node)
        kind = (scheme.get("type"), scheme.get("in") or str(scheme.get("scheme")).lower())
        if kind == ("apiKey", "header"):
            header, prefix = scheme["name"], ""
        elif kind == ("http", "bearer"):
            header, prefix = "Authorization", "Bearer "
        else:
            raise Failure(f"security scheme {name!r}: the client sends API keys in headers and bearer tokens only")
        argument = str(PythonIdentifier(name, "key_"))
        described = scheme.get("description", "")
        found[name] = Credential(argument, variable(document, argument), header, prefix, described)
    taken = Counter(credential.argument for credential in found.values()) + Counter(CLIENT_ARGUMENTS)
    for name, credential in found.items():
        if taken[credential.argument] > 1:
            raise Failure(f"security scheme {name!r}: its argument of the client, {credential.argument!r}, is taken")
    return found


def security(document: Document, known: dict[str, Credential], prefix: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return what each operation accepts: alternative sets of the client's arguments, by the name of its module.

    Raises:
        Failure: An operation has no name, the name of another, or needs an unknown scheme.
    """
    alternatives: dict[str, tuple[tuple[str, ...], ...]] = {}
    for operation in operations(document):
        where = f"{operation.method} {operation.path}"
        if not operation.definition.get("operationId"):
            raise Failure(f"{where} has no operationId: the client needs one as a name")
        name = str(PythonIdentifier(operation.id, prefix))
        if name in alternatives:
            raise Failure(f"{where}: operationId {operation.id!r} makes the module {name!r}, which is taken")
        requirements = operation.definition.get("security", document.get("security")) or []
        for scheme in (scheme for requirement in requirements for scheme in requirement if scheme not in known):
            raise Failure(f"{where}: its security names {scheme!r}, which is no security scheme")
        named = [tuple(known[scheme].argument for scheme in requirement) for requirement in requirements]
        # To send nothing is the last choice where it is allowed, and no choice where it is the only one.
        alternatives[name] = tuple(sorted(named, key=lambda arguments: not arguments)) if any(named) else ()
    return alternatives


def build(contract: Path, settings: Path, directory: Path) -> int:
    """Write the client of a contract into a directory that doesn't exist yet, and return how many operations it has.

    Raises:
        Failure: The contract or the settings don't allow it, or the generator has a complaint.
    """
    document = load(contract)
    configured = read_settings(settings)
    config = Config.from_sources(configured, MetaType.UV, contract, "utf-8", False, directory)
    config.package_version_override = configured.package_version_override or distribution_version(
        document.get("info", {}).get("version")
    )
    config.post_hooks = []  # they run below, from this environment and when all files are there
    parsed = GeneratorData.from_dict(simplify(document), config=config)
    if isinstance(parsed, GeneratorError):
        raise Failure(f"{contract}: {_one_line(parsed.header, parsed.detail)}")
    if complaints := _complaints(parsed):
        raise Failure("\n".join([f"{contract}: the generator can't make a whole client of it:", *complaints]))

    known = credentials(document)
    accepted = security(document, known, config.field_prefix)
    named = rendering.names(document, parsed, config.field_prefix)
    project = Project(openapi=parsed, config=config, custom_template_path=TEMPLATES)
    project.env.globals.update(
        base_url=base_url(document),
        credentials=list(known.values()),
        licence=document["info"].get("license", {}).get("identifier"),
        made_by=MADE_BY,
        security=accepted.__getitem__,  # an operation that is unknown here must not pass as one without credentials
        **named,
    )
    rendering.prepare(project.env)
    with contextlib.redirect_stdout(io.StringIO()):
        project.build()
    rendering.write(project, named)
    for hook in configured.post_hooks or []:
        _run_hook(hook, directory)
    return len(accepted)


def _complaints(parsed: GeneratorData) -> list[str]:
    """Return a line for each thing in a contract that the generator doesn't understand, or that makes it guess."""
    collections = parsed.endpoint_collections_by_tag.values()
    errors = [*(error for collection in collections for error in collection.parse_errors), *parsed.errors]
    bodies = {endpoint.name: endpoint.bodies for collection in collections for endpoint in collection.endpoints}
    return [_one_line(error.header, error.detail) for error in errors] + [
        f"{name}: two of its media types have one schema, so a body doesn't tell how to send it: give each its own"
        for name, alternatives in bodies.items()
        if len({body.prop.get_instance_type_string() for body in alternatives}) < len(alternatives)
    ]


def _one_line(*parts: str | None) -> str:
    return " ".join(" ".join(filter(None, parts)).split())


def _run_hook(hook: str, directory: Path) -> None:
    program, *arguments = shlex.split(hook)
    command = [str(Path(sys.executable).parent / program), *arguments]
    try:
        done = subprocess.run(command, cwd=directory, capture_output=True, text=True, encoding="utf-8", check=False)
    except OSError as error:
        raise Failure(f"post_hooks: {command[0]} doesn't run: {error.strerror}: run `make setup`") from error
    if done.returncode:
        raise Failure(f"post_hooks: `{hook}` failed: {_one_line(done.stderr or done.stdout)}")


def files(directory: Path) -> dict[str, bytes]:
    """Return the contents of the files below a directory by their relative names, without what Python caches."""
    found = (path.relative_to(directory) for path in sorted(directory.rglob("*")) if path.is_file())
    return {str(name): (directory / name).read_bytes() for name in found if "__pycache__" not in name.parts}


def differences(made: dict[str, bytes], present: dict[str, bytes], where: Path) -> list[str]:
    """Return a line for each file by which a client that is present differs from one that was just made."""
    return [
        *(f"missing: {where / name}" for name in made if name not in present),
        *(f"extra: {where / name}" for name in present if name not in made),
        *(f"different: {where / name}" for name in made if name in present and made[name] != present[name]),
    ]


def replace(output: Path, made: Path, scratch: Path) -> None:
    """Put a client that was just made in the place of the old one, which moves to a scratch directory beside it.

    Raises:
        Failure: What is there is no client that this has made.
    """
    if output.exists():
        project = output / "pyproject.toml"
        ours = output == CLIENT or (project.exists() and project.read_text("utf-8").startswith(MADE_BY))
        if not ours and (output.is_file() or any(output.iterdir())):
            raise Failure(f"{output} isn't empty, and no client that this has made: name another directory")
        output.rename(scratch / "old")
    made.rename(output)


def main(arguments: list[str] | None = None) -> int:
    """Run the task and return its exit code: 0, or 1 for a client that differs from what it should be."""
    parser = argparse.ArgumentParser(prog="generate", description=__doc__)
    parser.add_argument("--contract", type=Path, default=CONTRACT, help="the OpenAPI document (default: %(default)s)")
    parser.add_argument("--config", type=Path, default=SETTINGS, help="the generator's settings (default: %(default)s)")
    parser.add_argument("--output", type=Path, default=CLIENT, help="where the client is (default: %(default)s)")
    parser.add_argument("--check", action="store_true", help="write nothing, and tell how the client there differs")
    options = parser.parse_args(arguments)
    output = options.output.resolve()
    shown = output.relative_to(ROOT) if output.is_relative_to(ROOT) else output

    start = time.monotonic()
    try:
        if not options.check:
            output.parent.mkdir(parents=True, exist_ok=True)
        beside = None if options.check else output.parent  # a directory moves only within its file system
        with tempfile.TemporaryDirectory(prefix=".generate-", dir=beside) as scratch:
            new = Path(scratch) / "new"
            count = build(options.contract, options.config, new)
            made = files(new)
            lines = differences(made, files(output), shown) if options.check else []
            if not options.check:
                replace(output, new, Path(scratch))
    except OSError as error:
        raise Failure(f"{error.filename}: {str(error.strerror).lower()}") from error
    took = f"{len(made)} files of {count} operations in {time.monotonic() - start:.1f} s"
    if lines:
        print(*lines, f"{shown} isn't what its contract yields ({took}): run `make generate`", sep="\n")
        return 1
    print(f"{shown} {'is up to date' if options.check else 'is written'}: {took}")
    return 0


if __name__ == "__main__":
    run("generate", main)
