"""What a stateful mock remembers, chatbot by chatbot, and what it answers from that."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from scripts import openapi
from scripts.openapi import resolve, schema_validator
from scripts.project import CONTRACT
from scripts.serving import Mock, running_mock
from tests.chatbots import BASE, Bot

DOCUMENT = openapi.load(CONTRACT)
UNKNOWN = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
MOMENTS = [f"2024-05-0{day}T12:00:00Z" for day in range(1, 6)]


def exchanges(*uids: str, nickname: str = "") -> list[dict[str, str]]:
    """Return one exchange a day, from 2024-05-01 at noon on, in the conversations named."""
    return [
        {"id": f"m{n}", "uid": uid, "nickname": nickname, "said": f"said {n}", "answered": f"answered {n}", "at": at}
        for n, (uid, at) in enumerate(zip(uids, MOMENTS, strict=False), 1)
    ]


def trained(bot: Bot, title: str = "Support bot", **more: str) -> dict[str, Any]:
    before = len(bot.models())
    bot.train(title, **more)
    bot.until(lambda state: len(state["models"]) > before)
    return bot.models()[-1]


def test_a_new_chatbot_has_nothing(bot: Bot) -> None:
    assert (bot.models(), bot.messages(), bot.uids()) == ([], [], [])


def test_a_model_that_was_trained_is_in_the_list(bot: Bot) -> None:
    bot.text()
    first, second = trained(bot, "Support bot"), trained(bot, "Shop bot", model_name="gpt-4")
    assert bot.models() == [first, second]
    assert (first["title"], first["model_name"]) == ("Support bot", "PaLM2")
    assert (second["title"], second["model_name"]) == ("Shop bot", "gpt-4")
    assert first["id"] != second["id"]


def test_only_a_model_that_exists_can_be_chosen(bot: Bot) -> None:
    bot.text()
    model_id = trained(bot)["id"]
    unknown = bot.choose(UNKNOWN)
    assert (unknown.status_code, unknown.json()) == (404, {"detail": "Model not found"})
    assert bot.state()["model_id"] is None
    for spelling in (model_id, model_id.upper(), f"urn:uuid:{model_id}"):
        assert bot.choose(spelling).json() == {"detail": "Update successfully"}
    assert bot.state()["model_id"] == model_id
    for malformed in (f"{{{model_id}}}", model_id.replace("-", ""), f" {model_id}"):
        assert bot.choose(malformed).status_code == 400


def test_what_was_said_is_in_the_messages_and_the_uids(bot: Bot) -> None:
    answered = bot.talk("When are you open?", "visitor-7", nickname="Mei")
    [message] = bot.messages("visitor-7")
    assert (message["receive"], message["send"], message["type"]) == ("When are you open?", answered, "text")
    [conversation] = bot.call("GET", "/uids")["uids"]
    assert (conversation["uid"], conversation["nickname"]) == ("visitor-7", "Mei")
    assert (conversation["last_sent"], conversation["last_sent_at"]) == (answered, message["created_at"])
    assert bot.messages("visitor-8") == []


def test_conversations_have_each_their_own_messages_in_order(bot: Bot) -> None:
    for text, uid in (("a", "u1"), ("b", "u2"), ("c", "u1")):
        bot.talk(text, uid)
    assert (bot.said("u1"), bot.said("u2"), bot.uids()) == (["a", "c"], ["b"], ["u1", "u2"])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, [1, 2, 3, 4, 5]),
        ({"offset": 2}, [3, 4, 5]),
        ({"limit": 2}, [1, 2]),
        ({"offset": 1, "limit": 2}, [2, 3]),
        ({"offset": 5}, []),
        ({"offset": "9" * 4000}, []),
        ({"limit": "9" * 4000}, [1, 2, 3, 4, 5]),
        ({"offset": -1, "limit": 1}, [1]),
        ({"limit": -1}, []),
        ({"limit": 0}, []),
        ({"start_at": MOMENTS[3]}, [4, 5]),
        ({"end_at": MOMENTS[1]}, [1, 2]),
        ({"start_at": "2024-05-02T20:00:00+08:00", "end_at": "2024-05-03T12:00:00.000Z"}, [2, 3]),
        ({"start_at": "2024-05-04t12:00:00z"}, [4, 5]),
        ({"start_at": MOMENTS[1], "offset": 1, "limit": 1}, [3]),
    ],
)
@pytest.mark.parametrize("what", ["messages", "uids"])
def test_lists_are_filtered_and_paged(bot: Bot, what: str, query: dict[str, Any], expected: list[int]) -> None:
    uids = ["u"] * 5 if what == "messages" else [f"u{n}" for n in range(1, 6)]
    bot.put({"exchanges": exchanges(*uids)})
    if what == "messages":
        assert bot.said("u", **query) == [f"said {n}" for n in expected]
    else:
        assert bot.uids(**query) == [f"u{n}" for n in expected]


@pytest.mark.parametrize(
    ("start_at", "expected"),
    [("1970-1-1", 5), ("2024-5-3", 3), ("2024-05-03", 3), ("2024-13-1", 5), ("yesterday", 5), ("9" * 50 + "-1-1", 5)],
)
def test_a_moment_of_the_uids_may_have_any_spelling(bot: Bot, start_at: str, expected: int) -> None:
    """The contract declares no format for it: what is no moment keeps all."""
    bot.put({"exchanges": exchanges("a", "b", "c", "d", "e")})
    assert len(bot.uids(start_at=start_at)) == expected


def test_a_page_has_thirty_entries_unless_asked(bot: Bot) -> None:
    [exchange] = exchanges("u")
    bot.put({"exchanges": [exchange] * 31})
    assert (len(bot.messages("u")), len(bot.messages("u", offset=30)), len(bot.messages("u", limit=50))) == (30, 1, 31)


def test_messages_are_kept_by_nickname(bot: Bot) -> None:
    bot.put({"exchanges": exchanges("u", "u", nickname="Mei") + exchanges("u", nickname="美 &")})
    assert [len(bot.messages("u", nickname=name)) for name in ("Mei", "美 &", "Lin")] == [2, 1, 0]


def test_the_device_and_the_webhook_are_remembered(bot: Bot) -> None:
    device = {"email": "mei@shop.example", "device_id": "d1"}
    bot.call("PUT", "/opentalk", json=device)
    bot.hook("https://shop.example/hook")
    assert (bot.state()["device"], bot.state()["webhook_url"]) == (device, "https://shop.example/hook")
    bot.call("DELETE", "/opentalk")
    assert bot.state()["device"] is None
    bot.call("DELETE", "/opentalk")


def test_nothing_leaks_from_one_chatbot_to_another(new_bot: Callable[..., Bot]) -> None:
    one, other = new_bot(), new_bot()
    before = other.state()

    def live(_: int) -> None:
        one.text()
        one.talk("secret")
        one.crawl()
        one.train()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(live, range(8)))
        list(pool.map(lambda _: other.talk("mine"), range(8)))
    model_id = one.until(lambda state: not state["running"])["models"][0]["id"]
    assert (other.models(), other.said(), other.choose(model_id).status_code) == ([], ["mine"] * 8, 404)
    assert other.state() == before | {"exchanges": other.state()["exchanges"]}
    assert one.said() == ["secret"] * 8


def test_200_requests_at_once_are_all_remembered(bot: Bot) -> None:
    with ThreadPoolExecutor(50) as pool:
        list(pool.map(lambda n: bot.talk(str(n), f"u{n % 7}"), range(200)))
    said = [text for uid in bot.uids() for text in bot.said(uid, limit=200)]
    assert sorted(map(int, said)) == list(range(200))


def test_nothing_is_forgotten_below_the_bound_and_the_oldest_beyond(bot: Bot) -> None:
    [exchange] = exchanges("u")
    bot.put({"exchanges": [exchange | {"said": str(n)} for n in range(999)]})
    bot.talk("999", "u")
    assert bot.said("u", limit=2000) == [str(n) for n in range(1000)]
    bot.talk("1000", "u")
    assert bot.said("u", limit=2000) == [str(n) for n in range(1, 1001)]


def test_megabytes_are_forgotten_too(bot: Bot) -> None:
    for _ in range(12):
        bot.talk("a" * 4_000_000, "u")
    assert 4 <= len(bot.messages("u")) < 12
    bot.reset()


@pytest.mark.parametrize("text", ["", "\u0000", "美 \U0001f600", '"\\'])
def test_any_text_is_remembered(bot: Bot, text: str) -> None:
    bot.talk(text, "u", nickname=text)
    assert bot.said("u") == [text]


def test_an_empty_uid_is_a_conversation(bot: Bot) -> None:
    bot.talk("x", "")
    assert (bot.said(""), bot.uids()) == (["x"], [""])


def test_half_a_character_is_remembered_as_prism_was_told(bot: Bot) -> None:
    headers = {"uid": "u", "Content-Type": "application/json"}
    bot.call("POST", "/talk", headers=headers, content=rb'{"text": "a\ud83d"}')
    assert bot.said("u") == ["a?"]


def test_every_answer_fits_the_contract(bot: Bot) -> None:
    bot.text()
    trained(bot)
    bot.talk("x", nickname="Mei")
    for operation in openapi.operations(DOCUMENT):
        if operation.method == "GET":
            content = resolve(DOCUMENT, operation.definition["responses"]["200"])["content"]
            answer = bot.http.get(operation.path, headers={"uid": "visitor-7"})
            schema_validator(DOCUMENT, content["application/json"]["schema"]).validate(answer.json())
            assert len(next(iter(answer.json().values()))) == 1


def test_what_the_contract_refuses_changes_nothing(bot: Bot) -> None:
    before = bot.state()
    assert bot.http.put(f"{BASE}/webhook", json={"webhook_url": 7}).status_code == 400
    assert bot.http.post(f"{BASE}/talk", json={"text": "x"}).status_code == 400
    assert bot.http.post(f"{BASE}/models", json={"title": "x", "model_name": "x"}).status_code == 400
    assert bot.http.get(f"{BASE}/models", headers={"Accept": "text/html"}).status_code == 406
    assert bot.http.delete(f"{BASE}/models").status_code == 405
    assert bot.state() == before


def test_prefer_gets_the_documented_example_and_changes_nothing(bot: Bot) -> None:
    before = bot.state()
    two = bot.http.get(f"{BASE}/models", headers={"Prefer": "example=models"})
    gone = bot.http.put(BASE, json={"model_id": UNKNOWN}, headers={"Prefer": "code=200"})
    down = bot.http.post(f"{BASE}/models", json={"title": "x"}, headers={"Prefer": "code=503"})
    assert [model["title"] for model in two.json()["models"]] == ["Support bot", "Shop assistant"]
    assert (gone.status_code, down.status_code) == (200, 503)
    assert bot.state() == before


def test_head_is_get_without_its_body(bot: Bot) -> None:
    bot.put({"exchanges": exchanges("u")})
    for path in (f"{BASE}/messages", "/__mock/state", "/__mock/health"):
        get, head = (bot.http.request(method, path, headers={"uid": "u"}) for method in ("GET", "HEAD"))
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["Content-Length"] == get.headers["Content-Length"]


def test_the_key_is_neither_in_the_log_nor_in_the_state(new_bot: Callable[..., Bot], stateful: Mock) -> None:
    bot = new_bot(key="s3cret-of-mine")
    bot.text()
    bot.hook("http://shop.example")
    trained(bot)
    bot.put({"s3cret-member": 1})
    assert "s3cret-of-mine" not in stateful.log.read_text(encoding="utf-8")
    assert "s3cret-of-mine" not in bot.http.get("/__mock/state").text


def test_an_answer_that_does_not_fit_the_contract_never_leaves(new_bot: Callable[..., Bot], tmp_path: Path) -> None:
    """The mock serves a contract whose models have one more member, which it can't know."""
    contract = tmp_path / "openapi.yaml"
    text = CONTRACT.read_text(encoding="utf-8")
    old = "required: [title, id, updated_at, created_at, model_name]\n      properties:\n"
    assert old in text
    contract.write_text(
        text.replace(old, old.replace("model_name]", "model_name, more]")).replace(
            "            model_name: gpt-4\n", "            model_name: gpt-4\n            more: 1\n"
        ),
        encoding="utf-8",
    )
    with running_mock(tmp_path / "log", contract, ["--stateful", "--work", "1ms"]) as mock:
        bot = new_bot(mock.url)
        bot.text()
        bot.train()
        bot.until(lambda state: state["models"])
        answer = httpx.get(f"{mock.url}{BASE}/models", headers=bot.http.headers)
        assert (answer.status_code, answer.json()) == (500, {"detail": "the mock has a fault, see its log"})
        assert "a fault of the mock: ValidationError at " in mock.log.read_text(encoding="utf-8")
