"""By which versions of a layer its stored digests were made: what is older is keyed anew, what is newer is not touched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection, bindparam, func, insert, literal_column, select, text, update

from onrecord.errors import StoreError
from onrecord.store.dialects import Either
from onrecord.store.driver import ask, run
from onrecord.store.lists import LISTED, listed
from onrecord.store.tables import DIGEST, DIGEST_LAYER, RESULT_BEFORE

KNOWN = select(
    DIGEST_LAYER.c.layer,
    DIGEST_LAYER.c.version,
    DIGEST_LAYER.c.reading,
    DIGEST_LAYER.c.keyed_to,
    DIGEST_LAYER.c.read_to,
)
NAMED = {name: bindparam(f"a_{name}", type_=column.type) for name, column in DIGEST_LAYER.c.items() if name != "layer"}
PUT_FIRST = insert(DIGEST_LAYER).values(layer=bindparam("of"), **NAMED)
PUT_AGAIN = update(DIGEST_LAYER).where(DIGEST_LAYER.c.layer == bindparam("of")).values(**NAMED)
ANEW = select(RESULT_BEFORE.c.layer).distinct()
LAST_NUMBER = Either(
    text("SELECT seq FROM sqlite_sequence WHERE name = 'digest'"),
    text("SELECT last_value FROM digest_number_seq WHERE is_called"),
)
OLD_DOCUMENTS = (
    select(DIGEST.c.layer, func.count(DIGEST.c.document.distinct()))
    .where(DIGEST.c.is_old == literal_column("1"), DIGEST.c.layer.in_(LISTED))
    .group_by(DIGEST.c.layer)
    .order_by(DIGEST.c.layer)
)
"""With the 1 as it stands in the index of these digests."""


class Versioned(Protocol):
    """A layer, or what was made by one: its name and its versions."""

    @property
    def version(self) -> int: ...  # noqa: D102
    @property
    def reading(self) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Made:
    """How the digests of a layer were made.

    `keyed_to` is None where all have the keys of `version`, else the last number that has: the later ones wait to be keyed. Those of numbers up
    to `read_to` were made of their stories by an older reading.
    """

    version: int
    reading: int
    keyed_to: int | None = None
    read_to: int = 0


def last_number(connection: Connection) -> int:
    """The highest number that a digest has had."""
    return next((int(number) for (number,) in ask(connection, LAST_NUMBER)), 0)


def made_by(connection: Connection, layers: Iterable[tuple[str, Versioned]]) -> dict[str, Made]:
    """By name of each of these layers how its digests are made from now on.

    Where those stored are older they wait to be keyed anew. Raises StoreError where they are newer than the layer.
    """
    known = {layer: Made(*rest) for layer, *rest in ask(connection, KNOWN)}
    found: dict[str, Made] = {}
    for name, layer in layers:
        if name not in found:
            found[name] = _made_by(connection, name, layer, known.get(name))
    return found


def _made_by(connection: Connection, name: str, layer: Versioned, before: Made | None) -> Made:
    if before is None:
        first = Made(layer.version, layer.reading)
        put_made(connection, name, first, is_first=True)
        return first
    if (before.version, before.reading) == (layer.version, layer.reading):
        return before
    if before.version > layer.version or before.reading > layer.reading:
        raise StoreError(f"the {name} of this database were compared by a newer onrecord; upgrade onrecord")
    read_to = before.read_to if before.reading == layer.reading else last_number(connection)
    changed = Made(layer.version, layer.reading, 0, read_to)
    put_made(connection, name, changed)
    return changed


def put_made(connection: Connection, name: str, made: Made, *, is_first: bool = False) -> None:
    """Store how the digests of a layer are made."""
    run(
        connection,
        PUT_FIRST if is_first else PUT_AGAIN,
        of=name,
        a_version=made.version,
        a_reading=made.reading,
        a_keyed_to=made.keyed_to,
        a_read_to=made.read_to,
    )


def outdated(connection: Connection, layers: Iterable[tuple[str, Versioned]]) -> list[str]:
    """The names of those of these layers that have stored digests which other versions keyed, or whose records are not all made anew."""
    made = {name: (version, reading, keyed_to) for name, version, reading, keyed_to, _ in ask(connection, KNOWN)}
    anew = {name for (name,) in ask(connection, ANEW)}
    current = ((name, (layer.version, layer.reading, None)) for name, layer in layers)
    return [name for name, found in current if name in anew or made.get(name, found) != found]


def old_documents(connection: Connection, layers: Iterable[str]) -> dict[str, int]:
    """By layer how many documents were read by an older program, which kept less of them or in another form."""
    return dict(ask(connection, OLD_DOCUMENTS, listed=listed(layers)))
