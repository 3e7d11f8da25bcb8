"""Generated responses on disk: a mock whose contract has not changed starts without Prism."""

import contextlib
import hashlib
import json
import tempfile
from pathlib import Path

import msgspec

from scripts.prism.generator import GeneratedResponse
from scripts.prism.process import LAUNCHER, PRISM
from scripts.project import ROOT, npm_package

# The responses that the wheel contains, whose generator needs no identity.
PACKAGED = ROOT / "responses"


class ResponseStore:
    """A folder with a file per response, named by a hash of everything that the response depends on."""

    def __init__(self, folder: Path, generator: str | None = None) -> None:
        """Use a folder, which need not exist.

        Args:
            folder: The folder.
            generator: The identity of the generator; None for that of the installed Prism.

        Raises:
            UserError: Prism is not installed.
        """
        self._folder = folder
        self._generator = _prism_identity() if generator is None else generator

    def get(self, document: str, status: int, example: str | None) -> GeneratedResponse | None:
        """Return a stored response, or None if its file is missing or cannot be read.

        Args:
            document: The document of `response_document`.
            status: The status code.
            example: The name of an example, None for the first one.
        """
        with contextlib.suppress(OSError, msgspec.DecodeError):
            return msgspec.json.decode(self._path(document, status, example).read_bytes(), type=GeneratedResponse)
        return None

    def put(self, document: str, status: int, example: str | None, response: GeneratedResponse) -> None:
        """Store a response. If the folder is not writable, the response is generated again by the next mock."""
        path = self._path(document, status, example)
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as file:
                file.write(msgspec.json.encode(response))
            Path(file.name).replace(path)

    def _path(self, document: str, status: int, example: str | None) -> Path:
        identity = f"{self._generator}{json.dumps([document, status, example])}"
        return self._folder / f"{hashlib.sha256(identity.encode()).hexdigest()}.json"


def _prism_identity() -> str:
    version = json.loads(npm_package(PRISM).read_text(encoding="utf-8"))["version"]
    return f"{version}\n{LAUNCHER.read_text(encoding='utf-8')}\n"
