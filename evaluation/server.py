"""How fast a server answers: `python -m evaluation.server --db postgresql://… [--from FILE | --documents 20000 --base FILE]`.

The database of a file, as `evaluation.large` makes one, is copied to an empty database of a server, table by table by COPY, and indexed when all is there. Then the
ten commonest questions are put to it, each five times; what the server says of its way to every answer (EXPLAIN) may read no big table
from end to end. Exit status 1 where one does, or where a question takes longer than 300 ms.
"""

from __future__ import annotations

# ruff: noqa: S608 -- names of tables and columns are those of our schema
import argparse
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection, event, text

from onrecord.store import Query, Store, TimelineQuery
from onrecord.store.asking import Asked
from onrecord.store.postgresql import driving
from onrecord.store.postgresql.compiling import numbered
from onrecord.store.postgresql.copying import copy_rows
from onrecord.store.postgresql.words import INDEXED, vector

BIG = frozenset(
    "document story story_text statement event event_participant mention entity_reading entity_name entity_total entity_part record_text "
    "result_text quantity time place incident dispute commitment result_part event_place event_pair digest digest_key doubt".split()
)
"""Tables that grow with what is stored."""
TIMES, BAR = 5, 300
MEMORY = "1GB"
"""What the server may take to make an index of what was copied."""
DERIVED = frozenset({"counted", "last_number", "entity_total", "disputed_number", "judged_entity"})
"""What the server keeps itself as rows come."""
WHOLE = {"record_text": "SELECT number, {} FROM record_words", "result_text": "SELECT rowid, {} FROM result_text"}
Ask = Callable[[Store], object]


def copy_file(path: Path, address: str) -> Iterator[str]:
    """Copy everything that a file holds to an empty database, and say how it goes."""
    start = time.perf_counter()
    with Store(address) as store, closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        if store.counts()["document"]:
            raise SystemExit(f"{store.name}: not empty")
        with store._engine.begin() as connection:
            again = _bare(connection)
            for table in _tables(connection):
                yield f"{table}: {_copied(connection, file, table):,} rows, {time.perf_counter() - start:.0f} s"
            for table, asked in WHOLE.items():
                rows = file.execute(asked.format(", ".join(INDEXED[table])))
                copy_rows(connection, table, ("rowid", "words"), ((row[0], _vector(table, row[1:])) for row in rows))
                yield f"{table}: {time.perf_counter() - start:.0f} s"
            (last,) = file.execute("SELECT number FROM last_number").fetchone()
            connection.execute(text("UPDATE last_number SET number = :last"), {"last": last})
            driving.name_entities(connection)
            connection.exec_driver_sql(f"SET LOCAL maintenance_work_mem = '{MEMORY}'")
            for statement in again:
                connection.exec_driver_sql(statement)
            yield f"indexed: {time.perf_counter() - start:.0f} s"
        with closing(store._engine.raw_connection()) as raw:
            driver: Any = raw.driver_connection
            driver.execute_simple("VACUUM ANALYZE")
    yield f"in all {time.perf_counter() - start:.0f} s"


def _bare(connection: Connection) -> list[str]:
    """Take away foreign keys and the indexes that nothing rests on while rows come; what makes them again."""
    here = "current_schema()::regnamespace"
    keys = f"SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' AND connamespace = {here} ORDER BY oid"
    indexes = (
        "SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid "
        f"WHERE c.relnamespace = {here} AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = c.oid) ORDER BY c.oid"
    )
    found = [tuple(row) for row in connection.exec_driver_sql(keys)]
    again = [f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {key}' for table, name, key in found]
    for table, name, _ in found:
        connection.exec_driver_sql(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    standing = [tuple(row) for row in connection.exec_driver_sql(indexes)]
    for name, _ in standing:
        connection.exec_driver_sql(f'DROP INDEX "{name}"')
    return [made for _, made in standing] + again


def _tables(connection: Connection) -> Iterator[str]:
    """Tables of both, parents before children."""
    asked = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY oid"
    yield from (
        name for (name,) in connection.execute(text(asked)) if name not in DERIVED | WHOLE.keys() | {"schema_version"}
    )


def _copied(connection: Connection, file: sqlite3.Connection, table: str) -> int:
    asked = "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = :of AND is_generated = 'NEVER'"
    own = [name for (name,) in connection.execute(text(asked), {"of": table}) if name != "words"]
    rows = file.execute(f"SELECT {', '.join(map(_quoted, own))} FROM {table}")
    if table == "story_text":
        at = [own.index(name) for name in INDEXED[table]]
        with_words = ((*row, _vector(table, [row[place] for place in at])) for row in rows)
        return copy_rows(connection, table, [*own, "words"], with_words)
    count = copy_rows(connection, table, own, rows)
    for name in ("rowid", "number"):
        if name in own and connection.scalar(
            text("SELECT pg_get_serial_sequence(:of, :name)"), {"of": table, "name": name}
        ):
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table}', '{name}'), greatest(max({name}), 1)) FROM {table}"
                )
            )
    return count


def _quoted(name: str) -> str:
    return f'"{name}"'


def _vector(table: str, values: Any) -> str:
    return vector(dict(zip(INDEXED[table], values, strict=True)))


# --- what is asked --------------------------------------------------------------------------------


