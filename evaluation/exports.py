"""How fast and in how much memory a million events are written out: `python -m evaluation.exports [--events 1000000] [--form parquet] [--bar]`.

The samples are read into a database, and the rows of their events are put into it again under new ids until there are that many and a tenth
of that many in another (indices and triggers of the table of events are left out: nothing here asks them). Each export runs in a process of its own,
whose largest size is told. `writer` is the export of as many lines that are in memory already: what a database costs is what is left. With
--bar the status is 1 where fewer than 50,000 events a second are written from the database, or where a million need more than 1.3 times
the memory of a hundred thousand.

`python -m evaluation.exports --format NAME … [--documents 1000 4000] [--databases SMALL LARGE]` does the same for whole documents and any
formats (`every`: all of them): how much memory each needs for so many documents and for so many more. With --bar the status is 1 where a
format needs more than 1.3 times as much for the larger number.
"""

from __future__ import annotations

# ruff: noqa: S608 -- names of columns are those of our schema
import argparse
import json
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from onrecord.model import Block, Record, content_id
from onrecord.publish import ObjectSelection, all_formats, export, is_there
from onrecord.publish.formats.tables.blocks import MOST_LINES
from onrecord.store import Store, engine

SPEED_BAR, MEMORY_BAR = 50_000, 1.3
PAGES = 4_096
"""KiB of a database that are kept in memory where documents are counted: what it keeps of its pages, 64 MiB at most, is no growth."""
ROWS = 50_000
"""Rows that are put in at once."""


@dataclass(frozen=True, slots=True)
class Measured:
    """An export: events, seconds by the clock and by the processor, bytes of the process at its largest."""

    events: int
    seconds: float
    work: float
    memory: int

    @property
    def speed(self) -> float:
        """Events a second by the clock."""
        return self.events / self.seconds


def make_database(path: Path, count: int, records: Iterable[Record]) -> None:
    """A database of these records whose events are there again and again, under other ids, until there are `count`."""
    with Store(str(path)) as store:
        for record in records:
            store.add(record, version="1")
    with closing(sqlite3.connect(path)) as database:
        database.execute("DROP TRIGGER event_comes")
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'event' AND sql IS NOT NULL").fetchall():  # fmt: skip
            database.execute(f"DROP INDEX {name}")
        names = [row[1] for row in database.execute("PRAGMA table_info(event)")]
        rows = database.execute(f"SELECT {', '.join(names)} FROM event").fetchall()
        put = f"INSERT INTO event ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
        own, packed = names.index("id"), names.index("json")
        numbered = names.index("number")
        for start in range(len(rows), count, ROWS):
            made = []
            for number in range(start, min(start + ROWS, count)):
                row = list(rows[number % len(rows)])
                identity = content_id("event", number)
                row[packed] = row[packed].replace(row[own], identity)
                row[own], row[numbered] = identity, None
                made.append(row)
            database.executemany(put, made)
            database.commit()
        database.execute("UPDATE counted SET number = (SELECT count(*) FROM event) WHERE type = 'event'")
        database.commit()


class Lines(ObjectSelection):
    """Events that are lines in memory already, the same few again and again under other ids."""

    is_all = True

    def __init__(self, lines: Sequence[bytes], count: int) -> None:
        super().__init__(())
        self._own, self._count = lines, count

    def blocks(self) -> Iterator[Block]:
        """All of them."""
        own = [(line, json.loads(line)["id"].encode()) for line in self._own]
        for start in range(0, self._count, MOST_LINES):
            size = min(MOST_LINES, self._count - start)
            picked = (own[(start + number) % len(own)] for number in range(size))
            lines = [line.replace(old, b"event-%020x" % (start + n)) for n, (line, old) in enumerate(picked)]
            yield Block("event", ["document-0"] * size, lines)


def measure(database: Path, form: str, out: Path, *, writer_alone: bool = False) -> Measured:
    """Export a database in this process, or as many events as it has out of memory."""
    with Store(str(database), must_exist=True) as store, store.selection() as selection:
        count = store.counts()["event"]
        chosen = Lines(_some_lines(database), count) if writer_alone else selection
        start, work = time.perf_counter(), time.process_time()
        export(chosen, form=form, out=out)
        seconds, work = time.perf_counter() - start, time.process_time() - work
    return Measured(count, seconds, work, _highest())


