"""What a page is, and what an action is: a path, and a plain function that answers what is asked of a store."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from typing import Any

from onrecord.store import Store
from onrecord.web.filters import Filters
from onrecord.web.settings import Settings


@dataclass(frozen=True, slots=True)
class Desk:
    """What every page may use."""

    store: Store
    settings: Settings


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked: the parts of the path by name, the filters of the bar, and every other parameter by name (its last value)."""

    path: Mapping[str, str] = field(default_factory=dict)
    filters: Filters = field(default_factory=Filters)
    given: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    base: str = ""
    """Where the desk is, for what is read elsewhere: `http://127.0.0.1:8731`."""

    def number(self, name: str, default: int, *, least: int = 1, most: int = 1000) -> int:
        """A whole number that was given, kept between bounds; the default for anything else."""
        words = self.given.get(name, "")
        return max(least, min(most, int(words))) if words.isascii() and words.isdigit() and len(words) < 10 else default


@dataclass(frozen=True, slots=True)
class Page:
    """A page: `view` gives a frozen dataclass (the context), `template` shows it, and its JSON twin is the context as it is.

    `path` is in Starlette's form (`/story/{identity}`). `is_costly` pages count against the limit of costly questions.
    """

    path: str
    name: str
    template: str
    view: Callable[[Desk, Asking], Any]
    is_costly: bool = False


@dataclass(frozen=True, slots=True)
class Download:
    """A file that a page gives: its name, its media type, and its bytes or pieces of them.

    A browser keeps it as a file, or shows it where `is_shown`.
    """

    name: str
    media_type: str
    pieces: Sequence[bytes]
    is_shown: bool = False


@dataclass(frozen=True, slots=True)
class Redirect:
    """Another address of the desk at which what is asked for is shown."""

    address: str


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a person does: `act` is given the fields of the form and answers with the address to go on to."""

    path: str
    name: str
    act: Callable[[Desk, Asking, Mapping[str, str]], str]


def plain(value: Any) -> Any:
    """A context as JSON has it."""
    if is_dataclass(value) and not isinstance(value, type):
        return {found.name: plain(getattr(value, found.name)) for found in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(found) for key, found in value.items()}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(found) for found in (sorted(value) if isinstance(value, set | frozenset) else value)]
    return value
