"""STIX 2.1: read by `stix2`, and saying exactly what the story says."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import stix2

from onrecord.judging import REJECTED, judge_record
from onrecord.model import Act, Content, EntityKind, EventPlace, EventStatus, Origin, Place, Record
from onrecord.pipeline import read_document
from onrecord.publish import ObjectSelection, export, format_named
from onrecord.publish.formats.stix.cyber import is_cyber_deed
from onrecord.publish.formats.stix.objects import EXTENSION, SECTORS, stix_id, timestamp
from onrecord.publish.selection import Bundle, group_objects
from onrecord.serialize import record_objects, to_object
from tests.builders import at, make_document, make_record, many_records
from tests.publish.cyber import TEXT, cyber_record, entity_id, selection_of

ALLOWED = {
    *(("attributed-to", source, target) for source, target in [
        ("campaign", "intrusion-set"), ("campaign", "threat-actor"), ("intrusion-set", "threat-actor"), ("threat-actor", "identity"),
    ]),
    *(("targets", source, target) for source in ("campaign", "intrusion-set", "threat-actor") for target in ("identity", "location", "vulnerability")),
}  # fmt: skip
"""Relationships of the standard's table (its appendix B) of those types that are written."""


class Bundled:
    """A bundle as a reader sees it."""

    def __init__(self, *records: Record, **given: Any) -> None:
        out = io.StringIO()
        export(selection_of(*records, **given), form="stix", out=out)
        self.text = out.getvalue()
        self.raw = json.loads(self.text)
        self.by_id = {found["id"]: found for found in self.raw["objects"]}

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [found for found in self.raw["objects"] if found["type"] == kind]

    def named(self, identity: str) -> str:
        return str(self.by_id[identity].get("name", identity))

    def links(self) -> set[tuple[str, str, str]]:
        return {
            (self.named(one["source_ref"]), one["relationship_type"], self.named(one["target_ref"]))
            for one in self.of("relationship")
        }

    def about(self, found: dict[str, Any]) -> set[tuple[str, str, str]]:
        """What an opinion or note is about: the names of things, the ends of relationships."""
        ends = (self.by_id[one] for one in found["object_refs"])
        return {
            (self.named(one["source_ref"]), one["relationship_type"], self.named(one["target_ref"]))
            if one["type"] == "relationship"
            else (str(one.get("name")), "", "")
            for one in ends
        }


def check(bundle: Bundled) -> None:
    """What holds for every bundle."""
    parsed = stix2.parse(bundle.raw, allow_custom=False)
    assert len(parsed.objects) == len(bundle.raw["objects"]) == len(bundle.by_id)
    again = parsed.serialize().replace(".000Z", "Z")
    assert json.loads(again) == json.loads(bundle.text.replace(".000Z", "Z"))
    for found in bundle.raw["objects"]:
        for name, value in found.items():
            refs = [value] if name.endswith("_ref") else value if name.endswith("_refs") else []
            assert set(refs) <= bundle.by_id.keys(), (found["type"], name)
            assert len(set(refs)) == len(refs)
            assert value not in (None, [], "", {})
        if found["type"] == "relationship":
            ends = (found[name].partition("--")[0] for name in ("source_ref", "target_ref"))
            how = (found["relationship_type"], *ends)
            assert how[0] == "related-to" or how in ALLOWED


def test_it_says_exactly_what_the_story_says() -> None:
    bundle = Bundled(cyber_record())
    check(bundle)
    broke = "Reported: The hacking group Sable Heron – broke into the network – Nordvolt (COERCE cyber)"
    attack = "Alleged: attack on – Havnor (ASSAULT)"
    hacking = "Alleged: Ostrava – hacking Havnor – Havnor (COERCE cyber)"
    behind = "Whoever is behind: hacking Havnor – Havnor"
    assert {found["name"] for found in bundle.of("incident")} == {broke, attack, hacking}
    assert {found["name"] for found in bundle.of("threat-actor")} == {"Sable Heron", "Crimson Kettle", behind}
    assert bundle.links() == {
        (broke, "related-to", "Nordvolt"), ("Sable Heron", "related-to", broke), ("Sable Heron", "targets", "Nordvolt"),
        (attack, "related-to", "Havnor"), ("Crimson Kettle", "related-to", attack), ("Crimson Kettle", "targets", "Havnor"),
        (hacking, "related-to", "Havnor"), (behind, "attributed-to", "Ostrava"), (behind, "related-to", hacking), (behind, "targets", "Havnor"),
    }  # fmt: skip
    assert {found["name"] for found in bundle.of("identity")} == {
        "onrecord",
        "Nordvolt",
        "Ostrava",
        "Havnor",
        "Greta Sund",
    }


