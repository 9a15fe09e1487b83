"""The report: what a person reads first. Plain text of at most a hundred columns, colour only on a terminal."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from types import MappingProxyType
from typing import IO, Any

from onrecord.publish.selection import Found
from onrecord.publish.shared.characters import safe
from onrecord.publish.shared.words import SAYS, short
from onrecord.publish.terminal.second import second_lines

WIDTH = 96
BOLD, DIM, RED, YELLOW, GREEN, RESET = "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[33m", "\x1b[32m", "\x1b[0m"

STATUSES = {
    "actual": "", "reported": "reported", "alleged": "ALLEGED", "denied": "DENIED", "planned": "planned", "threatened": "THREATENED",
    "conditional": "conditional", "called_for": "called for", "negated": "DID NOT HAPPEN", "historical": "earlier",
}  # fmt: skip
SAID_BY = frozenset({"reported", "alleged", "denied", "planned", "threatened", "called_for"})
"""Statuses that somebody gives an event, and that a report must not give without saying who."""
KINDS = {
    "person": "People", "organisation": "Organisations", "government": "Governments", "armed_group": "Armed groups",
    "country": "Countries", "place": "Places", "facility": "Facilities", "vessel": "Vessels", "operation": "Operations", "other": "Other",
}  # fmt: skip


DEEPEST = 24
"""Statements are not indented further than this."""


class Page:
    """Lines of a report with or without colour."""

    def __init__(self, out: IO[str], colour: bool) -> None:
        self.out, self.colour = out, colour

    def paint(self, words: str, *codes: str) -> str:
        """Words in a colour, where there is one."""
        return f"{''.join(codes)}{words}{RESET}" if self.colour and words else words

    def line(self, words: str = "") -> None:
        """A line as it is."""
        self.out.write(words.rstrip() + "\n")

    def wrapped(self, words: str, indent: int, *codes: str, hang: int = 0) -> None:
        """Words broken into lines, those after the first set in by `hang` more."""
        pad = " " * indent
        lines = textwrap.wrap(
            words, WIDTH, initial_indent=pad, subsequent_indent=pad + " " * hang, break_on_hyphens=False
        )
        for line in lines:
            self.line(line[:indent] + self.paint(line[indent:], *codes))


def write_report(
    objects: Iterable[Found],
    out: IO[str],
    *,
    colour: bool,
    notes: Mapping[str, Sequence[str]] = MappingProxyType({}),
    second: Found | None = None,
) -> None:
    """The report of a stream of objects, document by document; `notes` are lines to stand under the titles of stories, by their id.

    `second` is a second reader that was asked about all of them (`model`, `host`).
    """
    page = Page(out, colour)
    for group in _documents(map(safe, objects)):
        _document(page, group, notes)
        _second(page, group, safe(second))


def _documents(objects: Iterable[Found]) -> Iterator[list[Found]]:
    group: list[Found] = []
    for found in objects:
        if found["type"] == "document" and group:
            yield group
            group = []
        group.append(found)
    if group:
        yield group


def _document(page: Page, group: list[Found], notes: Mapping[str, Sequence[str]]) -> None:
    document = group[0]
    by_story: dict[str, dict[str, list[Found]]] = defaultdict(lambda: defaultdict(list))
    for found in group[1:]:
        if found["type"] in ("statement", "event", "quantity"):
            by_story[found["story"]][found["type"]].append(found)
    entities = [found for found in group if found["type"] == "entity"]
    stories = [found for found in group if found["type"] == "story"]
    heading = " · ".join(
        filter(None, (document["path"] or document["url"], document["outlet"], (document["published"] or "")[:16]))
    )
    page.line()
    page.line(page.paint("═" * WIDTH, DIM))
    page.wrapped(heading or document["id"], 0, BOLD)
    page.line(page.paint(document["id"], DIM))
    names = {entity["id"]: entity["name"] for entity in entities}
    for number, story in enumerate(stories, start=1):
        _heading(page, number, story, document["text"], notes.get(story["id"], ()))
        _story(page, by_story[story["id"]], names)
        _entities(
            page,
            [entity for entity in entities if any(m["story"] == story["id"] for m in entity["mentions"])],
            story["id"],
        )
    for found in group:
        if found["type"] == "issue":
            page.wrapped(f"note: {found['message']}", 2, DIM)


def _second(page: Page, group: list[Found], asked: Found | None) -> None:
    for number, (indent, words) in enumerate(second_lines(group, asked)):
        if not number:
            page.line()
        page.wrapped(words, indent, *((BOLD,) if indent == 2 else ()), hang=4)


def _heading(page: Page, number: int, story: Found, text: str, notes: Sequence[str]) -> None:
    start, end = story["span"]
    title = (
        story["title"]["text"] if story["title"] else textwrap.shorten(_first_words(story, text), 78, placeholder=" …")
    )
    written = (story["written_on"] or {}).get("value")
    page.line(page.paint("─" * WIDTH, DIM))
    page.wrapped(f"{number}. {title}", 0, BOLD, hang=3)
    page.line("   " + page.paint("  ".join(filter(None, (written and written[:10], story["id"]))), DIM))
    for note in notes:
        page.wrapped(note, 3, YELLOW, hang=3)


def _story(page: Page, found: dict[str, list[Found]], names: dict[str, str]) -> None:
    statements = found["statement"]
    if statements:
        page.line()
        page.line("  SAID")
        _statements(page, statements, names)
    if found["event"]:
        page.line()
        page.line("  DONE")
        amounts = {quantity["id"]: quantity["text"] for quantity in found["quantity"]}
        sources = {statement["id"]: _source(statement, names, kind=False) for statement in statements}
        for event in found["event"]:
            _event(page, event, names, amounts, 4, said_by=sources.get(event["statement"]))


def _first_words(story: Found, text: str) -> str:
    for sentence in story["sentences"]:
        if sentence["kind"] == "prose":
            return " ".join(text[a:b] for a, b in sentence["spans"])
    return text[story["span"][0] : story["span"][1]]


def _statements(page: Page, statements: list[Found], names: dict[str, str]) -> None:
    """Statements in the order of the text, nested ones under the one they stand in."""
    inner: dict[str | None, list[Found]] = defaultdict(list)
    known = {statement["id"] for statement in statements}
    for statement in statements:
        inner[statement["within"] if statement["within"] in known else None].append(statement)

    shown: set[str] = set()
    for start in (*inner[None], *statements):  # a ring of `within` begins nowhere: its statements come last
        waiting = [(4, start)]
        while waiting:
            indent, statement = waiting.pop()
            if statement["id"] not in shown:
                shown.add(statement["id"])
                _statement(page, statement, names, indent)
                waiting += [(min(indent + 4, DEEPEST), child) for child in reversed(inner[statement["id"]])]


def _statement(page: Page, statement: Found, names: dict[str, str], indent: int, *, alone: bool = False) -> None:
    """One statement; `alone`, without the one it stands in above it, it says through whose mouths it came."""
    head = f"{_source(statement, names)} {_act(statement)}"
    told = (
        [f"as told by {', in the words of '.join(reversed(statement['chain'][:-1]))}"]
        if alone and statement["within"]
        else []
    )
    extra = "  ".join((*told, *_asides(statement)))
    page.wrapped(
        head + (f"  [{extra}]" if extra else "") + f"  {short(statement['id'])}",
        indent,
        *_tone(statement["act"]),
        hang=4,
    )
    words = " … ".join(statement["content"]["texts"])
    if words:
        marks = ("“", "”") if statement["quotation"] == "direct" else ("", "")
        page.wrapped(
            marks[0] + words.strip('“”" ') + marks[1] if statement["quotation"] == "direct" else words, indent + 4
        )


def _source(statement: Found, names: dict[str, str], *, kind: bool = True) -> str:
    source = statement["source"]
    if source["text"] is None:
        return "[source not stated]"
    name = names.get(source["entity"])
    words: str = (source.get("core") or source)["text"]
    if name and name not in words:
        words = f"{words} (= {name})"
    return words if not kind or source["kind"] in ("named", "document") else f"{words} [{source['kind']}]"


def _act(statement: Found) -> str:
    words = SAYS[statement["act"]]
    if statement["target"]:
        words += f" → {statement['target']['text']}"
    if statement["polarity"] == "denies" and statement["act"] != "deny":
        words += " (denying it)"
    if statement["polarity"] == "leaves_open" and statement["act"] != "decline":
        words += " (leaving it open)"
    return words


def _asides(statement: Found) -> Iterator[str]:
    if statement["addressee"]:
        yield f"to {statement['addressee']['text']}"
    if statement["medium"]:
        yield statement["medium"]["text"]
    if statement["certainty"] in ("probable", "possible"):
        yield statement["certainty"]


def _tone(act: str) -> tuple[str, ...]:
    return (YELLOW,) if act in ("allege", "accuse", "claim", "threaten", "deny") else ()


def _event(
    page: Page,
    event: Found,
    names: dict[str, str],
    amounts: dict[str, str],
    indent: int,
    *,
    said_by: str | None = None,
) -> None:
    kind = event["event_type"] + (f"/{event['mode']}" if event["mode"] else "")
    actors = " and ".join(_participant(p, names) for p in event["actors"]) or "?"
    recipients = " and ".join(_participant(p, names) for p in event["recipients"])
    status = STATUSES[event["status"]]
    head = f"{actors} → {kind}" + (f" → {recipients}" if recipients else "")
    standing = f"{status} by {said_by}" if said_by and event["status"] in SAID_BY else status
    bits = [
        standing,
        f"“{event['trigger']['text']}”",
        _when(event["date"]),
        event["place"] and f"in {event['place']['text']}",
    ]
    bits += [amounts[q] for q in event["quantities"] if q in amounts]
    tone = (RED,) if status.isupper() else ()
    page.wrapped(f"{head}  [{'; '.join(filter(None, bits))}]  {short(event['id'])}", indent, *tone, hang=4)


def _when(date: Found | None) -> str | None:
    """The date as it is read, or the words where nothing tells the day."""
    return str(date["value"] or f"“{date['text']}”") if date else None


def _participant(participant: Found, names: dict[str, str]) -> str:
    words: str = participant["text"]
    name = names.get(participant["entity"])
    if name and name not in words and len(words) < 24:
        words += f" (= {name})"
    tags = "".join(filter(None, (participant["country"], participant["sector"] and f" {participant['sector']}")))
    return f"{words} <{tags.strip()}>" if tags else words


def _entities(page: Page, entities: list[Found], story: str) -> None:
    named = [entity for entity in entities if any(m["form"] == "name" for m in entity["mentions"])]
    if not named:
        return
    page.line()
    page.line("  WHO AND WHERE")
    named.sort(key=lambda entity: (list(KINDS).index(entity["kind"]), -len(entity["mentions"]), entity["name"]))
    for kind, group in groupby(named, key=lambda entity: entity["kind"]):
        page.wrapped(f"{KINDS[kind]}: " + "; ".join(map(_entity, group)), 4, hang=4)


def _entity(entity: Found) -> str:
    others = [name["text"] for name in entity["names"] if name["text"] != entity["name"]]
    also = f" (also {', '.join(others)})" if others else ""
    office = f", {entity['office'][0]}" if entity["office"] else ""
    doubt = " [possibly the same as another]" if entity["possible_same"] else ""
    return f"{entity['name']}{office}{also}{doubt}"


# --- hits and explanations ------------------------------------------------------------------------


def write_hits(hits: Iterable[Any], out: IO[str], *, colour: bool) -> None:
    """What a search found, each under its story, with ids to ask further."""
    page = Page(out, colour)
    count = 0
    last = None
    for hit in (replace(hit, record=safe(hit.record), outlet=safe(hit.outlet), title=safe(hit.title)) for hit in hits):
        count += 1
        story = hit.record.get("story", hit.record["id"])
        if story != last:
            title = " · ".join(filter(None, (hit.outlet, (hit.written_on or "")[:10], hit.title))) or story
            page.line()
            page.wrapped(title, 0, BOLD)
            last = story
        if hit.record["type"] == "statement":
            _statement(page, hit.record, safe(hit.names), 2, alone=True)
        elif hit.record["type"] == "event":
            _event(page, hit.record, safe(hit.names), {}, 2)
        else:
            page.line(f"  {hit.record['id']}")
        for dispute in hit.disputes:
            page.line("      " + page.paint(f"disputed: {short(dispute)}", YELLOW))
    page.line()
    page.line(page.paint(f"{count} found" if count else "nothing found", DIM))


def write_explanation(explanation: Any, out: IO[str], *, colour: bool) -> None:
    """A record's fields in words, then each piece of evidence in its context."""
    page = Page(out, colour)
    record = safe(explanation.record)
    page.line(page.paint(record["id"], BOLD))
    for name, value in record.items():
        if isinstance(value, str | int | float) and name not in ("id", "type", "text"):
            page.line(f"  {name:12} {value}")
    page.line(f"  {'decided by':12} {explanation.origin}")
    for quoted in (
        replace(q, before=safe(q.before), words=safe(q.words), after=safe(q.after)) for q in explanation.quoted
    ):
        page.line()
        page.line(page.paint(f"{quoted.field}, {quoted.document} at {quoted.start}", DIM))
        marked = f"{page.paint('⟦', BOLD)}{page.paint(_tidy(quoted.words), BOLD, YELLOW)}{page.paint('⟧', BOLD)}"
        page.line(f"  …{_tidy(quoted.before)}{marked}{_tidy(quoted.after)}…")


def _tidy(words: str) -> str:
    return words.replace("\n", " ¶ ")