def _highest() -> int:
    """Bytes of this process at its largest; what getrusage says begins with the size of the process that started it."""
    found = re.search(r"^VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"), re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def _some_lines(database: Path) -> list[bytes]:
    with closing(sqlite3.connect(database)) as opened:
        return [line for (line,) in opened.execute("SELECT CAST(json AS BLOB) FROM event LIMIT 200")]


def measure_apart(
    database: Path, form: str, out: Path, *, writer_alone: bool = False, pages: int | None = None
) -> Measured:
    """As `measure`, in a process of its own; with `pages`, a database keeps no more KiB of its pages in memory."""
    more = (["--writer"] if writer_alone else []) + (["--pages", str(pages)] if pages is not None else [])
    command = [sys.executable, "-m", "evaluation.exports", "--one", str(database), "--form", form, "--out", str(out), *more]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Measured(*json.loads(done.stdout))


def compare(events: int, form: str, folder: Path) -> bool:
    """Measure, print, and say whether the bars hold."""
    from onrecord.pipeline import read  # not in the processes that are measured

    records = list(read("samples", is_compared=False))
    found: dict[tuple[str, int], Measured] = {}
    for count in (events // 10, events):
        database = folder / f"{count}.db"
        make_database(database, count, records)
        for name in ("writer", "database"):
            out = folder / f"{form}-{count}-{name}"
            one = measure_apart(database, form, out, writer_alone=name == "writer")
            found[name, count] = one
            print(f"{form:8} {name:8} {one.events:>9,} events {one.speed:>9,.0f} a second ({one.events / one.work:,.0f} of the processor's) {one.memory / 1e6:6,.0f} MB", flush=True)  # fmt: skip
    small, large = found["database", events // 10], found["database", events]
    return large.speed > SPEED_BAR and large.memory < MEMORY_BAR * small.memory


def compare_formats(names: Sequence[str], databases: Sequence[Path], folder: Path) -> bool:
    """Measure formats on two databases, the smaller first, print, and say whether memory stays within the bar for each."""
    chosen = [one.name for one in all_formats().values() if is_there(one)] if "every" in names else names
    holds = True
    for form in chosen:
        small, large = (_measured_once(database, form, folder) for database in databases)
        grows = large.memory / small.memory
        holds &= grows <= MEMORY_BAR
        print(f"{form:14} {small.memory / 1e6:6,.0f} MB for {small.events:>7,} events, {large.memory / 1e6:6,.0f} MB for {large.events:>7,}: {grows:5.2f} times; {large.seconds:6.1f} s", flush=True)  # fmt: skip
    return holds


def _measured_once(database: Path, form: str, folder: Path) -> Measured:
    """An export that is taken away once it is measured."""
    with tempfile.TemporaryDirectory(dir=folder) as own:
        return measure_apart(database, form, Path(own) / form, pages=PAGES)


def document_databases(documents: Sequence[int], folder: Path) -> list[Path]:
    """Databases of so many documents, made as `evaluation.large` makes them."""
    from evaluation.large import base_of, make

    paths = [folder / f"{count}-documents.db" for count in documents]
    for count, path in zip(documents, paths, strict=True):
        for told in make(path, base_of(None), count):
            print(told, file=sys.stderr)
    return paths


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--form", default="parquet")
    parser.add_argument("--format", action="append", help="Memory of this format by documents; `every` for all.")
    parser.add_argument("--documents", type=int, nargs=2, default=(1_000, 4_000))
    parser.add_argument("--databases", type=Path, nargs=2, help="Two that are there already, the smaller first.")
    parser.add_argument("--folder", help="Where databases and exports are made; a temporary folder without it.")
    parser.add_argument("--bar", action="store_true")
    for name in ("--one", "--out"):
        parser.add_argument(name, help=argparse.SUPPRESS)
    parser.add_argument("--pages", type=int, default=engine.CACHE, help=argparse.SUPPRESS)
    parser.add_argument("--writer", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        engine.CACHE = chosen.pages
        one = measure(Path(chosen.one), chosen.form, Path(chosen.out), writer_alone=chosen.writer)
        print(json.dumps([one.events, one.seconds, one.work, one.memory]))
        return
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        if chosen.format:
            databases = chosen.databases or document_databases(chosen.documents, Path(folder))
            holds = compare_formats(chosen.format, databases, Path(folder))
        else:
            holds = compare(chosen.events, chosen.form, Path(folder))
    sys.exit(0 if holds or not chosen.bar else 1)


if __name__ == "__main__":
    main()
