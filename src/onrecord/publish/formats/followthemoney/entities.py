"""FollowTheMoney entities, one JSON object a line, as `ftm`, Aleph and OpenAleph load them.

A story is an Article, who is named in it a Person, an Organization, a PublicBody, ... with a Mention for each name. Who said what is a
Note: the one schema that has words of any length, needs no speaker who is an entity (most sources are not named) and can be about several
things at once, the speaker, the one spoken of and the event. A deed that somebody says happened is an Event whose name begins with how it
stands; only where the report itself asserts it are its parties `involved`, and else they are joined to it by an UnknownLink that says in
which part and how it stands. What did not happen, or has not, is no Event: it is a Note.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import IO

from onrecord.model import content_id
from onrecord.publish.formats.followthemoney import values
from onrecord.publish.formats.followthemoney.things import LEGAL, Thing, merged, schema_of
from onrecord.publish.registry import Format, Shape
from onrecord.publish.selection import Bundle, Found, Selection
from onrecord.publish.shared.cast import Cast, by_story, cast_of, is_named, names_of, point_of
from onrecord.publish.shared.judgements import LOSS as JUDGED
from onrecord.publish.shared.judgements import put_right
from onrecord.publish.shared.scratch import Gathering, gathering
from onrecord.publish.shared.stories import sentence_of
from onrecord.publish.shared.wording import (
    HAPPENED,
    attributed,
    event_details,
    speaker,
    standing,
    statement_details,
    title_of,
)
from onrecord.serialize import to_json_line

Values = Iterable[str | None]
Refers = Mapping[str, list[str]]


def write_entities(selection: Selection, out: IO[str]) -> None:
    """Every entity once: articles, mentions, notes and events by document, then what is known of things from all of them, then links
    across documents. References point at entities of the file alone.
    """
    with gathering() as gathered:
        for found in _entities(selection, gathered):
            out.write(to_json_line(found) + "\n")


def _entities(selection: Selection, gathered: Gathering) -> Iterator[Found]:
    for bundle in put_right(selection):
        for found in _of_document(bundle, cast_of(bundle, selection), gathered):
            if gathered.is_new(found["id"]):
                yield found
    for owner, parts in gathered.groups():
        thing = merged(parts)
        yield _entity(owner, thing.schema, **thing.properties)
        yield from filter(lambda link: gathered.is_new(link["id"]), _possible(owner, thing, gathered))
    for found in _across(selection, gathered):
        if gathered.is_new(found["id"]):
            yield found


def _entity(identity: str, schema: str, **given: Values) -> Found:
    return {"id": identity, "schema": schema, "properties": values.properties(given)}


# --- one document ---------------------------------------------------------------------------------


def _of_document(bundle: Bundle, cast: Cast, gathered: Gathering) -> Iterator[Found]:
    quantities = {found["id"]: found for found in bundle.quantities}
    for story, statements, events in by_story(bundle, cast):
        page = _Page(bundle, story, cast, gathered, {found["id"]: found for found in statements}, quantities)
        yield page.article()
        yield from page.mentions()
        places = page.gather_places(events)
        for event in events:
            yield from page.event(event, places.get(event["id"]))
        for statement in statements:
            yield page.statement(statement, [event["id"] for event in events if event["statement"] == statement["id"]])


class _Page:
    """One story: what each of its records becomes."""

    def __init__(
        self, bundle: Bundle, story: Found, cast: Cast, gathered: Gathering, statements: Mapping[str, Found],
        quantities: Mapping[str, Found],
    ) -> None:  # fmt: skip
        self.document, self.story, self.cast = bundle.document, story, cast
        self.gathered, self.statements, self.quantities = gathered, statements, quantities
        self.places = {tuple(found["span"]): found for found in bundle.places if found["story"] == story["id"]}
        self.starts = {span[0]: place for span, place in self.places.items()}
        self.beside: dict[str, Values] = {
            "proof": [story["id"]], "publisher": [self.document["outlet"]], "sourceUrl": [self.document["url"]],
        }  # fmt: skip

    def article(self) -> Found:
        """The story as it is read: what Aleph shows under its own name."""
        document, story = self.document, self.story
        text = document["text"][slice(*story["span"])]
        written = story["written_on"]
        published = values.moment(document["published"]) or (
            written and values.day(written["value"], written["precision"])
        )
        here = [one for one in self.cast.entities.values() if self._is_here(one)]
        return _entity(
            story["id"], "Article",
            title=[story["title"]["text"] if story["title"] else document["title"] or text.strip().partition("\n")[0]],
            author=[story["byline"]["text"] if story["byline"] else document["byline"]],
            publishedAt=[published], fileName=[document["path"]], mimeType=[values.mimetype(document["media_type"])],
            language=["eng" if document["language"] == "en" else None], bodyText=values.texts(text), publisher=[document["outlet"]],
            sourceUrl=[document["url"]], retrievedAt=[values.moment(document["fetched"])], keywords=[*story["topics"], document["id"]],
            peopleMentioned=[name for one in here if one["kind"] == "person" for name in names_of(one)],
            companiesMentioned=[name for one in here if one["kind"] in ("organisation", "government", "armed_group") for name in names_of(one)],
            locationMentioned=[place["text"] for place in self.places.values()],
            detectedCountry=[values.country(place["country"]) for place in self.places.values()],
        )  # fmt: skip

    def _is_here(self, entity: Found) -> bool:
        return any(it["story"] == self.story["id"] for it in entity["mentions"])

    def thing(self, entity: Found | None) -> str | None:
        """The id of what is written for an entity; None for one that is not written."""
        if entity is None or not is_named(entity) or schema_of(entity) is None:
            return None
        one = self.cast.one(entity)
        return one.id if any(map(values.name, (one.name, *names_of(entity)))) else None

    def mentions(self) -> Iterator[Found]:
        """Who is named in the story, by each name; what is no legal entity is documented by the article."""
        for entity in self.cast.entities.values():
            identity = self.thing(entity)
            if identity is None or not self._is_here(entity):
                continue
            schema = schema_of(entity) or ""
            self.gathered.put(identity, self._part(entity, schema))
            self.gathered.is_new(identity)
            for name in names_of(entity):
                yield from self._mention(identity, schema, name, entity)

    def _part(self, entity: Found, schema: str) -> Found:
        points = self._places_of(entity)
        return {
            "schema": schema, "kind": entity["kind"], "name": self.cast.one(entity).name, "names": list(names_of(entity)),
            "country": values.country(entity["country"] or self._country_of(entity)), "office": entity["office"], "proof": self.story["id"],
            "keywords": [f"PLOVER sector {entity['sector']}" if entity["sector"] else None, entity["authority"]],
            "point": next(filter(None, map(point_of, points)), None),
            "possible": [[self.cast.same[it["entity"]].id, it["reason"]] for it in entity["possible_same"] if it["entity"] in self.cast.same],
        }  # fmt: skip

    def _country_of(self, entity: Found) -> str | None:
        """Where a place is: the country in which all that the documents say of it puts it."""
        found = {place["country"] for place in self._places_of(entity)}
        return found.pop() if entity["kind"] in ("place", "facility") and len(found) == 1 else None

    def _places_of(self, entity: Found) -> list[Found]:
        """What is known of where an entity is: its name may be the head of longer words for it, "Sorvik" of "Sorvik, Pelmark"."""
        spans = [(it["span"][0], it["span"][1]) for it in entity["mentions"]]
        found = ((self.starts.get(start), end) for start, end in spans)
        return [place for place, end in found if place is not None and end <= place["span"][1]]

    def _entity_at(self, span: tuple[int, int]) -> Found | None:
        """The entity that stands in these words for a place, or at their head."""
        named = (one for start, end, one in self.cast.named if start == span[0] and end <= span[1])
        return self.cast.of(self.cast.spots.get(span) or next(named, None))

    def _mention(self, identity: str, schema: str, name: str, entity: Found) -> Iterator[Found]:
        if schema in LEGAL:
            own = content_id("mention", self.story["id"], identity, name)
            given: dict[str, Values] = {"document": [self.story["id"]], "resolved": [identity], "name": [name]}
            if values.name(name):
                yield _entity(
                    own, "Mention", detectedSchema=[schema], contextCountry=[values.country(entity["country"])], **given
                )
            return
        own = content_id("documentation", self.story["id"], identity)
        yield _entity(
            own, "Documentation", document=[self.story["id"]], entity=[identity], role=["named in"], **self.beside
        )

    # --- places ---

    def gather_places(self, events: Iterable[Found]) -> dict[str, str]:
        """The Address of where each event happened, by the event's id."""
        found = {}
        for event in events:
            span = (event["place"]["span"][0], event["place"]["span"][1]) if event["place"] else None
            entity = self._entity_at(span) if span else None
            identity = self.thing(entity)
            if identity and entity and schema_of(entity) == "Address":
                found[event["id"]] = identity
            elif span in self.places and (point_of(self.places[span]) or values.country(self.places[span]["country"])):
                found[event["id"]] = self._gather_place(self.places[span])
        return found

    def _gather_place(self, place: Found) -> str:
        identity = f"geonames-{place['geoname_id']}" if place["geoname_id"] is not None else str(place["id"])
        self.gathered.put(
            identity,
            {
                "schema": "Address", "kind": "place", "name": ", ".join(dict.fromkeys(filter(None, (place["name"], place["admin1"])))),
                "names": [], "country": values.country(place["country"]), "office": [], "proof": self.story["id"], "keywords": [],
                "point": point_of(place), "possible": [],
            },
        )  # fmt: skip
        self.gathered.is_new(identity)
        return identity

    # --- events ---

    def event(self, event: Found, where: str | None) -> Iterator[Found]:
        """An Event, or a Note of what did not happen, and links to its parties."""
        parties = list(self._parties(event))
        words = sentence_of(self.story, self.document["text"], event["trigger"]["span"])
        stands = standing(event, self.statements)
        given: dict[str, Values] = {
            "summary": [f"{stands[:1].upper()}{stands[1:]}: “{words}”"],
            "notes": ["\n".join(event_details(event, self.quantities))],
            "keywords": ["event", f"status {event['status']}", event["event_type"], event["mode"], *event["contexts"]],
            "country": [values.country(event["place"]["country"]) if event["place"] else None],
            **self.beside,
        }
        if event["status"] in HAPPENED:
            yield self._event(event, parties, where, given)
        else:
            yield _entity(
                event["id"], "Note", description=[title_of(event)], entity=[one for _, one, _ in parties], **given
            )
        for role, identity, party in parties:
            yield self._party(event, role, identity, party, stands)

    def _event(self, event: Found, parties: Iterable[tuple[str, str, Found]], where: str | None, given: Mapping[str, Values]) -> Found:  # fmt: skip
        is_asserted = event["status"] == "actual"
        involved = [one for _, one, party in parties if is_asserted and schema_of(self.cast.who(party) or {}) in LEGAL]
        day = event["date"]
        return _entity(
            event["id"], "Event", name=[values.title(title_of(event))], date=[values.day(day["value"], day["precision"]) if day else None],
            location=[event["place"]["text"] if event["place"] else None], addressEntity=[where], recordId=[event["id"]],
            involved=involved, **given,
        )  # fmt: skip

    def _parties(self, event: Found) -> Iterator[tuple[str, str, Found]]:
        for role, name in (("actors", "actor"), ("recipients", "recipient")):
            for party in event[role]:
                identity = self.thing(self.cast.who(party))
                if identity is not None:
                    yield name, identity, party

    def _party(self, event: Found, role: str, identity: str, party: Found, stands: str) -> Found:
        day = event["date"]
        return _entity(
            content_id("link", event["id"], role, identity), "UnknownLink", subject=[identity], object=[event["id"]],
            role=[role if event["status"] == "actual" else f"{role} ({event['status'].replace('_', ' ')})"],
            status=[event["status"]], summary=[f"{party['text']}: {role} of what is {stands}"], recordId=[event["id"]],
            date=[values.day(day["value"], day["precision"]) if day and event["status"] in HAPPENED else None], **self.beside,
        )  # fmt: skip

    # --- statements ---

    def statement(self, statement: Found, carried: Iterable[str]) -> Found:
        """Who said what: a Note on the speaker, on whom it is about, and on the events that it carries."""
        about = (self.thing(self.cast.who(phrase)) for phrase in (statement["source"], statement["target"]))
        return _entity(
            statement["id"], "Note", description=[attributed(statement)], entity=[*about, *carried],
            summary=[f"According to {speaker(statement)}" + (f", in {self.document['outlet']}" if self.document["outlet"] else "")],
            notes=["\n".join(statement_details(statement))],
            keywords=["statement", *(f"{name} {statement[name]}" for name in ("act", "polarity", "certainty")), f"source {statement['source']['kind']}"],
            **self.beside,
        )  # fmt: skip


