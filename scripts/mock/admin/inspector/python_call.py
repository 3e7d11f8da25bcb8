"""Programs that repeat recorded requests by the generated Python client."""

import json
from collections.abc import Iterator
from typing import Any

from scripts.credentials import accepted_schemes, credentials
from scripts.generate.editions import packaged
from scripts.generate.python.examples import call
from scripts.mock.admin.inspector import forms
from scripts.mock.recorder import RecordedRequest
from scripts.openapi import Document, parameters
from scripts.project import UserError
from scripts.reference.python import Client
from scripts.validation.errors import RequestError
from scripts.validation.messages import RequestHead, ValidatedRequest
from scripts.validation.operation import compile_operations, validate


class PythonCalls:
    """Programs for the requests of one version of a contract."""

    def __init__(self, document: Document, edition: str | None) -> None:
        """Prepare the client, which takes a second.

        Args:
            document: The contract.
            edition: Its edition; see `edition_of`.

        Raises:
            UserError: The contract is an edition that no client can be generated for.
        """
        self._document = packaged(document, edition)
        self._client = Client.of(self._document, edition)
        self._router = compile_operations(self._document, {}, {})

    def program(self, request: RecordedRequest, server: str) -> str:
        """Return the program for a request, credentials included.

        Args:
            request: The request.
            server: The URL of the mock.

        Raises:
            UserError: No program can be written; the message is the reason.
        """
        if self._client is None:
            raise UserError("no Python client can be generated from the contract")
        head, body = request.head, request.body
        form = forms.fields(request)
        if form is not None and request.files:
            # The recording may be cut within a file.
            content_type, body = forms.multipart_body(form)
            headers = [each for each in head.headers if each[0] != b"content-type"]
            headers += [(b"content-type", content_type), (b"content-length", b"%d" % len(body))]
            head = RequestHead(head.method, head.path, head.query, headers)
        try:
            found = validate(self._router, head, body)
        except RequestError as error:
            raise UserError(f"the client does not send this request: {error}") from None
        return self._program(self._client, found, server)

    def _program(self, client: Client, request: ValidatedRequest, server: str) -> str:
        files = iter(request.files)
        operation = request.operation.operation
        if operation.id not in client.methods:
            raise UserError("the client has no method for this operation")
        written = call(*client.methods[operation.id], self._values(request), request.body, lambda _: _path(files))
        known = credentials(self._document)
        schemes = next(iter(accepted_schemes(self._document, operation)), ())
        imports = "from pathlib import Path\n\n" if request.files else ""
        return client.program(written, server, [known[each].variable for each in schemes], imports)

    def _values(self, request: ValidatedRequest) -> dict[str, Any]:
        values = {**request.path, **request.query, **request.cookies}
        for parameter in parameters(self._document, request.operation.operation):
            if parameter["in"] == "header" and parameter["name"].lower() in request.headers:
                values[parameter["name"]] = request.headers[parameter["name"].lower()]
        return values


def _path(names: Iterator[str]) -> str:
    return f"Path({json.dumps(next(names), ensure_ascii=False)})"
