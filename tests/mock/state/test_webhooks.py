"""Deliveries to webhooks: retries, time limits, and hosts that are never called."""

import asyncio
import socket
from collections.abc import Callable
from typing import Any

import pytest

from scripts.mock.state.models import Delivery
from scripts.mock.state.webhooks import ATTEMPT_SECONDS, WebhookSender
from tests.mock.state.driver import Replica, replica
from tests.support.chatbots import Bot
from tests.support.webhook_receiver import Receiver, webhook_receiver

ANY = "0.0.0.0"  # noqa: S104 - nothing listens there
BOTH = ["training.initial", "training.failed"]


def delivery(url: str | None, status: str = "pending") -> dict[str, Any]:
    return {"event": {"event": "any", "status": "thing"}, "url": url, "status": status}


def test_failed_attempt_is_repeated(bot: Bot, receiver: Receiver) -> None:
    receiver.responses = {"/hook": [503, 404, 204]}
    bot.hook(f"{receiver.url}/hook")
    bot.train()
    assert bot.deliveries() == [
        ("training.initial", "delivered", ["503", "404", "204"]),
        ("training.failed", "delivered", ["204"]),
    ]
    assert [each.kind for each in receiver.received] == ["training.initial"] * 3 + ["training.failed"]


def test_delivery_fails_after_three_attempts(bot: Bot, receiver: Receiver) -> None:
    receiver.responses = {"/hook": [500]}
    bot.hook(f"{receiver.url}/hook")
    bot.train()
    assert bot.deliveries() == [(kind, "failed", ["500"] * 3) for kind in BOTH]


def test_ended_delivery_is_repeated_on_request(bot: Bot, receiver: Receiver) -> None:
    receiver.responses = {"/hook": [500, 500, 500, 200, 200, 204]}
    bot.hook(f"{receiver.url}/hook")
    bot.train()
    assert [status for _, status, _ in bot.deliveries()] == ["failed", "delivered"]
    first = bot.state()["deliveries"][0]
    assert bot.http.post(f"/__mock/deliveries/{first['id']}/retry").status_code == 200
    assert bot.deliveries()[0] == ("training.initial", "delivered", ["500", "500", "500", "200"])
    assert bot.state()["deliveries"][0]["event"] == first["event"]
    assert bot.http.post("/__mock/deliveries/unknown/retry").status_code == 409


def test_pending_delivery_is_not_repeated(bot: Bot, receiver: Receiver) -> None:
    receiver.responses = {"/hook": ["held"]}
    bot.hook(f"{receiver.url}/hook")
    bot.train()
    pending = bot.until(lambda state: state["deliveries"])["deliveries"][0]
    assert bot.http.post(f"/__mock/deliveries/{pending['id']}/retry").status_code == 409
    receiver.released.set()


def test_connection_error_is_an_outcome(bot: Bot) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    bot.hook(f"http://127.0.0.1:{port}")
    bot.train()
    assert bot.deliveries()[0] == ("training.initial", "failed", ["ConnectError"] * 3)


def test_redirect_is_not_followed(bot: Bot, receiver: Receiver) -> None:
    receiver.responses = {"/hook": ["redirect"]}
    bot.hook(f"{receiver.url}/hook")
    bot.train()
    assert bot.deliveries()[0] == ("training.initial", "failed", ["307"] * 3)
    assert {each.path for each in receiver.received} == {"/hook"}


@pytest.mark.parametrize("response", ["silent", pytest.param("slowly", marks=pytest.mark.slow)])
def test_slow_webhook_is_cut_off_and_blocks_no_other(
    new_bot: Callable[[], Bot], receiver: Receiver, response: str
) -> None:
    receiver.responses = {"/slow": [response, 200]}
    slow, other = new_bot(), new_bot()
    slow.hook(f"{receiver.url}/slow")
    other.hook(f"{receiver.url}/other")
    slow.text()
    slow.train()
    receiver.wait_for(1)
    slow.talk("still there?")
    slow.until(lambda state: state["models"])
    other.train()
    assert [status for _, status, _ in other.deliveries()] == ["delivered"] * 2
    assert [each["status"] for each in slow.state()["deliveries"]] == ["pending"] * 2
    assert slow.deliveries() == [
        ("training.initial", "delivered", ["TimeoutError", "200"]),
        ("training.completed", "delivered", ["200"]),
    ]
    duration = slow.state()["deliveries"][0]["attempts"][0]["milliseconds"]
    assert ATTEMPT_SECONDS * 1000 - 10 <= duration < ATTEMPT_SECONDS * 1000 + 3000


def test_endless_response_is_not_read(bot: Bot, receiver: Receiver) -> None:
    receiver.responses = {"/hook": ["endless"]}
    bot.hook(f"{receiver.url}/hook")
    bot.train()
    assert [status for _, status, _ in bot.deliveries()] == ["delivered"] * 2


