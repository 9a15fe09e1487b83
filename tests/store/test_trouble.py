"""Runs that are killed, cut off, refused: nothing stored is lost, nothing is half there, and the next run goes on to the same database.

A few of each kind by `evaluation.killing`, which does hundreds.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from evaluation.databases import contents

from onrecord.cli import onrecord as command_line
from onrecord.pipeline import join_stored, program_version, read, settle_stored
from onrecord.store import Store

ROWS = {
    "`read` killed": 4,
    "migration killed": 2,
    "log cut off": 3,
    "no more pages": 1,
    "file at its bound": 1,
    "read-only database": 2,
    "lock held by another process": 3,
}
NEWS = (
    "SORVIK, 4 March - The harbour board closed the port of Sorvik on Tuesday. Mayor Ana Lund said that two people had died.",
    "SORVIK, 5 March - The mayor of Sorvik, Ana Maria Lund, denied that anybody had died when the port of Sorvik was closed on Tuesday.",
    "SORVIK, 6 March - Mayor Lund promised to open the port of Sorvik by June. Four people died, the harbour board said.",
)


@pytest.fixture(scope="module")
def table() -> str:
    numbers = "--times 4 --real 0 --migrations 2 --cuts 3 --full 1 --documents 5".split()
    found = subprocess.run(
        [sys.executable, "-m", "evaluation.killing", *numbers], capture_output=True, text=True, timeout=300
    )
    assert found.returncode == 0, found.stdout + found.stderr
    return found.stdout


@pytest.mark.thorough
@pytest.mark.parametrize("what", ROWS)
def test_nothing_is_lost_and_the_next_run_goes_on(table: str, what: str) -> None:
    (row,) = re.findall(rf"^\| {re.escape(what)} \| (\d+) \| [^|]* \| (\d+) \|", table, re.MULTILINE)
    assert (int(row[0]), int(row[1])) == (ROWS[what], 0)


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("news")
    for number, text in enumerate(NEWS):
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    return folder


def onrecord(news: Path, db: Path) -> None:
    found = CliRunner().invoke(command_line, ["read", str(news), "--db", str(db), "--quiet"])
    assert found.exit_code == 0, found.output


def test_what_a_kill_left_is_settled_with_what_is_new_and_joined_though_nothing_is_new(news: Path, tmp_path: Path) -> None:  # fmt: skip
    whole, settled, joined = (tmp_path / f"{name}.db" for name in ("whole", "settled", "joined"))
    onrecord(news, whole)
    records = list(read(str(news)))
    with Store(str(settled)) as store:  # killed behind the first document
        store.add(records[0], version=program_version())
    with Store(str(joined)) as store:  # killed at the very end
        for record in records:
            store.add(record, version=program_version())
        settle_stored(store)
    onrecord(news, settled)
    onrecord(news, joined)
    assert contents(settled) == contents(joined) == contents(whole)
    with Store(str(whole)) as store:
        assert join_stored(store).clusters or join_stored(store).possible
