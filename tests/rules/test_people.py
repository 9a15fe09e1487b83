"""People in office: the shipped rows are consistent, a user's own rows win, bad rows are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.errors import InputError, RuleError
from onrecord.rules import read_csv
from onrecord.rules.authority import load_authority
from onrecord.rules.countries import country_name
from onrecord.rules.own_authority import parse_authority, read_authority
from onrecord.rules.people import PEOPLE_COLUMNS, Person, Term, parse_people

ROWS = read_csv("identify/people.csv", PEOPLE_COLUMNS)
PEOPLE = parse_people()
PERSONS = {person.id: person for own in PEOPLE.full.values() for person in own}
HEADER = ",".join(PEOPLE_COLUMNS) + "\n"
OWN = "id,name,kind,aliases,sector,country,office,sex,from,to\n"


def test_the_file_is_no_sample() -> None:
    assert len(PERSONS) >= 700
    leading = {
        "president",
        "prime minister",
        "king",
        "chancellor",
        "emir",
        "sultan",
        "supreme leader",
        "queen",
        "premier",
        "pope",
    }
    assert len({t.country for p in PERSONS.values() for t in p.terms if t.office in leading and not t.end}) >= 150
    ministers = {
        t.country
        for p in PERSONS.values()
        for t in p.terms
        if t.office.split()[0] in ("foreign", "defence", "secretary")
    }
    assert len(ministers) >= 50


def test_every_row_is_in_order() -> None:
    for row in ROWS:
        assert row["office"], row.error("no office")
        assert row["sex"] in ("m", "f"), row.error("no sex")
        assert not row["country"] or country_name(row["country"]), row.error("no such country")
        assert not row["country"] or row["sector"], row.error("no sector")
        assert row["id"].startswith("person-"), row.error("id")


def test_no_name_stands_for_two_people() -> None:
    assert [words for words, own in PEOPLE.full.items() if len(own) > 1] == []


def test_no_alias_of_two_people_of_one_country_in_office_at_once() -> None:
    for words, own in PEOPLE.short.items():
        for one in own:
            for other in own:
                assert one is other or not _meet(one, other), f"{words}: {one.id} and {other.id}"


def _meet(one: Person, other: Person) -> bool:
    return any(a.country == b.country and not a.end and not b.end for a in one.terms for b in other.terms)


def test_terms_of_one_country_and_office_follow_each_other() -> None:
    """Two presidents or prime ministers of a country are not in office on the same day, but the day one takes over."""
    single = ("president", "prime minister", "chancellor", "foreign minister", "defence minister")
    terms: dict[tuple[str | None, str], list[tuple[Term, str]]] = {}
    for person in PERSONS.values():
        for term in person.terms:
            if term.office in single and term.start:
                terms.setdefault((term.country, term.office), []).append((term, person.id))
    for (country, office), held in terms.items():
        held.sort(key=lambda pair: pair[0].start)
        for (first, one), (second, other) in zip(held, held[1:], strict=False):
            end = first.end or "9999"
            length = min(len(end), len(second.start))
            assert end[:length] <= second.start[:length], (
                f"{country} {office}: {one} until {end}, {other} from {second.start}"
            )


def test_who_held_what_on_a_day() -> None:
    person = PEOPLE.full["dmitry medvedev"][0]
    assert [term.office if (term := person.term_on(day)) else None for day in ("2009-01-01", "2015-06-30", "2021-01-01")] == [
        "president", "prime minister", None,
    ]  # fmt: skip
    assert person.country_on("2021-01-01") == "RUS"
    assert person.term_on(None) is None


def test_a_term_without_an_end_is_vouched_for_until_the_state_of_knowledge() -> None:
    person = PEOPLE.full["vladimir putin"][0]
    assert person.term_on("2025-10-30")
    assert person.term_on("2031-01-01") is None
    assert (person.country_on("2031-01-01"), person.sector_on("2031-01-01")) == ("RUS", "GOV")


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("x,Ada Roe,,f,Nor,mayor,GOV,,,,", "identify/people.csv:2: country 'Nor'"),
        ("x,Ada Roe,,w,NOR,mayor,GOV,,,,", "identify/people.csv:2: sex 'w'"),
        ("x,Ada Roe,,f,NOR,mayor,GOV,2020-13,,,", "identify/people.csv:2: '2020-13' is no date"),
        ("x,Ada Roe,,f,NOR,mayor,GOV,2020,2019,,", "identify/people.csv:2: 2020 is after 2019"),
        ("x,Ada Roe,,f,NOR,mayor,GOV,,,maybe,", "identify/people.csv:2: match 'maybe'"),
        ("x,,,f,NOR,mayor,GOV,,,,", "identify/people.csv:2: the name is missing"),
        ("x,Ada Roe,,f,NOR,,,,,,\nx/2,Ida Roe,,f,NOR,,,,,,", "identify/people.csv:3: the name of x is 'Ada Roe'"),
    ],
)
def test_bad_rows_name_their_line(row: str, complaint: str) -> None:
    with pytest.raises(RuleError) as error:
        parse_people(HEADER + row + "\n")
    assert str(error.value).startswith(complaint)


def test_a_users_own_rows_win() -> None:
    tables = parse_authority(
        OWN + "p-1,Keir Starmer,person,,EDU,NZL,rector,m,2020,\nb-1,Grey Ladle Pact,organisation,GLP|UN,IGO,,,,,\n",
        "own.csv",
    )
    assert [person.id for person in tables.people.full["keir starmer"]] == ["p-1"]
    assert tables.bodies["UN"].id == "b-1"
    assert tables.people.full["rishi sunak"] == load_authority().people.full["rishi sunak"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("name,kind\nx,person\n", "own.csv: the header must have id,name,kind"),
        ("id,name,kind,rank\n", "own.csv: the header must have id,name,kind"),
        ("", "own.csv: the header must have id,name,kind"),
        (OWN + "p-1,Ada Roe,person\n", "own.csv:2: 3 values for 10 columns"),
        (OWN + "# a remark\np-1,Ada Roe,troupe,,,,,,,\n", "own.csv:3: unknown kind 'troupe'"),
        (OWN + "p-1,Ada Roe,person,,,,,,2020,2019\n", "own.csv:2: 2020 is after 2019"),
        (
            OWN + "p-1,Ada Roe,person,,,,,,,\np-1,Ida Roe,person,,,,,,,\n",
            "own.csv:3: id 'p-1' stands already on line 2",
        ),
        (OWN + ",Ada Roe,person,,,,,,,\n", "own.csv:2: a row needs an id and a name"),
    ],
)
def test_bad_rows_of_a_user_are_one_line(text: str, complaint: str) -> None:
    with pytest.raises(InputError) as error:
        parse_authority(text, "own.csv")
    assert str(error.value).startswith(complaint)
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read as an authority file"):
        read_authority(tmp_path / "none.csv")


def test_bodies_have_real_countries_and_short_names_of_their_own() -> None:
    bodies = {body.id: body for body in load_authority().bodies.values()}
    assert len(bodies) >= 600
    assert all(body.country is None or country_name(body.country) for body in bodies.values())
    assert {"REB", "PRM", "CRM", "SPY", "COP", "JRN", "IGO", "NGO", "MIL"} <= {body.sector for body in bodies.values()}
