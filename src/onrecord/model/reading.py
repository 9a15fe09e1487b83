"""Everything read in one document."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.model.across import KeyedDigest
from onrecord.model.document import CleanText, Document
from onrecord.model.record import Entity, Event, Issue, Place, Quantity, Statement, Time
from onrecord.model.story import Story


@dataclass(frozen=True, slots=True)
class Record:
    """One document's record: the document, its clean text, and all that was read in it, in the order of the text."""

    document: Document
    clean: CleanText
    stories: tuple[Story, ...]
    entities: tuple[Entity, ...]
    statements: tuple[Statement, ...]
    events: tuple[Event, ...]
    quantities: tuple[Quantity, ...]
    times: tuple[Time, ...]
    places: tuple[Place, ...]
    issues: tuple[Issue, ...]
    digests: tuple[KeyedDigest, ...] = ()
    """What setting it beside other documents needs; never part of the record that is written out."""
