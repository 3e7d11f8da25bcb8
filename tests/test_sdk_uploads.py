"""What may be uploaded, under which name it arrives, and that a file is neither held in memory nor kept open."""

import asyncio
import gzip
import io
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from caigunn_client import AsyncCaiGunn, CaiGunn, File

from scripts.project import ROOT
from tests.recording_server import Part, RecordingServer, recording_server
from tests.unreliable_service import UnreliableService

SETTINGS: dict[str, Any] = {"api_key": "a-key", "caigunn_access_token": "a-token", "verify_ssl": False}
NAMES = ["faq.pdf", "履歴書.pdf", "Öffnungszeiten Käse.txt", "привет.docx", "😀.bin", "with space; and=signs.txt"]


@pytest.fixture
def server() -> Iterator[RecordingServer]:
    with recording_server() as running:
        yield running


@pytest.fixture(params=["sync", "async"])
def upload(server: RecordingServer, request: pytest.FixtureRequest) -> Callable[[list[Any]], list[Part]]:
    """A function that uploads files and returns the parts that arrive."""

    async def asynchronously(files: list[Any]) -> None:
        async with AsyncCaiGunn(base_url=server.url, **SETTINGS) as caigunn:
            await caigunn.training_data.create(type="file", files=files)

    def upload(files: list[Any]) -> list[Part]:
        if request.param == "async":
            asyncio.run(asynchronously(files))
        else:
            with CaiGunn(base_url=server.url, **SETTINGS) as caigunn:
                caigunn.training_data.create(type="file", files=files)
        return server.request.parts

    return upload


Upload = Callable[[list[Any]], list[Part]]


def test_every_kind_of_file_arrives(upload: Upload, tmp_path: Path) -> None:
    path = tmp_path / "on disk.csv"
    path.write_bytes(b"1,2")
    with path.open("rb") as opened:
        parts = upload(
            [
                path,
                b"bytes",
                bytearray(b"more bytes"),
                opened,
                io.BytesIO(b"in memory"),
                ("named.txt", b"named bytes"),
                ("renamed.txt", path),
                ("renamed too.txt", opened),
                ("typed", b"{}", "application/x-of-mine"),
                ("typed.bin", path, "application/x-of-mine"),
                File(b"as underneath", "f.txt"),
            ]
        )
    arrived = [
        (part.name, (part.filename or b"").decode(), part.content, part.headers["content-type"]) for part in parts
    ]
    assert arrived == [
        ("files", "on disk.csv", b"1,2", "text/csv"),
        ("files", "upload", b"bytes", "application/octet-stream"),
        ("files", "upload", b"more bytes", "application/octet-stream"),
        ("files", "on disk.csv", b"1,2", "text/csv"),
        ("files", "upload", b"in memory", "application/octet-stream"),
        ("files", "named.txt", b"named bytes", "text/plain"),
        ("files", "renamed.txt", b"1,2", "text/plain"),
        ("files", "renamed too.txt", b"1,2", "text/plain"),
        ("files", "typed", b"{}", "application/x-of-mine"),
        ("files", "typed.bin", b"1,2", "application/x-of-mine"),
        ("files", "f.txt", b"as underneath", "text/plain"),
    ]


def test_names_outside_ascii_arrive(upload: Upload, tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / name).write_bytes(name.encode())
    parts = upload([*(tmp_path / name for name in NAMES), *((name, b"") for name in NAMES)])
    assert [(part.filename or b"").decode() for part in parts] == NAMES * 2
    assert [part.content.decode() for part in parts[: len(NAMES)]] == NAMES


def test_a_file_that_was_written_but_not_flushed_arrives_whole(upload: Upload) -> None:
    with tempfile.NamedTemporaryFile() as written:
        written.write(b"still in the buffer")
        (part,) = upload([("a.txt", written)])
    assert part.content == b"still in the buffer"


