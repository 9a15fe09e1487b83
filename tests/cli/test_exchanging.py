"""Records out of one database and into another."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from onrecord.model import Judgement
from onrecord.publish.formats.lines import is_inside
from onrecord.serialize import to_json_line
from onrecord.store import Store
from tests.across import make_collection
from tests.builders import make_record
from tests.cli.command import run, run_outside
from tests.second.proposals import READER, make_proposals

FORMS = {"jsonl": "out.jsonl", "parquet": "out", "duckdb": "out.duckdb"}
MADE = make_collection()
TOLD = (
    "The Sorvik coast guard turned back 40 boats on Monday, Ona Brekke said. The navy denied it.",
    "Ona Brekke said on Monday that the Sorvik coast guard had turned back 62 boats. The coast guard arrested two men in Drevna.",
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with everything, judgements too: on an event, on two entities, one withdrawn, one on what is no longer there."""
    path = tmp_path_factory.mktemp("made") / "news.db"
    event = MADE.records[0].events[0].id
    one, other = (record.entities[1].id for record in MADE.records[:2])
    with Store(str(path)) as store:
        MADE.put(store)
        record = make_record()
        store.add(record, version="1")
        store.add_proposals(
            record.document.id,
            READER,
            prompt="1",
            answered=[story.id for story in record.stories],
            found=make_proposals(record),
        )
        for number, subject in enumerate((event, f"{one} {other}", event, MADE.incident.id)):
            verdict = "same" if " " in subject else "accepted"
            store.judge(
                Judgement(
                    f"judgement-{number:08x}",
                    subject,
                    verdict,
                    "Ada",
                    f"2026-03-0{number + 1}T00:00:00+00:00",
                    "seen",
                    None,
                )
            )
        store.withdraw("judgement-00000002", "2026-03-09T00:00:00+00:00")
        lost = make_record("A page that is read anew.\nNobody said so.", name="lost.txt")
        store.add(lost, version="1")
        store.judge(
            Judgement(
                "judgement-00000009", lost.statements[0].id, "rejected", "Ada", "2026-03-05T00:00:00+00:00", None, None
            )
        )
        store.add(replace(lost, statements=()), version="2")
    return path


def exported(database: Path) -> str:
    found = run("export", "--db", str(database))
    assert found.returncode == 0, found.stderr
    return found.stdout


def into(database: Path, source: Path, *more: str) -> Any:
    return run("import", str(source), "--db", str(database), *more)


@pytest.mark.parametrize("form", FORMS)
def test_what_was_exported_is_imported_whole(form: str, made: Path, tmp_path: Path) -> None:
    assert run("export", "--db", str(made), "--as", form, "--out", str(tmp_path / FORMS[form])).returncode == 0
    found = into(tmp_path / "new.db", tmp_path / FORMS[form])
    assert found.returncode == 0, found.stderr
    assert "6 documents and 5 judgements imported" in found.stderr
    assert exported(tmp_path / "new.db") == exported(made)
    again = into(tmp_path / "new.db", tmp_path / FORMS[form])
    assert "0 documents and 0 judgements imported, 6 were there before" in again.stderr
    assert exported(tmp_path / "new.db") == exported(made)
    with Store(str(tmp_path / "new.db")) as store, Store(str(made)) as old:
        assert store.check() == old.check() == ()
        ids = [MADE.records[0].events[0].id, MADE.incident.id]
        assert store.judgements_of(ids) == old.judgements_of(ids)
        assert store.listed_judgements(is_lost=True)[0][0].id == "judgement-00000009"
        assert store.counts() == old.counts()
        assert store.counts()["proposal"] > 0
        assert [hit.record["id"] for hit in store.find(query())] == [hit.record["id"] for hit in old.find(query())]
        assert [answer.record["id"] for answer in store.incidents(asked())] == [MADE.incident.id]


def query() -> Any:
    from onrecord.store import Query

    return Query(words="shelled")


def asked() -> Any:
    from onrecord.store import Asked

    return Asked(words="Drevna", reports=1)


def test_lines_come_from_standard_input(made: Path, tmp_path: Path) -> None:
    found = run("import", "-", "--db", str(tmp_path / "new.db"), data=exported(made).encode())
    assert found.returncode == 0, found.stderr
    assert exported(tmp_path / "new.db") == exported(made)


