"""State of the edition of 2023-11-07, in memory and in Redis."""

from collections.abc import Callable

import httpx

from tests.mock.state.edition_service import Edition, Service
from tests.support.redis_server import requires_redis

EDITION = Edition("2023-11-07")


def train(service: Service, title: str, **more: str) -> str:
    """Train a model, and return its id."""
    return str(service.call("trainModel", json={"title": title, "text": "Open from 9 to 17", **more})["id"])


def test_trained_model_is_listed_at_once(service: Service) -> None:
    ids = [train(service, "Support bot"), train(service, "Shop bot", model_name="gpt2")]
    found = service.call("listModels")["models"]
    assert [(each["id"], each["title"], each["model_name"]) for each in found] == [
        (ids[0], "Support bot", "PaLM2"),
        (ids[1], "Shop bot", "gpt2"),
    ]
    assert {each["training_data_type"] for each in found} == {"text"}


def test_models_of_another_key_are_not_listed(service: Service) -> None:
    train(service, "Support bot")
    assert service.with_credentials().call("listModels") == {"models": []}


def test_invalid_request_trains_nothing(service: Service) -> None:
    assert service.status("trainModel", json={"title": "Support bot"}) == 400
    assert service.status("trainModel", json={"title": "x", "text": "x", "model_name": "gpt-4"}) == 400
    assert service.status("trainModel", json={"title": "x", "text": "x"}, headers={"api-key": ""}) == 401
    assert service.call("listModels") == {"models": []}


def test_state_is_shown_and_replaced(service: Service) -> None:
    model_id = train(service, "Support bot")
    state = service.state()
    assert ([each["id"] for each in state["models"]], state["deliveries"]) == ([model_id], [])
    other = service.with_credentials()
    assert other.put({"models": state["models"]})["models"] == state["models"]
    assert other.call("listModels") == service.call("listModels")


@requires_redis
def test_editions_that_share_redis_have_separate_states(
    stateful_edition: Callable[[str, str], httpx.Client],
) -> None:
    service = Service(EDITION, stateful_edition(EDITION.name, "redis"))
    later = Service(Edition("2024-11-19"), stateful_edition("2024-11-19", "redis"), key=service.key)
    train(service, "Support bot")
    assert later.call("listModels") == {"models": []}