# --- across documents -----------------------------------------------------------------------------


def _possible(owner: str, thing: Thing, gathered: Gathering) -> Iterator[Found]:
    """Who may be the same and was not joined."""
    for other, reason in thing.possible:
        if other != owner and gathered.has(other):
            ends = sorted((owner, other))
            yield _link("possible", ends[0], ends[1], "possibly the same, not joined", reason)


def _link(kind: str, subject: str, object: str, role: str, summary: str, **given: Values) -> Found:
    own = content_id("link", kind, subject, object)
    return _entity(own, "UnknownLink", subject=[subject], object=[object], role=[role], summary=[summary], **given)


def _across(selection: Selection, gathered: Gathering) -> Iterator[Found]:
    for found in selection.across("copy"):
        if gathered.has(found["story"]) and gathered.has(found["of"]):
            share = f"{found['share']:.0%} of its words ({found['kind']} copy)"
            yield _link("copy", found["story"], found["of"], "repeats passages of", share, recordId=[found["id"]])
    for found in selection.across("incident"):
        yield from _incident(found, gathered)
    for found in selection.across("dispute"):
        yield _dispute(found, gathered)
    for found in selection.across("commitment"):
        yield _commitment(found, selection, gathered)


def _incident(found: Found, gathered: Gathering) -> Iterator[Found]:
    """The tellings of one happening, each joined to the first of them; none is merged with another. What is no event of PLOVER (an
    earthquake) is told by its words alone, and not how it stands: its Event says so.
    """
    there = [event for event in found["events"] if gathered.has(event)]
    stories = [
        one for one in dict.fromkeys(it["story"] for it in found["told"] if it["event"] is None) if gathered.has(one)
    ]
    if not there and stories and found["kind"]:
        yield _told(found, stories)
    reasons = "; ".join(filter(None, (found["title"], *found["reasons"])))
    for event in there[1:]:
        yield _link("incident", there[0], event, "told of the same happening", reasons, recordId=[found["id"]])