def test_what_is_there_stays_unless_asked(made: Path, tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").write_text(exported(made))
    with Store(str(tmp_path / "new.db")) as store:
        store.add(replace(make_record(), statements=(), events=()), version="own")
        document = make_record().document.id
        assert "5 documents" in into(tmp_path / "new.db", tmp_path / "out.jsonl").stderr
        assert store.is_read(document, "own")
        assert not [one for one in store.document_objects(document) if one["type"] == "statement"]
        assert "6 documents" in into(tmp_path / "new.db", tmp_path / "out.jsonl", "--again").stderr
        assert not store.is_read(document, "own")
    assert sorted(exported(tmp_path / "new.db").splitlines()) == sorted(exported(made).splitlines())


def test_a_judgement_that_was_taken_back_elsewhere_is_taken_back_here(made: Path, tmp_path: Path) -> None:
    database = Path(shutil.copy(made, tmp_path / "new.db"))
    lines = exported(made).splitlines()
    judged = next(one for one in map(json.loads, lines) if one["id"] == "judgement-00000000")
    lines = [line for line in lines if judged["id"] not in line] + [
        to_json_line(judged | {"withdrawn_at": "2026-03-10"})
    ]
    (tmp_path / "out.jsonl").write_text("\n".join(lines))
    assert into(database, tmp_path / "out.jsonl").returncode == 0
    with Store(str(database)) as store:
        assert {one.id: one.withdrawn_at for one in store.judgements()}["judgement-00000000"] == "2026-03-10"


def test_records_across_documents_rest_on_what_was_imported(made: Path, tmp_path: Path) -> None:
    """A document that this program read has its own incidents found here."""
    (tmp_path / "out.jsonl").write_text(exported(made))
    with Store(str(tmp_path / "new.db")) as store:
        store.add(MADE.records[0], version="own")
    found = into(tmp_path / "new.db", tmp_path / "out.jsonl")
    assert "records across documents left out" in found.stderr
    with Store(str(tmp_path / "new.db")) as store:
        assert store.counts()["incident"] == 0
        assert store.check() == ()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"text":"shelled","span"', '"text":"bombed!","span"', "are not 'bombed!'"),
        ('"id":"event-', '"id":"thing-', "no id of a event"),
        ('"quad":', '"squad":', "is not a whole event"),
    ],
)
def test_a_document_that_is_not_whole_is_left_out_and_the_others_are_taken(
    old: str, new: str, words: str, made: Path, tmp_path: Path
) -> None:
    text = exported(made)
    place = text.index(old)
    (tmp_path / "out.jsonl").write_text(text[:place] + new + text[place + len(old) :])
    found = into(tmp_path / "new.db", tmp_path / "out.jsonl")
    assert found.returncode == 0
    assert words in found.stderr
    assert "5 documents" in found.stderr


