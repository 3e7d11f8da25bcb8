"""Bounds of the store in memory."""

import pytest

from scripts.mock.state import memory_store
from tests.mock.state.driver import replica


def test_least_recently_changed_chatbot_is_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory_store, "MAX_TOTAL_BYTES", 3_500_000)
    with replica() as opened:
        bots = [opened.bot() for _ in range(3)]
        for each in (*bots, bots[0]):
            each.talk("x" * 500_000)
        assert [len(each.messages()) for each in bots] == [2, 1, 1]
        bots[0].talk("x" * 1_500_000)
        assert [len(each.messages()) for each in bots] == [3, 0, 1]
        bots[1].talk("x")
        assert [len(each.messages()) for each in bots] == [3, 1, 1]


def test_reading_keeps_no_chatbot() -> None:
    with replica() as opened:
        for _ in range(10):
            bot = opened.bot()
            assert (bot.models(), bot.messages(), bot.state()["models"]) == ([], [], [])
        assert opened.run(opened.state.store.names()) == []


def test_reset_frees_the_memory() -> None:
    with replica() as opened:
        store = opened.state.store
        assert isinstance(store, memory_store.MemoryStore)
        bot = opened.bot()
        bot.talk("x" * 500_000)
        bot.train()
        bot.put(bot.state())
        bot.reset()
        assert store.size == 0
