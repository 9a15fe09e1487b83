"""Asking across documents from the command line: what is printed, where, and with which status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from onrecord.store import Store
from tests.across import make_collection
from tests.cli.command import run

MADE = make_collection()


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = str(tmp_path_factory.mktemp("db") / "news.db")
    with Store(path) as opened:
        MADE.put(opened)
    return path


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (["incidents"], "incident"),
        (["incidents", "Drevna", "--who", "pelmark navy", "--event-type", "ASSAULT", "--all"], "incident"),
        (["disputes", "--state", "open", "--kind", "figure"], "dispute"),
        (["commitments", "--who", "Ona Brekke", "--due-before", "2026-04"], "commitment"),
        (["timeline", "Drevna"], "timeline_row"),
        (["timeline", "--words", "shelled"], "timeline_row"),
        (["show", MADE.incident.id], "incident"),
        (["show", MADE.copy.id[:12]], "copy"),
    ],
)
def test_answers_are_json_lines_when_piped(database: str, arguments: list[str], kind: str) -> None:
    found = run(*arguments, "--db", database)
    assert (found.returncode, found.stderr) == (0, "")
    assert [json.loads(line)["type"] for line in found.stdout.splitlines()] == [kind]


@pytest.mark.parametrize(
    "arguments",
    [["incidents"], ["disputes"], ["commitments"], ["timeline", "Ona Brekke", "--said"], ["show", MADE.dispute.id]],
)
def test_a_report_has_no_json(database: str, arguments: list[str]) -> None:
    found = run(*arguments, "--db", database, "--format", "report")
    assert found.returncode == 0
    assert "{" not in found.stdout


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["incidents", "--since", "soon"], 2),
        (["disputes", "--kind", "colour"], 2),
        (["commitments", "--state", "superseded"], 2),
        (["commitments", "--due-before", "Sunday"], 2),
        (["incidents", "--reports", "0"], 2),
        (["timeline"], 2),
        (["timeline", "Nobody"], 1),
        (["timeline", "entity-0000000000"], 1),
    ],
)
def test_what_cannot_be_asked_is_one_line(database: str, arguments: list[str], status: int) -> None:
    found = run(*arguments, "--db", database)
    assert (found.returncode, found.stdout) == (status, "")
    assert found.stderr.startswith("onrecord: ")
    assert found.stderr.count("\n") == 1


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    for command in ("incidents", "disputes", "commitments"):
        assert run(command, "--db", str(path)).returncode == 1
    assert not path.exists()
