"""A user's own actor dictionary: what it says, when, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.coder import Item, code_item
from onrecord.errors import InputError
from onrecord.rules.actors import parse_actors, read_actors

HEADER = "pattern,code,sector,from,to\n"
ROWS = HEADER + (
    "# remarks are left out\n"
    "Kestria,KES,,,\nKestrian,KES,,,\nFree Osk Front,OSK,REB,,2024\nFree Osk Front,OSK,PTY,2025,\n"
    "Osk,OSK,GOV,,\npolice,,COP,,\n"
)


def test_the_longest_pattern_wins_and_dates_decide() -> None:
    actors = parse_actors(ROWS, "mine.csv")
    assert actors.find("fighters of the Free Osk Front", "2024-12-31") == ("OSK", "REB")
    assert actors.find("the Free Osk Front's deputies", "2026-01-05") == ("OSK", "PTY")
    assert actors.find("Osk", "2026-01-05") == ("OSK", "GOV")
    assert actors.find("Kestrian police", None) == ("KES", "COP")
    assert actors.find("police", None) == (None, "COP")
    assert actors.find("the mayor of Lessa", None) == (None, None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,code\n", "mine.csv: the header must be pattern,code,sector,from,to"),
        (HEADER + "Osk,OSK\n", "mine.csv:2: 2 values for 5 columns"),
        (HEADER + ",OSK,,,\n", "mine.csv:2: a row needs a pattern, and a code or a sector"),
        (HEADER + "Osk,OSK,,soon,\n", "mine.csv:2: 'soon' is no date like 2026, 2026-11 or 2026-11-25"),
        (HEADER + "Osk,OSK,,2026-02,2025\n", "mine.csv:2: 2026-02 is after 2025"),
    ],
)
def test_a_mistake_names_file_and_line(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_actors(text, "mine.csv")
    assert str(caught.value) == message


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read as an actor dictionary"):
        read_actors(tmp_path / "none.csv")


def test_the_date_of_a_line_decides_and_anchors() -> None:
    actors = parse_actors(ROWS, "mine.csv")
    text = "The Free Osk Front attacked the garrison of Lessa on Monday."
    for day, sector in (("20241101", "REB"), ("2026-11-25", "PTY")):
        [event] = code_item(Item("a", day, text), actors=actors).events
        assert [p.sector for p in event.actors] == [sector]
    assert event.date is not None
    assert event.date.value == "2026-11-23"


def test_the_users_word_wins_over_what_is_known() -> None:
    actors = parse_actors(HEADER + "France,XYZ,REB,,\n", "mine.csv")
    [event] = code_item(Item("a", "2026-11-25", "France condemned Germany on Monday."), actors=actors).events
    assert [(p.country, p.sector) for p in event.actors] == [("XYZ", "REB")]
    assert [p.country for p in event.recipients] == ["DEU"]


@pytest.mark.parametrize(
    ("text", "side", "country", "sector"),
    [
        ("Danish police arrested nine students on Monday.", "actors", "DNK", "COP"),
        ("Ukraine's defence minister met the governor of Lessa in Osk.", "actors", "UKR", "GOV"),
        ("France accused London of dragging its feet.", "recipients", "GBR", "GOV"),
        ("Kestria expelled Beijing's envoy on Friday.", "recipients", "CHN", "GOV"),
        ("Nigerian troops arrested four smugglers near the lake.", "actors", "NGA", "MIL"),
        ("Kenya's general staff condemned the raid.", "actors", "KEN", "MIL"),
        ("Ghanaian army officers detained two ministers.", "actors", "GHA", "MIL"),
        ("Malian opposition leaders accused the junta of fraud.", "actors", "MLI", "OPP"),
    ],
)
def test_a_party_has_the_country_of_its_name_its_adjective_or_its_capital(
    text: str, side: str, country: str, sector: str
) -> None:
    events = code_item(Item("a", "2026-11-25", text)).events
    found = {(party.country, party.sector) for event in events for party in getattr(event, side)}
    assert (country, sector) in found
