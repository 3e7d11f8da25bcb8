"""That neither an error nor the log tells a credential, whatever the service says and wherever it was given."""

import json
import pickle
import re
import traceback
from collections.abc import Iterator
from typing import Any

import pytest
from caigunn_client import APIConnectionError, APIError, AuthenticationError

from tests.sdk_play import FAILURES, REPEATING, SECRETS, Play, attempts, list_models


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and the errors that caused it or that it came up in."""
    if error:
        yield error
        yield from chain(error.__cause__)
        yield from chain(error.__context__)


def told(error: BaseException) -> str:
    """Return all that an error tells of itself."""
    shown = "".join(str(each) + repr(each) + repr(each.args) + repr(vars(each)) for each in chain(error))
    return shown + "".join(traceback.format_exception(error)) + pickle.dumps(error).decode("latin-1")


def carried(error: BaseException) -> str:
    """Return the headers of all requests that can be reached from an error."""
    holders = list(chain(error))
    holders += [each.response for each in holders if hasattr(each, "response")]
    requests = [vars(each).get("_request", getattr(each, "request", None)) for each in holders]
    return "".join(str(request.headers.raw) for request in requests if request)


@pytest.mark.parametrize(
    ("script", "given"),
    [(script, "client") for script in (*FAILURES, *REPEATING)]
    + [(script, given) for script in ("401:repeat", "cut") for given in ("copy", "environment")],
)
def test_credentials_are_never_told(
    play: Play, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, script: str, given: str
) -> None:
    others = dict.fromkeys(SECRETS, "other")
    monkeypatch.setenv("CAIGUNN_API_KEY", SECRETS["api_key"])
    monkeypatch.setenv("CAIGUNN_ACCESS_TOKEN", SECRETS["caigunn_access_token"])

    def by_copy(caigunn: Any) -> Any:
        copy = caigunn.with_options(**SECRETS)
        log_of_objects.append(repr(caigunn) + repr(copy) + repr(vars(copy)))
        return copy.models.list()

    log_of_objects: list[str] = []
    kinds: dict[str, dict[str, Any]] = {"client": {}, "copy": others, "environment": dict.fromkeys(SECRETS)}
    with pytest.raises(APIError) as caught:
        play.call(script, by_copy if given == "copy" else list_models, max_retries=1, **kinds[given])
    # httpcore logs an answer that isn't HTTP as it came, what it repeats included.
    logged = "".join(attempts(log)) if script == "not-http" else log.text
    everything = told(caught.value) + carried(caught.value) + logged + "".join(log_of_objects)
    for secret in SECRETS.values():
        assert secret not in everything
    assert {each.headers["api-key"] for each in play.seen} == {SECRETS["api_key"]}


def test_a_repeated_credential_is_masked_and_the_rest_told(play: Play) -> None:
    error = play.failure(AuthenticationError, "401:repeat")
    assert re.search(r"\bnot \S+ and \S+", str(error))
    assert re.fullmatch(r"not \S+ and \S+", error.detail or "")


@pytest.mark.parametrize("credential", ['key"of-one', "key\\of-one", "key/of+one=="])
def test_a_credential_that_json_escapes_is_masked(play: Play, credential: str) -> None:
    everything = told(play.failure(AuthenticationError, "401:repeat", api_key=credential))
    assert credential not in everything
    assert json.dumps(credential)[1:-1] not in everything


def test_a_password_in_the_address_is_not_shown(play: Play, refused: str) -> None:
    shown: list[str] = []

    def call(caigunn: Any) -> Any:
        shown.append(repr(caigunn) + repr(caigunn.with_options(max_retries=1)))
        return list_models(caigunn)

    error = play.failure(APIConnectionError, "", call, base_url=refused.replace("//", "//user:s3cret@"))
    assert "s3cret" not in shown[0] + str(error) + repr(error)
