"""What was read in a text as rows to be read at a glance, and the words of the text that each row stands on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from onrecord.desk.marking import Mark
from onrecord.desk.words import CERTAINTIES, POLARITIES, QUOTATIONS, SAID_TIMES, SOURCES, time_value
from onrecord.publish.shared.words import SAID, standing_by
from onrecord.store import Beside

Found = dict[str, Any]
PEOPLE = ("person", "organisation", "government", "armed_group", "other", "operation", "vessel", "facility", "country", "place")  # fmt: skip
"""Kinds of entities in the order in which they are shown."""
QUOTED = 600
"""Characters of what is said that a row repeats; the text has the rest."""
NAMED = 200
"""Characters of a name, or of the words for somebody, that a row repeats."""
UNSTATED = "somebody whom the report does not name"
SMALL = frozenset("The A An His Her Its Their Our Some One Two Three Both Many Other Several".split())
"""Words that begin with a capital only where a sentence does."""
PRONOUNS = frozenset("he she they it i we you who whom one that which this these those him her them us me".split())


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody or something in words: as it is named, the words for it in the text, and its entity where it is known."""

    name: str
    words: str
    entity: str | None


@dataclass(frozen=True, slots=True)
class Link:
    """Another record that a row belongs to."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement. `number` says where it stands: 2.1 was found in what 2 says. `lead` is the attribution in words, `through` those
    through whom it came, the outlet first."""

    id: str
    number: str
    depth: int
    lead: str
    source: Party | None
    source_kind: str
    through: tuple[str, ...]
    act: str
    notes: tuple[str, ...]
    pieces: tuple[str, ...]
    cue: str | None
    addressee: str | None
    medium: str | None
    target: str | None
    within: Link | None
    results: tuple[Link, ...]
    confidence: float | None
    origin: str | None


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event; `standing` is its status with according to whom, in words."""

    id: str
    number: str
    what: str
    contexts: tuple[str, ...]
    trigger: str
    status: str
    standing: str
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    date: str | None
    date_words: str | None
    place: str | None
    amounts: tuple[str, ...]
    statement: Link | None
    results: tuple[Link, ...]
    confidence: float | None
    origin: str | None


@dataclass(frozen=True, slots=True)
class EntityRow:
    """Somebody or something that is mentioned, by how many words of each form."""

    id: str
    kind: str
    name: str
    names: tuple[str, ...]
    forms: tuple[tuple[str, int], ...]
    office: tuple[str, ...]
    possible: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """A place, a time, an amount or an issue: its words, and what they were read as (None where nothing tells)."""

    id: str
    words: str
    value: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class ResultRow:
    """Something known across documents that the story has a part in: in words, its state, and what stands on the other side."""

    id: str
    kind: str
    words: str
    state: str | None
    notes: tuple[str, ...]
    stories: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """The record of a text, each kind in the order of the text."""

    statements: tuple[StatementRow, ...]
    events: tuple[EventRow, ...]
    entities: tuple[EntityRow, ...]
    places: tuple[ReadingRow, ...]
    times: tuple[ReadingRow, ...]
    amounts: tuple[ReadingRow, ...]
    copies: tuple[ResultRow, ...]
    results: tuple[ResultRow, ...]
    """Disputes and commitments."""
    incidents: tuple[ResultRow, ...]
    """Those that other stories report too."""
    issues: tuple[ReadingRow, ...]


# --- words in the text ----------------------------------------------------------------------------


def marks_of(found: Beside) -> Iterator[Mark]:
    """The words of every record in the text of a document or a story."""
    stories = {one["id"] for one in found.stories}
    for statement in found.read["statement"]:
        yield from _statement_marks(statement)
    for event in found.read["event"]:
        yield from _event_marks(event)
    for entity in found.read["entity"]:
        for mention in entity["mentions"]:
            if mention["story"] in stories:
                yield _mark(entity, "pronoun" if mention["form"] == "pronoun" else "entity", mention)
    for kind in ("quantity", "time", "place", "issue"):
        for one in found.read[kind]:
            if one["span"]:
                yield _mark(one, kind, one)
    for group in found.results.values():
        for result in group:
            yield from _result_marks(result, stories)


def _mark(record: Found, role: str, words: Found) -> Mark:
    return Mark(record["id"], role, words["span"][0], words["span"][1])


def _statement_marks(statement: Found) -> Iterator[Mark]:
    source = statement["source"]
    if source["span"]:
        yield _mark(statement, "source", source)
    for role, words in (("source", source.get("core")), ("cue", statement["cue"]), ("addressee", statement["addressee"]),
                        ("medium", statement["medium"]), ("target", statement.get("target"))):  # fmt: skip
        if words:
            yield _mark(statement, role, words)
    for start, end in statement["content"]["spans"]:
        yield Mark(statement["id"], "content", start, end)


def _event_marks(event: Found) -> Iterator[Mark]:
    yield _mark(event, "trigger", event["trigger"])
    for role in ("actor", "recipient"):
        for party in event[f"{role}s"]:
            yield _mark(event, role, party)
    for role, words in (("when", event["date"]), ("where", event["place"])):
        if words:
            yield _mark(event, role, words)


def _result_marks(result: Found, stories: set[str]) -> Iterator[Mark]:
    if result["type"] == "copy":
        if result["story"] in stories:
            yield from (_mark(result, "part", passage) for passage in result["shared"])
        if result["of"] in stories:
            yield from (Mark(result["id"], "part", *passage["of_span"]) for passage in result["shared"])
        return
    for words in _said_in(result):
        if words["story"] in stories:
            yield _mark(result, "part", words)


def _said_in(result: Found) -> Iterator[Found]:
    yield from result.get("told", ())
    yield from result.get("said", ())
    yield from result.get("outcomes", ())
    for side in result.get("sides", ()):
        yield from side["said"]


# --- rows -----------------------------------------------------------------------------------------


def rows_of(found: Beside) -> Rows:
    """The record of a document or a story as rows."""
    telling = _Telling(found)
    read = found.read
    shown = tuple(result for result in found.results["incident"] if len(result["stories"]) > 1)
    return Rows(
        tuple(telling.statements()),
        tuple(telling.events()),
        tuple(sorted(map(telling.entity, read["entity"]), key=_entity_order)),
        tuple(ReadingRow(one["id"], _short(one["text"], NAMED), _place(one), one["country"]) for one in read["place"]),
        tuple(
            ReadingRow(one["id"], _short(one["text"], NAMED), time_value(one["value"]) or None, one["timex"].lower())
            for one in read["time"]
        ),
        tuple(
            ReadingRow(one["id"], _short(one["text"], NAMED), _amount(one), _amount_note(one, telling))
            for one in read["quantity"]
        ),
        tuple(map(telling.copy, found.results["copy"])),
        tuple(map(telling.result, (*found.results["dispute"], *found.results["commitment"]))),
        tuple(map(telling.result, shown)),
        tuple(
            ReadingRow(one["id"], one["message"], None, f"{one['code']}, {one['severity']}") for one in read["issue"]
        ),
    )


class _Telling:
    """Records to rows, each told with the others at hand."""

    def __init__(self, found: Beside) -> None:
        self._found = found
        self._names: dict[str, str] = found.names | {one["id"]: one["name"] for one in found.read["entity"]}
        self.said = {one["id"]: one for one in found.read["statement"]}
        self.amounts = {one["id"]: one for one in found.read["quantity"]}
        self._results = {one["id"]: one for group in found.results.values() for one in group}
        self._numbers = dict(_numbered(list(self.said.values())))

    def statements(self) -> Iterator[StatementRow]:
        """Statements, what was found in one right after it."""
        for identity, number in self._numbers.items():
            yield self._statement(self.said[identity], number)

    def _statement(self, one: Found, number: str) -> StatementRow:
        outer = self.said.get(one["within"] or "")
        return StatementRow(
            one["id"], number, number.count("."), self.lead(one), self._source(one), SOURCES[one["source"]["kind"]],
            tuple(one["chain"]), one["act"],
            _notes(one),
            _quoted(one["content"]["texts"]), _text(one["cue"]), _text(one["addressee"]), _text(one["medium"]), _text(one.get("target")),
            Link(outer["id"], self._numbers[outer["id"]]) if outer else None, self._links(one["id"]), one["confidence"], _origin(one),
        )  # fmt: skip

    def lead(self, one: Found) -> str:
        """A statement's attribution in words: denied by Kestria, said by an officer, who is not named."""
        who = self.who(one)
        said = SAID[one["act"]]
        words = f"{who}, quoted" if one["act"] == "state" and one["quotation"] == "direct" else f"{said} by {who}"
        outer = self.said.get(one["within"] or "")
        return f"{words}, as told by {self.who(outer)}" if outer else words

    def who(self, one: Found) -> str:
        """A statement's source in words, with what is not known of it."""
        source = self._source(one)
        if source is None:
            return UNSTATED
        name = _after_by(source.name)
        words = name if source.name.casefold() == source.words.casefold() else f"{name} (“{source.words}”)"
        return f"{words} (not named)" if one["source"]["kind"] == "unnamed" else words

    def _source(self, one: Found) -> Party | None:
        source = one["source"]
        words = (source.get("core") or source)["text"]
        if words is None:
            return None
        name = self._names.get(source["entity"])
        called = words if name is None or name.casefold() in words.casefold() else name
        return Party(_short(called, NAMED), _short(words, NAMED), source["entity"])

    def events(self) -> Iterator[EventRow]:
        """Events in the order of the text."""
        found = sorted(self._found.read["event"], key=lambda one: (one["trigger"]["span"], one["id"]))
        return (self._event(one, f"E{number}") for number, one in enumerate(found, 1))

    def _event(self, one: Found, number: str) -> EventRow:
        statement = self.said.get(one["statement"] or "")
        date, place = one["date"], one["place"]
        return EventRow(
            one["id"], number, " / ".join(filter(None, (one["event_type"], one["mode"]))), tuple(one["contexts"]), _short(one["trigger"]["text"], NAMED),
            one["status"], standing_by(one["status"], self.who(statement) if statement else None),
            self._parties(one["actors"]), self._parties(one["recipients"]),
            date["value"] if date else None, date["text"] if date else None, (place["name"] or place["text"]) if place else None,
            tuple(self.amounts[amount]["text"] for amount in one["quantities"] if amount in self.amounts),
            Link(statement["id"], self._numbers[statement["id"]]) if statement else None,
            self._links(one["id"]), one["confidence"], _origin(one),
        )  # fmt: skip

    def _parties(self, parties: Iterable[Found]) -> tuple[Party, ...]:
        return tuple(
            Party(_short(self._name(one["entity"], one["text"]), NAMED), _short(one["text"], NAMED), one["entity"])
            for one in parties
        )

    def _name(self, entity: str | None, words: str) -> str:
        return words if entity is None else self._names.get(entity) or words

    def entity(self, one: Found) -> EntityRow:
        """An entity with its mentions here."""
        stories = {story["id"] for story in self._found.stories}
        here = [mention for mention in one["mentions"] if mention["story"] in stories]
        forms: dict[str, int] = {}
        for mention in here:
            forms[mention["form"]] = forms.get(mention["form"], 0) + 1
        name = _short(self._name(one["id"], one["name"]), NAMED)
        written = dict.fromkeys(mention["text"] for mention in here if mention["form"] == "name")
        possible = tuple(Link(other["entity"], other["reason"]) for other in one["possible_same"])
        return EntityRow(one["id"], one["kind"], name, tuple(_short(words, NAMED) for words in written if words != name), tuple(forms.items()),
                         tuple(one["office"]), possible)  # fmt: skip

    def copy(self, one: Found) -> ResultRow:
        """A copy, from the side of the story that is shown."""
        stories = {story["id"] for story in self._found.stories}
        is_copy = one["story"] in stories
        other, share = (one["of"], one["share"]) if is_copy else (one["story"], one["of_share"])
        words = f"{share:.0%} of this is also in" if is_copy else f"copied from this ({share:.0%} of it) by"
        return ResultRow(one["id"], "copy", words, one["kind"], (), self._stories([other]))

    def result(self, one: Found) -> ResultRow:
        """An incident, a dispute or a commitment."""
        return _RESULTS[one["type"]](self, one)

    def _incident(self, one: Found) -> ResultRow:
        reports = f"{one['independent_reports']} independent reports in {len(one['stories'])} stories"
        own = {story["id"] for story in self._found.stories}
        return ResultRow(one["id"], "incident", one["title"] or one["kind"] or "an incident", None, (reports,),
                         self._stories(story for story in one["stories"] if story not in own))  # fmt: skip

    def _dispute(self, one: Found) -> ResultRow:
        sides = tuple(_side(side) for side in one["sides"])
        own = {story["id"] for story in self._found.stories}
        others = dict.fromkeys(said["story"] for said in _said_in(one) if said["story"] not in own)
        return ResultRow(one["id"], "dispute", one["about"], one["state"], sides, self._stories(others))

    def _commitment(self, one: Found) -> ResultRow:
        who = (one["by"].get("core") or one["by"])["text"] or UNSTATED
        words = f"{one['kind']} by {_short(who, NAMED)}: {' … '.join(_quoted(one['content']['texts']))}"
        due = (f"by {one['deadline']['text']}",) if one["deadline"] else ()
        return ResultRow(one["id"], "commitment", words, one["state"], due, ())

    def _stories(self, stories: Iterable[str]) -> tuple[Link, ...]:
        return tuple(Link(story, self._story(story)) for story in stories)

    def _story(self, story: str) -> str:
        note = self._found.notes.get(story)
        if note is None:
            return "another story"
        return ", ".join(filter(None, (note.outlet, note.title, note.day))) or "another story"

    def _links(self, identity: str) -> tuple[Link, ...]:
        known = (self._results[one] for one in self._found.results_of.get(identity, ()) if one in self._results)
        return tuple(Link(one["id"], one["type"]) for one in known if one["type"] in ("dispute", "commitment") or len(one.get("stories", ())) > 1)  # fmt: skip


