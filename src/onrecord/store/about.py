"""What is stored about one entity, for one transaction: a page about it is one picture of the database."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from onrecord.model import Judgement
from onrecord.store.asking import Answer, answer_for, records_of
from onrecord.store.doings import DeedRow, SayingRow, doing_rows
from onrecord.store.joined import Same, judgements_on, same_as
from onrecord.store.parts import ROLES, count_parts, newest_parts
from onrecord.store.people import (
    EntityNote,
    NameUse,
    Occurrence,
    PossibleTwin,
    Spot,
    cluster_of,
    count_results,
    entity_note,
    name_uses,
    newest_incidents,
    occurrences,
    own_names,
    possible_twins,
    results_of,
    spots,
)

LATEST = 500
"""Events and statements, the newest, whose disputes and commitments are looked for."""


class About:
    """One entity over all documents; `entities` are its id and those that are one with it."""

    def __init__(self, connection: Connection, identity: str) -> None:
        self._connection = connection
        self.identity = identity
        self.entities = cluster_of(connection, identity)
        self._newest: list[str] | None = None

    def note(self) -> EntityNote:
        """It in short."""
        return entity_note(self._connection, self.entities)

    def note_on(self, identity: str) -> EntityNote:
        """Another in short, with those that are one with it."""
        return entity_note(self._connection, cluster_of(self._connection, identity))

    def names(self) -> tuple[NameUse, ...]:
        """All words that stand for it."""
        return name_uses(self._connection, self.entities)

    def occurrences(
        self, words: str, form: str, most: int, start: int = 0, *, of: Sequence[str] | None = None
    ) -> tuple[Occurrence, ...]:
        """Where these words stand for it, or for others, the last that was read first."""
        return occurrences(self._connection, of or self.entities, words, form, most, start)

    def doings(self, role: str, most: int, start: int = 0) -> tuple[DeedRow | SayingRow, ...]:
        """What it has this part in, the newest first: `actor`, `recipient`, `source` or `named`."""
        found = newest_parts(self._connection, self.entities, (role,), start + most)
        return doing_rows(self._connection, found[start:])

    def newest_of(self, identity: str, most: int) -> tuple[DeedRow | SayingRow, ...]:
        """The newest that another says or has done."""
        found = newest_parts(self._connection, [identity], ("actor", "source", "recipient"), most)
        return doing_rows(self._connection, found)

    def count(self, role: str) -> int:
        """How much it has this part in."""
        return count_parts(self._connection, self.entities, role)

    def same(self) -> tuple[Same, ...]:
        """Those that are one with it."""
        return tuple(same for same in same_as(self._connection, self.identity) if same.is_joined)

    def possible_twins(self) -> tuple[PossibleTwin, ...]:
        """Those that may be one with it."""
        return possible_twins(self._connection, self.entities)

    def judgements(self) -> tuple[Judgement, ...]:
        """What people judged of it and another, withdrawn ones too, the newest first."""
        return tuple(judgements_on(self._connection, self.entities))

    def own_names(self, entities: Sequence[str]) -> dict[str, str]:
        """Names by id as their own documents have them, whatever they are joined with."""
        return own_names(self._connection, entities)

    def rows(self, ids: Sequence[str]) -> tuple[DeedRow | SayingRow, ...]:
        """Events and statements by id, in this order."""
        return doing_rows(self._connection, ids)

    def spots(self) -> tuple[Spot, ...]:
        """Where it is, for a place."""
        return spots(self._connection, self.entities)

    def incidents(self, most: int) -> tuple[tuple[Answer, ...], int]:
        """The newest incidents that it has a part in, and how many there are; of very many, those of its newest events."""
        count = count_results(self._connection, "incident", self.entities)
        records: Sequence[str] = self.entities
        if count > LATEST:
            records = newest_parts(self._connection, self.entities, ("actor", "recipient"), LATEST)
        ids = results_of(self._connection, "incident", records)
        return self._answers("incident", newest_incidents(self._connection, ids, most)), max(count, len(ids))

    def results(self, kind: str, most: int) -> tuple[tuple[Answer, ...], int, bool]:
        """Disputes or commitments with it, how many there are, and whether only the newest of what it does and says was looked at."""
        if self._newest is None:
            self._newest = newest_parts(self._connection, self.entities, ROLES, LATEST)
        ids = sorted(results_of(self._connection, kind, (*self.entities, *self._newest)))
        return self._answers(kind, ids[:most]), len(ids), len(self._newest) == LATEST

    def _answers(self, kind: str, ids: Sequence[str]) -> tuple[Answer, ...]:
        found = {record["id"]: record for record in records_of(self._connection, kind, ids)}
        return tuple(answer_for(self._connection, found[identity]) for identity in ids if identity in found)
