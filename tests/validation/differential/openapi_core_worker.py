"""Validates requests with openapi-core: JSON lines in, verdicts out. It runs on the packages of `tests/tools.txt`."""

import json
import sys
from typing import Any

from openapi_core import Config, OpenAPI  # type: ignore[import-not-found, unused-ignore]
from openapi_core.contrib.werkzeug import WerkzeugOpenAPIRequest  # type: ignore[import-not-found, unused-ignore]
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request


def verdict(application: Any, base_url: str, line: dict[str, Any]) -> str:
    """Return `accept`, or the errors that reject a request."""
    body = None if line["body"] is None else line["body"].encode("latin-1")
    builder = EnvironBuilder(
        path=line["path"],
        query_string=line["query"],
        method=line["method"],
        headers=[tuple(each) for each in line["headers"]],
        data=body,
        base_url=base_url,
    )
    request = WerkzeugOpenAPIRequest(Request(builder.get_environ()))
    try:
        application.validate_request(request)
    except Exception as error:  # noqa: BLE001 - its own errors are verdicts, too
        causes: list[BaseException] = [error]
        while causes[-1].__cause__ is not None:
            causes.append(causes[-1].__cause__)
        return ": ".join([*(type(each).__name__ for each in causes), _message(causes[-1])])[:400]
    return "accept"


def _message(error: BaseException) -> str:
    try:
        return "; ".join(str(getattr(each, "message", each)) for each in getattr(error, "schema_errors", [error]))
    except Exception:  # noqa: BLE001 - `str` fails for some of its errors
        return ""


def main() -> None:
    """Read the contract from the first line, and a request from each other one."""
    document = json.loads(sys.stdin.readline())
    base_url = next((each["url"] for each in document.get("servers", [])), "http://example.com")
    application = OpenAPI.from_dict(document, config=Config(spec_validator_cls=None))
    for line in sys.stdin:
        print(json.dumps(verdict(application, base_url, json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
