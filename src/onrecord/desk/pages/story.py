"""A story, or a document with all its stories, beside its record; and where a record is shown."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from starlette.exceptions import HTTPException

from onrecord.desk.marking import Mark, Segment, split_parts, split_text
from onrecord.desk.page import Asking, Desk, Page, Redirect
from onrecord.desk.telling import Found, ResultRow, Rows, marks_of, rows_of
from onrecord.desk.words import SIGNS, path_to, with_filters
from onrecord.judging import Decision
from onrecord.model import Judgement
from onrecord.store import Beside, StoryCount

TEXT_KINDS = ("prose", "heading", "caption")
"""Kinds of lines that are the story's own; every other is furniture."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words over which the same records lie: their ids, the shortest first, what the words are to each, how many statements they are
    part of what is said in, and the numbers of those that begin here."""

    text: str
    start: int
    records: tuple[str, ...]
    roles: tuple[str, ...]
    depth: int
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text: `story` is the number of the story that it belongs to, from 1, None outside of any."""

    kind: str
    is_furniture: bool
    story: int | None
    begins: str | None
    """The id of the story that begins here."""
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class TextPage:
    """A text beside its record: part `part` of `parts`, from 1; rows of records that have words in it, or words nowhere."""

    id: str
    kind: str
    document: str
    title: str
    outlet: str | None
    url: str | None
    path: str | None
    published: str | None
    byline: str | None
    written_on: str | None
    written_from: str | None
    written_words: str | None
    part: int
    parts: int
    records: int
    """How many records there are in all parts."""
    lone_incidents: int
    """How many incidents no other story reports."""
    left_out: dict[str, int]
    stories: tuple[StoryCount, ...]
    lines: tuple[Line, ...]
    rows: Rows
    judged: dict[str, tuple[Judgement, ...]] = field(default_factory=dict)
    """By id of a record what people decided on it."""
    decisions: dict[str, Decision] = field(default_factory=dict)


def view(desk: Desk, asking: Asking) -> TextPage:
    """A story or a document."""
    found = desk.store.beside(asking.path["identity"])
    is_story = asking.path["identity"].startswith("story-")
    reading = _Reading(found, is_story)
    part = asking.number("part", 1, most=len(reading.parts))
    stories = desk.store.story_counts(found.document["id"])
    page = reading.page(part, stories)
    ids = [row.id for group in fields(page.rows) for row in getattr(page.rows, group.name) if hasattr(row, "id")]
    judged = desk.store.judgements_of(ids)
    return replace(page, judged=judged, decisions=desk.store.decisions_of(judged) if judged else {})


def story(desk: Desk, asking: Asking) -> TextPage | Redirect:
    """A story; an id of something else goes to its own page."""
    return _of_kind("story", desk, asking)


def document(desk: Desk, asking: Asking) -> TextPage | Redirect:
    """A document with all its stories."""
    return _of_kind("document", desk, asking)


def _of_kind(kind: str, desk: Desk, asking: Asking) -> TextPage | Redirect:
    identity = asking.path["identity"]
    is_own = identity.startswith(f"{kind}-") or "-" not in identity
    return view(desk, asking) if is_own else Redirect(with_filters(path_to(identity), asking))


def record(desk: Desk, asking: Asking) -> Redirect:
    """Where a record is shown: its own page, or its words in its story."""
    found = desk.store.get(asking.path["identity"])
    if found["type"] == "judgement":
        found = desk.store.get(found["subject"].split(" ")[0])
    address = path_to(found["id"])
    if not address.startswith("/record/"):
        return Redirect(with_filters(address, asking))
    place = found.get("story") or found.get("document")
    if place is None:
        raise HTTPException(404, f"{found['id']} belongs to no story: {found.get('message', '')}")
    reading = _Reading(desk.store.beside(place), place.startswith("story-"))
    return Redirect(with_filters(path_to(place), asking, part=reading.part_of(found["id"])) + f"#{found['id']}")


