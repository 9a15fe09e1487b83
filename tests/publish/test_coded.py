"""Events in the formats of event pipelines."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import pytest

from onrecord.model import EventDate, EventStatus, Judgement, Origin, Record
from onrecord.publish import ObjectSelection, export, format_named
from onrecord.publish.formats.coded import GDELT_COLUMNS
from onrecord.rules.country_codes import fips_code
from onrecord.rules.ontology import cameo_code, goldstein_score
from onrecord.serialize import record_objects, to_object
from tests.builders import make_record


def written(form: str, record: Record | None = None) -> list[str]:
    out = io.StringIO()
    export(ObjectSelection(record_objects(record or make_record())), form=form, out=out)
    return out.getvalue().splitlines()


def changed(status: EventStatus | None = None, date: str | None = "") -> Record:
    """The first event of the record with another status or date; its own parties and words."""
    record = make_record()
    first, *others = record.events
    if status is not None:
        first = replace(first, status=status)
    if date != "":
        assert first.date is not None
        first = replace(first, date=EventDate(date, None, first.date.evidence))
    return replace(record, events=(first, *others))


def rows(form: str, record: Record | None = None) -> list[dict[str, str]]:
    return [dict(zip(GDELT_COLUMNS, line.split("\t"), strict=True)) for line in written(form, record)]


# --- PLOVER ---------------------------------------------------------------------------------------


def test_plover_has_the_names_of_the_standard() -> None:
    closed, rammed = map(json.loads, written("plover"))
    assert closed["date"] == "2026-05-03"
    assert closed["event"] == ["COERCE"]
    assert [party["code"] for party in closed["actor"]] == ["PMK"]
    assert closed["cite_info"]["corpus"] == "The Sorvik Post"
    assert rammed["onrecord"]["status"] == "alleged"
    assert rammed["onrecord"]["source"] == "She"


def test_plover_counts_in_its_own_text() -> None:
    for found in map(json.loads, written("plover")):
        start, end = found["text_info"]["start"], found["text_info"]["end"]
        assert found["text"][start:end] == found["event_text"][0]
        for party in (*found["actor"], *found["recipient"]):
            assert found["text"][party["start"] : party["end"]] == party["entity_text"]


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2026-05-03", "2026-05-03", None),
        ("2026-05-03T14:00", "2026-05-03", None),
        ("2026-W18", "2026-04-27", "2026-05-03"),
        ("2025", "2025-01-01", "2025-12-31"),
        ("XXXX-10-01", "2026-05-04", None),
        (None, "2026-05-04", None),
    ],
)
def test_plover_dates_are_days(value: str | None, first: str, last: str | None) -> None:
    found = json.loads(written("plover", changed(date=value))[0])
    assert (found["date"], found.get("enddate")) == (first, last)


# --- CAMEO ----------------------------------------------------------------------------------------


def test_cameo_says_according_to_whom() -> None:
    closed, rammed = (line.split("\t") for line in written("cameo"))
    assert closed[:4] == ["20260503", "PMKMIL", "---", cameo_code("COERCE", "restrict")]
    assert closed[6:] == ["actual", "", "The Sorvik Post"]
    assert rammed[6:8] == ["alleged", "She"]


@pytest.mark.parametrize(("value", "day"), [("2026-05", "20260504"), ("2025", ""), ("2026-W19", "20260504")])
def test_a_date_less_precise_than_a_day_is_the_story_s_where_that_lies_in_it(value: str, day: str) -> None:
    assert written("cameo", changed(date=value))[0].split("\t")[0] == day


@pytest.mark.parametrize("status", sorted(set(EventStatus) - {"actual", "reported", "alleged", "historical"}))
def test_cameo_has_nothing_that_did_not_happen(status: EventStatus) -> None:
    assert all("\tclosed\t" not in line for line in written("cameo", changed(status)))


# --- GDELT ----------------------------------------------------------------------------------------


def test_gdelt_has_61_columns_and_no_allegation() -> None:
    (row,) = rows("gdelt")
    assert len(GDELT_COLUMNS) == 61
    assert row["SQLDATE"] == "20260503"
    assert (row["MonthYear"], row["Year"]) == ("202605", "2026")
    assert row["Actor1Code"] == "PMKMIL"
    assert row["Actor1Name"] == "THE PELMARK NAVY"
    assert row["EventRootCode"] == row["EventCode"][:2] == "17"
    assert float(row["GoldsteinScale"]) == goldstein_score(row["EventCode"])
    assert int(row["GLOBALEVENTID"]) < 1 << 53


@pytest.mark.parametrize("status", sorted(set(EventStatus) - {"actual", "historical"}))
def test_gdelt_has_nothing_that_only_a_source_says(status: EventStatus) -> None:
    assert rows("gdelt", changed(status)) == []


def test_gdelt_leaves_out_what_has_no_day() -> None:
    assert rows("gdelt", changed(date="2019")) == []


def test_every_code_has_a_score() -> None:
    from onrecord.rules import read_csv

    for row in read_csv("events/cameo.csv", ("id", "code", "note")):
        assert -10 <= goldstein_score(row["code"]) <= 10
    assert fips_code("GBR") == "UK"
    assert fips_code("XYZ") is None


# --- all of them ----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["plover", "cameo", "gdelt"])
def test_words_cannot_break_a_row(form: str) -> None:
    objects: list[dict[str, Any]] = [dict(found) for found in record_objects(make_record())]
    for found in objects:
        if found["type"] == "document":
            found["outlet"] = "Post\tof\nSorvik\u2028\ud800"
    out = io.StringIO()
    export(ObjectSelection(objects), form=form, out=out)
    lines = out.getvalue().split("\n")[:-1]
    assert len(lines) == len(written(form))
    assert all(len(line.splitlines()) == 1 or form == "plover" for line in lines)
    assert len({line.count("\t") for line in lines}) == 1


@pytest.mark.parametrize("form", ["plover", "cameo", "gdelt"])
def test_the_same_selection_is_the_same_bytes(form: str) -> None:
    assert written(form) == written(form)
    assert format_named(form).losses


# --- as the users of these formats read them ------------------------------------------------------


def acted(**given: Any) -> Record:
    """The first event of the record with another coding, and an actor with another country and sector."""
    record = make_record()
    first, *others = record.events
    actor = replace(first.actors[0], **{key: given.pop(key) for key in ("country", "sector") if key in given})
    return replace(record, events=(replace(first, actors=(actor,), **given), *others))


@pytest.mark.parametrize(
    ("event_type", "mode", "quad"),
    [("AGREE", None, 1), ("AID", None, 2), ("CONCEDE", None, 2), ("ACCUSE", "investigate", 2), ("PROTEST", "demo", 3), ("ASSAULT", None, 4)],
)  # fmt: skip
def test_gdelt_has_its_own_quad_class_by_the_root_of_the_code(event_type: str, mode: str | None, quad: int) -> None:
    (row,) = rows("gdelt", acted(event_type=event_type, mode=mode))
    root = int(row["EventRootCode"])
    assert int(row["QuadClass"]) == quad == 1 + (root > 5) + (root > 9) + (root > 14)


@pytest.mark.parametrize(
    ("country", "sector", "expected"),
    [
        ("PMK", "JRN", ("PMKMED", "PMK", "MED", "")), ("PMK", "MED", ("PMKHLH", "PMK", "HLH", "")), ("NGO", "NGO", ("NGO", "", "NGO", "")),
        ("IGO", "GOV", ("IGOGOV", "", "IGO", "GOV")), ("PMK", "REL", ("PMKREL", "PMK", "", "")), (None, None, ("", "", "", "")),
    ],
)  # fmt: skip
def test_gdelt_has_cameo_s_codes_of_actors(country: str | None, sector: str | None, expected: tuple[str, ...]) -> None:
    (row,) = rows("gdelt", acted(country=country, sector=sector))
    names = ("Actor1Code", "Actor1CountryCode", "Actor1Type1Code", "Actor1Type2Code")
    assert tuple(row[name] for name in names) == expected


@pytest.mark.parametrize(
    ("published", "added"),
    [
        ("2026-05-04", "20260504000000"), ("2026-05-04T09:30+02:00", "20260504073000"), ("2026-05-04T09:30:15Z", "20260504093015"),
        (None, "20260503000000"), ("2026-05", "20260503000000"),
    ],
)  # fmt: skip
def test_gdelt_s_time_of_adding_is_in_utc(published: str | None, added: str) -> None:
    record = make_record()
    (row,) = rows("gdelt", replace(record, document=replace(record.document, published=published)))
    assert row["DATEADDED"] == added


@pytest.mark.parametrize(
    ("name", "country", "admin1", "origin", "kind"),
    [
        ("Sorvik", "PMK", None, None, "4"), ("Boston", "USA", "Massachusetts", None, "3"), ("Kenya", "KEN", None, "gazetteer-centre", "1"),
        ("Texas", "USA", "Texas", "gazetteer-centre", "2"), ("Bavaria", "DEU", "Bavaria", "gazetteer-centre", "5"),
    ],
)  # fmt: skip
def test_gdelt_says_what_sort_of_place_it_is(
    name: str, country: str, admin1: str | None, origin: str | None, kind: str
) -> None:
    record = make_record()
    made = Origin("annotate", origin, "1") if origin else None
    place = replace(record.places[0], name=name, country=country, admin1=admin1, origin=made)
    (row,) = rows("gdelt", replace(record, places=(place, *record.places[1:])))
    assert row["ActionGeo_Type"] == kind


@pytest.mark.parametrize(
    ("status", "mode"),
    [
        ("actual", None), ("reported", None), ("planned", "future"), ("conditional", "hypothetical"), ("called_for", "hypothetical"),
        ("threatened", "hypothetical"), ("negated", "negation"), ("denied", "negation"), ("historical", "historical"),
    ],
)  # fmt: skip
def test_plover_has_what_did_not_happen_among_its_contexts(status: str, mode: str | None) -> None:
    found = json.loads(written("plover", changed(EventStatus(status)))[0])
    own = {"future", "hypothetical", "negation", "historical"}
    assert own & set(found["context"]) == ({mode} if mode else set())


@pytest.mark.parametrize("form", ["plover", "cameo", "gdelt"])
def test_what_people_rejected_is_no_event_and_what_they_amended_stands(form: str) -> None:
    assert len(written(form)) == {"plover": 2, "cameo": 2, "gdelt": 1}[form]
    first = make_record().events[0].id
    out = io.StringIO()
    rejected = Judgement("judgement-1", first, "rejected", "Ada", "2026-05-05T00:00:00+00:00", None, None)
    export(ObjectSelection([*record_objects(make_record()), to_object(rejected)]), form=form, out=out)
    assert len(out.getvalue().splitlines()) == len(written(form)) - 1
    withdrawn = replace(rejected, withdrawn_at="2026-05-06T00:00:00+00:00")
    out = io.StringIO()
    export(ObjectSelection([*record_objects(make_record()), to_object(withdrawn)]), form=form, out=out)
    assert out.getvalue().splitlines() == written(form)


def test_no_place_is_of_type_0_as_gdelt_has_it() -> None:
    record = make_record()
    (row,) = rows("gdelt", replace(record, events=tuple(replace(one, place=None) for one in record.events)))
    for prefix in ("Actor1", "Actor2", "Action"):
        assert row[f"{prefix}Geo_Type"] == "0"
        assert row[f"{prefix}Geo_Lat"] == row[f"{prefix}Geo_FullName"] == ""
