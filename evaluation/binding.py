"""When, where and how much, bound to events: `python -m evaluation.binding [--wrong]`.

Our own passages that no training sees (`training/events`). Counted of events that were found (triggers that overlap): whether the date
and the place of an event, and each of its amounts, are the words that the passage gives it (they overlap).
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from training.event_passages import EventPassage, MarkedEvent, held_out

from evaluation.cases import Reading, read_stories
from onrecord.events import code_events
from onrecord.model import Event, Span

Letters = Sequence[tuple[int, int]]
PARTS = {"date": "d", "place": "p", "amount": "n"}


@dataclass(frozen=True)
class Bound:
    """What an event has of a part, and what it should have."""

    part: str
    wanted: tuple[str, ...]
    given: tuple[str, ...]
    right: int
    text: str


@cache
def read_bound() -> tuple[Bound, ...]:
    """The parts of every event of the passages that was found."""
    passages = list(held_out())
    found = read_stories([passage.text for passage in passages])
    return tuple(one for passage, reading in zip(passages, found, strict=True) for one in _compared(passage, reading))


def _compared(passage: EventPassage, reading: Reading) -> Iterator[Bound]:
    start = reading.story.span.start
    amounts = {quantity.id: quantity.evidence.span for quantity in reading.annotation.quantities}
    events = list(code_events(reading.story, reading.annotation, reading.entities, reading.statements))
    plain = passage.text.replace("\n# ", "\n").removeprefix("# ")
    for marked in passage.events:
        event = next((e for e in events if _meet(_moved(marked, "e", passage), e.trigger.span, start)), None)
        if event is None:
            continue
        events.remove(event)
        for part, spans in _spans(event, amounts).items():
            wanted = _moved(marked, PARTS[part], passage)
            right = sum(any(_meet([one], span, start) for span in spans) for one in wanted)
            texts = tuple(plain[span.start - start : span.end - start] for span in spans)
            yield Bound(part, tuple(plain[a:b] for a, b in wanted), texts, right, passage.text)


def _moved(marked: MarkedEvent, part: str, passage: EventPassage) -> Letters:
    """The letters of a part in the text without the marks of headlines."""
    found = []
    for start, end in marked.spans.get(part, ()):
        cut = 2 * sum(line.startswith("# ") for line in passage.text[:start].split("\n"))
        found.append((start - cut, end - cut))
    return found


def _meet(letters: Letters, span: Span, start: int) -> bool:
    return any(span.start - start < b and a < span.end - start for a, b in letters)


def _spans(event: Event, amounts: dict[str, Span]) -> dict[str, list[Span]]:
    return {
        "date": [event.date.evidence.span] if event.date else [],
        "place": [event.place.evidence.span] if event.place else [],
        "amount": [amounts[quantity] for quantity in event.quantities],
    }


def gate(_: Path | None = None) -> dict[str, float]:
    """Precision and recall of each part."""
    counts: Counter[str] = Counter()
    for one in read_bound():
        counts += Counter(
            {f"{one.part} right": one.right, f"{one.part} given": len(one.given), f"{one.part} wanted": len(one.wanted)}
        )
    found = {}
    for part in PARTS:
        right = counts[f"{part} right"]
        found[f"{part} P"] = 100 * right / max(counts[f"{part} given"], 1)
        found[f"{part} R"] = 100 * right / max(counts[f"{part} wanted"], 1)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="list what is not right")
    chosen = parser.parse_args()
    for name, value in gate().items():
        print(f"{value:6.1f}  {name}")
    for one in read_bound() if chosen.wrong else ():
        if not one.right == len(one.wanted) == len(one.given):
            print(f"{one.part}: wanted {one.wanted}, found {one.given}: {one.text!r}")


if __name__ == "__main__":
    main()
