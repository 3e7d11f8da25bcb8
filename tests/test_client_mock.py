"""Every operation of the client, with every documented request, against the running mock."""

import json

import pytest
from caigunn_client import Client

from scripts.openapi import operations
from tests.documented_calls import DOCUMENT, Call, calls, modules

CALLS = dict(calls())


@pytest.fixture
def client(mock_url: str) -> Client:
    return Client(mock_url, api_key="a-key", caigunn_access_token="a-token")  # noqa: S106 - the mock takes any


def test_no_operation_is_left_out() -> None:
    documented = {operation.id.lower() for operation in operations(DOCUMENT)}
    assert {call.operation.id.lower() for call in CALLS.values()} == documented == set(modules())


@pytest.mark.parametrize("function", ["sync", "asyncio"])
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
def test_documented_request_gets_documented_answer(client: Client, call: Call, function: str) -> None:
    answer = call.detailed(client, function)
    assert answer.status_code == 200
    assert json.loads(answer.content) == call.answer
    assert answer.parsed == type(answer.parsed).from_dict(call.answer)


@pytest.mark.parametrize("function", ["sync", "asyncio"])
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
def test_plain_function_returns_the_parsed_body(client: Client, call: Call, function: str) -> None:
    parsed = call.make(client, function)
    assert parsed == type(parsed).from_dict(call.answer)
