"""PROV-O as JSON-LD: from what each record was made, by which rule or model, and what people decided of it.

Every document, story and record is an entity; each reading of a document by one rule or model is an activity, and so is each decision of a
person. Words are entities quoted from their document, named by their characters as RFC 5147 does (`…#char=102,113`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO

from onrecord.judging import AMENDED, REJECTED, VERDICTS, decide
from onrecord.model import Bundle, Judgement
from onrecord.publish.formats.resources import (
    BASE,
    SOFTWARE,
    TERMS,
    agent_id,
    origin_id,
    record_id,
    ref,
    resource_id,
    tidy,
    time_of,
)
from onrecord.publish.registry import Format, Shape
from onrecord.publish.selection import ACROSS, Found, Selection
from onrecord.publish.shared.beside import Beside, beside
from onrecord.publish.shared.characters import clean
from onrecord.publish.shared.context import Context
from onrecord.serialize import from_object, to_json_line

CONTEXT: Found = {
    "prov": "http://www.w3.org/ns/prov#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "onrecord": TERMS,
}
READ = ("entity", "statement", "event", "quantity", "time", "place")
"""Types of records that are read in a story."""
PLAIN = {
    "document": ("sha256", "media_type", "language", "published", "characters", "path", "outlet"),
    "story": (),
    "entity": ("kind", "name", "country", "sector", "authority"),
    "statement": ("quotation", "act", "polarity", "certainty", "time", "confidence"),
    "event": ("event_type", "mode", "status", "modality", "confidence"),
    "quantity": ("kind", "value", "low", "high", "approximate", "unit", "of"),
    "time": ("timex", "value", "anchor"),
    "place": ("name", "country", "lat", "lon", "geoname_id", "confidence"),
    "copy": ("kind", "share", "of_share"),
    "incident": ("kind", "title", "date", "place", "independent_reports", "first_reported"),
    "dispute": ("kind", "about", "state"),
    "commitment": ("kind", "state", "first_said"),
}
"""Fields of each type that are written as they are, as terms of our own."""
LOSSES = (
    "Of each record its origin, its words and a few of its fields are written; lists, times of day, parts of dates and quantities are left out.",
    "Issues, the lines of documents and the edits of cleaning are left out, and the text but for the words that records quote.",
    "A mention of an entity is a quotation that it was derived from; its form and the rule that joined it are left out.",
    "Sides of disputes, outcomes of commitments and passages that stories share are what these were derived from, without what each says.",
    "Of a judgement what it was about are the record that it names and the one that it now holds for, without where that stood.",
    "Characters that XML has no place for (controls, lone surrogates) are U+FFFD.",
)


def write_prov(selection: Selection, out: IO[str]) -> None:
    """One JSON-LD 1.1 document with its context in it: agents when they are first named, documents in order, then judgements."""
    out.write(f'{{"@context":{to_json_line(CONTEXT)},"@graph":[')
    separator = "\n"
    for node in _graph(selection):
        out.write(separator + to_json_line(tidy(clean(node))))
        separator = ",\n"
    out.write("\n]}\n")


def _graph(selection: Selection) -> Iterator[Found]:
    agents, decisions = _Agents(), _Decisions()
    yield from agents.software()
    with beside(selection) as known:
        for bundle in selection.bundles():
            decisions.add(bundle.objects(), known.judgements.within(bundle))
            yield from _Reading(Context(bundle, selection), agents, decisions, known).nodes()
        for kind in ACROSS:
            for found in selection.across(kind):
                decisions.add([found], {found["id"]: known.judgements.of(found["id"])})
                yield from _across(found, agents, decisions)
    for found in selection.judgements():
        yield from _decision(from_object(found), agents, decisions)


class _Decisions:
    """What people decided of the records written so far: which decision invalidates one, and what each decision is about now."""

    def __init__(self) -> None:
        self.invalidated: dict[str, str] = {}
        self.about: dict[str, list[str]] = {}

    def add(self, records: Iterable[Found], judgements: Mapping[str, Sequence[Judgement]]) -> None:
        """Note the judgements on records; one whose last word is a rejection of what it says now is invalidated by that."""
        if not judgements:
            return
        for record in records:
            own = judgements.get(record["id"], ())
            for judgement in own:
                self.about.setdefault(judgement.id, []).append(record["id"])
            decision = decide(record, own)
            if decision is not None and decision.verdict == REJECTED and decision.is_current:
                standing = (one for one in own if one.withdrawn_at is None and one.verdict in VERDICTS)
                self.invalidated[record["id"]] = max(standing, key=lambda one: (one.at, one.id)).id


class _Agents:
    """Agents, each given once; what is held of them is their ids, as many as there are rules, models, outlets and judges."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def software(self) -> Iterator[Found]:
        yield {"@id": SOFTWARE, "@type": ["prov:Agent", "prov:SoftwareAgent"], "rdfs:label": "onrecord"}

    def of_origin(self, origin: Found) -> Iterator[Found]:
        identity = origin_id(origin)
        version = f", version {origin['version']}" if origin["version"] else ""
        label = f"{origin['room']}/{origin['by']}{version}"
        own = {f"onrecord:{name}": origin[name] for name in ("room", "by", "version")}
        yield from self._once(
            {
                "@id": identity,
                "@type": ["prov:Agent", "prov:SoftwareAgent"],
                "rdfs:label": label,
                **own,
                "prov:actedOnBehalfOf": ref(SOFTWARE),
            }
        )

    def named(self, kind: str, role: str, name: str) -> Iterator[Found]:
        yield from self._once({"@id": agent_id(role, name), "@type": ["prov:Agent", kind], "rdfs:label": name})

    def _once(self, node: Found) -> Iterator[Found]:
        if node["@id"] not in self._known:
            self._known.add(node["@id"])
            yield node


