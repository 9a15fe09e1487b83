"""What a person types, as questions to the full-text index: words are quoted, so that no syntax can be wrong."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, select

from onrecord.store.dialects import matches
from onrecord.store.numbers import KIND_AT, KINDS
from onrecord.store.tables import ENTITY_NAME, RECORD_TEXT, SAME_ENTITY

SHORTEST_START = 3
"""Letters before a `*` that are enough to look for words that begin so."""
MOST_NAMED = 2_000
"""Names that are looked at for the others of the same entity."""
MOST_JOINED = 300
NOTHING = '""'


def full_text(words: str) -> str:
    """Every word, or phrase in marks, wherever it stands; `harb*` is every word that begins so. Empty marks where there is no word."""
    parts = re.findall(r'"([^"]*)"|(\S+)', words)
    return " AND ".join(found for one, two in parts if (found := phrase(one or two))) or NOTHING


def phrase(words: str) -> str:
    """Words that stand together, in this order; the last may end in a `*`. Empty where there is no word."""
    bare = words.replace('"', " ").strip()
    if not any(char.isalnum() for char in bare):
        return ""
    start = re.search(rf"\w{{{SHORTEST_START},}}\*$", bare)
    return f'"{bare}" *' if start else f'"{bare}"'


def first_place(text: str, words: str) -> int:
    """Where the first of these words or phrases stands in a text, whatever the case and the accents of letters; 0 where none does."""
    bare = text.translate(_BARE)
    parts = (
        re.findall(r"[^\W_]+", (one or two).translate(_BARE)) for one, two in re.findall(r'"([^"]*)"|(\S+)', words)
    )
    found = (re.search(r"(?<![^\W_])" + r"[\W_]+".join(tokens), bare) for tokens in parts if tokens)
    return min((match.start() for match in found if match), default=0)


class _Bare(dict[int, str]):
    """By code point its letter without case and accent, one for one."""

    def __missing__(self, code: int) -> str:
        bare = unicodedata.normalize("NFD", chr(code))[0].lower()
        self[code] = bare if len(bare) == 1 else chr(code)
        return self[code]


_BARE = _Bare()


def in_columns(columns: str, asked: str) -> str:
    """A question to some columns alone; one that finds nothing stays so."""
    return f"{{{columns}}} : ({asked})"


def marked(*marks: str) -> str:
    """A question for values of a list: `act` and `called_for` to a mark of the index."""
    return in_columns("marks", " AND ".join(f'"{mark.replace("_", "").lower()}"' for mark in marks))


def named(words: str, others: Iterable[str] = ()) -> str:
    """A name, or any of these entities."""
    own = phrase(words.removeprefix("entity-"))
    return (
        " OR ".join(part for part in (own, *(f'"{other.removeprefix("entity-")}"' for other in others)) if part)
        or NOTHING
    )


def names_like(words: str) -> ColumnElement[bool]:
    """True for a row of `entity_name` that holds these words, whole."""
    asked = in_columns("said", phrase(words) or NOTHING)
    found = (
        select(RECORD_TEXT.c.rowid)
        .where(matches(RECORD_TEXT.c.record_text, asked), RECORD_TEXT.c.rowid >= KINDS["name"] << KIND_AT)
        .limit(MOST_NAMED)
    )
    return ENTITY_NAME.c.number.in_(found)


def others_of(connection: Connection, words: str) -> list[str]:
    """Entities that are one across documents with one that has such a name, or such an id."""
    own, other = SAME_ENTITY.alias(), SAME_ENTITY.alias()
    clusters = select(other.c.entity).join(own, other.c.cluster == own.c.cluster)
    if words.startswith("entity-"):
        return list(connection.scalars(clusters.where(own.c.entity == words).limit(MOST_JOINED)))
    wanted = clusters.join(ENTITY_NAME, own.c.entity == ENTITY_NAME.c.entity).where(names_like(words))
    return list(connection.scalars(wanted.distinct().limit(MOST_JOINED)))
