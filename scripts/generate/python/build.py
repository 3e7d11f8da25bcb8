"""Build of the Python client."""

import contextlib
import io
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from openapi_python_client import Project
from openapi_python_client.config import ConfigFile
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.strings import PythonIdentifier

from scripts.credentials import Credential, accepted_schemes, client_credentials
from scripts.generate.editions import errors_of_edition, subpackage
from scripts.generate.metadata import NO_ADDITIONS, Additions, keywords, urls
from scripts.generate.publish import HEADER
from scripts.generate.python import render
from scripts.generate.python.documents import prepare
from scripts.generate.python.editions import share_modules
from scripts.generate.python.methods import CLIENT_ATTRIBUTES
from scripts.generate.python.parser import parse
from scripts.generate.settings import package_version
from scripts.openapi import Document, base_url, operations
from scripts.project import UserError

# Attributes and arguments of the clients besides credentials (client.py.jinja, sdk_client.py.jinja), and names of their
# environment variables. A credential must not have one of these names.
_CLIENT_ARGUMENTS = {
    *CLIENT_ATTRIBUTES,
    *("cookies", "follow_redirects", "http_client", "httpx_args", "log", "verify_ssl"),
}

# For each operation, by the name of its module: alternative sets of the client's arguments.
Security = dict[str, tuple[tuple[str, ...], ...]]


def build(document: Document, settings: ConfigFile, directory: Path, additions: Additions = NO_ADDITIONS) -> None:
    """Write the Python client of a contract into a new directory.

    Args:
        document: The contract.
        settings: The settings of the generator.
        directory: The new directory.
        additions: What else the package contains. Each further edition becomes a subpackage.

    Raises:
        UserError: The contract or the settings do not allow to generate a complete client.
    """
    package = _write(document, settings, directory, additions)
    additions.write_licence(directory)
    for name, edition in additions.editions.items():
        with tempfile.TemporaryDirectory() as scratch, errors_of_edition(name):
            client = _write(edition, settings, Path(scratch) / "client", NO_ADDITIONS)
            share_modules(package, client)
            shutil.copytree(client, package / subpackage(name))
    for hook in settings.post_hooks or []:
        _run_hook(hook, directory)


def _write(document: Document, settings: ConfigFile, directory: Path, additions: Additions) -> Path:
    """Write the client of one edition, and return the path of its package."""
    document, server = prepare(document), base_url(document)
    parsed, config = parse(document, settings, directory)
    config.package_version_override = package_version(document, settings)
    config.post_hooks = []  # they run later, in this environment and after all files are written
    if isinstance(parsed, GeneratorError):
        raise UserError(f"openapi-python-client: {_one_line(parsed.header, parsed.detail)}")
    if errors := _errors(parsed):
        raise UserError("\n".join(["some operations cannot be generated:", *errors]))

    schemes = client_credentials(document)
    security = security_arguments(document, schemes, config.field_prefix)
    names = render.names(document, parsed, config.field_prefix)
    project = Project(openapi=parsed, config=config, custom_template_path=render.TEMPLATES)
    project.env.globals.update(
        base_url=server,
        credentials=list(schemes.values()),
        authors=additions.authors,
        editions={name: subpackage(name) for name in additions.editions},
        licence=document["info"].get("license", {}).get("identifier"),
        header=f"# {HEADER}",
        keywords=keywords(document),
        urls=urls(document),
        security=security.__getitem__,  # raises KeyError for an unknown operation
        **names,
    )
    render.prepare(project.env)
    with contextlib.redirect_stdout(io.StringIO()):
        project.build()
    render.write(project, names)
    return project.package_dir


def security_arguments(document: Document, schemes: Mapping[str, Credential], prefix: str) -> Security:
    """Return the credentials that each operation accepts.

    Args:
        document: The contract.
        schemes: The credentials by the names of their security schemes.
        prefix: The prefix of names that Python does not allow.

    Raises:
        UserError: An operationId is not unique, an operation requires an unknown scheme, or two arguments of
            the client have the same name.
    """
    counts = Counter(credential.argument for credential in schemes.values()) + Counter(_CLIENT_ARGUMENTS)
    for scheme, credential in schemes.items():
        if counts[credential.argument] > 1:
            raise UserError(
                f"security scheme {scheme!r}: the Python client already has an argument {credential.argument!r}; "
                "rename the scheme"
            )
    security: Security = {}
    for operation in operations(document):
        where = operation.label
        name = str(PythonIdentifier(operation.id, prefix))
        if name in security:
            raise UserError(f"{where}: operationId {operation.id!r} is not unique as module {name!r}; change it")
        alternatives = accepted_schemes(document, operation)
        security[name] = tuple(
            tuple(schemes[scheme].argument for scheme in each if scheme in schemes) for each in alternatives
        )
    return security


def _errors(parsed: GeneratorData) -> list[str]:
    """Return a line for each part of a contract that the generator would leave out or guess."""
    collections = parsed.endpoint_collections_by_tag.values()
    errors = [*(error for collection in collections for error in collection.parse_errors), *parsed.errors]
    return [_one_line(error.header, error.detail) for error in errors]


def _one_line(*parts: str | None) -> str:
    return " ".join(" ".join(filter(None, parts)).split())


def _run_hook(hook: str, directory: Path) -> None:
    program, *arguments = shlex.split(hook)
    command = [str(Path(sys.executable).parent / program), *arguments]
    try:
        done = subprocess.run(command, cwd=directory, capture_output=True, text=True, encoding="utf-8", check=False)
    except OSError as error:
        raise UserError(f"post_hooks: cannot run {command[0]}: {error.strerror}; run `make setup`") from error
    if done.returncode:
        raise UserError(f"post_hooks: `{hook}` failed: {_one_line(done.stderr or done.stdout)}")