class _Reading:
    """The nodes of one document and all that was read in it."""

    def __init__(self, context: Context, agents: _Agents, decisions: _Decisions, known: Beside) -> None:
        self._context, self._agents, self._decisions, self._known = context, agents, decisions, known
        self._document: Found = context.document
        self._activities: set[str] = set()
        self._quotes: set[tuple[int, int]] = set()

    def nodes(self) -> Iterator[Found]:
        bundle: Bundle = self._context.bundle
        yield from self._of_document()
        for story in bundle.stories:
            yield from self._of_story(story)
        for kind in READ:
            for found in bundle.of(kind):
                yield from self._of_record(found)

    def _of_document(self) -> Iterator[Found]:
        found = self._document
        node = _entity(found, self._decisions) | {"rdfs:label": found["title"]}
        if found["outlet"]:
            yield from self._agents.named("prov:Organization", "outlet", found["outlet"])
            node["prov:wasAttributedTo"] = ref(agent_id("outlet", found["outlet"]))
        if address := resource_id(found["url"]):
            yield {"@id": address, "@type": "prov:Entity"}
            node["prov:hadPrimarySource"] = ref(address)
        if fetched := time_of(found["fetched"]):
            activity = f"{record_id(found['id'])}#fetched"
            used = {"prov:used": ref(address)} if address else {}
            yield {
                "@id": activity,
                "@type": "prov:Activity",
                "prov:wasAssociatedWith": ref(SOFTWARE),
                **used,
                "prov:endedAtTime": fetched,
            }
            node["prov:wasGeneratedBy"] = ref(activity)
        yield node | {"onrecord:url": found["url"]}

    def _of_story(self, story: Found) -> Iterator[Found]:
        node = _entity(story, self._decisions)
        if story["origin"]:
            origin = {"room": "segment", "by": story["origin"].removeprefix("segment/"), "version": None}
            yield from self._activity(origin, node)
        parts = [story[name] for name in ("title", "byline", "dateline") if story[name]]
        yield from self._quotations(parts)
        node["prov:wasDerivedFrom"] = [ref(record_id(self._document["id"]))]
        for name in ("title", "byline", "dateline"):
            if story[name]:
                node[f"onrecord:{name}"] = ref(self._quote_id(story[name]["span"]))
        node["rdfs:label"] = story["title"]["text"] if story["title"] else None
        node["onrecord:written_on"] = story["written_on"]["value"] if story["written_on"] else None
        for of, kind in self._known.copied(story["id"]):
            if kind == "partial":
                node["prov:wasDerivedFrom"].append(ref(record_id(of)))
            else:
                node.setdefault("prov:alternateOf", []).append(ref(record_id(of)))
        yield node

    def _of_record(self, found: Found) -> Iterator[Found]:
        node = _entity(found, self._decisions)
        stories = list(
            dict.fromkeys([found["story"]] if "story" in found else [one["story"] for one in found["mentions"]])
        )
        if found["origin"]:
            yield from self._activity(found["origin"], node)
        words = list(_words(found))
        yield from self._quotations([one for _, one in words])
        for field, one in words:
            node.setdefault(f"onrecord:{field}", []).append(ref(self._quote_id(one["span"])))
        quoted = [self._quote_id(one["span"]) for _, one in words]
        node["prov:wasDerivedFrom"] = [ref(one) for one in dict.fromkeys([*map(record_id, stories), *quoted])]
        if found["type"] == "statement":
            node |= self._statement(found)
        elif found["type"] == "event":
            node |= self._event(found)
        elif found["type"] == "entity" and (other := self._context.node(found["id"])) and other.id != found["id"]:
            node["prov:alternateOf"] = ref(record_id(other.id))
        yield node

    def _statement(self, found: Found) -> Found:
        entity = found["source"]["entity"]
        return {
            "onrecord:accordingTo": self._context.who(found),
            "onrecord:sourceEntity": ref(record_id(entity)) if entity else None,
            "onrecord:within": ref(record_id(found["within"])) if found["within"] else None,
        }

    def _event(self, found: Found) -> Found:
        refs: Found = {
            f"onrecord:{role[:-1]}Entity": [ref(record_id(party["entity"])) for party in found[role] if party["entity"]]
            for role in ("actors", "recipients")
        }
        refs["onrecord:accordingTo"] = self._context.according_to(found)
        refs["onrecord:statement"] = ref(record_id(found["statement"])) if found["statement"] else None
        refs["onrecord:date"] = found["date"]["value"] if found["date"] else None
        return refs

    def _activity(self, origin: Found, node: Found) -> Iterator[Found]:
        """The reading of a document by a rule or model: one activity for all that this made of it."""
        agent = origin_id(origin)
        identity = f"{record_id(self._document['id'])}/{agent.removeprefix(BASE)}"
        node["prov:wasGeneratedBy"] = ref(identity)
        yield from self._agents.of_origin(origin)
        if identity not in self._activities:
            self._activities.add(identity)
            yield {
                "@id": identity,
                "@type": "prov:Activity",
                "prov:wasAssociatedWith": ref(agent),
                "prov:used": ref(record_id(self._document["id"])),
            }

    def _quotations(self, words: Iterable[Found]) -> Iterator[Found]:
        for one in words:
            start, end = one["span"]
            if (start, end) not in self._quotes:
                self._quotes.add((start, end))
                yield {
                    "@id": self._quote_id(one["span"]), "@type": "prov:Entity", "prov:value": one["text"],
                    "prov:wasQuotedFrom": ref(record_id(self._document["id"])), "onrecord:start": start, "onrecord:end": end,
                }  # fmt: skip

    def _quote_id(self, span: Sequence[int]) -> str:
        return f"{record_id(self._document['id'])}#char={span[0]},{span[1]}"


