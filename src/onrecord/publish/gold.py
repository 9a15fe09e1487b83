"""What people judged as training and evaluation data, in the project's own formats.

A passage is one or several paragraphs of a story that share no record with the others. Its statements are written in the marks of
`training/passages`, its events in those of `training/events`, and both as rows of `tests/cases` (`phenomena.csv`, `plover.csv`). Only
decided records are in it: accepted ones as they were read, amended ones as they were put right, rejected ones left out. It is whole where
every record of the kind was decided; others are no gold, for what is not marked counts as not being there. What the machine did not find
at all, nobody could judge.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from onrecord.errors import OnrecordError
from onrecord.judging import REJECTED, decide, with_judgements
from onrecord.model import Judgement, content_id
from onrecord.publish.selection import Found
from onrecord.serialize import evidence_in, to_json_line

Judged = Mapping[str, tuple[Judgement, ...]]
KINDS = ("statement", "event")
_STATEMENT = (("s", "source"), ("q", "cue"), ("c", "content"), ("a", "addressee"), ("m", "medium"), ("t", "target"))
_EVENT = (("e", "trigger"), ("a", "actors"), ("r", "recipients"), ("p", "place"), ("d", "date"))
_WHOLE_PARTS = frozenset("ear")
"""Parts of an event that are one piece each."""
_CELL = re.compile(r"\||//|¶| … ")


@dataclass(frozen=True, slots=True)
class Passage:
    """Paragraphs with what people decided in them; `statements` and `events` as JSON objects, their spans of `text`.

    `is_whole` says for each kind that nothing in it waits for a decision.
    """

    id: str
    document: str
    story: str
    span: tuple[int, int]
    text: str
    statements: tuple[Found, ...]
    events: tuple[Found, ...]
    is_whole: Mapping[str, bool]
    judgements: tuple[str, ...]
    by: tuple[str, ...]


# --- passages ---------------------------------------------------------------------------------------


def gold_passages(objects: Iterable[Found], judged: Judged) -> Iterator[Passage]:
    """The passages of one document in which something was decided; `objects` are all of the document, itself first."""
    document, *others = objects
    records = [one for one in others if one["type"] in KINDS]
    for story in (one for one in others if one["type"] == "story"):
        own = [one for one in records if one["story"] == story["id"]]
        paragraphs = [[tuple(span) for span in one["spans"]] for one in story["paragraphs"]]
        kinds = [one["kind"] for one in story["paragraphs"]]
        for first, last in _ranges(paragraphs, own, judged):
            passage = _passage(document, story, paragraphs[first:last], kinds[first:last], own, judged)
            if passage.judgements:
                yield passage


def _ranges(paragraphs: Sequence[Any], records: Sequence[Found], judged: Judged) -> Iterator[tuple[int, int]]:
    """Ranges of paragraphs that no record reaches out of."""
    tied = [False] * max(len(paragraphs), 1)
    for record in records:
        seen = with_judgements(record, judged.get(record["id"], ()))
        inside = [
            number for number, spans in enumerate(paragraphs) if any(_meets(span, spans) for _, span in _evidence(seen))
        ]
        for number in range(min(inside, default=0), max(inside, default=0)):
            tied[number] = True
    start = 0
    for number in range(len(paragraphs)):
        if not tied[number]:
            yield start, number + 1
            start = number + 1


def _meets(span: Sequence[int], spans: Iterable[Sequence[int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in spans)


def _evidence(record: Found) -> Iterator[tuple[str, list[int]]]:
    yield from evidence_in({name: value for name, value in record.items() if name not in ("chain", "origin")})


def _passage(
    document: Found, story: Found, paragraphs: Sequence[Any], kinds: Sequence[str], records: Sequence[Found], judged: Judged
) -> Passage:  # fmt: skip
    text, places = _plain(document["text"], paragraphs, kinds)
    bounds = (paragraphs[0][0][0], paragraphs[-1][-1][1])
    kept: dict[str, list[Found]] = {kind: [] for kind in KINDS}
    whole = dict.fromkeys(KINDS, True)
    used: dict[str, str] = {}
    for record in records:
        own = judged.get(record["id"], ())
        seen = with_judgements(record, own)
        if not any(_meets(span, [bounds]) for _, span in _evidence(seen)):
            continue
        decision = decide(record, own)
        if decision is None or not decision.is_current:
            whole[record["type"]] = False
            continue
        used |= {one.id: one.by for one in own if one.withdrawn_at is None}
        if decision.verdict == REJECTED:
            continue
        try:
            kept[record["type"]].append(_moved(seen, places))
        except _Outside:
            whole[record["type"]] = False
    identity = content_id("passage", document["id"], story["id"], *bounds)
    statements, events = (tuple(sorted(kept[kind], key=_start)) for kind in KINDS)
    return Passage(
        identity, document["id"], story["id"], bounds, text, statements, events, whole, tuple(sorted(used)), tuple(sorted(set(used.values())))
    )  # fmt: skip


def _plain(text: str, paragraphs: Sequence[Any], kinds: Sequence[str]) -> tuple[str, dict[int, int]]:
    """The words of paragraphs, a line each, as the formats have them, and where each character of the document stands in it."""
    found: list[str] = []
    places: dict[int, int] = {}
    for spans, kind in zip(paragraphs, kinds, strict=True):
        found += ["\n"] if found else []
        found += list("# ") if kind == "heading" else []
        for number, (start, end) in enumerate(spans):
            found += [" "] if number else []
            places |= {place: len(found) + place - start for place in range(start, end)}
            found += (_CHARACTERS.get(char, " " if char.isspace() else char) for char in text[start:end])
    return "".join(found), places


_CHARACTERS = {"[": "(", "]": ")"}
"""Brackets are marks."""


class _Outside(Exception):
    """Words of a record that are not in its passage."""


def _moved(value: Any, places: Mapping[int, int], name: str = "") -> Any:
    """A record with its spans in a passage's text. Raises _Outside where one of them is not inside of it."""
    if name == "span" and value:
        return _place(value, places)
    if name == "spans":
        return [_place(span, places) for span in value]
    if isinstance(value, dict):
        return {key: _moved(part, places, key) for key, part in value.items()}
    return [_moved(part, places) for part in value] if isinstance(value, list) else value


