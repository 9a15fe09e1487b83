"""One writer: what reads documents in is done one by one, in a thread of its own; who comes waits, and not without end."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

MOST_WAITING = 32
"""Requests that may wait for the one that is read."""
Done = TypeVar("Done")


class Busy(Exception):
    """So many wait that no other may."""


class Writer:
    """A thread that does one thing after the other; it starts with the first. `rest` is done after what was last in a row."""

    def __init__(self, rest: Callable[[], None] = lambda: None, most: int = MOST_WAITING) -> None:
        self._rest = rest
        self._waiting: queue.Queue[tuple[Future[Any], Callable[[], Any]] | None] = queue.Queue(most)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def submit(self, work: Callable[[], Done]) -> Future[Done]:
        """What will come of it. Raises Busy where too many wait; what is cancelled before its turn is not done."""
        done: Future[Done] = Future()
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="onrecord-writer", daemon=True)
                self._thread.start()
        try:
            self._waiting.put_nowait((done, work))
        except queue.Full:
            raise Busy from None
        return done

    def close(self) -> None:
        """Do what waits, and end."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._waiting.put(None)
            thread.join()

    def _run(self) -> None:
        while (job := self._waiting.get()) is not None:
            done, work = job
            if not done.set_running_or_notify_cancel():
                continue
            try:
                done.set_result(work())
            except BaseException as error:  # noqa: BLE001  whoever asked is told, and the next has its turn
                done.set_exception(error)
            if self._waiting.empty():
                self._rest()
