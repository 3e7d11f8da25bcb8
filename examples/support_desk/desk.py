"""A support desk: visitors write to a page, and a chatbot of CaiGunn replies.

Run it with `python desk.py`. The client reads CAIGUNN_BASE_URL, CAIGUNN_API_KEY and CAIGUNN_ACCESS_TOKEN.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from caigunn_client import APIConnectionError, CaiGunn, InternalServerError, RateLimitError, webhooks
from caigunn_client.models import TrainingCompletedEvent, TrainingFailedEvent

PAGE = Path(__file__).with_name("page")
FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/chat.js": ("chat.js", "text/javascript"),
}
BUSY = "All of us are busy, please try again in a minute."


class Desk:
    """The support desk.

    Attributes:
        status: `untrained`, `training`, `ready` or `failed`.
    """

    def __init__(self, caigunn: CaiGunn) -> None:
        """Use a chatbot."""
        self._caigunn = caigunn
        self.status = "untrained"

    def reply(self, visitor: str, text: str) -> str:
        """Return the reply to a message."""
        try:
            return str(self._caigunn.conversation.talk(uid=visitor, text=text).text)
        except (APIConnectionError, InternalServerError, RateLimitError):
            return BUSY

    def train(self, title: str, text: str, webhook_url: str) -> None:
        """Start to train a model on a text. CaiGunn reports the end to the webhook."""
        self._caigunn.webhook.set(webhook_url=webhook_url)
        if text:
            self._caigunn.training_data.create(type="text", text=text)
        self.status = "training"
        self._caigunn.models.train(title=title)

    def receive_event(self, body: bytes) -> None:
        """Use a model as soon as it is trained."""
        event = webhooks.parse(body)
        if isinstance(event, TrainingCompletedEvent):
            self._caigunn.chatbot.update_model(model_id=event.data.model_id)
            self.status = "ready"
        elif isinstance(event, TrainingFailedEvent):
            self.status = "failed"


class _Handler(BaseHTTPRequestHandler):
    desk: Desk

    def do_GET(self) -> None:
        if self.path == "/status":
            self._send(200, json.dumps({"status": self.desk.status}).encode())
        elif self.path in FILES:
            name, media_type = FILES[self.path]
            self._send(200, (PAGE / name).read_bytes(), media_type)
        else:
            self._send(404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/events":
            self.desk.receive_event(body)
            self._send(204)
        elif self.path == "/messages":
            message = json.loads(body)
            self._send(200, json.dumps({"text": self.desk.reply(message["visitor"], message["text"])}).encode())
        elif self.path == "/training":
            order = json.loads(body)
            # Not the Host of the request, which its sender chooses.
            host, port = self.connection.getsockname()
            self.desk.train(order["title"], order["text"], f"http://{host}:{port}/events")
            self._send(202)
        else:
            self._send(404)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the name is that of the base class
        """Log nothing."""

    def _send(self, status: int, body: bytes = b"", media_type: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def open_server(caigunn: CaiGunn, port: int) -> Iterator[ThreadingHTTPServer]:
    """Listen on a port while the context lasts; `serve_forever` of the server handles the requests."""
    handler = type("Handler", (_Handler,), {"desk": Desk(caigunn)})
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        yield server


if __name__ == "__main__":
    with CaiGunn() as client, open_server(client, 8000) as running:
        print("The support desk is at http://127.0.0.1:8000")
        running.serve_forever()
