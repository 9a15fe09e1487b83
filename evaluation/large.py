"""A large database to try pages on: `python -m evaluation.large --documents 100000 --out FILE [--base FILE]`.

The samples and the stories of our own collection are read once (and kept in the user's cache), then their rows are multiplied: every
copy of an affair has names of its own, drawn so that some come back in very many affairs (Zipf), other days, outlets and, for half of
its words, other words. Each word gives way to one of its own length, so that every span still holds its words. What is compared across
documents is there as it was found in the affair; digests are left out, so nothing can be settled in such a database.
"""

from __future__ import annotations

# ruff: noqa: S608 -- names of tables and columns are those of our schema
import argparse
import json
import random
import re
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from evaluation.readings import _program, make_document, read_collection, text_of
from onrecord.pipeline import join_stored, read, read_document, settle_stored
from onrecord.store import Store
from onrecord.store.engine import open_engine
from onrecord.store.numbers import number_rows
from onrecord.store.results import fill_words

SYLLABLES = "ba ce di fo gu ha ke li mo nu pa re si to va we yo za bra cle dri fon gar hal kel lin mar ner pol ren sol tar vel wim".split()
SAMPLES = Path(__file__).parents[1] / "samples"
SEED, DAYS, BATCH, OFTEN = 11, 3650, 400, 4
PROSE = frozenset(
    "text texts title name about value chain content condition source sources to byline dateline trigger_text source_text source_name cue "
    "addressee target by_text place office".split()
)
"""Fields and columns in which words of a story stand."""
LEFT_OUT = frozenset(
    "digest digest_key digest_link settled entity_name disputed_number counted last_number entity_seen entity_part entity_total change".split()
)
"""What is not multiplied: derived in the end, or only for what still comes in."""
DERIVED = (
    "INSERT INTO entity_part SELECT r.entity, r.role, substr(coalesce(s.written_on, d.published, ''), 1, 10), r.record FROM entity_part_read r JOIN story s ON s.id = r.story JOIN document d ON d.id = r.document",
    "DELETE FROM entity_total",
    "INSERT INTO entity_total (entity, kind, name, documents) SELECT id, min(kind), max(name), count(*) FROM entity_reading GROUP BY id",
    "INSERT INTO entity_called (entity_called) VALUES ('rebuild')",
    "INSERT INTO change (type, result, what) SELECT 'incident', id, 'new' FROM incident WHERE independent_reports > 1",
    "INSERT INTO change (type, result, what) SELECT 'dispute', id, 'new' FROM dispute",
    "INSERT INTO change (type, result, what) SELECT 'commitment', id, 'new' FROM commitment",
)
"""What reading keeps as documents come (see the migrations)."""
POOLS = {"country": 60, "government": 60, "place": 3_000, "organisation": 20_000, "person": 100_000}
OTHERS = {"same_entity": "cluster", "entity_join": "other", "entity_ground": "other"}
"""Columns with another entity, which must be of the same affair."""
IDENTITY = re.compile(r"^[a-z]+-[0-9a-f]{20}$")
DAY = re.compile(r"^(1[89]|20)\d\d-\d\d-\d\d")
PIECE = re.compile(r"[^\W\d_]{3,}")
MARK = re.compile("\ue000(\\d+)\ue001")
KINDS_OF_PAPER = (
    "Post Times Courier Wire Herald Echo Gazette Journal Monitor Tribune Radio Observer Today Bulletin Star".split()
)
Template = Any
"""A constant, or pieces of text between numbers of words that are put in."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of an affair in a table: column names, a template a column."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Template, ...], ...]


def base_of(path: Path | None) -> Path:
    """A database of the samples and our own stories; read where there is none for this program yet."""
    found = path or Path.home() / ".cache" / "onrecord-readings" / _program() / "base.db"
    if not found.exists():
        found.parent.mkdir(parents=True, exist_ok=True)
        making = found.with_suffix(".making")
        making.unlink(missing_ok=True)
        with Store(str(making)) as store:
            for record in read([str(one) for one in sorted(SAMPLES.iterdir()) if one.suffix != ".md"]):
                store.add(record, version="base")
            for story in read_collection():
                store.add(read_document(make_document(text_of(story))), version="base")
            settle_stored(store)
            join_stored(store)
        making.rename(found)
    return found


class Words:
    """Words to put in the place of others, by length, as frequent as they are in the stories; one in twenty like no other."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._by_length: dict[int, list[str]] = {}
        for text in texts:
            for word in re.findall(r"\b[a-z]{3,}\b", text):
                self._by_length.setdefault(len(word), []).append(word)

    def draw(self, word: str, order: random.Random) -> str:
        """Half of all words stay."""
        chance = order.random()
        known = self._by_length.get(len(word))
        if chance < 0.5 or known is None or len(word) < 4:
            return word
        return (
            made_word(f"rare {int(50_000 * order.random() ** 2)}", len(word)) if chance > 0.95 else order.choice(known)
        )


