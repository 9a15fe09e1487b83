"""What people decided and what is left for them, as a database has it; `Store` answers so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Engine, select

from onrecord.judging import Decision
from onrecord.model import Judgement
from onrecord.store.answering import Answering
from onrecord.store.engine import translated
from onrecord.store.joined import Same, judgements_on, same_as, stored_judgements
from onrecord.store.judged import decisions_of, judgements_of, last_of, listed_judgements, raise_disputed
from onrecord.store.query import Query
from onrecord.store.reviewing import (
    Doubted,
    MaybeSame,
    Queue,
    doubted,
    is_weighed,
    mentions_in,
    possible_same,
    queue,
    weigh,
)
from onrecord.store.tables import DISPUTED, DOCUMENT


class Deciding(Answering):
    """Questions about judgements, doubts and entities that may be one."""

    _engine: Engine

    def judgements(self) -> list[Judgement]:
        """Every judgement, withdrawn ones too."""
        with translated(self.path), self._reading() as connection:
            return stored_judgements(connection)

    def judgements_of(self, ids: Iterable[str]) -> dict[str, tuple[Judgement, ...]]:
        """By id of a record the judgements that hold for it as it is read now, the oldest first, withdrawn ones too.

        A judgement on a record that was read anew holds for the one with the same words in its place (`onrecord.judging.attach`).
        """
        with translated(self.path), self._reading() as connection:
            return judgements_of(connection, ids)

    def decisions_of(self, ids: Iterable[str]) -> dict[str, Decision]:
        """By id of a record what people decided on it all in all, where anybody did; it says too whether the record reads now as it did then."""
        with translated(self.path), self._reading() as connection:
            return decisions_of(connection, ids)

    def last_judgement(self, by: str) -> Judgement | None:
        """The last judgement of a person that stands."""
        with translated(self.path), self._reading() as connection:
            return last_of(connection, by)

    def listed_judgements(
        self,
        *,
        by: str | None = None,
        verdict: str | None = None,
        is_lost: bool = False,
        limit: int = 100,
        offset: int = 0,
    ) -> list[tuple[Judgement, str | None]]:
        """Judgements, the newest first, each with a record that it holds for now; None where that is no longer found."""
        with translated(self.path), self._reading() as connection:
            return listed_judgements(connection, by=by, verdict=verdict, is_lost=is_lost, limit=limit, offset=offset)

    def queue(self, query: Query, *, why: str | None = None) -> Queue:
        """What is left for people to look at, the most doubted first (`onrecord.store.doubt` says how it is doubted)."""
        if not self._is_weighed():
            self._weigh()
        with translated(self.path), self._reading() as connection:
            return queue(connection, query, why)

    def doubted(self, ids: Sequence[str]) -> list[Doubted]:
        """These statements, events and issues with why they are doubted, in this order; what is not stored is left out."""
        with translated(self.path), self._reading() as connection:
            return doubted(connection, list(ids))

    def possible_same(self, limit: int) -> list[MaybeSame]:
        """Pairs of entities that may be one and that nobody judged."""
        with translated(self.path), self._reading() as connection:
            return possible_same(connection, limit)

    def _is_weighed(self) -> bool:
        with translated(self.path), self._reading() as connection:
            return is_weighed(connection)

    def _weigh(self) -> None:
        """For a database that was made before there was a queue; once."""
        with translated(self.path), self._reading() as connection:
            documents = list(connection.scalars(select(DOCUMENT.c.id)))
        for document in documents:
            with translated(self.path), self._engine.begin() as connection:
                weigh(connection, document)
        with translated(self.path), self._engine.begin() as connection:
            raise_disputed(connection, connection.scalars(select(DISPUTED.c.subject)).all())

    def mentions_in(self, document: str, start: int, end: int) -> list[tuple[str, int, int]]:
        """Entities mentioned inside a span of a document's text: id, start, end, in the order of the text."""
        with translated(self.path), self._reading() as connection:
            return mentions_in(connection, document, start, end)

    def judgements_on(self, entities: Iterable[str]) -> list[Judgement]:
        """Judgements on any of these entities and another, withdrawn ones too, the newest first."""
        with translated(self.path), self._reading() as connection:
            return judgements_on(connection, entities)

    def same_as(self, identity: str) -> tuple[Same, ...]:
        """Entities that are one with this one across documents, then those that may be, with the reasons."""
        _, full = self._resolve(identity)
        with translated(self.path), self._reading() as connection:
            return tuple(same_as(connection, full))
