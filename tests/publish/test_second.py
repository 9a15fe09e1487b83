"""A second reader in reports and tables."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from onrecord.model import Reader
from onrecord.publish import publish
from onrecord.second.tally import SecondReading
from onrecord.serialize import record_objects, to_object
from tests.builders import make_record
from tests.second.proposals import READER, make_proposals, make_refusal

RECORD = make_record()
ASKED = {"model": READER.model, "host": READER.host}


def report(*more: Any, second: dict[str, Any] | None = None) -> str:
    out = io.StringIO()
    publish([*record_objects(RECORD), *map(to_object, more)], form="report", out=out, second=second)
    return out.getvalue()


def test_a_report_shows_agreement_and_every_difference() -> None:
    found = " ".join(report(make_refusal(RECORD), *make_proposals(RECORD)).split())
    assert "second reader small-model: 2 agreed, 1 only it, 2 only onrecord, 2 read otherwise, 1 refused" in found
    assert "act: onrecord deny, small-model reject" in found
    assert "event_type: onrecord ASSAULT, small-model COERCE; status: onrecord alleged, small-model actual" in found
    assert "only small-model: The Pelmark navy [state] “at least 40 boats were turned back”" in found
    assert "only onrecord: She [accuse] “ramming two boats”" in found


def test_the_counts_of_a_report_are_those_of_the_reading() -> None:
    proposals, refusal = make_proposals(RECORD), make_refusal(RECORD)
    reading = SecondReading(RECORD, READER, (RECORD.stories[0].id,), proposals, (refusal,), ())
    assert f"second reader small-model: {reading.agreement.words}\n" in report(refusal, *proposals)


def test_what_stands_before_it_is_the_report_without_it() -> None:
    assert report(*make_proposals(RECORD)).startswith(report())


def test_a_reader_that_proposed_nothing_is_told_of_where_it_was_asked() -> None:
    assert "second reader" not in report()
    assert "small-model: 0 agreed, 0 only it, 6 only onrecord, 0 read otherwise, 0 refused" in report(second=ASKED)


def test_a_story_without_an_answer_is_not_counted() -> None:
    failed = make_refusal(RECORD, code="second-failed")
    found = " ".join(report(failed, second=ASKED).split())
    assert "0 agreed, 0 only it, 0 only onrecord, 0 read otherwise, 0 refused, 1 story not answered" in found


def test_readers_have_a_part_each() -> None:
    other = Reader("other-model", "models.example")
    found = report(*make_proposals(RECORD), *make_proposals(RECORD, other), make_refusal(RECORD, other))
    assert "second reader small-model: 2 agreed, 1 only it, 2 only onrecord, 2 read otherwise, 0 refused" in found
    assert "second reader other-model: 2 agreed, 1 only it, 2 only onrecord, 2 read otherwise, 1 refused" in found


def test_a_model_steers_no_terminal() -> None:
    odd = Reader("m\x1b[2J\u202e", "h")
    found = report(*make_proposals(RECORD, odd), second={"model": odd.model, "host": odd.host})
    assert "\x1b" not in found
    assert "\u202e" not in found


def test_a_table_has_a_row_a_proposal(tmp_path: Path) -> None:
    publish([*record_objects(RECORD), *map(to_object, make_proposals(RECORD))], form="csv", out=str(tmp_path))
    with (tmp_path / "proposal.csv").open(encoding="utf-8", newline="") as opened:
        found = list(csv.DictReader(opened))
    assert [row["kind"] for row in found] == ["statement"] * 3 + ["event"] * 2
    assert found[1]["differs"] == '["act"]'
    assert found[1]["reader_model"] == "small-model"
    assert found[4]["event_event_type"] == "COERCE"