def _place(span: Sequence[int], places: Mapping[int, int]) -> list[int]:
    try:
        return [places[span[0]], places[span[1] - 1] + 1]
    except KeyError:
        raise _Outside from None


def _start(record: Found) -> tuple[int, int]:
    spans = [span for _, span in _evidence(record)]
    return min(span[0] for span in spans), -max(span[1] for span in spans)


# --- marks ------------------------------------------------------------------------------------------


class _Mark(NamedTuple):
    start: int
    end: int
    part: str
    number: int
    label: str


def marked_statements(passage: Passage) -> str | None:
    """The passage in the marks of `training/passages`; None where they cannot hold it."""
    marks: list[_Mark] = []
    for number, one in enumerate(passage.statements, start=1):
        label = one["act"] + ("" if one["polarity"] == "affirms" else f"/{one['polarity']}")
        bearer = "q" if one["cue"] else "c"
        for part, field in _STATEMENT:
            for place, (start, end) in enumerate(_spans(one[field])):
                marks.append(_Mark(start, end, part, number, label if part == bearer and place == 0 else ""))
    return _written(passage.text, marks)


def marked_events(passage: Passage) -> str | None:
    """The passage in the marks of `training/events`, amounts left out; None where they cannot hold it, as an event without a party."""
    marks: list[_Mark] = []
    for number, one in enumerate(passage.events, start=1):
        if not one["actors"] and not one["recipients"]:
            return None
        label = f"{one['event_type']}{'/' + one['mode'] if one['mode'] else ''}={one['status']}"
        for part, field in _EVENT:
            marks += [
                _Mark(start, end, part, number, label if part == "e" else "") for start, end in _spans(one[field])
            ]
    return _written(passage.text, marks, whole=_WHOLE_PARTS)


def _spans(value: Any) -> list[list[int]]:
    if isinstance(value, list):
        return [span for one in value for span in _spans(one)]
    if not value:
        return []
    return list(value["spans"]) if "spans" in value else [value["span"]] if value["span"] else []


def _written(text: str, marks: Sequence[_Mark], whole: frozenset[str] = frozenset()) -> str | None:
    nested = _nested(marks, whole)
    if nested is None or text.startswith("%"):
        return None
    opening: dict[int, list[_Mark]] = {}
    closing: dict[int, int] = {}
    for mark in sorted(nested, key=lambda one: (one.start, -one.end)):
        opening.setdefault(mark.start, []).append(mark)
        closing[mark.end] = closing.get(mark.end, 0) + 1
    found: list[str] = []
    for place in range(len(text) + 1):
        found.append("]" * closing.get(place, 0))
        found += (f"[{m.part}{m.number}{':' + m.label if m.label else ''} " for m in opening.get(place, ()))
        found.append(text[place : place + 1])
    return "".join(found)


def _nested(marks: Sequence[_Mark], whole: frozenset[str]) -> list[_Mark] | None:
    """Marks none of which crosses another: one that does is cut in two; None where both must be whole."""
    waiting, kept = list(marks), list[_Mark]()
    while waiting:
        mark = waiting.pop()
        crossed = next((one for one in kept if _crosses(one, mark)), None)
        if crossed is None:
            kept.append(mark)
            continue
        cut, edge = mark, crossed
        if mark.part in whole:
            if crossed.part in whole:
                return None
            kept.remove(crossed)
            waiting.append(mark)
            cut, edge = crossed, mark
        place = edge.end if cut.start < edge.end < cut.end else edge.start
        waiting += [cut._replace(end=place), cut._replace(start=place, label="")]
    return kept


