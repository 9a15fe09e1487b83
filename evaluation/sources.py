"""Who is the source? Rows of our own, one asked mention each: `python -m evaluation.sources [--wrong]`.

`tests/cases/sources.csv` (its header says how a row is written) has short pieces about invented people in which "he", "the
agency" or "the prime minister" is the source of a statement. A row is right when the asked words stand for the entity of that
name; where the text does not tell (`-`), when no other name stands for what they stand for. A wrong join is counted apart.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evaluation.cases import Reading, read_stories
from onrecord.model import Entity, EntityKind, Mention
from onrecord.rules.names import fold

TABLE = Path(__file__).parents[1] / "tests" / "cases" / "sources.csv"
GROUPS = ((40, "he and she"), (50, "it and they"), (60, "his office"), (120, "descriptions"), (160, "short names"), (999, "nobody"))  # fmt: skip
OWN = re.compile(r"(?:his|her|its|their)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    """A row and what was read: `found` is the name of the entity, "-" for none."""

    id: str
    text: str
    words: str
    which: int
    wanted: str
    why: str
    found: str = "-"

    @property
    def is_right(self) -> bool:
        """True when the asked words stand for what they should."""
        return self.found == self.wanted

    @property
    def group(self) -> str:
        """What kind of question the row asks, by its number."""
        return next(name for last, name in GROUPS if int(self.id[1:]) <= last)


def read_rows(path: Path = TABLE) -> list[Row]:
    """The rows without what is read in them; lines that begin with `# ` are the header's."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("# ")]
    return list(map(_row, csv.DictReader(lines)))


def _row(row: dict[str, str]) -> Row:
    asked, wanted = row["expected"].split(" -> ")
    words, _, which = asked.partition("#")
    return Row(row["id"], row["input"].replace(" ¶ ", "\n"), words, int(which or 1), wanted, row["why"])


def _found(row: Row, reading: Reading) -> str:
    """The wanted name where the entity bears it, else the name of the entity that was found, "-" for none."""
    text = reading.annotation.text[reading.story.span.start : reading.story.span.end]
    places = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(row.words)}(?!\w)", text, re.IGNORECASE)]
    place = places[row.which - 1] + reading.story.span.start
    end = place + len(OWN.match(row.words).group()) if OWN.match(row.words) else place + len(row.words)  # type: ignore[union-attr]
    found = min(_covering(reading, place, end), key=lambda one: one[0], default=None)
    if found is None:
        return "-"
    _, entity, mention = found
    if row.wanted == "-":
        return "-" if _is_alone(entity, mention) else entity.name
    names = {fold(entity.name)} | {fold(n.text) for n in entity.names if entity.kind is not EntityKind.PERSON}
    return row.wanted if fold(row.wanted) in names else entity.name


def _covering(reading: Reading, start: int, end: int) -> Iterator[tuple[int, Entity, Mention]]:
    for entity in reading.entities:
        for mention in entity.mentions:
            if mention.evidence.span.start <= start and end <= mention.evidence.span.end:
                yield len(mention.evidence.text), entity, mention


def _is_alone(entity: Entity, mention: Mention) -> bool:
    """True when no other words than the mention's own stand for the entity."""
    return {fold(other.evidence.text) for other in entity.mentions} == {fold(mention.evidence.text)}


@cache
def read_table(path: Path = TABLE) -> tuple[Row, ...]:
    """Every row with what was read."""
    rows = read_rows(path)
    readings = read_stories([row.text for row in rows])
    pairs = zip(rows, readings, strict=True)
    return tuple(Row(r.id, r.text, r.words, r.which, r.wanted, r.why, _found(r, reading)) for r, reading in pairs)


def figures(rows: tuple[Row, ...]) -> dict[str, float]:
    """Rows right, in per cent; of the joins made, those that are right."""
    joined = [row for row in rows if row.found != "-"]
    return {
        "rows right": 100 * sum(row.is_right for row in rows) / len(rows),
        "joins right": 100 * sum(row.is_right for row in joined) / max(1, len(joined)),
    }


def gate(folder: Path | None) -> dict[str, float]:
    """The figures of the table that ships with the tests."""
    return figures(read_table())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="print the rows that are read wrongly")
    rows = read_table()
    if parser.parse_args().wrong:
        for row in rows:
            if not row.is_right:
                print(
                    f"{row.id} {row.text!r}\n     {row.words}#{row.which} -> {row.wanted}, read as {row.found} ({row.why})"
                )
    right, there = Counter(row.group for row in rows if row.is_right), Counter(row.group for row in rows)
    print("  ".join(f"{group} {right[group]}/{there[group]}" for group in there))
    print("  ".join(f"{name} {value:.1f}" for name, value in figures(rows).items()))


if __name__ == "__main__":
    main()
