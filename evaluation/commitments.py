"""The ledger of commitments: `python -m evaluation.commitments [--errors] [--list incidents.jsonl] [FILE]`.

`collections/commitments.jsonl` is our own gold: dossiers of one to four invented reports with the entries that a ledger of them
should have; a dossier without any is a look-alike (plans, predictions, denials). An entry is found where kind, who commits and the
head of the content agree; of the found ones, condition, deadline and state are counted.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evaluation.corpora import DataAbsent
from evaluation.readings import COLLECTIONS, Text, read_collection, read_texts, text_of
from onrecord.model import Commitment, StoryReading
from onrecord.resolve.commitments import LAYER
from onrecord.resolve.layers import settle_all

FILE = COLLECTIONS / "commitments.jsonl"
WORD = re.compile(r"[\w$€£]+")
SMALL = frozenset(
    "the a an of to in on at by for with and or its his her their that it they he she will would be from is was as this not if"
    " until before within unless all have has had been which who into under over after".split()
)
STEM = 6


@dataclass
class Tally:
    """What is counted over all dossiers."""

    gold: int = 0
    found: int = 0
    right: int = 0
    condition: int = 0
    deadline: int = 0
    state: int = 0
    false_outcomes: int = 0
    errors: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Per cent of what was found, of what was there, and of the terms of those found."""
        return {
            "precision": _share(self.right, self.found),
            "recall": _share(self.right, self.gold),
            "conditions right": _share(self.condition, self.right),
            "deadlines right": _share(self.deadline, self.right),
            "states right": _share(self.state, self.right),
            "no false outcome": 100 - _share(self.false_outcomes, self.found),
        }


