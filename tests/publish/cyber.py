"""A story about deeds by computer, read by hand: invented groups, companies and states."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from onrecord.model import (
    Act,
    Certainty,
    Entity,
    EntityKind,
    Event,
    EventDate,
    EventStatus,
    Mention,
    MentionForm,
    NameCount,
    Participant,
    Polarity,
    QuotationForm,
    Record,
    Source,
    SourceKind,
    Statement,
    Story,
    content_id,
    evidence,
)
from onrecord.publish import ObjectSelection
from onrecord.serialize import record_objects
from tests.builders import at, make_document, make_statement, make_story

TEXT = """Hackers broke into grid operator, official says
{group} Sable Heron {deed} Nordvolt on 2 March, a senior official said.
The foreign ministry of Ostrava denied that its services had hacked Nordvolt.
The Crimson Kettle, a collective of hackers, claimed responsibility for the attack on Havnor.
Greta Sund probably meant it when she accused Ostrava of hacking Havnor.
Ostrava rejected the accusation.
"We saw nothing," Havnor said."""

NAMES = {
    "Sable Heron": EntityKind.ORGANISATION,
    "Nordvolt": EntityKind.ORGANISATION,
    "Ostrava": EntityKind.COUNTRY,
    "Crimson Kettle": EntityKind.ORGANISATION,
    "Havnor": EntityKind.ORGANISATION,
    "Greta Sund": EntityKind.PERSON,
}


def entity_id(name: str) -> str:
    return content_id("entity", NAMES[name].value, name.lower())


def _entity(story: Story, text: str, name: str) -> Entity:
    found = [evidence(text, one.start(), one.end()) for one in re.finditer(name, text)]
    mentions = tuple(Mention(story.id, words, MentionForm.NAME, "name") for words in found)
    sector = {"Nordvolt": "BUS", "Ostrava": "GOV"}.get(name)
    return Entity(
        entity_id(name), NAMES[name], name, (NameCount(name, len(found)),), mentions, sector=sector,
        office=("interior minister",) if name == "Greta Sund" else (),
    )  # fmt: skip


def _deed(story: Story, text: str, trigger: str, statement: Statement | None, status: EventStatus, **given: Any) -> Event:  # fmt: skip
    fields: dict[str, Any] = {
        "id": content_id("event", story.id, trigger), "story": story.id, "event_type": "COERCE", "mode": "cyber", "contexts": ("cyber",),
        "quad": 4, "actors": (), "recipients": (), "trigger": at(text, trigger), "date": None, "place": None, "quantities": (), "status": status,
        "modality": None, "statement": statement.id if statement else None,
    }  # fmt: skip
    return Event(**(fields | given))


def cyber_record(
    *, name: str = "cyber.txt", group: str = "The hacking group", deed: str = "broke into the network of", trigger: str = "broke into the network"
) -> Record:  # fmt: skip
    """An attribution by an unnamed official, a denial of another, a claim of responsibility, an accusation and its rejection."""
    text = TEXT.format(group=group, deed=deed)
    document, clean = make_document(text, name=name)
    story = make_story(document, text)

    def party(words: str, whose: str | None, nth: int = 0) -> Participant:
        return Participant(entity_id(whose) if whose else None, at(text, words, nth))

    broke = make_statement(
        story, text, "a senior official", f"{group} Sable Heron {deed} Nordvolt on 2 March",
        form=SourceKind.UNNAMED, cue=at(text, "said"), confidence=0.9,
    )  # fmt: skip
    denied = make_statement(
        story, text, "The foreign ministry of Ostrava", "its services had hacked Nordvolt", cue=at(text, "denied"), act=Act.DENY,
        polarity=Polarity.DENIES,
    )  # fmt: skip
    claimed = make_statement(
        story, text, "The Crimson Kettle, a collective of hackers", "responsibility for the attack on Havnor", cue=at(text, "claimed"), act=Act.CLAIM,
        entity=entity_id("Crimson Kettle"),
    )  # fmt: skip
    accused = make_statement(
        story, text, "Greta Sund", "Ostrava of hacking Havnor", cue=at(text, "accused"), act=Act.ACCUSE, certainty=Certainty.PROBABLE,
        entity=entity_id("Greta Sund"), target=at(text, "Ostrava", 1),
    )  # fmt: skip
    rejected = make_statement(
        story, text, "Ostrava", "the accusation", cue=at(text, "rejected"), act=Act.REJECT, polarity=Polarity.DENIES,
    )  # fmt: skip
    rejected = replace(rejected, source=Source(SourceKind.NAMED, entity_id("Ostrava"), at(text, "Ostrava", 2)))
    said = make_statement(
        story, text, "Havnor", "We saw nothing,", cue=at(text, "said", 1), quotation=QuotationForm.DIRECT
    )  # fmt: skip
    said = replace(said, source=Source(SourceKind.NAMED, entity_id("Havnor"), at(text, "Havnor", 2)))
    events = (
        _deed(
            story, text, trigger, broke, EventStatus.REPORTED, actors=(party(f"{group} Sable Heron", None),),
            recipients=(party("Nordvolt", "Nordvolt"),), date=EventDate("2026-03-02", "day", at(text, "on 2 March")), confidence=0.8,
        ),
        _deed(story, text, "hacked", denied, EventStatus.DENIED, actors=(party("its services", None),), recipients=(party("Nordvolt", "Nordvolt", 1),)),
        _deed(
            story, text, "attack on", claimed, EventStatus.ALLEGED, event_type="ASSAULT", mode=None, contexts=(), recipients=(party("Havnor", "Havnor"),)
        ),
        _deed(
            story, text, "hacking Havnor", accused, EventStatus.ALLEGED, actors=(party("Ostrava", "Ostrava", 1),),
            recipients=(party("Havnor", "Havnor", 1),),
        ),
    )  # fmt: skip
    entities = tuple(_entity(story, text, name) for name in NAMES)
    statements = (broke, denied, claimed, accused, rejected, said)
    return Record(document, clean, (story,), entities, statements, events, (), (), (), ())


def selection_of(*records: Record, **given: Any) -> ObjectSelection:
    return ObjectSelection([found for record in records for found in record_objects(record)], **given)
