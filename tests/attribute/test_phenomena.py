"""The table of cases over the 45 phenomena: rows are sound and those of STRONG quality pass; the gate counts all."""

from __future__ import annotations

import pytest
from evaluation.cases import Case, by_phenomenon, key, read_cases, read_table, show

from onrecord.model import Act, Polarity

PHENOMENA = 45
ROWS = 8


@pytest.mark.parametrize("case", [case for case in read_table() if case.quality == "STRONG"], ids=lambda case: case.id)
def test_strong_row(case: Case) -> None:
    found = next(one for one in read_cases() if one.id == case.id)
    assert found.is_right, (case.why, [show(statement) for statement in found.found])


def test_every_phenomenon_has_its_rows() -> None:
    grouped = by_phenomenon(read_table())
    assert sorted(grouped) == list(range(1, PHENOMENA + 1))
    assert min(map(len, grouped.values())) >= ROWS


def test_rows_are_sound() -> None:
    cases = read_table()
    assert len({case.id for case in cases}) == len(cases)
    assert len({key(case.text) for case in cases}) == len(cases)
    for case in cases:
        text = key(case.text)
        assert case.quality in ("STRONG", "MEDIUM", "WEAK"), case.id
        for one in case.expected:
            assert one.act in set(Act), case.id
            assert one.polarity in set(Polarity), case.id
            pieces = [one.source, one.cue, *one.content.split(" … ")]
            named = [value for name, value in one.more.items() if name in ("target", "addressee", "medium")]
            assert all(key(piece) in text for piece in [*pieces, *named]), (case.id, pieces)
            assert 0 <= int(one.more.get("within", 0)) <= len(case.expected), case.id


def test_the_accused_is_never_the_source() -> None:
    for case in read_cases():
        for statement in case.found:
            if statement.act is Act.ACCUSE and statement.target and statement.source.phrase:
                assert not statement.target.span.overlaps(statement.source.phrase.span), (case.id, show(statement))


def test_what_is_not_said_is_not_affirmed() -> None:
    for case in read_cases():
        for wanted in case.expected:
            given = [s for s in case.found if s.cue and key(wanted.cue) and key(s.cue.text) == key(wanted.cue)]
            if wanted.polarity != Polarity.AFFIRMS:
                assert all(s.polarity is not Polarity.AFFIRMS for s in given), (case.id, list(map(show, given)))