def test_an_empty_file_arrives_as_one(upload: Upload, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert [(part.filename, part.content) for part in upload([tmp_path / "empty"])] == [(b"empty", b"")]


def test_more_files_than_can_be_open(upload: Upload, tmp_path: Path) -> None:
    count = 300
    for number in range(count):
        (tmp_path / f"{number:03}").write_bytes(str(number).encode())
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    in_use = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - of Linux
    resource.setrlimit(resource.RLIMIT_NOFILE, (in_use + 40, hard))
    try:
        parts = upload(sorted(tmp_path.iterdir()))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert [part.content.decode() for part in parts] == [str(number) for number in range(count)]


def _closed() -> io.BytesIO:
    file = io.BytesIO()
    file.close()
    return file


@pytest.mark.parametrize(
    ("wrong", "error", "told"),
    [
        (Path("/nowhere/faq.pdf"), FileNotFoundError, "No such file or directory: '/nowhere/faq.pdf'"),
        (Path("/"), ValueError, "files: / is no regular file: open it, and give the open file"),
        (io.StringIO("text"), TypeError, "files: a file must be opened in binary mode"),
        ("faq.pdf", TypeError, r"files: a file must be a Path, bytes, .* not str"),
        (7, TypeError, r"files: a file must be a Path, .* not int"),
        (("name",), TypeError, r"files: a tuple must be \(name, content\) or"),
        ((b"content", "name"), TypeError, r"files: a tuple must be"),
        (("name", "content"), TypeError, r"files: a file must be a Path, .* not str"),
        (("name", b"", "text/plain", {}), TypeError, r"files: a tuple must be"),
        (("name", b"", "text/plain\r\nEvil: yes"), ValueError, r"files: 'text/plain\\r\\nEvil: yes' is no media type"),
        (_closed(), ValueError, "files: the file is closed"),
        (File(_closed()), ValueError, "files: the file is closed"),
        (File("text"), TypeError, r"files: a file must be a Path, .* not str"),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_file_is_told_before_anything_is_sent(
    server: RecordingServer, upload: Upload, wrong: Any, error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        upload([b"good", wrong])
    assert server.requests == []


@pytest.mark.parametrize("alone", [b"content", "faq.pdf", Path("faq.pdf"), io.BytesIO(b"line\nline"), File(b"content")])
def test_one_file_in_place_of_a_list_is_told(upload: Upload, alone: Any) -> None:
    with pytest.raises(TypeError, match="files: files must be given in a list, even if it is one"):
        upload(alone)


# One of these in a form would hide the sizes of the others.
def test_a_compressed_file_arrives_whole(upload: Upload, tmp_path: Path) -> None:
    with gzip.open(tmp_path / "packed.gz", "wb") as packed:
        packed.write(b"content" * 1000)
    with gzip.open(tmp_path / "packed.gz") as unpacked:
        (part,) = upload([unpacked])
    assert part.content == b"content" * 1000


def test_a_file_whose_size_the_system_does_not_know_arrives_whole(upload: Upload) -> None:
    (part,) = upload([Path("/proc/version")])
    assert part.content == Path("/proc/version").read_bytes()


def test_what_can_only_be_read_arrives_whole(upload: Upload) -> None:
    class OnlyRead:
        """A file that knows nothing but how to be read."""

        read = io.BytesIO(b"read only").read

    (part,) = upload([OnlyRead()])
    assert part.content == b"read only"


def test_a_name_that_is_no_text_arrives_as_one(upload: Upload, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt"))
    path.write_bytes(b"content")
    assert [(part.filename, part.content) for part in upload([path])] == [("\ufffd.txt".encode(), b"content")]


MEMORY = """
import resource, sys
from pathlib import Path
from caigunn_client import CaiGunn

with CaiGunn(base_url=sys.argv[1], api_key="a-key", caigunn_access_token="a-token", verify_ssl=False) as caigunn:
    for path in map(Path, sys.argv[2:]):
        caigunn.training_data.create(type="file", files=[path])
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_stays_flat(service: UnreliableService, key: str, tmp_path: Path) -> None:
    small, large = tmp_path / "small", tmp_path / "large"
    small.write_bytes(b"x")
    with large.open("wb") as opened:
        opened.truncate(64 * 2**20)
    command = [sys.executable, "-c", MEMORY, f"{service.url}/{key}/ok", str(small), str(large)]
    environment = {"PYTHONPATH": str(ROOT / "generated" / "python")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert service.seen(key)[1].length > 64 * 2**20
    before, after = map(int, done.stdout.split())
    assert after - before < 4 * 1024  # KiB


def test_no_file_at_all_is_told(upload: Upload) -> None:
    with pytest.raises(ValueError, match="files: the list is empty"):
        upload([])
