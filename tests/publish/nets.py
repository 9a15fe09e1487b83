"""News for tests of formats: two reports of one closed harbour, talks, a page that wants to break whoever reads it, and what people decided."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any
from weakref import WeakSet

from onrecord.judging import judge_record
from onrecord.model import (
    Act,
    Bundle,
    Copy,
    Dispute,
    DisputeSide,
    Entity,
    EntityKind,
    Event,
    EventDate,
    EventPlace,
    EventStatus,
    Identity,
    Incident,
    Mention,
    MentionForm,
    NameCount,
    Origin,
    Participant,
    Place,
    Record,
    SharedPassage,
    SourceKind,
    Telling,
    content_id,
    evidence,
    group_objects,
)
from onrecord.publish import ObjectSelection
from onrecord.serialize import record_objects, to_object
from tests.builders import at, make_document, make_record, make_statement, make_story, many_records

TALKS = """Envoys meet in Tolmen
Halm and Ostrel held talks in Tolmen in March 2026, and Ilka Ros resigned.
The mayor said that Ostrel would close the bridge.
Ilka Ros denied that Halm had shelled Ostrel."""
BAD = "x]]></data><script>alert(1)</script>&\"'\x00\x1b[31m\u202e=cmd|' /C calc'!A0 {{ 7*7 }}\ufffe"
HOSTILE = f"Title {BAD}\nLund {BAD} shelled the port {BAD} today.\nLund {BAD} threatened Orr."
ORIGIN = Origin("events", "a-model/of</script>", "2")
Found = dict[str, Any]


def talks() -> Record:
    """Talks of two states, a resignation, a plan that a mayor tells, and a denial: one story without a date."""
    document, clean = make_document(TALKS, name="talks.txt", outlet=None)
    document = replace(document, published=None)
    story = replace(make_story(document, TALKS), written_on=None)
    halm, ostrel, ros = (_entity(story.id, TALKS, name) for name in ("Halm", "Ostrel", "Ilka Ros"))
    told = make_statement(story, TALKS, "The mayor", "that Ostrel would close the bridge", cue=at(TALKS, "said"), form=SourceKind.UNNAMED)  # fmt: skip
    denied = make_statement(
        story, TALKS, "Ilka Ros", "that Halm had shelled Ostrel", act=Act.DENY, entity=ros.id, target=at(TALKS, "Ilka Ros", 1),
    )  # fmt: skip
    denied = replace(
        denied, source=replace(denied.source, evidence=at(TALKS, "Ilka Ros", 1)), target=at(TALKS, "Halm", 1)
    )
    month = EventDate("2026-03", "month", at(TALKS, "in March 2026"))
    tolmen = Place(
        content_id("place", story.id), story.id, at(TALKS, "Tolmen", 1), "Tolmen", None, None, None, None, None, None
    )
    where = EventPlace(tolmen.id, at(TALKS, "Tolmen", 1), "Tolmen", None)
    events = (
        _event(story.id, TALKS, "talks", "CONSULT", (halm, ostrel), (), date=month, place=where, origin=Origin("events", "consult-talks-n", "2")),
        _event(story.id, TALKS, "resigned", "RETREAT", (ros,), ()),
        _event(story.id, TALKS, "close", "COERCE", (ostrel,), (), status=EventStatus.PLANNED, statement=told.id),
        _event(
            story.id, TALKS, "shelled", "ASSAULT", (replace(halm, mentions=halm.mentions[1:]),), (replace(ostrel, mentions=ostrel.mentions[2:]),),
            status=EventStatus.DENIED, statement=denied.id,
        ),
    )  # fmt: skip
    return Record(document, clean, (story,), (halm, ostrel, ros), (told, denied), events, (), (), (tolmen,), ())


def hostile() -> Record:
    """A story every word of which wants to be markup, a formula, a script or a control."""
    document, clean = make_document(HOSTILE, name=f"{BAD}.txt", outlet=f"</style>{BAD}")
    document = replace(document, url='javascript:alert("1")', title=BAD, published="2026-05-04")
    story = make_story(document, HOSTILE)
    lund, orr = _entity(story.id, HOSTILE, f"Lund {BAD}"), _entity(story.id, HOSTILE, "Orr")
    threat = make_statement(
        story, HOSTILE, f"Lund {BAD}", "Orr", act=Act.THREATEN, entity=lund.id, target=at(HOSTILE, "Orr")
    )
    words = at(HOSTILE, f"the port {BAD}")
    place = Place(content_id("place", story.id), story.id, words, BAD, "XXX", BAD, -33.5, 151.25, 7, 0.5)
    shelled = _event(
        story.id, HOSTILE, "shelled", "ASSAULT", (lund,), (orr,), place=EventPlace(place.id, words, BAD, "XXX"), origin=ORIGIN,
        date=EventDate("2026-W18", "week", at(HOSTILE, "today")),
    )  # fmt: skip
    return Record(document, clean, (story,), (lund, orr), (threat,), (shelled,), (), (), (place,), ())


def _entity(story: str, text: str, name: str) -> Entity:
    mentions = tuple(Mention(story, at(text, name, nth), MentionForm.NAME) for nth in range(text.count(name)))
    return Entity(
        content_id("entity", story, name), EntityKind.GOVERNMENT, name, (NameCount(name, len(mentions)),), mentions
    )


def _event(story: str, text: str, trigger: str, kind: str, actors: Any, recipients: Any, **given: Any) -> Event:
    parties = [tuple(Participant(one.id, one.mentions[0].evidence) for one in role) for role in (actors, recipients)]
    fields = {
        "id": content_id("event", story, trigger), "story": story, "event_type": kind, "mode": None, "contexts": (), "quad": 1,
        "actors": parties[0], "recipients": parties[1], "trigger": at(text, trigger), "date": None, "place": None, "quantities": (),
        "status": EventStatus.ACTUAL, "modality": None, "statement": None, "origin": Origin("events", "a-rule", "2"),
    }  # fmt: skip
    return Event(**(fields | given))


def reports() -> tuple[Record, Record]:
    """Two reports of one closed harbour, the second a copy of the first."""
    first = make_record(name="a.txt", outlet="The Sorvik Post")
    second = make_record(name="b.txt", outlet="Sorvik Echo")
    posted = replace(first.document, url="https://post.example/a", fetched="2026-05-04T10:00:00+00:00")
    echoed = replace(second.document, url="https://echo.example/a b?x=1&y=<2>")
    return replace(first, document=posted), replace(second, document=echoed)


def across(first: Record, second: Record) -> list[Any]:
    """A copy, an incident, a dispute about the ramming."""
    one, other = first.stories[0], second.stories[0]
    text = first.clean.text
    head = evidence(text, 0, 34)
    copy = Copy(
        content_id("copy", one.id),
        "exact",
        other.id,
        one.id,
        1.0,
        1.0,
        (SharedPassage(head, head.span),),
        Origin("resolve", "copies", "1"),
    )
    closed = (first.events[0], second.events[0])
    incident = Incident(
        content_id("incident", one.id), tuple(event.id for event in closed), (one.id, other.id), ("Sorvik Echo", "The Sorvik Post"), 1, "2026-05-04",
        ("The Sorvik Post",), "COERCE", "closed, Sorvik, 3 May 2026", "2026-05-03", "Sorvik", (), (),
        tuple(Telling(event.story, event.trigger, event.id) for event in closed), ("same day",), Origin("resolve", "incidents", "1"),
    )  # fmt: skip
    storm = Incident(
        content_id("incident", one.id, "storm"), (), (one.id,), ("The Sorvik Post",), 1, "2026-05-04", kind="storm", title="storm",
        told=(Telling(one.id, at(text, "fishermen"), None),),
    )  # fmt: skip
    accused, denied = first.statements[1], first.statements[3]
    sides = (
        DisputeSide(
            "rammed", (accused.id,), (first.events[1].id,), ("The Sorvik Post",), "2026-05-04", ("Ona Brekke",)
        ),
        DisputeSide("did not ram", (denied.id,), (), ("The Sorvik Post",), "2026-05-04", ("The navy",)),
    )
    dispute = Dispute(
        content_id("dispute", one.id),
        "denial",
        "whether the navy rammed boats",
        sides,
        "open",
        None,
        (),
        Origin("resolve", "dispute-denial", "1"),
    )
    return [copy, incident, storm, dispute]


def judgements(first: Record) -> list[Any]:
    """The closing rejected; the ramming accepted after a rejection that was withdrawn; the denial's act amended."""
    at_ten = "2026-05-05T10:00:00+00:00"
    closed, rammed = map(to_object, first.events)
    denied = to_object(first.statements[3])
    rejected = judge_record(
        closed, "rejected", by="Ada Moll", at=at_ten, document=first.document.id, reason=f"no {BAD}"
    )
    mistaken = judge_record(rammed, "rejected", by="Ada Moll", at=at_ten, document=first.document.id)
    accepted = judge_record(rammed, "accepted", by="Bo Ek", at="2026-05-06T10:00:00+00:00", document=first.document.id)
    amended = judge_record(
        denied, "amended", by="Bo Ek", at=at_ten, document=first.document.id, field="act", value={"act": "reject"}
    )
    return [rejected, replace(mistaken, withdrawn_at="2026-05-05T12:00:00+00:00"), accepted, amended]


