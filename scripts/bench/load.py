"""A load of requests by wrk, a process of its own with eight connections."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from scripts.project import Failure

CONNECTIONS = 8
# Stands in a request for a number of twelve digits that is another one each time.
NUMBER = "%012d"

_SCRIPT = """
local templates = { %s }
local count = 0
request = function()
  count = count + 1
  return string.format(templates[count %% #templates + 1], count)
end
done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format('\\n{"requests": %%d, "seconds": %%f, "p50": %%f, "p99": %%f, "refused": %%d, "lost": %%d}\\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e6, latency:percentile(99) / 1e6,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
"""


@dataclass(frozen=True)
class Pressed:
    """What came of a load: how many requests in how many seconds, latencies in seconds, answers of 4xx and 5xx."""

    requests: int
    seconds: float
    p50: float
    p99: float
    refused: int

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds


def template(method: str, target: str, headers: Mapping[str, str], body: str = "") -> str:
    """Return a request as text, in which `NUMBER` stands for a number that is another one each time."""
    length = len((body.replace(NUMBER, "0" * 12)).encode())
    lines = [f"{method} {target} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers.items())]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {length}"]
    return "\r\n".join([*lines, "", body])


def press(url: str, templates: Sequence[str], seconds: float) -> Pressed:
    """Send a server requests for a while, as many as it answers.

    Args:
        url: Where it is.
        templates: The requests, sent in turn.
        seconds: For how long.

    Raises:
        Failure: wrk is missing, or requests were lost.
    """
    program = shutil.which("wrk")
    if program is None:
        raise Failure("wrk is missing, which the rate is measured with: apt-get install wrk, or choose other parts")
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        script = Path(scratch) / "load.lua"
        script.write_text(_SCRIPT % ", ".join(_quoted(templates)), encoding="utf-8")
        command = [program, "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "-s", str(script), _base(url)]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise Failure(f"wrk: {(ran.stderr or ran.stdout).strip()}")
    counts = json.loads(ran.stdout.splitlines()[-1])
    if counts.pop("lost") or not counts["requests"]:
        raise Failure(f"{url} lost requests under load: {ran.stdout.strip()}")
    return Pressed(**counts)


def _base(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _quoted(templates: Iterable[str]) -> Iterable[str]:
    """Yield texts as Lua writes them: a JSON string is one, as long as it is ASCII."""
    for each in templates:
        yield json.dumps(each.replace("%", "%%").replace("%%012d", NUMBER))