def _crosses(one: _Mark, other: _Mark) -> bool:
    return one.start < other.start < one.end < other.end or other.start < one.start < other.end < one.end


# --- cases ------------------------------------------------------------------------------------------


def statement_cell(passage: Passage) -> str | None:
    """The statements as a row of `tests/cases/phenomena.csv` expects them; None where a cell cannot hold them."""
    numbers = {one["id"]: number for number, one in enumerate(passage.statements, start=1)}
    cells = []
    for one in passage.statements:
        words = [_words(passage, one[field]) for field in ("source", "cue", "content")]
        if _is_broken(part for span in words for part in span):
            return None
        inside = f"|within={numbers[one['within']]}" if one["within"] in numbers else ""
        cells.append("|".join([*(" … ".join(part) or "-" for part in words), one["act"], one["polarity"]]) + inside)
    return " // ".join(cells)


def event_cell(passage: Passage) -> str | None:
    """The events as a row of `tests/cases/plover.csv` expects them; None where a cell cannot hold them."""
    cells = []
    for one in passage.events:
        parties = [_words(passage, one[field]) for field in ("actors", "recipients")]
        trigger = _words(passage, one["trigger"])
        if _is_broken([*trigger, *(part for role in parties for part in role)]):
            return None
        label = one["event_type"] + (f"/{one['mode']}" if one["mode"] else "")
        cells.append("|".join([label, *(" + ".join(role) or "-" for role in parties), *trigger, one["status"]]))
    return " // ".join(cells)


def _words(passage: Passage, value: Any) -> list[str]:
    return [passage.text[start:end].replace("\n", " ") for start, end in _spans(value)]


def _is_broken(words: Iterable[str]) -> bool:
    return any(_CELL.search(part) for part in words)


# --- writing ----------------------------------------------------------------------------------------


def passage_object(passage: Passage) -> Found:
    """A passage as a line of JSON Lines: its text, what was decided in it in the formats above, null where one cannot hold it, and by whom."""
    return {
        "id": passage.id, "document": passage.document, "story": passage.story, "span": list(passage.span), "text": passage.text,
        "statements": marked_statements(passage), "statements_expected": statement_cell(passage),
        "statements_whole": passage.is_whole["statement"], "events": marked_events(passage), "events_expected": event_cell(passage),
        "events_whole": passage.is_whole["event"], "judgements": list(passage.judgements), "by": list(passage.by),
    }  # fmt: skip


def gold_lines(documents: Iterable[tuple[list[Found], Judged]]) -> Iterator[str]:
    """Every passage in which something was decided as JSON Lines; a document comes with all its objects and its judgements by record."""
    for objects, judged in documents:
        for passage in gold_passages(objects, judged):
            yield to_json_line(passage_object(passage)) + "\n"


def write_gold(documents: Iterable[tuple[list[Found], Judged]], folder: Path) -> int:
    """Write the whole passages as files that training and the gate read: `passages/judged.txt`, `events/judged.txt`,
    `cases/phenomena.csv` and `cases/plover.csv`; how many passages that are.

    Raises OnrecordError where the folder cannot be written.
    """
    passages = [passage for objects, judged in documents for passage in gold_passages(objects, judged)]
    try:
        _write_marks(folder / "passages", [marked_statements(one) for one in passages if one.is_whole["statement"]])
        _write_marks(folder / "events", [marked_events(one) for one in passages if one.is_whole["event"]])
        _write_cases(folder / "cases", passages)
    except OSError as error:
        raise OnrecordError(f"{folder}: cannot be written ({error.strerror or error})") from error
    return sum(any(one.is_whole.values()) for one in passages)


def _write_marks(folder: Path, blocks: Sequence[str | None]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    words = "\n\n".join(block for block in blocks if block)
    (folder / "judged.txt").write_text(words + "\n", encoding="utf-8", errors="replace")


def _write_cases(folder: Path, passages: Sequence[Passage]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, kind, cell in (("phenomena", "statement", statement_cell), ("plover", "event", event_cell)):
        columns = ["id", *(["phenomenon"] if kind == "statement" else []), "input", "expected", "quality", "why"]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", errors="replace", newline="") as opened:
            writer = csv.DictWriter(opened, columns, extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            for one in passages:
                expected = cell(one)
                if one.is_whole[kind] and expected is not None and "¶" not in one.text:
                    given = {
                        "id": one.id,
                        "phenomenon": 0,
                        "input": one.text.replace("\n", " ¶ "),
                        "expected": expected,
                    }
                    writer.writerow(given | {"quality": "MEDIUM", "why": f"judged by {', '.join(one.by)}"})
