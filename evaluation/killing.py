"""Is anything lost when a run is killed? `python -m evaluation.killing [--times 200] [--migrations 40] [--real 6] [--documents 24] [--seed N]`.

`onrecord read` is ended with SIGKILL at random moments, its database looked at, and the command given again until it ends; what the database
holds then is compared with that of a run that nobody disturbed. The same for a database of an older program that is brought up to date; after
a power cut, for which the write-ahead log of a killed run is cut off at random places (SQLite writes the log in order; that a disk
keeps that order is the system's promise, not ours); with a full disk, a file past its bound, a database or folder that may not be written,
and a lock that another process holds. Nearly all runs take their records from a file (`evaluation.killed`); `--real` of them read with the
models. A table on standard output; status 1 where anything was lost, half there or different.
"""

from __future__ import annotations

# ruff: noqa: S608 -- names of tables and columns are those of our schema
import argparse
import hashlib
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
from evaluation.readings import read_collection
from onrecord.model import Record
from onrecord.pipeline import join_stored, program_version, settle_stored
from onrecord.store import Store
from onrecord.store.engine import APPLICATION, migrations
from onrecord.store.tables import BY_TYPE

SEED = 5
CHECKPOINTS = (40, 400, 16_000)
"""Pages of the log before they go into the database: the program's own last, of which short runs would never see the end."""
LOGGED = 10**6
"""So many that all of a run stays in the log."""
CUTS = 6
"""Places at which one log is cut off."""
OF_READING = [BY_TYPE[kind].name for kind in "document story entity statement event quantity time place issue".split()]
OLDEST = 1
OF_DOCUMENTS = {
    "document": "id", "story": "document", "entity_reading": "document", "mention": "document", "statement": "document", "event": "document",
    "quantity": "document", "time": "document", "place": "document", "issue": "document", "digest": "document",
}  # fmt: skip
"""Tables with what was read in a document, and the column that says in which."""
LATER = frozenset(("number", "form", "rank", "is_linked", "is_old", "component"))
"""Columns that depend on what else is stored."""


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


# --- what a database holds --------------------------------------------------------------------------


def contents(path: Path) -> dict[str, str]:
    """A digest of each table, whatever the order of its rows; of the search indexes, that they agree with what they are of."""
    found: dict[str, str] = {}
    with closing(sqlite3.connect(path)) as connection:
        plain, indexes = _tables(connection)
        for table in plain:
            rows = sorted(repr(row) for row in connection.execute(f"SELECT * FROM {table}"))
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
        for index in indexes:
            found[index] = str(connection.execute(f"SELECT count(*) FROM {index}").fetchone()[0])
    return found


def _tables(connection: sqlite3.Connection) -> tuple[list[str], list[str]]:
    """Tables that hold rows themselves, and indexes of words, without the tables that those keep."""
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    indexes = [name for name, sql in rows if sql.startswith("CREATE VIRTUAL")]
    inside = tuple(f"{index}_{part}" for index in indexes for part in ("data", "idx", "content", "docsize", "config"))
    return [name for name, _ in rows if name not in indexes and name not in inside], indexes


def documents_of(path: Path) -> dict[str, str]:
    """The stored documents in their order, each with a digest of all that was read in it."""
    with closing(sqlite3.connect(path)) as connection:
        found = {
            identity: hashlib.sha256() for (identity,) in connection.execute("SELECT id FROM document ORDER BY rowid")
        }
        for table, of in OF_DOCUMENTS.items():
            named = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] not in LATER]
            columns = ", ".join(f'"{name}"' for name in named)
            for identity, *row in connection.execute(f"SELECT {of}, {columns} FROM {table} ORDER BY 1, rowid"):
                if identity in found:
                    found[identity].update(repr((table, row)).encode())
    return {identity: digest.hexdigest() for identity, digest in found.items()}


