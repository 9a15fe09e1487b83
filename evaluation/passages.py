"""Statements inside statements, and what statements do, on our own passages that no training saw: `python -m evaluation.passages`.

One passage in twelve of `training/passages` is held out by a checksum of its words. PolNeAR marks nothing inside an
attribution, so this is where nesting is measured: pairs of like contents (half of their letters in common, as for
PolNeAR) with the same source, outermost statements and nested ones apart, and act and polarity of the pairs. Always
measured: the passages lie in the repository.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from training.passages import Marked, Passage, held_out, moved_letters

from evaluation.cases import read_texts
from onrecord.evaluate.polnear import Attribution, pair_up, prf, same_source
from onrecord.model import Evidence, Statement, Story


@dataclass(frozen=True)
class Read:
    """A passage with the statements found in it."""

    passage: Passage
    story: Story
    found: tuple[Statement, ...]

    def gold(self, *, nested: bool) -> list[Marked]:
        """The marked statements outside or inside others' contents."""
        return [one for one in self.passage.statements if (self.passage.depth(one) > 0) is nested]

    def attribution(self, statement: Statement) -> Attribution:
        """The letters of a statement, counted from the story's first."""

        def letters(pieces: Iterable[Evidence]) -> frozenset[int]:
            start = self.story.span.start
            return frozenset(
                n - start for p in pieces for n, c in zip(range(*p.span), p.text, strict=False) if c.isalnum()
            )

        source = (statement.source.evidence,) if statement.source.evidence else ()
        cue = (statement.cue,) if statement.cue else ()
        return Attribution(letters(source), letters(cue), letters(statement.content.pieces))


@cache
def read_held_out() -> tuple[Read, ...]:
    """The held-out passages as the product reads them."""
    passages = list(held_out())
    found = read_texts([passage.text for passage in passages])
    return tuple(Read(passage, *one) for passage, one in zip(passages, found, strict=True))


def _marked(one: Marked, passage: Passage) -> Attribution:
    moved = moved_letters(passage.text)
    parts = ({moved[n] for n in one.letters(part) if n in moved and passage.text[n].isalnum()} for part in "sqc")
    return Attribution(*map(frozenset, parts))


def pairs(read: Read, *, nested: bool) -> Iterator[tuple[Marked, Statement]]:
    """Gold statements with those found of like content and the same source."""
    gold = read.gold(nested=nested)
    found = [statement for statement in read.found if (statement.within is not None) is nested]
    wanted = [_marked(one, read.passage) for one in gold]
    given = [read.attribution(statement) for statement in found]
    for g, f in pair_up(wanted, given):
        if same_source(wanted[g], given[f]):
            yield gold[g], found[f]


def score(reads: Sequence[Read]) -> dict[str, float]:
    """Relation P, R and F1 outside and inside, and the share of right acts and polarities of the pairs, in points."""
    figures: dict[str, float] = {}
    judged: Counter[str] = Counter()
    for name, nested in (("outermost", False), ("nested", True)):
        right = [pair for read in reads for pair in pairs(read, nested=nested)]
        found = sum((s.within is not None) is nested for read in reads for s in read.found)
        gold = sum(len(read.gold(nested=nested)) for read in reads)
        for part, value in zip("PRF", prf(len(right), found, gold), strict=True):
            figures[f"{name} {part}"] = value
        judged["all"] += len(right)
        judged["act"] += sum(one.act == statement.act for one, statement in right)
        judged["polarity"] += sum(one.polarity == statement.polarity for one, statement in right)
    return figures | {task: 100 * judged[task] / max(judged["all"], 1) for task in ("act", "polarity")}


def gate(_: Path | None = None) -> dict[str, float]:
    """Figures for the gate."""
    return score(read_held_out())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acts", action="store_true", help="list the pairs whose act or polarity is another")
    chosen = parser.parse_args()
    reads = read_held_out()
    for read in reads if chosen.acts else ():
        for one, found in (pair for nested in (False, True) for pair in pairs(read, nested=nested)):
            if (one.act, one.polarity) != (found.act, found.polarity):
                cue = found.cue.text if found.cue else "-"
                print(f"{read.passage.name}  {cue!r}: {one.act}/{one.polarity}, found {found.act}/{found.polarity}")
    print(f"{len(reads)} passages")
    for name, value in score(reads).items():
        print(f"{value:6.1f}  {name}")


if __name__ == "__main__":
    main()
