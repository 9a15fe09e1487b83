"""What one more document costs in a collection that grows: `python -m evaluation.growth [--sizes 1000,100000] [--keep FOLDER]`.

The stories of our own collections are multiplied: every copy of an affair has names of its own and other days, drawn so that some
names come back in very many affairs (Zipf), and what is compared of it is told in other words, each as frequent as it is in the
collection. Reading is left out, and timed once by itself: records and digests of the 281 stories are made once; then they are renamed,
the digests keyed anew, and all is stored and settled, some documents together as `onrecord read` does it. At each size further documents
are timed, each there and in a copy of the collection as it was at the first size, by turns, each in a process of its own. With `--keep` an
interrupted run goes on.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.queues import Queue
from pathlib import Path
from statistics import mean, median
from typing import Any

from evaluation.order import bare_record
from evaluation.readings import make_document, read_collection, read_texts, text_of
from onrecord.engines.handing import pickle_by_fields
from onrecord.model import Record, StoryReading, content_id
from onrecord.pipeline import TOGETHER, read_document, settle_stored
from onrecord.resolve import LAYERS, make_digests
from onrecord.resolve.layers import keyed
from onrecord.serialize import pack, unpack
from onrecord.store import Store

SEED = 11
DAYS = 3650
AHEAD = 40
"""Affairs that are made ahead."""
COLD = 40
"""Documents that a process stores before it is timed."""
NAMES = 40_000
"""Names of a length."""
SOUNDS = ("bcdfghklmnprstvwz", "aeiou")
IDENTITY = r"\b[a-z]+(?:-[a-z]+)*-[0-9a-f]{20}(?![0-9a-f])"
DAY = r"\b(?:1[89]|20)\d\d-\d\d-\d\d\b"
MARK = "\ue000"
TOLD = frozenset("passages words about lemmas objects verbs predicate topic".split())
"""Fields of digests in which the words of a story are kept."""
MONTHS = "January February March April May June July August September October November December".split()
TOLD_WORDS = {"month": rf"\b(?:{'|'.join(MONTHS)})\b", "word": r"\b[a-z]{4,}\b", "number": r"\b\d{1,2}\b"}
LARGEST_KEY = "SELECT count(*) FROM digest_key JOIN digest ON number = digest WHERE layer = ? GROUP BY key ORDER BY 1 DESC LIMIT 1"
LARGEST = "SELECT count(*) FROM digest WHERE layer = ? GROUP BY component ORDER BY 1 DESC LIMIT 1"
KEYS = "SELECT sum(length(hashes)) / 8 FROM digest WHERE layer = ?"


def make_name(number: int, length: int) -> str:
    """A name like few others, of so many letters: whole records are renamed, whose spans count characters."""
    order = random.Random(number * 100 + length)
    return "".join(order.choice(SOUNDS[place % 2]) for place in range(length)).capitalize()


class Variant:
    """One renaming of an affair: which word each name word and each other word becomes, and by how many days it is moved."""

    def __init__(self, number: int, order: random.Random, told: Sequence[str]) -> None:
        self.number, self._order, self._told = number, order, told
        self.days = order.randrange(-DAYS, DAYS)
        self._words: dict[tuple[str, str], str] = {}

    def put(self, kind: str, found: str) -> str:
        """What stands in the place of a word of a kind of `SLOT`, the same each time."""
        if (kind, found) not in self._words:
            self._words[kind, found] = getattr(self, f"_{kind}")(found)
        return self._words[kind, found]

    def _name(self, found: str) -> str:
        """A new word, drawn so that a few words serve very many affairs."""
        if not found.islower():
            new = self.put("name", found.lower())
            return new.capitalize() if found[0].isupper() else new
        return make_name(int(NAMES * self._order.random() ** 3), len(found)).lower()

    def _word(self, found: str) -> str:
        return self._order.choice(self._told)

    def _month(self, found: str) -> str:
        return self._order.choice(MONTHS)

    def _number(self, found: str) -> str:
        return str(self._order.randint(2, 99))

    def _id(self, found: str) -> str:
        kind, _, _ = found.rpartition("-")
        return f"{kind}-{content_id('x', found, self.number)[2:]}"

    def _day(self, found: str) -> str:
        try:
            return (date.fromisoformat(found) + timedelta(days=self.days)).isoformat()
        except (ValueError, OverflowError):
            return found


class Template:
    """A value whose words are to be put in anew: JSON cut where one of them stood."""

    def __init__(self, value: Any, names: str, *, is_told: bool) -> None:
        self._type = type(value)
        self._names, self._slots = names, list[tuple[str, str]]()
        marked = json.dumps(
            self._marked(json.loads(pack(value)), is_told=False, may_be_told=is_told), ensure_ascii=False
        )
        self._between = re.split(MARK, marked)

    def fill(self, variant: Variant) -> Any:
        """The value with other words."""
        made = [self._between[0]]
        for (kind, found), text in zip(self._slots, self._between[1:], strict=True):
            made += variant.put(kind, found), text
        return unpack(self._type, "".join(made))

    def _marked(self, value: Any, *, is_told: bool, may_be_told: bool) -> Any:
        if isinstance(value, str):
            return self._cut(value, is_told=is_told)
        if isinstance(value, list):
            return [self._marked(part, is_told=is_told, may_be_told=may_be_told) for part in value]
        if isinstance(value, dict):
            return {
                key: self._marked(part, is_told=is_told or (may_be_told and key in TOLD), may_be_told=may_be_told)
                for key, part in value.items()
            }
        return value

    def _cut(self, text: str, *, is_told: bool) -> str:
        """A text with a mark for everything that others take the place of; short words stay, which hold every text together."""
        kinds = {"id": IDENTITY, "day": DAY, "name": self._names} | (TOLD_WORDS if is_told else {})

        def mark(found: re.Match[str]) -> str:
            self._slots.append((str(found.lastgroup), found[0]))
            return MARK

        return re.sub("|".join(f"(?P<{kind}>{words})" for kind, words in kinds.items()), mark, text)


def name_pattern(readings: Sequence[StoryReading]) -> str:
    """The words of all names in these stories."""
    words = {
        word
        for reading in readings
        for entity in reading.entities
        for name in entity.names
        for word in re.findall(r"[^\W\d_]{3,}", name.text)
        if word[0].isupper()
    }
    return rf"\b(?:{'|'.join(sorted(map(re.escape, words)))})\b"


class Stream:
    """Documents without end: affair after affair, each time renamed."""

    def __init__(self) -> None:
        affairs: dict[str, list[StoryReading]] = {}
        for story, (_, readings) in zip(read_collection(), read_texts(map(text_of, read_collection())), strict=True):
            affairs.setdefault(story["cluster"], []).extend(readings)
        self._affairs = [self._templates(readings) for readings in affairs.values()]
        self._told = [word for story in read_collection() for word in re.findall(TOLD_WORDS["word"], story["text"])]
        self._layers = {layer.name: layer for layer in LAYERS}

    @staticmethod
    def _templates(readings: Sequence[StoryReading]) -> list[tuple[Template, list[tuple[str, Template]]]]:
        names = name_pattern(readings)
        return [
            (
                Template(whole_record(reading), names, is_told=False),
                [(made.layer, Template(made.digest, f"(?i:{names})", is_told=True)) for made in make_digests(reading)],
            )
            for reading in readings
        ]

    def affairs(self, done: int = 0) -> Iterator[tuple[Record, ...]]:
        """Affairs without end, each with its documents; the first ones, of so many documents in all, are left out."""
        order = random.Random(SEED)
        number = 0
        while True:
            for stories in order.sample(self._affairs, len(self._affairs)):
                number += 1
                done -= len(stories)
                if done < 0:
                    variant = Variant(number, random.Random(f"{SEED} {number}"), self._told)
                    yield tuple(self._record(record, digests, variant) for record, digests in stories)

    def _record(self, record: Template, digests: Sequence[tuple[str, Template]], variant: Variant) -> Record:
        by_layer: dict[str, list[Any]] = {}
        for name, digest in digests:
            by_layer.setdefault(name, []).append(digest.fill(variant))
        made = chain.from_iterable(keyed(self._layers[name], own) for name, own in by_layer.items())
        filled: Record = record.fill(variant)
        return replace(filled, digests=tuple(made))


def whole_record(reading: StoryReading) -> Record:
    """All that was read in a story, as the record of a document that has this story alone, without digests."""
    return replace(
        bare_record(reading, ()),
        document=reading.document,
        stories=(reading.story,),
        entities=reading.entities,
        statements=reading.statements,
        events=reading.events,
        quantities=reading.quantities,
        times=reading.times,
        places=reading.places,
    )


class Growing:
    """A collection in a folder that grows affair by affair, and goes on where it stopped."""

    def __init__(self, folder: Path) -> None:
        self.path, self.first = folder / "news.db", folder / "first.db"
        with Store(str(self.path)) as store:
            self.count = store.counts()["document"]
        self._affairs = _made(self.count)

    def grow(self, size: int) -> None:
        """Up to so many documents, or a few more."""
        with Store(str(self.path)) as store:
            waiting = 0
            while self.count < size:
                added = sum(store.add(record, version="1") for record in next(self._affairs))
                self.count, waiting = self.count + added, waiting + added
                if waiting >= TOGETHER or self.count >= size:
                    settle_stored(store)
                    waiting = 0

    def probe(self, count: int) -> tuple[list[float], list[float]]:
        """Milliseconds for each of so many further documents: here, and in a copy of the collection as it was at its first size, by turns,
        so that whatever else the machine does weighs on both. Each has a process of its own, which remembers what it compared alone;
        the first documents, before it remembers anything, are not counted.
        """
        if not self.first.exists():
            shutil.copy(self.path, self.first)
        with tempfile.TemporaryDirectory(dir=self.path.parent) as folder, ExitStack() as open_stores:
            copied = shutil.copy(self.first, Path(folder, "news.db"))
            timers = [open_stores.enter_context(_timer(path)) for path in (str(self.path), str(copied))]
            taken: tuple[list[float], list[float]] = ([], [])
            while len(taken[0]) < count + COLD:
                for record in next(self._affairs):
                    turns = list(zip(timers, taken, strict=True))
                    for timer, times in turns if self.count % 2 else reversed(turns):
                        timer.send(record)
                        times.append(timer.recv())
                    self.count += 1
        return taken[0][COLD:], taken[1][COLD:]


def _made(done: int) -> Iterator[tuple[Record, ...]]:
    """The affairs of a stream, made by another process meanwhile."""
    context = get_context("spawn")
    waiting: Queue[tuple[Record, ...]] = context.Queue(AHEAD)
    context.Process(target=_make, args=(done, waiting), daemon=True).start()
    while True:
        yield waiting.get()


def _make(done: int, waiting: Queue[tuple[Record, ...]]) -> None:
    pickle_by_fields()
    for affair in Stream().affairs(done):
        waiting.put(affair)


@contextmanager
def _timer(path: str) -> Iterator[Connection]:
    """A process that stores and settles in a database what it is sent, and sends back how long that took."""
    here, there = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=_time_each, args=(path, there), daemon=True)
    process.start()
    try:
        yield here
    finally:
        here.send(None)
        process.join()


def _time_each(path: str, asked: Connection) -> None:
    with Store(path) as store:
        while (record := asked.recv()) is not None:
            asked.send(add(store, record)[0])


def add(store: Store, record: Record) -> tuple[float, bool]:
    """Store and settle a document: milliseconds of the processor, and whether it was new."""
    start = time.process_time()
    is_new = store.add(record, version="1")
    settle_stored(store)
    return 1000 * (time.process_time() - start), is_new


def reading_cost(count: int = 40) -> float:
    """Milliseconds of the processor to read a story, the mean of so many, the first few left out."""
    stories = read_collection()[:: max(1, len(read_collection()) // (count + 5))]
    taken = []
    for story in stories:
        start = time.process_time()
        read_document(make_document(text_of(story)))
        taken.append(1000 * (time.process_time() - start))
    return mean(taken[5:])


def measure(folder: Path, sizes: Sequence[int], probes: int) -> Iterator[str]:
    """What reading costs; lines a size: documents, what one more costs there and in the collection of the first size, bytes; of each layer digests, the
    largest key and the largest component.
    """
    read = reading_cost()
    yield f"reading a story of the collection: {read:.1f} ms"
    growing = Growing(folder)
    for size in sizes:
        if growing.count > size:
            continue
        growing.grow(size)
        here, first = growing.probe(probes)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        yield (
            f"{size:>8,} documents: {_told(here)} one more; at the first size {_told(first)}; {mean(here) / mean(first):.2f} times it, "
            f"with reading {(read + mean(here)) / (read + mean(first)):.2f}; {growing.path.stat().st_size / 1e6:,.0f} MB, memory {peak:,.0f} MB"
        )
        yield from _sizes(str(growing.path))


def _told(taken: Sequence[float]) -> str:
    return f"{mean(taken):.1f} ms (median {median(taken):.1f}, 95th {sorted(taken)[int(0.95 * len(taken))]:.1f})"


def _sizes(path: str) -> Iterator[str]:
    """Of each layer, how many digests, and how many the largest key and the largest component have."""
    with closing(sqlite3.connect(path)) as connection:
        for layer, count in connection.execute("SELECT layer, count(*) FROM digest GROUP BY layer").fetchall():
            most, members, keys = (
                (connection.execute(ask, (layer,)).fetchone() or (0,))[0] for ask in (LARGEST_KEY, LARGEST, KEYS)
            )
            yield f"         {layer:12} {count:>9,} digests, {keys / count:.0f} keys each, largest key {most:,}, largest component {members:,}"


def main() -> None:
    """Print what one more document costs at each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--probes", type=int, default=200)
    parser.add_argument("--keep", metavar="FOLDER", help="Keep the collection there, and go on with it.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        where = Path(given.keep or folder)
        where.mkdir(parents=True, exist_ok=True)
        for line in measure(where, [int(size) for size in given.sizes.split(",")], given.probes):
            print(line, flush=True)


if __name__ == "__main__":
    main()