def broken(path: Path) -> list[str]:
    """What SQLite finds wrong with a file, its references and its indexes of words."""
    with closing(sqlite3.connect(path)) as connection:
        found = [row for (row,) in connection.execute("PRAGMA integrity_check") if row != "ok"]
        found += [f"{row[0]} row {row[1]} refers to nothing" for row in connection.execute("PRAGMA foreign_key_check")]
        for index in _tables(connection)[1]:
            try:
                connection.execute(f"INSERT INTO {index} ({index}) VALUES ('integrity-check')")
            except sqlite3.DatabaseError as error:
                found.append(f"{index}: {error}")
        connection.rollback()
    return found


def exported(path: Path) -> str:
    """Everything stored as JSON Lines, as a digest."""
    digest = hashlib.sha256()
    with Store(str(path), must_exist=True) as store:
        for found in store.objects():
            digest.update(json.dumps(found, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def copied(path: Path, to: Path, *, log: int | None = None, torn: bytes = b"") -> Path:
    """A copy of a database as a killed process left it; its log cut off behind so many bytes, and torn from there on."""
    shutil.copyfile(path, to)
    kept = Path(f"{path}-wal")
    for ending in ("-wal", "-shm"):
        Path(f"{to}{ending}").unlink(missing_ok=True)
    if kept.exists():
        data = kept.read_bytes()
        Path(f"{to}-wal").write_bytes(data if log is None else data[:log] + torn)
    return to


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
        before = _kept(db)
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
            row.documents.append(_schema(copy))
            if _kept(copy) != before:
                row.problems.append(f"schema {number}: something is lost or half there")
        if contents(db) != wanted[number][0]:
            row.problems.append(f"schema {number}: another database than without a kill")
    row.note = "the third column is schemas"
    yield row


def make_old(path: Path, of: Path, number: int) -> None:
    """A database as the program made it that had so many migrations, with what another one has, as far as it had tables for it."""
    for ending in ("", "-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.create_function("day_number", 1, lambda day: 0, deterministic=True)
        for one, _, script in migrations():
            if one <= number:
                connection.executescript(script)
        connection.execute("ATTACH ? AS new", (str(of),))
        new = {name for (name,) in connection.execute("SELECT name FROM new.sqlite_master WHERE type = 'table'")}
        triggers = connection.execute("SELECT name, sql FROM main.sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        plain, indexes = _tables(connection)
        for table in [name for name in plain if name in new and name != "sqlite_sequence"]:
            theirs = {row[1] for row in connection.execute(f"PRAGMA new.table_info({table})")}
            columns = ", ".join(f'"{row[1]}"' for row in connection.execute(f"PRAGMA main.table_info({table})") if row[1] in theirs)  # fmt: skip
            known = " WHERE type IN (SELECT type FROM main.counted)" if table == "counted" else ""
            connection.execute(
                f"INSERT OR REPLACE INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}{known}"
            )
        _index_old(connection, number, indexes)
        for _, sql in triggers:
            connection.execute(sql)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {number}")
        connection.commit()
        connection.execute("PRAGMA journal_mode = WAL")


def _index_old(connection: sqlite3.Connection, number: int, indexes: Sequence[str]) -> None:
    """Fill the indexes of words; before the seventh migration stories were numbered from one on."""
    outlet = ", outlet" if number >= 7 else ""
    if number < 7:
        connection.execute(
            "UPDATE main.story SET number = (SELECT count(*) FROM new.story AS other WHERE other.rowid <= story.number)"
        )
    connection.execute(
        f"INSERT INTO main.story_text (rowid, story, title, text{outlet}) SELECT story.number, story.id, title.title, title.text{outlet} FROM main.story AS story JOIN new.story_text AS title ON title.story = story.id"
    )
    for index in indexes:
        if index in ("record_text", "entity_called"):
            connection.execute(f"INSERT INTO main.{index} ({index}) VALUES ('rebuild')")


def _kept(path: Path) -> dict[str, str]:
    """What no migration may touch: the JSON of all that was read, by type."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: hashlib.sha256(repr(sorted(connection.execute(f"SELECT json FROM {table}"))).encode()).hexdigest()
            for table in OF_READING
        }


def _schema(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        found: int = connection.execute("PRAGMA user_version").fetchone()[0]
        return found


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