def test_as_the_program_reads_it_it_says_no_more() -> None:
    """What is read in a story differs a little from processor to processor; nobody is made what the text does not call them."""
    text = TEXT.format(group="The hacking group", deed="broke into the network of")
    document = replace(make_document(text, name="cyber.txt")[0], markup=())
    bundle = Bundled(read_document(document))
    check(bundle)
    called = {found["name"] for found in (*bundle.of("threat-actor"), *bundle.of("intrusion-set"))}
    assert {name for name in called if not name.startswith("Whoever is behind: ")} <= {"Sable Heron", "Crimson Kettle"}
    assert len(bundle.of("note")) >= 5
    assert {("Nordvolt", "targets"), ("Havnor", "targets")}.isdisjoint(
        (source, how) for source, how, _ in bundle.links()
    )
    assert not {found["authors"][0] for found in bundle.of("opinion") if found["opinion"] == "strongly-agree"} & {
        "Ostrava",
        "Nordvolt",
    }


def test_opinions_are_those_of_who_speaks_on_what_they_speak_of() -> None:
    bundle = Bundled(cyber_record())
    opinions = {found["authors"][0]: found for found in bundle.of("opinion")}
    assert {who: found["opinion"] for who, found in opinions.items()} == {
        "a senior official (unnamed)": "strongly-agree",
        "The Crimson Kettle, a collective of hackers": "strongly-agree",
        "Greta Sund": "agree",
        "Ostrava": "strongly-disagree",
    }
    behind = "Whoever is behind: hacking Havnor – Havnor"
    assert (behind, "attributed-to", "Ostrava") in bundle.about(opinions["Ostrava"])
    assert bundle.about(opinions["Ostrava"]) == bundle.about(opinions["Greta Sund"])


def test_a_denial_of_another_deed_is_no_opinion_on_this_one() -> None:
    """The ministry denies having hacked Nordvolt, of which nobody accuses Ostrava: a note, and nothing on Sable Heron or Havnor."""
    bundle = Bundled(cyber_record())
    note = next(found for found in bundle.of("note") if found["authors"] == ["The foreign ministry of Ostrava"])
    assert note["content"] == note["abstract"]
    assert note["content"].startswith("The foreign ministry of Ostrava denies")
    assert note["content"].endswith(": its services had hacked Nordvolt")
    assert bundle.about(note) == {("Nordvolt", "", "")}
    assert note["extensions"][EXTENSION]["events"] == ["Denied: its services – hacked – Nordvolt (COERCE cyber)"]
    assert "The foreign ministry of Ostrava" not in {found["authors"][0] for found in bundle.of("opinion")}


def test_every_relationship_has_a_note_that_says_according_to_whom() -> None:
    bundle = Bundled(cyber_record())
    noted = {one for found in bundle.of("note") for one in found["object_refs"]}
    for found in bundle.of("relationship"):
        assert found["id"] in noted
        assert found["labels"] in (["reported"], ["alleged"])
        assert found["extensions"][EXTENSION]["according_to"] in found["description"]
        assert "confidence" not in found