_RESULTS: Mapping[str, Callable[[_Telling, Found], ResultRow]] = {
    "incident": _Telling._incident,
    "dispute": _Telling._dispute,
    "commitment": _Telling._commitment,
}


def _numbered(statements: list[Found]) -> Iterator[tuple[str, str]]:
    """Statements in the order of the text, each followed by those that were found in it, with the number of each."""
    known = {one["id"] for one in statements}
    inner: dict[str | None, list[Found]] = {}
    for one in sorted(statements, key=_start):
        inner.setdefault(one["within"] if one["within"] in known else None, []).append(one)
    waiting = [(one, str(number)) for number, one in enumerate(inner.get(None, ()), 1)][::-1]
    while waiting:
        one, label = waiting.pop()
        yield one["id"], label
        within = enumerate(inner.pop(one["id"], ()), 1)
        waiting += [(other, f"{label}.{number}") for number, other in within][::-1]


def _start(statement: Found) -> tuple[int, str]:
    spans = [*statement["content"]["spans"], *([statement["cue"]["span"]] if statement["cue"] else [])]
    return min((span[0] for span in spans), default=0), statement["id"]


def _entity_order(row: EntityRow) -> tuple[int, int, str]:
    return (
        PEOPLE.index(row.kind) if row.kind in PEOPLE else len(PEOPLE),
        -sum(count for _, count in row.forms),
        row.name,
    )


