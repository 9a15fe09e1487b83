"""What an endpoint is: an operation on a path, with the schemas of what it is given and of what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from onrecord.api.schemas import Schema

JSON = "application/json"
PREFIX = "/api/v1"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the query, or of the path where it stands there."""

    name: str
    schema: Schema
    about: str
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What may be answered: in words, and by media type its schema."""

    about: str
    content: Mapping[str, Schema] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers by name, with what they say."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A body that is no JSON."""

    data: bytes
    media_type: str
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked: the parts of the path, the parameters that were given, by name; and the body, `Raw` where it is no JSON."""

    path: Mapping[str, str]
    given: Mapping[str, Any]
    body: Any = None
    address: str = ""
    """The path and the query as they were asked."""
    identity: str = ""
    """The `identity` of the path, for endpoints that have it."""
    is_head: bool = False
    """True where only the headers of the answer are asked for."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: a JSON value, or `text` as it is."""

    found: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An operation. `act` is given what all endpoints may use and the call, in a thread; where `is_async`, in the loop.

    `body` has by media type the schema of what is sent. `errors` are the statuses beside those that any endpoint may answer.
    """

    method: str
    path: str
    name: str
    about: str
    act: Callable[[Any, Call], Any]
    answers: Mapping[int, Answer]
    parameters: tuple[Parameter, ...] = ()
    body: Mapping[str, Schema] = field(default_factory=dict)
    errors: tuple[int, ...] = ()
    is_async: bool = False
    is_costly: bool = False

    @property
    def is_writing(self) -> bool:
        """True where something is changed by it."""
        return self.method not in ("GET", "HEAD")


def json_answer(about: str, schema: Schema, **headers: str) -> Answer:
    """An answer in JSON; headers by their name with `_` for `-`."""
    return Answer(about, {JSON: schema}, {name.replace("_", "-"): words for name, words in headers.items()})
