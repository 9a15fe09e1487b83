"""A dossier from what was gathered: what is asserted, said and by whom, denied, disputed, undertaken, when, by whom, on what evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from onrecord.publish.dossier.evidence import Cite, Numbering, Run
from onrecord.publish.dossier.gathering import Gathered, HeldEvent, HeldStatement, Person, first_of
from onrecord.publish.dossier.happenings import AGAINST, Happening, happenings, is_asserted, one_a_story
from onrecord.publish.dossier.parts import (
    Basis,
    Disputed,
    Dossier,
    Engagement,
    Group,
    Item,
    Note,
    Party,
    Placed,
    Report,
    Row,
    Section,
    Shown,
    Side,
)
from onrecord.publish.report import quoted
from onrecord.publish.stories import StoryNote
from onrecord.publish.wording import content_words, cut, date_parts, day_words, one_line, source_words, spaced

Found = dict[str, Any]

LISTED = 40
"""Things of one kind in a section."""
SOURCES, OF_SOURCE, OF_ASKED = 24, 6, 40
"""Sources, and statements of each; of who was asked for there are more."""
DISPUTES, SIDES, WORDS_OF_SIDE = 30, 6, 3
ROWS, PEOPLE, REPORTS = 80, 50, 50
TELLINGS = 4
"""Other reports of a happening that are quoted."""
WEIGHTY = ("accuse", "allege", "admit", "claim", "threaten", "promise", "demand", "warn", "reject", "accept")
UNDONE = {"planned": "Planned", "threatened": "Threatened", "conditional": "On a condition", "called_for": "Called for"}
SAID_BY_SOURCES = ("reported", "alleged", "historical")
ABOUT = {
    "entity": "Dossier of a person or a body", "incident": "Dossier of a happening that reports tell of", "dispute": "Dossier of a dispute",
    "commitment": "Dossier of a commitment that reports tell of", "story": "Dossier of a story", "document": "Dossier of a document",
}  # fmt: skip
ABOUT_WORDS = frozenset({"incident", "dispute", "commitment", "story"})
"""What is called by words of the reports, which then stand in quotation marks."""
DISPUTED = {
    "figure": "How many", "denial": "Whether it is so", "date": "When", "place": "Where", "spelling": "How it is written", "attribution": "Who it was",
}  # fmt: skip
"""What a dispute is about, by its kind."""
STATES = {
    "open": "open: nothing that was read says what became of it", "kept": "kept, as reported", "broken": "broken, as reported",
    "withdrawn": "withdrawn, as reported", "unknown": "not known",
}  # fmt: skip


def compose(gathered: Gathered) -> Dossier:
    """The dossier; evidence is numbered in the order in which it is read."""
    composer = _Composer(gathered)
    asserted, said, denied = composer.asserted(), composer.said(), composer.denied()
    undone, disputes, commitments = composer.undone(), composer.disputes(), composer.commitments()
    timeline, people, rejected = composer.timeline(), composer.people(), composer.rejected()
    kind = (gathered.about or "").partition("-")[0]
    title = quoted(one_line(gathered.title)) if kind in ABOUT_WORDS else gathered.title
    return Dossier(
        ABOUT.get(kind, "Dossier"), title, gathered.about, _basis(gathered), composer.summary(), (asserted, said, denied, undone),
        disputes, commitments, timeline, people, rejected, composer.exhibits(),
    )  # fmt: skip


class _Composer:
    """Makes the parts one after another, each citing its evidence."""

    def __init__(self, gathered: Gathered) -> None:
        self._gathered = gathered
        self._numbering = Numbering()
        self._happenings = happenings(gathered)
        self._carried: dict[str, list[HeldEvent]] = {}
        for event in gathered.events.values():
            if event.statement in gathered.statements:
                self._carried.setdefault(str(event.statement), []).append(event)

    # --- what is asserted -------------------------------------------------------------------------

    def asserted(self) -> Section:
        """Happenings that reports assert, by how many do so, then those that others deny."""
        found = sorted(filter(lambda one: one.asserting, self._happenings), key=_rank)
        done = [one for one in found if not one.is_contested and not one.is_speech]
        groups = (
            ("Asserted by two or more independent reports", [one for one in done if one.independent > 1],
             "That they tell of one happening is how the program read them: compare the words."),
            ("Asserted by one report", [one for one in done if one.independent < 2], ""),
            ("Asserted to have been said", [one for one in found if one.is_speech and not one.is_contested],
             "Accusations, demands, threats and refusals: asserted is that they were made, not what they say."),
            ("Asserted by reports, and denied by others", [one for one in found if one.is_contested], "Both stand here; neither is preferred."),
        )  # fmt: skip
        made = tuple(
            Group(title, tuple(map(self._asserted, few[:LISTED])), note, max(0, len(few) - LISTED))
            for title, few, note in groups if few
        )  # fmt: skip
        intro = (
            "Established here means: asserted by the reports themselves, in their own words, and not only attributed to somebody. "
            "It says what was published, not that it is proven. Reports that repeat another count once. What is asserted is what the bold "
            "word tells of; the rest of a sentence may be somebody's words."
        )
        return Section(
            "established", "What is established", intro, "No report asserts a happening in its own words.", made
        )

    def _asserted(self, one: Happening) -> Item:
        first, *others = one_a_story(one.asserting)
        cites = self._cite(first)
        count = f"{one.independent} independent reports" if one.independent > 1 else "1 report"
        standing = ("asserted as something earlier" if first.status == "historical" else "asserted") + f" by {count}"
        status = "contested" if one.is_contested else "actual"
        notes = (*self._others(one, others), *self._against(one), *self._besides(one))
        return Item("", first.sentence, cites, standing, status, self._where(first), first.what, notes, _decided(first))

    def _others(self, one: Happening, others: list[HeldEvent]) -> list[Note]:
        """What other reports assert."""
        notes = [
            Note(f"Also asserted by {self._where(event)}{self._copied(event, one)}:", event.sentence, self._cite(event))
            for event in others[:TELLINGS]
        ]
        left = len(others) - TELLINGS
        return [*notes, Note(f"and by {_count(left, 'more report')}")] if left > 0 else notes

    def _against(self, one: Happening) -> list[Note]:
        """What speaks against it."""
        notes = [
            Note(f"Against it: {event.standing}, {self._where(event)}:", event.sentence, self._cite(event), "against")
            for event in one.against[:TELLINGS]
        ]
        return [*notes, *map(self._dispute_note, (*one.denials, *one.disputes))]

    def _besides(self, one: Happening) -> list[Note]:
        """How it stands elsewhere: alleged, planned."""
        others = [event for event in one.events if event not in one.asserting and event not in one.against]
        return [
            Note(f"Also {event.standing}, {self._where(event)}:", event.sentence, self._cite(event))
            for event in others[:TELLINGS]
        ]

    def _copied(self, event: HeldEvent, one: Happening) -> str:
        stories = {other.story for other in one.asserting}
        is_copy = any(copy["of"] in stories for copy in self._gathered.copies.get(event.story, ()))
        return " (repeats another of them, not counted)" if is_copy else ""

    def _dispute_note(self, dispute: Found) -> Note:
        values = " / ".join(one_line(side["value"]) for side in dispute["sides"][:SIDES])
        cites = self._numbering.cite_all(
            self._gathered.evidence(said, dispute["id"])
            for side in dispute["sides"][:SIDES]
            for said in side["said"][:1]
        )
        return Note(
            f"Disputed ({dispute['kind']}, {dispute['state']}): {quoted(one_line(dispute['about']))}: {cut(values, 200)}",
            (),
            cites,
            "against",
        )

    # --- what is said -----------------------------------------------------------------------------

    def said(self) -> Section:
        """Statements that deny nothing, by who said it, and events of sources that were not read."""
        groups: dict[str, list[HeldStatement]] = {}
        for statement in self._gathered.statements.values():
            if not statement.is_denial:
                groups.setdefault(self._source(statement), []).append(statement)
        asked = self._asked()
        ordered = sorted(groups, key=lambda key: (key != asked, key.startswith("="), -len(groups[key]), key))
        made = [self._of_source(groups[key], OF_ASKED if key == asked else OF_SOURCE) for key in ordered[:SOURCES]]
        loose = [event for event in self._gathered.events.values() if event.status in SAID_BY_SOURCES and not is_asserted(event) and event.statement not in self._gathered.statements]  # fmt: skip
        made += _listed("Reported or alleged, by whom was not read", loose, self._event)
        left = len(ordered) - SOURCES
        intro = "What sources say, in the reports' words, each with who said it. Nothing here is asserted by the reports themselves."
        return Section("said", "What is reported or alleged, and by whom", intro, "No statement was read.", tuple(made),
                       _more(left, "more source", "more sources", sum(len(groups[key]) for key in ordered[SOURCES:]), "statements"))  # fmt: skip

    def _source(self, statement: HeldStatement) -> str:
        """Statements of one source: an entity over all documents; who is not named or not known is nobody in particular."""
        if statement.source_kind in ("unnamed", "unstated"):
            return f"={statement.source_kind}"
        if statement.entity:
            return self._gathered.identity(statement.entity)
        return f"{statement.who.casefold()} {statement.story}"

    def _asked(self) -> str | None:
        about = self._gathered.about
        return self._gathered.identity(about) if about else None

    def _of_source(self, statements: list[HeldStatement], most: int) -> Group:
        one, asked = statements[0], self._source(statements[0])
        note = ""
        if asked == "=unnamed":
            title, note = "Sources that are not named", "As the reports call them; they need not be the same."
        elif asked == "=unstated":
            title, note = "Sources that the reports do not state", "They need not be the same."
        elif asked in self._gathered.people:
            title = self._gathered.people[asked].name
        else:
            title = f"{_first_up(one.who)}, in {self._gathered.note(one.story).cited}"
        chosen = sorted(sorted(statements, key=_weight)[:most], key=_when)
        return Group(title, tuple(map(self._statement, chosen)), note, max(0, len(statements) - most))

    def _statement(self, one: HeldStatement) -> Item:
        cites = self._cite(one)
        notes = []
        for event in self._carried.get(one.id, ()):
            self._numbering.cite(replace(one.evidence, record=event.id))
            notes.append(Note(f"Read in it: {event.what}. Status: {event.standing}.", (), cites))
        return Item(
            f"{_first_up(one.who)} {one.lead}",
            (Run(one.words[1:-1]),),
            cites,
            "",
            one.act,
            self._where(one),
            "",
            tuple(notes),
            _decided(one),
        )

    def _event(self, one: HeldEvent) -> Item:
        return Item(
            "", one.sentence, self._cite(one), one.standing, one.status, self._where(one), one.what, (), _decided(one)
        )

    # --- what is denied, what is not done ------------------------------------------------------------

    def denied(self) -> Section:
        """Denials, by who denies, and what reports say did not happen."""
        said = sorted((one for one in self._gathered.statements.values() if one.is_denial), key=_when)
        shown = {one.id for one in said}
        events = [
            event
            for event in self._gathered.events.values()
            if event.status in AGAINST and event.statement not in shown
        ]
        made = (
            *_listed("Denied by sources", said, self._statement),
            *_listed("Said not to have happened", events, self._event),
        )
        return Section(
            "denied",
            "What is denied",
            "What sources deny, and what the reports say did not happen.",
            "No denial was read.",
            made,
        )

    def undone(self) -> Section:
        """Events that are not said to have happened."""
        groups: list[Group] = []
        for status, title in UNDONE.items():
            few = [event for event in self._gathered.events.values() if event.status == status]
            groups += _listed(title, few, self._event)
        intro = "None of this is said to have happened."
        return Section(
            "undone", "What is planned, threatened or called for", intro, "Nothing of the kind was read.", tuple(groups)
        )

    # --- what is disputed, what was undertaken -------------------------------------------------------

    def disputes(self) -> Shown:
        """Disputes, open ones first."""
        found = sorted(self._gathered.results["dispute"], key=lambda one: (one["state"] != "open", one["id"]))
        return Shown(
            tuple(map(self._dispute, found[:DISPUTES])), self._gathered.counts["dispute"] - len(found[:DISPUTES])
        )

    def _dispute(self, one: Found) -> Disputed:
        sides = tuple(self._side(one, side) for side in one["sides"][:SIDES])
        about = f"{DISPUTED.get(one['kind'], one['kind'])}: {quoted(one_line(one['about']))}"
        standing = "one answer was replaced later by the same source" if one["state"] == "superseded" else one["state"]
        return Disputed(one["id"], about, standing, sides, max(0, len(one["sides"]) - SIDES),
                        self._result_decided(one))  # fmt: skip

    def _side(self, dispute: Found, side: Found) -> Side:
        who = (
            f"according to {', '.join(map(one_line, side['sources']))}"
            if side["sources"]
            else "as the reports themselves say"
        )
        since = f"first said {day_words(side['first_said'])}" if side["first_said"] else "undated"
        words = tuple(self._said(dispute, said) for said in side["said"][:WORDS_OF_SIDE])
        after = side["superseded_by"]
        return Side(
            one_line(side["value"]),
            who,
            since,
            words,
            one_line(after) if after else None,
            max(0, len(side["said"]) - WORDS_OF_SIDE),
        )

    def _said(self, record: Found, said: Found) -> Note:
        evidence = self._gathered.evidence(said, record["id"])
        cites = (self._numbering.cite(evidence),)
        for identity in (said["statement"], said.get("event")):
            if identity:
                self._numbering.cite(self._gathered.evidence(said, identity))
        who = f"according to {one_line(said['source'])}, " if said["source"] else "the report itself, "
        note = self._gathered.note(said["story"], said["outlet"], said["said_on"])
        return Note(f"{who}{_outlet_and_day(note)}:", (Run(cut(one_line(said["text"]), 300)),), cites)

    def commitments(self) -> Shown:
        """Commitments, those of which something became first."""
        found = sorted(
            self._gathered.results["commitment"],
            key=lambda one: (one["state"] in ("open", "unknown"), one["first_said"] or "9999", one["id"]),
        )
        return Shown(
            tuple(map(self._commitment, found[:LISTED])), self._gathered.counts["commitment"] - len(found[:LISTED])
        )

    def _commitment(self, one: Found) -> Engagement:
        names = {identity: person.name for identity, person in self._gathered.people.items()}
        by = one["by"]["entity"]
        who = source_words({**one["by"], "entity": by and self._gathered.identity(by)}, names)
        due, condition = one["deadline"], one["condition"]
        terms = [f"condition: {quoted(one_line(condition['text']))}"] if condition else []
        terms += (
            [f"by when: {day_words(due['value']) or 'no date read'} ({quoted(one_line(due['text']))})"] if due else []
        )
        said = tuple(self._said(one, said) for said in one["said"][:WORDS_OF_SIDE])
        outcomes = tuple(self._outcome(one, outcome) for outcome in one["outcomes"])
        return Engagement(one["id"], one["kind"], _first_up(who), content_words(one), said, tuple(terms), one["state"],
                          STATES.get(one["state"], one["state"]), outcomes, self._result_decided(one))  # fmt: skip

    def _outcome(self, one: Found, outcome: Found) -> Note:
        note = self._said(one, {"source": None, **outcome})
        return Note(f"{outcome['state']}: {note.lead}", note.words, note.cites)

    def _result_decided(self, one: Found) -> str | None:
        decided = self._gathered.decided.get(one["id"])
        return decided.words if decided else None

    # --- when, who, on what evidence ------------------------------------------------------------------

    def timeline(self) -> Shown:
        """Happenings in the order of their dates, those without one on the day of their report, the rest at the end."""
        best = sorted(self._happenings, key=_rank)[:ROWS]
        rows = sorted(best, key=lambda one: (_day(one) or "9999", not date_parts(one.date), one.id))
        return Shown(
            tuple(map(self._row, rows)),
            len(self._happenings) - len(rows) + self._unheld("event", self._gathered.events),
        )

    def _row(self, one: Happening) -> Row:
        date = day_words(one.date) or (f"reported {day_words(one.reported_on)}" if one.reported_on else "undated")
        by_standing: dict[str, list[HeldEvent]] = {}
        for event in one.events:
            words = "asserted by a report" if event in one.asserting else event.standing
            by_standing.setdefault(words, []).append(event)
        notes = [
            Note(f"{one.independent} independent reports assert it" if event_words == "asserted by a report" and one.independent > 1 else event_words,
                 (), self._numbering.cite_all(event.evidence for event in few[:TELLINGS]), "against" if few[0].status in AGAINST else "")
            for event_words, few in by_standing.items()
        ]  # fmt: skip
        if one.denials or one.disputes:
            notes.append(Note("disputed", (), (), "against"))
        return Row(date, _first_up((one.asserting or one.events)[0].what), tuple(notes))

    def people(self) -> Shown:
        """Who has a part in it, whoever has most first."""
        asked = self._asked()
        found = sorted(
            self._gathered.people.values(),
            key=lambda one: (one.id != asked, -(one.said + one.did + one.undergone), one.name, one.id),
        )
        return Shown(tuple(map(self._party, found[:PEOPLE])), max(0, len(found) - PEOPLE))

    def _party(self, one: Person) -> Party:
        kind = one.kinds.most_common(1)[0][0]
        also = [name for name, _ in sorted(one.names.items(), key=lambda both: (-both[1], both[0])) if name != one.name]
        people = self._gathered.people
        possible = [
            f"{people[self._gathered.identity(other)].name} ({reason})" for other, reason in one.possible.items()
            if self._gathered.identity(other) in people and self._gathered.identity(other) != one.id
        ]  # fmt: skip
        cites = (self._numbering.cite(one.evidence),) if one.evidence else ()
        return Party(one.id, one.name, _kind(kind, one.countries), first_of(one.offices, 4), first_of(also, 4), first_of(possible, 3),
                     one.said, one.did, one.undergone, len(one.stories), cites)  # fmt: skip

    def rejected(self) -> Section | None:
        """What people rejected, apart from all else; None where they rejected nothing."""
        found = self._gathered.rejected
        if not found:
            return None
        items = tuple(
            self._statement(one) if isinstance(one, HeldStatement) else self._event(one) for one in found[:LISTED]
        )
        return Section("rejected", "What people rejected", "The program read this and a person decided that it was read wrongly. It counts for nothing above.",
                       "", (Group("", items, "", max(0, len(found) - LISTED)),))  # fmt: skip

    def exhibits(self) -> tuple[Placed, ...]:
        """Everything that was cited."""
        exhibits = self._numbering.exhibits()
        return tuple(Placed(exhibit, self._gathered.note(exhibit.evidence.story)) for exhibit in exhibits)

    def summary(self) -> tuple[str, ...]:
        """The dossier in numbers."""
        asserted = [one for one in self._happenings if one.asserting]
        several = sum(one.independent > 1 for one in asserted)
        contested = sum(one.is_contested for one in asserted)
        counts, statements = self._gathered.counts, self._gathered.statements.values()
        denials = sum(one.is_denial for one in statements)
        found = [
            f"{_count(len(asserted), 'happening')} asserted by the reports themselves, {several} of them by two or more independent reports, {contested} denied by others",
            f"{_count(len(statements) - denials, 'statement')} by sources, and {_count(denials, 'denial')}",
            f"{_count(counts['dispute'], 'dispute')} and {_count(counts['commitment'], 'commitment')}",
        ]  # fmt: skip
        unheld = self._unheld("statement", statements) + self._unheld("event", self._gathered.events)
        if unheld - len(self._gathered.rejected) > 0:
            found.append(
                f"{_count(unheld - len(self._gathered.rejected), 'more statement or event', 'more statements and events')} that this dossier has no room for: narrow the search"
            )
        return tuple(found)

    def _unheld(self, kind: str, held: Iterable[object]) -> int:
        return int(self._gathered.counts[kind]) - len(list(held))

    # --- helpers --------------------------------------------------------------------------------------

    def _cite(self, one: HeldEvent | HeldStatement) -> tuple[Cite, ...]:
        return (self._numbering.cite(one.evidence),)

    def _where(self, one: HeldEvent | HeldStatement) -> str:
        return _outlet_and_day(self._gathered.note(one.story))


Held = TypeVar("Held")


def _listed(title: str, held: list[Held], tell: Callable[[Held], Item]) -> tuple[Group, ...]:
    """A group of the first of these; none where there are none."""
    return (Group(title, tuple(map(tell, held[:LISTED])), "", max(0, len(held) - LISTED)),) if held else ()


def _outlet_and_day(note: StoryNote) -> str:
    return f"{note.outlet or note.called}, {day_words(note.date) or 'undated'}"


def _day(one: Happening) -> str:
    """The day to sort it by: when it happened, as far as that is a date of the calendar, else when it was reported."""
    return (one.date if date_parts(one.date) else None) or one.reported_on


def _rank(one: Happening) -> tuple[int, int, str, str]:
    return -one.independent, -len(one.events), _day(one) or "9999", one.id


def _weight(one: HeldStatement) -> tuple[bool, str, str]:
    return one.act not in WEIGHTY, one.date or "9999", one.id


def _when(one: HeldStatement) -> tuple[str, str, tuple[tuple[int, int], ...]]:
    return one.date or "9999", one.story, one.evidence.spans


def _decided(one: HeldEvent | HeldStatement) -> str | None:
    return one.decided.words if one.decided else None


def _kind(kind: str, countries: Iterable[str]) -> str:
    return ", ".join((spaced(kind), *countries))


def _first_up(words: str) -> str:
    return words[:1].upper() + words[1:]


def _count(count: int, one: str, many: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def _more(left: int, one: str, many: str, inside: int, what: str) -> str:
    return f"{left:,} {one if left == 1 else many} with {inside:,} {what}" if left > 0 else ""


# --- what it rests on ---------------------------------------------------------------------------------


def _basis(gathered: Gathered) -> Basis:
    counts, outlets = gathered.counts, gathered.outlets
    first, last = day_words(gathered.first), day_words(gathered.last)
    dates = "no date is known" if not first else str(first) if first == last else f"{first} to {last}"
    doubts = [
        f"{_count(counts[name], 'story', 'stories')} {words}"
        for name, words in (("undated", "without a date"), ("no outlet", "whose outlet is not known")) if counts[name]
    ]  # fmt: skip
    notes = sorted(gathered.notes.values(), key=lambda note: (note.date or "9999", note.outlet or "", note.id))
    reports = tuple(
        Report(note, tuple(_copy_words(gathered, copy) for copy in gathered.copies.get(note.id, ())[:2]))
        for note in notes[:REPORTS]
    )
    named = [f"{name} ({count})" for name, count in sorted(outlets.items(), key=lambda both: (-both[1], both[0]))]
    copied = sum(1 for story in gathered.copies if story in gathered.notes)
    return Basis(
        counts["document"],
        counts["story"],
        dates,
        first_of(named, 12),
        copied,
        tuple(doubts),
        reports,
        max(0, counts["story"] - len(reports)),
    )


def _copy_words(gathered: Gathered, copy: Found) -> str:
    return f"repeats {copy['share']:.0%} of its words from {gathered.note(copy['of']).cited}"
