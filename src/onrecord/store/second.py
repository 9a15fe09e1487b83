"""What second readers propose, in tables of its own: nothing else that is stored depends on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from onrecord.model import Issue, Proposal, Reader
from onrecord.serialize import to_json_line, to_object
from onrecord.store.lists import one_of
from onrecord.store.tables import ISSUE, PROPOSAL, SECOND_READ, STORY, Row, storable

ROOM = "second"


def put_second(
    connection: Connection,
    document: str,
    reader: Reader,
    *,
    prompt: str,
    answered: Iterable[str],
    found: Iterable[Proposal | Issue],
) -> None:
    """Store what a reader answered on stories of a document, in the place of what it had answered on them before.

    A story that it did not answer for keeps its earlier answer; the issues of the document's last asking stand alone.
    """
    stories, who = list(answered), {"model": reader.model, "host": reader.host}
    before = _of_reader(PROPOSAL, reader)
    connection.execute(delete(PROPOSAL).where(PROPOSAL.c.story.in_(one_of(stories)), *before))
    connection.execute(delete(ISSUE).where(ISSUE.c.document == document, ISSUE.c.room == ROOM, _begins(reader)))
    for value in found:
        table = ISSUE if isinstance(value, Issue) else PROPOSAL
        row = _row(to_object(value)) | ({} if isinstance(value, Issue) else who | {"document": document})
        kept = storable({column.name: row.get(column.name) for column in table.columns})
        connection.execute(insert(table).prefix_with("OR IGNORE"), kept)
    for story in stories:
        row = storable({"story": story, **who, "prompt": prompt})
        connection.execute(insert(SECOND_READ).prefix_with("OR REPLACE"), row)


def put_proposals(connection: Connection, document: str, proposals: Iterable[Proposal]) -> None:
    """Store proposals on a document in the place of all that were there; which stories their readers answered for is not known of them."""
    connection.execute(delete(PROPOSAL).where(PROPOSAL.c.document == document))
    for value in proposals:
        row = _row(to_object(value)) | _names(value.reader) | {"document": document}
        connection.execute(
            insert(PROPOSAL), storable({column.name: row.get(column.name) for column in PROPOSAL.columns})
        )


def is_second_read(connection: Connection, document: str, reader: Reader, *, prompt: str) -> bool:
    """True when this reader answered for every story of a document, asked with this prompt."""
    asked = select(SECOND_READ.c.story).where(SECOND_READ.c.prompt == prompt, *_of_reader(SECOND_READ, reader))
    left = select(func.count()).select_from(STORY).where(STORY.c.document == document, STORY.c.id.not_in(asked))
    return connection.scalar(left) == 0


def _of_reader(table: Any, reader: Reader) -> tuple[Any, ...]:
    return tuple(table.c[name] == value for name, value in storable(_names(reader)).items())


def _names(reader: Reader) -> Row:
    return {"model": reader.model, "host": reader.host}


def _begins(reader: Reader) -> Any:
    """The messages of a reader's issues begin with its name."""
    (name,) = storable({"name": f"{reader.name}: "}).values()
    return func.substr(ISSUE.c.message, 1, len(name)) == name


def _row(found: Row) -> Row:
    row: Row = {**found, "json": to_json_line(found)}
    if found["type"] == "issue":
        return row
    row["differs"] = " ".join(found["differs"])
    said, done = found["statement"], found["event"]
    if said:
        content = " … ".join(said["content"]["texts"])
        row |= {"source_text": _words(said["source"]), "cue": _words(said["cue"]), "content": content}
        row |= {
            "act": said["act"],
            "polarity": said["polarity"],
            "start": min(span[0] for span in said["content"]["spans"]),
        }
    if done:
        row |= {"event_type": done["event_type"], "trigger_text": done["trigger"]["text"], "status": done["status"]}
        row["start"] = done["trigger"]["span"][0]
    return row


def _words(found: Row | None) -> str | None:
    return found["text"] if found else None
