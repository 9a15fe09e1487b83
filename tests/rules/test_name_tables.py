"""The tables of names: what holds for every row, and mistakes that name their line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from onrecord.errors import RuleError
from onrecord.names.observing import OBSERVATIONS
from onrecord.rules import name_tables

HEADERS = {
    "sounds": "id,written,sound,note\n",
    "particles": "id,word,standard,kind,note\n",
    "honorifics": "id,word,place,note\n",
    "given_names": "id,kind,names,note\n",
    "near_names": "id,one,other,note\n",
    "body_words": "id,word,standard,kind,note\n",
    "weights": "id,kind,observation,weight,note\n",
}


@pytest.mark.parametrize(
    ("table", "row", "complaint"),
    [
        ("sounds", "s1,Ch,c,", "is no run of letters"),
        ("particles", "p1,bin,bin,son,", "unknown kind 'son'"),
        ("honorifics", "h1,haji,front,", "unknown place 'front'"),
        ("given_names", "g1,pet,a|b,", "unknown kind 'pet'"),
        ("given_names", "g1,form,ada,", "names must be two or more"),
        ("given_names", "g1,form,ada|ada,", "names must be two or more"),
        ("near_names", "n1,un|eun,il|un,", "share a name"),
        ("body_words", "b1,ltd,limited,form,", "unknown kind 'form'"),
        ("weights", "w1,person,always,much,", "could not convert"),
        ("weights", "w1,ship,always,1,", "unknown kind 'ship'"),
    ],
)
def test_a_mistake_names_its_line(table: str, row: str, complaint: str) -> None:
    parse: Callable[[str], object] = getattr(name_tables, f"parse_{table}")
    with pytest.raises(RuleError) as error:
        parse(HEADERS[table] + row)
    assert str(error.value).startswith(f"names/{table}.csv:2: ")
    assert complaint in str(error.value)


def test_every_word_is_as_it_is_compared() -> None:
    words = [*name_tables.particles(), *name_tables.generations(), *name_tables.near_names(), *name_tables.numbers()]
    assert all(word == word.lower() and word.isascii() and word.isalnum() for word in words)


def test_every_weight_is_observed_and_every_observation_weighed() -> None:
    for kind, observations in OBSERVATIONS.items():
        assert set(name_tables.weights(kind)) == {"always", *observations}


def test_no_name_is_near_one_of_its_own_spellings() -> None:
    spellings = name_tables.given_names()["spelling"]
    for name, others in name_tables.near_names().items():
        assert not any(spellings.get(name, frozenset()) & spellings.get(other, frozenset()) for other in others), name


def test_letters_have_two_readings() -> None:
    table = name_tables.letters()
    assert (table.ukrainian["г"], table.russian["г"]) == ("h", "g")
    assert (table.ukrainian["и"], table.russian["и"]) == ("y", "i")


def test_a_word_of_bodies_has_one_meaning() -> None:
    table = name_tables.body_words()
    assert not table.stop & table.common
    assert not {word for (word, *more) in table.legal if not more} & table.common