# --- across documents -------------------------------------------------------------------------------


def _across(found: Found, agents: _Agents, decisions: _Decisions) -> Iterator[Found]:
    """A record across documents, derived from the records that it rests on."""
    node = _entity(found, decisions)
    parts = list(dict.fromkeys(_rests_on(found)))
    node["prov:wasDerivedFrom"] = [ref(record_id(part)) for part in parts]
    if found["type"] == "dispute" and found["incident"]:
        node["onrecord:incident"] = ref(record_id(found["incident"]))
    if origin := found["origin"]:
        yield from agents.of_origin(origin)
        activity = f"{record_id(found['id'])}/{origin_id(origin).removeprefix(BASE)}"
        used = [ref(record_id(part)) for part in parts]
        yield {
            "@id": activity,
            "@type": "prov:Activity",
            "prov:wasAssociatedWith": ref(origin_id(origin)),
            "prov:used": used,
        }
        node["prov:wasGeneratedBy"] = ref(activity)
    yield node


def _rests_on(found: Found) -> Iterator[str]:
    kind = found["type"]
    if kind == "copy":
        yield from (found["story"], found["of"])
    elif kind == "dispute":
        for side in found["sides"]:
            yield from (*side["events"], *side["statements"], *(one["story"] for one in side["said"]))
    else:
        yield from (*found["events"], *found.get("statements", ()), *found.get("stories", ()))
        if kind == "commitment":
            told = (*found["said"], *found["outcomes"])
            yield from (one[name] for one in told for name in ("story", "statement") if one[name])


