"""Conversations of one chatbot in the memory of the process."""

from collections import deque
from collections.abc import Iterator, Sequence

from scripts.mock.state.models import ENTRY_BYTES, ListItem, Message
from scripts.mock.state.selection import Selection


class _Conversation:
    __slots__ = ("latest", "messages")

    def __init__(self, latest: ListItem) -> None:
        self.messages: list[ListItem] = []
        self.latest = latest


class MemoryConversations:
    """Conversations with their messages, which are JSON, ready for responses."""

    def __init__(self) -> None:
        self._by_uid: dict[str, _Conversation] = {}
        self._order: deque[tuple[str, int]] = deque()  # uid and size of each message, the oldest first

    def __len__(self) -> int:
        """Return the number of messages."""
        return len(self._order)

    def __iter__(self) -> Iterator[Message]:
        """Yield all messages, the oldest first."""
        messages = {uid: iter(conversation.messages) for uid, conversation in self._by_uid.items()}
        return (Message.from_list_item(uid, next(messages[uid])) for uid, _ in self._order)

    def add(self, message: Message) -> int:
        """Add a message, and return its size."""
        item, latest = message.list_item(), message.conversation_item()
        conversation = self._by_uid.get(message.uid)
        if conversation is None:
            conversation = self._by_uid[message.uid] = _Conversation(latest)
        conversation.messages.append(item)
        conversation.latest = latest
        size = len(item.json) + len(latest.json) + ENTRY_BYTES
        self._order.append((message.uid, size))
        return size

    def remove_oldest(self) -> int:
        """Remove the oldest message, and return its size."""
        uid, size = self._order.popleft()
        conversation = self._by_uid[uid]
        del conversation.messages[0]
        if not conversation.messages:
            del self._by_uid[uid]
        return size

    def messages(self, uid: str, selection: Selection) -> Sequence[bytes]:
        """Return messages of a conversation, each as JSON."""
        conversation = self._by_uid.get(uid)
        return selection.apply(conversation.messages) if conversation else ()

    def conversations(self, selection: Selection) -> Sequence[bytes]:
        """Return conversations, each as JSON."""
        return selection.apply(conversation.latest for conversation in self._by_uid.values())
