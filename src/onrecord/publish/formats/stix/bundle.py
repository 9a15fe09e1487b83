"""One STIX 2.1 bundle: stories as reports, who is named in them as identities, who said what as notes.

A story about a deed by computer has besides an incident for it and, only where a text names somebody who is said to have done it, a threat
actor or intrusion set, with relationships of the standard's own table. Whoever is not called a hacker is never made a threat actor: then an
unnamed one is `attributed-to` that identity. Every such relationship has a note with the words and the source; an opinion says how that
source, and whoever denies it, stands to it. `confidence` is how sure the program is that it read a statement right, so notes alone have it:
on a relationship it would read as a probability that the deed was done.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import IO, Any
from uuid import uuid5

from onrecord.publish.formats.stix.across import across_documents
from onrecord.publish.formats.stix.cyber import (
    Attribution,
    Perpetrator,
    denied_by,
    find_actors,
    is_campaign,
    is_cyber,
    is_cyber_deed,
    perpetrators,
)
from onrecord.publish.formats.stix.objects import (
    CLASSES,
    NAMESPACE,
    extension,
    later,
    location,
    made,
    merged_identity,
    program,
    references,
    stix_id,
    timestamp,
    words,
)
from onrecord.publish.registry import Format, Shape
from onrecord.publish.selection import Bundle, Found, Selection
from onrecord.publish.shared.cast import Cast, by_story, cast_of, is_named, names_of
from onrecord.publish.shared.judgements import LOSS as JUDGED
from onrecord.publish.shared.judgements import put_right
from onrecord.publish.shared.scratch import Gathering, gathering
from onrecord.publish.shared.stories import sentence_of
from onrecord.publish.shared.wording import (
    attributed,
    coding,
    event_details,
    parties,
    speaker,
    speaker_marked,
    standing,
    title_of,
)
from onrecord.serialize import to_json_line

OPINIONS = {
    ("affirms", "certain"): "strongly-agree", ("affirms", "probable"): "agree", ("denies", "certain"): "strongly-disagree",
    ("denies", "probable"): "disagree",
}  # fmt: skip
"""What a source thinks of what it speaks of, by polarity and certainty; `neutral` where it leaves it open or only thinks it possible."""


def write_bundle(selection: Selection, out: IO[str]) -> None:
    """Every object once, with references to objects of the bundle alone. The bundle's own id, at the end, is made of what is in it."""
    digest = hashlib.sha256()
    out.write('{"type":"bundle","objects":[')
    for number, found in enumerate(_objects(selection)):
        line = to_json_line(found)
        digest.update(line.encode("utf-8"))
        out.write(("," if number else "") + "\n" + line)
    out.write(f'\n],"id":"bundle--{uuid5(NAMESPACE, digest.hexdigest())}"}}\n')


def _objects(selection: Selection) -> Iterator[Found]:
    yield from program()
    actors = find_actors(selection, put_right(selection))
    with gathering() as gathered:
        for bundle in put_right(selection):
            for found in _of_document(bundle, cast_of(bundle, selection), actors, gathered):
                if gathered.is_new(found["id"]):
                    yield found
        for owner, parts in gathered.groups():
            yield merged_identity(owner, parts)
        yield from across_documents(selection, gathered)


def _of_document(bundle: Bundle, cast: Cast, actors: Mapping[str, str], gathered: Gathering) -> Iterator[Found]:
    for story, statements, events in by_story(bundle, cast):
        yield from _Page(bundle, story, cast, actors, gathered).objects(statements, events)