def _after_by(words: str) -> str:
    """Words for somebody as they stand after "by": the chief negotiator, “he”."""
    if words.casefold() in PRONOUNS:
        return f"“{words}”"
    return words[0].lower() + words[1:] if words.split(" ")[0] in SMALL else words


def _notes(one: Found) -> tuple[str, ...]:
    notes = (
        QUOTATIONS[one["quotation"]], POLARITIES[one["polarity"]], CERTAINTIES[one["certainty"]], SAID_TIMES[one["time"]],
    )  # fmt: skip
    return tuple(filter(None, notes))


def _text(words: Found | None) -> str | None:
    return _short(words["text"], NAMED) if words else None


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"


def _quoted(texts: Iterable[str]) -> tuple[str, ...]:
    """Pieces of what is said, no more of them than a row repeats."""
    found: list[str] = []
    left = QUOTED
    for words in texts:
        if left <= 0:
            return (*found[:-1], f"{found[-1]} …") if found else ()
        found.append(_short(words, left))
        left -= len(words)
    return tuple(found)


def _origin(one: Found) -> str | None:
    origin = one.get("origin")
    return f"{origin['room']}: {origin['by']}, version {origin['version']}" if origin else None


def _place(one: Found) -> str | None:
    if one["lat"] is None:
        return None
    return f"{one['name']}, {abs(one['lat']):.2f}° {'N' if one['lat'] >= 0 else 'S'}, {abs(one['lon']):.2f}° {'E' if one['lon'] >= 0 else 'W'}"


def _amount(one: Found) -> str | None:
    number = (
        _number(one["value"])
        if one["value"] is not None
        else " to ".join(map(_number, filter(None, (one["low"], one["high"]))))
    )
    return " ".join(filter(None, (number, one["unit"], one["of"]))) or None


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"


def _amount_note(one: Found, telling: _Telling) -> str:
    notes = [one["kind"]] + (
        [one["approximate"].replace("_", " ")] if one["approximate"] not in ("exact", "range") else []
    )
    other = telling.amounts.get(one["equivalent_of"] or "")
    return ", ".join(notes + ([f"the same as “{other['text']}”"] if other else []))


def _side(side: Found) -> str:
    who = ", ".join(side["sources"]) or ("the report itself" if len(side["outlets"]) < 2 else "the reports themselves")
    late = " (later replaced)" if side.get("superseded_by") else ""
    return f"{side['value']}, according to {who}{late}"