def _told(found: Found, stories: list[str]) -> Found:
    told = [f"“{it['text']}”" for it in found["told"] if it["event"] is None and it["story"] in stories]
    outlets = f", by {', '.join(found['outlets'])}" if found["outlets"] else ""
    title = found["title"] or " / ".join(told)
    day = found["date"]
    return _entity(
        found["id"], "Event", name=[values.title(f"Told of: {title}")], date=[values.moment(day)], location=[found["place"]], proof=stories,
        summary=[f"Told of{outlets}, independent reports: {found['independent_reports']}; whether a source or the report itself says so was not read"],
        description=[" / ".join(dict.fromkeys(told))], recordId=[found["id"]], keywords=["incident", found["kind"]],
    )  # fmt: skip


def _dispute(found: Found, gathered: Gathering) -> Found:
    lines = [f"Disputed ({found['kind']}, {found['state']}): {found['about']}"]
    for side in found["sides"]:
        told = ", ".join(side["sources"] or side["outlets"]) or "the report itself"
        later = f"; later put right to {side['superseded_by']}" if side["superseded_by"] else ""
        lines.append(
            f"- {side['value']}, according to {told}{later}: " + " / ".join(f"“{one['text']}”" for one in side["said"])
        )
    about = [one for side in found["sides"] for one in (*side["statements"], *side["events"]) if gathered.has(one)]
    stories = [one["story"] for side in found["sides"] for one in side["said"] if gathered.has(one["story"])]
    return _entity(found["id"], "Note", description=["\n".join(lines)], entity=about, proof=stories, keywords=["dispute", found["kind"], found["state"]])  # fmt: skip


