"""That forms arrive as they were given, byte for byte, against a server that records."""

import asyncio
import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from caigunn_client import Client, File
from caigunn_client.api.training_data import create_training_data
from caigunn_client.models import Confirmation, TrainingDataMultipart, TrainingDataUrlencoded
from caigunn_client.types import UNSET

from tests.recording_server import Recorded, RecordingServer, recording_server

Body = TrainingDataMultipart | TrainingDataUrlencoded

HOSTILE = {
    "boundary of the stock generator": b"before\r\n--+++\r\n\r\nafter\r\n--+++--\r\n",
    "empty": b"",
    "every byte": bytes(range(256)) * 500,
    "only line ends": b"\r\n\r\n\n\r",
    "looks like a part": b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nno',
    "longer than a chunk": os.urandom(300_000),
}
NAMES = ["faq.pdf", "履歴書.pdf", "Öffnungszeiten Käse.txt", "привет.docx", "😀.bin", "with space; and=signs.txt"]


@pytest.fixture
def server() -> Iterator[RecordingServer]:
    with recording_server() as running:
        yield running


@pytest.fixture(params=["sync", "asyncio"])
def function(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def send(server: RecordingServer, function: str, body: Body) -> Recorded:
    """Send a body and return how it arrived."""
    client = Client(server.url, api_key="a-key", caigunn_access_token="a-token")  # noqa: S106 - of no service
    server.requests.clear()

    async def asynchronously() -> object:
        async with client:
            return await create_training_data.asyncio(client=client, body=body, type_="file")

    if function == "asyncio":
        answer = asyncio.run(asynchronously())
    else:
        with client:
            answer = create_training_data.sync(client=client, body=body, type_="file")
    assert answer == Confirmation(detail="done")
    return server.request


@pytest.mark.parametrize("as_bytes", [True, False])
def test_files_arrive_byte_for_byte(server: RecordingServer, function: str, as_bytes: bool) -> None:
    contents = dict(zip(NAMES, HOSTILE.values(), strict=True))
    files = [File(content if as_bytes else io.BytesIO(content), name) for name, content in contents.items()]
    arrived = send(server, function, TrainingDataMultipart(files=files)).parts
    assert [(part.name, part.filename, part.content) for part in arrived] == [
        ("files", name.encode(), content) for name, content in contents.items()
    ]


def test_one_file_arrives_as_one(server: RecordingServer, function: str) -> None:
    (part,) = send(server, function, TrainingDataMultipart(files=[File(b"x", "x.csv", "text/x-of-mine")])).parts
    assert (part.filename, part.content, part.headers["content-type"]) == (b"x.csv", b"x", "text/x-of-mine")


def test_members_that_are_no_files_arrive_as_text(server: RecordingServer, function: str) -> None:
    body = TrainingDataMultipart(website="https://example.com/?a=b&c=ü", is_single_page=True, text="Grüße\r\n履歴")
    body["unnamed_by_the_contract"] = False
    arrived = {part.name: part for part in send(server, function, body).parts}
    assert {name: part.content.decode() for name, part in arrived.items()} == {
        "website": "https://example.com/?a=b&c=ü",
        "is_single_page": "true",
        "text": "Grüße\r\n履歴",
        "unnamed_by_the_contract": "false",
    }
    assert all(part.filename is None for part in arrived.values())


@pytest.mark.parametrize("is_single_page", [True, False])
def test_url_encoded_form_arrives(server: RecordingServer, function: str, is_single_page: bool) -> None:
    body = TrainingDataUrlencoded(website="https://example.com/?a=b&c=ü", is_single_page=is_single_page)
    arrived = send(server, function, body)
    assert arrived.headers["content-type"] == "application/x-www-form-urlencoded"
    assert arrived.query == {"type": ["file"]}
    assert parse_qs(arrived.body.decode(), strict_parsing=True) == {
        "website": ["https://example.com/?a=b&c=ü"],
        "is_single_page": [str(is_single_page).lower()],
    }


def test_boundary_is_new_each_time(server: RecordingServer, function: str) -> None:
    body = TrainingDataMultipart(files=[File(b"x")], text=UNSET)
    first, second = (send(server, function, body).headers["content-type"] for _ in range(2))
    assert first != second
    assert first.startswith("multipart/form-data; boundary=")


def test_file_without_a_name_is_still_sent_as_a_file(server: RecordingServer, function: str, tmp_path: Path) -> None:
    named = tmp_path / "opened 履歴.txt"
    named.write_bytes(b"from disk")
    with named.open("rb") as opened, tempfile.TemporaryFile() as numbered:
        numbered.write(b"no name but a number")
        numbered.flush()
        files = [File(opened), File(numbered), File(io.BytesIO(b"in memory")), File(b"bytes"), File(b"", "")]
        arrived = send(server, function, TrainingDataMultipart(files=files)).parts
    assert [(part.filename, part.content) for part in arrived] == [
        ("opened 履歴.txt".encode(), b"from disk"),
        (b"upload", b"no name but a number"),
        (b"upload", b"in memory"),
        (b"upload", b"bytes"),
        (b"upload", b""),
    ]


class Watched(io.BytesIO):
    """A file that notes how much of it is read at once."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.asked: list[int | None] = []

    def read(self, size: int | None = -1) -> bytes:
        """Read as any file."""
        self.asked.append(size)
        return super().read(size)


class Pipe(Watched):
    """A file whose length can't be told."""

    def seek(self, *_: int) -> int:
        """Refuse, as a pipe does."""
        raise io.UnsupportedOperation


@pytest.mark.parametrize("kind", [Watched, Pipe])
def test_files_are_read_in_chunks(server: RecordingServer, function: str, kind: type[Watched]) -> None:
    stream = kind(b"x" * 5_000_000)
    arrived = send(server, function, TrainingDataMultipart(files=[File(stream, "large")]))
    assert arrived.parts[0].content == stream.getvalue()
    assert (arrived.headers["content-length"] is None) == (kind is Pipe)
    assert len(stream.asked) > 5_000_000 / 65_536
    assert set(stream.asked) == {65_536}


def test_body_of_another_type_is_an_error_before_anything_is_sent(server: RecordingServer, function: str) -> None:
    with pytest.raises(TypeError, match="body can't be a dict"):
        send(server, function, {"text": "no model"})  # type: ignore[arg-type]
    assert not server.requests
