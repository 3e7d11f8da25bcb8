"""The service of the support desk."""

from typing import TYPE_CHECKING

import httpx
from desk import BUSY

if TYPE_CHECKING:
    from caigunn_mock.testing import MockChatbot


def send(desk: httpx.Client, text: str) -> str:
    """Send a message to the desk, and return the reply."""
    response = desk.post("/messages", json={"visitor": "visitor-7", "text": text})
    assert response.status_code == 200
    return str(response.json()["text"])


def test_message_reaches_the_chatbot(desk: httpx.Client, caigunn_mock: "MockChatbot") -> None:
    assert send(desk, "When are you open?") == "We are open on Friday from 9 to 17."
    [request] = caigunn_mock.requests
    assert (request.operation, request.headers["uid"], request.json) == (
        "talk",
        "visitor-7",
        {"text": "When are you open?"},
    )


def test_visitor_gets_a_notice_during_an_outage(desk: httpx.Client, caigunn_mock: "MockChatbot") -> None:
    caigunn_mock.respond("talk", sequence=[{"status": 503}, {"body": {"text": "At nine."}}])
    assert [send(desk, "When?") for _ in range(2)] == [BUSY, "At nine."]


def test_trained_model_is_used(desk: httpx.Client, caigunn_mock: "MockChatbot") -> None:
    desk.post("/training", json={"title": "Desk", "text": "Open from 9 to 17"})
    completed = caigunn_mock.wait_for("training.completed")
    assert completed.status == "delivered"
    assert caigunn_mock.state["model_id"] == completed.event["data"]["model_id"]
    assert desk.get("/status").json() == {"status": "ready"}


def test_webhook_does_not_depend_on_the_host_header(desk: httpx.Client, caigunn_mock: "MockChatbot") -> None:
    order = {"title": "Desk", "text": "Open from 9 to 17"}
    desk.post("/training", json=order, headers={"Host": "elsewhere.example"})
    assert caigunn_mock.wait_for("training.completed").url == f"{desk.base_url}/events"


def test_failed_training_is_reported(desk: httpx.Client, caigunn_mock: "MockChatbot") -> None:
    desk.post("/training", json={"title": "Desk", "text": ""})
    assert caigunn_mock.wait_for("training.failed").status == "delivered"
    assert desk.get("/status").json() == {"status": "failed"}