# --- judgements -------------------------------------------------------------------------------------


def _decision(judgement: Judgement, agents: _Agents, decisions: _Decisions) -> Iterator[Found]:
    """A decision of a person: an activity, the decision that it made, and what should stand in the record where it says so."""
    person = agent_id("person", judgement.by)
    yield from agents.named("prov:Person", "person", judgement.by)
    identity = record_id(judgement.id)
    activity = f"{identity}#made"
    about = dict.fromkeys([*judgement.subject.split(), *decisions.about.get(judgement.id, ())])
    subjects = [ref(record_id(subject)) for subject in about]
    at = time_of(judgement.at)
    yield {
        "@id": activity, "@type": "prov:Activity", "prov:wasAssociatedWith": ref(person), "prov:used": subjects, "prov:startedAtTime": at,
        "prov:endedAtTime": at,
    }  # fmt: skip
    yield {
        "@id": identity, "@type": ["prov:Entity", "onrecord:Judgement"], "prov:wasGeneratedBy": ref(activity),
        "prov:wasAttributedTo": ref(person), "prov:wasDerivedFrom": subjects, "onrecord:verdict": judgement.verdict,
        "onrecord:reason": judgement.reason, "onrecord:field": judgement.field, "onrecord:at": judgement.at,
        "prov:invalidatedAtTime": time_of(judgement.withdrawn_at), "onrecord:withdrawn_at": judgement.withdrawn_at,
    }  # fmt: skip
    if judgement.verdict == AMENDED and judgement.value is not None:
        yield {
            "@id": f"{identity}#value", "@type": "prov:Entity", "prov:value": judgement.value, "prov:wasRevisionOf": subjects,
            "prov:wasGeneratedBy": ref(activity), "prov:wasAttributedTo": ref(person),
            "prov:invalidatedAtTime": time_of(judgement.withdrawn_at),
        }  # fmt: skip


# --- nodes ------------------------------------------------------------------------------------------


def _entity(found: Found, decisions: _Decisions) -> Found:
    """A record with the fields that are written as they are, and what invalidates it."""
    node: Found = {"@id": record_id(found["id"]), "@type": ["prov:Entity", f"onrecord:{found['type'].capitalize()}"]}
    node |= {f"onrecord:{name}": found.get(name) for name in PLAIN[found["type"]]}
    if decision := decisions.invalidated.get(found["id"]):
        node["prov:wasInvalidatedBy"] = ref(f"{record_id(decision)}#made")
    return node


def _words(found: Found) -> Iterator[tuple[str, Found]]:
    """The words of a record, each with the field that they are."""
    if found["type"] == "entity":
        yield from (("mention", one) for one in found["mentions"])
    elif "span" in found:
        yield "words", found
    for field in ("source", "cue", "addressee", "medium", "target", "trigger", "date", "place"):
        value = found.get(field)
        if isinstance(value, dict) and value["text"] is not None:
            yield f"{field}Words", value
    for field in ("actors", "recipients"):
        yield from ((f"{field[:-1]}Words", party) for party in found.get(field, ()))
    if "content" in found:
        for words, span in zip(found["content"]["texts"], found["content"]["spans"], strict=True):
            yield "contentWords", {"text": words, "span": span}


FORMATS: tuple[Format, ...] = (
    Format(
        "prov", "how each record came about, as PROV-O in JSON-LD", "application/ld+json", Shape.TEXT,
        {"jsonld": write_prov, "json": write_prov}, LOSSES,
    ),
)  # fmt: skip