class _Reading:
    """A text with its marks, in parts."""

    def __init__(self, found: Beside, is_story: bool) -> None:
        self._found, self._is_story = found, is_story
        text: str = found.document["text"]
        span: tuple[int, int] = found.stories[0]["span"] if is_story else (0, len(text))
        self._start, self._end = span
        lines = (
            line for line in found.document["lines"] if line["span"][0] < self._end and self._start < line["span"][1]
        )
        self._lines: list[Found] = list(lines)
        self._starts = [max(line["span"][0], self._start) for line in self._lines]
        self._marks = list(marks_of(found))
        self.parts = split_parts(text, self._marks, self._start, self._end, self._starts)

    def part_of(self, identity: str) -> int:
        """The number of the part in which the words of a record begin; 1 where it has none."""
        places = [mark.start for mark in self._marks if mark.record == identity]
        return bisect_right([first for first, _ in self.parts], min(places)) if places else 1

    def page(self, part: int, stories: tuple[StoryCount, ...]) -> TextPage:
        """A part of it beside its record."""
        found = self._found
        rows = rows_of(found)
        first, last = self.parts[part - 1]
        has_words = {mark.record for mark in self._marks}
        here = {mark.record for mark in self._marks if mark.start < last and first < mark.end}
        shown = _only(rows, lambda identity: identity in here or (part == 1 and identity not in has_words))
        one: dict[str, Any] = found.stories[0] if self._is_story else {}
        written = one.get("written_on") or {}
        document = found.document
        byline = one["byline"]["text"] if one.get("byline") else document["byline"]
        identity: str = one["id"] if one else document["id"]
        return TextPage(
            identity, "story" if one else "document", document["id"], self._title(one), document["outlet"],
            document["url"], document["path"], document["published"], byline,
            written.get("value"), written.get("how"), written.get("text"), part, len(self.parts), len(has_words),
            sum(len(incident["stories"]) == 1 for incident in found.results["incident"]), found.left_out,
            tuple(replace(count, title=count.title or self._begins(count.id)) for count in stories), tuple(self._shown_lines(first, last, labels_of(rows))), shown,
        )  # fmt: skip

    def _title(self, story: Found) -> str:
        title: str | None = (story.get("title") or {}).get("text") or self._found.document["title"]
        return title or self._first_words(self._start, self._end) or "A document without words"

    def _begins(self, story: str) -> str | None:
        """The first words of a story."""
        spans = (one["span"] for one in self._found.stories if one["id"] == story)
        return next((self._first_words(start, end) for start, end in spans), None)

    def _first_words(self, start: int, end: int) -> str | None:
        """The beginning of the first line of these that is no furniture."""
        lines = [line for line in self._lines if start <= line["span"][0] < end]
        own = [line for line in lines if line["kind"] in TEXT_KINDS] or lines
        if not own:
            return None
        first, last = own[0]["span"]
        words: str = self._found.document["text"][first : min(last, first + 90)]
        return words + ("…" if last > first + 90 else "")

    def _shown_lines(self, first: int, last: int, labels: dict[str, str]) -> Iterator[Line]:
        stories = [(one["span"], one["id"]) for one in self._found.stories]
        begun: set[str] = set()
        segments = split_text(self._found.document["text"], self._marks, first, last, self._starts)
        grouped: dict[int, list[Segment]] = {}
        for segment in segments:
            grouped.setdefault(max(0, bisect_right(self._starts, segment.start) - 1), []).append(segment)
        for index, group in grouped.items():
            line: Found = self._lines[index] if self._lines else {"span": (first, last), "kind": "prose"}
            number = _story_at(stories, line["span"])
            story = stories[number - 1][1] if number else None
            begins = story if story not in begun and story is not None else None
            begun |= {story} if story else set()
            kind = line["kind"]
            yield Line(kind, kind not in TEXT_KINDS, number, begins, tuple(_piece(one, labels) for one in group))


def _story_at(stories: Sequence[tuple[Sequence[int], str]], span: Sequence[int]) -> int | None:
    """The number of the story that a line belongs to."""
    for number, ((start, end), _) in enumerate(stories, 1):
        if start < span[1] and span[0] < end:
            return number
    return None


def _piece(segment: Segment, labels: dict[str, str]) -> Piece:
    marks = _once(segment.marks)
    depth = len({mark.record for mark in segment.marks if mark.role == "content"})
    opening = (labels.get(mark.record, "") for mark in segment.opens if mark.role in ("content", "trigger"))
    return Piece(
        segment.text, segment.start, tuple(marks), tuple(marks.values()), depth, " ".join(filter(None, opening))
    )


def _once(marks: Iterable[Mark]) -> dict[str, str]:
    """Records with what the words are to each: where they are two things to one, the narrower."""
    found: dict[str, str] = {}
    for mark in marks:
        found.setdefault(mark.record, mark.role)
    return found


def labels_of(rows: Rows) -> dict[str, str]:
    """What stands in the text where a statement's words or an event begin: its number in the list."""
    labels = {row.id: row.number for row in rows.statements}
    return labels | {row.id: f"{SIGNS.get(row.status, '')}{row.number}" for row in rows.events}


def _only(rows: Rows, is_shown: Any) -> Rows:
    def kept(group: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(row for row in group if is_shown(row.id))

    return Rows(
        kept(rows.statements), kept(rows.events), kept(rows.entities), kept(rows.places), kept(rows.times), kept(rows.amounts),
        kept(rows.copies), kept(rows.results), kept(rows.incidents), kept(rows.issues),
    )  # fmt: skip


__all__ = ["PAGES", "ResultRow", "TextPage", "labels_of"]

PAGES = (
    Page("/story/{identity}", "story", "story.html", story),
    Page("/document/{identity}", "document", "story.html", document),
    Page("/record/{identity}", "record", "story.html", record),
)
