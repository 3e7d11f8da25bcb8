"""The package caigunn-mock: modules of the mock, contracts of all editions, and the responses that Prism has for them.

The modules are copied to `caigunn_mock/scripts`, and import each other from there: a top-level package `scripts` could
belong to any other project.
"""

import ast
import asyncio
import re
import shutil
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

from scripts import openapi
from scripts.editions.contracts import contract_of, edition_of, load_all
from scripts.generate.settings import SETTINGS, package_version, read_settings
from scripts.mock.admin.reference import PLACEHOLDER
from scripts.openapi import Document
from scripts.openapi.schema_faults import SCHEMA_FILES, schema_file
from scripts.prism.cache import ResponseCache, ResponseKey
from scripts.prism.responses import DocumentedResponses
from scripts.prism.store import ResponseStore
from scripts.prism.supervisor import PrismSupervisor
from scripts.project import CONTRACT, LICENSE, ROOT, Unavailable, UserError, npm_package
from scripts.reference import site

# Entry points of the wheel: the command, and the plugin of pytest.
_ENTRY_POINTS = ("scripts.mock.__main__", "scripts.mock.installed", "scripts.mock.testing.plugin")
# They need the generator of the clients. The wheel contains the pages of the reference instead.
_LEFT_OUT = {"scripts.reference.site", "scripts.mock.admin.inspector.python_call"}
_TEMPLATES = Path(__file__).with_name("project")
_IMPORT = re.compile(r"^(\s*)(from|import) scripts\b", re.MULTILINE)
_FILES = {
    "__init__.py": '"""Mock server of the CaiGunn API, and a plugin of pytest."""\n\n__version__ = "VERSION"\n',
    "testing.py": '"""Types of the fixtures."""\n\n'
    "from caigunn_mock.scripts.mock.testing.chatbot import Delivery, MockChatbot, ReceivedRequest\n\n"
    '__all__ = ["Delivery", "MockChatbot", "ReceivedRequest"]\n',
    "py.typed": "",
}


def write_mock_package(project: Path) -> None:
    """Write the project of the wheel.

    Args:
        project: Its folder, which is created.

    Raises:
        UserError: A contract is invalid, or Prism cannot run or generate a response.
    """
    package = project / "caigunn_mock"
    for module in runtime_modules():
        _copy_module(module, package)
    version = package_version(openapi.load(CONTRACT), read_settings(SETTINGS))
    for name, text in _FILES.items():
        (package / name).write_text(text.replace("VERSION", version), encoding="utf-8")
    shutil.copy(CONTRACT, package)
    documents = load_all()
    for name, document in documents.items():
        if contract_of(name) != CONTRACT:
            (package / "editions").mkdir(exist_ok=True)
            shutil.copy(contract_of(name), package / "editions" / f"{name}.yaml")
        _write_reference(document, edition_of(contract_of(name)), package / "reference" / name)
    shutil.copy(site.scalar(), package / "reference" / site.SCALAR)
    asyncio.run(write_responses(list(documents.values()), package / "responses"))
    (package / "openapi_schemas").mkdir()
    for name in SCHEMA_FILES:
        shutil.copy(schema_file(name), package / "openapi_schemas" / f"{name}.json")
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(_TEMPLATES / name, project)
    shutil.copy(LICENSE, project)
    _write_licenses(project / "licenses")


def _write_licenses(folder: Path) -> None:
    """Write the licences of the files that are from other projects: the schemas of OpenAPI, and Scalar."""
    folder.mkdir()
    for name in {package for package, _ in SCHEMA_FILES.values()}:
        found = distribution(name.replace("_", "-"))
        for file in found.files or ():
            if file.parent.name == "licenses":
                shutil.copy(Path(str(found.locate_file(file))), folder / f"{name}-{file.name}")
    shutil.copy(npm_package("@scalar/types/LICENSE"), folder / "scalar-LICENSE")


def runtime_modules() -> set[str]:
    """Return the modules that the mock imports, at the start or later, except `_LEFT_OUT`."""
    found: set[str] = set()
    waiting = list(_ENTRY_POINTS)
    while waiting:
        module = waiting.pop()
        path = _source(module)
        if module in found | _LEFT_OUT or path is None:
            continue
        found.add(module)
        waiting.append(module.rpartition(".")[0])
        waiting += _imported(ast.parse(path.read_text(encoding="utf-8")))
    return found


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            # A name that is imported from a package may be a module.
            yield from (node.module, *(f"{node.module}.{each.name}" for each in node.names))


def _source(module: str) -> Path | None:
    """Return the file of a module of this project; None for any other name."""
    path = ROOT.joinpath(*module.split("."))
    candidates = (path.with_suffix(".py"), path / "__init__.py")
    return next((each for each in candidates if module.startswith("scripts") and each.is_file()), None)


def _copy_module(module: str, package: Path) -> None:
    source = _source(module)
    assert source  # noqa: S101 - it was found before
    target = package / source.relative_to(ROOT)
    target.parent.mkdir(parents=True, exist_ok=True)
    text = source.read_text(encoding="utf-8")
    target.write_text(_IMPORT.sub(r"\1\2 caigunn_mock.scripts", text), encoding="utf-8")
    if source.name == "__init__.py":  # pages and scripts are in the folder of their package
        for file in source.parent.iterdir():
            if file.is_file() and file.suffix != ".py":
                shutil.copy(file, target.parent)


def _write_reference(document: Document, edition: str | None, folder: Path) -> None:
    folder.mkdir(parents=True)
    for name, content in site.build(document, edition, mock=PLACEHOLDER).files.items():
        (folder / name).write_bytes(content)


async def write_responses(documents: list[Document], folder: Path) -> None:
    """Let Prism generate all documented responses of contracts.

    Args:
        documents: The contracts.
        folder: Where the responses are written.

    Raises:
        UserError: Prism cannot run, or cannot generate a response.
    """
    supervisor = PrismSupervisor()
    await supervisor.start()
    try:
        cache = ResponseCache(supervisor, ResponseStore(folder, ""))
        for document in documents:
            for key in documented_responses(document):
                await cache.fetch(key)
    except Unavailable as error:
        raise UserError(f"Prism: {error}") from None
    finally:
        await supervisor.stop()


def documented_responses(document: Document) -> Iterator[ResponseKey]:
    """Yield each response that a request to a contract can get: by status, media type and example."""
    for operation in openapi.operations(document):
        responses = DocumentedResponses(document, operation)
        for status in responses.statuses:
            for media_type in responses.media_types(status) or (None,):
                examples = () if media_type is None else responses.examples(status, media_type)
                for example in (None, *examples):
                    if status.isdecimal():  # of a range, the requests choose the codes
                        yield ResponseKey(responses, int(status), media_type, example)
