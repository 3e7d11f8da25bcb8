"""Uploads of the client: accepted files, names, memory and open files."""

import asyncio
import gzip
import io
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from caigunn_client import AsyncCaiGunn, CaiGunn, File

from scripts.project import CLIENT
from tests.support.faulty_service import FaultyService
from tests.support.project_contract import CREDENTIALS
from tests.support.recording_server import Part, RecordingServer

SETTINGS: dict[str, Any] = {**CREDENTIALS, "verify_ssl": False}
NAMES = ["faq.pdf", "履歴書.pdf", "Öffnungszeiten Käse.txt", "привет.docx", "😀.bin", "with space; and=signs.txt"]

Upload = Callable[[list[Any]], list[Part]]


@pytest.fixture
def upload(server: RecordingServer, mode: str) -> Upload:
    """A function that uploads files and returns the received parts."""

    async def upload_async(files: list[Any]) -> None:
        async with AsyncCaiGunn(base_url=server.url, **SETTINGS) as caigunn:
            await caigunn.training_data.create(type="file", files=files)

    def upload(files: list[Any]) -> list[Part]:
        if mode == "async":
            asyncio.run(upload_async(files))
        else:
            with CaiGunn(base_url=server.url, **SETTINGS) as caigunn:
                caigunn.training_data.create(type="file", files=files)
        return server.request.parts

    return upload


@dataclass(frozen=True)
class OtherPath:
    """A path that is not a pathlib.Path."""

    path: Path

    def __fspath__(self) -> str:
        """Return the path."""
        return str(self.path)


def test_each_kind_of_file_is_uploaded(upload: Upload, tmp_path: Path) -> None:
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
                ("typed", b"{}", "application/x-custom"),
                ("typed.bin", path, "application/x-custom"),
                File(b"a file", "f.txt"),
                OtherPath(path),
                ("described.bin", b"x", "text/plain", {"X-Note": "first"}),
                File(b"y", "g.txt", headers={"X-Note": "second"}),
            ]
        )
    received = [
        (part.name, (part.filename or b"").decode(), part.content, part.headers["content-type"]) for part in parts
    ]
    assert received == [
        ("files", "on disk.csv", b"1,2", "text/csv"),
        ("files", "upload", b"bytes", "application/octet-stream"),
        ("files", "upload", b"more bytes", "application/octet-stream"),
        ("files", "on disk.csv", b"1,2", "text/csv"),
        ("files", "upload", b"in memory", "application/octet-stream"),
        ("files", "named.txt", b"named bytes", "text/plain"),
        ("files", "renamed.txt", b"1,2", "text/plain"),
        ("files", "renamed too.txt", b"1,2", "text/plain"),
        ("files", "typed", b"{}", "application/x-custom"),
        ("files", "typed.bin", b"1,2", "application/x-custom"),
        ("files", "f.txt", b"a file", "text/plain"),
        ("files", "on disk.csv", b"1,2", "text/csv"),
        ("files", "described.bin", b"x", "text/plain"),
        ("files", "g.txt", b"y", "text/plain"),
    ]
    assert [part.headers.get("x-note") for part in parts[-3:]] == [None, "first", "second"]


def test_unicode_names_arrive(upload: Upload, tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / name).write_bytes(name.encode())
    parts = upload([*(tmp_path / name for name in NAMES), *((name, b"") for name in NAMES)])
    assert [(part.filename or b"").decode() for part in parts] == NAMES * 2
    assert [part.content.decode() for part in parts[: len(NAMES)]] == NAMES


def test_unflushed_file_is_complete(upload: Upload) -> None:
    with tempfile.NamedTemporaryFile() as written:
        written.write(b"still in the buffer")
        (part,) = upload([("a.txt", written)])
    assert part.content == b"still in the buffer"


