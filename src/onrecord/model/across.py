"""What crosses walls on the way from one document to many: a story with all that was read in it, and links between digests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from onrecord.model.document import Document
from onrecord.model.record import (
    Commitment,
    Copy,
    Dispute,
    Entity,
    Event,
    Incident,
    MentionForm,
    Place,
    Quantity,
    Statement,
    Time,
)
from onrecord.model.story import Story
from onrecord.model.words import Annotation


@dataclass(frozen=True)
class StoryReading:
    """One story with its words and everything that was read in it: what a layer of `resolve` makes its digests from.

    `annotation.text` is the document's clean text. `entities` are all of the document's; the rest is this story's alone. No slots, so
    that what is looked up often can be cached.
    """

    document: Document
    story: Story
    annotation: Annotation
    entities: tuple[Entity, ...]
    statements: tuple[Statement, ...]
    events: tuple[Event, ...]
    quantities: tuple[Quantity, ...]
    times: tuple[Time, ...]
    places: tuple[Place, ...]

    @property
    def written_on(self) -> str | None:
        """When the story was written, else when its document was published, as precisely as they say (ISO 8601), else None."""
        if self.story.written_on is not None:
            return self.story.written_on.value
        return self.document.published

    @cached_property
    def pronouns(self) -> dict[int, Entity]:
        """Whom each pronoun stands for, by where it begins."""
        found: dict[int, Entity] = {}
        for entity in self.entities:
            for mention in entity.mentions:
                if mention.form is MentionForm.PRONOUN:
                    found.setdefault(mention.evidence.span.start, entity)
        return found

    @property
    def day(self) -> str | None:
        """The day of `written_on` (YYYY-MM-DD); None where that is less precise than a day, or no day of the calendar."""
        found = (self.written_on or "")[:10]
        try:
            return found if date.fromisoformat(found).isoformat() == found else None
        except ValueError:
            return None


COPIES_LAYER = "copies"
"""The name of the layer whose links say which stories share passages."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two digests of one layer that belong together: their ids, `one` < `other`, how firmly (0 to 1), and why in words."""

    one: str
    other: str
    weight: float
    reason: str


@dataclass(frozen=True, slots=True)
class KeyedDigest:
    """A digest of a layer (any frozen value with `id` and `story`), and the keys that it may share with others.

    `form` is the same number for digests that need not be compared, because one like them is; None where each must be. `rank` is its place
    among all that share a key, where they are too many for every two to be compared (see `onrecord.model.blocks`). `version` and `reading`
    are its layer's.
    """

    layer: str
    digest: Any
    keys: frozenset[str]
    form: int | None = None
    rank: int = 0
    version: int = 1
    reading: int = 1


@dataclass(frozen=True, slots=True)
class Across:
    """What is known across documents, each kind in the order of its ids."""

    copies: tuple[Copy, ...] = ()
    incidents: tuple[Incident, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    commitments: tuple[Commitment, ...] = ()