class _Page:
    """One story: its report and what the report refers to."""

    def __init__(
        self, bundle: Bundle, story: Found, cast: Cast, actors: Mapping[str, str], gathered: Gathering
    ) -> None:
        self.bundle, self.document, self.story, self.cast, self.actors, self.gathered = (
            bundle,
            bundle.document,
            story,
            cast,
            actors,
            gathered,
        )
        self.when = timestamp(bundle.document, story)
        self.report = stix_id("report", story["id"])
        self.inside: dict[str, None] = {}
        """Ids of what the report refers to."""
        self.about: dict[str, list[str]] = {}
        """By a statement's id what its note is about, besides who speaks."""
        self.attributions: list[Attribution] = []
        self.statements: dict[str, Found] = {}

    def objects(self, statements: list[Found], events: list[Found]) -> Iterator[Found]:
        """All objects of the story, its report the last."""
        self.statements = {one["id"]: one for one in statements}
        self._gather_identities()
        deeds = [event for event in events if is_cyber_deed(event, self.statements)]
        for event in deeds:
            yield from self._deed(event)
        for event in events:
            if event["statement"] not in self.statements and (event in deeds or is_cyber(event)):
                yield self._event_note(event)
        for statement in statements:
            yield from self._statement(statement, [event for event in events if event["statement"] == statement["id"]])
        yield self._report(is_about_deeds=bool(deeds))

    def _made(self, kind: str, key: str, *, record: str | None = None, **given: Any) -> Found:
        """An object of this story; the report refers to it."""
        refers = references(self.document, record or key)
        found = made(kind, key, self.when, lang=_language(self.document), external_references=refers, **given)
        self.inside[found["id"]] = None
        return found

    # --- who ---

    def _gather_identities(self) -> None:
        for entity in self.cast.entities.values():
            own = self.identity(entity)
            if own is not None and any(it["story"] == self.story["id"] for it in entity["mentions"]):
                self._gather(own, entity)

    def identity(self, entity: Found | None) -> str | None:
        """The id of the object that stands for an entity; None where it has none."""
        if entity is None or not is_named(entity):
            return None
        key = self.cast.one(entity).id
        if key in self.actors:
            return stix_id(self.actors[key], key)
        return stix_id("identity", key) if entity["kind"] in CLASSES else None

    def _gather(self, own: str, entity: Found, **more: Any) -> None:
        one = self.cast.one(entity)
        part = {
            "type": own.partition("--")[0], "entity": one.id, "kind": entity["kind"], "names": [one.name, *names_of(entity)],
            "office": entity["office"], "sector": [entity["sector"]], "when": self.when,
        }  # fmt: skip
        self.gathered.put(own, part | more)
        self.inside[own] = None

    # --- deeds ---

    def _deed(self, event: Found) -> Iterator[Found]:
        """An incident, or a campaign where the text calls it so, where it was, whom it hit, and who is said to have done it."""
        said = self._said(event)
        kind = "campaign" if is_campaign(event, self.cast) else "incident"
        name = title_of(event)
        created = self._own_moment(f"{kind} {words(name).lower()}", event["id"])
        incident = self._made(
            kind, event["id"], name=name, created=created, modified=created, labels=[event["status"]],
            description="\n".join([said, *event_details(event, {one["id"]: one for one in self.bundle.quantities})]), extensions=self._stands(event),
        )  # fmt: skip
        yield incident
        own = [incident["id"]]
        victims = {own_id: party for party in event["recipients"] if (own_id := self.identity(self.cast.who(party)))}
        for victim, party in victims.items():
            how = "targets" if kind == "campaign" and victim.startswith("identity--") else "related-to"
            link = self._link(event, incident["id"], how, victim, f"Said to have been hit: {party['text']}. {said}")
            own.append(link["id"])
            yield link
        yield from self._where(event, incident["id"], said)
        for one in perpetrators(event, self.statements, self.cast):
            for found in self._attribution(event, one, incident["id"], victims, said):
                if found["type"] == "relationship":
                    own.append(found["id"])
                yield found
        teller = event["statement"] if event["statement"] in self.statements else event["id"]
        self.about.setdefault(teller, []).extend(own)

    def _said(self, event: Found) -> str:
        """How a deed stands, according to whom, in which words."""
        sentence = sentence_of(self.story, self.document["text"], event["trigger"]["span"])
        stands = standing(event, self.statements)
        return f"{stands[:1].upper()}{stands[1:]}: “{sentence}”"

    def _stands(self, event: Found) -> Found:
        carrier = self.statements.get(event["statement"] or "")
        return extension(
            record_id=event["id"], status=event["status"], according_to=speaker_marked(carrier) if carrier else None, evidence=event["trigger"]["text"],
            span=event["trigger"]["span"], coding=coding(event),
            reading_confidence=event["confidence"],
        )  # fmt: skip

    def _link(self, event: Found, source: str, how: str, target: str, description: str) -> Found:
        return self._made(
            "relationship", f"{event['id']} {source} {how} {target}", record=event["id"], relationship_type=how, source_ref=source, target_ref=target,
            description=description, labels=[event["status"]], extensions=self._stands(event),
        )  # fmt: skip

    def _where(self, event: Found, incident: str, said: str) -> Iterator[Found]:
        span = event["place"]["span"] if event["place"] else None
        place = next(
            (one for one in self.bundle.places if one["span"] == span and one["story"] == self.story["id"]), None
        )
        if place is None:
            return
        found = location(place, self.when)
        if found is not None:
            self.inside[found["id"]] = None
            yield found
            yield self._link(
                event,
                incident,
                "related-to",
                found["id"],
                f"Said to have happened there: {event['place']['text']}. {said}",
            )

    def _attribution(
        self, event: Found, one: Perpetrator, incident: str, victims: Mapping[str, Found], said: str
    ) -> Iterator[Found]:
        """Who is said to have done it; every relationship says so and how it stands."""
        who = self.cast.one(one.entity).id
        identity = self.identity(one.entity)
        if identity is None:
            return
        links = []
        said = f"{one.words} claims it for itself. {said}" if one.claims else said
        actor = identity
        if who in self.actors:
            self._gather(identity, one.entity, labels=[event["status"]], why=[said])
        else:
            unknown = self._made(
                "threat-actor", f"{event['id']} perpetrator", record=event["id"], name=f"Whoever is behind: {_deed_of(event)}", labels=[event["status"]],
                threat_actor_types=["unknown"], description=f"Not named as a threat actor by any text; to whom it is attributed is a relationship. {said}",
                extensions=self._stands(event),
            )  # fmt: skip
            yield unknown
            actor = unknown["id"]
            links.append(self._link(event, actor, "attributed-to", identity, said))
        ends = (
            (incident, "attributed-to", actor) if incident.startswith("campaign--") else (actor, "related-to", incident)
        )
        links.append(self._link(event, *ends, f"Said to have done it. {said}"))
        links += [
            self._link(event, actor, "targets", victim, said) for victim in victims if victim.startswith("identity--")
        ]
        yield from links
        self._attribute(event, one, who, links)

    def _attribute(self, event: Found, one: Perpetrator, who: str, links: list[Found]) -> None:
        whom = frozenset(self.cast.one(entity).id for party in event["recipients"] if (entity := self.cast.who(party)))
        names = tuple(found["id"] for found in self.cast.entities.values() if self.cast.one(found).id == who)
        self.attributions.append(Attribution(event["id"], who, names, whom, tuple(link["id"] for link in links)))

    # --- who says so ---

    def _event_note(self, event: Found) -> Found:
        """What the report itself says of it: the words, and their author the outlet."""
        about = self.about.get(event["id"], [])
        return self._note(
            f"{event['id']} note", event["id"], abstract=title_of(event), content=self._said(event), authors=self._authors(),
            about=[*about, *self._parties([event])], labels=["event", event["status"]], extensions=self._stands(event),
        )  # fmt: skip

    def _parties(self, events: list[Found]) -> list[str]:
        parties = (party for event in events for role in ("actors", "recipients") for party in event[role])
        return [found for party in parties if (found := self.identity(self.cast.who(party)))]

    def _authors(self) -> list[str]:
        return [self.document["outlet"] or "the report itself"]

    def _note(self, key: str, record: str, *, about: list[str], **given: Any) -> Found:
        """A note; one that is about nothing else is about its report."""
        return self._made("note", key, record=record, object_refs=about or [self.report], **given)

    def _statement(self, statement: Found, carried: list[Found]) -> Iterator[Found]:
        """A note with the words, and what its source thinks of the attributions that it speaks of."""
        confidence = statement["confidence"]
        speaks, target = (self.identity(self.cast.who(statement[name])) for name in ("source", "target"))
        about = [*filter(None, (speaks, target)), *self.about.get(statement["id"], ()), *self._parties(carried)]
        yield self._note(
            statement["id"], statement["id"], abstract=attributed(statement), content=attributed(statement), about=about,
            authors=[speaker_marked(statement)], confidence=None if confidence is None else round(100 * confidence),
            labels=["statement", statement["act"], statement["polarity"]], extensions=_how(statement, carried),
        )  # fmt: skip
        own = [one for one in self.attributions if one.event in {event["id"] for event in carried}]
        denied = denied_by(statement, carried, self.attributions, self.cast)
        yield from self._opinion(statement, [*(link for one in own for link in one.relationships), *denied])

    def _opinion(self, statement: Found, about: list[str]) -> Iterator[Found]:
        if not about:
            return
        value = OPINIONS.get((statement["polarity"], statement["certainty"]), "neutral")
        created = self._own_moment(f"opinion {value}", statement["id"])
        yield self._made(
            "opinion", statement["id"], created=created, modified=created, opinion=value, explanation=attributed(statement), authors=[speaker_marked(statement)], object_refs=about,
            labels=["statement", statement["act"], statement["polarity"]], extensions=_how(statement, []),
        )  # fmt: skip

    def _own_moment(self, kind: str, record: str) -> str:
        """The story's time and milliseconds that no other of the kind has: OpenCTI takes opinions of one value and one time for the same,
        and incidents of one name and one time.
        """
        number = int(hashlib.sha256(record.encode()).hexdigest()[:8], 16)
        moments = (later(self.when, number + more) for more in range(1000))
        return next((one for one in moments if self.gathered.is_new(f"{kind} {one}")), self.when)

    def _name_of_report(self, name: str) -> str:
        """A name that no other report of the time has, for OpenCTI joins those: `Briefs (The Sorvik Post)`."""
        outlet = words(self.document["outlet"] or "")
        names = (name, *([f"{name} ({outlet})"] if outlet else []), f"{name} ({self.story['id']})")
        return next(
            (one for one in names if self.gathered.is_new(f"report {one.lower().strip()} {self.when}")), names[-1]
        )

    def _report(self, *, is_about_deeds: bool) -> Found:
        document, story = self.document, self.story
        text = document["text"][slice(*story["span"])].strip()
        title = words(story["title"]["text"] if story["title"] else document["title"] or text.partition("\n")[0])
        inside = list(self.inside) or [found["id"] for found in program()[:1]]
        byline = story["byline"]["text"] if story["byline"] else document["byline"]
        told = [
            f"Published by {document['outlet']}." if document["outlet"] else "",
            byline or "",
            *(f"Topic: {topic}." for topic in story["topics"]),
        ]
        return made(
            "report", story["id"], self.when, name=self._name_of_report(title or story["id"]), published=self.when, object_refs=inside, lang=_language(document),
            report_types=["threat-report"] if is_about_deeds else [], description=" ".join(filter(None, told)), labels=["news"],
            external_references=references(document, story["id"]),
            extensions=extension(record_id=story["id"], published=document["published"] or (story["written_on"] or {}).get("value")),
        )  # fmt: skip


