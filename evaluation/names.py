"""Two names, one or two: `python -m evaluation.names [--data DIR] [--errors]`.

On our own table (`tests/cases/names.csv`), always; on the 826 labelled pairs that OpenSanctions publishes, where they lie. There the
weights of each tenth are fitted on the other nine (`training/names.py`), threshold fixed at `SAME`; so the figures are of pairs that
the weights have not seen. Beside them stand the shipped weights, which have.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from training.names import Pair, fit, read_pairs, score

from evaluation.corpora import DataAbsent, data_folder, read_text
from onrecord.model import EntityKind
from onrecord.names import SAME, compare

TABLE = Path(__file__).parents[1] / "tests" / "cases" / "names.csv"
PARTS = 10


@dataclass(frozen=True)
class Case:
    """A row of our own table."""

    one: str
    two: str
    kind: EntityKind
    is_same: bool
    quality: str

    @property
    def is_right(self) -> bool:
        """True when the matcher says what the row says."""
        return (compare(self.one, self.two, self.kind).score >= SAME) is self.is_same


def own_cases() -> list[Case]:
    """The rows of our own table."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [
        Case(row["one"], row["two"], EntityKind(row["kind"]), row["same"] == "yes", row["quality"])
        for row in csv.DictReader(lines)
    ]


def f1(found: Sequence[tuple[bool, bool]]) -> tuple[float, float, float]:
    """F1, precision and recall, in per cent, of (is the same, is said to be the same)."""
    hit = sum(gold and said for gold, said in found)
    precision = hit / max(1, sum(said for _, said in found))
    recall = hit / max(1, sum(gold for gold, _ in found))
    return 200 * precision * recall / max(1e-9, precision + recall), 100 * precision, 100 * recall


def unseen_scores(pairs: Sequence[Pair]) -> list[float]:
    """The score of each pair by weights fitted on the other nine tenths."""
    order = list(range(len(pairs)))
    Random(0).shuffle(order)
    found = [0.0] * len(pairs)
    for part in range(PARTS):
        held = set(order[part::PARTS])
        rest = [pair for place, pair in enumerate(pairs) if place not in held]
        weights = {table: fit(rest, table) for table in ("person", "body")}
        for place in held:
            found[place] = score(pairs[place], weights[pairs[place].table])
    return found


def figures(pairs: Sequence[Pair], scores: Sequence[float]) -> dict[str, tuple[float, float, float]]:
    """F1, precision, recall over all pairs, people, and everything else."""
    said = [(pair, one >= SAME) for pair, one in zip(pairs, scores, strict=True)]
    return {
        "all": f1([(pair.is_same, yes) for pair, yes in said]),
        "people": f1([(pair.is_same, yes) for pair, yes in said if pair.table == "person"]),
        "others": f1([(pair.is_same, yes) for pair, yes in said if pair.table == "body"]),
    }


def gate(folder: Path | None) -> dict[str, float]:
    """Rows of our own table that are right, in per cent."""
    cases = own_cases()
    return {"rows right": 100 * sum(case.is_right for case in cases) / len(cases)}


def gate_data(folder: Path | None) -> dict[str, float]:
    """F1 on the labelled pairs, by weights that have not seen them."""
    if folder is None:
        raise DataAbsent("no annotated data")
    pairs = read_pairs(read_text(folder, "names/nk_cases.csv"))
    found = figures(pairs, unseen_scores(pairs))
    return {"F1": found["all"][0], "F1 of people": found["people"][0], "F1 of others": found["others"][0]}


def _seconds(pairs: Sequence[Pair]) -> float:
    """Seconds a pair, each name read for the first time."""
    from onrecord.names import romanising, words

    compare("Ada Brook", "Tom Brook", EntityKind.PERSON)
    for cached in (words.read_person, words.read_body, romanising.readings, romanising.sound, romanising.bones):
        cached.cache_clear()
    start = time.process_time()
    for pair in pairs:
        compare(pair.one, pair.two, pair.kind)
    return (time.process_time() - start) / len(pairs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--errors", action="store_true", help="list the pairs on the wrong side")
    chosen = parser.parse_args()
    cases = own_cases()
    print(f"own table: {sum(case.is_right for case in cases)} of {len(cases)} right")
    for case in cases:
        if not case.is_right:
            found = compare(case.one, case.two, case.kind)
            print(f"  {found.score:.2f} {case.quality} {case.one} | {case.two} {'; '.join(found.grounds)}")
    try:
        pairs = read_pairs(read_text(data_folder(chosen.data), "names/nk_cases.csv"))
    except DataAbsent as absent:
        print(f"labelled pairs: {absent}")
        return
    unseen = unseen_scores(pairs)
    for title, scores in (("weights of the other tenths", unseen), ("shipped weights", [compare(p.one, p.two, p.kind).score for p in pairs])):  # fmt: skip
        for name, values in figures(pairs, scores).items():
            print(f"{title}, {name}: F1 {values[0]:.1f}  P {values[1]:.1f}  R {values[2]:.1f}")
    print(f"{1000 * _seconds(pairs):.3f} ms a pair")
    for one, pair in sorted(zip(unseen, pairs, strict=True), key=lambda item: item[0]) if chosen.errors else ():
        if (one >= SAME) is not pair.is_same:
            print(f"  {one:.2f} {'same' if pair.is_same else 'two'}: {pair.one} | {pair.two} | {'; '.join(compare(pair.one, pair.two, pair.kind).grounds)}")  # fmt: skip


if __name__ == "__main__":
    main()
