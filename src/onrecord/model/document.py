"""What came in, and its clean text."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

from onrecord.model.spans import Span


class LineKind(StrEnum):
    """What a line of a page is for. Everything but prose, heading and caption is furniture."""

    PROSE = "prose"
    HEADING = "heading"
    CAPTION = "caption"
    CREDIT = "credit"
    BYLINE = "byline"
    DATELINE = "dateline"
    TIMESTAMP = "timestamp"
    TEASER = "teaser"
    PLAYER = "player"
    PROMO = "promo"
    NAVIGATION = "navigation"
    ADVERT = "advert"
    LEGAL = "legal"


@dataclass(frozen=True, slots=True)
class RawLine:
    """What the markup says of one line of `Document.raw`, where there was markup.

    `xpath` is the line's element. `main` is the main-text extractor's verdict (None: not asked).
    `kind` is set only where the markup itself names it (`<figcaption>`, `<h1>`, `<time>`, `<nav>`).
    """

    xpath: str
    main: bool | None = None
    kind: LineKind | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One item as received: a file, a feed entry, a web page, a row of a table.

    `raw` is the decoded text, one line per block; `markup` is empty or has one RawLine per line of
    `raw.split("\\n")`. Dates are ISO 8601 strings, with a zone where they have a time. `published`,
    `title` and `byline` are what metadata say (feed, markup, column), never inferred from the text.
    """

    id: str
    media_type: str
    outlet: str | None
    url: str | None
    path: str | None
    published: str | None
    fetched: str | None
    language: str | None
    sha256: str
    raw: str
    title: str | None = None
    byline: str | None = None
    encoding: str | None = None
    published_from: str | None = None
    """Who says `published`: `feed`, `markup`, `column` or `user`."""
    markup: tuple[RawLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """One change from raw to clean text: `raw[raw_start:raw_end]` became `text`."""

    raw_start: int
    raw_end: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the clean text; lines do not overlap and leave out only the line ends between them.

    `origin` names the rule or model that chose the kind.
    """

    span: Span
    kind: LineKind
    origin: str
    xpath: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class CleanText:
    """Clean text, every edit that led to it (in order, not overlapping) and the kind of every line."""

    text: str
    edits: tuple[Edit, ...]
    lines: tuple[Line, ...]

    def to_raw(self, position: int) -> int:
        """The place in the raw text of the character at `position` of the clean text: one bisect.

        A character that an edit put in stands where the edit begins.
        """
        starts, shifts = self._shifts()
        place = bisect_right(starts, position) - 1
        if place < 0:
            return position
        edit = self.edits[place]
        inside = position - starts[place]
        if inside < len(edit.text):
            return edit.raw_start + min(inside, max(edit.raw_end - edit.raw_start - 1, 0))
        return position + shifts[place]

    def _shifts(self) -> tuple[list[int], list[int]]:
        starts: list[int] = []
        shifts: list[int] = []
        shift = 0
        for edit in self.edits:
            starts.append(edit.raw_start - shift)
            shift += (edit.raw_end - edit.raw_start) - len(edit.text)
            shifts.append(shift)
        return starts, shifts
