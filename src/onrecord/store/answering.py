"""What pages and reports ask of a database beside its records: lists, drawings, timelines, what came in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from onrecord.errors import StoreError
from onrecord.store.accounts import (
    Account,
    IncidentNote,
    account_of,
    incident_notes,
)
from onrecord.store.arriving import (
    Changed,
    Marks,
    NewStory,
    changed_since,
    count_since,
    marks,
    newest_disputes,
    newest_stories,
)
from onrecord.store.asking import (
    Answer,
    Asked,
    CopyNote,
    answer_for,
    commitments,
    copy_notes,
    disputes,
    incidents,
)
from onrecord.store.beside import Beside, StoryCount, beside, story_counts
from onrecord.store.engine import translated
from onrecord.store.found import HitContext, Look, count, hit_contexts, look, outlets
from onrecord.store.happenings import Happening, happenings
from onrecord.store.mapping import Acting, Mapped, acting, mapped
from onrecord.store.query import Hit, Query
from onrecord.store.tables import DOCUMENT, STORY
from onrecord.store.timeline import SUBJECTS, Timeline, TimelineQuery, make_timeline

SHORTEST = 6
"""Characters of an id, after its type, that are enough to ask for it."""


class Answering:
    """Questions to a database; `Store` is one."""

    path: str

    def _reading(self) -> Any:
        raise NotImplementedError

    def _resolve(self, identity: str) -> tuple[str, str]:
        raise NotImplementedError

    def _documents_of(self, kind: str, identity: str) -> list[str]:
        raise NotImplementedError

    def get(self, identity: str) -> dict[str, Any]:
        """The object of an id."""
        raise NotImplementedError

    def full_id(self, identity: str) -> str:
        """The whole id that begins like this."""
        raise NotImplementedError

    def count(self, query: Query, most: int = 1000) -> dict[str, int]:
        """By kind how many statements, events and stories fit, counted up to `most`."""
        with translated(self.path), self._reading() as connection:
            return count(connection, query, most)

    def look(self, query: Query, most: int = 1000) -> tuple[Look, ...]:
        """Each kind that can hold what is asked: how many fit, counted up to `most`, and the first of them up to the query's limit."""
        with translated(self.path), self._reading() as connection:
            return tuple(look(connection, query, most))

    def hit_contexts(self, hits: Sequence[Hit], words: str | None = None) -> dict[str, HitContext]:
        """By id what is shown beside the events and stories among hits of a search for these words."""
        with translated(self.path), self._reading() as connection:
            return hit_contexts(connection, hits, words)

    def addresses(self) -> Iterator[tuple[str, str]]:
        """Documents by id with their addresses, or with their ids where they have none."""
        with translated(self.path), self._reading() as connection:
            yield from connection.execute(select(DOCUMENT.c.id, func.coalesce(DOCUMENT.c.url, DOCUMENT.c.id)))

    def outlets(self, most: int = 300) -> list[str]:
        """The first outlets in the order of the alphabet."""
        with translated(self.path), self._reading() as connection:
            return outlets(connection, most)

    def incidents(self, asked: Asked) -> Iterator[Answer]:
        """Incidents that fit, the last reported first."""
        with translated(self.path), self._reading() as connection:
            yield from incidents(connection, asked)

    def disputes(self, asked: Asked) -> Iterator[Answer]:
        """Disputes that fit, the newest first; each says which incident it is about."""
        with translated(self.path), self._reading() as connection:
            yield from disputes(connection, asked)

    def commitments(self, asked: Asked) -> Iterator[Answer]:
        """Commitments that fit, the newest first; with `due_before` by deadline."""
        with translated(self.path), self._reading() as connection:
            yield from commitments(connection, asked)

    def answer(self, identity: str) -> Answer:
        """A copy, incident, dispute or commitment by its id, with what is needed to show it."""
        record = self.get(identity)
        with translated(self.path), self._reading() as connection:
            return answer_for(connection, record)

    def account(self, identity: str) -> Account:
        """An incident, dispute or commitment by its id, with its words where they stand and how its events stand."""
        record = self.get(identity)
        with translated(self.path), self._reading() as connection:
            return account_of(connection, record)

    def incident_notes(self, answers: Sequence[Answer]) -> dict[str, IncidentNote]:
        """How incidents of a list stand and which disputes are about them, by id."""
        with translated(self.path), self._reading() as connection:
            return incident_notes(connection, [answer.record for answer in answers])

    def mapped(self, query: Query, limit: int) -> Mapped:
        """Where events that fit happened, the newest first, no more than `limit`."""
        with translated(self.path), self._reading() as connection:
            return mapped(connection, query, limit)

    def acting(self, query: Query, *, limit: int, nodes: int) -> Acting:
        """Who acts on whom in the newest `limit` pairs of events that fit, the `nodes` heaviest."""
        with translated(self.path), self._reading() as connection:
            return acting(connection, query, limit, nodes)

    def happenings(self, events: Sequence[str]) -> tuple[Happening, ...]:
        """Events as the rows of a table, in this order; one that is not stored is left out."""
        with translated(self.path), self._reading() as connection:
            return tuple(happenings(connection, events))

    def timeline(self, query: TimelineQuery) -> Timeline:
        """What happened to a person, a body or a place, in an incident or a story, or as a search finds it, in the order of happening."""
        kind, _, digits = (query.subject or "").partition("-")
        if kind in SUBJECTS and len(digits) >= SHORTEST and digits.isalnum():
            query = replace(query, subject=self.full_id(query.subject or ""))
        with translated(self.path), self._reading() as connection:
            return make_timeline(connection, query)

    def marks(self) -> Marks:
        """How far documents and changes have come: what comes later has higher numbers."""
        with translated(self.path), self._reading() as connection:
            return marks(connection)

    def newest_stories(self, limit: int = 20) -> tuple[NewStory, ...]:
        """The stories that came last, the last first."""
        with translated(self.path), self._reading() as connection:
            return newest_stories(connection, limit)

    def newest_disputes(self, limit: int = 5) -> tuple[Answer, ...]:
        """The open disputes that were said last."""
        with translated(self.path), self._reading() as connection:
            ids = newest_disputes(connection, limit)
        return tuple(self.answer(identity) for identity in ids)

    def changed_since(self, before: Marks, limit: int = 20) -> tuple[tuple[Changed, ...], int, int]:
        """What became known or changed across documents after these marks, the last first; how many stories came since, and how many changes."""
        with translated(self.path), self._reading() as connection:
            return changed_since(connection, before.change, limit), *count_since(connection, before)

    def copies(self, document: str) -> tuple[CopyNote, ...]:
        """What the stories of a document are copies of."""
        _, full = self._resolve(document)
        with translated(self.path), self._reading() as connection:
            return copy_notes(connection, connection.scalars(select(STORY.c.id).where(STORY.c.document == full)))

    def beside(self, identity: str) -> Beside:
        """What stands beside a story's text, or beside a document's. Raises StoreError when it is neither or not stored."""
        kind, full = self._resolve(identity)
        if kind not in ("story", "document"):
            raise StoreError(f"{identity}: nothing in {self.path} is a story or a document of this id")
        story = full if kind == "story" else None
        document = self._documents_of("story", full)[0] if story else full
        with translated(self.path), self._reading() as connection:
            return beside(connection, document, story)

    def story_counts(self, document: str) -> tuple[StoryCount, ...]:
        """The stories of a document in the order of the text, with how much was read in each."""
        with translated(self.path), self._reading() as connection:
            return story_counts(connection, document)
