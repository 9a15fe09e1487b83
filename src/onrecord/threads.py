"""On how many threads numpy multiplies matrices: on one.

Ours are small: a second thread gains nothing, and where other work wants its core the first waits for it, which made cleaning a page
twenty times as dear on a busy machine. What multiplies reads these variables when numpy is loaded, so they are set before, in processes
of our own alone: the command, its workers. Whoever calls the library sets them, or not, for the whole of the process.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

VARIABLES = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""Of OpenBLAS (the wheels of numpy), of MKL and of Apple's Accelerate."""


def use_one() -> None:
    """Ask for one thread in this process and those it starts; what the user has set stays."""
    for name in VARIABLES:
        os.environ.setdefault(name, "1")


@contextmanager
def one_for_children() -> Iterator[None]:
    """Processes started meanwhile use one thread; this one's variables are then as they were."""
    added = [name for name in VARIABLES if name not in os.environ]
    use_one()
    try:
        yield
    finally:
        for name in added:
            os.environ.pop(name, None)
