"""The webhooks that a stateful mock calls: how often, for how long, and whom it never calls."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from scripts.mock.work import DELIVERY_SECONDS
from scripts.serving import Mock, running_mock
from tests.chatbots import Bot
from tests.webhook_receiver import Receiver, webhook_receiver

NewBot = Callable[..., Bot]
ANY = "0.0.0.0"  # noqa: S104 - nothing listens there
BOTH = ["training.initial", "training.failed"]


def delivery(url: str | None, status: str = "pending") -> dict[str, Any]:
    return {"event": {"event": "any", "status": "thing"}, "url": url, "status": status}


def test_an_event_that_fails_is_sent_again_until_it_arrives(bot: Bot, receiver: Receiver) -> None:
    receiver.answers = {"/hook": [503, 404, 204]}
    bot.hook(f"{receiver.url}/hook")
    bot.train()
    assert bot.deliveries() == [
        ("training.initial", "delivered", ["503", "404", "204"]),
        ("training.failed", "delivered", ["204"]),
    ]
    assert [each.kind for each in receiver.arrived] == ["training.initial"] * 3 + ["training.failed"]
    assert len({str(each.event) for each in receiver.arrived[:3]}) == 1


def test_an_event_that_never_arrives_is_given_up(bot: Bot, receiver: Receiver) -> None:
    receiver.answers = {"/hook": [500]}
    bot.hook(f"{receiver.url}/hook")
    bot.train()
    assert bot.deliveries() == [(kind, "failed", ["500"] * 3) for kind in BOTH]


def test_nobody_there_is_an_outcome_too(bot: Bot) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    bot.hook(f"http://127.0.0.1:{port}")
    bot.train()
    assert bot.deliveries()[0] == ("training.initial", "failed", ["ConnectError"] * 3)


def test_a_redirect_is_not_followed(bot: Bot, receiver: Receiver) -> None:
    receiver.answers = {"/hook": ["redirect"]}
    bot.hook(f"{receiver.url}/hook")
    bot.train()
    assert bot.deliveries()[0] == ("training.initial", "failed", ["307"] * 3)
    assert {each.path for each in receiver.arrived} == {"/hook"}


@pytest.mark.parametrize("answer", ["silent", "slowly"])
def test_a_webhook_that_does_not_answer_is_cut_off_and_blocks_nobody(
    new_bot: NewBot, receiver: Receiver, answer: str
) -> None:
    """While one chatbot's event is waited for, it answers, it works, and the others' events arrive."""
    receiver.answers = {"/slow": [answer, 200]}
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
    cut = slow.state()["deliveries"][0]["attempts"][0]["milliseconds"]
    assert DELIVERY_SECONDS * 1000 - 10 <= cut < DELIVERY_SECONDS * 1000 + 3000


def test_an_answer_without_end_is_not_read(bot: Bot, receiver: Receiver, stateful: Mock) -> None:
    receiver.answers = {"/hook": ["endless"]}
    before = psutil.Process(stateful.process.pid).memory_info().rss
    bot.hook(f"{receiver.url}/hook")
    bot.train()
    assert [status for _, status, _ in bot.deliveries()] == ["delivered"] * 2
    assert psutil.Process(stateful.process.pid).memory_info().rss - before < 20 * 2**20


@pytest.mark.parametrize(
    "url",
    [
        # Elsewhere, and made to look as if not.
        *("http://127.0.0.1@evil.example/", "http://127.0.0.1:80@evil.example/", "http://evil.example#@127.0.0.1/"),
        *("http://localhost.evil.example/", "http://127.0.0.1.evil.example/", "http://evil.example/"),
        *("http://169.254.169.254/latest/", "http://10.0.0.1/", "http://\u2460.example/"),
        # This machine perhaps, by names that aren't its own.
        *("http://0.0.0.0:{port}/", "http://2130706433:{port}/", "http://127.1:{port}/", "http://[::]:{port}/"),
        "http://[::ffff:127.0.0.1]:{port}/",
        # Nowhere.
        *("ftp://127.0.0.1/", "file:///etc/passwd", "//127.0.0.1:{port}/", "127.0.0.1:{port}", "", "x", "\n"),
        *("http://", "http://[", "http://127.0.0.1:x/", "http://127.0.0.1:99999999/", "http://127.0.0.1\t/"),
        "http://" + "a" * 70_000,
    ],
    ids=lambda url: url[:40],
)
def test_what_leads_elsewhere_or_nowhere_is_withheld(bot: Bot, receiver: Receiver, url: str) -> None:
    written = url.replace("{port}", receiver.url.rpartition(":")[2])
    bot.hook(written)
    assert bot.state()["webhook_url"] == written
    bot.train()
    assert bot.deliveries() == [(kind, "withheld", []) for kind in BOTH]
    assert receiver.arrived == []


@pytest.mark.parametrize("host", ["127.0.0.1", "LocalHost", "user:password@127.0.0.1", "evil.example\\@127.0.0.1"])
def test_this_machine_is_called(bot: Bot, receiver: Receiver, host: str) -> None:
    bot.hook(receiver.url.replace("127.0.0.1", host))
    bot.train()
    assert [each.kind for each in receiver.wait_for(2)] == BOTH


def test_this_machine_is_called_by_ipv6(bot: Bot) -> None:
    with webhook_receiver("::1") as receiver:
        bot.hook(f"{receiver.url}/hook")
        bot.train()
        assert [each.kind for each in receiver.wait_for(2)] == BOTH


def test_a_host_that_is_allowed_is_called(new_bot: NewBot, receiver: Receiver, tmp_path: Path) -> None:
    """0.0.0.0 leads to this machine, but isn't loopback: without the option it is withheld, see above."""
    options = ["--stateful", "--work", "1ms", "--allow-webhook", "Shop.Example", "--allow-webhook", ANY]
    with running_mock(tmp_path / "log", options=options) as mock:
        bot = new_bot(mock.url)
        bot.hook(receiver.url.replace("127.0.0.1", ANY))
        bot.train()
        assert [each.kind for each in receiver.wait_for(2)] == BOTH
        bot.hook("http://other.example")
        bot.train()
        assert [status for _, status, _ in bot.deliveries()] == ["delivered"] * 2 + ["withheld"] * 2


