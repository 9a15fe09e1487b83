"""Workers without models, for tests of what goes on around them."""

from __future__ import annotations

import os
import signal
import time

from onrecord.engines.shards import Job, Portion, PortionRead
from onrecord.errors import ModelError
from onrecord.intake import IntakeOptions, Place
from onrecord.issues import make_issue

JOB = Job(IntakeOptions(), None, None, is_compared=False, known=b"")


class Stub:
    """Reads a place as a note that names it; one whose name says so ends it, once or always."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def read(self, portion: Portion) -> PortionRead:
        """A note a piece."""
        for piece in portion.pieces:
            if isinstance(piece, Place):
                _act(piece.target)
        return PortionRead(issues=tuple(make_issue("empty", one.target, room="t") for one in portion.pieces if isinstance(one, Place)))  # fmt: skip


def _act(name: str) -> None:
    if name.startswith("poison"):
        os.kill(os.getpid(), signal.SIGKILL)
    if name.startswith("once:"):
        try:
            os.close(os.open(name.partition(":")[2], os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return
        os.kill(os.getpid(), signal.SIGKILL)
    if name.startswith("defect"):
        raise ZeroDivisionError(name)
    if name.startswith("slow"):
        time.sleep(0.3)
    if name.startswith("hang"):
        time.sleep(600)


def refuse(job: Job) -> Stub:
    """No worker: it says why."""
    raise ModelError("reader.onnx: not the one that its card names")


def end(job: Job) -> Stub:
    """No worker: it ends before it is one."""
    os._exit(3)
