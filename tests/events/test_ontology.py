"""The scale and the way to CAMEO, and the two forms in which events leave for other pipelines."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from onrecord.cli import onrecord
from onrecord.coder import Item, as_cameo, as_plover, code_item, read_items
from onrecord.errors import InputError
from onrecord.rules.ontology import CONTEXTS, cameo_code, context_words, event_scale
from onrecord.rules.triggers import MODES, TYPES


def test_every_type_and_mode_has_a_score_and_a_code() -> None:
    for kind in TYPES:
        for mode in (None, *MODES.get(kind, ())):
            assert -10 <= event_scale(kind, mode) <= 10
            code = cameo_code(kind, mode)
            assert code.isdigit()
            assert 3 <= len(code) <= 4
            assert "03" <= code[:2] <= "20"


def test_the_most_special_row_wins() -> None:
    assert cameo_code("AID", None) == "070"
    assert cameo_code("AID", None, ("health", "military")) == "073"
    assert cameo_code("ACCUSE", "allege", ("legal",)) == "115"
    assert event_scale("PROTEST", "vandalize") == event_scale("PROTEST", None) == -5


def test_contexts_are_plovers() -> None:
    assert len(CONTEXTS) == 37
    assert set(CONTEXTS) == {context for found in context_words().values() for context in found}


def test_lines_of_two_kinds_and_their_mistakes() -> None:
    lines = [
        "id\tdate\ttext\n",
        "a\t20261125\tIt rained.\n",
        '{"id": 7, "text": "It snowed."}\n',
        "b\tc\n",
        '{"id": 1}\n',
        "\n",
    ]
    found = list(read_items([line.encode() for line in lines] + [b"c\t\tcaf\xe9\n"], "x.tsv"))
    assert found[:2] == [Item("a", "20261125", "It rained."), Item("7", None, "It snowed.")]
    assert [str(error) for error in found[2:] if isinstance(error, InputError)] == [
        "x.tsv:4: 2 tab-separated values, not id, date and text",
        "x.tsv:5: no text in this object (id, date, text are read)",
        "x.tsv:7: 'utf-8' codec can't decode byte 0xe9 in position 6: invalid continuation byte",
    ]


def test_plover_and_cameo_of_one_sentence() -> None:
    coded = code_item(
        Item("s1", "20261125", "French police arrested nine students in Lyon, the interior ministry said.")
    )
    [found] = as_plover(coded)
    assert found["event"] == ["COERCE"]
    assert found["mode"] == ["arrest"]
    assert found["actor"][0]["code"] == "FRA"
    assert coded.text[found["text_info"]["start"] : found["text_info"]["end"]] == "arrested"
    assert found["onrecord"]["status"] == "reported"
    assert found["onrecord"]["source"] == "the interior ministry"
    [row] = as_cameo(coded)
    assert row.split("\t")[:5] == ["20261125", "FRACOP", "EDU", "173", "s1"]


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("France condemned Germany on Monday.", ("FRA", "DEU")),
        ("Paris accused Berlin of spying.", ("FRA", "DEU")),
        ("The French government condemned German soldiers.", ("FRAGOV", "DEUMIL")),
        ("The United Nations condemned Kenya.", ("IGO", "KEN")),
    ],
)
def test_a_bare_country_has_no_sector_in_cameo(text: str, pair: tuple[str, str]) -> None:
    [row] = as_cameo(code_item(Item("a", "20261125", text)))
    assert tuple(row.split("\t")[1:3]) == pair


def test_what_did_not_happen_is_no_cameo_row() -> None:
    coded = code_item(Item("s1", "20261125", "France denied that its soldiers had attacked the village."))
    assert list(as_cameo(coded)) == []


def test_the_filter_goes_on_behind_a_bad_line() -> None:
    ran = CliRunner().invoke(onrecord, ["code"], input="bad\na\t20261125\tFrance condemned Germany.\n")
    assert ran.exit_code == 0
    assert "standard input:1: 1 tab-separated values" in ran.stderr
    [found] = [json.loads(line) for line in ran.stdout.splitlines()]
    assert (found["id"], found["event"], found["quad_code"]) == ("a-1", ["ACCUSE"], 3)


@pytest.mark.parametrize("statuses", ["actuel", "actual,no"])
def test_an_unknown_status_is_an_error_of_usage(statuses: str) -> None:
    ran = CliRunner().invoke(onrecord, ["code", "--status", statuses], input="")
    assert ran.exit_code != 0
