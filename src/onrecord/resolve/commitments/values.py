"""What the ledger keeps of a story: a commitment as the story tells it, or what it says became of one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from onrecord.model import EventDate, Evidence, Source


class Role(StrEnum):
    """What a digest is: a commitment told, words for what became of one, or a deed that may be one carried out."""

    TOLD = "told"
    OUTCOME = "outcome"
    DEED = "deed"


@dataclass(frozen=True, slots=True)
class Party:
    """Who commits or is told: `telling` words of names (a surname, the words of a body that are its own), `roles` common
    nouns ("the government"), `names` of people in full.
    """

    telling: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        """True where something says who it is."""
        return bool(self.telling or self.roles)


NOBODY = Party()


@dataclass(frozen=True, slots=True)
class CommitmentReport:
    """The digest. `day` is the day of the report (ISO 8601), `place` where its words begin, `words` the evidence.

    `verbs` and `objects` are the lemmas that the content turns on, `lemmas` all that tell it from another. Of an outcome
    `kind` names the commitment ("the promise"; empty where it is named by its content alone) and `state` what became of it.
    """

    id: str
    story: str
    outlet: str | None
    day: str | None
    place: int
    role: Role
    kind: str
    words: Evidence
    actor: Party
    verbs: tuple[str, ...]
    objects: tuple[str, ...]
    lemmas: tuple[str, ...]
    by: Source | None = None
    to: str | None = None
    addressee: Party = NOBODY
    content: tuple[Evidence, ...] = ()
    condition: Evidence | None = None
    deadline: EventDate | None = None
    source: str | None = None
    statement: str | None = None
    event: str | None = None
    state: str | None = None
    is_recalled: bool = False
    """True for a commitment of which the story says that it was made before."""
    is_heading: bool = False
    around: tuple[str, ...] = ()
    """Of an outcome the names that stand near it, where its words do not say whose commitment it is."""
    rule: str = ""
