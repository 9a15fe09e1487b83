"""Statements against PolNeAR: `python -m evaluation.polnear --data DIR [--part dev|train] [--limit N]`.

PolNeAR (Newell, Margolin & Ruths, LREC 2018) has every attribution of US political news with source, cue
and content. The texts go through all rooms up to `attribute`. Measured as in the project's field notes:

- the first annotator of each article; letters and digits only, so that marks and spaces decide nothing;
- gold and found attributions are paired one to one, best overlap of contents (intersection over union) first;
- a pair counts from 0.5 on (`content`), and as a `relation` when the sources also overlap or both are open;
- `exact` F1 over sources, cues and contents as sets of spans, each for itself;
- recall by phenomenon, at the same 0.5 and in brackets with the right source.

PolNeAR forbids attributions inside attributions, so statements `within` another are left out here.
For comparison, on the same dev part, from the field notes (measured there, spaCy small as parser): relation F1
textacy .26, Gender Gap Tracker .44, one linear CRF trained on PolNeAR .54 (content .66; exact source .717, cue
.666, content .532), two people .75. A source in a relative clause is "who" in PolNeAR and its antecedent here, so
those count as wrong sources.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.corpora import DataAbsent, data_folder, read_folder
from onrecord.annotate import annotate
from onrecord.attribute import attribute
from onrecord.clean import clean
from onrecord.identify import identify
from onrecord.model import Annotation, CleanText, Document, Entity, Evidence, Statement, Story, content_id
from onrecord.segment.assembly import assemble

OVERLAP = 0.5
PRONOUNS = frozenset(
    ["he", "she", "they", "we", "i", "it", "you", "who", "his", "her", "their", "him", "them", "many", "some", "others"]
)
MARKS = re.compile('[“”"„«»]')
CORE = re.compile(
    r"\b(say|says|said|saying|tell|tells|told|telling|add|adds|added|adding|write|writes|wrote|written|writing)\b"
)
CLASSES = {
    "according to": re.compile(r"\baccording to\b"),
    "core": CORE,
    "denial": re.compile(r"\b(den(y|ies|ied|ying|ial)|refut|rebut|disput)"),
    "accuse, allege, claim": re.compile(r"\b(accus|alleg|claim)"),
    "threaten, promise, plan, want, urge": re.compile(
        r"\b(threat|promis|pledg|vow|plan|want|urg|intend|demand|call(s|ed|ing)? (for|on))"
    ),
    "belief, attitude": re.compile(
        r"\b(believ|think|thought|fear|hope|hoping|feel|felt|expect|worr|consider|view|opinion|suspect|doubt)"
    ),
}
PASSIVE = re.compile(r"\b(is|are|was|were|be|been|being)\b")


@dataclass(frozen=True)
class Attribution:
    """Gold or found: the places of the letters and digits of each part, in the raw text."""

    source: frozenset[int]
    cue: frozenset[int]
    content: frozenset[int]


@dataclass(frozen=True)
class Article:
    """A text and its gold."""

    name: str
    text: str
    gold: tuple[Attribution, ...]


@dataclass(frozen=True)
class Reading:
    """An article as the rooms before `attribute` read it."""

    clean: CleanText
    stories: tuple[Story, ...]
    annotations: tuple[Annotation, ...]
    entities: tuple[Entity, ...]


def read_articles(folder: Path, part: str) -> Iterator[Article]:
    """The articles of a part, each with the gold of its first annotator."""
    files = dict(read_folder(folder / "attribution", f"polnear-{part}"))
    texts = {Path(name).stem: text for name, text in files.items() if "text/" in name and name.endswith(".txt")}
    gold: dict[str, str] = {}
    for name in sorted(name for name in files if name.endswith(".ann")):
        gold.setdefault(Path(name).stem.rpartition("_")[0], files[name])
    for name, text in sorted(texts.items()):
        if name in gold:
            yield Article(name, text, tuple(_gold(text, gold[name])))


def _gold(text: str, annotations: str) -> Iterator[Attribution]:
    spans: dict[str, frozenset[int]] = {}
    for line in annotations.split("\n"):
        if re.match(r"T\d+\t", line):
            key, place, _ = line.split("\t", 2)
            spans[key] = _letters(
                text, ([int(n) for n in piece.split()] for piece in place.split(" ", 1)[1].split(";"))
            )
    for line in annotations.split("\n"):
        if re.match(r"E\d+\tAttribution", line):
            roles: dict[str, frozenset[int]] = defaultdict(frozenset)
            for pair in line.split("\t", 1)[1].split():
                role, _, key = pair.partition(":")
                roles[role.rstrip("2")] |= spans.get(key, frozenset())
            if roles["Content"]:
                yield Attribution(roles["Source"], roles["Cue"], roles["Content"])


def _letters(text: str, spans: Iterable[Sequence[int]]) -> frozenset[int]:
    return frozenset(n for start, end in spans for n in range(start, min(end, len(text))) if text[n].isalnum())


def read_article(article: Article) -> Reading:
    """The article through the rooms before `attribute`; it is one story, so that where stories part is not
    asked here."""
    document = Document(
        content_id("document", article.name), "text/plain", None, None, None, None, None, None, "", article.text
    )
    cleaned = clean(document)
    story, _ = assemble(document, cleaned, cleaned.lines)
    annotations, _ = annotate([story], cleaned.text)
    return Reading(cleaned, (story,), tuple(annotations), tuple(identify([story], annotations)))


def statements_of(reading: Reading) -> list[Statement]:
    """All statements of an article."""
    pairs = zip(reading.stories, reading.annotations, strict=True)
    return [statement for story, annotation in pairs for statement in attribute(story, annotation, reading.entities)]


def as_attribution(statement: Statement, reading: Reading) -> Attribution:
    """A statement's parts in the raw text."""

    def letters(pieces: Iterable[Evidence]) -> frozenset[int]:
        text = reading.clean.text
        return frozenset(reading.clean.to_raw(n) for p in pieces for n in range(*p.span) if text[n].isalnum())

    source = (statement.source.evidence,) if statement.source.evidence else ()
    return Attribution(
        letters(source), letters((statement.cue,) if statement.cue else ()), letters(statement.content.pieces)
    )


