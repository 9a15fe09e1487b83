"""Turns: so many at a time, whoever came first is next, in whichever loop he waits."""

from __future__ import annotations

import asyncio
import threading
from collections import deque


class Turns:
    """So many may have a turn at a time; a turn is given back by any thread."""

    def __init__(self, most: int) -> None:
        self._left, self._lock = most, threading.Lock()
        self._waiting: deque[tuple[asyncio.AbstractEventLoop, asyncio.Future[None]]] = deque()

    async def take(self, seconds: float) -> bool:
        """Wait for a turn for so long at most; False where it did not come."""
        mine = self._ask()
        if mine is None:
            return True
        try:
            await asyncio.wait_for(asyncio.shield(mine), seconds)
        except BaseException as error:
            self._leave(mine)
            if isinstance(error, TimeoutError):
                return False
            raise
        return True

    def give_back(self) -> None:
        """The turn is over: whoever waits longest has it."""
        with self._lock:
            if not self._waiting:
                self._left += 1
                return
            loop, next_one = self._waiting.popleft()
        try:
            loop.call_soon_threadsafe(self._hand, next_one)
        except RuntimeError:  # that loop is closed
            self.give_back()

    def _ask(self) -> asyncio.Future[None] | None:
        """None where there is a turn at once."""
        with self._lock:
            if self._left:
                self._left -= 1
                return None
            loop = asyncio.get_running_loop()
            mine: asyncio.Future[None] = loop.create_future()
            self._waiting.append((loop, mine))
            return mine

    def _hand(self, mine: asyncio.Future[None]) -> None:
        if mine.done():
            self.give_back()
        else:
            mine.set_result(None)

    def _leave(self, mine: asyncio.Future[None]) -> None:
        """Wait no more; a turn that came meanwhile goes on to the next."""
        with self._lock:
            still = [one for one in self._waiting if one[1] is mine]
            for one in still:
                self._waiting.remove(one)
        if mine.done() and not mine.cancelled():
            self.give_back()
        else:
            mine.cancel()
