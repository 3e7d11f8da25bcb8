"""Check that the responses and events of the state satisfy the contract.

The contract may have been edited since the handlers were written. One check at the start replaces a validation of each
response.
"""

from collections.abc import Iterator

from scripts.mock.state.handlers import MODEL_NOT_FOUND, list_response
from scripts.mock.state.jobs import initial_event, outcome
from scripts.mock.state.models import (
    NO_TRAINING_DATA,
    Crawling,
    Event,
    Job,
    Message,
    Model,
    Training,
    Uploading,
    encode,
    new_id,
    now,
)
from scripts.openapi import Document, operations, resolve
from scripts.project import UserError
from scripts.schemas import Direction, SchemaCompiler
from scripts.validation.errors import Violation
from scripts.validation.response import ResponseValidator
from scripts.validation.schema_errors import schema_violations

_JSON = [(b"content-type", b"application/json")]


def check_contract(document: Document) -> None:
    """Check a contract.

    Raises:
        UserError: A response or an event of the state violates it.
    """
    compiler = SchemaCompiler(document, Direction.RESPONSE)
    checks = {"models.py": _response_violations, "jobs.py": _event_violations}
    for file, check in checks.items():
        for name, violation in check(document, compiler):
            reason = f"the state of the mock violates the contract: {violation}"
            raise UserError(f"{name}: {reason}; adapt scripts/mock/state/{file}")


def _response_violations(document: Document, compiler: SchemaCompiler) -> Iterator[tuple[str, Violation]]:
    model = Model(id=new_id(), title="", model_name="", created_at=now(), updated_at=now())
    message = Message(id=new_id(), uid="", nickname="", text="", reply="", created_at=now())
    samples = {
        "listModels": list_response(b"models", [encode(model)]),
        "listMessages": list_response(b"messages", [message.list_item().json]),
        "listUids": list_response(b"uids", [message.conversation_item().json]),
        "updateChatbotModel": MODEL_NOT_FOUND,
    }
    for operation in operations(document):
        if operation.id in samples:
            status, body = samples[operation.id]
            for violation in ResponseValidator(document, operation, compiler).violations(status, _JSON, body):
                yield operation.id, violation


def _event_violations(document: Document, compiler: SchemaCompiler) -> Iterator[tuple[str, Violation]]:
    jobs: tuple[Job, ...] = (
        Crawling(due_at=now(), event_id=new_id(), website=""),
        Uploading(due_at=now(), event_id=new_id(), filenames=[]),
        Uploading(due_at=now(), event_id=new_id(), filenames=["a.txt", "a"]),
        Training(due_at=now(), title="", model_name=""),
    )
    events: list[Event] = [NO_TRAINING_DATA, *map(initial_event, jobs), *(outcome(job).event for job in jobs)]
    for webhook in operations(document, "webhooks"):
        body = resolve(document, webhook.definition.get("requestBody", {}))
        schema = body.get("content", {}).get("application/json", {}).get("schema", {})
        validator = compiler.compile(schema, f"/webhooks/{webhook.path}")
        for event in events:
            if f"{event.kind}.{event.status}" == webhook.path:
                for violation in schema_violations(validator, event.content(new_id()), "body"):
                    yield webhook.path, violation
