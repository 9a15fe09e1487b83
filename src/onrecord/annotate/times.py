"""Being written."""
from typing import Any


def read_times(*_a: Any, **_k: Any) -> tuple[Any, ...]:
    return ()
