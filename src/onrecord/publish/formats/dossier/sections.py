"""The parts of a dossier that are read as text: what is asserted, said and by whom, denied, not done, rejected by people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from onrecord.publish.formats.dossier.evidence import Run
from onrecord.publish.formats.dossier.gathering import HeldEvent, HeldStatement
from onrecord.publish.formats.dossier.happenings import AGAINST, Happening, is_asserted, one_a_story
from onrecord.publish.formats.dossier.material import Held, Material, counted, decided_words, first_up, rank
from onrecord.publish.formats.dossier.parts import Group, Item, Note, Section
from onrecord.publish.selection import Found
from onrecord.publish.shared.words import cut, one_line, quoted

One = TypeVar("One")

LISTED = 40
"""Things under one heading."""
SOURCES, OF_SOURCE, OF_ASKED = 24, 6, 40
"""Sources, and statements of each; of who was asked for there are more."""
TELLINGS = 4
"""Other reports of a happening that are quoted."""
VALUES = 200
"""Characters of the answers in a dispute, where it is only named."""
WEIGHTY = ("accuse", "allege", "admit", "claim", "threaten", "promise", "demand", "warn", "reject", "accept")
"""What somebody who said much is quoted with first."""
UNDONE = {"planned": "Planned", "threatened": "Threatened", "conditional": "On a condition", "called_for": "Called for"}
SAID_BY_SOURCES = ("reported", "alleged", "historical", "actual")
ESTABLISHED = (
    "Established here means: asserted by the reports themselves, in their own words, and not only attributed to somebody. It says what was "
    "published, not that it is proven. Reports that repeat another count once. What is asserted is what the bold word tells of; the rest of a "
    "sentence may be somebody's words."
)
TOGETHER = "That they tell of one happening is how the program read them: compare the words."
SPOKEN = "Accusations, demands, threats and refusals: asserted is that they were made, not what they say."
UNNAMED = "As the reports call them; they need not be the same."


# --- what is asserted -------------------------------------------------------------------------------


def asserted(material: Material) -> Section:
    """Happenings that reports assert, by how many do so, then those that others deny."""
    found = sorted((one for one in material.happenings if one.asserting), key=rank)
    calm = [one for one in found if not one.is_contested]
    done = [one for one in calm if not one.is_speech]

    def group(title: str, few: list[Happening], note: str = "") -> tuple[Group, ...]:
        return _listed(title, few, lambda one: _asserted(material, one), note)

    groups = (
        *group("Asserted by two or more independent reports", [one for one in done if one.independent > 1], TOGETHER),
        *group("Asserted by one report", [one for one in done if one.independent < 2]),
        *group("Asserted to have been said", [one for one in calm if one.is_speech], SPOKEN),
        *group("Asserted by reports, and denied by others", [one for one in found if one.is_contested], "Both stand here; neither is preferred."),
    )  # fmt: skip
    nothing = "No report asserts a happening in its own words."
    return Section("established", "What is established", ESTABLISHED, nothing, groups)


def _asserted(material: Material, one: Happening) -> Item:
    first, *others = one_a_story(one.asserting)
    cites = material.cite(first)
    told = "asserted as something earlier" if first.status == "historical" else "asserted"
    told += f" by {one.independent} independent reports" if one.independent > 1 else " by 1 report"
    notes = (*_others(material, one, others), *_against(material, one), *_besides(material, one))
    status = "contested" if one.is_contested else "actual"
    return Item("", first.sentence, cites, told, status, material.where(first), first.what, notes, decided_words(first))


def _others(material: Material, one: Happening, others: list[HeldEvent]) -> list[Note]:
    """What other reports assert."""
    stories = {event.story for event in one.asserting}
    notes = []
    for event in others[:TELLINGS]:
        is_copy = any(copy["of"] in stories for copy in material.gathered.copies.get(event.story, ()))
        copied = " (repeats another of them, not counted)" if is_copy else ""
        notes.append(_note(material, f"Also asserted by {material.where(event)}{copied}:", event))
    left = len(others) - TELLINGS
    return [*notes, Note(f"and by {counted(left, 'more report')}")] if left > 0 else notes


def _against(material: Material, one: Happening) -> list[Note]:
    """What speaks against it."""
    notes = [
        _note(material, f"Against it: {event.standing}, {material.where(event)}:", event, "against")
        for event in one.against[:TELLINGS]
    ]
    return [*notes, *(_dispute_note(material, dispute) for dispute in (*one.denials, *one.disputes))]


def _besides(material: Material, one: Happening) -> list[Note]:
    """How it stands elsewhere: alleged, planned."""
    others = [event for event in one.events if event not in one.asserting and event not in one.against]
    return [_note(material, f"Also {one.standing}, {material.where(one)}:", one) for one in others[:TELLINGS]]


def _note(material: Material, lead: str, event: HeldEvent, tone: str = "") -> Note:
    return Note(lead, event.sentence, material.cite(event), tone)


def _dispute_note(material: Material, dispute: Found) -> Note:
    values = " / ".join(one_line(side["value"]) for side in dispute["sides"])
    first = ((side["said"] or [None])[0] for side in dispute["sides"])
    cites = material.cite_all(material.gathered.evidence(said, dispute["id"]) for said in first if said)
    about = f"Disputed ({dispute['kind']}, {dispute['state']}): {quoted(one_line(dispute['about']))}"
    return Note(f"{about}: {cut(values, VALUES)}", (), cites, "against")


# --- what is said -----------------------------------------------------------------------------------


def said(material: Material) -> Section:
    """Statements that deny nothing, by who said it, and events of sources that were not read."""
    gathered = material.gathered
    groups: dict[str, list[HeldStatement]] = {}
    for statement in gathered.statements.values():
        if not statement.is_denial:
            groups.setdefault(_source(material, statement), []).append(statement)
    asked = material.asked
    ordered = sorted(groups, key=lambda key: (key != asked, key.startswith("="), -len(groups[key]), key))
    made = [_of_source(material, key, groups[key]) for key in ordered[:SOURCES]]
    loose = [event for event in gathered.events.values() if _is_loose(material, event)]
    made += _listed("Reported or alleged, by whom was not read", loose, lambda one: _event(material, one))
    left, more = ordered[SOURCES:], sum(len(groups[key]) for key in ordered[SOURCES:])
    left_out = f"{counted(len(left), 'more source')} with {counted(more, 'statement')}" if left else ""
    intro = "What sources say, in the reports' words, each with who said it. Nothing here is asserted by the reports themselves."
    return Section("said", "What is reported or alleged, and by whom", intro, "No statement was read.", tuple(made), left_out)  # fmt: skip


def _is_loose(material: Material, event: HeldEvent) -> bool:
    """True of what a source says whose statement is not shown."""
    is_said = event.status in SAID_BY_SOURCES and not is_asserted(event)
    return is_said and event.statement not in material.gathered.statements


def _source(material: Material, statement: HeldStatement) -> str:
    """Statements of one source: an entity over all documents; who is not named or not known is nobody in particular."""
    if statement.source_kind in ("unnamed", "unstated"):
        return f"={statement.source_kind}"
    if statement.entity:
        return material.gathered.identity(statement.entity)
    return f"{statement.who.casefold()} {statement.story}"


def _of_source(material: Material, source: str, statements: list[HeldStatement]) -> Group:
    """What one source said: the weightiest of it, in the order of the days."""
    most = OF_ASKED if source == material.asked else OF_SOURCE
    title, note = _heading(material, source, statements[0])
    chosen = sorted(sorted(statements, key=_weight)[:most], key=_when)
    items = tuple(_statement(material, one) for one in chosen)
    return Group(title, items, note, max(0, len(statements) - most))


def _heading(material: Material, source: str, one: HeldStatement) -> tuple[str, str]:
    if source == "=unnamed":
        return "Sources that are not named", UNNAMED
    if source == "=unstated":
        return "Sources that the reports do not state", "They need not be the same."
    if source in material.gathered.people:
        return material.gathered.people[source].name, ""
    return f"{first_up(one.who)}, in {material.gathered.note(one.story).cited}", ""


def _statement(material: Material, one: HeldStatement) -> Item:
    cites, notes = material.cite(one), []
    for event in material.carried.get(one.id, ()):
        again = material.cite_all([replace(one.evidence, record=event.id)])
        notes.append(Note(f"Read in it: {event.what}. Status: {event.standing}.", (), again))
    return Item(f"{first_up(one.who)} {one.lead}", (Run(one.words),), cites, "", one.act, material.where(one), "", tuple(notes), decided_words(one))  # fmt: skip


def _event(material: Material, one: HeldEvent) -> Item:
    cites = material.cite(one)
    return Item("", one.sentence, cites, one.standing, one.status, material.where(one), one.what, (), decided_words(one))  # fmt: skip


def _weight(one: HeldStatement) -> tuple[bool, str, str]:
    return one.act not in WEIGHTY, one.date or "9999", one.id


def _when(one: HeldStatement) -> tuple[str, str, tuple[tuple[int, int], ...]]:
    return one.date or "9999", one.story, one.evidence.spans


# --- what is denied, what is not done, what people rejected ---------------------------------------------


def denied(material: Material) -> Section:
    """Denials, by who denies, and what reports say did not happen."""
    statements = sorted((one for one in material.gathered.statements.values() if one.is_denial), key=_when)
    shown = {one.id for one in statements}
    events = [one for one in material.gathered.events.values() if one.status in AGAINST and one.statement not in shown]
    groups = (
        *_listed("Denied by sources", statements, lambda one: _statement(material, one)),
        *_listed("Said not to have happened", events, lambda one: _event(material, one)),
    )
    intro = "What sources deny, and what is said not to have happened."
    return Section("denied", "What is denied", intro, "No denial was read.", groups)


def undone(material: Material) -> Section:
    """Events that are not said to have happened."""
    groups: list[Group] = []
    for status, title in UNDONE.items():
        few = [event for event in material.gathered.events.values() if event.status == status]
        groups += _listed(title, few, lambda one: _event(material, one))
    title, intro = "What is planned, threatened or called for", "None of this is said to have happened."
    return Section("undone", title, intro, "Nothing of the kind was read.", tuple(groups))


def rejected(material: Material) -> Section | None:
    """What people rejected, apart from all else; None where they rejected nothing."""
    gathered = material.gathered
    items = [_rejected(material, one) for one in gathered.rejected[:LISTED]]
    items += [_rejected_result(material, one) for one in gathered.rejected_results[: LISTED - len(items)]]
    if not items:
        return None
    left = len(gathered.rejected) + len(gathered.rejected_results) - len(items)
    intro = "The program read this and a person decided that it was read wrongly. It counts for nothing above."
    return Section("rejected", "What people rejected", intro, "", (Group("", tuple(items), "", left),))


def _rejected(material: Material, one: Held) -> Item:
    return _statement(material, one) if isinstance(one, HeldStatement) else _event(material, one)


def _rejected_result(material: Material, one: Found) -> Item:
    words = one.get("about") or one.get("title") or " … ".join(one["content"]["texts"] if "content" in one else ())
    first = next(iter(_words(one)), None)
    cites = material.cite_all([material.gathered.evidence(first, one["id"])]) if first else ()
    return Item(
        f"{one['type'].capitalize()}:", (Run(one_line(words or one["id"])),), cites, decided=material.decided(one)
    )


def _words(record: Found) -> Sequence[Found]:
    sides = [said for side in record.get("sides", ()) for said in side["said"]]
    return [*sides, *record.get("said", ()), *record.get("told", ())]


def _listed(title: str, few: list[One], tell: Callable[[One], Item], note: str = "") -> tuple[Group, ...]:
    """A group of the first of these; none where there are none."""
    return (Group(title, tuple(map(tell, few[:LISTED])), note, max(0, len(few) - LISTED)),) if few else ()
