"""Rules for the requests of webhooks: which webhook a request is, and how it violates that."""

import json
from typing import Any

import pytest

from scripts.contract.probes.webhook_receiver import ReceivedRequest
from scripts.contract.probes.webhook_rules import WebhookRules
from scripts.openapi import Operation, operations, resolve
from scripts.validation.errors import LimitExceeded
from tests.support.project_contract import DOCUMENT

UUID = "6f1c0d4a-51f6-4a5e-9a43-0d8c2f1b7e90"
CRAWLED = {
    "event": "crawling",
    "status": "completed",
    "chatbot_id": UUID,
    "event_id": UUID,
    "data": {"training_data_ids": [UUID]},
}
JSON = (b"content-type", b"application/json; charset=utf-8")


@pytest.fixture(scope="module")
def rules() -> WebhookRules:
    """The rules of the project's contract."""
    return WebhookRules(DOCUMENT)


def received(body: Any, method: str = "POST", content_type: tuple[bytes, bytes] = JSON) -> ReceivedRequest:
    """Return a request with a JSON body, or with these bytes."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return ReceivedRequest(method, "/own", ((b"content-length", str(len(content)).encode()), content_type), content)


@pytest.mark.parametrize("webhook", list(operations(DOCUMENT, "webhooks")), ids=lambda each: each.path)
def test_example_of_a_webhook_is_recognized(rules: WebhookRules, webhook: Operation) -> None:
    [example] = webhook.definition["requestBody"]["content"]["application/json"]["examples"].values()
    assert rules.validate(received(resolve(DOCUMENT, example)["value"])) == (webhook, ())


@pytest.mark.parametrize(
    ("request_", "name", "violation"),
    [
        (received(CRAWLED, method="PUT"), "crawling.completed", "method: must be POST, not PUT"),
        (
            received(CRAWLED, content_type=(b"content-type", b"text/plain")),
            "crawling.completed",
            "header.Content-Type: must be application/json, not text/plain",
        ),
        (received({**CRAWLED, "event_id": "7"}), "crawling.completed", 'body.event_id: must match format "uuid"'),
        (received({**CRAWLED, "data": {}}), "crawling.completed", "body.data.training_data_ids: is required"),
        (received(b"crawling"), "crawling.initial", "body: is not JSON"),
        (received(b""), "crawling.initial", "body: is required, as application/json"),
        (
            received({**CRAWLED, "status": "done"}),
            None,
            "body: no webhook of the contract has this `event` and `status`",
        ),
    ],
    ids=["method", "Content-Type", "format", "missing property", "no JSON", "no body", "unknown constant"],
)
def test_violation_names_its_webhook(
    rules: WebhookRules, request_: ReceivedRequest, name: str | None, violation: str
) -> None:
    found, violations = rules.validate(request_)
    assert (found and found.path) == name
    assert str(violations[0]).startswith(violation)


def test_webhook_without_constants_has_the_fewest_violations() -> None:
    def webhook(*names: str) -> Any:
        schema = {"type": "object", "required": list(names), "properties": {each: {"type": "string"} for each in names}}
        return {"post": {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}}

    info = {"title": "Shop", "version": "1"}
    webhooks = {"ordered": webhook("item", "price"), "returned": webhook("item", "reason")}
    rules = WebhookRules({"openapi": "3.1.0", "info": info, "paths": {}, "webhooks": webhooks})
    found, violations = rules.validate(received({"item": 7, "reason": "late"}))
    assert found is not None
    assert (found.path, [str(each) for each in violations]) == ("returned", ["body.item: must be string"])


def test_body_of_a_webhook_may_be_that_of_an_operation() -> None:
    content = {"application/json": {"schema": {"type": "object", "required": ["item"]}}}
    order = {"requestBody": {"required": True, "content": content}, "responses": {"200": {"description": "Ordered."}}}
    webhook = {"post": {"requestBody": {"$ref": "#/paths/~1orders/post/requestBody"}}}
    rules = WebhookRules(
        {
            "openapi": "3.1.0",
            "info": {"title": "Shop", "version": "1"},
            "paths": {"/orders": {"post": order}},
            "webhooks": {"ordered": webhook},
        }
    )
    assert [str(each) for each in rules.validate(received({})).violations] == ["body.item: is required"]


def test_deeply_nested_body_is_not_a_violation(rules: WebhookRules) -> None:
    deep = b"[" * 3000 + b"]" * 3000
    with pytest.raises(LimitExceeded):
        rules.validate(received(json.dumps(CRAWLED).encode()[:-1] + b', "deep": ' + deep + b"}"))
