"""Which entities a name means: by any name as it was written, and the same ones across documents."""

from __future__ import annotations

import re

from sqlalchemy import ColumnElement, Connection, literal, or_, select

from onrecord.store.lists import one_of
from onrecord.store.tables import ENTITY_READING, MENTION, SAME_ENTITY, plain_text


def named_entities(connection: Connection, name: str) -> frozenset[str]:
    """Ids of the entities that are written so in full, else of those whose name holds these words; those joined with them too."""
    wanted = plain_text(name.replace("\0", " ").strip())
    if not wanted:
        return frozenset()
    written = select(MENTION.c.entity).where(MENTION.c.form == "name", MENTION.c.text.collate("NOCASE") == wanted)
    called = select(ENTITY_READING.c.id).where(ENTITY_READING.c.name.collate("NOCASE") == wanted)
    found = set(connection.scalars(written.union(called)))
    found = found or set(
        connection.scalars(select(ENTITY_READING.c.id).where(has_words(ENTITY_READING.c.name, wanted)).distinct())
    )
    return with_joined(connection, found)


def with_joined(connection: Connection, entities: set[str]) -> frozenset[str]:
    """These entities and those that are one with them across documents."""
    clusters = select(SAME_ENTITY.c.cluster).where(SAME_ENTITY.c.entity.in_(one_of(entities)))
    joined = connection.scalars(select(SAME_ENTITY.c.entity).where(SAME_ENTITY.c.cluster.in_(clusters)))
    return frozenset(entities) | frozenset(joined)


def names_of(connection: Connection, entities: set[str]) -> dict[str, str]:
    """By id the name that an entity has across documents, else that of its first document."""
    own = select(ENTITY_READING.c.id, ENTITY_READING.c.name).where(ENTITY_READING.c.id.in_(one_of(entities)))
    found = {row.id: row.name for row in connection.execute(own.order_by(ENTITY_READING.c.document.desc()))}
    joined = select(SAME_ENTITY.c.entity, SAME_ENTITY.c.name).where(SAME_ENTITY.c.entity.in_(one_of(entities)))
    return found | {row.entity: row.name for row in connection.execute(joined)}


def has_words(column: ColumnElement[str], words: str) -> ColumnElement[bool]:
    """True where these words stand in a column, whole: Lund is not in Lundgren."""
    edges = [(before, after) for before in (" ", "-") for after in (" ", "-", "'", "’", ",")]
    padded = literal(" ") + column + literal(" ")
    return or_(*(padded.icontains(f"{before}{words}{after}", autoescape=True) for before, after in edges))


def stands_in(words: str, text: str) -> bool:
    """True where these words stand whole in a text, whatever their case."""
    return re.search(rf"(?<!\w){re.escape(words.casefold())}(?!\w)", text.casefold()) is not None
