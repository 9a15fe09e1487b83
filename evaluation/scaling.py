"""How reading scales with workers: `python -m evaluation.scaling [--documents N] [--workers 1,2,4] [--engines local,ray] [--sizes DB]`.

Stories of our own collection, a few to a document, are read into a new database by this process and by 1, 2, … workers of each engine:
that is measured, on as many cores as this machine has. Past them a simulation follows, from what one document costs here (processor time, so
that whatever else the machine does weighs little): workers take portions as `onrecord.engines` gives them, and one writer stores and settles
one document after the other. It leaves out what workers of one machine cost each other (memory, caches), and a network. `--sizes` says
instead what each table and index of a database takes, a document.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import pickle
import platform
import random
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import mean

import pyarrow
from pyarrow import parquet

from evaluation.readings import read_collection, text_of
from onrecord.annotate import encoder
from onrecord.engines import Engine, Job, Workers, read_many
from onrecord.engines.merging import AHEAD
from onrecord.engines.shards import PORTION, cut_portions
from onrecord.engines.work import Worker
from onrecord.intake import IntakeOptions, cut
from onrecord.model import Issue, Record
from onrecord.pipeline import TOGETHER, keep, read, settle_stored
from onrecord.publish import Parts
from onrecord.serialize import record_objects
from onrecord.store import Store

STORIES = 4
"""Stories in a document: some 500 words."""
SIMULATED = (1, 2, 4, 8, 16, 32, 64)
FEW = 12
"""Portions for each worker, below which most of the time is the beginning and the end."""
SEED = 3


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds of the processor, a document: read by a worker; cut, handed over, stored, settled by the one that writes; written to parts."""

    read: tuple[float, ...]
    cut: float
    hand: float
    store: tuple[float, ...]
    settle: tuple[float, ...]
    part: float

    def serial(self, *, to_parts: bool) -> list[float]:
        """What the writer does, a document: into a database, or into parts of Parquet alone."""
        ahead = self.cut + self.hand
        return [ahead + self.part] * len(self.read) if to_parts else [ahead + a + b for a, b in zip(self.store, self.settle, strict=True)]  # fmt: skip


def write_documents(folder: Path, count: int) -> int:
    """So many different documents as text files; how many words they have."""
    stories = [text_of(story).text for story in read_collection()]
    order, words = random.Random(SEED), 0
    for number in range(count):
        text = "\n\n".join(order.sample(stories, STORIES)) + "\n"
        words += len(text.split())
        (folder / f"{number:06}.txt").write_text(text, encoding="utf-8")
    return words


def facts() -> str:
    """The machine, and how busy it is."""
    model = next((line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), platform.machine())  # fmt: skip
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{model}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GiB; Python {platform.python_version()}, "
        f"onnxruntime {version('onnxruntime')}; load before: {os.getloadavg()[0]:.1f}"
    )


def timed(folder: Path, workers: Workers | None) -> tuple[float, float, int, float]:
    """Seconds until the first document is stored, and from then to the last; how many; and seconds of the processor in all, of this process
    and those that it started. Without workers this process reads.
    """
    before = sum(os.times()[:4])
    with tempfile.TemporaryDirectory() as made, Store(str(Path(made, "news.db"))) as store:
        start = time.perf_counter()
        if workers is None:
            first, last, count = _store_all(read([str(folder)]), store)
        else:
            with read_many([str(folder)], workers=workers) as spread:
                first, last, count = _store_all(spread, store)
    return first - start, last - first, count, sum(os.times()[:4]) - before


def _store_all(records: Iterator[Record], store: Store) -> tuple[float, float, int]:
    first, count = 0.0, 0
    for count, _ in enumerate(keep(records, store), start=1):  # noqa: B007 -- the count is wanted
        first = first or time.perf_counter()
    return first, time.perf_counter(), count


