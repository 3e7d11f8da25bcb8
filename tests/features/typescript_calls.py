"""Calls by generated TypeScript clients: one program for all of them."""

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openapi_python_client.strings import PythonIdentifier

from scripts.openapi import METHODS, Document, base_url
from tests.features.corpus import Feature
from tests.features.in_process import encode
from tests.features.merged import scheme_names

# Each client gets a `fetch` that keeps the request and returns a response; the parsed body is kept too.
_RECORDER = """
type Fetch = (request: Request) => Promise<Response>;
const sent: Record<number, unknown> = {};

async function record(
  feature: number, content: string | null, init: ResponseInit, call: (fetch: Fetch) => Promise<{ data?: unknown }>,
) {
  let request = {};
  try {
    const { data } = await call(async (received) => {
      const body = Buffer.from(await received.arrayBuffer()).toString("base64");
      request = { method: received.method, url: received.url, headers: [...received.headers], body };
      return new Response(content, init);
    });
    sent[feature] = { ...request, data: data instanceof Blob ? await data.text() : data };
  } catch (error) {
    sent[feature] = { ...request, error: String(error) };
  }
}
"""
_PRINT = "process.stdout.write(JSON.stringify(sent));\n"


@dataclass(frozen=True)
class Call:
    """A call of one feature.

    Attributes:
        feature: The feature.
        document: Its contract.
        package: The package of its client.
        is_merged: Whether that is the client of a merged contract.
    """

    feature: Feature
    document: Document
    package: str
    is_merged: bool

    def statement(self, create: str) -> str:
        """Return the call as one line, by the name of the function that creates its client."""
        path, method = next(
            (path, method)
            for path, item in self.document["paths"].items()
            for method in METHODS
            if item.get(method, {}).get("operationId") == "send"
        )
        number = self.feature.number
        path = f"/f{number}{path}" if self.is_merged else path
        arguments = ", ".join([json.dumps(path), *_arguments(self.feature.call or {})])
        options = json.dumps({"baseUrl": base_url(self.document) or "http://mock.example", **self._credentials()})
        client = f"{create}({options[:-1]}, fetch }})"
        response = f"{json.dumps(self._content)}, {json.dumps(self._response)}"
        return f"await record({number}, {response}, (fetch) => {client}.{method.upper()}({arguments}));"

    @property
    def result(self) -> Any:
        """The parsed body of the response, None without one."""
        response = self.feature.response
        return response["json"] if "json" in response else response.get("body") or None

    @property
    def _content(self) -> str | None:
        response = self.feature.response
        return json.dumps(response["json"]) if "json" in response else response.get("body") or None

    @property
    def _response(self) -> dict[str, Any]:
        response = self.feature.response
        headers = {"content-type": "application/json"} if "json" in response else {}
        return {"status": response["status"], "headers": headers | response.get("headers", {})}

    def request(self, recorded: Mapping[str, Any]) -> bytes:
        """Return a request that the program has printed, as it is sent to the feature's own mock."""
        assert "error" not in recorded, recorded["error"]
        prefix = f"/f{self.feature.number}" if self.is_merged else ""
        host, _, target = recorded["url"].partition("://")[2].partition("/")
        body = base64.b64decode(recorded["body"])
        headers = [(b"Host", host.encode()), *((name.encode(), value.encode()) for name, value in recorded["headers"])]
        if body:
            headers.append((b"Content-Length", str(len(body)).encode()))
        return encode(recorded["method"], f"/{target}".removeprefix(prefix).encode(), headers, body)

    def _credentials(self) -> dict[str, Any]:
        names = scheme_names(self.document) if self.is_merged else {}
        given = self.feature.definition.get("client", {})
        return {_option(names.get(name, name)): value for name, value in given.items()}


def program(calls: Sequence[Call]) -> tuple[str, dict[int, int]]:
    """Return a program that makes the calls and prints the requests by feature, and the feature of each line."""
    packages = list(dict.fromkeys(call.package for call in calls))
    creators = {package: f"create{number}" for number, package in enumerate(packages)}
    imports = [f'import {{ createClient as {name} }} from "{package}";' for package, name in creators.items()]
    before = "\n".join([*imports, _RECORDER]).splitlines()
    statements = [call.statement(creators[call.package]) for call in calls]
    lines = {len(before) + number: call.feature.number for number, call in enumerate(calls, 1)}
    return "\n".join([*before, *statements, _PRINT]), lines


def _option(scheme: str) -> str:
    first, *others = str(PythonIdentifier(scheme, "key_")).split("_")
    return first + "".join(other.capitalize() for other in others)


def _arguments(call: Mapping[str, Any]) -> Iterable[str]:
    parts = []
    parameters = {location: each for location, each in call.items() if location != "body"}
    if parameters:
        parts.append(f"params: {json.dumps(parameters)}")
    if "body" in call:
        parts.append(f"body: {_literal(call['body'])}")
    return [f"{{ {', '.join(parts)} }}"] if parts else []


def _literal(value: Any) -> str:
    if isinstance(value, dict) and "file" in value:
        options = f", {{ type: {json.dumps(value['type'])} }}" if "type" in value else ""
        return f"new File([{json.dumps(value['file'])}], {json.dumps(value['name'])}{options})"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(name)}: {_literal(each)}" for name, each in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    return json.dumps(value)
