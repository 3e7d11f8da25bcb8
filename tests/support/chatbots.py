"""Clients of a chatbot of the stateful mock, with a method for each operation."""

import itertools
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx

BASE = "/api/external/chatbot"
_numbers = itertools.count()
# An id that the mock gives no model.
UNKNOWN = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
MOMENTS = [f"2024-05-0{day}T12:00:00Z" for day in range(1, 6)]


class Bot:
    """A chatbot."""

    def __init__(self, url: str, key: str | None = None, transport: httpx.BaseTransport | None = None) -> None:
        """Prepare the client.

        Args:
            url: The URL of the mock.
            key: The key of the chatbot; None for a chatbot that no other test uses.
            transport: The connection to the mock; None for HTTP.
        """
        self.key = key or f"k3y-{next(_numbers)}-{time.monotonic_ns()}"
        headers = {"api-key": self.key, "caigunn-access-token": "t0ken"}
        self.http = httpx.Client(base_url=url, headers=headers, timeout=30, transport=transport)

    def call(self, method: str, path: str, **arguments: Any) -> Any:
        """Call the API successfully, and return the response body."""
        response = self.http.request(method, BASE + path, **arguments)
        assert response.status_code == 200, response.text
        return response.json()

    def text(self) -> None:
        """Create training data that is ready at once."""
        self.call("POST", "/training_data?type=text", data={"text": "Opening hours: 9-17"})

    def crawl(self) -> None:
        """Create training data from a web site."""
        self.call("POST", "/training_data?type=crawler", data={"website": "https://shop.example"})

    def upload(self, *names: str) -> None:
        """Create training data from files."""
        files = [("files", (name, b"content")) for name in names]
        self.call("POST", "/training_data?type=file", files=files)

    def train(self, title: str = "Support bot", **more: str) -> None:
        """Train a model."""
        self.call("POST", "/models", json={"title": title, **more})

    def models(self) -> list[dict[str, Any]]:
        """Return the models."""
        found: list[dict[str, Any]] = self.call("GET", "/models")["models"]
        return found

    def choose(self, model_id: str) -> httpx.Response:
        """Choose a model."""
        return self.http.put(BASE, json={"model_id": model_id})

    def talk(self, text: str, uid: str = "visitor-7", **query: str) -> str:
        """Send a message, and return the reply."""
        response = self.call("POST", "/talk", headers={"uid": uid}, params=query, json={"text": text})
        return str(response["text"])

    def messages(self, uid: str = "visitor-7", **query: Any) -> list[dict[str, Any]]:
        """Return the messages of a conversation."""
        found: list[dict[str, Any]] = self.call("GET", "/messages", headers={"uid": uid}, params=query)["messages"]
        return found

    def texts(self, uid: str = "visitor-7", **query: Any) -> list[str]:
        """Return the texts of the messages of a conversation."""
        return [message["receive"] for message in self.messages(uid, **query)]

    def conversations(self, **query: Any) -> list[dict[str, Any]]:
        """Return the conversations."""
        found: list[dict[str, Any]] = self.call("GET", "/uids", params=query)["uids"]
        return found

    def uids(self, **query: Any) -> list[str]:
        """Return the ids of the conversations."""
        return [conversation["uid"] for conversation in self.conversations(**query)]

    def hook(self, url: str) -> None:
        """Set the webhook."""
        self.call("PUT", "/webhook", json={"webhook_url": url})

    def state(self) -> dict[str, Any]:
        """Return the state."""
        response = self.http.get("/__mock/state")
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        return found

    def put(self, state: Any) -> httpx.Response:
        """Replace the state."""
        return self.http.put("/__mock/state", json=state)

    def reset(self) -> None:
        """Reset the state."""
        assert self.http.post("/__mock/reset").status_code == 200

    def until(self, done: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        """Wait for a condition of the state, and return the state."""
        end, pause = time.monotonic() + 30, threading.Event()
        while not done(state := self.state()):
            assert time.monotonic() < end, state
            pause.wait(0.02)
        return state

    def deliveries(self) -> list[tuple[str, str, list[str]]]:
        """Wait until no job is running and no delivery pending; return event, status and outcomes of each delivery."""
        state = self.until(lambda now: not now["running"] and all(d["status"] != "pending" for d in now["deliveries"]))
        return [
            (
                f"{each['event']['event']}.{each['event']['status']}",
                each["status"],
                [attempt["outcome"] for attempt in each["attempts"]],
            )
            for each in state["deliveries"]
        ]


def messages(*uids: str, nickname: str = "") -> list[dict[str, str]]:
    """Return one message a day in each of some conversations."""
    return [
        {"id": f"m{n}", "uid": uid, "nickname": nickname, "text": f"text {n}", "reply": f"reply {n}", "created_at": at}
        for n, (uid, at) in enumerate(zip(uids, MOMENTS, strict=False), 1)
    ]
