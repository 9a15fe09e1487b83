"""Reports of what is known across documents: copies, incidents, disputes, commitments, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import IO, Any

from onrecord.publish.selection import Found
from onrecord.publish.shared.characters import safe
from onrecord.publish.shared.words import quoted, short
from onrecord.publish.terminal.report import BOLD, DIM, GREEN, RED, YELLOW, Page

SAID_SHOWN = 3
"""Quoted words of a side or a commitment in a list; all of them when it is asked for by its id."""
TONES = {"kept": (GREEN,), "broken": (RED,), "withdrawn": (YELLOW,)}


def write_answers(answers: Iterable[Any], out: IO[str], *, colour: bool, alone: bool = False) -> None:
    """Records across documents one under another; `alone`, one that was asked for by its id, with everything in it."""
    page = Page(out, colour)
    count = 0
    for answer in answers:
        count += 1
        page.line()
        write_answer(page, made_safe(answer), alone=alone)
    if not alone:
        page.line()
        page.line(page.paint(f"{count} found" if count else "nothing found", DIM))


def write_answer(page: Page, answer: Any, *, alone: bool) -> None:
    """One record; its words are safe already."""
    _WRITERS[answer.record["type"]](page, answer, alone)
    if alone:
        for reason in answer.record.get("reasons", ()):
            page.wrapped(f"because: {reason}", 2, DIM, hang=4)
        page.line("  " + page.paint(f"every word in its context: onrecord why {short(answer.record['id'])}", DIM))


def made_safe(value: Any) -> Any:
    """A value, whatever it is made of, whose words cannot steer a terminal."""
    if isinstance(value, tuple):
        return tuple(map(made_safe, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: made_safe(getattr(value, field.name)) for field in fields(value)})
    if isinstance(value, dict) and any(is_dataclass(part) for part in value.values()):
        return {name: made_safe(part) for name, part in value.items()}
    return safe(value)


def copy_words(note: Any) -> str:
    """What a story is a copy of: `copy of Dam holds · Sorvik Post · 2026-03-04  story-5f0c12a9 (near, 93 % of its words)`."""
    source = note.source
    of = " · ".join(filter(None, (source.title, source.outlet, source.day))) if source else ""
    return f"copy of {of}  {short(note.of)} ({note.kind}, {note.share:.0%} of its words)"


# --- incidents ------------------------------------------------------------------------------------


def _incident(page: Page, answer: Any, alone: bool) -> None:
    record = answer.record
    title = record["title"] or ", ".join(dict.fromkeys(telling["text"] for telling in record["told"]))
    _head(page, title or "?", "", record["id"])
    who = " → ".join(
        filter(None, (_named(record["actors"], answer), record["kind"], _named(record["recipients"], answer)))
    )
    date = record["date"] or "date unknown"
    page.wrapped(" · ".join(filter(None, (date, record["place"], who))), 2, hang=2)
    first = " and ".join(record["first_outlets"])
    if record["first_reported"]:
        page.wrapped(f"first reported {record['first_reported']}" + (f" by {first}" if first else ""), 2, hang=2)
    page.line(f"  {_reports(record)}")
    told: dict[str, list[str]] = {}
    for telling in record["told"]:
        told.setdefault(telling["story"], []).append(telling["text"])
    stories = sorted(record["stories"], key=lambda story: (_note(answer, story, "day") or "9999", story))
    for story in stories:
        _story(page, answer, story, told.get(story, []), alone)
    if not alone and record["reasons"]:
        page.wrapped(f"one because: {'; '.join(record['reasons'][:2])}", 2, DIM, hang=4)


def _reports(record: Found) -> str:
    stories, reports = len(record["stories"]), record["independent_reports"]
    told = f"{reports} independent {'report' if reports == 1 else 'reports'}"
    copied = stories - reports
    return told + (
        f" ({stories} stories, {copied} of them {'a copy' if copied == 1 else 'copies'})" if copied > 0 else ""
    )


def _story(page: Page, answer: Any, story: str, told: list[str], alone: bool) -> None:
    note = answer.stories.get(story)
    line = " · ".join(filter(None, (note.day, note.outlet, note.title))) if note else story
    if note and note.copy_of:
        other = answer.stories.get(note.copy_of)
        line += f"  [copy of {(other and other.outlet) or short(note.copy_of)}]"
    page.wrapped(f"{line}  {short(story)}", 4, hang=2)
    if alone:
        for words in dict.fromkeys(told):
            page.wrapped(quoted(words), 8, hang=1)


def _note(answer: Any, story: str, name: str) -> str | None:
    note = answer.stories.get(story)
    return getattr(note, name) if note else None


def _named(ids: Iterable[str], answer: Any) -> str:
    return " and ".join(dict.fromkeys(answer.names.get(one, one) for one in ids))


# --- disputes -------------------------------------------------------------------------------------


def _dispute(page: Page, answer: Any, alone: bool) -> None:
    record = answer.record
    _head(page, record["about"], f"{record['kind']}, {record['state']}", record["id"])
    if record["incident"]:
        page.line("  " + page.paint(f"about {short(record['incident'])}", DIM))
    for side in record["sides"]:
        _side(page, side, record["sides"], alone)


def _side(page: Page, side: Found, sides: list[Found], alone: bool) -> None:
    who = f"said by {' and '.join(side['sources'])}" if side["sources"] else "said by the reports themselves"
    since = f"first {side['first_said']}" if side["first_said"] else None
    after = _superseded(side, sides)
    tone = (DIM,) if after else (BOLD,)
    head = " · ".join(filter(None, (who, ", ".join(side["outlets"]), since)))
    page.wrapped(side["value"], 2, *tone, hang=2)
    page.wrapped(head, 6, hang=2)
    if after:
        page.wrapped(after, 6, DIM, hang=2)
    _quotes(page, side["said"], alone, side["events"])


def _superseded(side: Found, sides: list[Found]) -> str | None:
    """`superseded by 12 (same source, 2026-03-05)`."""
    value = side["superseded_by"]
    if value is None:
        return None
    days = sorted(other["first_said"] for other in sides if other["value"] == value and other["first_said"])
    return f"superseded by {value} (same source{f', {days[0]}' if days else ''})"


def _quotes(page: Page, said: list[Found], alone: bool, events: Iterable[str] = ()) -> None:
    """The words, where, and an id to ask `why` for: the statement's, else an event's where there is one side's alone, else the story's."""
    others = list(events)
    shown = said if alone else said[:SAID_SHOWN]
    for one in shown:
        identity = one["statement"] or (others[0] if len(others) == 1 and len(said) == 1 else one["story"])
        where = ", ".join(filter(None, (one["source"] if alone else None, one["outlet"], one["said_on"])))
        page.wrapped(f"{quoted(one['text'])}  {where}  {short(identity)}", 6, hang=1)
    if len(said) > len(shown):
        page.line("      " + page.paint(f"… and {len(said) - len(shown)} more", DIM))


# --- commitments ----------------------------------------------------------------------------------


def _commitment(page: Page, answer: Any, alone: bool) -> None:
    record = answer.record
    by = (record["by"].get("core") or record["by"])["text"] or "[source not stated]"
    name = answer.names.get(record["by"]["entity"])
    by = f"{by} (= {name})" if name and name.casefold() not in by.casefold() else by
    to = answer.names.get(record["to"], record["to"])
    _head(
        page,
        f"{by} → {to}" if to else by,
        f"{record['kind']}, {record['state'].upper()}",
        record["id"],
        *TONES.get(record["state"], ()),
    )
    page.wrapped(quoted(" … ".join(record["content"]["texts"])), 2, hang=1)
    for label, words in (
        ("condition", record["condition"] and f"“{record['condition']['text']}”"),
        ("by when", _deadline(record["deadline"])),
    ):
        if words:
            page.wrapped(f"{label}: {words}", 2, hang=4)
    outlets = ", ".join(dict.fromkeys(said["outlet"] for said in record["said"] if said["outlet"]))
    first = " · ".join(filter(None, (record["first_said"], outlets)))
    if first:
        page.wrapped(f"said {first}", 2, hang=4)
    for outcome in record["outcomes"]:
        who = f"according to {outcome['source']}" if outcome["source"] else None
        where = ", ".join(filter(None, (who, outcome["outlet"], outcome["said_on"])))
        identity = outcome["statement"] or outcome["event"] or outcome["story"]
        words = f"{outcome['state']}: {quoted(outcome['text'])}  {where}  {short(identity)}"
        page.wrapped(words, 2, *TONES.get(outcome["state"], ()), hang=4)
    if alone:
        _quotes(page, record["said"], alone)


def _deadline(date: Found | None) -> str | None:
    if date is None:
        return None
    return f"{date['value']} (“{date['text']}”)" if date["value"] else f"“{date['text']}”"


# --- copies ---------------------------------------------------------------------------------------


def _copy(page: Page, answer: Any, alone: bool) -> None:
    record = answer.record
    _head(page, f"{record['kind']} copy", "", record["id"])
    for label, story in (("this", record["story"]), ("repeats", record["of"])):
        note = answer.stories.get(story)
        words = " · ".join(filter(None, (note.title, note.outlet, note.day))) if note else ""
        page.wrapped(f"{label:8}{words}  {short(story)}", 2, hang=8)
    page.line(f"  {record['share']:.0%} of its words stand in the other, {record['of_share']:.0%} of the other's in it")
    for passage in record["shared"] if alone else record["shared"][:SAID_SHOWN]:
        page.wrapped(quoted(passage["text"]), 6, hang=1)


def _head(page: Page, title: str, standing: str, identity: str, *codes: str) -> None:
    words = title + (f"  [{standing}]" if standing else "")
    page.wrapped(f"{words}  {short(identity)}", 0, BOLD, *codes, hang=2)


_WRITERS = {"incident": _incident, "dispute": _dispute, "commitment": _commitment, "copy": _copy}


def copy_lines(notes: Iterable[Any]) -> Iterator[str]:
    """A line a story that is a copy, for reports of stories and documents."""
    for note in notes:
        yield copy_words(made_safe(note))