@cache
def made_word(seed: str, length: int) -> str:
    """A word of this length, always the same for one seed."""
    digest = int.from_bytes(blake2b(seed.encode(), digest_size=16).digest(), "big")
    parts = ""
    while len(parts) < length:
        digest, rest = divmod(digest, len(SYLLABLES))
        parts += SYLLABLES[rest]
    return parts[:length]


class Affair:
    """Rows of documents that belong together, as templates."""

    def __init__(self, connection: sqlite3.Connection, documents: Sequence[str], common: frozenset[str]) -> None:
        self.words: list[str] = []
        self._places: dict[tuple[str, str], int] = {}
        self._entities = self._named(connection, documents)
        self._of_names = {
            word: (entity, place)
            for entity, (_, name) in reversed(self._entities.items())
            for place, word in enumerate(PIECE.findall(name.lower()))
            if word not in common
        }
        self._kinds: list[str] = []
        self.tables = tuple(self._tables(connection, documents))

    @staticmethod
    def _named(connection: sqlite3.Connection, documents: Sequence[str]) -> dict[str, tuple[str, str]]:
        asked = f"SELECT id, kind, name FROM entity_reading WHERE document IN ({_marks(documents)})"
        return {identity: (kind, name) for identity, kind, name in connection.execute(asked, documents)}

    def _tables(self, connection: sqlite3.Connection, documents: Sequence[str]) -> Iterator[Table]:
        ids: dict[str, list[str]] = {"document": list(documents)}
        for kind in ("story", "event", "statement"):
            asked = f"SELECT id FROM {kind} WHERE document IN ({_marks(documents)})"
            ids[kind] = [identity for (identity,) in connection.execute(asked, documents)]
        ids["entity"] = list(self._entities)
        own = {identity for group in ids.values() for identity in group}
        ids["result"] = _results(connection, own)
        for name, columns in _columns(connection).items():
            key = _key_of(name, columns)
            if key is None or not ids[key[1]]:
                continue
            asked = f"SELECT {', '.join(map(_quoted, columns))} FROM {name} WHERE {key[0]} IN ({_marks(ids[key[1]])})"
            other = columns.index(OTHERS[name]) if name in OTHERS else None
            rows = [row for row in connection.execute(asked, ids[key[1]]) if other is None or row[other] in own]
            yield Table(name, columns, tuple(tuple(map(self._template, columns, row)) for row in rows))

    def _template(self, column: str, value: Any) -> Template:
        if column == "json":
            return _pieces(json.dumps(self._marked(json.loads(value), ""), ensure_ascii=False, separators=(",", ":")))
        return _pieces(self._marked(value, column)) if isinstance(value, str) and column != "version" else value

    def _marked(self, value: Any, field: str) -> Any:
        if isinstance(value, dict):
            return {name: self._marked(part, name) for name, part in value.items()}
        if isinstance(value, list):
            return [self._marked(part, field) for part in value]
        if not isinstance(value, str):
            return value
        if IDENTITY.match(value):
            return self._place("entity" if value in self._entities else "id", value)
        if DAY.match(value):
            return self._place("day", value[:10]) + value[10:]
        if field in ("outlet", "outlets"):
            return self._place("outlet", value)
        return PIECE.sub(lambda word: self._word(word[0]), value) if field in PROSE else value

    def _word(self, word: str) -> str:
        if word.lower() in self._of_names:
            return self._place("name", word)
        return self._place("word", word) if word.isascii() and len(word) > 3 else word

    def _place(self, kind: str, value: str) -> str:
        place = self._places.setdefault((kind, value), len(self.words))
        if place == len(self.words):
            self.words.append(value)
            self._kinds.append(kind)
        return f"\ue000{place}\ue001"

    def variant(self, number: int, order: random.Random, told: Words) -> list[str]:
        """What is put in the places of the templates in one copy of the affair."""
        days = order.randrange(-DAYS, 0)
        drawn: dict[Any, Any] = {}
        makers: dict[str, Callable[[str], str]] = {
            "id": lambda value: _hashed(value, str(number)),
            "day": lambda value: _moved(value, days),
            "outlet": lambda _: _outlet(int(300 ** order.random()) - 1),
            "word": lambda value: _cased(value, _once(drawn, value.lower(), lambda word: told.draw(word, order))),
            "name": lambda value: _cased(value, self._name(value.lower(), drawn, order)),
            "entity": lambda value: self._entity(value, number, drawn, order),
        }
        return [makers[kind](value) for kind, value in zip(self._kinds, self.words, strict=True)]

    def _name(self, word: str, drawn: dict[Any, Any], order: random.Random) -> str:
        if word not in self._of_names:
            return word
        entity, place = self._of_names[word]
        kind = self._entities[entity][0]
        if entity not in drawn:
            drawn[entity] = int(POOLS.get(kind, 10_000) ** order.random())
        return made_word(f"{kind} {drawn[entity]} {place}", len(word))

    def _entity(self, identity: str, number: int, drawn: dict[Any, Any], order: random.Random) -> str:
        kind, name = self._entities[identity]
        new = PIECE.sub(lambda word: self._name(word[0].lower(), drawn, order), name.lower())
        return (
            _hashed(identity, str(number))
            if kind == "person" and " " not in name
            else _hashed("entity-", f"{kind} {new}")
        )


