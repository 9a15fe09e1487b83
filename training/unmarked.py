"""Texts that are annotated for nothing we learn: sentences and stories of collections whose licence is MIT, read for their words
alone (`events/event_location`, `events/ngec-synthetic`, `events/keep_it_local_en`)."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from training.corpora import Document
from training.cutting import cut


def read_unmarked(events: Path) -> list[Document]:
    """Every text as the rooms before `annotate` cut it, without labels."""
    found = (list(cut(f"unmarked {number}", text).labelled({})) for number, text in enumerate(_texts(events)))
    return [document for document in found if document]


def _texts(events: Path) -> Iterator[str]:
    with (events / "event_location" / "labeled_text.jsonl").open(encoding="utf-8") as opened:
        yield from sorted({sentence["text"] for line in opened for sentence in json.loads(line)})
    csv.field_size_limit(1 << 30)
    for name, marks, column in (
        ("ngec-synthetic/gpt_synthetic_events_2023-10-19_19.csv", ",", "text"),
        ("keep_it_local_en/en_annotations_quad_multiclass.tsv", "\t", "en"),
    ):
        with (events / name).open(encoding="utf-8", newline="") as opened:
            yield from (row[column] for row in csv.DictReader(opened, delimiter=marks) if row[column].strip())
