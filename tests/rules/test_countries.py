"""The table of countries: well-known words, words left out on purpose, and what holds for every row."""

from __future__ import annotations

import pytest

from onrecord.errors import RuleError
from onrecord.rules.authority import load_authority
from onrecord.rules.countries import (
    Country,
    country_name,
    country_of_adjective,
    country_of_capital,
    country_of_name,
    is_state,
    parse_countries,
)

HEADER = "code,name,names,adjectives,peoples,capitals,note\n"
TABLE = parse_countries()
ROWS = tuple(TABLE.rows.values())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("UK", "GBR"),
        ("the U.K.", "GBR"),
        ("Scotland", "GBR"),
        ("US", "USA"),
        ("U.S.", "USA"),
        ("us", None),
        ("The United States", "USA"),
        ("RUSSIA", "RUS"),
        ("russia", None),
        ("Côte d’Ivoire", "CIV"),
        ("COTE D'IVOIRE", "CIV"),
        ("the Democratic Republic of the Congo", "COD"),
        ("Congo Republic", "COG"),
        ("Congo", None),
        ("Korea", None),
        ("DPRK", "PRK"),
        ("People’s Republic of China", "CHN"),
        ("Republic of China", "TWN"),
        ("Türkiye", "TUR"),
        ("THE NETHERLANDS", "NLD"),
        ("Burma", "MMR"),
        ("Niger", "NER"),
        ("Guinea", "GIN"),
        ("Kosovo", "XKX"),
        ("Kurdistan", None),
        ("Ukraine's", None),
        ("", None),
    ],
)
def test_names(text: str, code: str | None) -> None:
    assert country_of_name(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Russian", "RUS"),
        ("RUSSIAN", "RUS"),
        ("the Danes", "DNK"),
        ("Polish", "POL"),
        ("polish", None),
        ("Nigerian", "NGA"),
        ("Nigerien", "NER"),
        ("Welsh", "GBR"),
        ("South Korean", "KOR"),
        ("Saudis", "SAU"),
        ("New Zealanders", "NZL"),
        ("Korean", None),
        ("Congolese", None),
        ("Kurds", None),
        ("Finn", None),
        ("Denmark", None),
    ],
)
def test_adjectives_and_peoples(text: str, code: str | None) -> None:
    assert country_of_adjective(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Kyiv", "UKR"),
        ("Kiev", "UKR"),
        ("The Hague", "NLD"),
        ("N’Djamena", "TCD"),
        ("WASHINGTON", "USA"),
        ("Malé", "MDV"),
        ("Male", None),
        ("Jerusalem", None),
        ("Brussels", None),
        ("Yangon", None),
        ("Cape Town", None),
        ("Victoria", None),
    ],
)
def test_capitals(text: str, code: str | None) -> None:
    assert country_of_capital(text) == code


@pytest.mark.parametrize("country", ROWS, ids=lambda country: country.code)
def test_every_word_finds_its_own_country(country: Country) -> None:
    assert country_name(country.code) == country.name
    assert {country_of_name(word) for word in (country.name, *country.names)} == {country.code}
    assert {country_of_adjective(word) for word in (*country.adjectives, *country.peoples)} <= {country.code}
    assert {country_of_capital(word) for word in country.capitals} <= {country.code}


def test_codes_are_three_capital_letters_each_once() -> None:
    assert all(len(row.code) == 3 and row.code.isascii() and row.code.isupper() for row in ROWS)
    assert len({row.code for row in ROWS}) == len({row.name for row in ROWS}) == len(ROWS)
    assert [row.code for row in ROWS] == sorted(row.code for row in ROWS)
    assert country_name("ZZZ") is None


def test_no_word_is_of_two_countries_in_any_column() -> None:
    for word in {*TABLE.names, *TABLE.adjectives, *TABLE.capitals}:
        assert len({table[word] for table in (TABLE.names, TABLE.adjectives, TABLE.capitals) if word in table}) == 1


def test_it_agrees_with_the_authority_file() -> None:
    tables = load_authority()
    assert {body.country for body in tables.bodies.values() if body.country} <= set(TABLE.rows)
    assert not {word.lower() for word in TABLE.adjectives} & set(tables.groups)


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ("Fra,France,,,,,", "2: code 'Fra' is not three capital letters"),
        ("FRA,,,,,,", "2: the name is missing"),
        ("FRA,France,,French||Gallic,,,", "2: adjectives has an empty value"),
        ("FRA,France,,,,Paris| Lyon,", "2: capitals has an empty value or spaces"),
        ("FRA,France,,,,,\nDEU,Germany,the France,,,,", "3: the name 'the France' stands already for FRA"),
        ("FRA,France,,,,,\nDEU,Germany,FRANCE,,,,", "3: the name 'FRANCE' stands already for FRA"),
        ("FRA,France,,French,,,\nDEU,Germany,,,French,,", "3: the adjective or people 'French' stands already for FRA"),
        ("FRA,France,,,,Paris,\nDEU,Germany,,,,Paris,", "3: the capital 'Paris' stands already for FRA"),
        ("FRA,France,,,,,\nFRA,Gaul,,,,,", "3: id 'FRA' stands already on line 2"),
        ("FRA,France", "2: 2 values for 7 columns"),
    ],
)
def test_a_mistake_names_its_line(rows: str, complaint: str) -> None:
    with pytest.raises(RuleError) as error:
        parse_countries(HEADER + rows)
    assert str(error.value).startswith(f"identify/countries.csv:{complaint}")


def test_a_state_is_a_bare_name_or_a_capital() -> None:
    assert is_state("the United Kingdom")
    assert is_state("Nairobi")
    assert not is_state("Kenyan")
    assert not is_state("Kenya's police")
