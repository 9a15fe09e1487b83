"""Is anything lost when a run is killed? `python -m evaluation.killing [--times 200] [--migrations 40] [--real 6] [--documents 24] [--seed N]`.

`onrecord read` is ended with SIGKILL at random moments, its database looked at, and the command given again until it ends; what the database
holds then is compared with that of a run that nobody disturbed. The same for a database of an older program that is brought up to date; after
a power cut, for which the write-ahead log of a killed run is cut off at random places (SQLite writes the log in order; that a disk
keeps that order is the system's promise, not ours); with a full disk, a file past its bound, a database or folder that may not be written,
and a lock that another process holds. Nearly all runs take their records from a file (`evaluation.killed`); `--real` of them read with the
models. A table on standard output; status 1 where anything was lost, half there or different.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import pickle
import random
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evaluation import killed
from evaluation.databases import broken, contents, copied, documents_of, exported, make_old, schema_of, untouched
from evaluation.readings import read_collection
from onrecord.model import Record
from onrecord.pipeline import join_stored, program_version, settle_stored
from onrecord.store import Store
from onrecord.store.engine import migrations

SEED = 5
CHECKPOINTS = (40, 400, 16_000)
"""Pages of the log before they go into the database: the program's own last, of which short runs would never see the end."""
LOGGED = 10**6
"""So many that all of a run stays in the log."""
CUTS = 6
"""Places at which one log is cut off."""
OLDEST = 1


