"""What a reader needs to find a story again: outlet, title, date and address, kept on disk while a selection is written out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from onrecord.publish.selection import Found
from onrecord.publish.shared.characters import web_address
from onrecord.publish.shared.dates import day_words
from onrecord.publish.shared.scratch import pack, scratch
from onrecord.publish.shared.words import cut, one_line, quoted

_TABLES = tuple(
    f"CREATE TABLE {name} (id TEXT PRIMARY KEY, told TEXT NOT NULL) WITHOUT ROWID" for name in ("note", "words")
)
BEGINS = 60
"""Characters of a story without a title that are given instead."""


@dataclass(frozen=True, slots=True)
class StoryNote:
    """A story as it is cited. `begins` are its first words; `date` is an ISO date as precise as is known."""

    id: str
    document: str | None = None
    outlet: str | None = None
    title: str | None = None
    begins: str | None = None
    date: str | None = None
    byline: str | None = None
    url: str | None = None
    path: str | None = None
    language: str | None = None
    fetched: str | None = None

    @property
    def where(self) -> str | None:
        """Its address, else the name of its file."""
        return self.url or self.path

    @property
    def called(self) -> str:
        """Its title in quotation marks, or what to call it without one."""
        if self.title:
            return quoted(self.title)
        return f"untitled report beginning {quoted(self.begins)}" if self.begins else "untitled report"

    @property
    def cited(self) -> str:
        """`Sorvik Post, “Dam holds”, 4 March 2026`; what is not known is said."""
        return ", ".join((self.outlet or "[outlet not known]", self.called, day_words(self.date) or "undated"))


def note_of(story: Found, document: Found) -> StoryNote:
    """What is known of a story and its document."""
    title, byline, written = story["title"], story["byline"], story["written_on"]
    start, end = story["span"]
    return StoryNote(
        story["id"], document["id"], _line(document["outlet"]), _line(title["text"] if title else None),
        None if title else cut(_first(story, document["text"][start:end], start), BEGINS),
        (written or {}).get("value") or document["published"],
        _line(byline["text"] if byline else document.get("byline")), web_address(document["url"]), _line(document["path"] or document["url"]),
        document["language"], document["fetched"],
    )  # fmt: skip


def _line(words: str | None) -> str | None:
    return one_line(words) or None if words else None


def _first(story: Found, text: str, start: int) -> str:
    """The first words of prose, else the first of all."""
    for sentence in story["sentences"]:
        if sentence["kind"] == "prose":
            return one_line(" ".join(text[a - start : b - start] for a, b in sentence["spans"]))
    return one_line(text[: BEGINS * 4])


def sentence_of(story: Found, text: str, span: Sequence[int]) -> str:
    """The sentence of a story in which a span stands; the words of the span where it stands in none."""
    for sentence in story["sentences"]:
        if any(start <= span[0] < end for start, end in sentence["spans"]):
            return " ".join(text[start:end] for start, end in sentence["spans"])
    return text[span[0] : span[1]]


class StoryNotes:
    """Notes of stories and words about records, by id and on disk: as many as there are need no memory."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, notes: Iterable[StoryNote]) -> None:
        """Keep notes."""
        rows = ((note.id, pack(asdict(note))) for note in notes)
        self._connection.executemany("INSERT OR REPLACE INTO note VALUES (?, ?)", rows)

    def put_words(self, words: Iterable[tuple[str, str]]) -> None:
        """Keep what is told of a record, by its id."""
        rows = ((identity, pack(told)) for identity, told in words)
        self._connection.executemany("INSERT OR REPLACE INTO words VALUES (?, ?)", rows)

    def words_of(self, record: str) -> str | None:
        """What is told of a record; None where nothing is kept."""
        row = self._connection.execute("SELECT told FROM words WHERE id = ?", (record,)).fetchone()
        return str(json.loads(row[0])) if row else None

    def of(self, story: str, outlet: str | None = None, date: str | None = None) -> StoryNote:
        """The note of a story; of one that is not in the selection, what is said of it elsewhere."""
        row = self._connection.execute("SELECT told FROM note WHERE id = ?", (story,)).fetchone()
        return StoryNote(**json.loads(row[0])) if row else StoryNote(story, outlet=outlet, date=date)


@contextmanager
def kept_notes() -> Iterator[StoryNotes]:
    """A place for notes, gone at the end."""
    with scratch(*_TABLES) as connection:
        yield StoryNotes(connection)
