"""PETRARCH's own unit records with their toy actors: `python -m evaluation.petrarch [--wrong]`.

284 sentences with the expected (source, target, code) triples (petrarch, MIT; ids repeat, so records count by position).
Their actors and agents are loaded as a user's dictionary. A record is right when exactly its dyads are found: pairs of source
and target, of those with both parties. The codes are not compared: the suite's own are WEIS mixed with CAMEO by its own
account. UniversalPetrarch has 216 of 284 dyads right from prepared parses, PETRARCH2 103 (the project's field notes).
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evaluation.corpora import DataAbsent, data_folder
from onrecord.coder import Item, code_item
from onrecord.model import Event
from onrecord.publish.formats.plover import NOBODY, actor_code
from onrecord.rules.actors import Actor, ActorDictionary, fold, make_actors

FOLDER = "events/petrarch-unit-tests"
CODE = re.compile(r"\[\s*([^\]\s<>]+)\s*(?:([<>])\s*(\d+)|(\d+)\s*-\s*(\d+))?\s*\]")

Dyad = tuple[str, str]


@dataclass(frozen=True)
class Record:
    """One record: its sentence, the expected dyads and those found."""

    id: str
    text: str
    wanted: frozenset[Dyad]
    found: frozenset[Dyad]
    coded: tuple[str, ...]


def toy_actors(folder: Path) -> ActorDictionary:
    """The suite's actors with their dates, and its agents as rows without a code."""
    rows: list[Actor] = []
    for words, codes in _entries(folder / "PETR.Validate.actors.txt"):
        for code, start, end in codes:
            rows += [Actor(tuple(fold(form)), code, "", start, end) for form in words if fold(form)]
    for words, codes in _entries(folder / "PETR.Validate.agents.txt"):
        for code, start, end in codes:
            for form in (form for one in words for form in (one, f"{one}s")):
                rows.append(Actor(tuple(fold(form)), "", code.strip("~"), start, end))
    return make_actors(rows)


def _entries(path: Path) -> Iterator[tuple[list[str], list[tuple[str, str, str]]]]:
    """Forms of each entry and its codes with their dates."""
    words: list[str] = []
    codes: list[tuple[str, str, str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        line = line.split("#")[0].strip()
        if not line or line.startswith(("<!--", "#", "!")):
            continue
        form = re.sub(r"[\[{].*", "", line).strip().lstrip("+").replace("_", " ").strip()
        if form and not line.startswith(("+", "[")) and words:
            yield words, codes
            words, codes = [], []
        if form:
            words.append(form)
        codes += [_dated(found) for found in CODE.finditer(line)]
    if words:
        yield words, codes


def _dated(found: re.Match[str]) -> tuple[str, str, str]:
    code, sign, day, start, end = found.groups()
    if sign:
        return (code, "", _day(day)) if sign == "<" else (code, _day(day), "")
    return code.upper(), _day(start), _day(end)


def _day(digits: str | None) -> str:
    if not digits:
        return ""
    digits = digits if len(digits) == 8 else f"19{digits}"
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"


def dyads(event: Event) -> Iterator[Dyad]:
    """The pairs of an event's parties; those that act together act on one another."""
    actors, recipients = ([actor_code(party) for party in side] for side in (event.actors, event.recipients))
    for source in actors:
        for target in recipients or actors:
            if source != target and NOBODY not in (source, target):
                yield source, target


def read_records(data: Path) -> list[Record]:
    """Every record with what is coded in its sentence."""
    folder = data / FOLDER
    actors = toy_actors(folder)
    found = []
    for line in (folder / "petr_unit_tests.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        coded = code_item(Item(row["id"], row["date"], row["text"]), actors=actors)
        wanted = {(a, b) for a, b, _ in row["events"] if not (a.startswith(NOBODY) or b.startswith(NOBODY))}
        pairs = frozenset(pair for event in coded.events for pair in dyads(event))
        shown = tuple(f"{e.event_type} {sorted(set(dyads(e)))} {e.trigger.text!r} {e.status}" for e in coded.events)
        found.append(Record(row["id"], row["text"], frozenset(wanted), pairs, shown))
    return found


def figures(records: list[Record]) -> dict[str, float]:
    """Records with exactly the expected dyads, and P, R, F1 of dyads in points."""
    counts = Counter(
        {
            "both": sum(len(r.wanted & r.found) for r in records),
            "wanted": sum(len(r.wanted) for r in records),
            "found": sum(len(r.found) for r in records),
        }
    )
    return {
        "dyads right, of 284": float(sum(r.wanted == r.found for r in records)),
        "dyads P": 100 * counts["both"] / max(counts["found"], 1),
        "dyads R": 100 * counts["both"] / max(counts["wanted"], 1),
        "dyads F1": 200 * counts["both"] / max(counts["found"] + counts["wanted"], 1),
    }


def gate(folder: Path | None) -> dict[str, float]:
    """Figures for the gate."""
    assert folder is not None
    if not (folder / FOLDER).is_dir():
        raise DataAbsent(f"no {FOLDER}")
    return figures(read_records(folder))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--wrong", action="store_true", help="list the records that are not right")
    chosen = parser.parse_args()
    records = read_records(data_folder(chosen.data))
    for record in records if chosen.wrong else ():
        if record.wanted != record.found:
            print(f"{record.id}: {record.text}\n   wanted {sorted(record.wanted)}\n   found  {record.coded}")
    for name, value in figures(records).items():
        print(f"{value:6.1f}  {name}")


if __name__ == "__main__":
    main()
