"""The event table: 400 sentences of our own, 25 a type, read from raw text and compared row by row.

`python -m evaluation.events [--passages] [--wrong] [--type TYPE]`. A row is right when exactly the expected events are found, each with
the expected type, actors, recipients and status (letters and digits compared, an article at the front left out). Always
measured: the rows ship with the tests (`tests/cases/plover.csv`). With `--passages` the same of our own passages
(`training/events`) that no training sees.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from training.event_passages import EventPassage, MarkedEvent, held_out

from evaluation import petrarch
from evaluation.cases import read_stories
from evaluation.corpora import DataAbsent
from onrecord.evaluate import factuality
from onrecord.events import code_events
from onrecord.model import Event, Participant

TABLE = Path(__file__).parents[1] / "tests" / "cases" / "plover.csv"
ARTICLE = re.compile(r"(?:the|a|an|its|their|his|her)\s+", re.I)

Parts = tuple[str, tuple[str, ...], tuple[str, ...], str]
"""Type, actors, recipients, status."""


@dataclass(frozen=True)
class Case:
    """A row with what was read in it."""

    id: str
    quality: str
    text: str
    why: str
    expected: tuple[str, ...]
    found: tuple[Event, ...] = ()

    @property
    def wanted(self) -> list[Parts]:
        """The expected events, in what of them is compared."""
        return sorted(parts(cell) for cell in self.expected)

    @property
    def given(self) -> list[Parts]:
        """The events that were found."""
        return sorted(map(parts_of, self.found))


def parts(cell: str) -> Parts:
    """What is compared of an event as the table writes it."""
    label, actors, recipients, _, status = cell.split("|")
    return label.partition("/")[0], _parties(actors), _parties(recipients), status


def parts_of(event: Event) -> Parts:
    """What is compared of an event that was found."""
    return event.event_type, _phrases(event.actors), _phrases(event.recipients), event.status.value


def _parties(cell: str) -> tuple[str, ...]:
    return tuple(sorted(_key(words) for words in cell.split(" + ") if words != "-"))


def _phrases(parties: Sequence[Participant]) -> tuple[str, ...]:
    return tuple(sorted(_key(party.evidence.text) for party in parties))


def _key(words: str) -> str:
    bare = ARTICLE.sub("", words, count=1) if ARTICLE.match(words) else words
    return "".join(c for c in bare.lower() if c.isalnum())


def read_table(path: Path = TABLE) -> list[Case]:
    """The rows; lines that begin with `# ` are the header's."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("# ")]
    return [
        Case(
            row["id"],
            row["quality"],
            row["input"].replace(" ¶ ", "\n"),
            row["why"],
            tuple(filter(None, row["expected"].split(" // "))),
        )
        for row in csv.DictReader(lines)
    ]


@cache
def read_cases(path: Path = TABLE) -> tuple[Case, ...]:
    """Every row of the table with what was read in it."""
    return _read(read_table(path))


@cache
def read_held() -> tuple[Case, ...]:
    """Every passage that is held out with what was read in it."""
    return _read([Case(p.name, "", p.text, "", tuple(map(_cell, _marked(p)))) for p in held_out()])


def _marked(passage: EventPassage) -> Iterator[tuple[MarkedEvent, dict[str, list[str]]]]:
    for event in passage.events:
        words = {part: [passage.text[a:b] for a, b in spans] for part, spans in event.spans.items()}
        yield event, words


def _cell(marked: tuple[MarkedEvent, dict[str, list[str]]]) -> str:
    event, words = marked
    label = f"{event.event_type}/{event.mode}" if event.mode else event.event_type
    actors, recipients = (" + ".join(words.get(part, ())) or "-" for part in "ar")
    return "|".join((label, actors, recipients, " ".join(words.get("e", ())), event.status))


def _read(cases: Sequence[Case]) -> tuple[Case, ...]:
    found = read_stories([case.text for case in cases])
    return tuple(
        replace(case, found=code_events(one.story, one.annotation, one.entities, one.statements))
        for case, one in zip(cases, found, strict=True)
    )


