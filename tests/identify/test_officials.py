"""People known by full name from the authority file, and what it says of them on the story's day."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onrecord.identify import identify
from onrecord.model import Entity, WrittenOn
from onrecord.rules.own_authority import parse_authority
from tests.identify.reading import Read, read_stories, read_text

OWN = parse_authority(
    "id,name,kind,aliases,sector,country,office,sex,from,to,match\n"
    "p-lund,Ketil Aasrud Lund,person,Ketil Lund|Lundo,GOV,NOR,prime minister,m,2019-05,2023-04-30,\n"
    "p-lund/bank,Ketil Aasrud Lund,person,,IGO,,head of the Fjord Bank,m,2023-05-01,,\n"
    "p-brown,Ann Brown,person,,GOV,NZL,mayor,f,,,office\n",
    "own.csv",
)


def dated(read: Read, day: str | None) -> dict[str, Entity]:
    stories = [replace(story, written_on=WrittenOn(day, "day", "given") if day else None) for story in read.stories]
    return {entity.name: entity for entity in identify(stories, read.annotations, authority=OWN)}


@pytest.mark.parametrize(
    ("day", "country", "sector", "office"),
    [
        ("2020-02-03", "NOR", "GOV", ("prime minister",)),
        ("2024-02-03", None, "IGO", ("head of the Fjord Bank",)),
        ("2018-02-03", "NOR", None, ()),
        (None, "NOR", None, ()),
    ],
)
def test_office_and_sector_are_those_of_the_day(
    day: str | None, country: str | None, sector: str | None, office: tuple[str, ...]
) -> None:
    found = dated(read_text("Ketil Lund spoke in Bergen. He was applauded."), day)["Ketil Lund"]
    assert (found.country, found.sector, found.office, found.authority) == (country, sector, office, "p-lund")
    assert [mention.evidence.text for mention in found.mentions] == ["Ketil Lund", "He"]


def test_what_the_text_says_goes_before() -> None:
    found = dated(read_text("General Ketil Lund spoke in Bergen."), "2020-02-03")["Ketil Lund"]
    assert found.office == ("General",)


@pytest.mark.parametrize(
    "text",
    [
        "Kenyan farmer Ketil Lund spoke.",
        "Mrs Ketil Lund spoke.",
        "Journalist Ketil Lund spoke.",
        "Mr Lund spoke.",
        "Ann Brown spoke.",
        "Prime Minister Lund spoke.",
        "Lundo spoke.",
    ],
)
def test_nobody_is_known_against_the_text_or_by_a_surname(text: str) -> None:
    assert {entity.authority for entity in dated(read_text(text), "2020-02-03").values()} <= {None, "KEN"}


def test_a_common_name_is_known_with_its_office() -> None:
    assert (
        dated(read_text("The mayor, Ann Brown, spoke. Mayor Ann Brown left."), "2020-02-03")["Ann Brown"].authority
        == "p-brown"
    )


def test_two_spellings_have_one_id() -> None:
    one = dated(read_text("Ketil Lund spoke."), "2020-02-03")["Ketil Lund"]
    other = dated(read_text("Ketil Aasrud Lund spoke."), "2020-02-03")["Ketil Aasrud Lund"]
    assert one.id == other.id


def test_a_surname_with_the_office_in_another_story_may_be_the_same() -> None:
    read = read_stories("Ketil Lund spoke in Bergen on the budget.", "Prime Minister Lund was not in Oslo.")
    found = dated(read, "2020-02-03")
    assert [same.reason for same in found["Lund"].possible_same] == [
        "the surname and the office of one named in full in another story"
    ]


def test_bodies_and_countries_have_their_rows() -> None:
    found = dated(read_text("The United Nations sent envoys to Norway. The Veranian Post said so."), None)
    assert (found["United Nations"].authority, found["Norway"].authority) == ("body-united-nations", "NOR")


@pytest.mark.parametrize(
    ("text", "day", "wanted"),
    [
        ("Ketil Lund flew to Rome. The Norwegian prime minister said he was tired.", "2020-02-03", True),
        ("Ketil Lund flew to Rome. The Norwegian prime minister said he was tired.", None, True),
        ("Ketil Lund flew to Rome. The Norwegian prime minister said he was tired.", "2024-02-03", False),
        ("Ketil Lund flew to Rome. The Italian prime minister said he was tired.", "2020-02-03", False),
        ("Ketil Lund flew to Rome. The former Norwegian prime minister was tired.", "2020-02-03", False),
        ("Foreign Minister Ketil Lund flew to Rome. The Norwegian prime minister was tired.", None, False),
    ],
)
def test_an_office_that_only_the_file_knows_is_taken_up(text: str, day: str | None, wanted: bool) -> None:
    """The country must be said, and the day must fit where there is one."""
    found = dated(read_text(text), day)["Ketil Lund"]
    said = {mention.evidence.text for mention in found.mentions}
    assert any("prime minister" in words for words in said) is wanted, said