@pytest.mark.parametrize(
    "url",
    [
        # Other machines, with names that resemble this one.
        *("http://127.0.0.1@evil.example/", "http://127.0.0.1:80@evil.example/", "http://evil.example#@127.0.0.1/"),
        *("http://localhost.evil.example/", "http://127.0.0.1.evil.example/", "http://evil.example/"),
        *("http://169.254.169.254/latest/", "http://10.0.0.1/", "http://\u2460.example/"),
        # Perhaps this machine, by addresses other than loopback.
        *("http://0.0.0.0:{port}/", "http://2130706433:{port}/", "http://127.1:{port}/", "http://[::]:{port}/"),
        "http://[::ffff:127.0.0.1]:{port}/",
        # No URL.
        *("ftp://127.0.0.1/", "file:///etc/passwd", "//127.0.0.1:{port}/", "127.0.0.1:{port}", "", "x", "\n"),
        *("http://", "http://[", "http://127.0.0.1:x/", "http://127.0.0.1:99999999/", "http://127.0.0.1\t/"),
        "http://" + "a" * 70_000,
    ],
    ids=lambda url: url[:40],
)
def test_other_hosts_are_not_called(url: str) -> None:
    delivery = Delivery(event={}, url=url.replace("{port}", "80"), status="pending")

    async def attempt() -> None:
        sender = WebhookSender(())
        assert await sender.attempt(delivery) is None
        await sender.close()

    asyncio.run(attempt())
    assert (delivery.status, delivery.attempts) == ("withheld", [])


def test_event_for_another_host_is_withheld(bot: Bot) -> None:
    bot.hook("http://evil.example/")
    bot.train()
    assert bot.deliveries() == [(kind, "withheld", []) for kind in BOTH]


@pytest.mark.parametrize("host", ["127.0.0.1", "LocalHost", "user:password@127.0.0.1", "evil.example\\@127.0.0.1"])
def test_loopback_is_called(bot: Bot, receiver: Receiver, host: str) -> None:
    bot.hook(receiver.url.replace("127.0.0.1", host))
    bot.train()
    assert [each.kind for each in receiver.wait_for(2)] == BOTH


def test_ipv6_loopback_is_called(bot: Bot) -> None:
    with webhook_receiver("::1") as receiver:
        bot.hook(f"{receiver.url}/hook")
        bot.train()
        assert [each.kind for each in receiver.wait_for(2)] == BOTH


def test_allowed_host_is_called(receiver: Receiver) -> None:
    with replica(allowed=["shop.example", ANY]) as opened:
        bot = opened.bot()
        bot.hook(receiver.url.replace("127.0.0.1", ANY))
        bot.train()
        assert [each.kind for each in receiver.wait_for(2)] == BOTH
        bot.hook("http://other.example")
        bot.train()
        assert [status for _, status, _ in bot.deliveries()] == ["delivered"] * 2 + ["withheld"] * 2


def test_replaced_deliveries_are_checked_too(bot: Bot, receiver: Receiver) -> None:
    bot.put({"deliveries": [delivery("http://evil.example"), delivery(None), delivery(receiver.url)]})
    bot.train()
    statuses = [status for _, status, _ in bot.deliveries()]
    assert statuses == ["withheld", "withheld", "delivered", "no webhook", "no webhook"]


def test_pending_deliveries_are_not_removed(bot: Bot, receiver: Receiver) -> None:
    receiver.responses = {"/slow": ["silent", 200]}
    bot.hook(f"{receiver.url}/slow")
    bot.train()
    receiver.wait_for(1)
    state = bot.until(lambda state: not state["running"])
    settled = [delivery(None, "no webhook")] * 1500
    bot.put(state | {"deliveries": state["deliveries"] + settled})
    assert len(bot.state()["deliveries"]) == 1000
    assert {each["event"]["event"] for each in bot.state()["deliveries"][:2]} == {"training"}
    bot.reset()


def test_delivery_beyond_the_bound_fails(bot: Bot, receiver: Receiver) -> None:
    url = f"{receiver.url}/slow"
    receiver.responses = {"/slow": ["silent"]}
    bot.put({"deliveries": [delivery(url)] * 500, "webhook_url": url})
    bot.train()
    receiver.wait_for(1)
    last = bot.until(lambda state: not state["running"])["deliveries"][500:]
    assert [(each["status"], each["attempts"][0]["outcome"]) for each in last] == [
        ("failed", "500 deliveries are pending")
    ] * 2
    bot.reset()


@pytest.mark.slow
def test_large_pending_deliveries_are_bounded(local: Replica, receiver: Receiver) -> None:
    receiver.responses = {"/slow": ["silent"]}
    bot = local.bot()
    bot.hook(f"{receiver.url}/slow")
    for _ in range(5):
        bot.upload(f"{'x' * 3_000_000}.txt")
        last = bot.until(lambda state: not state["running"])["deliveries"][-1]
    assert (last["event"]["status"], last["status"]) == ("completed", "failed")
    bot.reset()


def test_reset_ends_deliveries(bot: Bot, receiver: Receiver) -> None:
    receiver.responses = {"/before": [503]}
    bot.hook(f"{receiver.url}/before")
    bot.train()
    receiver.wait_for(1)
    bot.reset()
    bot.hook(f"{receiver.url}/after")
    bot.train()
    paths = [each.path for each in receiver.wait(lambda received: any(each.path == "/after" for each in received))]
    assert paths.count("/before") < 3


def test_deliveries_of_all_chatbots_are_listed(local: Replica) -> None:
    bots = [local.bot() for _ in range(2)]
    for each in bots:
        each.train()
        each.deliveries()
    own = {each.state()["id"] for each in bots}
    found = [each.event["status"] for each in local.deliveries() if each.event.get("chatbot_id") in own]
    assert sorted(found) == ["failed", "failed", "initial", "initial"]
