"""Statements against an annotated corpus, article by article: `onrecord evaluate polnear PATH`.

PolNeAR (Newell, Margolin & Ruths, LREC 2018) has every attribution of US political news with source, cue
and content. The texts go through all rooms up to `attribute`. Measured as in the project's field notes:

- the first annotator of each article; letters and digits only, so that marks and spaces decide nothing;
- gold and found attributions are paired one to one, best overlap of contents (intersection over union) first;
- a pair counts from 0.5 on (`content`), and as a `relation` when the sources also overlap or both are open;
- `exact` F1 over sources, cues and contents as sets of spans, each for itself;
- recall by phenomenon, at the same 0.5 and in brackets with the right source.

Two errors must not happen at all and are counted over all statements: the subject of a passive accusation as source, and
a cue that is negated, or refuses or denies, with polarity `affirms`.

PolNeAR forbids attributions inside attributions, so statements `within` another are left out here. Two people agree
on relations with F1 .75 and on exact sources, cues and contents with .77, .70 and .66, as the project's field notes have it
from the 20 articles that several annotated.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from onrecord.annotate import annotate
from onrecord.attribute import attribute
from onrecord.clean import clean
from onrecord.errors import InputError
from onrecord.evaluate.files import Given, read_files, read_given_documents, stem
from onrecord.evaluate.standoff import parse
from onrecord.identify import identify
from onrecord.model import (
    Annotation,
    CleanText,
    Document,
    Entity,
    Evidence,
    Polarity,
    Statement,
    Story,
    content_id,
)
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
ACCUSING = frozenset("accuse allege arraign blame charge indict sue suspect".split())
SILENT = frozenset("not n't n’t never no neither nor without decline refuse deny unable".split())
FORBIDDEN = ("the accused as source", "a negated cue as a positive statement")
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
    given: Given | None = None
    """How the text was read, where it is an export of ours."""


@dataclass(frozen=True)
class Reading:
    """An article as the rooms before `attribute` read it."""

    clean: CleanText
    stories: tuple[Story, ...]
    annotations: tuple[Annotation, ...]
    entities: tuple[Entity, ...]
    outlet: str | None = None


def read_articles(path: Path, *, marks: bool = False) -> Iterator[Article]:
    """The articles below a folder or in a zip archive (`*.txt`, and `*.ann` in brat's standoff format named
    `ARTICLE_ANNOTATOR.ann`), each with the gold of its first annotator; with `marks` not only letters and digits.

    Raises InputError where there is nothing to evaluate.
    """
    texts: dict[str, str] = {}
    gold: dict[str, tuple[str, str]] = {}
    for name, text in read_files(path, (".txt", ".ann")):
        if name.endswith(".txt"):
            texts[stem(name)] = text
        else:
            gold.setdefault(stem(name).rpartition("_")[0], (f"{path}/{name}", text))
    if not texts.keys() & gold.keys():
        raise InputError(f"{path}: no article (NAME.txt) with annotations (NAME_ANNOTATOR.ann) there")
    given = read_given_documents(path)
    for name, text in sorted(texts.items()):
        if name in gold:
            yield Article(name, text, tuple(_gold(text, *gold[name], marks)), given.get(name))


def _gold(text: str, where: str, annotations: str, marks: bool) -> Iterator[Attribution]:
    found = parse(annotations, text, where, is_checked=False)
    for event in found.events.values():
        if not event.kind.startswith("Attribution"):
            continue
        roles: dict[str, frozenset[int]] = defaultdict(frozenset)
        for role, of in event.arguments[1:]:
            spans = found.bounds[of].spans if of in found.bounds else ()
            roles[role.rstrip("2")] |= _letters(text, spans, marks)
        if roles["Content"]:
            yield Attribution(roles["Source"], roles["Cue"], roles["Content"])


def _letters(text: str, spans: Iterable[Sequence[int]], marks: bool) -> frozenset[int]:
    places = (n for start, end in spans for n in range(start, min(end, len(text))))
    return frozenset(n for n in places if text[n].isalnum() or (marks and not text[n].isspace()))


def read_article(article: Article) -> Reading:
    """The article through the rooms before `attribute`; it is one story, so that where stories part is not
    asked here, unless an export of ours says how it was read."""
    if article.given and article.given.is_of(article.text):
        stories = article.given.stories
        cleaned = article.given.cleaned(article.text)
        annotations, _ = annotate(stories, cleaned.text)
        return Reading(cleaned, stories, tuple(annotations), tuple(identify(stories, annotations)), article.given.document.outlet)  # fmt: skip
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
    return [
        statement
        for story, annotation in pairs
        for statement in attribute(story, annotation, reading.entities, outlet=reading.outlet)
    ]


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
        self.statements = 0
        self.forbidden: Counter[str] = Counter()

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

    def check(self, reading: Reading, statements: Sequence[Statement]) -> None:
        """Count what must not happen in one article."""
        self.statements += len(statements)
        for statement in statements:
            self.forbidden.update(forbidden_in(statement, reading.annotations))

    def figures(self) -> dict[str, float]:
        """In points."""
        figures: dict[str, float] = {}
        for name, right in (("content", self.content), ("relation", self.relation)):
            figures |= {
                f"{name} {key}": value for key, value in zip("PRF", prf(right, self.found, self.gold), strict=True)
            }
        for part, counts in self.exact.items():
            figures[f"exact {part} F"] = prf(counts["both"], counts["found"], counts["gold"])[2]
        for name in FORBIDDEN if self.statements else ():
            figures[f"free of {name}"] = 100 * (1 - self.forbidden[name] / self.statements)
        return figures


def forbidden_in(statement: Statement, annotations: Sequence[Annotation]) -> Iterator[str]:
    """Which of `FORBIDDEN` a statement is."""
    if statement.cue is None:
        return
    span, source = statement.cue.span, statement.source.evidence
    for annotation in annotations:
        for number in annotation.words_in(span):
            word = annotation.words[number]
            accused = annotation.dependents(number, "nsubj:pass")
            accusing = word.lemma.lower() in ACCUSING and source is not None
            if accusing and source and any(source.span.covers(annotation.words[n].span) for n in accused):
                yield FORBIDDEN[0]
            if word.lemma.lower() in SILENT and statement.polarity is Polarity.AFFIRMS:
                yield FORBIDDEN[1]


def prf(right: int, found: int, gold: int) -> tuple[float, float, float]:
    """Precision, recall and F1 in points."""
    precision, recall = 100 * right / max(found, 1), 100 * right / max(gold, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def found_in(reading: Reading) -> list[Attribution]:
    """What is measured of an article: outermost statements with a content."""
    return outermost(statements_of(reading), reading)


def outermost(statements: Sequence[Statement], reading: Reading) -> list[Attribution]:
    """The statements that stand in no other and have a content."""
    found = [as_attribution(statement, reading) for statement in statements if statement.within is None]
    return [one for one in found if one.content]


def measure(path: Path, *, limit: int | None = None, db: str | None = None) -> Score:
    """Read and score the articles of a folder or archive; with `db`, score what is stored of their texts, and leave out the others.

    Raises InputError where none is stored.
    """
    if db:
        return _measure_stored(path, db, limit)
    score = Score()
    for article in islice(read_articles(path), limit):
        reading = read_article(article)
        statements = statements_of(reading)
        score.add(article, outermost(statements, reading))
        score.check(reading, statements)
    return score


def _measure_stored(path: Path, db: str, limit: int | None) -> Score:
    from onrecord.evaluate.gold import Marked
    from onrecord.evaluate.readings import stored_marked
    from onrecord.store import named

    score = Score()
    articles = list(islice(read_articles(path), limit))
    marked = [Marked(article.name, article.text, given=article.given) for article in articles]
    for article, (_, found) in zip(articles, stored_marked(marked, db), strict=True):
        if found is not None:
            score.add(article, [_bare(one.parts, article.text) for one in found.statements if not one.is_nested])
    if not score.seen and not score.found:
        raise InputError(f"{path}: none of its texts is in {named(db)}; leave --db out to read them anew")
    return score


def _bare(one: Attribution, text: str) -> Attribution:
    """Letters and digits only, as the gold has them."""
    parts = (frozenset(n for n in part if text[n].isalnum()) for part in (one.source, one.cue, one.content))
    return Attribution(*parts)


def report(score: Score) -> Iterator[str]:
    """The figures as lines of text."""
    yield f"{score.gold} gold, {score.found} found"
    for name, value in score.figures().items():
        yield f"{value:7.1f}  {name}"
    yield "recall by phenomenon (with the right source)"
    for name, count in score.seen.most_common():
        yield f"{count:6d}  {score.hit[name] / count:.2f} ({score.whole[name] / count:.2f})  {name}"
