"""Whether the order of documents matters: `python -m evaluation.order [--shuffles N] [--documents N]`.

A hundred stories of our own collection are stored in many orders, each order in a database of its own and each document settled as it
comes; what is known across them afterwards is compared, to the byte, with what all of them give at once without a database.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from evaluation.readings import read_collection, read_texts, text_of
from onrecord.model import CleanText, KeyedDigest, Record, StoryReading
from onrecord.pipeline import across, settle_stored
from onrecord.resolve import LAYERS, make_digests
from onrecord.serialize import to_json, to_json_line
from onrecord.store import Store

SHUFFLES, DOCUMENTS, FEW, SEED = 200, 100, 3, 7
KINDS = ("copy", "incident", "dispute", "commitment")


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
        return tuple(sorted(to_json_line(found) for found in stored_across(store)))


def stored_across(store: Store) -> Iterator[dict[str, Any]]:
    """The records across documents as they are stored: a dispute's incident is none of it."""
    for found in store.objects():
        if found["type"] in KINDS:
            yield found | {"incident": None} if found["type"] == "dispute" else found


def measure(shuffles: int, documents: int) -> tuple[int, int]:
    """How many orders gave something else than all documents at once, and how many records there are."""
    records = read_records(documents)
    together = across(records)
    expected = tuple(sorted(to_json(one) for part in fields(together) for one in getattr(together, part.name)))
    order = random.Random(SEED)
    different = 0
    for _ in range(shuffles):
        order.shuffle(records)
        with tempfile.TemporaryDirectory() as folder:
            different += known_across(records, str(Path(folder, "news.db"))) != expected
    return different, len(expected)


def gate(folder: Path | None) -> dict[str, float]:
    """Share of a few orders of forty documents that give the same, in per cent; our own collection needs no folder."""
    different, _ = measure(FEW, 40)
    return {"same whatever the order": 100 * (1 - different / FEW)}


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
