"""The parts of a dossier that are tables: disputes, commitments, the timeline, people and bodies, and the stories that it rests on."""

from __future__ import annotations

from typing import Any

from onrecord.publish.formats.dossier.gathering import Gathered, HeldEvent, Person
from onrecord.publish.formats.dossier.happenings import AGAINST, Happening
from onrecord.publish.formats.dossier.material import Material, counted, day_of, first_up, rank
from onrecord.publish.formats.dossier.parts import Basis, Disputed, Engagement, Note, Party, Report, Row, Shown, Side
from onrecord.publish.selection import Found
from onrecord.publish.shared.dates import date_parts, day_words
from onrecord.publish.shared.phrasing import content_words, source_words
from onrecord.publish.shared.words import one_line, quoted, spaced

DISPUTES, SIDES, REPORTS_OF_SIDE = 30, 6, 3
COMMITMENTS, ROWS, PEOPLE, REPORTS = 40, 80, 50, 50
OUTLETS, COPIES, CITED = 12, 2, 4
OFFICES, NAMES, POSSIBLE = 4, 4, 3
DISPUTED = {
    "figure": "How many", "denial": "Whether it is so", "date": "When", "place": "Where", "spelling": "How it is written", "attribution": "Who it was",
}  # fmt: skip
"""What a dispute is about, by its kind."""
STATES = {
    "open": "open: nothing that was read says what became of it", "kept": "kept, as reported", "broken": "broken, as reported",
    "withdrawn": "withdrawn, as reported", "unknown": "not known",
}  # fmt: skip
ASSERTED = "asserted by a report"


# --- what is disputed -------------------------------------------------------------------------------


def disputes(material: Material) -> Shown:
    """Disputes, open ones first."""
    found = sorted(material.gathered.results["dispute"], key=lambda one: (one["state"] != "open", one["id"]))
    rows = tuple(_dispute(material, one) for one in found[:DISPUTES])
    return Shown(rows, _left(material, "dispute", len(rows)))


def _left(material: Material, kind: str, shown: int) -> int:
    rejected = [one for one in material.gathered.rejected_results if one["type"] == kind]
    return material.gathered.counts[kind] - shown - len(rejected)


def _dispute(material: Material, one: Found) -> Disputed:
    sides = tuple(_side(material, one, side) for side in one["sides"][:SIDES])
    about = f"{DISPUTED.get(one['kind'], one['kind'])}: {quoted(one_line(one['about']))}"
    standing = "one answer was replaced later by the same source" if one["state"] == "superseded" else one["state"]
    left = max(0, len(one["sides"]) - SIDES)
    return Disputed(one["id"], about, standing, sides, left, material.decided(one))


def _side(material: Material, dispute: Found, side: Found) -> Side:
    sources = ", ".join(map(one_line, side["sources"]))
    who = f"according to {sources}" if sources else "as the reports themselves say"
    since = f"first said {day_words(side['first_said'])}" if side["first_said"] else "undated"
    words = tuple(material.said(dispute, said) for said in side["said"][:REPORTS_OF_SIDE])
    after = one_line(side["superseded_by"]) if side["superseded_by"] else None
    left = max(0, len(side["said"]) - REPORTS_OF_SIDE)
    return Side(one_line(side["value"]), who, since, words, after, left)


# --- what was undertaken ----------------------------------------------------------------------------


def commitments(material: Material) -> Shown:
    """Commitments, those of which something became first."""

    def order(one: Found) -> tuple[bool, str, str]:
        return one["state"] in ("open", "unknown"), one["first_said"] or "9999", one["id"]

    found = sorted(material.gathered.results["commitment"], key=order)
    rows = tuple(_commitment(material, one) for one in found[:COMMITMENTS])
    return Shown(rows, _left(material, "commitment", len(rows)))


def _commitment(material: Material, one: Found) -> Engagement:
    gathered, by = material.gathered, one["by"]["entity"]
    person = gathered.people.get(gathered.identity(by)) if by else None
    who = source_words(one["by"], {by: person.name} if person else {})
    said = tuple(material.said(one, said) for said in one["said"][:REPORTS_OF_SIDE])
    outcomes = tuple(_outcome(material, one, outcome) for outcome in one["outcomes"])
    return Engagement(
        one["id"], one["kind"], first_up(who), content_words(one), said, _terms(one), one["state"], str(STATES.get(one["state"]) or one["state"]), outcomes,
        material.decided(one),
    )  # fmt: skip


def _terms(one: Found) -> tuple[str, ...]:
    due, condition = one["deadline"], one["condition"]
    terms = [f"condition: {quoted(one_line(condition['text']))}"] if condition else []
    if due:
        terms.append(f"by when: {day_words(due['value']) or 'no date read'} ({quoted(one_line(due['text']))})")
    return tuple(terms)


