"""The table of cases: sentences of our own over the phenomena of attribution, read and compared row by row.

`python -m evaluation.cases [--wrong] [--phenomenon N]`. A row is right when exactly the expected statements are found,
each with the expected source, content, act and polarity (letters and digits compared). Always measured: the rows ship
with the tests (`tests/cases/phenomena.csv`, its header says how they are written).
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from onrecord.annotate import annotate
from onrecord.attribute import attribute
from onrecord.identify import identify
from onrecord.model import Annotation, Entity, LineKind, Paragraph, Sentence, Span, Statement, Story, content_id
from onrecord.segment.quotations import find_quotations
from onrecord.segment.sentences import split_sentences

TABLE = Path(__file__).parents[1] / "tests" / "cases" / "phenomena.csv"


@dataclass(frozen=True)
class Expected:
    """One statement of a row as it should be read."""

    source: str
    cue: str
    content: str
    act: str
    polarity: str
    more: dict[str, str]


@dataclass(frozen=True)
class Case:
    """A row with what was read in it."""

    id: str
    phenomenon: int
    quality: str
    text: str
    why: str
    expected: tuple[Expected, ...]
    found: tuple[Statement, ...] = ()

    @property
    def is_right(self) -> bool:
        """True when source, content, act and polarity of all statements are as expected, and there are no others."""
        wanted = sorted((key(e.source), key(e.content), e.act, e.polarity) for e in self.expected)
        return wanted == sorted(_parts(s) for s in self.found)


def key(words: str) -> str:
    """What of the words is compared."""
    return "".join(c for c in words.lower() if c.isalnum())


def _parts(statement: Statement) -> tuple[str, str, str, str]:
    source = key(statement.source.phrase.text) if statement.source.phrase else ""
    content = "".join(key(piece.text) for piece in statement.content.pieces)
    return source, content, statement.act.value, statement.polarity.value


def read_table(path: Path = TABLE) -> list[Case]:
    """The rows; lines that begin with `# ` are the header's."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("# ")]
    return [
        Case(
            row["id"],
            int(row["phenomenon"]),
            row["quality"],
            row["input"].replace(" ¶ ", "\n"),
            row["why"],
            tuple(_expected(row["expected"])),
        )
        for row in csv.DictReader(lines)
    ]


def _expected(cell: str) -> Iterator[Expected]:
    for one in filter(None, cell.split(" // ")):
        source, cue, content, act, polarity, *more = one.split("|")
        yield Expected(source, cue, content, act, polarity, dict(pair.split("=", 1) for pair in more))


@dataclass(frozen=True)
class Reading:
    """A text with what every room up to `attribute` made of it."""

    story: Story
    annotation: Annotation
    entities: tuple[Entity, ...]
    statements: tuple[Statement, ...]


def read_texts(texts: Sequence[str], *, outlet: str | None = None) -> list[tuple[Story, tuple[Statement, ...]]]:
    """Each text as a story with its statements."""
    return [(one.story, one.statements) for one in read_stories(texts, outlet=outlet)]


def read_stories(texts: Sequence[str], *, outlet: str | None = None) -> list[Reading]:
    """Each text as a story of its own, all encoded at once: a line is a paragraph, one behind "# " a headline."""
    plain = ["\n".join(line.removeprefix("# ") for line in text.split("\n")) for text in texts]
    whole = "\n\n".join(plain)
    stories, start = [], 0
    for text, bare in zip(texts, plain, strict=True):
        stories.append(_story(whole, start, text))
        start += len(bare) + 2
    annotations, _ = annotate(stories, whole)
    found = []
    for story, annotation in zip(stories, annotations, strict=True):
        entities = identify([story], [annotation])
        statements = attribute(story, annotation, entities, outlet=outlet)
        found.append(Reading(story, annotation, tuple(entities), tuple(statements)))
    return found


def _story(whole: str, start: int, text: str) -> Story:
    paragraphs: list[Paragraph] = []
    sentences: list[Sentence] = []
    place = start
    for line in text.split("\n"):
        bare = line.removeprefix("# ")
        kind = LineKind.PROSE if line == bare else LineKind.HEADING
        span = Span(place, place + len(bare))
        first = len(sentences)
        ranges = split_sentences(bare) if kind is LineKind.PROSE else [(0, len(bare))]
        sentences.extend(Sentence((Span(place + a, place + b),), len(paragraphs), kind) for a, b in ranges)
        paragraphs.append(Paragraph((span,), kind, (first, len(sentences))))
        place += len(bare) + 1
    story = Story(
        content_id("story", start, text), content_id("document", text), Span(start, place - 1), None, None, None, None,
        tuple(paragraphs), tuple(sentences), (),
    )  # fmt: skip
    prose = [p.spans for p in paragraphs if p.kind is LineKind.PROSE]
    return replace(story, quotations=find_quotations(whole, prose)[0])


@cache
def read_cases(path: Path = TABLE) -> tuple[Case, ...]:
    """Every row with what was read in it."""
    cases = read_table(path)
    found = read_texts([case.text for case in cases])
    return tuple(replace(case, found=statements) for case, (_, statements) in zip(cases, found, strict=True))


def by_phenomenon(cases: Sequence[Case]) -> dict[int, list[Case]]:
    """The rows of each phenomenon."""
    grouped: defaultdict[int, list[Case]] = defaultdict(list)
    for case in cases:
        grouped[case.phenomenon].append(case)
    return dict(sorted(grouped.items()))


def statement_scores(cases: Sequence[Case]) -> dict[str, float]:
    """Rows right, and precision and recall of single statements right in all four parts, in points."""
    wanted = [sorted((key(e.source), key(e.content), e.act, e.polarity) for e in case.expected) for case in cases]
    given = [sorted(_parts(s) for s in case.found) for case in cases]
    hits = sum(len(set(a) & set(b)) for a, b in zip(wanted, given, strict=True))
    return {
        "rows right": 100 * sum(case.is_right for case in cases) / max(len(cases), 1),
        "statements P": 100 * hits / max(sum(map(len, given)), 1),
        "statements R": 100 * hits / max(sum(map(len, wanted)), 1),
    }


def gate(_: Path | None = None) -> dict[str, float]:
    """Figures for the gate."""
    return statement_scores(read_cases())


def show(statement: Statement) -> str:
    """A statement as the table writes it."""
    source = statement.source.phrase.text if statement.source.phrase else "-"
    content = " … ".join(piece.text for piece in statement.content.pieces)
    cue = statement.cue.text if statement.cue else "-"
    return "|".join((source, cue, content, statement.act.value, statement.polarity.value))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="list the rows that are not right")
    parser.add_argument("--phenomenon", type=int)
    parser.add_argument("--table", type=Path, default=TABLE)
    chosen = parser.parse_args()
    cases = [case for case in read_cases(chosen.table) if chosen.phenomenon in (None, case.phenomenon)]
    for number, rows in by_phenomenon(cases).items():
        print(f"{number:3d}  {sum(case.is_right for case in rows):3d} of {len(rows)} right")
        for case in rows if chosen.wrong else ():
            if not case.is_right:
                print(f"  {case.id} [{case.quality}] {case.text!r} ({case.why})")
                for wanted in case.expected:
                    print(f"     wanted {wanted.source}|{wanted.cue}|{wanted.content}|{wanted.act}|{wanted.polarity}")
                for statement in case.found:
                    print(f"     found  {show(statement)}   {statement.origin.by if statement.origin else ''}")
    for name, value in statement_scores(cases).items():
        print(f"{value:6.1f}  {name}")


if __name__ == "__main__":
    main()