def objects() -> list[Found]:
    """Everything as JSON objects."""
    first, second = reports()
    found = [one for record in (first, second, talks(), hostile()) for one in record_objects(record)]
    return found + [to_object(one) for one in (*across(first, second), *judgements(first))]


def selection() -> ObjectSelection:
    """Everything; the navy and Ona Brekke of both reports are one."""
    first, second = reports()
    same = {}
    for one, other in zip(first.entities, second.entities, strict=True):
        same |= {found.id: Identity(one.id, one.name) for found in (one, other)}
    return ObjectSelection(objects(), title=f"who: {BAD}", same=same)


def with_surrogates(found: list[Found]) -> list[Found]:
    """The same objects with a lone surrogate in each of some words, as JSON may hold it and UTF-8 may not."""
    swapped: list[Found] = json.loads(json.dumps(found).replace("alert(1)", "al\\ud800t(1)"))
    return swapped


def of_type(kind: str) -> list[Found]:
    """The objects of a type."""
    return [one for one in objects() if one["type"] == kind]


class Held(dict[str, Any]):
    """An object whose end can be seen."""

    __hash__ = object.__hash__  # type: ignore[assignment]


class Many(ObjectSelection):
    """As many documents as are asked for, made as they are read; `most` is how many of them were held at once."""

    def __init__(self, count: int) -> None:
        super().__init__(())
        self.count, self.most = count, 0
        self._alive: WeakSet[Held] = WeakSet()

    def bundles(self) -> Iterator[Bundle]:
        for bundle in group_objects(one for record in many_records(self.count) for one in record_objects(record)):
            document = Held(bundle.document)
            self._alive.add(document)
            self.most = max(self.most, len(self._alive))
            yield replace(bundle, document=document)
            del document

    def same_as(self, entities: Iterable[str]) -> dict[str, Identity]:
        return {one: Identity(one, "somebody") for one in entities}
