"""Keys and tokens that the mock creates: their pattern, by which recorded ones are found to be redacted."""

import re
from collections.abc import Iterator

from scripts.mock.recorder import RecordedRequest

# The digits in the middle name the account.
CREATED = re.compile(r"(?:token|key)-([0-9a-f]{32})-[0-9a-f-]{36}")
# A recorded body may be cut within a credential.
_RECORDED = re.compile(r"(token|key)-[0-9a-f]{32}-(?:[0-9a-f-]{36}|[0-9a-f-]*\Z)")


def created_credentials(request: RecordedRequest) -> Iterator[tuple[str, str]]:
    """Yield the created credentials anywhere in a request and its response, each with a name."""
    response = request.response
    headers = (value for _, value in (*request.head.headers, *response.headers))
    for part in (request.head.target, *headers, request.body, response.body):
        if b"key-" in part or b"token-" in part:  # much faster than the pattern
            for match in _RECORDED.finditer(part.decode("latin-1")):
                yield f"created-{match[1]}", match[0]