def measure_costs(folder: Path) -> Costs:
    """What each document costs, in this process on one thread."""
    worker = Worker(Job(IntakeOptions(), None, None, is_compared=True, known=b""))
    start = time.process_time()
    portions = list(cut_portions(cut([str(folder)], options=IntakeOptions())))
    spent = time.process_time() - start
    records: list[Record] = []
    reading: list[float] = []
    for portion in portions:
        for alone in portion.alone():
            start = time.process_time()
            records += worker.read(alone).records
            reading.append(time.process_time() - start)
    start = time.process_time()
    handed = [pickle.loads(pickle.dumps(record, 5)) for record in records]
    hand = (time.process_time() - start) / len(handed)
    with tempfile.TemporaryDirectory() as made:
        storing, settling = _time_store(handed, Path(made, "news.db"))
        parts = Parts(Path(made, "parts"), version="1")
        start = time.process_time()
        parts.write(0, (found for record in handed for found in record_objects(record)))
        part = (time.process_time() - start) / len(handed)
        parts.close()
    return Costs(tuple(reading), spent / len(records), hand, storing, settling, part)


def _time_store(records: Sequence[Record], path: Path) -> tuple[tuple[float, ...], tuple[float, ...]]:
    storing: list[float] = []
    settling: list[float] = []
    with Store(str(path)) as store:
        for first in range(0, len(records), TOGETHER):
            together = records[first : first + TOGETHER]
            for record in together:
                start = time.process_time()
                store.add(record, version="1")
                storing.append(time.process_time() - start)
            start = time.process_time()
            settle_stored(store)
            settling += [(time.process_time() - start) / len(together)] * len(together)
    return tuple(storing), tuple(settling)


def simulate(reading: Sequence[float], serial: Sequence[float], workers: int, documents: int = 4_000) -> float:
    """Documents a second of so many workers and one writer, each on a core of its own, in the steady state."""
    order = random.Random(SEED)
    costs = [order.randrange(len(reading)) for _ in range(documents)]
    portions = [costs[start : start + PORTION] for start in range(0, documents, PORTION)]
    done: list[float] = []
    free = [0.0] * workers
    now = 0.0

    def give(number: int) -> None:
        while len(done) < min(len(portions), number + AHEAD * workers) and min(free) <= now:
            done.append(now + sum(reading[one] for one in portions[len(done)]))
            free[free.index(min(free))] = done[-1]

    for number, portion in enumerate(portions):
        give(number)
        while len(done) <= number or done[number] > now:
            now = min(at for at in (*done[number : number + 1], *free) if at > now)
            give(number)
        for one in portion:
            now += serial[one]
            give(number)
    return documents / now


def sizes(path: str) -> Iterator[str]:
    """What each table takes, its indexes beside it, in bytes a document."""
    with tempfile.TemporaryDirectory() as made, closing(sqlite3.connect(shutil.copy(path, made))) as connection:
        (documents,) = connection.execute("SELECT count(*) FROM document").fetchone()
        (words,) = connection.execute("SELECT sum(length(json_extract(json, '$.text'))) FROM document").fetchone()
        asked = "SELECT m.tbl_name, m.type = 'index', sum(d.pgsize) FROM dbstat d JOIN sqlite_master m ON m.name = d.name GROUP BY 1, 2"
        found: dict[str, list[int]] = {}
        for table, is_index, taken in connection.execute(asked):
            found.setdefault(table, [0, 0])[is_index] += taken
        total = [sum(own[place] for own in found.values()) for place in range(2)]
        yield f"{path}: {documents:,} documents of {words / documents:,.0f} characters; {sum(total) / documents:,.0f} bytes a document, {total[1] / documents:,.0f} of them indexes"
        for table, (own, indexes) in sorted(found.items(), key=lambda one: -sum(one[1]))[:16]:
            yield f"  {table:24} {own / documents:>9,.0f} {indexes / documents:>9,.0f}"


