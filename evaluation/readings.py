"""Stories read for evaluations across documents: each text once, kept in a folder of the user's own for this very program.

A reading is kept under a digest of the program's models, rules and code, so that no figure comes of readings by another.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import onrecord
from onrecord.model import Document, StoryReading, content_id
from onrecord.pipeline import program_version, read_stories

LATER = frozenset(("resolve", "store", "publish", "cli", "evaluate", "desk", "watching"))
"""Rooms that a reading does not depend on."""
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
    folder = Path.home() / ".cache" / "onrecord-readings" / _program()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for text in texts:
        digest = hashlib.sha256(repr((text.name, text.text, text.outlet, text.published)).encode()).hexdigest()
        path = folder / f"{digest}.pickle"
        if not path.exists():
            found = tuple(_bare(reading) for reading in read_stories(make_document(text))[1])
            waiting = path.with_suffix(f".{os.getpid()}")
            waiting.write_bytes(pickle.dumps(found))
            waiting.replace(path)
        yield text, pickle.loads(path.read_bytes())


@cache
def _program() -> str:
    """A digest of everything that a reading depends on: models, rules, and the code of the rooms up to `events`."""
    digest = hashlib.sha256(program_version().encode())
    root = Path(onrecord.__file__).parent
    for path in sorted(root.rglob("*.py")):
        if path.relative_to(root).parts[0] not in LATER:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def make_document(text: Text) -> Document:
    """A document of plain text."""
    digest = hashlib.sha256(text.text.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(content_id("document", text.text, text.name), "text/plain", text.outlet, None, text.name, text.published, None, "en", digest, text.text)  # fmt: skip


def _bare(reading: StoryReading) -> StoryReading:
    return replace(reading, annotation=replace(reading.annotation, speech=None, deeds=None))


def read_collection(name: str = "incidents.jsonl") -> list[dict[str, Any]]:
    """The stories of a collection of our own, one object each."""
    return [json.loads(line) for line in (COLLECTIONS / name).read_text(encoding="utf-8").splitlines() if line]


def text_of(story: dict[str, Any]) -> Text:
    """A story of a collection as a text."""
    return Text(story["story"], story["text"], story["outlet"], story["published"])
