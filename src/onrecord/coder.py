"""`onrecord code`: sentences or documents in, PLOVER objects or CAMEO rows out, for people who have event pipelines.

The texts are taken as they are: one text is one story, nothing is cleaned away and no story is parted from another. For
pages, feeds and archives there is `onrecord read`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.annotate import annotate
from onrecord.attribute import attribute
from onrecord.clean import clean
from onrecord.errors import InputError
from onrecord.events import code_events
from onrecord.identify import identify
from onrecord.intake.dates import iso_date
from onrecord.intake.petrarch import sentences_of
from onrecord.model import (
    Annotation,
    CleanText,
    Document,
    Event,
    Issue,
    Place,
    Quantity,
    Record,
    Statement,
    Story,
    Time,
    content_id,
)
from onrecord.publish.formats.plover import cameo_rows, plover_object
from onrecord.rules.actors import ActorDictionary
from onrecord.segment.assembly import assemble

COLUMNS = ("id", "date", "text")


@dataclass(frozen=True, slots=True)
class Item:
    """One text to code."""

    id: str
    date: str | None
    text: str

    @property
    def day(self) -> str | None:
        """The date as ISO 8601, None where there is none that can be read with certainty."""
        return iso_date(self.date) if self.date else None


@dataclass(frozen=True, slots=True)
class Coded:
    """A text with its events; evidence counts characters in `text`."""

    item: Item
    text: str
    events: tuple[Event, ...]
    statements: tuple[Statement, ...]


def read_items(lines: Iterable[bytes], name: str) -> Iterator[Item | InputError]:
    """Items of JSON Lines or of tab-separated lines `id, date, text` (a header is left out); an error for each bad line."""
    for number, raw in enumerate(lines, start=1):
        try:
            line = raw.decode("utf-8-sig").rstrip("\r\n")
            if not line.strip():
                continue
            yield _object(line) if line.lstrip().startswith("{") else _row(line)
        except _HeaderError:
            continue
        except (ValueError, RecursionError) as error:
            yield InputError(f"{name}:{number}: {error}")


def read_xml_items(data: bytes, name: str) -> Iterator[Item | InputError]:
    """Items of PETRARCH's XML input: each sentence alone, as its coder took them; an error for one without text, and for
    markup that is not sound.
    """
    broken: list[str] = []
    for number, found in enumerate(sentences_of(data, broken.append), start=1):
        if found.text:
            yield Item(found.id, found.date, found.text)
        else:
            yield InputError(f"{name}:{found.line}: sentence {found.id or number} has no text")
    yield from (InputError(f"{name}: {words}") for words in broken)


class _HeaderError(Exception):
    """The line names the columns."""


def _object(line: str) -> Item:
    found = json.loads(line)
    if not isinstance(found.get("text"), str) or not found["text"].strip():
        raise ValueError("no text in this object (id, date, text are read)")
    return Item(str(found.get("id", "")), str(found["date"]) if found.get("date") else None, found["text"])


def _row(line: str) -> Item:
    cells = line.split("\t")
    if tuple(cell.strip().lower() for cell in cells) == COLUMNS:
        raise _HeaderError
    if len(cells) != len(COLUMNS) or not cells[2].strip():
        raise ValueError(f"{len(cells)} tab-separated values, not id, date and text")
    return Item(cells[0].strip(), cells[1].strip() or None, cells[2])


def code_item(item: Item, *, actors: ActorDictionary | None = None) -> Coded:
    """Everything that one text says was done."""
    document = Document(
        id=content_id("document", item.id, item.text),
        media_type="text/plain",
        outlet=None,
        url=None,
        path=None,
        published=item.day,
        fetched=None,
        language=None,
        sha256="",
        raw=item.text,
        published_from="column",
    )
    record = read_text(document, actors=actors)
    return Coded(item, record.clean.text, record.events, record.statements)


def read_text(document: Document, *, actors: ActorDictionary | None = None) -> Record:
    """A text as one story, of which nothing is parted as another; quantities, times and places too."""
    cleaned = clean(document)
    story, trouble = assemble(document, cleaned, cleaned.lines)
    return read_given(document, cleaned, (story,), trouble, actors=actors)


def read_given(
    document: Document,
    cleaned: CleanText,
    stories: Sequence[Story],
    trouble: Sequence[Issue] = (),
    *,
    actors: ActorDictionary | None = None,
) -> Record:
    """What is read in stories whose bounds, lines and sentences are given."""
    annotations, long = annotate(stories, cleaned.text)
    entities = tuple(identify(stories, annotations))
    statements: list[Statement] = []
    events: list[Event] = []
    for story, annotation in zip(stories, annotations, strict=True):
        said = attribute(story, annotation, entities, outlet=document.outlet)
        statements += said
        events += code_events(story, annotation, entities, said, actors=actors)
    return Record(
        document, cleaned, tuple(stories), entities, tuple(statements), tuple(events), *_readings(annotations), (*trouble, *long)
    )  # fmt: skip


def _readings(annotations: Sequence[Annotation]) -> tuple[tuple[Quantity, ...], tuple[Time, ...], tuple[Place, ...]]:
    return (
        tuple(one for annotation in annotations for one in annotation.quantities),
        tuple(one for annotation in annotations for one in annotation.times),
        tuple(one for annotation in annotations for one in annotation.places),
    )


def as_plover(coded: Coded) -> Iterator[dict[str, Any]]:
    """PLOVER objects, one an event."""
    statements = {statement.id: statement for statement in coded.statements}
    name = coded.item.id or coded.item.text[:20]
    for number, event in enumerate(coded.events, start=1):
        yield plover_object(event, id=f"{name}-{number}", date=coded.item.day, text=coded.text, statements=statements)


def as_cameo(coded: Coded) -> Iterator[str]:
    """Tab-separated rows: date, source, target, CAMEO code, id, trigger."""
    for event in coded.events:
        for row in cameo_rows(event, id=coded.item.id, date=coded.item.day):
            yield "\t".join(row)
