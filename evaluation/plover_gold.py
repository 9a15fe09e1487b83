"""PLOVER's own gold records, the 59 that may be used: `python -m evaluation.plover_gold [--wrong]`.

Real news sentences with one event each (CC BY-SA 4.0), from raw text with nothing given. Old labels are mapped (DEMAND to
REQUEST, DISAPPROVE and INVESTIGATE to ACCUSE, FIGHT to ASSAULT, YIELD to CONCEDE or RETREAT). A record counts as found when an
event of its type is; its actor when one of the found event's actors and the gold one have a word in common.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from evaluation.corpora import DataAbsent, data_folder
from onrecord.coder import Item, code_item
from onrecord.model import Event, Participant
from onrecord.rules.actors import fold

FILE = "events/plover-gsr-dev.jsonl"
TODAY = {
    "DEMAND": ("REQUEST",), "DISAPPROVE": ("ACCUSE",), "INVESTIGATE": ("ACCUSE",), "FIGHT": ("ASSAULT",),
    "YIELD": ("CONCEDE", "RETREAT"),
}  # fmt: skip


def _words(parties: Any) -> set[str]:
    listed = parties if isinstance(parties, list) else [parties]
    return {word for one in listed if isinstance(one, dict) for word in fold(one.get("actorText", ""))}


def _shares(parties: Sequence[Participant], words: set[str]) -> bool:
    """True when a party has one of the words, or its stem: "Turkish" is Turkey's."""
    own = {word for party in parties for word in fold(party.evidence.text)}
    return any(a[:4] == b[:4] for a in own for b in words if len(a) > 2)


def read_gold(data: Path) -> Iterator[tuple[dict[str, Any], list[Event], tuple[Event, ...]]]:
    """Each record with the events of its type, and all that were found."""
    path = data / FILE
    if not path.exists():
        raise DataAbsent(f"no {FILE}")
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        events = code_item(Item(row["id"], row["date"], row["text"])).events
        wanted = TODAY.get(row["event"], (row["event"],))
        yield row, [event for event in events if event.event_type in wanted], events


def gate(folder: Path | None) -> dict[str, float]:
    """Figures for the gate."""
    assert folder is not None
    return figures(list(read_gold(folder)))


def figures(read: Sequence[tuple[dict[str, Any], list[Event], tuple[Event, ...]]]) -> dict[str, float]:
    """Shares of records, in points: its type found; also with its actor; also with its recipient where it has one."""
    typed = [(row, same) for row, same, _ in read if same]
    acted = [(row, [e for e in same if _shares(e.actors, _words(row.get("source")))]) for row, same in typed]
    acted = [(row, same) for row, same in acted if same]
    both = [
        row
        for row, same in acted
        if not (target := _words(row.get("target"))) or any(_shares((*e.recipients, *e.actors), target) for e in same)
    ]
    size = max(len(read), 1)
    return {
        "type found": 100 * len(typed) / size,
        "type and actor": 100 * len(acted) / size,
        "type, actor and recipient": 100 * len(both) / size,
        "events a record": sum(len(found) for *_, found in read) / size,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--wrong", action="store_true", help="list the records whose type is not found")
    chosen = parser.parse_args()
    read = list(read_gold(data_folder(chosen.data)))
    for row, same, found in read if chosen.wrong else ():
        if not same:
            print(f"{row['event']}: {row['text']}\n   {[(e.event_type, e.trigger.text) for e in found]}")
    for name, value in figures(read).items():
        print(f"{value:6.1f}  {name}")


if __name__ == "__main__":
    main()
