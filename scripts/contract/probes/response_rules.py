"""Rules that every response must satisfy, whichever request it responds to."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from scripts.contract.probes.responses import (
    ABSENT,
    created_after_update,
    entries,
    leaves_response_open,
    repeated_key,
    shared_id,
)
from scripts.contract.probes.transport import Request, Response
from scripts.openapi import Document, Operation
from scripts.schemas import Direction, SchemaCompiler
from scripts.security import security_requirements
from scripts.validation.errors import RequestError
from scripts.validation.response import ResponseValidator

# Topics whose failures have a cause in each operation.
PER_OPERATION = ("query.", "header.", "body.")
_STACK_TRACE = re.compile(
    r'Traceback \(most recent call last\)|File "[^"]+", line \d+|\n\s+at [\w.<>$ \[\]]+ ?\([^)]*:\d+(?::\d+)?\)'
    r"|\bat [\w.$]+\([\w]+\.java:\d+\)|\.go:\d+ \+0x"
)
SLOW, SERVER_ERROR = "max_response_time", "not_a_server_error"
# A shorter credential may be part of any text.
SHORT = 8
_CHECKS = {"status": "status_code_conformance", "header.Content-Type": "content_type_conformance"}


class Problem(NamedTuple):
    """A rule that a response breaks: the check, a sentence, and further parts of the finding."""

    check: str
    message: str
    details: Mapping[str, Any]


class ResponseRules:
    """Checks responses."""

    def __init__(
        self, document: Document, operations: Collection[Operation], max_response_time: float, secrets: Iterable[str]
    ) -> None:
        """Compile the documented responses.

        Args:
            document: The contract.
            operations: Its operations.
            max_response_time: The seconds that a response may take.
            secrets: The valid credentials.
        """
        compiler = SchemaCompiler(document, Direction.RESPONSE)
        self._validators = {each.id: ResponseValidator(document, each, compiler) for each in operations}
        self.max_response_time = max_response_time
        self._protected = {each.id for each in operations if all(security_requirements(document, each) or [()])}
        self._secrets = [each for each in secrets if len(each) >= SHORT]

    def problems(  # noqa: PLR0913 - the context of a response
        self,
        operation: Operation,
        request: Request,
        response: Response,
        what: str,
        *,
        topic: str,
        tolerated: frozenset[int] | None,
    ) -> Iterator[Problem]:
        """Yield the rules that a response breaks.

        Args:
            operation: The operation.
            request: The request.
            response: The response.
            what: The request in words.
            topic: The part of the request that is tested.
            tolerated: Status codes that are allowed although they are not documented; None allows all responses.
        """
        yield from _server_error(operation, response, what, topic)
        if tolerated is not None and response.status < 500:
            yield from self._documented(operation, request, response, tolerated)
        if response.seconds > self.max_response_time:
            message = f"the response took {response.seconds:.1f} s, more than {self.max_response_time:g} s: {what}"
            yield Problem(SLOW, message, {"cause": f"{operation.id} slow"})
        yield from _http(response)
        for check, message in self._common_sense(operation, response):
            yield Problem(check, message, {"cause": check, "severity": "warning"})

    def _documented(
        self, operation: Operation, request: Request, response: Response, tolerated: frozenset[int]
    ) -> Iterator[Problem]:
        documented = {str(each).upper() for each in operation.definition.get("responses", {})}
        is_documented = bool(documented & {str(response.status), f"{response.status // 100}XX", "DEFAULT"})
        if not is_documented:
            allowed = tolerated | {429} | (ABSENT if leaves_response_open(operation) else frozenset())
            if response.status in allowed:
                return
        headers = [(name.encode(), value.encode("latin-1", "replace")) for name, value in response.headers.items()]
        try:
            body = None if request.method == "HEAD" else response.body
            found = list(self._validators[operation.id].violations(response.status, headers, body))
        except RequestError as error:
            found = list(error.violations)
        for each in found:
            # An error of the same kind has the same cause in all operations.
            where = operation.id if response.succeeded else "any operation"
            if each.location == "status":
                message = f"the status code {response.status} is not documented"
            elif each.location == "header.Content-Type":
                message = f"the Content-Type of the {response.status} {each.reason}"
            else:
                message = f"the {response.status} response does not satisfy its schema: {each}"
            cause = f"{where}: {f'{response.status} status' if each.location == 'status' else each}"
            location = f"{operation.id}, responses, {response.status}"
            check = _CHECKS.get(each.location, "response_schema_conformance")
            yield Problem(check, message, {"location": location, "cause": cause})

    def _common_sense(self, operation: Operation, response: Response) -> Iterator[tuple[str, str]]:
        """Yield the checks that do not follow from the contract, with a sentence."""
        text = response.body[:20_000].decode("utf-8", "replace")
        if response.status >= 400 and _STACK_TRACE.search(text.replace("\\n", "\n").replace('\\"', '"')):
            message = f"the {response.status} response contains a stack trace, which shows code to callers"
            yield "no_stack_trace", message
        if response.status >= 400 and any(each in text for each in self._secrets):
            yield "credentials_not_shown", f"the {response.status} response contains a valid credential"
        cache = response.headers.get("cache-control", "").lower()
        if "public" in cache and response.status < 400 and operation.id in self._protected:
            message = f"`Cache-Control: {cache}` lets shared caches store a response that requires credentials"
            yield "private_responses", message
        if response.succeeded and (repeated := repeated_key(text)):
            yield "unique_keys", f"the JSON object has the key {repeated!r} twice"
        listed = entries(response) or ()
        if shared := shared_id(listed):
            yield "unique_ids", f"different entries of the list have the id {shared!r}"
        if created := created_after_update(listed):
            yield "times_are_ordered", f"`created_at` is {created}"


def _server_error(operation: Operation, response: Response, what: str, topic: str) -> Iterator[Problem]:
    if response.status >= 500 and not (response.status == 503 and response.headers.get("retry-after")):
        message = f"{response.status} in response to {what}"
        cause = f"{operation.id if topic.startswith(PER_OPERATION) or not topic else ''} {topic} {response.status}"
        yield Problem(SERVER_ERROR, message, {"cause": cause, "variant": what})


def _http(response: Response) -> Iterator[Problem]:
    if response.has_forbidden_body:
        message = f"a body follows the {response.status} response, where HTTP allows none"
        yield Problem("http_conformance", message, {"cause": "forbidden body"})