def test_empty_file_is_uploaded(upload: Upload, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert [(part.filename, part.content) for part in upload([tmp_path / "empty"])] == [(b"empty", b"")]


def test_more_files_than_can_be_open(upload: Upload, tmp_path: Path) -> None:
    count = 300
    for number in range(count):
        (tmp_path / f"{number:03}").write_bytes(str(number).encode())
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    in_use = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - Linux only
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
    ("invalid", "error", "message"),
    [
        (Path("/nowhere/faq.pdf"), FileNotFoundError, "No such file or directory: '/nowhere/faq.pdf'"),
        (Path("/"), ValueError, "files: / is not a regular file; open it and pass the open file"),
        (io.StringIO("text"), TypeError, "files: a file must be opened in binary mode"),
        ("faq.pdf", TypeError, r"files: a file must be a path, bytes, .* not str"),
        (7, TypeError, r"files: a file must be a path, .* not int"),
        (("name",), TypeError, r"files: a tuple must be \(name, content\), with"),
        ((b"content", "name"), TypeError, r"files: a tuple must be"),
        (("name", "content"), TypeError, r"files: a file must be a path, .* not str"),
        (("name", b"", "text/plain", {}, 5), TypeError, r"files: a tuple must be"),
        (("name", b"", "text/plain", {"x-a": "b\r\nx-c: d"}), ValueError, "header x-a: value must be printable ASCII"),
        (("name", b"", "text/plain\r\nX-A: b"), ValueError, r"files: 'text/plain\\r\\nX-A: b' is not a media type"),
        (_closed(), ValueError, "files: the file is closed"),
        (File(_closed()), ValueError, "files: the file is closed"),
        (File("text"), TypeError, r"files: a file must be a path, .* not str"),  # type: ignore[arg-type]
    ],
)
def test_invalid_file_raises_before_sending(
    server: RecordingServer, upload: Upload, invalid: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        upload([b"valid", invalid])
    assert server.requests == []


@pytest.mark.parametrize("file", [b"content", "faq.pdf", Path("faq.pdf"), io.BytesIO(b"line\nline"), File(b"content")])
def test_single_file_instead_of_a_list_raises(upload: Upload, file: Any) -> None:
    with pytest.raises(TypeError, match="files: must be a list of files, even for one file"):
        upload(file)


def test_empty_list_raises(upload: Upload) -> None:
    with pytest.raises(ValueError, match="files: the list is empty"):
        upload([])


# A form of several files would hide a wrong size.
def test_compressed_file_is_complete(upload: Upload, tmp_path: Path) -> None:
    with gzip.open(tmp_path / "packed.gz", "wb") as packed:
        packed.write(b"content" * 1000)
    with gzip.open(tmp_path / "packed.gz") as unpacked:
        (part,) = upload([unpacked])
    assert part.content == b"content" * 1000


def test_file_of_unknown_size_is_complete(upload: Upload) -> None:
    (part,) = upload([Path("/proc/version")])
    assert part.content == Path("/proc/version").read_bytes()


def test_object_with_read_only_is_complete(upload: Upload) -> None:
    class Readable:
        """A file without other methods."""

        read = io.BytesIO(b"read only").read

    (part,) = upload([Readable()])
    assert part.content == b"read only"


def test_undecodable_name_is_replaced(upload: Upload, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt"))
    path.write_bytes(b"content")
    assert [(part.filename, part.content) for part in upload([path])] == [("\ufffd.txt".encode(), b"content")]


MEMORY_PROGRAM = """
import resource, sys
from pathlib import Path
from caigunn_client import CaiGunn

with CaiGunn(base_url=sys.argv[1], api_key="a-key", caigunn_access_token="a-token", verify_ssl=False) as caigunn:
    for path in map(Path, sys.argv[2:]):
        caigunn.training_data.create(type="file", files=[path])
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_large_file_is_not_read_into_memory(service: FaultyService, key: str, tmp_path: Path) -> None:
    small, large = tmp_path / "small", tmp_path / "large"
    small.write_bytes(b"x")
    size = 64 * 2**20
    with large.open("wb") as opened:
        opened.truncate(size)
    command = [sys.executable, "-c", MEMORY_PROGRAM, f"{service.url}/{key}/ok", str(small), str(large)]
    environment = {"PYTHONPATH": str(CLIENT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert service.received(key)[1].length > size
    before, after = map(int, done.stdout.split())
    assert after - before < 4 * 1024  # KiB
