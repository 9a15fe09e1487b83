"""How long and how much memory something may take: run in a process of its own, which is ended past its bounds."""

from __future__ import annotations

import multiprocessing
import resource
import warnings
from collections.abc import Callable
from typing import Any

MEGABYTE = 1024 * 1024


def bounded(work: Callable[..., Any], *given: Any, seconds: float, megabytes: int) -> Any:
    """What `work(*given)` gives, a picklable value. Fails where it takes longer or needs more memory than it may, the interpreter's own included."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(theirs, work, given, megabytes))
    with warnings.catch_warnings():
        # A copy of a process with threads may wait for ever for a lock of theirs; what is tried here takes none.
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    theirs.close()
    try:
        assert ours.poll(seconds), f"takes longer than {seconds:g} seconds"
        try:
            found = ours.recv()
        except EOFError:
            raise AssertionError("ended without an answer: out of memory") from None
    finally:
        process.kill()
        process.join()
    assert not isinstance(found, MemoryError), f"needs more than {megabytes:,} MB"
    return found


def _run(out: Any, work: Callable[..., Any], given: tuple[Any, ...], megabytes: int) -> None:
    with open("/proc/self/statm", encoding="ascii") as opened:
        now = int(opened.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + megabytes * MEGABYTE,) * 2)
    try:
        out.send(work(*given))
    except MemoryError as error:
        out.send(error)