def _share(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


@dataclass(frozen=True)
class Entry:
    """A commitment that was found, with every name of who commits."""

    commitment: Commitment
    by: str


def read_dossier(dossier: dict[str, Any]) -> tuple[StoryReading, ...]:
    """The stories of a dossier's reports."""
    texts = (Text(one["story"], one["text"], one["outlet"], one["published"]) for one in dossier["reports"])
    return tuple(reading for _, readings in read_texts(texts) for reading in readings)


def entries_of(readings: Sequence[StoryReading]) -> tuple[Entry, ...]:
    """The ledger of these stories."""
    names: dict[str, str] = {}
    for one in (entity for reading in readings for entity in reading.entities):
        names[one.id] = " ".join(
            [names.get(one.id, ""), one.name, *(mention.evidence.text for mention in one.mentions)]
        )
    digests = [digest for reading in readings for digest in LAYER.digest(reading)]
    found: tuple[Commitment, ...] = settle_all(LAYER, digests)
    return tuple(Entry(one, f"{_phrase(one)} {names.get(one.by.entity or '', '')}") for one in found)


def _phrase(commitment: Commitment) -> str:
    return commitment.by.phrase.text if commitment.by.phrase else ""


def stems(text: str | None) -> list[str]:
    """The telling words of a text, cut to their stems, in order."""
    return [word[:STEM] for word in WORD.findall((text or "").lower()) if word not in SMALL]


def is_match(gold: dict[str, Any], entry: Entry) -> bool:
    """Kind, who, and the head of the content agree."""
    content = " ".join(piece.text for piece in entry.commitment.content.pieces)
    wanted, got = stems(gold["content"]), set(stems(content))
    shared = sum(word in got for word in wanted)
    is_same = bool(wanted) and (shared >= 0.5 * len(wanted) or (wanted[0] in got and shared >= 0.3 * len(wanted)))
    return gold["kind"] == entry.commitment.kind and bool(set(stems(gold["by"])) & set(stems(entry.by))) and is_same


def is_same_words(gold: str | None, found: str | None) -> bool:
    """Both absent, or with a telling word in common."""
    if gold is None or found is None:
        return gold is None and found is None
    return bool(set(stems(gold)) & set(stems(found)))


def is_same_deadline(gold: dict[str, Any], entry: Commitment) -> bool:
    """Both absent, or the same words and values of which one refines the other."""
    found = entry.deadline
    if gold["deadline"] is None or found is None:
        return gold["deadline"] is None and found is None
    wanted = gold["deadline_value"]
    if wanted is None or found.value is None:
        return wanted is None and found.value is None and is_same_words(gold["deadline"], found.evidence.text)
    return wanted.startswith(found.value[: len(wanted)]) and is_same_words(gold["deadline"], found.evidence.text)


def score_dossier(dossier: dict[str, Any], tally: Tally) -> None:
    """Each entry of the gold with the first entry found that matches it."""
    left = list(entries_of(read_dossier(dossier)))
    tally.gold += len(dossier["ledger"])
    tally.found += len(left)
    for gold in dossier["ledger"]:
        entry = next((one for one in left if is_match(gold, one)), None)
        if entry is None:
            tally.errors.append(f"{dossier['dossier']} MISSED {_of_gold(gold)}")
            continue
        left.remove(entry)
        _score_entry(dossier["dossier"], gold, entry, tally)
    for entry in left:
        tally.errors.append(f"{dossier['dossier']} WRONG {describe(entry.commitment)}")
        tally.false_outcomes += entry.commitment.state != "open"


def _score_entry(dossier: str, gold: dict[str, Any], entry: Entry, tally: Tally) -> None:
    found = entry.commitment
    tally.right += 1
    parts = {
        "condition": is_same_words(gold["condition"], found.condition.text if found.condition else None),
        "deadline": is_same_deadline(gold, found),
        "state": gold["state"] == found.state,
    }
    tally.condition += parts["condition"]
    tally.deadline += parts["deadline"]
    tally.state += parts["state"]
    tally.false_outcomes += found.state not in ("open", gold["state"])
    wrong = [name for name, is_right in parts.items() if not is_right]
    if wrong:
        tally.errors.append(f"{dossier} {'+'.join(wrong).upper()} {_of_gold(gold)}\n      {describe(found)}")


def _of_gold(gold: dict[str, Any]) -> str:
    return " | ".join(
        str(gold[name])
        for name in ("kind", "by", "content", "condition", "deadline", "deadline_value", "state", "outcome")
    )


def describe(one: Commitment) -> str:
    """An entry in one line."""
    deadline = f"{one.deadline.evidence.text} = {one.deadline.value}" if one.deadline else "-"
    outcomes = "; ".join(f"{found.state}: {found.evidence.text} [{found.source or ''}]" for found in one.outcomes)
    content = " … ".join(piece.text for piece in one.content.pieces)
    return (
        f"{one.kind} {one.state} | {_phrase(one)} -> {one.to} | {content} | IF {one.condition.text if one.condition else '-'}"
        f" | BY {deadline} | {outcomes} | told {len(one.said)}x"
    )


def measure(path: Path = FILE) -> Tally:
    """The figures over a file of dossiers."""
    tally = Tally()
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            score_dossier(json.loads(line), tally)
    return tally


def gate(_: Path | None = None) -> dict[str, float]:
    """Figures on our own dossiers; 100 of them are read and measured in 25 seconds, in three once read."""
    if not FILE.exists():
        raise DataAbsent(f"{FILE} is not there")
    return measure().figures()


def list_collection(name: str) -> Iterator[Commitment]:
    """The ledger of a collection of stories."""
    readings = [one for _, found in read_texts(map(text_of, read_collection(name))) for one in found]
    yield from settle_all(LAYER, [digest for reading in readings for digest in LAYER.digest(reading)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=FILE)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--list", help="the ledger of a collection of stories instead")
    chosen = parser.parse_args()
    if chosen.list:
        sys.stdout.writelines(describe(one) + "\n" for one in list_collection(chosen.list))
        return
    tally = measure(chosen.file)
    if chosen.errors:
        sys.stdout.writelines(error + "\n" for error in tally.errors)
    sys.stdout.writelines(f"{value:7.2f}  {name}\n" for name, value in tally.figures().items())


if __name__ == "__main__":
    main()