def _outcome(material: Material, one: Found, outcome: Found) -> Note:
    note = material.said(one, outcome)
    return Note(f"{outcome['state']}: {note.lead}", note.words, note.cites, note.tone)


# --- when -------------------------------------------------------------------------------------------


def timeline(material: Material) -> Shown:
    """Happenings in the order of their dates, those without one on the day of their report, the rest at the end."""
    best = sorted(material.happenings, key=rank)[:ROWS]
    rows = sorted(best, key=lambda one: (day_of(one) or "9999", not date_parts(one.date), one.id))
    gathered = material.gathered
    left = len(material.happenings) - len(rows) + gathered.unheld("event")
    return Shown(tuple(_row(material, one) for one in rows), left)


def _row(material: Material, one: Happening) -> Row:
    date = day_words(one.date) or (f"reported {day_words(one.reported_on)}" if one.reported_on else "undated")
    by_standing: dict[str, list[HeldEvent]] = {}
    for event in one.events:
        by_standing.setdefault(ASSERTED if event in one.asserting else event.standing, []).append(event)
    notes = [_standing(material, one, words, few) for words, few in by_standing.items()]
    notes += [Note("disputed", (), (), "against")] if one.denials or one.disputes else []
    return Row(date, first_up((one.asserting or one.events)[0].what), tuple(notes))


def _standing(material: Material, one: Happening, words: str, few: list[HeldEvent]) -> Note:
    if words == ASSERTED:
        words = f"asserted by {one.independent} independent reports" if one.independent > 1 else ASSERTED
        words = f"that it was said: {words}" if one.is_speech else words
    cites = material.cite_all(event.evidence for event in few[:CITED])
    return Note(words, (), cites, "against" if few[0].status in AGAINST else "")


# --- who --------------------------------------------------------------------------------------------


def people(material: Material) -> Shown:
    """Who has a part in it, whoever has most first."""

    def order(one: Person) -> tuple[bool, int, str, str]:
        return one.id != material.asked, -(one.said + one.did + one.undergone), one.name, one.id

    found = sorted(material.gathered.people.values(), key=order)
    return Shown(tuple(_party(material, one) for one in found[:PEOPLE]), max(0, len(found) - PEOPLE))


def _party(material: Material, one: Person) -> Party:
    kind = sorted(one.kinds.items(), key=lambda both: (-both[1], both[0]))[0][0]
    by_count = sorted(one.names.items(), key=lambda both: (-both[1], both[0]))
    also = [name for name, _ in by_count if name != one.name]
    cites = material.cite_all([one.evidence] if one.evidence else [])
    return Party(
        one.id, one.name, ", ".join((spaced(kind), *one.countries)), first_of(one.offices.values(), OFFICES), first_of(also, NAMES),
        first_of(_possible(material.gathered, one), POSSIBLE), one.said, one.did, one.undergone, len(one.stories), cites,
    )  # fmt: skip


def _possible(gathered: Gathered, one: Person) -> list[str]:
    """Names of those who may be the same, with the reason."""
    others = ((gathered.people.get(gathered.identity(other)), reason) for other, reason in one.possible.items())
    return [f"{other.name} ({reason})" for other, reason in others if other is not None and other.id != one.id]


# --- what it rests on -------------------------------------------------------------------------------


def basis(gathered: Gathered) -> Basis:
    """Documents, stories, dates, outlets, copies, and what is not known of them."""
    counts = gathered.counts
    first, last = day_words(gathered.first), day_words(gathered.last)
    dates = "no date is known" if first is None else first if first == last else f"{first} to {last}"
    doubts = [
        f"{counted(counts[name], 'story', 'stories')} {words}"
        for name, words in (("undated", "without a date"), ("no outlet", "whose outlet is not known")) if counts[name]
    ]  # fmt: skip
    notes = sorted(gathered.notes.values(), key=lambda note: (note.date or "9999", note.outlet or "", note.id))
    reports = tuple(
        Report(note, tuple(_copy(gathered, copy) for copy in gathered.copies.get(note.id, ())[:COPIES]))
        for note in notes[:REPORTS]
    )
    by_count = sorted(gathered.outlets.items(), key=lambda both: (-both[1], both[0]))
    outlets = first_of([f"{name} ({count})" for name, count in by_count], OUTLETS)
    copied = sum(story in gathered.notes for story in gathered.copies)
    left = counts["story"] - len(reports)
    return Basis(counts["document"], counts["story"], dates, outlets, copied, tuple(doubts), reports, max(0, left))


def _copy(gathered: Gathered, copy: Found) -> str:
    return f"repeats {copy['share']:.0%} of its words from {gathered.note(copy['of']).cited}"


def first_of(words: Any, most: int) -> tuple[str, ...]:
    """So many of words, and how many more there are."""
    found = list(words)
    return (*found[:most], f"and {len(found) - most} more") if len(found) > most else tuple(found)