def test_a_deed_that_the_report_itself_asserts_has_a_note_of_the_outlet() -> None:
    record = cyber_record()
    first = replace(record.events[0], statement=None, status=EventStatus.ACTUAL)
    bundle = Bundled(replace(record, events=(first, *record.events[1:])))
    check(bundle)
    note = next(found for found in bundle.of("note") if found["authors"] == ["The Sorvik Post"])
    assert ("Sable Heron", "targets", "Nordvolt") in bundle.about(note)
    assert note["content"].startswith("Actual, asserted by the report itself: “The hacking group Sable Heron")


@pytest.mark.parametrize("status", ["denied", "negated", "planned", "threatened", "conditional", "called_for"])
def test_what_did_not_happen_is_no_incident_and_makes_nobody_a_threat_actor(status: str) -> None:
    record = cyber_record()
    events = tuple(replace(event, status=EventStatus(status)) for event in record.events)
    bundle = Bundled(replace(record, events=events))
    check(bundle)
    assert not [*bundle.of("incident"), *bundle.of("threat-actor"), *bundle.of("relationship"), *bundle.of("opinion")]
    assert len(bundle.of("note")) == len(record.statements)


def test_a_story_of_something_else_has_no_threat_actor() -> None:
    bundle = Bundled(make_record())
    check(bundle)
    assert Counter(found["type"] for found in bundle.raw["objects"]) == {
        "identity": 3, "extension-definition": 1, "note": 4, "report": 1,
    }  # fmt: skip
    (report,) = bundle.of("report")
    assert report["name"] == "Pelmark seals its northern harbour"
    assert report["published"] == "2026-05-04T00:00:00.000Z"
    assert report["external_references"][0]["source_name"] == "The Sorvik Post"
    assert {found["id"] for found in bundle.of("identity")} - set(report["object_refs"]) == {
        stix_id("identity", "onrecord")
    }


def test_a_campaign_is_one_where_the_text_says_so() -> None:
    bundle = Bundled(cyber_record(deed="ran a campaign of intrusions against", trigger="intrusions"))
    check(bundle)
    (campaign,) = bundle.of("campaign")
    assert {("attributed-to", "Sable Heron"), ("targets", "Nordvolt")} == {
        (how, target) for source, how, target in bundle.links() if source == campaign["name"]
    }
    assert len(bundle.of("incident")) == 2


@pytest.mark.parametrize(
    ("group", "kind"),
    [
        ("The hacking group", "threat-actor"),
        ("A ransomware gang calling itself", "threat-actor"),
        ("Hackers known as", "threat-actor"),
        ("A group tracked by security firms as", "intrusion-set"),
        ("A crew known to researchers as", "intrusion-set"),
        ("The bank", "identity"),
    ],
)
def test_what_a_group_is_follows_from_what_it_is_called(group: str, kind: str) -> None:
    bundle = Bundled(cyber_record(group=group))
    check(bundle)
    assert stix_id(kind, entity_id("Sable Heron")) in bundle.by_id
    unnamed = {"Whoever is behind: broke into the network – Nordvolt"} if kind == "identity" else set()
    assert {found["name"] for found in bundle.of("threat-actor")} >= unnamed


def test_an_attack_is_by_computer_only_where_its_doers_are_called_hackers() -> None:
    record = cyber_record()
    attack = to_object(record.events[2])
    statements = {one.id: to_object(one) for one in record.statements}
    assert is_cyber_deed(attack, statements)
    claimed = statements[attack["statement"]]
    plain = {**claimed, "source": {**claimed["source"], "text": "The Crimson Kettle"}}
    assert not is_cyber_deed(attack, {claimed["id"]: plain})
    assert not is_cyber_deed({**attack, "statement": None, "contexts": ["cyber"]}, {})


def test_who_is_accused_and_not_called_a_hacker_stays_an_identity() -> None:
    bundle = Bundled(cyber_record())
    key = entity_id("Ostrava")
    assert stix_id("identity", key) in bundle.by_id
    assert stix_id("threat-actor", key) not in bundle.by_id


def test_one_thing_across_documents_is_one_object() -> None:
    bundle = Bundled(cyber_record(name="one.txt"), cyber_record(name="two.txt"))
    check(bundle)
    assert len([found for found in bundle.of("threat-actor") if found["name"] == "Sable Heron"]) == 1
    assert len(bundle.of("report")) == 2


