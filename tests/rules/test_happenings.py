"""The words of happenings: what the file promises, and what is wrong in it."""

from __future__ import annotations

import pytest

from onrecord.errors import RuleError
from onrecord.rules.happenings import happening_words, parse_happenings
from onrecord.rules.triggers import TYPES

HEAD = "id,word,pos,kind,strength,note\n"


def test_words_are_small_and_said_once_of_a_kind():
    rows = parse_happenings()
    assert all(word == word.lower() for row in rows for word in row.words)
    said = [(row.words, row.pos, row.kind) for row in rows]
    assert len(said) == len(set(said))


def test_types_of_plover_are_only_referred_to():
    """What tells of a deed by itself is for `events` to say."""
    assert not [row.id for row in parse_happenings() if row.tells and row.kind in TYPES]


def test_longer_phrases_come_first():
    for rows in happening_words().values():
        lengths = [len(row.words) for row in rows]
        assert lengths == sorted(lengths, reverse=True)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("x,quake,adjective,earthquake,tells,", "part of speech"),
        ("x,quake,noun,earthquake,shouts,", "strength"),
        ("x,quake,noun,Earthquake,tells,", "kind"),
        ("x,,noun,earthquake,tells,", "no word"),
        ("x,as a result,noun,election,idiom,", "an idiom has the kind -"),
        ("x,result,noun,-,refers,", "an idiom has the kind -"),
    ],
)
def test_mistakes_are_named(row, message):
    with pytest.raises(RuleError, match=rf"happenings.csv:2: .*{message}"):
        parse_happenings(HEAD + row)
