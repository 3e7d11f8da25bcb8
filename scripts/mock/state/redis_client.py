"""Redis client that sends concurrent commands together."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import NoScriptError, RedisError
from redis.maint_notifications import MaintNotificationsConfig

from scripts.project import Unavailable, UserError

TIMEOUT_SECONDS = 5.0

Argument = str | bytes | float
Command = tuple[Argument, ...]


class RedisClient:
    """Client that executes commands and one script.

    While a pipeline is in progress, further commands wait for the next one. redis-py needs about 90 microseconds for
    a pipeline of any length, and 15 more for each command.
    """

    def __init__(self, url: str, script: str) -> None:
        """Prepare the client.

        Args:
            url: The URL of Redis.
            script: The Lua script that `run` executes.

        Raises:
            UserError: The URL is not a URL of Redis.
        """
        try:
            # No retries: if only the reply was lost, a command would be executed twice.
            self._redis: Redis = Redis.from_url(
                url,
                socket_timeout=TIMEOUT_SECONDS,
                socket_connect_timeout=TIMEOUT_SECONDS,
                retry=Retry(NoBackoff(), 0),
                # Without this, redis-py does not notice that an idle connection was closed.
                maint_notifications_config=MaintNotificationsConfig(enabled=False),
            )
            # Checks the options, without connecting.
            self._redis.connection_pool.make_connection()  # type: ignore[no-untyped-call]
        except (TypeError, ValueError):
            # The original message may contain the password.
            raise UserError("REDIS_URL: is not a URL of Redis; write redis://host:port/0") from None
        self._script = script
        self._sha = self._redis.register_script(script).sha
        self._waiting: list[tuple[Command, asyncio.Future[Any]]] = []
        self._sender: asyncio.Task[None] | None = None

    async def execute(self, *command: Argument) -> Any:
        """Execute a command and return its reply.

        Raises:
            Unavailable: Redis cannot be reached, or rejects the command.
        """
        future = asyncio.get_running_loop().create_future()
        self._waiting.append((command, future))
        if self._sender is None or self._sender.done():
            self._sender = asyncio.create_task(self._send())
        return await future

    async def run(self, *arguments: Argument) -> Any:
        """Run the script and return its result.

        Raises:
            Unavailable: Redis cannot be reached, or the script fails.
        """
        return await self.execute("EVALSHA", self._sha, 0, *arguments)

    async def run_all(self, calls: Sequence[Command]) -> None:
        """Run the script several times in one transaction.

        Raises:
            Unavailable: Redis cannot be reached, or the script fails.
        """
        commands = [("SCRIPT LOAD", self._script), *(("EVALSHA", self._sha, 0, *call) for call in calls)]
        try:
            await self._pipeline(commands, transaction=True)
        except (RedisError, OSError) as error:
            raise _unavailable(error) from error

    async def keys(self, pattern: str) -> AsyncIterator[str]:
        """Yield the keys that match a pattern.

        Raises:
            Unavailable: Redis cannot be reached.
        """
        try:
            async for key in self._redis.scan_iter(pattern, count=1000):
                yield key.decode()
        except (RedisError, OSError) as error:
            raise _unavailable(error) from error

    async def close(self) -> None:
        """Close the connections, without waiting for commands in progress."""
        if self._sender:
            self._sender.cancel()
            await asyncio.wait([self._sender])
        await self._redis.aclose()

    async def _send(self) -> None:
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            for (_, future), reply in zip(waiting, await self._replies([each for each, _ in waiting]), strict=True):
                if future.done():
                    continue  # cancelled
                if isinstance(reply, Exception):
                    future.set_exception(_unavailable(reply))
                else:
                    future.set_result(reply)

    async def _replies(self, commands: Sequence[Command]) -> list[Any]:
        """Return the reply or the error of each command."""
        try:
            replies = await self._pipeline(commands)
            missed = [number for number, reply in enumerate(replies) if isinstance(reply, NoScriptError)]
            if missed:
                await self._redis.script_load(self._script)
                repeated = await self._pipeline([commands[number] for number in missed])
                for number, reply in zip(missed, repeated, strict=True):
                    replies[number] = reply
        except Exception as error:  # noqa: BLE001 - the commands must not wait forever, whatever happens in redis-py
            return [error] * len(commands)
        return replies

    async def _pipeline(self, commands: Sequence[Command], transaction: bool = False) -> list[Any]:
        pipeline = self._redis.pipeline(transaction=transaction)
        for command in commands:
            pipeline.execute_command(*command)
        replies: list[Any] = await pipeline.execute(raise_on_error=transaction)
        return replies


def _unavailable(error: Exception) -> Unavailable:
    return Unavailable(f"Redis is unavailable: {' '.join(str(error).split()) or type(error).__name__}")
