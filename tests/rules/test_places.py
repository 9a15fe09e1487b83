"""The tables of regions, short forms and words beside names."""

from __future__ import annotations

import numpy as np
import pytest

from onrecord.errors import RuleError
from onrecord.models.gazetteer import PlaceKind, fold, load_gazetteer
from onrecord.rules.countries import country_name
from onrecord.rules.places import (
    load_divisions,
    load_place_words,
    load_regions,
    parse_divisions,
    parse_place_words,
    parse_regions,
)

REGIONS = "name,names,kind,lat,lon,country,note\n"


def test_no_name_is_of_two_regions() -> None:
    seen: dict[str, str] = {}
    for region in load_regions():
        for name in {fold(name) for name in (region.name, *region.names)}:
            assert seen.setdefault(name, region.name) == region.name, name


def test_regions_lie_in_their_countries() -> None:
    """A town of the country is within 600 km of each."""
    gazetteer = load_gazetteer()
    columns = gazetteer.columns
    for region in load_regions():
        if region.country is not None:
            assert country_name(region.country)
            own = columns["country"] == gazetteer.countries.index(region.country)
            lat, lon = (np.radians(columns[axis][own] / 1000) for axis in ("lat", "lon"))
            here = np.radians([region.lat, region.lon])
            half = np.sin((lat - here[0]) / 2) ** 2 + np.cos(lat) * np.cos(here[0]) * np.sin((lon - here[1]) / 2) ** 2
            nearest = float(2 * 6371 * np.arcsin(np.sqrt(half.min())))
            assert nearest < 600, region.name


def test_divisions_are_in_the_gazetteer() -> None:
    gazetteer = load_gazetteer()
    regions = {(region.name, region.country) for region in load_regions()}
    for division in load_divisions():
        rows = {m.place.country for m in gazetteer.find(fold(division.name)) if m.place.kind is PlaceKind.DIVISION}
        assert division.country in rows or (division.name, division.country) in regions, division.name
    postal = [division.postal for division in load_divisions() if division.postal]
    assert len(set(postal)) == len(postal)


def test_words_are_small_letters() -> None:
    assert all(word == word.lower() for word in load_place_words())


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("Nowhere,,swamp,1,1,,", "2: unknown kind 'swamp'"),
        ("Nowhere,,sea,1,1,,", "2: unknown kind 'sea'"),
        ("Nowhere,,water,91,1,,", "2: lat 91 is not between -90 and 90"),
        ("Nowhere,,water,x,1,,", "2: lat 'x' is no number"),
        ("Nowhere,,water,1,nan,,", "2: lon nan is not between -180 and 180"),
        ("Nowhere,,water,1,1,Fra,", "2: country 'Fra' is not three capital letters"),
        ("Nowhere,A||B,water,1,1,,", "2: names has an empty value"),
        ("Nowhere,,water,1,1,,\nNowhere,,water,2,2,,", "3: id 'Nowhere' stands already on line 2"),
    ],
)
def test_a_mistake_names_its_line(row: str, complaint: str) -> None:
    with pytest.raises(RuleError) as error:
        parse_regions(REGIONS + row)
    assert str(error.value).startswith(f"annotate/regions.csv:{complaint}")


def test_mistakes_in_the_smaller_tables() -> None:
    with pytest.raises(RuleError, match=r"annotate/divisions.csv:2: postal 'Tex' is not two capital letters"):
        parse_divisions("short,also,postal,name,country,peoples,note\nTex.,,Tex,Texas,USA,,\n")
    with pytest.raises(RuleError, match=r"annotate/place_words.csv:2: unknown kind 'swamp'"):
        parse_place_words("word,kind,where,note\nbog,swamp,after,\n")
    with pytest.raises(RuleError, match=r"annotate/place_words.csv:2: where 'above' is not of before, after, of"):
        parse_place_words("word,kind,where,note\nbog,water,above,\n")
