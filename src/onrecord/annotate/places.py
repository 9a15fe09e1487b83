"""Being written."""
from typing import Any


def read_places(*_a: Any, **_k: Any) -> tuple[Any, ...]:
    return ()
