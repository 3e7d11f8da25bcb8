"""Functions in `caigunn_client.api`, against the mock."""

import json

import pytest
from caigunn_client import Client

from tests.support.documented_calls import CALLS, Call, modules
from tests.support.project_contract import CREDENTIALS, OPERATIONS

WITH_BODY = {name: call for name, call in CALLS.items() if call.content is not None}

sync_and_async = pytest.mark.parametrize("function", ["sync", "asyncio"])
every_call = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)


@pytest.fixture
def client(mock_url: str) -> Client:
    """A client of the mock."""
    return Client(mock_url, **CREDENTIALS)


def test_every_operation_has_a_documented_call() -> None:
    documented = {operation_id.lower() for operation_id in OPERATIONS}
    assert {call.operation.id.lower() for call in CALLS.values()} == documented == set(modules())


@sync_and_async
@every_call
def test_documented_request_gets_documented_response(client: Client, call: Call, function: str) -> None:
    response = call.run_detailed(client, function)
    assert response.status_code == call.status
    if call.content is None:
        assert response.content == b""
    else:
        assert json.loads(response.content) == call.content
        assert response.parsed == type(response.parsed).from_dict(call.content)


@sync_and_async
@pytest.mark.parametrize("call", WITH_BODY.values(), ids=WITH_BODY)
def test_plain_function_returns_the_parsed_body(client: Client, call: Call, function: str) -> None:
    parsed = call.run(client, function)
    assert parsed == type(parsed).from_dict(call.content)
