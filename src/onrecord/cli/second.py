"""The second reader on the command line: beside the records as they are read, and told of at the end."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from onrecord.errors import UsageError

if TYPE_CHECKING:
    from onrecord.model import Document, Issue, Proposal, Reader, Record
    from onrecord.second import SecondReading
    from onrecord.store import Store

KEY = "ONRECORD_SECOND_READER_KEY"


def open_second(url: str | None, model: str | None, timeout: float) -> Second | None:
    """The second reader that was asked for. Raises UsageError where an address comes without a model, or the other way round."""
    if url is None and model is None:
        return None
    if not url or not model:
        raise UsageError("--second-reader URL and --model NAME go together")
    return Second(url, model, timeout)


class Second:
    """A second reader over a run: its answers beside the records, and how it agrees over all of them."""

    def __init__(self, url: str, model: str, timeout: float) -> None:
        from onrecord.model import Agreement
        from onrecord.second import reader_of

        self._url, self._timeout = url, timeout
        self.reader: Reader = reader_of(url, model)
        self.agreement = Agreement()
        self._told: set[str] = set()
        self._readings: Generator[SecondReading, None, None] | None = None
        self._reading: SecondReading | None = None

    @property
    def names(self) -> dict[str, Any]:
        """What a report calls it by."""
        return {"model": self.reader.model, "host": self.reader.host}

    def is_read(self, store: Store, document: Document) -> bool:
        """True when it answered for every story of a document that is stored."""
        from onrecord.second import PROMPT

        return store.is_second_read(document.id, self.reader, prompt=PROMPT)

    def beside(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records as they are, each when there is an answer on it, which `keep` has while the record is the last one given."""
        from onrecord.second import Bounds, second_read

        bounds = Bounds(timeout=self._timeout)
        key = os.environ.get(KEY)
        self._readings = second_read(records, url=self._url, model=self.reader.model, key=key, bounds=bounds)
        for reading in self._readings:
            self._reading = reading
            yield reading.record

    def keep(self, store: Store | None) -> Iterator[dict[str, Any]]:
        """The objects of the answer on the last record: refusals, then proposals; stored where its document is."""
        from onrecord.second import PROMPT
        from onrecord.serialize import to_object

        reading = self._reading
        if reading is None:
            return
        found: tuple[Issue | Proposal, ...] = (*reading.issues, *reading.proposals)
        if store is not None:
            store.add_proposals(
                reading.record.document.id, reading.reader, prompt=PROMPT, answered=reading.answered, found=found
            )
        self.agreement += reading.agreement
        self._tell(reading.failures)
        yield from map(to_object, found)

    def close(self) -> None:
        """Ask no more."""
        if self._readings is not None:
            self._readings.close()

    def summarise(self) -> None:
        """How it agrees, on standard error."""
        found = self.agreement
        click.echo(f"onrecord: second reader {self.reader.name}: {found.words}", err=True)
        rows = [("", "both", "only it", "only onrecord", "otherwise")]
        for name, counts in (("statements", found.statements), ("events", found.events)):
            numbers = (counts.agreed, counts.only_second, counts.only_onrecord, counts.otherwise)
            rows.append((name, *(f"{number:,}" for number in numbers)))  # type: ignore[arg-type]
        for name, *cells in rows:
            click.echo(f"  {name:10}" + "".join(f"{cell:>15}" for cell in cells), err=True)
        if found.differs:
            fields = ", ".join(f"{field} {count:,}" for field, count in Counter(found.differs).most_common())
            click.echo(f"  read otherwise: {fields}", err=True)

    def _tell(self, failures: Iterable[str]) -> None:
        """One line for each kind of failure, however often it comes."""
        for failure in failures:
            kind = re.split(r"[:(]", failure)[0]
            if kind not in self._told:
                self._told.add(kind)
                click.echo(f"onrecord: warning: second reader {self.reader.name}: {failure}; others like it are in the record alone", err=True)  # fmt: skip
