"""Whether the order of documents matters: `python -m evaluation.order [--shuffles N] [--documents N] [--database]`.

A hundred stories of our own collections are added in many orders, each document settled as it comes, and what is known across
them afterwards is compared with what all of them give at once. With `--database` every order is read into a database of its own.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from evaluation.readings import read_collection, read_texts, text_of
from onrecord.model import CleanText, KeyedDigest, Record, StoryReading
from onrecord.pipeline import settle_stored
from onrecord.resolve import LAYERS, make_digests
from onrecord.serialize import to_json_line
from onrecord.store import Store

SHUFFLES, DOCUMENTS, SEED = 200, 100, 7


def bare_record(reading: StoryReading, digests: Sequence[KeyedDigest] | None = None) -> Record:
    """A record that holds a document, its story and digests, and nothing else."""
    document = replace(reading.document, raw="", markup=())
    story = replace(reading.story, quotations=())
    kept = tuple(digests) if digests is not None else tuple(make_digests(reading))
    return Record(document, CleanText(reading.annotation.text, (), ()), (story,), (), (), (), (), (), (), (), kept)


def read_records(limit: int) -> list[Record]:
    """Records of the first stories of the collection."""
    stories = read_collection()[:limit]
    return [bare_record(reading) for _, readings in read_texts(map(text_of, stories)) for reading in readings]


def known_across(records: Sequence[Record], path: str) -> tuple[str, ...]:
    """Everything known across these documents, as lines, when they are read into a new database in this order."""
    with Store(path) as store:
        for record in records:
            store.add(record, version="1")
            settle_stored(store)
        kinds = {"copy", "incident", "dispute", "commitment"}
        return tuple(sorted(to_json_line(found) for found in store.objects() if found["type"] in kinds))


def measure(shuffles: int, documents: int) -> tuple[int, int]:
    """How many orders gave something else than the first, and how many records there are."""
    records = read_records(documents)
    order = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        first = known_across(records, str(Path(folder, "0.db")))
        different = 0
        for number in range(1, shuffles + 1):
            order.shuffle(records)
            path = Path(folder, f"{number}.db")
            different += known_across(records, str(path)) != first
            path.unlink()
    return different, len(first)


def gate() -> dict[str, float]:
    """Share of a few orders that give the same, in per cent."""
    different, _ = measure(4, 60)
    return {"same whatever the order of documents": 100 * (1 - different / 4)}


def main() -> None:
    """Print how many orders changed anything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shuffles", type=int, default=SHUFFLES)
    parser.add_argument("--documents", type=int, default=DOCUMENTS)
    given = parser.parse_args()
    start = time.perf_counter()
    different, count = measure(given.shuffles, given.documents)
    print(
        f"{given.shuffles} orders of {given.documents} documents, layers: {', '.join(layer.name for layer in LAYERS)}"
    )
    print(
        f"{count} records across documents; {different} orders gave anything else ({time.perf_counter() - start:.0f} s)"
    )


if __name__ == "__main__":
    main()