def questions(store: Store) -> dict[str, Ask]:
    """The ten commonest, about what is stored: names, words and days that much is said of, and such that little is said of."""
    with store._engine.connect() as connection:
        names = "SELECT entity, name FROM entity_total WHERE kind = 'person' AND name LIKE '% %' ORDER BY documents DESC, entity LIMIT 1"
        person, name = connection.execute(text(names)).one()
        outlet = connection.scalar(
            text("SELECT outlet FROM document WHERE outlet IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1")
        )
        day = connection.scalar(text("SELECT substr(max(coalesce(written_on, '')), 1, 7) FROM story"))
        place = connection.scalar(
            text("SELECT place FROM event WHERE place IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1")
        )
        kind = connection.scalar(text("SELECT event_type FROM event GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"))
    return {
        "words": lambda one: list(one.find(Query(words="police said", limit=50))),
        "a phrase": lambda one: list(one.find(Query(words='"said on"', limit=50))),
        "who said it": lambda one: list(one.find(Query(who=name, kind="statement", limit=50))),
        "an act in an outlet": lambda one: list(one.find(Query(act="deny", outlet=outlet, limit=50))),
        "a kind of event at a place": lambda one: list(one.find(Query(event_type=kind, place=place, limit=50))),
        "what is new since a day": lambda one: list(one.find(Query(since=day, limit=50))),
        "a timeline": lambda one: one.timeline(TimelineQuery(subject=name, limit=50)),
        "incidents": lambda one: list(islice(one.incidents(Asked(words="killed", limit=20)), 20)),
        "a person's page": lambda one: _page(one, person),
        "what to look at first": lambda one: one.queue(Query()),
    }


def _page(store: Store, entity: str) -> object:
    with store.about(entity) as about:
        return about.names(), about.doings("actor", 20), about.doings("source", 20), about.incidents(20)


# --- how it is answered ---------------------------------------------------------------------------


@contextmanager
def heard(store: Store) -> Iterator[list[tuple[str, tuple[Any, ...]]]]:
    """What the server is asked meanwhile."""
    asked: list[tuple[str, tuple[Any, ...]]] = []
    prepared = driving._prepared

    def note(connection: Connection, sql: str, values: list[Any]) -> Any:
        asked.append((sql, tuple(values)))
        return prepared(connection, sql, values)

    def note_other(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        asked.append((numbered(statement), tuple(parameters or ())))

    event.listen(store._engine, "before_cursor_execute", note_other)
    with patch.object(driving, "_prepared", note):
        yield asked
    event.remove(store._engine, "before_cursor_execute", note_other)


def read_whole(store: Store, ask: Ask, *, settings: str = "") -> list[str]:
    """Big tables that are read from end to end for an answer, with what is asked of them; `settings` hold while it is looked at."""
    with heard(store) as asked:
        ask(store)
    found = []
    with store._engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        if settings:
            driver.execute_simple(settings)
        for sql, values in asked:
            if not sql.lstrip().startswith(("SELECT", "WITH")):
                continue
            plan = [
                row[0] for row in driver.execute_unnamed(f"EXPLAIN {sql}", driving.driver_values(driver, values)).rows
            ]
            found += [f"{table}: {sql}" for table in _whole(plan) if table in BIG]
        driver.execute_simple("RESET ALL")
    return found


def _whole(plan: list[str]) -> Iterator[str]:
    """The tables that a plan reads from end to end. One that needs any row that there is stops at the first."""
    for before, line, after in zip(["", *plan], plan, [*plan[1:], ""], strict=False):
        stops = before.lstrip(" ->").startswith("Limit") and not after.lstrip().startswith("Filter")
        if "Seq Scan on " in line and not stops:
            yield line.partition("Seq Scan on ")[2].partition(" ")[0].strip('"')


def measure(address: str) -> bool:
    """Say how long each answer takes, and whether a big table is read from end to end for it."""
    is_fast = True
    with Store(address, must_exist=True) as store:
        print(f"{store.name}: {store.counts_text()}")
        for name, ask in questions(store).items():
            times = []
            for _ in range(TIMES):
                start = time.perf_counter()
                ask(store)
                times.append((time.perf_counter() - start) * 1000)
            whole = read_whole(store, ask)
            is_fast &= not whole and statistics.median(times) <= BAR
            print(f"| {name} | {statistics.median(times):.0f} | {max(times):.0f} | {'no' if not whole else 'YES'} |")
            for one in whole:
                print(f"  {' '.join(one.split())[:300]}", file=sys.stderr)
    return is_fast


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--db",
        required=True,
        help="postgresql://user@host/name, an empty database; or a filled one with neither of the others",
    )
    parser.add_argument("--from", dest="file", type=Path, help="a file that is copied")
    parser.add_argument("--documents", type=int, help="make a file of so many and copy it")
    parser.add_argument("--base", type=Path, help="what it is made of; the samples and our own stories without it")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = given.file
        if given.documents:
            from evaluation.large import base_of, make

            file = Path(folder) / "large.db"
            for line in make(file, base_of(given.base), given.documents):
                print(line, file=sys.stderr)
        if file is not None:
            for line in copy_file(file, given.db):
                print(line, file=sys.stderr)
    print("| question | median ms | longest ms | reads a big table whole |\n|---|---:|---:|---|")
    return 0 if measure(given.db) else 1


if __name__ == "__main__":
    sys.exit(main())
