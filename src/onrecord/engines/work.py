"""What a worker does, whatever process or machine it is in."""

from __future__ import annotations

from onrecord.annotate import encoder
from onrecord.engines.handing import pickle_by_fields
from onrecord.engines.known import KnownIds
from onrecord.engines.shards import Job, Portion, PortionRead
from onrecord.intake import IntakeOptions, Item, read_piece
from onrecord.model import Document, Issue, Record
from onrecord.pipeline import read_document

WARM = b"Police in Tolmen said on Monday that two men were held."
"""A text to load everything with."""


class Worker:
    """Reads portions with models that are loaded once, on one thread: what is read depends on the portion alone."""

    def __init__(self, job: Job) -> None:
        encoder.THREADS = 1
        pickle_by_fields()
        self._job = job
        self._known = KnownIds(job.known)
        for found in read_piece(Item("", WARM, IntakeOptions()), job.options):
            if isinstance(found, Document):
                read_document(found)

    def read(self, portion: Portion) -> PortionRead:
        """Everything in a portion that is not known."""
        records: list[Record] = []
        issues: list[Issue] = []
        skipped = 0
        job = self._job
        for piece in portion.pieces:
            for found in read_piece(piece, job.options):
                if isinstance(found, Issue):
                    issues.append(found)
                elif found.id in self._known:
                    skipped += 1
                else:
                    records.append(read_document(found, actors=job.actors, authority=job.authority, is_compared=job.is_compared))  # fmt: skip
        return PortionRead(tuple(records), tuple(issues), skipped)


__all__ = ["Worker"]
