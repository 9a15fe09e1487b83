"""What all parts of a dossier are made with: what was gathered, its happenings, and the numbers of the evidence."""

from __future__ import annotations

from collections.abc import Iterable

from onrecord.publish.formats.dossier.evidence import Cite, Evidence, Numbering, Run
from onrecord.publish.formats.dossier.gathering import Gathered, HeldEvent, HeldStatement
from onrecord.publish.formats.dossier.happenings import Happening, happenings
from onrecord.publish.formats.dossier.parts import Note
from onrecord.publish.selection import Found
from onrecord.publish.shared.dates import date_parts, day_words
from onrecord.publish.shared.stories import StoryNote
from onrecord.publish.shared.words import cut, one_line

Held = HeldEvent | HeldStatement

QUOTED = 300
"""Characters of the words of one side or one report that are quoted."""


class Material:
    """What was gathered, with what is cited so far: parts are made in the order in which they are read."""

    def __init__(self, gathered: Gathered) -> None:
        self.gathered = gathered
        self.happenings = happenings(gathered)
        self.numbering = Numbering()
        self.asked = gathered.identity(gathered.about) if gathered.about else None
        self.carried: dict[str, list[HeldEvent]] = {}
        for event in gathered.events.values():
            if event.statement in gathered.statements:
                self.carried.setdefault(str(event.statement), []).append(event)

    def cite(self, one: Held) -> tuple[Cite, ...]:
        """The number of a record's evidence."""
        return (self.numbering.cite(one.evidence),)

    def cite_all(self, evidence: Iterable[Evidence]) -> tuple[Cite, ...]:
        """The numbers of several pieces of evidence."""
        return self.numbering.cite_all(evidence)

    def where(self, one: Held) -> str:
        """Outlet and day of the report of a record."""
        return outlet_and_day(self.gathered.note(one.story))

    def decided(self, one: Found) -> str | None:
        """What people decided on a record across documents, in words."""
        found = self.gathered.decided.get(one["id"])
        return found.words if found else None

    def said(self, record: Found, said: Found) -> Note:
        """Words of a record across documents: according to whom, where, when."""
        cites = self.cite_all([self.gathered.evidence(said, record["id"])])
        for identity in filter(None, (said["statement"], said.get("event"))):
            self.cite_all([self.gathered.evidence(said, identity)])
        who = f"according to {one_line(said['source'])}, " if said.get("source") else "the report itself, "
        note = self.gathered.note(said["story"], said["outlet"], said["said_on"])
        rejected = [
            self.gathered.rejections[one]
            for one in (said["statement"], said.get("event"))
            if one in self.gathered.rejections
        ]
        told = f"{who}{outlet_and_day(note)}{''.join(f' ({words})' for words in rejected[:1])}:"
        return Note(told, (Run(cut(one_line(said["text"]), QUOTED)),), cites, "against" if rejected else "")


def outlet_and_day(note: StoryNote) -> str:
    """`Sorvik Post, 4 March 2026`; a report without an outlet is called by its title."""
    return f"{note.outlet or note.called}, {day_words(note.date) or 'undated'}"


def decided_words(one: Held) -> str | None:
    """What people decided on a record, in words."""
    return one.decided.words if one.decided else None


def day_of(one: Happening) -> str:
    """The day to sort it by: when it happened, as far as that is a date of the calendar, else when it was reported."""
    return (one.date if date_parts(one.date) else None) or one.reported_on


def rank(one: Happening) -> tuple[int, int, str, str]:
    """What most reports assert, and then tell of, comes first."""
    return -one.independent, -len(one.events), day_of(one) or "9999", one.id


def first_up(words: str) -> str:
    """Words that begin a sentence."""
    return words[:1].upper() + words[1:]


def counted(count: int, one: str, many: str | None = None) -> str:
    """`1 story`, `2 stories`."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