def _deed_of(event: Found) -> str:
    """A deed without those who are said to have done it."""
    return " – ".join(filter(None, (event["trigger"]["text"], parties(event, "recipients"))))


def _language(document: Found) -> str | None:
    return document["language"] if document["language"] and len(document["language"]) == 2 else None


def _how(statement: Found, carried: list[Found]) -> Found:
    source = {"kind": statement["source"]["kind"], "words": speaker(statement)}
    return extension(
        record_id=statement["id"], source=source, act=statement["act"], polarity=statement["polarity"], certainty=statement["certainty"],
        quotation=statement["quotation"], evidence=statement["cue"]["text"] if statement["cue"] else None, events=[title_of(event) for event in carried],
    )  # fmt: skip


FORMATS = (
    Format(
        "stix",
        "STIX 2.1 bundle: reports, identities, notes; of cyber stories incidents and who is said to be behind them",
        "application/stix+json;version=2.1",
        Shape.TEXT,
        {"json": write_bundle},
        (
            "Events that have nothing to do with computers are left out, and their places; what is said of them stands in notes.",
            "Spans but those of deeds, origins, amounts, times, commitments, copies, issues and who may be the same are left out.",
            "A place without a point of its own is written as the country in which it lies; its words stand in the relationship.",
            "Entities that no text calls by a name, vessels, places, operations and those of kind `other` are no identities.",
            "The text of a story is left out: its statements and the sentences of its deeds are there.",
            "STIX has no dates without a time: a day is written as its midnight in UTC, what is not known to the day as 1970-01-01.",
            "Malware, tools and indicators are not read from text: there is no `uses`.",
            "Control characters are taken out of words.",
            JUDGED,
        ),
    ),
)


__all__ = ["FORMATS", "OPINIONS", "write_bundle"]