def scores(cases: Sequence[Case]) -> dict[str, float]:
    """Shares in points: rows right; rows with events whose events, types, statuses are right; rows without that have none;
    F1 of events with the right type, and of its parts among them."""
    eventful = [case for case in cases if case.expected]
    empty = [case for case in cases if not case.expected]

    def share(rows: Sequence[Case], right: Sequence[bool]) -> float:
        return 100 * sum(right) / max(len(rows), 1)

    counts: Counter[str] = Counter()
    for case in cases:
        _count(case, counts)
    types = [sorted(w[0] for w in case.wanted) == sorted(g[0] for g in case.given) for case in eventful]
    return {
        "events right": share(eventful, [case.wanted == case.given for case in eventful]),
        "types right": share(eventful, types),
        "no event": share(empty, [not case.found for case in empty]),
        "all rows right": share(cases, [case.wanted == case.given for case in cases]),
        "type P": 100 * counts["hit"] / max(counts["given"], 1),
        "type R": 100 * counts["hit"] / max(counts["wanted"], 1),
        "status": 100 * counts["status"] / max(counts["hit"], 1),
        "actors": 100 * counts["actors"] / max(counts["hit"], 1),
        "recipients": 100 * counts["recipients"] / max(counts["hit"], 1),
    }


def _count(case: Case, counts: Counter[str]) -> None:
    """Matches events of one type, those most alike first."""
    counts["wanted"] += len(case.wanted)
    counts["given"] += len(case.given)
    left = case.given
    for wanted in case.wanted:
        same = [given for given in left if given[0] == wanted[0]]
        if not same:
            continue
        best = max(same, key=lambda given: sum(a == b for a, b in zip(given, wanted, strict=True)))
        left.remove(best)
        counts["hit"] += 1
        for name, one, two in zip(("actors", "recipients", "status"), best[1:], wanted[1:], strict=True):
            counts[name] += one == two


def gate(_: Path | None = None) -> dict[str, float]:
    """Figures for the gate."""
    held = {f"held out: {name}": value for name, value in scores(read_held()).items()}
    return scores(read_cases()) | held


def gate_data(folder: Path | None) -> dict[str, float]:
    """Figures on annotated data: how far a text vouches for a deed, and PETRARCH's dyads."""
    assert folder is not None
    found: dict[str, float] = {}
    for scale, name in (("uds", "uds_ih2"), ("uw", "uw")):
        path = folder / "factuality" / name / "dev.jsonl"
        if not path.exists():
            raise DataAbsent(f"no {path.relative_to(folder)}")
        measured = factuality.measure(path, scale)
        found |= {f"factuality, {scale}: r": measured["r"]}
    return found | {f"petrarch: {name}": value for name, value in petrarch.gate(folder).items()}


def show(event: Event) -> str:
    """An event as the table writes it."""
    label = f"{event.event_type}/{event.mode}" if event.mode else event.event_type
    actors, recipients = (
        " + ".join(party.evidence.text for party in parties) or "-" for parties in (event.actors, event.recipients)
    )
    return "|".join((label, actors, recipients, event.trigger.text, event.status.value))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="list the rows that are not right")
    parser.add_argument("--type")
    parser.add_argument("--table", type=Path, default=TABLE)
    parser.add_argument(
        "--passages", action="store_true", help="our own passages that are held out, in place of the table"
    )
    chosen = parser.parse_args()
    read = read_held() if chosen.passages else read_cases(chosen.table)
    cases = [case for case in read if chosen.type in (None, case.id.rpartition("-")[0])]
    for kind in sorted({case.id.rpartition("-")[0] for case in cases}):
        rows = [case for case in cases if case.id.rpartition("-")[0] == kind]
        print(f"{sum(case.wanted == case.given for case in rows):3d} of {len(rows)} right  {kind}")
        for case in rows if chosen.wrong else ():
            if case.wanted != case.given:
                print(f"  {case.id} [{case.quality}] {case.text!r} ({case.why})")
                for wanted in case.expected:
                    print(f"     wanted {wanted}")
                for event in case.found:
                    print(f"     found  {show(event)}   {event.origin.by if event.origin else ''}")
    for name, value in scores(cases).items():
        print(f"{value:6.1f}  {name}")


if __name__ == "__main__":
    main()