def test_judgements_are_heard() -> None:
    record = cyber_record()
    objects = [*record_objects(record)]
    event = next(found for found in objects if found["type"] == "event")
    judgement = judge_record(
        event, REJECTED, by="an editor", at="2026-05-05T08:00:00+00:00", document=record.document.id
    )
    out = io.StringIO()
    export(ObjectSelection([*objects, to_object(judgement)]), form="stix", out=out)
    assert "Sable Heron – broke" not in out.getvalue()
    assert '"type":"threat-actor"' in out.getvalue()


def test_disputes_and_incidents_across_documents() -> None:
    one, two = cyber_record(name="one.txt"), cyber_record(name="two.txt")
    objects = [found for record in (one, two) for found in record_objects(record)]
    incident = {
        "type": "incident", "id": "incident-1", "events": [one.events[0].id, two.events[0].id, "event-gone"], "title": "broke into, Nordvolt",
        "reasons": ["same victim"], "kind": "COERCE",
    }  # fmt: skip
    words = to_object(one.statements[1])["content"]
    said = {
        "story": one.stories[0].id,
        "outlet": None,
        "text": words["texts"][0],
        "span": words["spans"][0],
        "source": "the ministry",
    }
    gone = {**said, "story": "story-gone"}
    sides = [
        {
            "value": value,
            "statements": [],
            "events": [one.events[0].id],
            "outlets": [],
            "sources": ["the ministry"],
            "said": [said, gone],
        }
        for value in ("it did", "it did not")
    ]
    dispute = {
        "type": "dispute",
        "id": "dispute-1",
        "kind": "denial",
        "about": "who did it",
        "sides": sides,
        "state": "open",
    }
    other = {**dispute, "id": "dispute-2", "sides": [{**side, "said": [gone], "events": []} for side in sides]}
    out = io.StringIO()
    export(ObjectSelection([*objects, incident, dispute, other]), form="stix", out=out)
    bundle = Bundled()
    bundle.text, bundle.raw = out.getvalue(), json.loads(out.getvalue())
    bundle.by_id = {found["id"]: found for found in bundle.raw["objects"]}
    check(bundle)
    (grouping,) = bundle.of("grouping")
    assert len(grouping["object_refs"]) == 2
    (note,) = [found for found in bundle.of("note") if found["labels"][0] == "dispute"]
    assert note["content"].splitlines()[0].startswith("- it did, according to the ministry: “its services")


def test_where_a_deed_happened_is_a_location() -> None:
    record = cyber_record()
    story, text = record.stories[0], record.clean.text
    spot = at(text, "the network")
    place = Place("place-1", story.id, spot, "Tarnholm", "NOR", "Troms", 61.5, -4.25, 991, None)
    event = replace(record.events[0], place=EventPlace(place.id, spot, "Tarnholm", "NOR"))
    bundle = Bundled(replace(record, events=(event, *record.events[1:]), places=(place,)))
    check(bundle)
    (found,) = bundle.of("location")
    assert (found["name"], found["country"], found["latitude"], found["longitude"]) == ("Tarnholm", "NO", 61.5, -4.25)
    assert any(how == "related-to" and target == "Tarnholm" for _, how, target in bundle.links())
    assert found["city"] == "Tarnholm"
    centre = replace(place, origin=Origin("annotate", "gazetteer-centre", "1"))
    bundle = Bundled(replace(record, events=(event, *record.events[1:]), places=(centre,)))
    (only,) = bundle.of("location")
    assert "latitude" not in only
    assert "city" not in only
    assert (only["name"], only["country"]) == ("Norway", "NO")
    assert any(
        found["description"].startswith("Said to have happened there: the network.")
        for found in bundle.of("relationship")
    )
    unknown = replace(place, country="PMK", lat=None, lon=None)
    assert not Bundled(replace(record, events=(event, *record.events[1:]), places=(unknown,))).of("location")


