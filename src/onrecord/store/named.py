"""Which entities a name means: by any name as it was written, and the same ones across documents."""

from __future__ import annotations

import re

from sqlalchemy import ColumnElement, Connection, literal, literal_column, or_, select

from onrecord.store.dialects import matches
from onrecord.store.driver import ask
from onrecord.store.lists import LISTED, listed, one_of
from onrecord.store.tables import ENTITY_CALLED, ENTITY_TOTAL, MENTION, SAME_ENTITY, plain_text

OWN_NAMES = select(ENTITY_TOTAL.c.entity, ENTITY_TOTAL.c.name).where(ENTITY_TOTAL.c.entity.in_(LISTED))
JOINED_NAMES = select(SAME_ENTITY.c.entity, SAME_ENTITY.c.name).where(SAME_ENTITY.c.entity.in_(LISTED))


def named_entities(connection: Connection, name: str) -> frozenset[str]:
    """Ids of the entities that are written so in full, else of those whose name holds these words; those joined with them too."""
    wanted = plain_text(name.replace("\0", " ").strip())
    if not wanted:
        return frozenset()
    written = select(MENTION.c.entity).where(
        MENTION.c.form == literal_column("'name'"), MENTION.c.text.collate("NOCASE") == wanted
    )
    called = select(ENTITY_TOTAL.c.entity).where(ENTITY_TOTAL.c.name.collate("NOCASE") == wanted)
    found = {*connection.scalars(written.distinct()), *connection.scalars(called)}
    return with_joined(connection, found or _with_words(connection, wanted))


def _with_words(connection: Connection, wanted: str) -> set[str]:
    """Entities whose name holds these words: looked up as the index takes words apart, and then as they stand."""
    phrase = '"' + " ".join(wanted.replace('"', " ").split()) + '"'
    if not any(char.isalnum() for char in phrase):
        return set()
    numbers = select(ENTITY_CALLED.c.rowid).where(matches(ENTITY_CALLED.c.name, phrase))
    held = select(ENTITY_TOTAL.c.entity).where(
        ENTITY_TOTAL.c.number.in_(numbers), has_words(ENTITY_TOTAL.c.name, wanted)
    )
    return set(connection.scalars(held))


def with_joined(connection: Connection, entities: set[str]) -> frozenset[str]:
    """These entities and those that are one with them across documents."""
    clusters = select(SAME_ENTITY.c.cluster).where(SAME_ENTITY.c.entity.in_(one_of(entities)))
    joined = connection.scalars(select(SAME_ENTITY.c.entity).where(SAME_ENTITY.c.cluster.in_(clusters)))
    return frozenset(entities) | frozenset(joined)


def names_of(connection: Connection, entities: set[str]) -> dict[str, str]:
    """By id the name that an entity has across documents, else that of its documents: of several the last of the alphabet, so that
    capitals give way to letters."""
    wanted = listed(entities)
    return dict(ask(connection, OWN_NAMES, listed=wanted)) | dict(ask(connection, JOINED_NAMES, listed=wanted))


def has_words(column: ColumnElement[str], words: str) -> ColumnElement[bool]:
    """True where these words stand in a column, whole: Lund is not in Lundgren."""
    edges = [(before, after) for before in (" ", "-") for after in (" ", "-", "'", "’", ",")]
    padded = literal(" ") + column + literal(" ")
    return or_(*(padded.icontains(f"{before}{words}{after}", autoescape=True) for before, after in edges))


def stands_in(words: str, text: str) -> bool:
    """True where these words stand whole in a text, whatever their case."""
    return re.search(rf"(?<!\w){re.escape(words.casefold())}(?!\w)", text.casefold()) is not None
