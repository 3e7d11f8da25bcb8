"""Background jobs and their events."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from scripts.mock.durations import JobDurations
from scripts.openapi import resolve
from scripts.schemas import Direction, SchemaCompiler
from tests.mock.state.driver import DOCUMENT, replica
from tests.support.chatbots import Bot
from tests.support.redis_server import requires_redis
from tests.support.webhook_receiver import ReceivedEvent, Receiver

COMPILER = SchemaCompiler(DOCUMENT, Direction.REQUEST)


def validate(event: ReceivedEvent) -> None:
    """Validate an event against the contract."""
    body = resolve(DOCUMENT, DOCUMENT["webhooks"][event.kind]["post"]["requestBody"])
    COMPILER.compile(body["content"]["application/json"]["schema"], event.kind).validate(event.event)


def test_crawling_adds_training_data(bot: Bot, receiver: Receiver) -> None:
    bot.hook(f"{receiver.url}/hook")
    bot.crawl()
    initial, completed = receiver.wait_for(2)
    assert (initial.kind, completed.kind) == ("crawling.initial", "crawling.completed")
    assert initial.event["event_id"] == completed.event["event_id"]
    [item] = bot.state()["training_data"]
    assert completed.event["data"] == {"training_data_ids": [item["id"]]}
    assert (item["kind"], item["name"]) == ("crawler", "https://shop.example")
    for each in (initial, completed):
        validate(each)
        assert (each.path, each.headers["content-type"]) == ("/hook", "application/json")
        assert each.event["chatbot_id"] == bot.state()["id"]
        assert bot.key not in str(each)


def test_upload_reports_each_file(bot: Bot, receiver: Receiver) -> None:
    bot.hook(receiver.url)
    bot.upload("faq.pdf", "logo.psd", "客户.TXT")
    initial, completed = receiver.wait_for(2)
    assert (initial.kind, completed.kind) == ("uploading.initial", "uploading.completed")
    validate(completed)
    files: list[dict[str, Any]] = completed.event["data"]["training_data_ids"]
    assert [{name: value for name, value in file.items() if name != "id"} for file in files] == [
        {"filename": "faq.pdf"},
        {"filename": "logo.psd", "status": "failed", "detail": "Unsupport file format"},
        {"filename": "客户.TXT"},
    ]
    assert [item["name"] for item in bot.state()["training_data"]] == ["faq.pdf", "客户.TXT"]


@pytest.mark.parametrize("names", [("logo.psd",), ("a.exe", "pdf", ".pdf")])
def test_upload_without_supported_file_fails(bot: Bot, receiver: Receiver, names: tuple[str, ...]) -> None:
    bot.hook(receiver.url)
    bot.upload(*names)
    _, failed = receiver.wait_for(2)
    validate(failed)
    assert failed.kind == "uploading.failed"
    assert bot.state()["training_data"] == []


def test_upload_of_many_files_is_one_job(bot: Bot) -> None:
    bot.upload(*(f"{n}.txt" for n in range(9_000)))
    assert [status for _, status, _ in bot.deliveries()] == ["no webhook"] * 2
    assert [item["name"] for item in bot.state()["training_data"]] == [f"{n}.txt" for n in range(8_000, 9_000)]


def test_training_uses_all_training_data(bot: Bot, receiver: Receiver) -> None:
    bot.hook(receiver.url)
    bot.text()
    bot.crawl()
    bot.upload("faq.md")
    receiver.wait_for(4)
    bot.train("Support bot")
    initial, completed = receiver.wait_for(6)[4:]
    assert (initial.kind, completed.kind) == ("training.initial", "training.completed")
    validate(initial)
    validate(completed)
    ids = [item["id"] for item in bot.state()["training_data"]]
    assert len(ids) == 3
    assert completed.event["data"] == {"model_id": bot.models()[0]["id"], "training_data_ids": ids}


def test_training_without_data_fails(bot: Bot, receiver: Receiver) -> None:
    bot.hook(receiver.url)
    bot.train()
    _, failed = receiver.wait_for(2)
    validate(failed)
    assert (failed.kind, failed.event["detail"], bot.models()) == ("training.failed", "Training data not found", [])


def test_text_has_no_event(bot: Bot) -> None:
    bot.hook("http://127.0.0.1:9")
    bot.text()
    assert len(bot.state()["training_data"]) == 1
    assert bot.state()["deliveries"] == []


def test_events_have_the_chatbot_id_of_a_replaced_state(bot: Bot) -> None:
    bot.put({"id": "6f1c0d4a-51f6-4a5e-9a43-0d8c2f1b7e90"})
    bot.crawl()
    bot.deliveries()
    ids = {each["event"]["chatbot_id"] for each in bot.state()["deliveries"]}
    assert ids == {"6f1c0d4a-51f6-4a5e-9a43-0d8c2f1b7e90"}


def test_events_are_delivered_in_order(bot: Bot, receiver: Receiver) -> None:
    receiver.responses = {"/hook": [200, 503, 200]}
    bot.hook(f"{receiver.url}/hook")
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda n: bot.crawl() if n % 2 else bot.upload(f"{n}.txt"), range(40)))
    bot.deliveries()
    recorded = [each["event"] for each in bot.state()["deliveries"]]
    sent = [each.event for each in receiver.received]
    assert sent.pop(2) == sent[1]  # the retry
    assert sent == recorded
    assert len(recorded) == 80
    for event_id in {event["event_id"] for event in recorded}:
        assert [event["status"] for event in recorded if event["event_id"] == event_id] == ["initial", "completed"]


def test_webhook_may_be_set_while_a_job_is_running(receiver: Receiver) -> None:
    with replica(job_duration=1) as slow:
        bot = slow.bot()
        bot.train()
        bot.hook(receiver.url)
        assert [each.kind for each in receiver.wait_for(1)] == ["training.failed"]
        assert [status for _, status, _ in bot.deliveries()] == ["no webhook", "delivered"]


def test_reset_and_replace_cancel_running_jobs() -> None:
    with replica(job_duration=1) as slow:
        reset, replaced, kept = (slow.bot() for _ in range(3))
        for each in (reset, replaced, kept):
            each.text()
            each.train()
        assert [job["kind"] for job in kept.state()["running"]] == ["training"]
        reset.reset()
        replaced.put({"training_data": replaced.state()["training_data"]})
        kept.put(kept.state())
        # Jobs of the same duration end in the order in which they were started.
        kept.until(lambda state: state["models"])
        assert (reset.models(), replaced.models(), len(kept.models())) == ([], [], 1)
        assert (reset.state()["deliveries"], replaced.state()["deliveries"]) == ([], [])


def test_duration_may_depend_on_the_operation() -> None:
    with replica(job_duration=JobDurations(3600, {"trainModel": 0.01})) as opened:
        bot = opened.bot()
        bot.text()
        bot.crawl()
        bot.train()
        [job] = bot.until(lambda state: state["models"])["running"]
        assert job["kind"] == "crawling"


@pytest.mark.parametrize("kind", ["memory", pytest.param("redis", marks=requires_redis)])
def test_clock_of_a_chatbot_is_advanced(kind: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue("redis_server").url if kind == "redis" else None
    with replica(url, job_duration=3600) as opened:
        bot, other = opened.bot(), opened.bot()
        for each in (bot, other):
            each.text()
            each.train()
        opened.run(opened.state.advance(bot.key, 3500))
        [job], [later] = bot.state()["running"], other.state()["running"]
        assert job["due_at"] < later["due_at"]
        assert bot.models() == []
        opened.run(opened.state.advance(bot.key, 101))
        assert len(bot.until(lambda state: not state["running"])["models"]) == 1
        assert [job["kind"] for job in other.state()["running"]] == ["training"]
        opened.run(opened.state.advance(None, 3601))
        assert len(other.until(lambda state: not state["running"])["models"]) == 1
        assert len(bot.models()) == 1