def test_a_statement_without_words_has_a_note() -> None:
    record = make_record()
    first = replace(record.statements[0], content=Content(()), act=Act.DECLINE)
    bundle = Bundled(replace(record, statements=(first, *record.statements[1:])))
    check(bundle)
    assert "Ona Brekke declines to comment" in {note["content"] for note in bundle.of("note")}


def test_confidence_is_that_of_the_reading_and_stands_on_notes_alone() -> None:
    bundle = Bundled(cyber_record())
    assert {found["type"] for found in bundle.raw["objects"] if "confidence" in found} == {"note"}
    assert [found["confidence"] for found in bundle.of("note") if "confidence" in found] == [90]
    incident = next(found for found in bundle.of("incident") if found["labels"] == ["reported"])
    assert incident["extensions"][EXTENSION]["reading_confidence"] == 0.8


def test_losses_are_as_they_are_listed() -> None:
    record = make_record()
    bundle = Bundled(record)
    kept = {one.get("extensions", {}).get(EXTENSION, {}).get("record_id") for one in bundle.raw["objects"]}
    lost = {found["id"].partition("-")[0] for found in record_objects(record) if found["id"] not in kept}
    assert lost == {"document", "event", "quantity", "time", "place", "issue"}
    assert record.clean.text.splitlines()[2] not in bundle.text
    losses = " ".join(format_named("stix").losses)
    wanted = (
        "nothing to do with computers",
        "origins, amounts, times",
        "vessels",
        "text of a story",
        "midnight",
        "`uses`",
        "Control characters",
        "rejected",
    )
    assert all(words in losses for words in wanted)


# --- what holds for all ---------------------------------------------------------------------------


HOSTILE = 'Nord\x00volt\ud800 ]]> </script> =cmd|"x" \u202e\x1b[31m\u2028'


def _hostile(found: Any) -> Any:
    if isinstance(found, dict):
        return {key: HOSTILE + value if key in ("text", "name", "title", "byline", "outlet", "url", "path") and isinstance(value, str) else _hostile(value)
                for key, value in found.items()}  # fmt: skip
    return [_hostile(one) for one in found] if isinstance(found, list) else found


def test_hostile_values_are_read() -> None:
    objects = [_hostile(found) for record in (make_record(), cyber_record()) for found in record_objects(record)]
    out = io.StringIO()
    export(ObjectSelection(objects), form="stix", out=out)
    raw = json.loads(out.getvalue().encode("utf-8"))
    stix2.parse(raw, allow_custom=False)
    assert "\x00" not in json.dumps(raw, ensure_ascii=False)
    assert "\ud800" not in json.dumps(raw, ensure_ascii=False)


def test_the_same_gives_the_same_bytes_and_other_input_another_bundle() -> None:
    one, two = Bundled(cyber_record()), Bundled(cyber_record())
    assert one.text == two.text
    assert one.raw["id"] != Bundled(make_record()).raw["id"]


def test_nothing_at_all_is_a_bundle() -> None:
    check(Bundled())


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2026-03-11", "2026-03-11T00:00:00.000Z"),
        ("2026-03-11T09:30:00+02:00", "2026-03-11T07:30:00.000Z"),
        ("2026-03-11T09:30:00", "2026-03-11T00:00:00.000Z"),
        ("2026-03", "1970-01-01T00:00:00.000Z"),
        ("yesterday", "1970-01-01T00:00:00.000Z"),
        (None, "1970-01-01T00:00:00.000Z"),
    ],
)
def test_dates(published: str | None, expected: str) -> None:
    assert timestamp({"published": published}, {"written_on": None}) == expected


def test_a_list_of_sectors_is_of_the_open_vocabulary() -> None:
    from stix2.v21.vocab import INDUSTRY_SECTOR

    assert set(SECTORS.values()) <= set(INDUSTRY_SECTOR)