def test_a_delivery_that_was_put_goes_nowhere_else_either(bot: Bot, receiver: Receiver) -> None:
    bot.put({"deliveries": [delivery("http://evil.example"), delivery(None), delivery(receiver.url)]})
    bot.train()
    statuses = [status for _, status, _ in bot.deliveries()]
    assert statuses == ["withheld", "withheld", "delivered", "no webhook", "no webhook"]


def test_deliveries_that_wait_are_not_forgotten_for_those_that_ended(bot: Bot, receiver: Receiver) -> None:
    receiver.answers = {"/slow": ["silent", 200]}
    bot.hook(f"{receiver.url}/slow")
    bot.train()
    receiver.wait_for(1)
    state = bot.until(lambda now: not now["running"])
    ended = [delivery(None, "no webhook")] * 1500
    assert bot.put(state | {"deliveries": state["deliveries"] + ended}).status_code == 200
    assert len(bot.state()["deliveries"]) == 1000
    assert bot.deliveries()[:2] == [
        ("training.initial", "delivered", ["TimeoutError", "200"]),
        ("training.failed", "delivered", ["200"]),
    ]


def test_what_cannot_wait_any_more_is_recorded(bot: Bot, receiver: Receiver) -> None:
    url = f"{receiver.url}/slow"
    receiver.answers = {"/slow": ["silent"]}
    bot.put({"deliveries": [delivery(url)] * 500, "webhook_url": url})
    bot.train()
    receiver.wait_for(1)
    last = bot.until(lambda state: not state["running"])["deliveries"][500:]
    assert [(each["status"], each["attempts"][0]["outcome"]) for each in last] == [("failed", "500 others wait")] * 2
    bot.reset()


def test_a_reset_ends_what_is_being_delivered(bot: Bot, receiver: Receiver) -> None:
    """The event of before isn't sent to the end, and that of afterwards doesn't wait for it."""
    receiver.answers = {"/before": [503]}
    bot.hook(f"{receiver.url}/before")
    bot.train()
    receiver.wait_for(1)
    bot.reset()
    bot.hook(f"{receiver.url}/afterwards")
    bot.train()
    paths = [each.path for each in receiver.wait(lambda arrived: any(each.path == "/afterwards" for each in arrived))]
    assert paths.count("/before") < 3
