"""Requests of errata, sent to a server."""

from typing import Any

import httpx

from scripts.errata import AcceptedRequest, ErratumRequest, FormFile, RefusedRequest


def send(url: str, example: ErratumRequest) -> httpx.Response:
    """Send a request of an erratum, with both credentials unless it excludes one."""
    method, _, target = example.send.partition(" ")
    credentials = {"api-key": "a key", "caigunn-access-token": "a token"}
    headers = {name: value for name, value in credentials.items() if name not in example.without} | example.headers
    content: dict[str, Any] = {}
    if example.json_body is not None:
        content["json"] = example.json_body
    elif example.form is not None:
        content["data"] = example.form
    elif example.multipart is not None:
        content["files"] = [part for name, value in example.multipart.items() for part in _parts(name, value)]
    elif example.body is not None:
        content["content"] = example.body
        headers["Content-Type"] = example.content_type or ""
    return httpx.request(method, url + target, headers=headers, timeout=10, **content)


def _parts(name: str, value: str | list[FormFile]) -> list[tuple[str, Any]]:
    if isinstance(value, str):
        return [(name, (None, value))]
    return [(name, (file.filename, file.content.encode())) for file in value]


def assert_accepted(url: str, example: AcceptedRequest) -> None:
    """Assert that a request gets 200, and the documented response."""
    response = send(url, example)
    assert response.status_code == 200, response.text
    if example.response is not None:
        assert response.json() == example.response


def assert_refused(url: str, example: RefusedRequest) -> None:
    """Assert that a request gets its error."""
    response = send(url, example)
    assert response.status_code == example.status, response.text
    assert response.headers["Content-Type"] == "application/json"
    assert example.detail in response.json()["detail"]
    assert response.headers.get("Allow") == example.allow
