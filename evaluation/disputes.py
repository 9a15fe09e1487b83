"""Disputes between reports: `python -m evaluation.disputes [--data DIR] [--errors] [--half first|second] [--incidents]`.

On our own table (`collections/disputes.csv`), always: both pieces of a pair are read by the pipeline with outlet and date, and everything
that the layer finds between the two counts. A superseded pair must come out superseded; as an open dispute it is a false one. The first
half (d001 to d130) is the one that rules were made on, the second was only scored. `--incidents` prints every dispute that is
found in the 281 stories of `collections/incidents.jsonl`, read as one collection, to be judged by a reader.

On data of others, where they lie: FEVER-Symmetric (does the evidence refute the claim?) and ClaimDiff (does one claim weaken or strengthen the
other?), by the same code: two texts of one day, of two outlets, between which a dispute, or agreement, is found or not.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.corpora import DataAbsent, data_folder, read_text
from evaluation.readings import COLLECTIONS, Text, read_collection, read_texts, text_of
from onrecord.model import Dispute, StoryReading
from onrecord.resolve.disputes import LAYER
from onrecord.resolve.disputes.relating import Verdict, read_link
from onrecord.resolve.layers import all_links, settle_all

PIECE = re.compile(r"(.+?), (\d{4}-\d\d-\d\d): (.*)", re.S)
LAST_OF_FIRST = "d130"
KINDS = ("figure", "denial", "date", "place", "spelling", "attribution")


@dataclass(frozen=True)
class Pair:
    """A row of our own table."""

    id: str
    texts: tuple[Text, Text]
    kind: str
    label: str
    why: str

    @property
    def half(self) -> str:
        """Rules were made on the first."""
        return "first" if self.id <= LAST_OF_FIRST else "second"


@dataclass(frozen=True)
class Outcome:
    """What was found between the pieces of a pair."""

    pair: Pair
    found: tuple[Dispute, ...]

    @property
    def is_open(self) -> bool:
        """True where a dispute is found that is open."""
        return any(dispute.state == "open" for dispute in self.found)

    @property
    def is_superseded(self) -> bool:
        """True where only superseded figures are found."""
        return bool(self.found) and not self.is_open

    @property
    def has_kind(self) -> bool:
        """True where one that is found is of the kind that the table names."""
        return any(dispute.kind == self.pair.kind and dispute.state == "open" for dispute in self.found)

    @property
    def is_right(self) -> bool:
        """True where the label is met."""
        return self.label == self.pair.label

    @property
    def label(self) -> str:
        """The label that is found."""
        return "dispute" if self.is_open else "superseded" if self.is_superseded else "none"


def read_pairs(path: Path = COLLECTIONS / "disputes.csv") -> list[Pair]:
    """The rows of a table of pairs."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("# ")]
    return [
        Pair(row["id"], (_text(f"{row['id']}-one", row["one"]), _text(f"{row['id']}-other", row["other"])), row["kind"], row["label"], row["why"])
        for row in csv.DictReader(lines)
    ]  # fmt: skip


def _text(name: str, piece: str) -> Text:
    found = PIECE.fullmatch(piece)
    if found is None:
        raise ValueError(f"{name}: no outlet and day in front")
    return Text(name, found[3], found[1], found[2])


def settle_pair(texts: tuple[Text, Text]) -> tuple[Dispute, ...]:
    """What the layer finds between two texts."""
    sides = [frozenset(reading.story.id for reading in readings) for _, readings in read_texts(texts)]
    digests = [digest for _, readings in read_texts(texts) for reading in readings for digest in LAYER.digest(reading)]
    return tuple(found for found in settle_all(LAYER, digests) if all(side & _stories(found) for side in sides))


def agrees(texts: tuple[Text, Text]) -> bool:
    """True where the layer finds that the two texts answer one question alike, and dispute nothing."""
    digests = [digest for _, readings in read_texts(texts) for reading in readings for digest in LAYER.digest(reading)]
    story = {digest.id: digest.story for digest in digests}
    between = [link for link in all_links(LAYER, digests) if story[link.one] != story[link.other]]
    verdicts = {relation.verdict for link in between for relation in read_link(link)}
    return verdicts == {Verdict.AGREES}


def _stories(dispute: Dispute) -> frozenset[str]:
    return frozenset(said.story for side in dispute.sides for said in side.said)


