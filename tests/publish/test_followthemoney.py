"""FollowTheMoney: read by the real library and its command line, nothing dropped, nothing said that no text says."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip(
    "followthemoney", reason="needs followthemoney: pip install 'onrecord[aleph]' (a compiler and ICU's headers)"
)

from click.testing import CliRunner
from followthemoney import model
from followthemoney.proxy import EntityProxy
from followthemoney.types import registry
from hypothesis import given
from hypothesis import strategies as st

from onrecord.judging import AMENDED, REJECTED, judge_record
from onrecord.model import (
    Entity,
    EntityKind,
    EventPlace,
    EventStatus,
    Mention,
    MentionForm,
    NameCount,
    Origin,
    PossibleSame,
    Record,
    content_id,
)
from onrecord.publish import Identity, ObjectSelection, export, format_named
from onrecord.publish.formats.followthemoney import values
from onrecord.publish.formats.followthemoney.things import MOST_PROOFS, merged, schema_of
from onrecord.rules.countries import parse_countries
from onrecord.rules.country_codes import alpha_2
from onrecord.serialize import record_objects, to_object
from tests.builders import at, make_record, make_story
from tests.publish.cyber import cyber_record, entity_id, selection_of


class File:
    """The lines of a file, by id and by schema."""

    def __init__(self, selection: ObjectSelection) -> None:
        out = io.StringIO()
        export(selection, form="ftm", out=out)
        self.text = out.getvalue()
        self.lines = [json.loads(line) for line in self.text.splitlines()]
        self.by_id = {found["id"]: found for found in self.lines}

    def of(self, schema: str) -> list[dict[str, Any]]:
        return [found for found in self.lines if found["schema"] == schema]

    def props(self, identity: str) -> dict[str, list[str]]:
        return self.by_id[identity]["properties"]  # type: ignore[no-any-return]

    def names(self, schema: str) -> set[str]:
        return {found["properties"]["name"][0] for found in self.of(schema)}


def file_of(*records: Record, **given: Any) -> File:
    return File(selection_of(*records, **given))


def check(file: File) -> None:
    """What holds for every file."""
    assert len(file.by_id) == len(file.lines)
    for found in file.lines:
        schema = model.get(found["schema"])
        assert schema is not None
        schema.validate(found)
        assert all(found["properties"].get(name) for name in schema.required), found
        as_it_is, cleaned = (EntityProxy.from_dict(found, cleaned=is_clean) for is_clean in (True, False))
        for name, kept in found["properties"].items():
            prop = schema.properties[name]
            assert not prop.stub
            assert as_it_is.get(name) == cleaned.get(name) == kept, (found["schema"], name)
            assert all(len(value) <= prop.max_length for value in kept)
            for value in kept if prop.type is registry.entity else ():
                assert model.get(file.by_id[value]["schema"]).is_a(prop.range), (found, name, file.by_id[value])


# --- what is said ---------------------------------------------------------------------------------


def test_a_story_is_an_article_that_aleph_shows() -> None:
    record = make_record()
    file = file_of(record)
    check(file)
    (article,) = file.of("Article")
    assert article["id"] == record.stories[0].id
    assert article["properties"]["title"] == ["Pelmark seals its northern harbour"]
    assert article["properties"]["publishedAt"] == ["2026-05-04"]
    assert article["properties"]["publisher"] == ["The Sorvik Post"]
    assert article["properties"]["language"] == ["eng"]
    assert article["properties"]["bodyText"] == [record.clean.text]
    assert article["properties"]["peopleMentioned"] == ["Ona Brekke", "Brekke"]


def test_who_said_what_is_a_note_with_its_words_and_its_source() -> None:
    record = make_record()
    file = file_of(record)
    said, accused, told, denied = (file.by_id[one.id]["properties"] for one in record.statements)
    assert {file.by_id[one.id]["schema"] for one in record.statements} == {"Note"}
    assert said["description"] == ["Ona Brekke says: “Nobody asked the fishermen”"]
    assert accused["description"] == ["She (= Ona Brekke) accuses (in the report's words): ramming two boats"]
    assert told["description"][0].startswith("an aide to Brekke (unnamed) says (in the report's words): She accused")
    assert "entity" not in told
    assert denied["description"] == ["The navy denies (in the report's words): the claim"]
    assert "act deny" in denied["keywords"]
    assert "polarity denies" in denied["keywords"]
    assert said["proof"] == [record.stories[0].id]
    assert said["publisher"] == ["The Sorvik Post"]
    navy, brekke = record.entities
    assert accused["entity"] == [brekke.id, navy.id, record.events[1].id]
    assert f"reported within: {record.statements[2].id}" in accused["notes"][0]


def test_an_event_says_how_it_stands_and_according_to_whom() -> None:
    record = make_record()
    file = file_of(record)
    closed, rammed = (file.props(event.id) for event in record.events)
    assert closed["name"] == ["The Pelmark navy – closed – the harbour of Sorvik (COERCE restrict)"]
    assert closed["involved"] == [record.entities[0].id]
    assert closed["date"] == ["2026-05-03"]
    assert closed["location"] == ["Sorvik"]
    assert "amounts: at least 40 boats" in closed["notes"][0]
    assert rammed["name"] == ["Alleged: the navy (= Pelmark navy) – ramming – two boats (ASSAULT)"]
    assert "involved" not in rammed
    assert rammed["summary"][0].startswith("Alleged, according to She (= Ona Brekke): “")
    links = {
        link["properties"]["object"][0]: link["properties"]
        for link in file.of("UnknownLink")
        if "status" in link["properties"]
    }
    assert links[record.events[1].id]["role"] == ["actor (alleged)"]
    assert links[record.events[1].id]["status"] == ["alleged"]
    assert links[record.events[0].id]["role"] == ["actor"]


@pytest.mark.parametrize("status", list(EventStatus))
def test_only_what_somebody_says_happened_is_an_event(status: EventStatus) -> None:
    record = make_record()
    record = replace(record, events=tuple(replace(event, status=status) for event in record.events))
    file = file_of(record)
    check(file)
    happened = status in (EventStatus.ACTUAL, EventStatus.REPORTED, EventStatus.ALLEGED, EventStatus.HISTORICAL)
    schemata = {file.by_id[event.id]["schema"] for event in record.events}
    assert schemata == ({"Event"} if happened else {"Note"})
    for event in record.events:
        found = file.props(event.id)
        title = (found.get("name") or found["description"])[0]
        mark = status.value.replace("_", " ").capitalize() + ": "
        assert title.startswith(mark) == (status is not EventStatus.ACTUAL)
        assert f"status {status.value}" in found["keywords"]
        assert ("involved" in found) == (status is EventStatus.ACTUAL)
        assert ("date" in found) <= happened


def test_a_phrase_that_ends_in_a_name_means_that_one() -> None:
    """The reading has no entity for "The hacking group Sable Heron", or a wrong one."""
    record = cyber_record()
    wrong = replace(record.events[0].actors[0], entity=entity_id("Nordvolt"))
    for events in (record.events, (replace(record.events[0], actors=(wrong,)), *record.events[1:])):
        file = file_of(replace(record, events=events))
        check(file)
        (link,) = [one for one in file.of("UnknownLink") if one["properties"]["role"] == ["actor (reported)"]]
        assert link["properties"]["subject"] == [entity_id("Sable Heron")]


# --- things ---------------------------------------------------------------------------------------


def test_one_person_across_documents_is_one_entity_with_all_names_and_articles() -> None:
    one, two = make_record(name="one.txt"), make_record(name="two.txt")
    person = replace(two.entities[1], id="entity-other", name="Ona Maria Brekke")
    two = replace(two, entities=(two.entities[0], person))
    joined = Identity("entity-joined", "Ona Maria Brekke")
    file = file_of(one, two, same={one.entities[1].id: joined, "entity-other": joined})
    check(file)
    (found,) = [person for person in file.of("Person") if person["id"] == "entity-joined"]
    assert found["properties"]["name"] == ["Ona Maria Brekke"]
    assert found["properties"]["alias"] == ["Ona Brekke"]
    assert found["properties"]["weakAlias"] == ["Brekke"]
    assert found["properties"]["position"] == ["harbour warden"]
    assert found["properties"]["proof"] == [one.stories[0].id, two.stories[0].id]
    assert {mention["properties"]["document"][0] for mention in file.of("Mention")} == set(found["properties"]["proof"])


def with_entity(kind: EntityKind, name: str, form: MentionForm = MentionForm.NAME, **given: Any) -> Record:
    record = make_record()
    story, text = record.stories[0], record.clean.text
    mention = Mention(story.id, at(text, "two boats"), form, "")
    names = (NameCount(name, 1),)
    entity = Entity(content_id("entity", name), kind, name, names, (mention,), **given)
    return replace(record, entities=(*record.entities, entity))


@pytest.mark.parametrize(
    ("kind", "name", "schema"),
    [
        (EntityKind.PERSON, "Ola Renn", "Person"),
        (EntityKind.ORGANISATION, "Sorvik Fund", "Organization"),
        (EntityKind.ORGANISATION, "Sorvik Dredging Ltd", "Company"),
        (EntityKind.GOVERNMENT, "Ministry of Nets", "PublicBody"),
        (EntityKind.ARMED_GROUP, "Free Osk Front", "Organization"),
        (EntityKind.COUNTRY, "Pelmark", "PublicBody"),
        (EntityKind.VESSEL, "Long Tide", "Vessel"),
        (EntityKind.PLACE, "Sorvik", "Address"),
        (EntityKind.FACILITY, "Almond Palace", "Address"),
        (EntityKind.OPERATION, "Operation Net", "Project"),
    ],
)
def test_schemata(kind: EntityKind, name: str, schema: str) -> None:
    record = with_entity(kind, name, country="NOR")
    file = file_of(record)
    check(file)
    found = file.by_id[record.entities[-1].id]
    assert found["schema"] == schema
    assert found["properties"]["country"] == ["no"]
    named = "resolved" if schema in ("Person", "Organization", "Company", "PublicBody") else "entity"
    assert any(
        record.entities[-1].id in one["properties"].get(named, [])
        for one in [*file.of("Mention"), *file.of("Documentation")]
    )


def test_somebody_without_a_name_is_nobody_of_a_register() -> None:
    for kind in (EntityKind.PERSON, EntityKind.ORGANISATION, EntityKind.GOVERNMENT):
        record = with_entity(kind, "the owner", MentionForm.DESCRIPTION)
        assert record.entities[-1].id not in file_of(record).by_id
    assert (
        with_entity(EntityKind.OTHER, "Uncle Salt").entities[-1].id
        not in file_of(with_entity(EntityKind.OTHER, "Uncle Salt")).by_id
    )


def test_a_body_that_its_state_tells_has_a_name() -> None:
    record = with_entity(EntityKind.GOVERNMENT, "navy of Baranor", MentionForm.DESCRIPTION)
    assert file_of(record).props(record.entities[-1].id)["name"] == ["navy of Baranor"]


def test_who_may_be_the_same_is_linked_and_not_joined() -> None:
    file = file_of(make_record())
    (link,) = [one for one in file.of("UnknownLink") if one["properties"]["role"] == ["possibly the same, not joined"]]
    assert link["properties"]["summary"] == ["a test"]
    record = make_record()
    brekke = replace(record.entities[1], possible_same=(PossibleSame("entity-gone", "a test"),))
    gone = file_of(replace(record, entities=(record.entities[0], brekke)))
    check(gone)
    assert not [one for one in gone.of("UnknownLink") if "possibly" in one["properties"]["role"][0]]


def test_a_place_has_its_point_where_all_have_the_same() -> None:
    part = {
        "schema": "Address", "kind": "place", "name": "Sorvik", "names": [], "country": "no", "office": [], "proof": "story-1", "keywords": [],
        "point": [61.5, -4.25], "possible": [],
    }  # fmt: skip
    assert merged([part, part]).properties["latitude"] == ["61.5"]
    assert "latitude" not in merged([part, {**part, "point": [1.0, 2.0]}]).properties
    many = [{**part, "proof": f"story-{number}"} for number in range(MOST_PROOFS + 5)]
    assert len(merged(many).properties["proof"]) == MOST_PROOFS


def test_where_it_happened_is_an_address() -> None:
    record = make_record()
    file = file_of(record)
    (address,) = file.of("Address")
    assert address["properties"]["full"] == ["Sorvik"]
    assert address["properties"]["longitude"] == ["-4.25"]
    assert file.props(record.events[0].id)["addressEntity"] == [address["id"]]


def test_the_centre_of_a_country_is_no_point() -> None:
    record = make_record()
    place = replace(
        record.places[0], country="NOR", admin1="Sorvik", origin=Origin("annotate", "gazetteer-centre", "1")
    )
    file = file_of(replace(record, places=(place,)))
    check(file)
    (address,) = file.of("Address")
    assert address["properties"]["full"] == ["Sorvik"]
    assert address["properties"]["country"] == ["no"]
    assert "latitude" not in address["properties"]


# --- across documents -----------------------------------------------------------------------------


def test_what_is_known_across_documents() -> None:
    one, two = make_record(name="one.txt"), make_record(name="two.txt")
    stories = [record.stories[0].id for record in (one, two)]
    said = {"story": stories[0], "outlet": "The Sorvik Post", "text": "at least 40 boats", "source": "the navy"}
    sides = [
        {"value": "40", "statements": [one.statements[0].id], "events": [], "outlets": [], "sources": ["the navy"], "said": [said], "superseded_by": "42"},
        {"value": "50", "statements": ["statement-gone"], "events": [], "outlets": ["A"], "sources": [], "said": [], "superseded_by": None},
    ]  # fmt: skip
    by = {"entity": one.entities[1].id, "text": "Ona Brekke"}
    outcome = {"state": "kept", "source": None, "outlet": "The Sorvik Post", "text": "reopened"}
    across = [
        {"type": "copy", "id": "copy-1", "kind": "near", "story": stories[1], "of": stories[0], "share": 0.94},
        {"type": "copy", "id": "copy-2", "kind": "near", "story": stories[1], "of": "story-gone", "share": 0.94},
        {"type": "incident", "id": "incident-1", "events": [one.events[0].id, "event-gone", two.events[0].id], "title": "closed, Sorvik", "reasons": ["same day"],
         "told": [{"story": stories[0], "text": "closed", "event": one.events[0].id}]},
        {"type": "incident", "id": "incident-2", "events": [], "title": "earthquake, Sorvik", "reasons": [], "date": "2026-05-02", "place": "Sorvik",
         "outlets": ["The Sorvik Post"], "independent_reports": 1, "kind": "earthquake",
         "told": [{"story": stories[0], "text": "a quake", "event": None}, {"story": "story-gone", "text": "a tremor", "event": None}]},
        {"type": "dispute", "id": "dispute-1", "kind": "figure", "about": "boats", "state": "superseded", "sides": sides},
        {"type": "commitment", "id": "commitment-1", "kind": "promise", "by": by, "to": "the fishermen", "content": {"texts": ["reopen the harbour"]},
         "condition": None, "deadline": {"text": "by June"}, "state": "kept", "outcomes": [outcome], "statements": [one.statements[0].id], "events": [],
         "story": stories[0], "said": [said]},
    ]  # fmt: skip
    objects = [found for record in (one, two) for found in record_objects(record)]
    file = File(ObjectSelection([*objects, *across]))
    check(file)
    roles = [link["properties"] for link in file.of("UnknownLink")]
    assert [link["summary"] for link in roles if link["role"] == ["repeats passages of"]] == [
        ["94% of its words (near copy)"]
    ]
    (same,) = [link for link in roles if link["role"] == ["told of the same happening"]]
    assert (same["subject"], same["object"]) == ([one.events[0].id], [two.events[0].id])
    assert file.props("incident-2") == {
        "name": ["Told of: earthquake, Sorvik"], "date": ["2026-05-02"], "location": ["Sorvik"], "proof": [stories[0]], "description": ["“a quake”"],
        "summary": ["Told of, by The Sorvik Post, independent reports: 1; whether a source or the report itself says so was not read"],
        "recordId": ["incident-2"], "keywords": ["incident", "earthquake"],
    }  # fmt: skip
    unknown = {**across[3], "kind": None}
    assert "incident-2" not in File(ObjectSelection([*objects, unknown])).by_id
    assert file.props("dispute-1")["description"] == [
        "Disputed (figure, superseded): boats\n- 40, according to the navy; later put right to 42: “at least 40 boats”\n- 50, according to A:"
    ]
    assert file.props("commitment-1")["description"] == [
        "Promise by Ona Brekke: reopen the harbour (kept)\n- to: the fishermen\n- deadline: by June\n- kept, according to The Sorvik Post: “reopened”"
    ]
    assert file.props("commitment-1")["entity"] == [one.entities[1].id, one.statements[0].id]


def test_judgements_are_heard_and_not_written() -> None:
    record = make_record()
    objects = [*record_objects(record)]
    statements = [found for found in objects if found["type"] == "statement"]
    given = {"by": "an editor", "at": "2026-05-05T08:00:00+00:00", "document": record.document.id}
    no = judge_record(statements[1], REJECTED, **given)
    other = judge_record(statements[3], AMENDED, field="act", value={"act": "claim"}, **given)
    old = replace(judge_record(statements[0], REJECTED, **given), withdrawn_at="2026-05-06T08:00:00+00:00")
    file = File(ObjectSelection([*objects, *map(to_object, (no, other, old))]))
    check(file)
    assert statements[1]["id"] not in file.by_id
    assert "act claim" in file.props(statements[3]["id"])["keywords"]
    assert statements[0]["id"] in file.by_id
    assert file.props(record.events[1].id)["summary"][0].startswith("Alleged, as the report puts it")
    assert "judgement" not in file.text


# --- values that the real library gives back unchanged --------------------------------------------

ANY = st.text(max_size=40) | st.text(st.characters(codec=None), max_size=12) | st.sampled_from(
    ["' \"x\" '", "a;b,,c", "x\u200b\u0301e", "\u2000 y", "\ud800", '"', "\"'a'\"", "ESQ., x", "<BR>", "\x85a", ", , ,"]
)  # fmt: skip


@given(ANY)
def test_words_are_clean(value: str) -> None:
    for clean, kind in ((values.name, registry.name), (values.text, registry.text), (values.string, registry.string),
                        (values.address, registry.address), (values.title, registry.name)):  # fmt: skip
        found = clean(value)
        assert found is None or kind.clean(found) == found


@given(st.builds("".join, st.lists(st.sampled_from(["http", "https", "://", "a", ".example", "/", "?", "#", ";", ":", "80", "@", "é", " ", "1.2", "[::1]", "_"]), max_size=9)))  # fmt: skip
def test_addresses_of_the_web_are_clean(value: str) -> None:
    found = values.url(value)
    assert found is None or registry.url.clean(found) == found


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://post.example/1", "https://post.example/1"),
        ("https://post.example", "https://post.example/"),
        ("HTTP://post.example/?a=b", "http://post.example/?a=b"),
        ("ftp://post.example/", None),
        ("javascript:alert(1)", None),
        ("https://post example/", None),
        ("https://post.example:99999/", None),
        ("https://3.4/", None),
        ("pages/a.txt", None),
    ],
)
def test_addresses(value: str, expected: str | None) -> None:
    assert values.url(value) == expected


@pytest.mark.parametrize(
    ("value", "precision", "expected"),
    [
        ("2026-03-02", "day", "2026-03-02"),
        ("2026-03", "month", "2026-03"),
        ("2026", "year", "2026"),
        ("2026-03-02T14:30", "time", "2026-03-02"),
        ("2026-03-02T14:30:00+02:00", "time", "2026-03-02T12:30:00"),
        ("2026-W10", "week", "2026-03"),
        ("2026-W14", "week", "2026"),
        ("2026-W53", "week", None),
        ("2026-Q1", "quarter", "2026"),
        ("2026-H1", "half", "2026"),
        ("2026-SU", "season", "2026"),
        ("2026-WI", "season", None),
        ("199", "decade", None),
        ("18", "century", None),
        ("BC0044", "year", None),
        ("2026-02-30", "day", None),
        (None, None, None),
    ],
)
def test_dates_have_no_more_precision_than_is_known(
    value: str | None, precision: str | None, expected: str | None
) -> None:
    found = values.day(value, precision)
    assert found == expected
    assert found is None or registry.date.clean(found) == found


def test_countries_are_those_of_the_library() -> None:
    for code in parse_countries().rows:
        found = values.country(code)
        assert found is not None, code
        assert registry.country.clean(found) == found == registry.country.clean(code)
    assert values.country("PMK") is values.country(None) is alpha_2(None) is None


def test_long_texts_come_in_pieces() -> None:
    line = "word " * 9_999
    pieces = values.texts("\n".join([line] * 3))
    assert "".join(pieces) == "\n".join([line] * 3)
    assert all(len(piece) <= values.LONGEST["text"] for piece in pieces)


HOSTILE = 'Nord\x00volt\ud800 ]]> </script> =cmd|"x" \u202e\x1b[31m\u2028'


def _hostile(found: Any) -> Any:
    if isinstance(found, dict):
        fields = (
            "text",
            "name",
            "title",
            "byline",
            "outlet",
            "url",
            "path",
            "language",
            "media_type",
            "country",
            "published",
        )
        return {
            key: HOSTILE + value if key in fields and isinstance(value, str) else _hostile(value)
            for key, value in found.items()
        }
    return [_hostile(one) for one in found] if isinstance(found, list) else found


def test_hostile_values_are_read() -> None:
    objects = [_hostile(found) for record in (make_record(), cyber_record()) for found in record_objects(record)]
    check(File(ObjectSelection(objects)))


def test_names_that_are_no_names_are_left_out() -> None:
    record = with_entity(EntityKind.PERSON, "''")
    objects = [*record_objects(record)]
    check(File(ObjectSelection(objects)))
    for name in ("\u200b", "x" * 500, '"'):
        entity = next(found for found in objects if found["type"] == "entity" and found["name"] == "''")
        other = {**entity, "name": name, "mentions": [{**entity["mentions"][0], "text": name}]}
        check(File(ObjectSelection([other if found is entity else found for found in objects])))


# --- the command line of the library --------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "where"),
    [
        ("validate", "-o"), ("aggregate", "-o"), ("pretty", None), ("export-csv", "-o"), ("export-gexf", "-o"), ("export-cypher", "-o"),
        ("export-rdf", "-o"),
    ],
)  # fmt: skip
def test_the_librarys_commands_take_it(command: str, where: str | None, tmp_path: Path) -> None:
    (entry,) = [one for one in entry_points(group="console_scripts") if one.name == "ftm"]
    source, made = tmp_path / "in.ftm.json", tmp_path / "out"
    export(selection_of(make_record(), cyber_record()), form="ftm", out=source)
    given = [command, "-i", str(source), *([where, str(made)] if where else [])]
    result = CliRunner().invoke(entry.load(), given, catch_exceptions=False)
    assert result.exit_code == 0
    if command in ("validate", "aggregate"):
        again = {
            line["id"]: line["properties"] for line in map(json.loads, made.read_text(encoding="utf-8").splitlines())
        }
        wanted = {
            line["id"]: line["properties"] for line in map(json.loads, source.read_text(encoding="utf-8").splitlines())
        }
        assert {one: _sorted(props) for one, props in again.items()} == {
            one: _sorted(props) for one, props in wanted.items()
        }


def _sorted(props: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: sorted(kept) for name, kept in props.items()}


# --- what does not come back ----------------------------------------------------------------------


def test_losses_are_as_they_are_listed() -> None:
    record = make_record()
    file = file_of(record)
    ids = {found["id"] for found in record_objects(record)}
    kept = {one for one in ids if one in file.by_id}
    lost = {one.partition("-")[0] for one in ids - kept}
    assert lost == {"document", "quantity", "time", "place", "issue"}
    assert '"span"' not in file.text
    assert "confidence" not in file.text
    assert "origin" not in file.text
    assert "She" not in {mention["properties"]["name"][0] for mention in file.of("Mention")}
    losses = " ".join(format_named("ftm").losses)
    assert all(
        words in losses
        for words in (
            "Spans, origins, confidences",
            "other",
            "pronouns",
            "Amounts",
            "week",
            "Places where no event was",
            "no story",
            "1,000",
            "control characters",
            "rejected",
        )
    )
    empty = file_of(make_record(""))
    assert not empty.lines


def test_the_same_gives_the_same_bytes() -> None:
    assert file_of(make_record(), cyber_record()).text == file_of(make_record(), cyber_record()).text


def test_a_kind_without_schema_has_none() -> None:
    assert schema_of({"kind": "other", "name": "x"}) is None
    assert make_story(make_record().document, "one line").id


def test_positions_are_each_there_once_however_they_are_spelt() -> None:
    part: dict[str, Any] = {
        "schema": "Person", "name": "Ona Brekke", "names": [], "country": None, "proof": "story-1", "keywords": [], "point": None, "possible": [],
    }  # fmt: skip
    thing = merged([{**part, "office": ["Foreign Minister", "leader"]}, {**part, "office": ["foreign minister"]}])
    assert thing.properties["position"] == ["Foreign Minister", "leader"]


def test_a_place_has_the_country_that_its_own_places_have() -> None:
    record = make_record()
    text, story = record.clean.text, record.stories[0]
    places = tuple(replace(one, country="NOR") for one in record.places)
    mention = Mention(story.id, at(text, "Sorvik"), MentionForm.NAME, "")
    town = Entity("entity-town", EntityKind.PLACE, "Sorvik", (NameCount("Sorvik", 1),), (mention,))
    file = file_of(replace(record, entities=(*record.entities, town), places=places))
    assert file.props("entity-town")["country"] == ["no"]


def test_a_town_named_at_the_head_of_the_words_for_a_place_is_there_once() -> None:
    """ "Sorvik, Pelmark" is the town of Sorvik, not another one."""
    record = make_record()
    text, story = record.clean.text, record.stories[0]
    mention = Mention(story.id, at(text, "SORVIK"), MentionForm.NAME, "")
    town = Entity("entity-town", EntityKind.PLACE, "SORVIK", (NameCount("SORVIK", 1),), (mention,))
    whole = at(text, "SORVIK, Pelmark")
    place = replace(record.places[0], evidence=whole, country="NOR")
    first = replace(record.events[0], place=EventPlace(place.id, whole, "Sorvik", "NOR"))
    events = (first, *record.events[1:])
    file = file_of(replace(record, entities=(*record.entities, town), places=(place,), events=events))
    check(file)
    (address,) = file.of("Address")
    assert (address["id"], address["properties"]["country"]) == ("entity-town", ["no"])
    assert address["properties"]["latitude"] == ["61.5"]
    assert file.props(first.id)["addressEntity"] == ["entity-town"]
