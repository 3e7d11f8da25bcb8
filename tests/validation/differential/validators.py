"""The validators that are compared; each returns `accept`, or why it rejects a request."""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from scripts.openapi import Document, operations, resolve
from scripts.project import ROOT, node, npm_package
from scripts.validation.errors import RequestError
from scripts.validation.messages import RequestHead
from scripts.validation.operation import compile_operations
from tests.support.tools import tools
from tests.validation.differential.requests import GeneratedRequest

ACCEPT = "accept"
NO_RESPONSE = "no response"
_START_SECONDS = 60
_RESPONSE_SECONDS = 3
_REASONS = 300


class Validator(Protocol):
    """Validates the requests of one contract."""

    def verdict(self, request: GeneratedRequest) -> str:
        """Return `accept`, or why the request is rejected."""


class Ours:
    """`scripts.validation`."""

    def __init__(self, document: Document) -> None:
        types = {each.id: _success_types(document, each.definition) for each in operations(document)}
        self._router = compile_operations(document, {}, types)

    def verdict(self, request: GeneratedRequest) -> str:
        """Return `accept`, or why the request is rejected."""
        headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in request.headers]
        if request.body is not None:
            headers.append((b"content-length", str(len(request.body)).encode()))
        head = RequestHead(request.method, request.path.encode(), request.query.encode(), headers)
        try:
            operation, path = self._router.route(request.method, head.path)
            pending = operation.open(head, path)
            if request.body:
                pending.feed(request.body)
            pending.finish()
        except RequestError as error:
            return f"{error.status} {error}"
        return ACCEPT


def _success_types(document: Document, definition: Document) -> list[str]:
    responses = definition.get("responses", {})
    return list(resolve(document, responses[min(responses)]).get("content", {})) if responses else []


class _Prism:
    """Prism's own command. It is restarted when a request crashes it."""

    def __init__(self, contract: Path, log: Path) -> None:
        program = npm_package("@stoplight/prism-cli/dist/index.js")
        self._command = [str(node()), str(program), "mock", "-p", "0", str(contract)]
        self._log = log
        self._start()

    def verdict(self, request: GeneratedRequest) -> str:
        """Return `accept`, or why the request is rejected."""
        try:
            return self._send(request)
        except TimeoutError:
            self._connection.close()
            return f"{NO_RESPONSE}: it hangs"
        except (OSError, http.client.HTTPException):
            self._connection.close()
        try:
            return self._send(request)  # the connection may have been closed after the response before
        except (OSError, http.client.HTTPException):
            self.stop()
            self._start()
            return f"{NO_RESPONSE}: it has crashed"

    def _send(self, request: GeneratedRequest) -> str:
        connection = self._connection
        connection.putrequest(request.method, request.path + (f"?{request.query}" if request.query else ""))
        for name, value in request.headers:
            connection.putheader(name, value)
        if request.body is not None:
            connection.putheader("Content-Length", str(len(request.body)))
        connection.endheaders(request.body)
        response = connection.getresponse()
        text = response.read().decode("utf-8", "replace")
        if response.status < 300:
            return ACCEPT
        return f"{response.status} {_violations(response.headers.get('sl-violations', text))}"[:_REASONS]

    def stop(self) -> None:
        """Stop the process."""
        self._connection.close()
        self._process.kill()
        self._process.wait()

    def _start(self) -> None:
        with self._log.open("w", encoding="utf-8") as output:
            self._process = subprocess.Popen(self._command, stdout=output, stderr=output)
        address = _address(self._log).removeprefix("http://")
        self._connection = http.client.HTTPConnection(address, timeout=_RESPONSE_SECONDS)


def _violations(text: str) -> str:
    """Return the violations that Prism reports, in its header or in its own error, or the title of its error."""
    try:
        found = json.loads(text)
    except ValueError:
        return text
    listed = found if isinstance(found, list) else found.get("validation", [])
    lines = [f"{'.'.join(map(str, each.get('location', ())))}: {each['message']}" for each in listed]
    return "; ".join(lines) or str(found.get("title", text))


class _OpenapiCore:
    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def verdict(self, request: GeneratedRequest) -> str:
        """Return `accept`, or why the request is rejected."""
        body = None if request.body is None else request.body.decode("latin-1")
        parts = {"method": request.method, "path": request.path, "query": request.query, "headers": request.headers}
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({**parts, "body": body}) + "\n")
        self._process.stdin.flush()
        verdict: str = json.loads(self._process.stdout.readline())
        return verdict


@contextmanager
def prism(contract: Path, log: Path) -> Iterator[Validator]:
    """Run Prism's own command for a contract.

    Args:
        contract: The contract.
        log: Where its output is written.
    """
    running = _Prism(contract, log)
    try:
        yield running
    finally:
        running.stop()


def _address(log: Path) -> str:
    """Return the address that Prism prints when it is ready."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        _, found, rest = log.read_text(encoding="utf-8").partition("Prism is listening on ")
        if found and "\n" in rest:
            return rest.split()[0]
        time.sleep(0.02)
    raise AssertionError(log.read_text(encoding="utf-8"))


@contextmanager
def openapi_core(document: Document) -> Iterator[Validator]:
    """Run openapi-core for a contract, in a process with the packages of `tests/tools.txt`."""
    environment = {**os.environ, "PYTHONPATH": str(tools())}
    command = [sys.executable, str(ROOT / "tests/validation/differential/openapi_core_worker.py")]
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin
        process.stdin.write(json.dumps(document) + "\n")
        process.stdin.flush()
        try:
            yield _OpenapiCore(process)
        finally:
            process.stdin.close()
