"""Records for tests of the formats of people who annotate and train, and selections of them."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

from onrecord.judging import judge_record
from onrecord.model import (
    Act,
    CleanText,
    Content,
    Document,
    Entity,
    EntityKind,
    Event,
    EventStatus,
    Judgement,
    Mention,
    MentionForm,
    NameCount,
    Participant,
    Polarity,
    Record,
    Story,
    content_id,
)
from onrecord.publish import ObjectSelection
from onrecord.serialize import record_objects, to_object
from tests.builders import at, make_document, make_record, make_statement, make_story

HOSTILE = (
    "𝔄da L\ud800nd said\tthat the 🎈 gua\0rd|bur\\ned\n# twelve = barns\u2028and “fled\u0085north”.\n"
    "1\tO\tThe guard denied it =B-1,I-2.\r\n\x0b\n_\n</script>]]>"
)
"""Astral characters, a lone surrogate, ends of lines and cells of every kind, and what looks like the marks of a format."""
SAID = "that the 🎈 gua\0rd|bur\\ned\n# twelve = barns\u2028and “fled\u0085north”"


def hostile_record(text: str = HOSTILE) -> Record:
    """A statement whose content runs over ends of lines, another in two pieces, and an event inside the first."""
    document, clean = make_document(text, name='a\tb"c\n.txt', outlet="The\tSorvik\n“Post”")
    story = make_story(document, text)
    guard = Entity(
        content_id("entity", story.id), EntityKind.ARMED_GROUP, "gua\0rd", (NameCount("gua\0rd", 1),),
        (Mention(story.id, at(text, "gua\0rd"), MentionForm.NAME, "name"),
         Mention(story.id, at(text, "The guard"), MentionForm.DESCRIPTION, "head")),
    )  # fmt: skip
    said = make_statement(story, text, "𝔄da L\ud800nd", SAID, cue=at(text, "said"))
    whole = make_statement(
        story, text, "The guard", "it", cue=at(text, "denied"), act=Act.DENY, polarity=Polarity.DENIES, entity=guard.id
    )
    denied = dataclasses.replace(whole, content=Content((at(text, "it"), at(text, "I-2"))))
    return Record(
        document, clean, (story,), (guard,), (said, denied), (_burned(story, text, guard, said.id),), (), (), (), ()
    )


def _burned(story: Story, text: str, guard: Entity, carrier: str) -> Event:
    return Event(
        content_id("event", story.id), story.id, "ASSAULT", None, (), 4, (Participant(guard.id, at(text, "the 🎈 gua\0rd")),),
        (Participant(None, at(text, "# twelve = barns")),), at(text, "bur\\ned"), None, None, (), EventStatus.REPORTED, None, carrier,
    )  # fmt: skip


def records() -> tuple[Record, ...]:
    """A plain record, a hostile one, an empty document, and one of white space."""
    blank = dataclasses.replace(make_record("x", name="blank.txt"), stories=(), statements=())
    document, _ = make_document(" \n ", name="space.txt")
    return make_record(), hostile_record(), make_record("", name="empty.txt"), _without_lines(document, blank)


def _without_lines(document: Document, record: Record) -> Record:
    return dataclasses.replace(record, document=document, clean=CleanText(" \n ", (), ()))


def objects(*given: Record) -> Iterator[dict[str, Any]]:
    for record in given:
        yield from (json.loads(json.dumps(found)) for found in record_objects(record))


def selection(*given: Record, judgements: tuple[Judgement, ...] = ()) -> ObjectSelection:
    """These records, all of them where none is given."""
    return ObjectSelection([*objects(*(given or records())), *map(to_object, judgements)])


def judged() -> ObjectSelection:
    """The plain record with its denial rejected and the act of its first statement amended."""
    record = make_record()
    statements = [to_object(one) for one in record.statements]
    denial = next(one for one in statements if one["act"] == "deny")
    asked = statements[0]
    verdicts = (
        judge_record(denial, "rejected", by="an editor", at="2026-05-05T10:00:00Z", document=record.document.id),
        judge_record(
            asked, "amended", by="an editor", at="2026-05-05T10:01:00Z", document=record.document.id, field="act", value={"act": "ask"}
        ),
    )  # fmt: skip
    return selection(record, judgements=verdicts)
