"""Stories read for evaluations across documents: each text once, kept in a folder of the machine beside the program's version."""

from __future__ import annotations

import hashlib
import json
import pickle
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from onrecord.model import Document, StoryReading, content_id
from onrecord.pipeline import program_version, read_stories

COLLECTIONS = Path(__file__).parent / "collections"


@dataclass(frozen=True, slots=True)
class Text:
    """A text with what is known of it from outside."""

    name: str
    text: str
    outlet: str | None = None
    published: str | None = None


def read_texts(texts: Iterable[Text]) -> Iterator[tuple[Text, tuple[StoryReading, ...]]]:
    """Each text with its stories, without the encoder's scores; one that was read before comes from the cache."""
    folder = Path(tempfile.gettempdir()) / "onrecord-readings" / program_version()
    folder.mkdir(parents=True, exist_ok=True)
    for text in texts:
        digest = hashlib.sha256(repr((text.name, text.text, text.outlet, text.published)).encode()).hexdigest()
        path = folder / f"{digest}.pickle"
        if not path.exists():
            found = tuple(_bare(reading) for reading in read_stories(make_document(text))[1])
            path.write_bytes(pickle.dumps(found))
        yield text, pickle.loads(path.read_bytes())


def make_document(text: Text) -> Document:
    """A document of plain text."""
    digest = hashlib.sha256(text.text.encode()).hexdigest()
    return Document(content_id("document", text.text, text.name), "text/plain", text.outlet, None, text.name, text.published, None, "en", digest, text.text)  # fmt: skip


def _bare(reading: StoryReading) -> StoryReading:
    return replace(reading, annotation=replace(reading.annotation, speech=None, deeds=None))


def read_collection(name: str = "incidents.jsonl") -> list[dict[str, Any]]:
    """The stories of a collection of our own, one object each."""
    return [json.loads(line) for line in (COLLECTIONS / name).read_text(encoding="utf-8").splitlines() if line]


def text_of(story: dict[str, Any]) -> Text:
    """A story of a collection as a text."""
    return Text(story["story"], story["text"], story["outlet"], story["published"])
