"""Workers that are processes of this machine."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from onrecord.engines.shards import Job, Lost, Portion, PortionRead, Reads
from onrecord.engines.work import Worker
from onrecord.errors import OnrecordError
from onrecord.threads import one_for_children

PATIENCE = 3600.0
"""Seconds that a worker may take over one portion: some minutes are much."""
LOOK = 60.0
"""Seconds to wait for something to come back before looking whether a worker takes too long."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A worker has loaded what it needs."""


@dataclass(frozen=True, slots=True)
class _Refused:
    """A worker cannot be one, and why."""

    words: str


@dataclass(slots=True)
class _Slot:
    process: BaseProcess
    connection: Connection
    is_ready: bool = False
    portion: Portion | None = None
    since: float = 0.0
    is_late: bool = False


class LocalPool:
    """As many processes as `workers` says, in each what `make` makes of the job. Each ends by itself where this process does, however it ends;
    one that takes more than `patience` seconds over a portion is ended.
    """

    def __init__(
        self, job: Job, workers: int, *, make: Callable[[Job], Reads] = Worker, patience: float = PATIENCE
    ) -> None:
        self.workers = workers
        self._patience = patience
        self._told = (job, make)
        # Not forked: what onnxruntime has running in this process would be broken in a copy of it.
        self._context = get_context("spawn")
        self._unready = 0
        self._slots: list[_Slot] = []
        for _ in range(workers):
            self._slots.append(self._start())

    def has_room(self) -> bool:
        """See `Pool`."""
        return self._free() is not None

    def give(self, portion: Portion) -> None:
        """See `Pool`: a worker without a portion waits for one, so that it takes at once what it is sent."""
        slot = self._free()
        if slot is None:
            raise RuntimeError("no worker is free")
        slot.portion, slot.since = portion, time.monotonic()
        try:
            slot.connection.send(portion)
        except OSError:
            return  # it has ended: `take` will find so

    def take(self, *, wait: bool) -> list[tuple[Portion, PortionRead | Lost]]:
        """See `Pool`."""
        found: list[tuple[Portion, PortionRead | Lost]] = []
        self._end_late()
        for connection in _with_news(self._slots, min(LOOK, self._patience) if wait else 0):
            number, slot = next((n, slot) for n, slot in enumerate(self._slots) if slot.connection is connection)
            try:
                answer = connection.recv()
            except (EOFError, OSError):
                if slot.portion is not None:
                    late = f"it did not answer for {self._patience:,.0f} seconds"
                    found.append((slot.portion, Lost(late if slot.is_late else _end(slot))))
                self._replace(number)
                continue
            if isinstance(answer, _Refused):
                raise OnrecordError(answer.words)
            if isinstance(answer, _Ready):
                slot.is_ready, self._unready = True, 0
            elif slot.portion is not None:
                found.append((slot.portion, answer))
                slot.portion = None
        return found

    def close(self) -> None:
        """See `Pool`."""
        for slot in self._slots:
            slot.connection.close()
            slot.process.kill()
        for slot in self._slots:
            slot.process.join()

    def _free(self) -> _Slot | None:
        return next((slot for slot in self._slots if slot.is_ready and slot.portion is None), None)

    def _end_late(self) -> None:
        now = time.monotonic()
        for slot in self._slots:
            if slot.portion is not None and now - slot.since > self._patience:
                slot.is_late = True
                slot.process.kill()

    def _start(self) -> _Slot:
        here, there = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(there, *self._told), daemon=True)
        with one_for_children():
            process.start()
        there.close()
        return _Slot(process, here)

    def _replace(self, number: int) -> None:
        slot = self._slots[number]
        if not slot.is_ready:
            self._unready += 1
            if self._unready > self.workers:
                raise OnrecordError(f"workers end before they are ready ({_end(slot)}); try fewer with --workers")
        slot.connection.close()
        slot.process.join()
        self._slots[number] = self._start()


def _with_news(slots: list[_Slot], timeout: float) -> list[Connection]:
    return [one for one in wait([slot.connection for slot in slots], timeout) if isinstance(one, Connection)]


def _end(slot: _Slot) -> str:
    slot.process.join()
    code = slot.process.exitcode or 0
    return (
        f"its worker was ended by {signal.Signals(-code).name}" if code < 0 else f"its worker ended with status {code}"
    )


def _serve(connection: Connection, job: Job, make: Callable[[Job], Reads]) -> None:
    """What a worker's process runs. A defect of ours ends it, with the traceback on standard error."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started it decides, and ends it
    try:
        try:
            worker = make(job)
        except OnrecordError as error:
            connection.send(_Refused(str(error)))
            return
        connection.send(_Ready())
        while True:
            connection.send(worker.read(connection.recv()))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # nobody is there any more


__all__ = ["LocalPool"]