def _commitment(found: Found, selection: Selection, gathered: Gathering) -> Found:
    said = " … ".join(found["content"]["texts"])
    lines = [
        f"{found['kind'].capitalize()} by {found['by']['text'] or 'somebody who is not stated'}: {said} ({found['state']})"
    ]
    lines += [f"- to: {found['to']}"] if found["to"] else []
    lines += [f"- {name}: {found[name]['text']}" for name in ("condition", "deadline") if found[name]]
    lines += [
        f"- {it['state']}, according to {it['source'] or it['outlet'] or 'the report itself'}: “{it['text']}”"
        for it in found["outcomes"]
    ]
    by = selection.same_as([found["by"]["entity"]] if found["by"]["entity"] else [])
    about = [
        one for one in (*(it.id for it in by.values()), *found["statements"], *found["events"]) if gathered.has(one)
    ]
    stories = [
        one
        for one in dict.fromkeys([found["story"], *(it["story"] for it in found["said"])])
        if one and gathered.has(one)
    ]
    return _entity(found["id"], "Note", description=["\n".join(lines)], entity=about, proof=stories, keywords=["commitment", found["kind"], found["state"]])  # fmt: skip


FORMATS = (
    Format(
        "ftm",
        "FollowTheMoney entities for Aleph and OpenAleph, one JSON object a line",
        "application/json+ftm",
        Shape.TEXT,
        {"ftm.json": write_entities, "json": write_entities, "jsonl": write_entities, "ftm": write_entities},
        (
            "Spans, origins, confidences, times that no event has, the kinds of lines and issues are left out.",
            "Entities that no text calls by a name, and those of kind `other`, are words in notes and events alone.",
            "Mentions are names: descriptions and pronouns that refer to somebody are left out.",
            "Amounts are words in the notes of their event; amounts of no event are left out.",
            "A week, a quarter or a season of an event is written as the month or year that holds it whole, or not at all.",
            "Places where no event was are names in their article alone; a place of GeoNames has the id of that.",
            "Happenings in several stories that are no event, accident or disaster of a known kind are left out.",
            "Documents in which no story was found are left out.",
            "Of more than 1,000 articles that name a thing `proof` has the first 1,000; its mentions have all.",
            "Invisible and control characters are taken out of words.",
            JUDGED,
        ),
    ),
)


__all__: list[str] = ["FORMATS", "write_entities"]
