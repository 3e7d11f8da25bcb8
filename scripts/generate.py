"""Make the clients from the contract, or tell how those that are there differ."""

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
from pathlib import Path

from openapi_python_client import Project
from openapi_python_client.config import ConfigFile
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.strings import PythonIdentifier, kebab_case
from packaging.version import InvalidVersion, Version

from scripts.credentials import Credential, accepted, credentials
from scripts.openapi import Document, base_url, load, operations
from scripts.project import CLIENT, CONTRACT, ROOT, TYPESCRIPT, Failure, run
from scripts.sdk import rendering
from scripts.sdk.reading import SETTINGS, parse, read_settings
from scripts.typescript import package

TEMPLATES = Path(__file__).resolve().parent / "templates"
MADE_BY = "Made from an OpenAPI document by scripts/generate.py. Change that document or the templates, not this."
# What the Python client takes besides credentials, as client.py.jinja and sdk_client.py.jinja declare it, or by a
# variable: no credential may be called so.
CLIENT_ARGUMENTS = {
    *("base_url", "cookies", "headers", "timeout", "verify_ssl", "follow_redirects", "httpx_args"),
    *("log", "max_retries", "retry_unsafe"),
}


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


def security(document: Document, known: dict[str, Credential], prefix: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return what each operation accepts: alternative sets of the client's arguments, by the name of its module.

    Raises:
        Failure: An operation has no name, the name of another, or needs an unknown scheme; or two credentials, or one
            and something else, are the same argument.
    """
    taken = Counter(credential.argument for credential in known.values()) + Counter(CLIENT_ARGUMENTS)
    for scheme, credential in known.items():
        if taken[credential.argument] > 1:
            raise Failure(f"security scheme {scheme!r}: its argument of the client, {credential.argument!r}, is taken")
    alternatives: dict[str, tuple[tuple[str, ...], ...]] = {}
    for operation in operations(document):
        where = f"{operation.method} {operation.path}"
        if not operation.definition.get("operationId"):
            raise Failure(f"{where} has no operationId: the client needs one as a name")
        name = str(PythonIdentifier(operation.id, prefix))
        if name in alternatives:
            raise Failure(f"{where}: operationId {operation.id!r} makes the module {name!r}, which is taken")
        alternatives[name] = tuple(
            tuple(known[scheme].argument for scheme in schemes) for schemes in accepted(document, operation, known)
        )
    return alternatives


def build(contract: Path, settings: Path, directory: Path) -> int:
    """Write the Python client of a contract into a new directory, and return how many operations it has.

    Raises:
        Failure: The contract or the settings don't allow it, or the generator has a complaint.
    """
    document = load(contract)
    configured = read_settings(settings)
    parsed, config = parse(document, configured, contract, directory)
    config.package_version_override = _version(document, configured)
    config.post_hooks = []  # they run below, from this environment and when all files are there
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
        made_by=f"# {MADE_BY}",
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


def build_typescript(contract: Path, settings: Path, directory: Path) -> int:
    """Write the TypeScript client of a contract into a new directory, and return how many operations it has.

    Raises:
        Failure: The contract or the settings don't allow it.
    """
    document, configured = load(contract), read_settings(settings)
    name = configured.project_name_override or f"{kebab_case(str(document['info'].get('title')))}-client"
    return package.build(document, name.lower(), _version(document, configured), MADE_BY, directory)


def _version(document: Document, configured: ConfigFile) -> str:
    return configured.package_version_override or distribution_version(document["info"].get("version"))


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
    """Return the contents of the files below a directory by their relative names, but what is cached or installed."""
    found = (path.relative_to(directory) for path in sorted(directory.rglob("*")) if path.is_file())
    return {
        str(name): (directory / name).read_bytes()
        for name in found
        if not {"__pycache__", "node_modules"} & {*name.parts}
    }


def differences(made: dict[str, bytes], present: dict[str, bytes], where: Path) -> list[str]:
    """Return a line for each file by which a client that is present differs from one that was just made."""
    return [
        *(f"missing: {where / name}" for name in made if name not in present),
        *(f"extra: {where / name}" for name in present if name not in made),
        *(f"different: {where / name}" for name in made if name in present and made[name] != present[name]),
    ]


def drift(output: Path, made: dict[str, bytes], took: str) -> list[str]:
    """Return a line for each file by which the client that is there differs, and a last one; none if it doesn't."""
    lines = differences(made, files(output), _shown(output))
    last = f"{_shown(output)} isn't what its contract yields ({took}): run `make generate`"
    return [*lines, last] if lines else []


def check_ours(output: Path) -> None:
    """Check that what a client is to replace is a client, or nothing.

    Raises:
        Failure: It is something else.
    """
    marked = (output / name for name in ("pyproject.toml", "package.json"))
    if output in {CLIENT, TYPESCRIPT} or any(MADE_BY in path.read_text("utf-8") for path in marked if path.exists()):
        return
    if output.is_file() or (output.exists() and any(output.iterdir())):
        raise Failure(f"{output} isn't empty, and no client that this has made: name another directory")


def replace(output: Path, made: Path) -> None:
    """Put a client that was just made in the place of the old one, which moves to the directory that it was made in."""
    if output.exists():
        output.rename(made.parent / "old")
    made.rename(output)


def main(arguments: list[str] | None = None) -> int:
    """Run the task and return its exit code: 0, or 1 for a client that differs from what it should be."""
    parser = argparse.ArgumentParser(
        prog="generate", description=__doc__, epilog="Where one of the clients is named alone, the other isn't made."
    )
    parser.add_argument("--contract", type=Path, default=CONTRACT, help="the OpenAPI document (default: %(default)s)")
    parser.add_argument("--config", type=Path, default=SETTINGS, help="the generator's settings (default: %(default)s)")
    parser.add_argument("--output", type=Path, help=f"where the Python client is (default: {CLIENT})")
    parser.add_argument("--typescript", type=Path, help=f"where the TypeScript client is (default: {TYPESCRIPT})")
    parser.add_argument("--check", action="store_true", help="write nothing, and tell how the clients there differ")
    options = parser.parse_args(arguments)
    if not options.output and not options.typescript:
        options.output, options.typescript = CLIENT, TYPESCRIPT
    builds = [(build, options.output), (build_typescript, options.typescript)]

    start = time.monotonic()
    lines: list[str] = []
    try:
        with contextlib.ExitStack() as scratches:
            made: dict[Path, Path] = {}
            for make, output in ((make, output.resolve()) for make, output in builds if output):
                if not options.check:
                    output.parent.mkdir(parents=True, exist_ok=True)
                beside = None if options.check else output.parent  # a directory moves only within its file system
                scratch = tempfile.TemporaryDirectory(prefix=".generate-", dir=beside)
                made[output] = Path(scratches.enter_context(scratch)) / "new"
                count = make(options.contract, options.config, made[output])
            contents = {output: files(new) for output, new in made.items()}
            took = f"{sum(map(len, contents.values()))} files of {count} operations in {time.monotonic() - start:.1f} s"
            if options.check:
                lines = [line for output in made for line in drift(output, contents[output], took)]
            else:
                for output in made:
                    check_ours(output)
                for output, new in made.items():
                    replace(output, new)
    except OSError as error:
        raise Failure(f"{error.filename}: {str(error.strerror).lower()}") from error
    if lines:
        print(*lines, sep="\n")
        return 1
    names, verb = " and ".join(str(_shown(output)) for output in made), "are" if len(made) > 1 else "is"
    print(f"{names} {verb} {'up to date' if options.check else 'written'}: {took}")
    return 0


def _shown(output: Path) -> Path:
    return output.relative_to(ROOT) if output.is_relative_to(ROOT) else output


if __name__ == "__main__":
    run("generate", main)
