"""Check that the responses and events of the state satisfy the contract.

The contract may have been edited since the handlers were written. One check at the start replaces a validation of each
response.
"""

from collections.abc import Iterator, Mapping, Sequence

from scripts.mock.state.accounts import AccountChatbot, ChatbotDetails
from scripts.mock.state.events import Event, EventLayouts
from scripts.mock.state.handlers.accounts import chatbot_response
from scripts.mock.state.handlers.call import FORBIDDEN, Response, list_response, not_found
from scripts.mock.state.handlers.editions import handlers_of
from scripts.mock.state.handlers.settings import events_response
from scripts.mock.state.handlers.training import model_response, models_response, training_data_response
from scripts.mock.state.jobs import initial_event, outcome
from scripts.mock.state.models import (
    Crawling,
    Delivery,
    Device,
    Job,
    Message,
    Model,
    Profile,
    Training,
    TrainingData,
    Uploading,
    encode,
    listed,
    new_id,
    now,
)
from scripts.openapi import Document, Operation, operations, resolve
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
    for check in (_response_violations, _event_violations):
        for name, violation in check(document, compiler):
            reason = f"the state of the mock violates the contract: {violation}"
            raise UserError(f"{name}: {reason}; adapt scripts/mock/state")


def _response_violations(document: Document, compiler: SchemaCompiler) -> Iterator[tuple[str, Violation]]:
    samples = _samples(EventLayouts(document))
    handlers = handlers_of(document)
    for operation in operations(document):
        if operation.id in handlers:
            validator = ResponseValidator(document, operation, compiler)
            responses = [*samples.get(operation.id, ()), *_chatbot_sample(document, operation)]
            for status, body in responses:
                for violation in validator.violations(status, _JSON, body):
                    yield operation.id, violation


def _samples(layouts: EventLayouts) -> Mapping[str, Sequence[Response]]:
    """Return responses of operations. Other operations have the contract's example, with other values."""
    item = TrainingData(id=new_id(), kind="text", name="")
    model = Model(id=new_id(), title="", model_name="", created_at=now(), updated_at=now(), training_data_type="text")
    model.training_data = [item]
    message = Message(id=new_id(), uid="", nickname="", text="", reply="", created_at=now())
    chatbot = _chatbot()
    events = [layouts.content(each, new_id()) for each in _events()]
    deliveries = [Delivery(event=each, url=None, status="no webhook") for each in events if each]
    unknown_chatbot, unknown_model = not_found("Chatbot"), not_found("Model")
    return {
        "listTrainingData": [training_data_response([encode(item)]), FORBIDDEN],
        "deleteTrainingData": [not_found("Training data")],
        "listModels": [models_response([model.stored()])],
        "getModel": [model_response(model.stored()), unknown_model],
        "updateChatbotModel": [unknown_model],
        "listMessages": [list_response("messages", [message.list_item().json])],
        "listUids": [list_response("uids", [message.conversation_item().json])],
        "getEvent": [events_response(deliveries), not_found("Event")],
        "listChatbots": [list_response("chatbots", [listed(chatbot.stored())])],
        "getChatbot": [unknown_chatbot],
        "updateChatbot": [unknown_chatbot, unknown_model],
        "deleteChatbot": [unknown_chatbot],
    }


def _chatbot_sample(document: Document, operation: Operation) -> list[Response]:
    """Return the response of `getChatbot`, which has properties of the contract's example; none without an example."""
    if operation.id != "getChatbot":
        return []
    response = resolve(document, operation.definition.get("responses", {}).get("200", {}))
    content = response.get("content", {}).get("application/json", {})
    named = [resolve(document, each).get("value") for each in content.get("examples", {}).values()]
    example = next(iter(named), content.get("example"))
    if example is None:
        return []
    model = Model(id=new_id(), title="", model_name="", created_at=now(), updated_at=now())
    item = TrainingData(id=new_id(), kind="text", name="")
    return [
        chatbot_response(encode(example), _chatbot(), profile, "")
        for profile in (
            Profile(None, None, None, None),
            Profile(model, item, Device(device_id=""), ""),
        )
    ]


def _chatbot() -> AccountChatbot:
    details = ChatbotDetails(created_at=now(), updated_at=now(), settings={})
    return AccountChatbot(id=new_id(), title="", api_key="", details=details)


def _events() -> list[Event]:
    jobs: tuple[Job, ...] = (
        Crawling(due_at=now(), website=""),
        Uploading(due_at=now(), filenames=[]),
        Uploading(due_at=now(), filenames=["a.txt", "a"]),
        Training(due_at=now(), title="", model_name=""),
    )
    outcomes = [outcome(job) for job in jobs]
    without_data = [each.event_without_data for each in outcomes if each.event_without_data]
    return [*without_data, *map(initial_event, jobs), *(each.event for each in outcomes)]


def _event_violations(document: Document, compiler: SchemaCompiler) -> Iterator[tuple[str, Violation]]:
    layouts = EventLayouts(document)
    for webhook in operations(document, "webhooks"):
        body = resolve(document, webhook.definition.get("requestBody", {}))
        schema = body.get("content", {}).get("application/json", {}).get("schema", {})
        validator = compiler.compile(schema, f"/webhooks/{webhook.path}")
        for event in _events():
            if f"{event.kind}.{event.status}" == webhook.path:
                for violation in schema_violations(validator, layouts.content(event, new_id()), "body"):
                    yield webhook.path, violation
