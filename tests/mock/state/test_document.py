"""Reading and replacing the state of a chatbot."""

from typing import Any

import pytest

from tests.support.chatbots import UNKNOWN, Bot, messages

MODEL = {
    "id": UNKNOWN,
    "title": "Support bot",
    "model_name": "chat-bison",
    "created_at": "2024-05-09T18:19:41+08:00",
    "updated_at": "2024-05-09T10:21:07.305Z",
}
DELIVERY = {
    "id": UNKNOWN,
    "created_at": "2024-05-09T10:21:07.305Z",
    "event": {"event": "training", "status": "initial", "number": 2**70},
    "url": "https://shop.example/hook",
    "status": "failed",
    "attempts": [{"at": "2024-05-09T10:21:07.305Z", "outcome": "500", "milliseconds": 1.5}],
}
JOB = {"kind": "crawling", "id": UNKNOWN, "due_at": "2100-01-01T00:00:00.000Z", "event_id": UNKNOWN, "website": "w"}
ITEM = {"id": UNKNOWN, "kind": "text", "name": "Plain Text"}
DOCUMENT = {
    "id": "6f1c0d4a-51f6-4a5e-9a43-0d8c2f1b7e90",
    "training_data": [ITEM],
    "models": [MODEL | {"training_data": [ITEM]}],
    "model_id": UNKNOWN,
    "messages": messages("u1", "u2", "u1"),
    "device": {"email": "a@b.c", "device_id": "d1"},
    "webhook_url": "https://shop.example/hook",
    "running": [JOB],
    "deliveries": [DELIVERY],
}


def test_document_is_replaced_and_read(bot: Bot) -> None:
    assert bot.put(DOCUMENT).json() == DOCUMENT
    assert bot.state() == DOCUMENT
    assert (bot.models(), bot.uids(), bot.texts("u1")) == ([MODEL], ["u1", "u2"], ["text 1", "text 3"])
    assert bot.choose(UNKNOWN).status_code == 200


def test_omitted_properties_are_initial(bot: Bot) -> None:
    initial = bot.state()
    bot.put(DOCUMENT)
    assert bot.put({}).json() == initial
    assert bot.state() == initial


def test_own_document_can_replace_itself(bot: Bot) -> None:
    bot.hook("http://shop.example")
    bot.train()
    bot.deliveries()
    bot.talk("x", nickname="Mei")
    before = bot.state()
    bot.reset()
    assert bot.put(before).json() == before


def test_of_entries_with_the_same_id_the_last_is_kept(bot: Bot) -> None:
    bot.put({"running": [JOB, JOB], "deliveries": [DELIVERY, DELIVERY | {"status": "withheld"}]})
    document = bot.state()
    assert (document["running"], [each["status"] for each in document["deliveries"]]) == ([JOB], ["withheld"])


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ([], "body: must be an object"),
        (7, "body: must be an object"),
        ({"id": "6"}, "body.id: must be a UUID in lower case"),
        ({"id": f"{UNKNOWN}\n"}, "body.id: must be a UUID in lower case"),
        ({"id": None}, "body.id: expected `str`, got `null`"),
        ({"models": {}}, "body.models: expected `array`, got `object`"),
        ({"models": [MODEL, {}]}, "body.models.1.id: is required"),
        ({"models": [{**MODEL, "title": None}]}, "body.models.0.title: expected `str`, got `null`"),
        ({"models": [MODEL | {"id": UNKNOWN.upper()}]}, "body.models.0.id: must be a UUID in lower case"),
        ({"models": [MODEL | {"created_at": "now"}]}, "body.models.0.created_at: must be a date-time such as "),
        ({"models": [MODEL | {"updated_at": "2024-05-09"}]}, "body.models.0.updated_at: must be a date-time such as "),
        ({"models": [MODEL | {"updated_at": "2024-02-30T00:00:00Z"}]}, "body.models.0.updated_at: must be a date-time"),
        ({"messages": [messages("u")[0] | {"created_at": "1970-1-1"}]}, "body.messages.0.created_at: must be a date-"),
        ({"training_data": [{"id": UNKNOWN, "kind": "s3cret", "name": ""}]}, "body.training_data.0.kind: is not one "),
        ({"device": {"email": "a@b.c"}}, "body.device.device_id: is required"),
        ({"webhook_url": 7}, "body.webhook_url: expected `str | null`, got `int`"),
        ({"running": ["x"]}, "body.running.0: expected `object`, got `str`"),
        ({"running": [JOB | {"kind": "s3cret"}]}, "body.running.0.kind: is not one of the allowed values"),
        ({"running": [JOB | {"due_at": "2024-02-30T00:00:00Z"}]}, "body.running.0.due_at: must be a date-time such "),
        ({"running": [JOB] * 1001}, "body.running: expected `array` of length <= 1000"),
        ({"deliveries": [DELIVERY | {"status": "lost"}]}, "body.deliveries.0.status: is not one of the allowed values"),
        (
            {
                "deliveries": [
                    DELIVERY | {"attempts": [{"at": "2024-02-30T00:00:00Z", "outcome": "", "milliseconds": 0}]}
                ]
            },
            "body.deliveries.0.attempts.0.at: must be a date-time such as ",
        ),
        ({"surprise": 1}, "body.surprise: is not a property of the state"),
        ({"two\nlines\x1b": 1}, r"body.two\nlines\x1b: is not a property of the state"),
        ({"a` - at `$.models[0]`": 1}, r"body.a` - at `$.models[0]`: is not a property of the state"),
        ({"x" * 10_000: 1}, f"body.{'x' * 195}: is not a property of the state"),
    ],
)
def test_invalid_document_is_rejected_in_one_line(bot: Bot, body: Any, detail: str) -> None:
    bot.put(DOCUMENT)
    response = bot.put(body)
    found: str = response.json()["detail"]
    assert (response.status_code, found[: len(detail)]) == (400, detail)
    assert len(found.splitlines()) == 1
    assert "s3cret" not in found
    assert bot.state() == DOCUMENT
