"""`onrecord read --authority`: a user's own bodies and people."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.command import run

TEXT = "Ketil Lund of the Grey Ladle Pact spoke in Bergen on Tuesday. He said the pact would stand.\n"


def test_own_rows_are_known(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(
        "id,name,kind,sector,country,office\np-1,Ketil Lund,person,GOV,NOR,envoy\nb-1,Grey Ladle Pact,organisation,IGO,,\n",
        encoding="utf-8",
    )
    found = run("read", "-", "--authority", str(own), "--format", "jsonl", data=TEXT.encode())
    assert found.returncode == 0, found.stderr
    entities = [row for line in found.stdout.splitlines() if (row := json.loads(line))["type"] == "entity"]
    known = {row["authority"]: (row["name"], row["country"], row["sector"]) for row in entities if row["authority"]}
    assert known["p-1"] == ("Ketil Lund", "NOR", "GOV")
    assert known["b-1"] == ("Grey Ladle Pact", None, "IGO")


def test_a_bad_row_is_one_line(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("id,name,kind\np-1,Ketil Lund,troupe\n", encoding="utf-8")
    found = run("read", "-", "--authority", str(own), data=TEXT.encode())
    assert found.returncode == 1
    assert found.stderr.strip().splitlines()[-1].endswith("own.csv:2: unknown kind 'troupe'")
