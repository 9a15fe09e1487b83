"""What a dossier shows: values for its template, every sentence with the numbers of its evidence."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.publish.formats.dossier.evidence import Cite, Exhibit, Run
from onrecord.publish.shared.stories import StoryNote

Cites = tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A line under an item; `tone` is `against` where it speaks against the item."""

    lead: str
    words: tuple[Run, ...] = ()
    cites: Cites = ()
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing: who said it (`lead`; empty where the report does), the words, how it stands, where it was reported, what was read in it."""

    lead: str
    words: tuple[Run, ...]
    cites: Cites
    standing: str = ""
    status: str = ""
    where: str = ""
    read_as: str = ""
    notes: tuple[Note, ...] = ()
    decided: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Items under a heading, and how many more there are."""

    title: str
    items: tuple[Item, ...]
    note: str = ""
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the dossier; `nothing` is what it says where it has no groups."""

    id: str
    title: str
    intro: str
    nothing: str
    groups: tuple[Group, ...] = ()
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One answer in a dispute."""

    value: str
    who: str
    since: str
    words: tuple[Note, ...]
    replaced_by: str | None
    left_out: int


@dataclass(frozen=True, slots=True)
class Disputed:
    """A dispute with its sides beside one another."""

    id: str
    about: str
    standing: str
    sides: tuple[Side, ...]
    left_out: int
    decided: str | None


@dataclass(frozen=True, slots=True)
class Engagement:
    """A commitment, its terms and what became of it."""

    id: str
    kind: str
    who: str
    words: str
    said: tuple[Note, ...]
    terms: tuple[str, ...]
    state: str
    state_words: str
    outcomes: tuple[Note, ...]
    decided: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the timeline."""

    date: str
    what: str
    standings: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody or something with a part in it."""

    id: str
    name: str
    kind: str
    offices: tuple[str, ...]
    also: tuple[str, ...]
    possible: tuple[str, ...]
    said: int
    did: int
    undergone: int
    stories: int
    cites: Cites


@dataclass(frozen=True, slots=True)
class Shown:
    """Rows of a table, and how many more there are."""

    rows: tuple[Row | Party | Disputed | Engagement, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Report:
    """A story that the dossier rests on, and what it is a copy of."""

    note: StoryNote
    copies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Basis:
    """What the dossier rests on."""

    documents: int
    stories: int
    dates: str
    outlets: tuple[str, ...]
    copies: int
    doubts: tuple[str, ...]
    reports: tuple[Report, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece of evidence with its story."""

    exhibit: Exhibit
    note: StoryNote


@dataclass(frozen=True, slots=True)
class Dossier:
    """All of it. `title` is what was asked for, `kind` what that is."""

    kind: str
    title: str
    about: str | None
    basis: Basis
    summary: tuple[str, ...]
    sections: tuple[Section, ...]
    disputes: Shown
    commitments: Shown
    timeline: Shown
    people: Shown
    rejected: Section | None
    evidence: tuple[Placed, ...]
    is_part: bool
    """True where there is more than was looked at: then less is counted than there is."""