@dataclass(slots=True)
class Row:
    """A row of the table: how often something was done, how often it ended before, and what was wrong after it."""

    what: str
    times: int = 0
    early: int = 0
    documents: list[int] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    note: str = ""

    def text(self) -> str:
        least, most = (min(self.documents), max(self.documents)) if self.documents else (0, 0)
        stored = f"{least} to {most}" if self.documents else ""
        return f"| {self.what} | {self.times} | {stored} | {len(self.problems)} | {self.note} |"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended: its status (negative: by a signal), documents that it had told to be stored, its words, its seconds."""

    status: int | None
    told: int
    said: str
    seconds: float


# --- runs -------------------------------------------------------------------------------------------


@contextmanager
def started(work: Callable[..., None], *given: Any) -> Iterator[tuple[multiprocessing.context.ForkProcess, int]]:
    """A process that does this, given a pipe to tell into; it is ended when the block ends."""
    ours, theirs = os.pipe()
    context = multiprocessing.get_context("fork")
    process = context.Process(target=work, args=[theirs if one is TOLD else one for one in given])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    os.close(theirs)
    try:
        yield process, ours
    finally:
        if process.is_alive():
            process.kill()
        process.join()
        os.close(ours)


TOLD = object()
"""Stands for the pipe to tell into."""


def run(work: Callable[..., None], *given: Any, said: Path, after: float | None = None, seconds: float = 300) -> Ended:
    """Let a process run, or kill it and all that it started so many seconds after it began to write."""
    with started(work, *given) as (process, told):
        heard = b""
        if select.select([told], [], [], seconds)[0]:
            heard = os.read(told, 1)
        begun = time.monotonic()
        process.join(seconds if after is None else after)
        with suppress(ProcessLookupError):
            os.kill(process.pid or 0, signal.SIGKILL) if process.is_alive() else None
        process.join()
        ended = time.monotonic()
        while chunk := os.read(told, 65_536) if heard else b"":
            heard += chunk
    words = said.read_text(encoding="utf-8", errors="replace") if said.exists() else ""
    return Ended(process.exitcode, 1 + max((byte for byte in heard if byte != 255), default=-1), words, ended - begun)


class News:
    """News to read, its records, and what an undisturbed run stores."""

    def __init__(self, folder: Path, count: int) -> None:
        self.folder = folder
        self.targets = str(folder / "news")
        self._write(Path(self.targets), count)
        kept = folder / "records.pickle"
        subprocess.run([sys.executable, "-m", "evaluation.killed", self.targets, str(kept)], check=True)
        self.records: list[Record] = pickle.loads(kept.read_bytes())
        self._warm(folder / "warm.db")
        whole = folder / "whole.db"
        self.seconds = self.read(whole).seconds
        self.contents, self.documents, self.exported = contents(whole), documents_of(whole), exported(whole)
        self.order = list(self.documents)
        if len(self.order) != count or broken(whole):
            raise SystemExit(f"the undisturbed run stored {len(self.order)} of {count} documents: {broken(whole)}")
        self.whole = whole

    @staticmethod
    def _write(folder: Path, count: int) -> None:
        """Stories of our own, a line each in two files: copies and incidents are among them."""
        folder.mkdir()
        stories = [
            {name: story[name] for name in ("text", "published", "outlet")} for story in read_collection()[:count]
        ]
        for name, rows in (("a", stories[: count // 2]), ("b", stories[count // 2 :])):
            lines = "".join(json.dumps(row) + "\n" for row in rows)
            (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")

    def _warm(self, db: Path) -> None:
        """Load all that storing needs, so that processes that are started from this one spend their time with writing."""
        with Store(str(db)) as store:
            for record in self.records:
                store.add(record, version=program_version())
                settle_stored(store)
            join_stored(store)

    def read(self, db: Path, *, after: float | None = None, **limits: Any) -> Ended:
        """Read the news into a database; killed `after` so many seconds of writing."""
        said = self.folder / "said.txt"
        return run(
            killed.read_news, self.targets, str(db), self.records, TOLD, str(said), limits, said=said, after=after
        )

    def look(self, db: Path, *, told: int = 0, known: Sequence[str] = ()) -> tuple[list[str], list[str]]:
        """Which documents a database holds after trouble, and what is wrong with it: half, other or lost documents, a broken file."""
        problems = broken(db)
        found = documents_of(db)
        half = [identity for identity, digest in found.items() if self.documents.get(identity) != digest]
        lost = [identity for identity in (*self.order[:told], *known) if identity not in found]
        problems += [f"{identity} is half there" for identity in half] + [
            f"{identity} is lost" for identity in dict.fromkeys(lost)
        ]
        if list(found) != self.order[: len(found)]:
            problems.append("documents are not stored in their order")
        return list(found), problems

    def compare(self, db: Path) -> list[str]:
        """What differs from the undisturbed run."""
        found = contents(db)
        tables = sorted(
            table for table in found.keys() | self.contents.keys() if found.get(table) != self.contents.get(table)
        )
        problems = broken(db) + [f"table {table} differs" for table in tables]
        return problems + ([] if exported(db) == self.exported else ["the export differs"])

    def go_on(self, db: Path) -> list[str]:
        """Give the command again, undisturbed; what is wrong in the end."""
        ended = self.read(db)
        return self.compare(db) + ([] if ended.status == 0 else [f"status {ended.status}: {ended.said.strip()[-200:]}"])


# --- trouble ----------------------------------------------------------------------------------------


def kill_reading(news: News, times: int, order: random.Random) -> Iterator[Row]:
    """Kill the command at random moments, over and over, until it ends."""
    row = Row("`read` killed")
    while row.times < times:
        db, known, checkpoint = _new(news), list[str](), order.choice(CHECKPOINTS)
        while True:
            after = order.uniform(0, news.seconds) if row.times < times else None
            ended = news.read(db, after=after, checkpoint=checkpoint)
            if ended.status != -signal.SIGKILL:
                row.early += after is not None
                row.problems += news.compare(db) + (
                    [] if ended.status == 0 else [f"status {ended.status}: {ended.said[-200:]}"]
                )
                break
            row.times += 1
            if not db.exists() or not db.stat().st_size:
                continue
            copy = copied(db, news.folder / "copy.db")
            if not _has_tables(copy):
                continue
            known, problems = news.look(copy, told=ended.told, known=known)
            row.documents.append(len(known))
            row.problems += problems
    row.note = f"ended {row.early} times before it was killed"
    yield row


def kill_real(news: News, times: int, order: random.Random) -> Iterator[Row]:
    """The command as a user gives it, with its models."""
    row = Row("`read` with its models killed")
    command = [sys.executable, "-m", "onrecord", "read", news.targets, "--quiet", "--db"]
    began = time.monotonic()
    if times:
        subprocess.run([*command, str(_new(news))], check=True, capture_output=True)
        row.problems += news.compare(news.folder / "tried.db")
    whole = time.monotonic() - began
    db = _new(news)
    while row.times < times:
        process = subprocess.Popen([*command, str(db)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)  # fmt: skip
        try:
            process.wait(order.uniform(0.1, whole))
            row.problems += news.compare(db)
            db = _new(news)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            row.times += 1
            if db.exists() and _has_tables(copied(db, news.folder / "copy.db")):
                found, problems = news.look(news.folder / "copy.db")
                row.documents.append(len(found))
                row.problems += problems
    if times:
        row.problems += news.go_on(db)
    yield row


def cut_power(news: News, times: int, order: random.Random) -> Iterator[Row]:
    """Cut the log of a killed run off at random places, half of them with rubbish behind."""
    row = Row("log cut off")
    while row.times < times:
        db = _new(news)
        if news.read(db, after=order.uniform(0.2, 1) * news.seconds, checkpoint=LOGGED).status != -signal.SIGKILL:
            continue
        length = Path(f"{db}-wal").stat().st_size
        places = sorted(order.randrange(length + 1) for _ in range(min(CUTS, times - row.times)))
        stored = 0
        for number, place in enumerate(places):
            torn = order.randbytes(order.randrange(1, 9000)) if order.random() < 0.5 else b""
            copy = copied(db, news.folder / "copy.db", log=place, torn=torn)
            row.times += 1
            if _has_tables(copy):
                found, problems = news.look(copy)
                row.documents.append(len(found))
                row.problems += problems + (["less is stored by a longer log"] if len(found) < stored else [])
                stored = len(found)
            if number == len(places) // 2:
                row.problems += news.go_on(copy)
    yield row


def kill_migration(news: News, times: int, order: random.Random) -> Iterator[Row]:
    """Kill the program while it brings a database of an older one up to date."""
    row = Row("migration killed")
    last = migrations()[-1][0]
    wanted: dict[int, tuple[dict[str, str], float]] = {}
    said, db = news.folder / "said.txt", news.folder / "old.db"
    while row.times < times:
        number = order.randrange(OLDEST, last)
        make_old(db, news.whole, number)
        before = untouched(db)
        if number not in wanted:
            copy = copied(db, news.folder / "copy.db")
            seconds = run(killed.migrate, str(copy), TOLD, str(said), said=said).seconds
            wanted[number] = contents(copy), seconds
        while True:
            after = order.uniform(0, wanted[number][1]) if row.times < times else None
            ended = run(killed.migrate, str(db), TOLD, str(said), said=said, after=after)
            if ended.status == 0:
                break
            if ended.status != -signal.SIGKILL:
                row.problems.append(f"schema {number}: status {ended.status}: {ended.said[-200:]}")
                break
            row.times += 1
            copy = copied(db, news.folder / "copy.db")
            row.problems += [f"schema {number}: {problem}" for problem in broken(copy)]
            row.documents.append(schema_of(copy))
            if untouched(copy) != before:
                row.problems.append(f"schema {number}: something is lost or half there")
        if contents(db) != wanted[number][0]:
            row.problems.append(f"schema {number}: another database than without a kill")
    row.note = "the third column is schemas"
    yield row


def _has_tables(path: Path) -> bool:
    """False while the first migration was not done: then there is nothing to lose."""
    with closing(sqlite3.connect(path)) as connection:
        return bool(connection.execute("PRAGMA user_version").fetchone()[0] == migrations()[-1][0])


def _new(news: News) -> Path:
    path = news.folder / "tried.db"
    for ending in ("", "-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)
    return path


def _refused(row: Row, ended: Ended, words: str) -> None:
    """A run that could not go on says so in one line, with status 1."""
    row.times += 1
    lines = [line for line in ended.said.splitlines() if "error" in line.lower() or words in line]
    if ended.status != 1 or words not in ended.said or "Traceback" in ended.said or len(lines) != 1:
        row.problems.append(f"status {ended.status}, not one line with {words!r}: {ended.said.strip()[-300:]}")


def fill_disk(news: News, times: int, order: random.Random) -> Iterator[Row]:
    """A disk that becomes full: for SQLite, for the system's bound on the length of files, and a small disk of its own."""
    size = news.whole.stat().st_size
    full, long, small = Row("no more pages"), Row("file at its bound"), Row("disk of its own, full")
    for _ in range(times):
        db = _new(news)
        _refused(full, news.read(db, pages=order.randrange(110, size // 4096), checkpoint=40), "the disk is full")
        _after(full, news, db)
        db = _new(news)
        _refused(long, news.read(db, size=order.randrange(size // 3, size * 8 // 10), checkpoint=40), str(db))
        _after(long, news, db)
    yield full
    yield long
    disk = news.folder / "disk"
    disk.mkdir(exist_ok=True)
    for _ in range(times):
        how = ["mount", "-t", "tmpfs", "-o", f"size={order.randrange(size // 2, size * 9 // 10)}", "tmpfs", str(disk)]
        if shutil.which("mount") is None or subprocess.run(how, capture_output=True).returncode:
            small.note = "not tried: a disk can be mounted by root alone"
            break
        try:
            _refused(small, news.read(disk / "tried.db", checkpoint=40), str(disk))
            _after(small, news, copied(disk / "tried.db", _new(news)))
        finally:
            subprocess.run(["umount", str(disk)], check=True)
    yield small


def _after(row: Row, news: News, db: Path) -> None:
    """What is there holds, and the next run goes on."""
    copy = copied(db, news.folder / "copy.db")
    if _has_tables(copy):
        found, problems = news.look(copy)
        row.documents.append(len(found))
        row.problems += problems
    row.problems += news.go_on(db)


def forbid_writing(news: News, order: random.Random) -> Iterator[Row]:
    """A database and a folder that may be read and not written."""
    row = Row("read-only database")
    db = _new(news)
    news.read(db, after=0.6 * news.seconds)
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    folder = news.folder / "shut"
    folder.mkdir()
    shut = Path(shutil.copyfile(db, folder / "tried.db"))
    (news.folder / "said.txt").chmod(0o666)
    shut.chmod(0o444)
    folder.chmod(0o555)
    before = shut.read_bytes()
    try:
        _refused(row, news.read(shut, is_nobody=True), "cannot be written")
        folder.chmod(0o777)
        _refused(row, news.read(shut, is_nobody=True), "cannot be written")
    finally:
        folder.chmod(0o755)
    if shut.read_bytes() != before:
        row.problems.append("it was written to")
    shut.chmod(0o644)
    _after(row, news, shut)
    yield row


def hold_lock(news: News, order: random.Random) -> Iterator[Row]:
    """A lock that another process holds too long, lets go, or is killed with."""
    row = Row("lock held by another process")
    db = _new(news)
    news.read(db, after=0.5 * news.seconds)
    for held, kills in ((60.0, False), (0.5, False), (60.0, True)):
        with started(killed.hold, str(db), TOLD, held) as (holder, told):
            os.read(told, 1)
            if kills:
                holder.kill()
            elif held > 1:
                _refused(row, news.read(db, wait=200), "another program is writing")
        if held < 1 or kills:
            row.times += 1
            row.problems += news.go_on(db)
            db = _new(news)
            news.read(db, after=0.5 * news.seconds)
    row.documents.append(len(documents_of(copied(db, news.folder / "copy.db"))))
    yield row


def all_trouble(news: News, arguments: argparse.Namespace) -> Iterator[Row]:
    """Every row of the table."""
    order = random.Random(arguments.seed)
    yield from kill_reading(news, arguments.times, order)
    if arguments.real:
        yield from kill_real(news, arguments.real, order)
    yield from kill_migration(news, arguments.migrations, order)
    yield from cut_power(news, arguments.cuts, order)
    yield from fill_disk(news, arguments.full, order)
    yield from forbid_writing(news, order)
    yield from hold_lock(news, order)


def main() -> None:
    """Everything, and a table."""
    parser = argparse.ArgumentParser(description="Is anything lost when a run is killed?")
    for name, count in (("times", 200), ("migrations", 60), ("cuts", 120), ("full", 5), ("real", 6), ("documents", 24)):
        parser.add_argument(f"--{name}", type=int, default=count)
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="onrecord-killing-") as folder:
        Path(folder).chmod(0o755)
        news = News(Path(folder), arguments.documents)
        print(f"seed {arguments.seed}; {arguments.documents} documents, written in {news.seconds:.1f} seconds\n")
        print("| what | times | documents stored by then | wrong after it | |\n|---|---:|---:|---:|---|")
        rows = []
        for row in all_trouble(news, arguments):
            rows.append(row)
            print(row.text(), flush=True)
        for row in rows:
            for problem in row.problems[:20]:
                print(f"{row.what}: {problem}")
    sys.exit(any(row.problems for row in rows))


if __name__ == "__main__":
    main()