def _once(drawn: dict[Any, Any], word: str, draw: Callable[[str], str]) -> str:
    if word not in drawn:
        drawn[word] = draw(word)
    found: str = drawn[word]
    return found


def _results(connection: sqlite3.Connection, own: set[str]) -> list[str]:
    parts: dict[str, set[str]] = {}
    for result, part in connection.execute("SELECT result, part FROM result_part WHERE part LIKE 'story-%'"):
        parts.setdefault(result, set()).add(part)
    return [result for result, stories in parts.items() if stories <= own]


def _key_of(table: str, columns: Sequence[str]) -> tuple[str, str] | None:
    """The column by which the rows of an affair are found in a table, and which ids stand in it."""
    by_name = {"document": ("id", "document"), "event_participant": ("event", "event"), "result_part": ("result", "result"),
               "same_entity": ("entity", "entity"), "judgement": None} | dict.fromkeys(("entity_join", "entity_ground"), ("one", "entity"))  # fmt: skip
    if table in by_name:
        return by_name[table]
    if table in ("copy", "incident", "dispute", "commitment"):
        return "id", "result"
    return next(
        ((name, name) for name in ("document", "story", "event", "statement", "entity") if name in columns), None
    )


def _columns(connection: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%\\_text\\_%' ESCAPE '\\' AND name NOT LIKE 'entity\\_called%' ESCAPE '\\'"
    )
    found = {
        name: tuple(row[1] for row in connection.execute(f"PRAGMA table_info({name})"))
        for (name,) in tables
        if name not in LEFT_OUT
    }
    return {name: columns for name, columns in found.items() if name != "record_text"}