def pair_up(gold: Sequence[Attribution], found: Sequence[Attribution]) -> list[tuple[int, int]]:
    """Pairs (gold, found), greedy, best overlap of contents first and, of equals, overlapping cues."""
    pairs = []
    for g, wanted in enumerate(gold):
        for f, given in enumerate(found):
            common = len(wanted.content & given.content)
            if common and common >= OVERLAP * len(wanted.content | given.content):
                pairs.append((-common / len(wanted.content | given.content), not wanted.cue & given.cue, g, f))
    used_gold: set[int] = set()
    used_found: set[int] = set()
    chosen = []
    for _, _, g, f in sorted(pairs):
        if g not in used_gold and f not in used_found:
            used_gold.add(g)
            used_found.add(f)
            chosen.append((g, f))
    return chosen


def same_source(gold: Attribution, found: Attribution) -> bool:
    """Both open, or with letters in common."""
    return bool(gold.source & found.source) or not (gold.source or found.source)


def buckets(gold: Attribution, text: str) -> Iterator[str]:
    """The phenomena an attribution belongs to."""
    yield "ALL"
    first, last = min(gold.content), max(gold.content)
    words = text[first : last + 1]
    near = text[max(0, first - 2) : min(len(text), last + 3)]
    yield "direct" if MARKS.search(text[max(0, first - 1) : first]) else "mixed" if MARKS.search(near) else "indirect"
    if not gold.source:
        yield "no source"
    elif gold.cue:
        places = sorted(
            (("source", min(gold.source)), ("cue", min(gold.cue)), ("content", first)), key=lambda pair: pair[1]
        )
        order = "-".join(name for name, _ in places)
        yield (
            f"order {order}"
            if order in ("source-cue-content", "content-source-cue", "content-cue-source")
            else "other order"
        )
    source = "".join(text[n] for n in sorted(gold.source)).lower()
    if source in PRONOUNS:
        yield "pronoun source"
    if re.search(r"[.!?][”\"’]?\s+[“\"]?[A-Z]", words):
        yield "content crosses sentence"
    if "\n" in words.strip():
        yield "content crosses paragraph"
    if any(text[n].isalnum() for n in range(first, last + 1) if n not in gold.content):
        yield "discontinuous content"
    cue = text[min(gold.cue) : max(gold.cue) + 1].lower() if gold.cue else ""
    if not cue:
        yield "cue: punctuation only"
    yield from (f"cue: {name}" for name, pattern in CLASSES.items() if pattern.search(cue))
    if not gold.source and PASSIVE.search(cue):
        yield "passive cue, no source"


