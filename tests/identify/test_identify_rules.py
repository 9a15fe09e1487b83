"""The authority file: loaders, their complaints, and a user's own rows."""

from __future__ import annotations

import pytest

from onrecord.errors import RuleError
from onrecord.rules import authority
from onrecord.rules.authority import load_authority
from onrecord.rules.names import fold
from tests.identify.reading import read_text

HEADER = "id,name,aliases,kind,sector,country,note\n"


def test_shipped_tables_agree_with_each_other() -> None:
    tables = load_authority()
    offices = {office for found in tables.descriptions.values() for office in found.stands_for}
    assert offices <= set(tables.titles)
    things = {word for word, found in tables.descriptions.items() if found.match != "office"}
    assert not things & set(tables.titles)
    assert len({body.id for body in tables.bodies.values()}) > 250


def test_roles_are_words_in_small_letters_and_told_by_something() -> None:
    tables = load_authority()
    for role in tables.roles.values():
        lists = (role.titles, role.subject_of, role.object_of, role.owns)
        assert role.word == role.word.lower()
        assert all(word == word.lower() and word == word.strip() for words in lists for word in words)
    assert not {word for word, found in tables.descriptions.items() if found.match != "office"} & set(tables.roles)


def test_a_given_name_stands_once() -> None:
    text = authority.read_csv("identify/given_names.csv", ("id", "name", "sex", "note"))
    names = [row["name"] for row in text]
    assert len(names) == len(set(names))


def test_a_users_own_bodies() -> None:
    tables = load_authority(HEADER + "own-1,Grey Ladle Pact,GLP,organisation,IGO,,\n")
    assert tables.bodies["GLP"].name == "Grey Ladle Pact"
    assert "UN" in tables.bodies
    read = read_text("The GLP met.")
    from onrecord.identify import identify

    found = identify(read.stories, read.annotations, authority=tables)
    assert [(entity.name, entity.sector) for entity in found if entity.names[0].text == "GLP"] == [
        ("Grey Ladle Pact", "IGO")
    ]


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("x,Name,,troupe,,,", "mine.csv:2: unknown kind 'troupe'"),
        ("x,Name,,place,,Uk,", "mine.csv:2: country 'Uk'"),
        ("x,Name,Name2,place,,,\ny,Name2,,place,,,", "mine.csv:3: the name 'Name2' stands already for x"),
        ("x,Name,,place,,", "mine.csv:2: 6 values for 7 columns"),
    ],
)
def test_bad_rows_name_their_line(row: str, complaint: str) -> None:
    with pytest.raises(RuleError, match="mine") as error:
        load_authority(HEADER + row, name="mine.csv")
    assert str(error.value).startswith(complaint)


def test_bad_shipped_rows_too() -> None:
    with pytest.raises(RuleError, match="unknown"):
        authority.parse_heads("id,word,kind,sector,note\nx,word,thing,,\n")
    with pytest.raises(RuleError, match="sex"):
        authority.parse_given_names("id,name,sex,note\nx,alex,x,\n")
    roles = "id,word,sex,titles,subject_of,object_of,owns,note\n"
    with pytest.raises(RuleError, match="sex"):
        authority.parse_roles(roles + "x,coach,x,,,,,\n")
    with pytest.raises(RuleError, match="stands already"):
        authority.parse_roles(roles + "x,coach,,,,,,\ny,coach,,,,,,\n")
    with pytest.raises(RuleError, match="kind"):
        authority.parse_titles("id,words,kind,sex,sector,note\nx,mr,title,m,,\n")


def test_folding() -> None:
    assert fold("The Élysée’s") == "elysee"
    assert fold("Łukasz  Ørsted") == "lukasz orsted"
    assert fold("U.N.") == "un"
    assert fold("") == ""


def test_a_persons_name_is_no_country() -> None:
    found = {e.name: e.country for e in read_text("Michael Jordan met fans in Chicago. Jordan thanked them.").entities}
    assert found == {"Michael Jordan": None, "Chicago": None}
    assert {e.country for e in read_text("The king of Jordan met the president of Chad.").entities} == {"JOR", "TCD"}
