"""Stories and their parts, as `segment` finds them."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.model.document import LineKind
from onrecord.model.spans import Evidence, Span


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence. `spans` has more than one piece when furniture stands in its middle."""

    spans: tuple[Span, ...]
    paragraph: int
    """Index in `Story.paragraphs`."""
    kind: LineKind


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Neighbouring sentences of one kind: `sentences` is the half-open range of their indices."""

    spans: tuple[Span, ...]
    kind: LineKind
    sentences: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between quotation marks, the marks left out; one piece a paragraph it runs through.

    `depth` is 0 for an outermost quotation, 1 for one inside it. `opened` and `closed` are the marks
    (the first opening and the last closing one); `closed` is None when the mark never comes.
    """

    spans: tuple[Span, ...]
    depth: int
    opened: Span
    closed: Span | None


@dataclass(frozen=True, slots=True)
class WrittenOn:
    """The day a story was written: ISO 8601 `value` of the given `precision` (year, month, day, time).

    `how`: `feed`, `markup`, `column`, `dateline`, `timestamp`, `inferred` (from the text) or `user`.
    """

    value: str
    precision: str
    how: str
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """One news report inside a document; stories of a document do not overlap and keep its order.

    Paragraphs and sentences hold prose, headings and captions only; furniture belongs to no paragraph.
    """

    id: str
    document: str
    span: Span
    title: Evidence | None
    byline: Evidence | None
    dateline: Evidence | None
    written_on: WrittenOn | None
    paragraphs: tuple[Paragraph, ...]
    sentences: tuple[Sentence, ...]
    quotations: tuple[Quotation, ...]
    topics: tuple[str, ...] = ()
    origin: str = ""
