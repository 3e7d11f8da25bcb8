"""Multipart and URL-encoded forms of the functions in `caigunn_client.api`."""

import asyncio
import io
import random
import tempfile
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from caigunn_client import Client, File
from caigunn_client.api.training_data import create_training_data
from caigunn_client.models import Confirmation, TrainingDataMultipart, TrainingDataUrlencoded
from caigunn_client.types import UNSET

from tests.support.project_contract import CREDENTIALS
from tests.support.recording_server import RecordedRequest, RecordingServer

Body = TrainingDataMultipart | TrainingDataUrlencoded

# Difficult content, by file name.
FILES = {
    "faq.pdf": b"before\r\n--+++\r\n\r\nafter\r\n--+++--\r\n",  # the fixed boundary of the stock generator
    "履歴書.pdf": b"",
    "Öffnungszeiten Käse.txt": bytes(range(256)) * 500,
    "привет.docx": b"\r\n\r\n\n\r",
    "😀.bin": b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nno',
    "with space; and=signs.txt": random.Random(7).randbytes(300_000),  # longer than a chunk
}


def send(server: RecordingServer, mode: str, body: Body) -> RecordedRequest:
    """Send a body and return the received request."""
    client = Client(server.url, **CREDENTIALS)
    server.requests.clear()

    async def run_async() -> object:
        async with client:
            return await create_training_data.asyncio(client=client, body=body, type_="file")

    if mode == "async":
        result = asyncio.run(run_async())
    else:
        with client:
            result = create_training_data.sync(client=client, body=body, type_="file")
    assert result == Confirmation(detail="done")
    return server.request


@pytest.mark.parametrize("as_bytes", [True, False])
def test_files_arrive_unchanged(server: RecordingServer, mode: str, as_bytes: bool) -> None:
    files = [File(content if as_bytes else io.BytesIO(content), name) for name, content in FILES.items()]
    parts = send(server, mode, TrainingDataMultipart(files=files)).parts
    assert [(part.name, part.filename, part.content) for part in parts] == [
        ("files", name.encode(), content) for name, content in FILES.items()
    ]


def test_single_file_arrives_with_its_media_type(server: RecordingServer, mode: str) -> None:
    (part,) = send(server, mode, TrainingDataMultipart(files=[File(b"x", "x.csv", "text/x-custom")])).parts
    assert (part.filename, part.content, part.headers["content-type"]) == (b"x.csv", b"x", "text/x-custom")


def test_other_fields_arrive_as_text(server: RecordingServer, mode: str) -> None:
    body = TrainingDataMultipart(website="https://example.com/?a=b&c=ü", is_single_page=True, text="Grüße\r\n履歴")
    body["additional"] = False
    parts = {part.name: part for part in send(server, mode, body).parts}
    assert {name: part.content.decode() for name, part in parts.items()} == {
        "website": "https://example.com/?a=b&c=ü",
        "is_single_page": "true",
        "text": "Grüße\r\n履歴",
        "additional": "false",
    }
    assert all(part.filename is None for part in parts.values())


@pytest.mark.parametrize("is_single_page", [True, False])
def test_urlencoded_form_arrives(server: RecordingServer, mode: str, is_single_page: bool) -> None:
    body = TrainingDataUrlencoded(website="https://example.com/?a=b&c=ü", is_single_page=is_single_page)
    request = send(server, mode, body)
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert request.query == {"type": ["file"]}
    assert parse_qs(request.body.decode(), strict_parsing=True) == {
        "website": ["https://example.com/?a=b&c=ü"],
        "is_single_page": [str(is_single_page).lower()],
    }


def test_boundary_differs_between_requests(server: RecordingServer, mode: str) -> None:
    body = TrainingDataMultipart(files=[File(b"x")], text=UNSET)
    first, second = (send(server, mode, body).headers["content-type"] for _ in range(2))
    assert first != second
    assert first.startswith("multipart/form-data; boundary=")


def test_file_without_name_gets_one(server: RecordingServer, mode: str, tmp_path: Path) -> None:
    named = tmp_path / "opened 履歴.txt"
    named.write_bytes(b"from disk")
    with named.open("rb") as opened, tempfile.TemporaryFile() as unnamed:
        unnamed.write(b"file descriptor")
        unnamed.flush()
        files = [File(opened), File(unnamed), File(io.BytesIO(b"in memory")), File(b"bytes"), File(b"", "")]
        parts = send(server, mode, TrainingDataMultipart(files=files)).parts
    assert [(part.filename, part.content) for part in parts] == [
        ("opened 履歴.txt".encode(), b"from disk"),
        (b"upload", b"file descriptor"),
        (b"upload", b"in memory"),
        (b"upload", b"bytes"),
        (b"upload", b""),
    ]


class RecordedFile(io.BytesIO):
    """A file that records the sizes of its reads."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.sizes: list[int | None] = []

    def read(self, size: int | None = -1) -> bytes:
        """Read and record the size."""
        self.sizes.append(size)
        return super().read(size)


class Pipe(RecordedFile):
    """A file of unknown length."""

    def seek(self, *_: int) -> int:
        """Raise the error of a pipe."""
        raise io.UnsupportedOperation


@pytest.mark.parametrize("kind", [RecordedFile, Pipe])
def test_files_are_read_in_chunks(server: RecordingServer, mode: str, kind: type[RecordedFile]) -> None:
    file = kind(b"x" * 5_000_000)
    request = send(server, mode, TrainingDataMultipart(files=[File(file, "large")]))
    assert request.parts[0].content == file.getvalue()
    assert (request.headers["content-length"] is None) == (kind is Pipe)
    assert len(file.sizes) > 5_000_000 / 65_536
    assert set(file.sizes) == {65_536}


def test_body_of_another_type_raises_before_sending(server: RecordingServer, mode: str) -> None:
    message = r"body must be TrainingDataMultipart \| TrainingDataUrlencoded, not dict"
    with pytest.raises(TypeError, match=message):
        send(server, mode, {"text": "not a model"})  # type: ignore[arg-type]
    assert not server.requests