def measure(count: int, numbers: Sequence[int], engines: Sequence[str]) -> Iterator[str]:
    """The tables, line by line."""
    yield facts()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        words = write_documents(folder, count)
        yield f"{count} documents of {words / count:.0f} words, as text files, into an SQLite database, settled"
        costs = measure_costs(folder)
        read_cost, store, settle = mean(costs.read), mean(costs.store), mean(costs.settle)
        yield (
            f"MEASURED, seconds of the processor a document: read {read_cost:.3f}; cut {costs.cut:.4f}, hand over {costs.hand:.4f}, "
            f"store {store:.4f}, settle {settle:.4f} (parts of Parquet instead {costs.part:.4f})"
        )
        serial = mean(costs.serial(to_parts=False))
        yield f"  of all that, the writer's share {serial / (serial + read_cost):.1%} (parts: {mean(costs.serial(to_parts=True)) / (mean(costs.serial(to_parts=True)) + read_cost):.1%})"
        yield f"MEASURED, milliseconds of the processor a document to take apart: {cut_costs([path.read_text(encoding='utf-8') for path in sorted(folder.iterdir())])}"
        yield "MEASURED, of the clock: workers, seconds to the first document and to the last, documents a second in all; seconds of the processor in all"
        if count < FEW * PORTION * max(numbers, default=1):
            yield f"  {count} documents are {-(-count // PORTION)} portions: too few to say how this scales, give --documents {FEW * PORTION * max(numbers)}"
        yield _row("this process", timed(folder, None))
        for engine in engines:
            for number in numbers:
                yield _row(f"{engine} {number}", timed(folder, Workers(Engine(engine), number)))
        yield f"SIMULATED from the costs above, a core each: documents a second, times one worker ({len(os.sched_getaffinity(0))} cores are here)"
        for to_parts in (False, True):
            work = costs.serial(to_parts=to_parts)
            rates = [simulate(costs.read, work, number) for number in SIMULATED]
            shown = "; ".join(
                f"{number}: {rate:.1f} ({rate / rates[0]:.1f})" for number, rate in zip(SIMULATED, rates, strict=True)
            )
            yield f"  {'parts of Parquet' if to_parts else 'database':16} {shown}; never more than {1 / mean(work):.0f}"


def _row(name: str, taken: tuple[float, float, int, float]) -> str:
    start, rest, count, processor = taken
    shown = "" if name.startswith("ray") else f"{processor:6.1f}"  # Ray's processes are not children of this one
    return f"  {name:16} {start:6.1f} {start + rest:6.1f} {count / (start + rest):6.2f} {shown}"


def cut_costs(texts: Sequence[str], times: int = 20) -> str:
    """Milliseconds of the processor to take containers apart, a document, as whoever gives to workers does."""
    rows = [{"text": f"{text} {number}", "published": "2026-03-04"} for number in range(times) for text in texts]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / "a.jsonl").write_text(lines, encoding="utf-8")
        parquet.write_table(pyarrow.Table.from_pylist(rows), folder / "a.parquet")
        (folder / "a.warc.gz").write_bytes(gzip.compress(b"".join(map(_archived, rows))))
        shown = []
        for path in sorted(folder.iterdir()):
            start = time.process_time()
            count = sum(not isinstance(piece, Issue) for piece in cut([str(path)], options=IntakeOptions()))
            shown.append(f"{path.name[2:]} {1000 * (time.process_time() - start) / count:.2f}")
    return "; ".join(shown)


def _archived(row: dict[str, str]) -> bytes:
    body = f"<html><body><p>{row['text']}</p></body></html>".encode()
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2026-03-04T00:00:00Z\r\nWARC-Target-URI: http://post.example/\r\nContent-Type: application/http;msgtype=response\r\nContent-Length: {len(page)}\r\n\r\n"
    return head.encode() + page + b"\r\n\r\n"


def main() -> None:
    """Print what was measured and what was simulated."""
    encoder.THREADS = 1
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--workers", default="1,2,4")
    parser.add_argument("--engines", default="local,ray")
    parser.add_argument("--sizes", metavar="DB")
    given = parser.parse_args()
    numbers = [int(number) for number in given.workers.split(",")]
    lines = (
        sizes(given.sizes)
        if given.sizes
        else measure(given.documents, numbers, [e for e in given.engines.split(",") if e])
    )
    for line in lines:
        print(line, flush=True)


if __name__ == "__main__":
    main()