def test_a_document_comes_in_whole_or_not_at_all(made: Path, tmp_path: Path) -> None:
    """Wherever a file is cut, between two lines or within one; what was left out is told, and comes in with the whole file."""
    lines = exported(made).splitlines(keepends=True)
    starts = [number for number, line in enumerate(lines) if json.loads(line)["type"] == "document"]
    whole = {json.loads(lines[start])["id"]: lines[start:end] for start, end in pairwise([*starts, len(lines)])}
    first = starts[1]
    for number, kept in enumerate((2, first - 1, first, first + 1, starts[2] - 1, starts[2], len(lines) - 1)):
        for half in ("", lines[kept][: len(lines[kept]) // 2]):
            (tmp_path / "cut.jsonl").write_text("".join(lines[:kept]) + half)
            database = tmp_path / f"{number}{bool(half)}.db"
            found = into(database, tmp_path / "cut.jsonl")
            inside = exported(database).splitlines(keepends=True) if database.exists() else []
            taken = [json.loads(line)["id"] for line in inside if json.loads(line)["type"] == "document"]
            assert inside == [line for own in taken for line in whole[own] if _is_of_document(line)] + [line for line in inside if not _is_of_document(line)]  # fmt: skip
            assert len(taken) == sum(start < kept for start in starts) - (kept not in (*starts, len(lines) - 1))
            assert found.returncode == (not taken or (kept == len(lines) - 1 and half != ""))
            if kept not in starts and kept != len(lines) - 1:
                assert "this document is left out" in found.stderr
                assert [one for one in whole if one not in taken][0] in found.stderr
        (tmp_path / "whole.jsonl").write_text("".join(lines))
        assert into(database, tmp_path / "whole.jsonl").returncode == 0
        assert sorted(exported(database).splitlines(keepends=True)) == sorted(lines)


def _is_of_document(line: str) -> bool:
    return is_inside(found := json.loads(line)) or found["type"] == "document"


def test_a_line_that_is_lost_takes_its_document_with_it_and_no_other(made: Path, tmp_path: Path) -> None:
    lines = exported(made).splitlines(keepends=True)
    starts = [number for number, line in enumerate(lines) if json.loads(line)["type"] == "document"]
    lost = json.loads(lines[starts[1]])["id"]
    for number, broken in enumerate((lines[starts[1]], lines[starts[1] + 1], lines[starts[2] - 1])):
        for new in ("", '{"type":"event"\n'):
            (tmp_path / "lost.jsonl").write_text("".join(new if line == broken else line for line in lines))
            database = tmp_path / f"{number}{bool(new)}.db"
            found = into(database, tmp_path / "lost.jsonl")
            assert found.returncode == 0, found.stderr
            if number != 1 or new:  # a line that is gone from the middle leaves no mark
                assert "5 documents" in found.stderr
                assert "is left out" in found.stderr
                assert lost not in exported(database)
            with Store(str(database)) as store:
                assert store.check() == ()


def test_lines_that_another_tool_wrote_anew_are_as_good(made: Path, tmp_path: Path) -> None:
    (tmp_path / "plain.jsonl").write_text(
        "\r\n".join(json.dumps(json.loads(line)) for line in exported(made).splitlines())
    )
    assert "6 documents" in into(tmp_path / "new.db", tmp_path / "plain.jsonl").stderr
    assert exported(tmp_path / "new.db") == exported(made)


def test_tables_without_one_of_them_are_not_taken(made: Path, tmp_path: Path) -> None:
    assert run("export", "--db", str(made), "--as", "parquet", "--out", str(tmp_path / "out")).returncode == 0
    (tmp_path / "out" / "statement.parquet").unlink()
    found = into(tmp_path / "new.db", tmp_path / "out")
    assert found.returncode == 1
    assert "statement.parquet is not in it" in found.stderr


def test_what_cannot_be_imported_is_one_line(made: Path, tmp_path: Path) -> None:
    lines = exported(made).splitlines()
    (tmp_path / "part.jsonl").write_text("\n".join(lines[1:]))
    (tmp_path / "page.html").write_text("<p>News</p>")
    for name, words in (
        ("part.jsonl", "comes before its document"),
        ("page.html", "not a line of JSON"),
        ("none", "cannot be read"),
        (made, "this is a database already"),
    ):
        found = into(tmp_path / "new.db", tmp_path / name)
        assert found.returncode == 1
        assert words in found.stderr
        assert found.stderr.count("\n") == 1


def test_reading_the_news_itself_finds_everything_anew(tmp_path: Path) -> None:
    for number, text in enumerate(TOLD):
        (tmp_path / f"page{number}.txt").write_text(text)
    pages = [str(tmp_path / f"page{number}.txt") for number in range(len(TOLD))]
    read = ("read", *pages, "--quiet", "--published", "2026-05-05", "--outlet", "Post")
    assert run(*read, "--db", str(tmp_path / "read.db")).returncode == 0
    (tmp_path / "out.jsonl").write_text(exported(tmp_path / "read.db"))
    assert into(tmp_path / "new.db", tmp_path / "out.jsonl").returncode == 0
    before = exported(tmp_path / "new.db")
    assert '"type":"incident"' in before
    found = run(*read, "--db", str(tmp_path / "new.db"))
    assert "2 documents read;" in found.stderr
    assert exported(tmp_path / "new.db") == before == exported(tmp_path / "read.db")
    with Store(str(tmp_path / "new.db")) as store:
        assert store.check() == ()
        assert store.waiting(["incidents"]) == []


def test_help_says_what_is_taken() -> None:
    found = run_outside("import", "--help")
    assert "judgements with withdrawn ones" in " ".join(found.stdout.split())
