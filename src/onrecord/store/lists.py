"""Any number of values in one query: a list is one parameter, so that a statement is made once whatever its length."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, bindparam, func, select

LISTED = select(func.json_each(bindparam("listed")).table_valued("value").c.value)
"""For statements that are kept: the parameter `listed` is what `listed` gives."""


def listed(values: Iterable[str] | Iterable[int]) -> str:
    """Values as the parameter `listed`."""
    return json.dumps(list(values))


def one_of(values: Iterable[str] | Iterable[int]) -> Select[Any]:
    """Values for `column.in_(…)`."""
    return select(func.json_each(listed(values)).table_valued("value").c.value)
