"""The cases: sentences over the types and the rules of status, each with the events that must be read in it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from onrecord.errors import RuleError
from onrecord.model import Document, Event
from onrecord.pipeline import read_document
from onrecord.rules.triggers import MODES, TYPES, event_rules, parse_elsewhere, parse_things, parse_triggers

CASES = Path(__file__).parents[1] / "cases" / "events.csv"


def rows() -> list[dict[str, str]]:
    lines = [line for line in CASES.read_text(encoding="utf-8").splitlines() if not line.startswith("# ")]
    return list(csv.DictReader(lines))


def show(event: Event) -> str:
    parties = (" + ".join(p.evidence.text for p in side) or "-" for side in (event.actors, event.recipients))
    kind = f"{event.event_type}/{event.mode}" if event.mode else event.event_type
    return "|".join((kind, *parties, event.trigger.text, event.status.value))


@pytest.mark.parametrize("case", [row for row in rows() if row["quality"] == "STRONG"], ids=lambda case: case["id"])
def test_strong_case(case: dict[str, str]) -> None:
    document = Document("document-case", "text/plain", None, None, "case", None, None, None, "", case["input"])
    assert " // ".join(map(show, read_document(document).events)) == case["expected"], case["why"]


def test_cases_are_linted() -> None:
    cases = rows()
    assert len({case["id"] for case in cases}) == len({case["input"] for case in cases}) == len(cases)
    assert {case["quality"] for case in cases} <= {"STRONG", "MEDIUM", "WEAK"}
    coded = {event.split("|")[0].split("/")[0] for case in cases for event in case["expected"].split(" // ") if event}
    assert coded >= set(TYPES) - {"COOPERATE"}


def test_rule_files_hold_words_and_no_truth_values() -> None:
    """`on` is true to most readers of YAML, and then no sanction is imposed on anybody."""
    for groups in (*event_rules().verbs.values(), *event_rules().nouns.values()):
        for group, _ in groups:
            words = (*(group.recipient or ()), *group.objects, *group.with_words, *group.prepositions)
            assert all(isinstance(word, str) for word in words), group.id
    [group] = parse_triggers(
        "X.yml", "type: SANCTION\nquad: 4\ntriggers:\n  - {id: a, verbs: [no], recipient: [on, off]}\n"
    )
    assert group.recipient == ("on", "off")


def test_a_mistake_names_its_line() -> None:
    with pytest.raises(Exception, match=r"events/things.csv:2: unknown party 'nome'"):
        parse_things("id,party,note\nplan,nome,\n")
    with pytest.raises(RuleError, match=r"events/elsewhere.csv:2: unknown field 'spot'"):
        parse_elsewhere("id,field,note\ngolf,spot,\n")


def test_a_mode_is_one_of_its_type() -> None:
    with pytest.raises(RuleError, match=r"X.yml: trigger 1: 'demo' is no mode of COERCE"):
        parse_triggers("X.yml", "type: COERCE\nquad: 4\ntriggers:\n  - {id: a, mode: demo, verbs: [arrest]}\n")
    assert sum(map(len, MODES.values())) == 67
