"""Hypothesis strategies for any value of the record, made from its annotations."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from onrecord.model import Content, Evidence, Span

TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
POSITIONS = st.integers(0, 10**7)
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: st.integers(-(2**53), 2**53),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    Span: st.builds(lambda start, length: Span(start, start + length), POSITIONS, st.integers(1, 99)),
}


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a type; strings are what UTF-8 can hold, numbers are finite."""
    if hint in PLAIN:
        return PLAIN[hint]
    if NoneType in get_args(hint):
        return st.none() | values(next(part for part in get_args(hint) if part is not NoneType))
    if get_origin(hint) is tuple:
        parts = get_args(hint)
        if parts[-1] is Ellipsis:
            return st.lists(values(parts[0]), max_size=2).map(tuple)
        return st.tuples(*map(values, parts))
    if hint is Content:
        return st.builds(Content, st.lists(values(Evidence), max_size=3).map(tuple))
    if is_dataclass(hint) and isinstance(hint, type):
        hints = get_type_hints(hint)
        return st.builds(hint, **{field.name: values(hints[field.name]) for field in fields(hint)})
    assert issubclass(hint, Enum)
    return st.sampled_from(list(hint))