class Many:
    """A selection of many documents that are made when they are asked for."""

    title, about = "many", None

    def __init__(self, count: int) -> None:
        self.count = count

    def bundles(self) -> Iterator[Bundle]:
        return group_objects(found for record in many_records(self.count) for found in record_objects(record))

    def across(self, kind: str) -> Iterator[dict[str, Any]]:
        return iter(())

    def judgements(self) -> Iterator[dict[str, Any]]:
        return iter(())

    def same_as(self, entities: Any) -> dict[str, Any]:
        return {}


class Nowhere(io.StringIO):
    def write(self, text: str) -> int:
        return len(text)


@pytest.mark.thorough
@pytest.mark.parametrize("form", ["stix", "ftm"])
def test_memory_stays_flat(form: str) -> None:
    format_named(form)
    tracemalloc.start()
    export(Many(200), form=form, out=Nowhere())  # type: ignore[arg-type]
    _, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert highest < 3_000_000


# --- as MISP and OpenCTI take it in ---------------------------------------------------------------


def _opencti_key(found: dict[str, Any]) -> tuple[str, ...]:
    """What OpenCTI knows objects of a type by: two that have the same become one there. The same words by the same source may."""
    keys = {"report": ("name", "published"), "opinion": ("opinion", "created"), "incident": ("name", "created")}
    return (found["type"], *(str(found[name]).lower().strip() for name in keys.get(found["type"], ("id",))))


def test_no_two_objects_become_one_in_opencti() -> None:
    """Opinions of one value, and stories of one title, outlet and time, stay apart."""
    bundle = Bundled(cyber_record(), cyber_record(name="copy.txt"), cyber_record(name="other.txt"))
    check(bundle)
    keys = Counter(map(_opencti_key, bundle.raw["objects"]))
    assert max(keys.values()) == 1, keys.most_common(3)
    said: dict[tuple[str, str], set[str]] = {}
    for found in bundle.of("note"):
        said.setdefault((found["content"], found["created"]), set()).update(found["authors"])
    assert max(map(len, said.values())) == 1
    title = "Hackers broke into grid operator, official says"
    first, second, third = (found["name"] for found in bundle.of("report"))
    assert (first, second) == (title, f"{title} (The Sorvik Post)")
    assert third.startswith(f"{title} (story-")


@pytest.mark.thorough
def test_more_opinions_at_one_time_than_there_are_milliseconds() -> None:
    records = [cyber_record(name=f"page-{number}.txt") for number in range(505)]
    opinions = Bundled(*records).of("opinion")
    assert len({found["id"] for found in opinions}) == len(opinions) == 4 * 505
    assert len({found["created"] for found in opinions if found["opinion"] == "strongly-agree"}) == 1000


def test_a_report_refers_to_all_its_notes() -> None:
    """A note that no report refers to is none of MISP's."""
    for record in (cyber_record(), make_record()):
        bundle = Bundled(record)
        (report,) = bundle.of("report")
        assert {found["id"] for found in bundle.of("note")} <= set(report["object_refs"])


def test_what_a_note_says_is_never_said_without_who_says_it() -> None:
    """The words of a denial alone would say that it is so."""
    for found in Bundled(cyber_record(), make_record()).of("note"):
        assert found["content"].startswith(found["authors"][0]) or found["labels"][0] != "statement"


def test_roles_are_each_there_once() -> None:
    record = cyber_record()
    office = ("Interior Minister", "interior minister", "leader")
    entities = tuple(replace(one, office=office) if one.name == "Greta Sund" else one for one in record.entities)
    sund = next(found for found in Bundled(replace(record, entities=entities)).of("identity") if "roles" in found)
    assert sund["roles"] == ["Interior Minister", "leader"]


def test_an_armed_group_is_no_hacker_by_being_accused() -> None:
    record = cyber_record()
    entities = tuple(
        replace(one, kind=EntityKind.ARMED_GROUP) if one.name == "Crimson Kettle" else one for one in record.entities
    )
    types = {
        one["name"]: one.get("threat_actor_types")
        for one in Bundled(replace(record, entities=entities)).of("threat-actor")
    }
    assert types["Sable Heron"] == ["hacker"]
    assert types["Crimson Kettle"] is None