def _quoted(name: str) -> str:
    return f'"{name}"'


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def _pieces(value: str) -> Template:
    found = MARK.split(value)
    return value if len(found) == 1 else tuple(int(part) if place % 2 else part for place, part in enumerate(found))


def _hashed(identity: str, seed: str) -> str:
    return f"{identity.partition('-')[0]}-{blake2b(f'{identity} {seed}'.encode(), digest_size=10).hexdigest()}"


def _moved(value: str, days: int) -> str:
    try:
        return (date.fromisoformat(value) + timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        return value


@cache
def _outlet(number: int) -> str:
    return (
        f"{made_word(f'outlet {number}', 4 + number % 4).capitalize()} {KINDS_OF_PAPER[number % len(KINDS_OF_PAPER)]}"
    )


def _cased(old: str, new: str) -> str:
    return new.upper() if old.isupper() else new.capitalize() if old[0].isupper() else new


def _filled(template: Template, words: Sequence[str]) -> Any:
    if not isinstance(template, tuple):
        return template
    return "".join([words[part] if isinstance(part, int) else part for part in template])


def affairs_of(connection: sqlite3.Connection) -> list[Affair]:
    """The affairs of a base: our own stories by their clusters, each sample alone and more often."""
    stories = {story["story"]: story["cluster"] for story in read_collection()}
    groups: dict[str, list[str]] = {}
    for identity, path in connection.execute("SELECT id, path FROM document"):
        groups.setdefault(stories.get(path, identity), []).append(identity)
    seen = Counter(
        word
        for (names,) in connection.execute("SELECT group_concat(DISTINCT name) FROM entity_reading GROUP BY document")
        for word in set(PIECE.findall(names.lower()))
    )
    common = frozenset(word for word, count in seen.items() if count > 12)
    found = [(name, Affair(connection, documents, common)) for name, documents in groups.items()]
    return [affair for name, affair in found for _ in range(OFTEN if name.startswith("document-") else 1)]


class Filling:
    """Rows that go into a database in batches."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._waiting: dict[str, tuple[tuple[str, ...], list[dict[str, Any]]]] = {}
        self.documents = self._last = 0

    def add(self, affair: Affair, words: Sequence[str]) -> None:
        """One copy of an affair."""
        groups: dict[str, list[dict[str, Any]]] = {}
        for table in affair.tables:
            rows = [dict(zip(table.columns, (_filled(one, words) for one in row), strict=True)) for row in table.rows]
            groups[table.name] = rows
            self._waiting.setdefault(table.name, (table.columns, []))[1].extend(rows)
        self._number(groups)
        self.documents += len(groups["document"])
        if len(self._waiting["document"][1]) >= BATCH:
            self.write()

    def _number(self, groups: dict[str, list[dict[str, Any]]]) -> None:
        texts = {row["story"]: row for row in groups["story_text"]}
        for document in groups["document"]:
            own = {
                name: [row for row in groups.get(name, ()) if row["document"] == document["id"]]
                for name in ("story", "statement", "event")
            }
            self._last = number_rows({"document": [document]} | own, self._last)
            for story in own["story"]:
                texts[story["id"]] |= {"rowid": story["number"], "outlet": document["outlet"] or ""}

    def write(self) -> None:
        """Store what waits."""
        for name, (columns, rows) in self._waiting.items():
            listed = (*columns, "rowid") if name == "story_text" else columns
            rows.sort(key=lambda row: row.get("rowid", 0))
            into = f"INSERT OR IGNORE INTO {name} ({', '.join(map(_quoted, listed))}) VALUES ({', '.join('?' * len(listed))})"
            self._connection.executemany(into, [tuple(row[column] for column in listed) for row in rows])
            rows.clear()
        self._connection.commit()


def make(out: Path, base: Path, documents: int) -> Iterator[str]:
    """Make the database, and say how it goes."""
    start = time.perf_counter()
    shutil.copy(base, out)
    with Store(str(out)):
        pass  # brought up to date
    with closing(sqlite3.connect(out)) as connection:
        affairs = affairs_of(connection)
        told = Words(text for (text,) in connection.execute("SELECT text FROM story_text"))
    out.unlink()
    with Store(str(out)):
        pass
    yield f"{len(affairs)} affairs as templates: {time.perf_counter() - start:.0f} s"
    order, number = random.Random(SEED), 0
    with closing(sqlite3.connect(out)) as connection:
        rebuilt = _bare(connection)
        filling = Filling(connection)
        while filling.documents < documents:
            for affair in order.sample(affairs, len(affairs)):
                number += 1
                filling.add(affair, affair.variant(number, order, told))
                if filling.documents >= documents:
                    break
            yield f"{filling.documents:,} documents: {time.perf_counter() - start:.0f} s"
        filling.write()
        for statement in rebuilt:
            connection.execute(statement)
            connection.commit()
        yield f"indexed: {time.perf_counter() - start:.0f} s"
    with closing(sqlite3.connect(out)) as connection:
        index(connection)
    engine = open_engine(str(out), must_exist=True)
    with engine.begin() as connected:
        fill_words(connected)
    engine.dispose()
    yield f"searchable: {time.perf_counter() - start:.0f} s, {out.stat().st_size / 1e9:.2f} GB"


def _bare(connection: sqlite3.Connection) -> list[str]:
    """Take away indexes and triggers while rows come; what makes them again."""
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1500000", "foreign_keys = OFF"):
        connection.execute(f"PRAGMA {pragma}")
    found = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY type"
    ).fetchall()
    for kind, name, _ in found:
        connection.execute(f"DROP {kind} {name}")
    return [sql for _, _, sql in found]


def index(connection: sqlite3.Connection) -> None:
    """Fill what reading fills document by document: names, the index of words, what is disputed, counts."""
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1500000"):
        connection.execute(f"PRAGMA {pragma}")
    (last,) = connection.execute(
        "SELECT max(number & ((1 << 40) - 1)) FROM (SELECT number FROM statement UNION ALL SELECT number FROM event UNION ALL SELECT number FROM story)"
    ).fetchone()
    connection.execute(
        "INSERT OR IGNORE INTO entity_name (number, entity, name) SELECT (3 << 61) + (1 << 40) + ? + row_number() OVER (), id, name FROM (SELECT DISTINCT id, name FROM entity_reading)",
        (last,),
    )
    connection.execute("UPDATE last_number SET number = ? + (SELECT count(*) FROM entity_name)", (last,))
    connection.commit()
    for kind in ("statement", "event", "entity"):
        connection.execute(
            f"INSERT INTO record_text (rowid, said, who, whom, place, outlet, marks) SELECT * FROM {kind}_words ORDER BY number"
        )
        connection.commit()
    connection.execute(
        "INSERT OR IGNORE INTO disputed_number SELECT numbered.number FROM disputed CROSS JOIN numbered ON numbered.id = disputed.subject"
    )
    for kind, table in [
        (kind, "entity_reading" if kind == "entity" else kind)
        for (kind,) in connection.execute("SELECT type FROM counted").fetchall()
    ]:
        connection.execute(
            f"UPDATE counted SET number = (SELECT count(DISTINCT id) FROM {table}) WHERE type = ?", (kind,)
        )
    for statement in DERIVED:
        connection.execute(statement)
        connection.commit()
    connection.execute("PRAGMA journal_mode = WAL")


def main() -> None:
    """Make a large database."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--out", required=True)
    parser.add_argument("--base", help="a database of the samples and our own stories that was read before")
    given = parser.parse_args()
    for line in make(Path(given.out), base_of(Path(given.base) if given.base else None), given.documents):
        print(line, flush=True)


if __name__ == "__main__":
    main()
