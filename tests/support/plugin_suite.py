"""A test suite of an application, which uses the fixture of the mock's plugin."""

SUITE = """
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

BASE = "/api/external/chatbot"
MODEL = {"title": "Support bot"}


@pytest.fixture
def http(caigunn_mock):
    headers = {"api-key": caigunn_mock.api_key, "caigunn-access-token": caigunn_mock.access_token, "uid": "visitor-7"}
    with httpx.Client(base_url=caigunn_mock.url + BASE, headers=headers, trust_env=False, timeout=30) as client:
        yield client


def talk(http, text="Hello"):
    return http.post("/talk", json={"text": text})


@pytest.fixture
def webhook():
    received = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            received.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/hook", received
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("number", [1, 2])
def test_chatbot_is_fresh(caigunn_mock, http, number):
    assert (caigunn_mock.requests, caigunn_mock.deliveries, caigunn_mock.state["messages"]) == ([], [], [])
    assert talk(http).status_code == 200
    caigunn_mock.respond("talk", status=503)
    assert talk(http).status_code == 503


def test_requests_are_recorded(caigunn_mock, http):
    talk(http)
    http.get("/models", params={"colour": "red"})
    http.get("/nowhere")
    http.put(caigunn_mock.url + BASE, json={"model_id": 7})
    first, second, third, fourth = caigunn_mock.requests
    assert (first.operation, first.method, first.json, first.headers["uid"]) == (
        "talk", "POST", {"text": "Hello"}, "visitor-7",
    )
    assert (second.path, second.query, second.status) == (BASE + "/models", {"colour": "red"}, 200)
    assert (third.operation, third.status) == (None, 404)
    assert (fourth.operation, fourth.status, fourth.reason) == (
        "updateChatbotModel", 400, "body.model_id: must be string",
    )
    assert first.headers["api-key"] == "[redacted]"
    caigunn_mock.respond("talk", status=503)
    talk(http)
    assert [each.reason for each in (first, caigunn_mock.requests[-1])] == [None, "status 503 (custom response)"]


def test_custom_responses_apply_to_this_chatbot_only(caigunn_mock, http):
    caigunn_mock.respond("talk", body={"text": "{body.text}!"}, headers={"X-Rate": "7"})
    caigunn_mock.respond("talk", when={"body.text": "fail"}, sequence=[{"status": 503}, {}])
    assert [talk(http, text).status_code for text in ("fail", "fail")] == [503, 200]
    response = talk(http, "Hi")
    assert (response.json(), response.headers["X-Rate"]) == ({"text": "Hi!"}, "7")
    other = http.post("/talk", json={"text": "Hi"}, headers={"api-key": "another"})
    assert "X-Rate" not in other.headers


def test_sequence_goes_on_after_another_custom_response(caigunn_mock, http):
    sequence = [{"status": 503}, {"status": 500}, {}]
    caigunn_mock.respond("talk", sequence=sequence)
    assert talk(http).status_code == 503
    caigunn_mock.respond("listUids", status=503)
    assert talk(http).status_code == 500
    caigunn_mock.respond("talk", sequence=sequence)
    assert [talk(http).status_code for _ in range(3)] == [503, 500, 200]


def test_undocumented_response_is_an_error(caigunn_mock, http):
    with pytest.raises(ValueError, match="the response 418 violates the contract"):
        caigunn_mock.respond("talk", status=418)
    caigunn_mock.respond("talk", status=418, body={}, invalid=True)
    assert talk(http).status_code == 418


def test_events_are_awaited(caigunn_mock, http, webhook):
    url, received = webhook
    http.put("/webhook", json={"webhook_url": url})
    http.post("/training_data?type=text", data={"text": "Open from 9 to 17"})
    http.post("/models", json=MODEL)
    completed = caigunn_mock.wait_for("training.completed")
    assert (completed.status, completed.outcomes, completed.url) == ("delivered", ["200"], url)
    assert [each.kind for each in caigunn_mock.deliveries] == ["training.initial", "training.completed"]
    assert len(received) == 2
    with pytest.raises(TimeoutError, match=r"events: training.initial \\(delivered\\), training.completed"):
        caigunn_mock.wait_for("training.completed", count=2, timeout=0.01)


def test_clock_is_advanced(caigunn_mock, http):
    job = {"kind": "crawling", "due_at": "2999-01-01T00:00:00.000Z", "website": "https://shop.example",
           "event_id": "3fa85f64-5717-4562-b3fc-2c963f66afa6"}
    http.put(caigunn_mock.url + "/__mock/state", json={"running": [job]})
    caigunn_mock.advance(3600)
    assert caigunn_mock.state["running"][0]["due_at"] == "2998-12-31T23:00:00.000Z"
    for seconds in (-1, 86_401):
        with pytest.raises(ValueError, match="duration|longer than a day"):
            caigunn_mock.advance(seconds)


def test_representation_has_no_credentials(caigunn_mock):
    assert caigunn_mock.api_key not in repr(caigunn_mock)
    assert {"CAIGUNN_BASE_URL", "CAIGUNN_API_KEY", "CAIGUNN_ACCESS_TOKEN"} <= set(caigunn_mock.environment)
"""
