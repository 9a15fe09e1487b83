"""Our own passages with their events marked: `python -m training.event_passages` checks and counts them.

About invented people, in the types, modes and statuses of PLOVER and of the record. One file a writer under
`training/events`, in the markup of `training.markup`: `[e1:TYPE/mode=status words]` the trigger of event 1, `[a1 words]` an
actor, `[r1 words]` a recipient (each a mark of its own), `[p1 words]` its place, `[d1 words]` its date, `[n1:kind words]` an
amount that belongs to it.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from onrecord.model import EventStatus
from onrecord.rules.triggers import MODES, TYPES
from training.corpora import Sentence
from training.cutting import cut
from training.markup import Mark, Spans, blocks, read_marks
from training.passages import is_held_out, moved_letters

FOLDER = Path(__file__).parent / "events"
PARTS = "earpdn"
LABEL = re.compile(r"(?P<type>[A-Z]+)(?:/(?P<mode>[a-z-]+))?=(?P<status>[a-z_]+)")
AMOUNTS = frozenset("killed injured arrested freed displaced troops weapons money people other".split())


@dataclass
class MarkedEvent(Spans):
    """One event of a passage with its label; `amounts` have a kind and their letters each."""

    event_type: str = ""
    mode: str | None = None
    status: str = ""
    amounts: list[tuple[str, tuple[int, int]]] = field(default_factory=list)


@dataclass(frozen=True)
class EventPassage:
    """A text of ours and what happens in it, in the order of the numbers."""

    name: str
    text: str
    events: tuple[MarkedEvent, ...]


def read_passage(name: str, block: str) -> EventPassage:
    """A passage without its marks; ValueError names it and what is wrong."""
    found: dict[int, MarkedEvent] = {}
    try:
        text, marks = read_marks(block, PARTS)
        for mark in marks:
            for number in mark.numbers:
                _add(found.setdefault(number, MarkedEvent()), mark)
        for number, event in found.items():
            if not event.event_type or not event.spans.keys() & {"a", "r"}:
                raise ValueError(f"event {number} has no {'party' if event.event_type else 'trigger'}")
    except ValueError as error:
        raise ValueError(f"{name} ({block[:40]!r}…): {error}") from None
    return EventPassage(name, text, tuple(found[number] for number in sorted(found)))


def _add(event: MarkedEvent, mark: Mark) -> None:
    event.spans.setdefault(mark.part, []).append((mark.start, mark.end))
    if mark.part == "e":
        label = LABEL.fullmatch(mark.label)
        if label is None or label["type"] not in TYPES or label["status"] not in list(EventStatus):
            raise ValueError(f"{mark.label!r} is no type and status")
        if label["mode"] and label["mode"] not in MODES.get(label["type"], ()):
            raise ValueError(f"{mark.label!r}: no such mode")
        event.event_type, event.mode, event.status = label["type"], label["mode"], label["status"]
    elif mark.part == "n":
        if mark.label not in AMOUNTS:
            raise ValueError(f"{mark.label!r} is no kind of amount")
        event.amounts.append((mark.label, (mark.start, mark.end)))
    elif mark.label:
        raise ValueError(f"{mark.part}:{mark.label} has a label")


def read_passages(folder: Path = FOLDER) -> Iterator[EventPassage]:
    """All passages, in the order of their files."""
    for name, block in blocks(folder):
        yield read_passage(name, block)


def held_out() -> Iterator[EventPassage]:
    """The passages that no training sees."""
    for passage in read_passages():
        moved = moved_letters(passage.text)
        sentences = cut(passage.name, "".join(passage.text[n] for n in moved)).sentences
        first = next((words for words in sentences if words), ())
        if is_held_out([Sentence(first)]):
            yield passage


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    passages = list(read_passages(parser.parse_args().folder))
    events = [event for passage in passages for event in passage.events]
    print(f"{len(passages)} passages, {sum(not p.events for p in passages)} without an event; {len(events)} events")
    for name, counts in (
        ("type", Counter(e.event_type for e in events)),
        ("status", Counter(e.status for e in events)),
    ):
        print(f"  by {name}: {', '.join(f'{label} {count}' for label, count in counts.most_common())}")


if __name__ == "__main__":
    main()