def measure(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Precision and recall of open disputes, the share of those found with their kind, the share of superseded pairs met; per cent."""
    hit = [outcome for outcome in outcomes if outcome.is_open and outcome.pair.label == "dispute"]
    said = sum(outcome.is_open for outcome in outcomes)
    gold = sum(outcome.pair.label == "dispute" for outcome in outcomes)
    later = [outcome for outcome in outcomes if outcome.pair.label == "superseded"]
    return {
        "precision": 100 * len(hit) / max(1, said),
        "recall": 100 * len(hit) / max(1, gold),
        "right kind": 100 * sum(outcome.has_kind for outcome in hit) / max(1, len(hit)),
        "superseded": 100 * sum(outcome.is_superseded for outcome in later) / max(1, len(later)),
    }


def all_outcomes(pairs: Iterable[Pair]) -> list[Outcome]:
    """What is found between the pieces of each pair."""
    return [Outcome(pair, settle_pair(pair.texts)) for pair in pairs]


def gate(folder: Path | None = None) -> dict[str, float]:
    """Figures on our own table, by halves."""
    outcomes = all_outcomes(read_pairs())
    found: dict[str, float] = {}
    for half in ("first", "second"):
        figures = measure([outcome for outcome in outcomes if outcome.pair.half == half])
        found |= {f"{half} half: {name}": value for name, value in figures.items()}
    return found


# --- data of others -------------------------------------------------------------------------------


def gate_data(folder: Path | None) -> dict[str, float]:
    """FEVER-Symmetric and ClaimDiff: accuracy, and F1 of the class that is asked for, in per cent.

    Raises DataAbsent where the data do not lie there.
    """
    if folder is None:
        raise DataAbsent("no annotated data")
    found: dict[str, float] = {}
    for name, pairs, is_found in (
        ("FEVER-Symmetric", _fever(folder), disputes),
        ("ClaimDiff weakens", _claimdiff(folder, "weak"), disputes),
        ("ClaimDiff strengthens", _claimdiff(folder, "strength"), agrees),
    ):
        found |= {f"{name}: {figure}": value for figure, value in _scores(pairs, is_found).items()}
    return found


def disputes(texts: tuple[Text, Text]) -> bool:
    """True where a dispute is found between the two texts."""
    return bool(settle_pair(texts))


def _scores(pairs: Iterable[tuple[str, str, bool]], is_found: Callable[[tuple[Text, Text]], bool]) -> dict[str, float]:
    counts: Counter[tuple[bool, bool]] = Counter()
    for number, (one, other, gold) in enumerate(pairs):
        texts = (Text(f"{number}-one", one, "One", "2020-06-01"), Text(f"{number}-other", other, "Other", "2020-06-01"))
        counts[gold, is_found(texts)] += 1
    hit, said, total = counts[True, True], counts[True, True] + counts[False, True], sum(counts.values())
    wanted = counts[True, True] + counts[True, False]
    return {
        "accuracy": 100 * (hit + counts[False, False]) / max(1, total),
        "majority": 100 * max(wanted, total - wanted) / max(1, total),
        "precision": 100 * hit / max(1, said),
        "recall": 100 * hit / max(1, wanted),
        "F1": 200 * hit / max(1, said + wanted),
    }


def _fever(folder: Path) -> Iterator[tuple[str, str, bool]]:
    for line in read_text(folder, "disputes/fever_symmetric_dev.jsonl").splitlines():
        row = json.loads(line)
        yield row["evidence"], row["claim"], row["gold_label"] == "REFUTES"


def _claimdiff(folder: Path, relation: str) -> Iterator[tuple[str, str, bool]]:
    for row in json.loads(read_text(folder, f"disputes/ClaimDiff-{relation}-train.json"))["data"]:
        yield row["claim_a"], row["claim_b"], row["relation"] == 1


# --- the command ----------------------------------------------------------------------------------


def settle_incidents() -> tuple[tuple[Dispute, ...], dict[str, str]]:
    """Every dispute in the stories of `incidents.jsonl`, and the name of each story."""
    readings: list[StoryReading] = [
        reading for _, found in read_texts(map(text_of, read_collection())) for reading in found
    ]
    names = {reading.story.id: reading.document.path or "" for reading in readings}
    return settle_all(
        LAYER, [digest for reading in readings for digest in LAYER.digest(reading)], _copies(names)
    ), names


def _copies(names: dict[str, str]) -> dict[str, frozenset[str]]:
    by_name = {name: identity for identity, name in names.items()}
    found: dict[str, frozenset[str]] = {}
    for story in read_collection():
        if story["copy_of"] in by_name:
            one, other = by_name[story["story"]], by_name[story["copy_of"]]
            found[one] = found.get(one, frozenset()) | {other}
            found[other] = found.get(other, frozenset()) | {one}
    return found


def show(dispute: Dispute, names: dict[str, str]) -> str:
    """A dispute in some lines, as a reader judges it."""
    lines = [f"{dispute.kind} ({dispute.state}): {dispute.about}   [{'; '.join(dispute.reasons)}]"]
    for side in dispute.sides:
        lines.append(f"    {side.value}" + (f"  -> {side.superseded_by}" if side.superseded_by else ""))
        lines += [
            f"        {names.get(said.story, said.story)} {said.said_on} {said.source or '(the report)'}: {said.evidence.text}"
            for said in side.said
        ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--errors", action="store_true", help="list the pairs whose label is not met")
    parser.add_argument("--half", choices=("first", "second"))
    parser.add_argument("--table", type=Path, default=COLLECTIONS / "disputes.csv", help="another table of pairs")
    parser.add_argument(
        "--incidents", action="store_true", help="list what is found in incidents.jsonl, and nothing else"
    )
    chosen = parser.parse_args()
    if chosen.incidents:
        found, names = settle_incidents()
        print(f"{len(found)} disputes\n" + "\n".join(show(dispute, names) for dispute in found))
        return
    outcomes = [
        outcome for outcome in all_outcomes(read_pairs(chosen.table)) if chosen.half in (None, outcome.pair.half)
    ]
    for half in ("first", "second"):
        _print(f"{half} half", [outcome for outcome in outcomes if outcome.pair.half == half])
    for kind in KINDS:
        _print(kind, [outcome for outcome in outcomes if outcome.pair.kind == kind])
    for outcome in outcomes if chosen.errors else ():
        if not outcome.is_right:
            print(
                f"{outcome.pair.id} {outcome.pair.kind}: {outcome.pair.label}, found {outcome.label}: {outcome.pair.why}"
            )
    try:
        figures = gate_data(data_folder(chosen.data))
    except DataAbsent as absent:
        print(absent)
        return
    for name, value in figures.items():
        print(f"{value:7.2f}  {name}")


def _print(name: str, outcomes: Sequence[Outcome]) -> None:
    if outcomes:
        figures = "  ".join(f"{figure} {value:.1f}" for figure, value in measure(outcomes).items())
        print(f"{name:12} {len(outcomes):4} pairs  {figures}")


if __name__ == "__main__":
    main()
