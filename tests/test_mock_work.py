"""Background work of a stateful mock: when it ends, what it tells the webhook, and whom it never calls."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from scripts import openapi
from scripts.openapi import resolve, schema_validator
from scripts.project import CONTRACT
from scripts.serving import running_mock
from tests.chatbots import Bot
from tests.webhook_receiver import Arrived, Receiver

DOCUMENT = openapi.load(CONTRACT)
NewBot = Callable[..., Bot]


def kinds(arrived: list[Arrived]) -> list[str]:
    return [each.kind for each in arrived]


def fits(each: Arrived) -> None:
    """Check that an event is what the contract says of one of its name."""
    definition = DOCUMENT["webhooks"][each.kind]["post"]
    body = resolve(DOCUMENT, definition["requestBody"])
    schema_validator(DOCUMENT, body["content"]["application/json"]["schema"]).validate(each.event)


def test_crawling_tells_that_it_began_and_what_it_made(bot: Bot, receiver: Receiver) -> None:
    bot.hook(f"{receiver.url}/hook")
    bot.crawl()
    began, ended = receiver.wait_for(2)
    assert kinds([began, ended]) == ["crawling.initial", "crawling.completed"]
    assert began.event["event_id"] == ended.event["event_id"]
    [made] = bot.state()["training_data"]
    assert ended.event["data"] == {"training_data_ids": [made["id"]]}
    assert (made["kind"], made["name"]) == ("crawler", "https://shop.example")
    for each in (began, ended):
        fits(each)
        assert (each.path, each.headers["content-type"]) == ("/hook", "application/json")
        assert each.event["chatbot_id"] == bot.state()["id"]
        assert bot.key not in str(each)


def test_an_upload_tells_what_became_of_each_file(bot: Bot, receiver: Receiver) -> None:
    bot.hook(receiver.url)
    bot.upload("faq.pdf", "logo.psd", "客户.TXT")
    began, ended = receiver.wait_for(2)
    assert kinds([began, ended]) == ["uploading.initial", "uploading.completed"]
    fits(ended)
    files = [
        {name: text for name, text in each.items() if name != "id"} for each in ended.event["data"]["training_data_ids"]
    ]
    assert files == [
        {"filename": "faq.pdf"},
        {"filename": "logo.psd", "status": "failed", "detail": "Unsupport file format"},
        {"filename": "客户.TXT"},
    ]
    assert [each["name"] for each in bot.state()["training_data"]] == ["faq.pdf", "客户.TXT"]


@pytest.mark.parametrize("names", [("logo.psd",), ("a.exe", "pdf", ".pdf")])
def test_an_upload_of_nothing_that_is_supported_fails(bot: Bot, receiver: Receiver, names: tuple[str, ...]) -> None:
    bot.hook(receiver.url)
    bot.upload(*names)
    _, ended = receiver.wait_for(2)
    fits(ended)
    assert ended.kind == "uploading.failed"
    assert bot.state()["training_data"] == []


def test_training_takes_what_was_created_before(bot: Bot, receiver: Receiver) -> None:
    bot.hook(receiver.url)
    bot.text()
    bot.crawl()
    bot.upload("faq.md")
    receiver.wait_for(4)
    bot.train("Support bot")
    began, ended = receiver.wait_for(6)[4:]
    assert kinds([began, ended]) == ["training.initial", "training.completed"]
    fits(ended)
    ids = [each["id"] for each in bot.state()["training_data"]]
    assert len(ids) == 3
    assert ended.event["data"] == {"model_id": bot.models()[0]["id"], "training_data_ids": ids}


def test_training_without_data_fails(bot: Bot, receiver: Receiver) -> None:
    bot.hook(receiver.url)
    bot.train()
    _, ended = receiver.wait_for(2)
    fits(ended)
    assert (ended.kind, ended.event["detail"], bot.models()) == ("training.failed", "Training data not found", [])


def test_text_is_ready_at_once_and_tells_nothing(bot: Bot) -> None:
    bot.hook("http://127.0.0.1:9")
    bot.text()
    assert len(bot.state()["training_data"]) == 1
    assert bot.state()["deliveries"] == []


def test_events_arrive_in_the_order_in_which_they_came_up(bot: Bot, receiver: Receiver) -> None:
    receiver.answers = {"/hook": [200, 503, 200]}
    bot.hook(f"{receiver.url}/hook")
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda n: bot.crawl() if n % 2 else bot.upload(f"{n}.txt"), range(40)))
    bot.deliveries()
    recorded = [each["event"] for each in bot.state()["deliveries"]]
    sent = [each.event for each in receiver.arrived]
    assert sent.pop(2) == sent[1]  # the one that failed, again
    assert sent == recorded
    assert len(recorded) == 80
    for event_id in {event["event_id"] for event in recorded}:
        assert [e["status"] for e in recorded if e["event_id"] == event_id] == ["initial", "completed"]


def test_a_webhook_that_is_set_while_work_runs_gets_what_comes(
    new_bot: NewBot, receiver: Receiver, tmp_path: Path
) -> None:
    with running_mock(tmp_path / "log", options=["--stateful", "--work", "2s"]) as mock:
        bot = new_bot(mock.url)
        bot.train()
        bot.hook(f"{receiver.url}/hook")
        assert bot.models() == []
        assert kinds(receiver.wait_for(1)) == ["training.failed"]
        assert [status for _, status, _ in bot.deliveries()] == ["no webhook", "delivered"]


def test_work_takes_its_time_and_ends_with_a_reset(new_bot: NewBot, tmp_path: Path) -> None:
    """Two chatbots begin to train; the one that is reset gets no model, though the other's is there."""
    with running_mock(tmp_path / "log", options=["--stateful", "--work", "1s"]) as mock:
        reset, replaced, kept = (new_bot(mock.url) for _ in range(3))
        for each in (reset, replaced, kept):
            each.text()
            each.train()
            assert len(each.state()["running"]) == 1
        reset.reset()
        replaced.put({"training_data": replaced.state()["training_data"]})
        kept.put(kept.state())
        # Work of the same length ends in the order in which it began.
        kept.until(lambda state: state["models"])
        assert (reset.models(), replaced.models(), len(kept.models())) == ([], [], 1)
        assert (reset.state()["deliveries"], replaced.state()["deliveries"]) == ([], [])
        assert "background work failed" not in mock.log.read_text(encoding="utf-8")


def test_it_stops_in_the_middle_of_work_and_leaves_nothing(new_bot: NewBot, receiver: Receiver, tmp_path: Path) -> None:
    receiver.answers = {"/hook": ["silent"]}
    with running_mock(tmp_path / "log", options=["--stateful", "--work", "3600s"]) as mock:
        family = psutil.Process(mock.process.pid).children(recursive=True)
        bot = new_bot(mock.url)
        bot.hook(f"{receiver.url}/hook")
        bot.text()
        bot.train()
        receiver.wait_for(1)
        mock.process.terminate()
        assert mock.process.wait(5) == 0
        assert psutil.wait_procs(family, timeout=5)[1] == []
        log = mock.log.read_text(encoding="utf-8")
    assert "Traceback" not in log
    assert "failed" not in log