class Score:
    """Counts over articles."""

    def __init__(self) -> None:
        self.gold = self.found = self.content = self.relation = 0
        self.exact: dict[str, Counter[str]] = {part: Counter() for part in ("source", "cue", "content")}
        self.seen: Counter[str] = Counter()
        self.hit: Counter[str] = Counter()
        self.whole: Counter[str] = Counter()

    def add(self, article: Article, found: Sequence[Attribution]) -> list[tuple[int, int]]:
        """Count one article; returns the pairs."""
        pairs = pair_up(article.gold, found)
        partner = dict(pairs)
        self.gold += len(article.gold)
        self.found += len(found)
        self.content += len(pairs)
        self.relation += sum(same_source(article.gold[g], found[f]) for g, f in pairs)
        for number, gold in enumerate(article.gold):
            right = number in partner and same_source(gold, found[partner[number]])
            for name in buckets(gold, article.text):
                self.seen[name] += 1
                self.hit[name] += number in partner
                self.whole[name] += right
        for part, counts in self.exact.items():
            wanted = {getattr(gold, part) for gold in article.gold} - {frozenset()}
            given = {getattr(one, part) for one in found} - {frozenset()}
            counts.update(gold=len(wanted), found=len(given), both=len(wanted & given))
        return pairs

    def figures(self) -> dict[str, float]:
        """In points."""
        figures: dict[str, float] = {}
        for name, right in (("content", self.content), ("relation", self.relation)):
            figures |= {
                f"{name} {key}": value for key, value in zip("PRF", prf(right, self.found, self.gold), strict=True)
            }
        for part, counts in self.exact.items():
            figures[f"exact {part} F"] = prf(counts["both"], counts["found"], counts["gold"])[2]
        return figures


def prf(right: int, found: int, gold: int) -> tuple[float, float, float]:
    """Precision, recall and F1 in points."""
    precision, recall = 100 * right / max(found, 1), 100 * right / max(gold, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def found_in(reading: Reading) -> list[Attribution]:
    """What is measured of an article: outermost statements with a content."""
    found = [as_attribution(statement, reading) for statement in statements_of(reading) if statement.within is None]
    return [one for one in found if one.content]


def measure(folder: Path, *, part: str = "dev", limit: int | None = None) -> Score:
    """Read and score a part."""
    score = Score()
    for number, article in enumerate(read_articles(folder, part)):
        if limit is not None and number >= limit:
            break
        score.add(article, found_in(read_article(article)))
    return score


def gate(folder: Path | None) -> dict[str, float]:
    """Figures for the gate. Raises DataAbsent."""
    return measure(data_folder(folder)).figures()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--part", choices=("dev", "train"), default="dev")
    parser.add_argument("--limit", type=int, help="only the first N articles")
    chosen = parser.parse_args()
    try:
        score = measure(data_folder(chosen.data), part=chosen.part, limit=chosen.limit)
    except DataAbsent as absent:
        raise SystemExit(str(absent)) from absent
    report(score)


def report(score: Score) -> None:
    print(f"PolNeAR: {score.gold} gold, {score.found} found")
    for name, value in score.figures().items():
        print(f"{value:7.1f}  {name}")
    print("recall by phenomenon (with the right source)")
    for name, count in score.seen.most_common():
        print(f"{count:6d}  {score.hit[name] / count:.2f} ({score.whole[name] / count:.2f})  {name}")


if __name__ == "__main__":
    main()
