"""Python clients of small contracts, generated in this process; a mock transport records their requests."""

import importlib
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
from openapi_python_client.config import ConfigFile

from scripts.generate.python.build import build
from scripts.openapi import METHODS, Document, read_yaml

CONTRACTS: Document = read_yaml(Path(__file__).resolve().parent.parent / "generate" / "contracts.yaml")
SERVER = "https://api.example/v1"


def contract(name: str) -> Document:
    """Return a complete contract."""
    document: Document = {
        "openapi": "3.1.0",
        "info": {"title": f"Rows of {name}", "version": "1"},
        "servers": [{"url": SERVER}],
        **CONTRACTS[name],
    }
    for item in document["paths"].values():
        for method in METHODS & item.keys():
            item[method].setdefault("responses", {"204": {"description": "Done."}})
    return document


def package_name(name: str) -> str:
    """Return the name of a contract's package."""
    return f"rows_{name}"


def generate(name: str, folder: Path, *, literal_enums: bool = True) -> Path:
    """Generate the client of a contract without formatting it, and return its directory."""
    settings = ConfigFile(
        package_name_override=package_name(name),
        literal_enums=literal_enums,
        docstrings_on_attributes=False,
        post_hooks=[],
    )
    build(contract(name), settings, folder / name)
    return folder / name


@dataclass
class GeneratedClient:
    """A generated client.

    Attributes:
        name: The name of its contract.
        directory: Its directory, which is on the path of modules.
        sent: The requests of `call`.
    """

    name: str
    directory: Path
    sent: list[httpx.Request] = field(default_factory=list)

    def module(self, name: str = "") -> ModuleType:
        """Return a module of the package."""
        return importlib.import_module(".".join(filter(None, [package_name(self.name), name])))

    @property
    def request(self) -> httpx.Request:
        """The last request."""
        return self.sent[-1]

    @property
    def client_name(self) -> str:
        """The name of the class of the client."""
        names: list[str] = self.module().__all__
        return next(each for each in names if each.startswith("RowsOf"))

    def model(self, name: str) -> Any:
        """Return a model."""
        return getattr(self.module("models"), name)

    def call(
        self, method: str, response: httpx.Response | None = None, /, *, group: str = "default", **arguments: Any
    ) -> Any:
        """Call a method of the client and return its result."""
        with self.client(response) as client:
            return getattr(getattr(client, group), method)(**arguments)

    def client(self, response: httpx.Response | None = None, **options: Any) -> Any:
        """Return the client, whose requests get a response (default: 204)."""
        transport = httpx.MockTransport(self.handler(response or httpx.Response(204)))
        return getattr(self.module(), self.client_name)(httpx_args={"transport": transport}, **options)

    def handler(self, response: httpx.Response) -> Callable[[httpx.Request], httpx.Response]:
        """Return a handler of a mock transport, which records the requests."""

        def handle(request: httpx.Request) -> httpx.Response:
            request.read()
            self.sent.append(request)
            return response

        return handle


def load(name: str, folder: Path, **settings: bool) -> GeneratedClient:
    """Generate the client of a contract, and make it importable."""
    directory = generate(name, folder, **settings)
    sys.path.insert(0, str(directory))
    return GeneratedClient(name, directory)
