"""The command line from outside: what it prints, where, and with which status."""

from __future__ import annotations

import gzip
import io
import json
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from pypdf import PdfWriter

from onrecord.segment import assembly
from tests.cli.command import run, run_outside, start

SAMPLE = "samples/northgate_world_page.txt"
STORY = "PORT AMARA — The coast guard denied on Tuesday that its ship had crossed the line. Police arrested two men in Tolmen.\n"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = str(tmp_path_factory.mktemp("db") / "news.db")
    found = run("read", SAMPLE, "--db", path, "--quiet", "--published", "2026-03-03", "--outlet", "Northgate News")
    assert found.returncode == 0, found.stderr
    return path


def test_read_prints_json_lines_when_piped() -> None:
    found = run_outside("read", "-", data=STORY.encode())
    assert found.returncode == 0, found.stderr
    objects = [json.loads(line) for line in found.stdout.splitlines()]
    assert {o["type"] for o in objects} >= {"document", "story", "statement", "event"}
    text = objects[0]["text"]
    for item in objects[1:]:
        for key in ("trigger", "cue"):
            if item.get(key):
                start, end = item[key]["span"]
                assert text[start:end] == item[key]["text"]


@pytest.mark.thorough
def test_same_input_same_bytes(tmp_path: Path) -> None:
    one, two = (started("read", SAMPLE, "--format", "jsonl").stdout for started in (run, run_outside))
    assert one
    assert one == two


def test_reading_twice_adds_nothing(database: str) -> None:
    before = run("export", "--db", database).stdout
    again = run("read", SAMPLE, "--db", database, "--quiet", "--published", "2026-03-03", "--outlet", "Northgate News")
    assert again.returncode == 0
    assert "had been read before" in again.stderr
    assert run("export", "--db", database).stdout == before


def test_find_show_why(database: str) -> None:
    hits = [
        json.loads(line)
        for line in run("find", "--db", database, "--act", "deny", "--format", "jsonl").stdout.splitlines()
    ]
    assert hits
    assert all(hit["act"] == "deny" for hit in hits)
    identity = hits[0]["id"]
    assert json.loads(run("show", identity, "--db", database, "--format", "jsonl").stdout)["id"] == identity
    why = run("why", identity, "--db", database, "--format", "report")
    assert why.returncode == 0
    assert "⟦" in why.stdout
    assert "decided by" in why.stdout
    assert run("find", "ceasefire", "--db", database, "--format", "report").returncode == 0


def test_doctor_is_sound(database: str) -> None:
    found = run("doctor", "--db", database)
    assert found.returncode == 0, found.stdout
    assert "FAIL" not in found.stdout


@pytest.mark.thorough
def test_tables(tmp_path: Path) -> None:
    for form in ("csv", "parquet"):
        found = run("read", SAMPLE, "--format", form, "--out", str(tmp_path / form))
        assert found.returncode == 0, found.stderr
        assert (tmp_path / form / f"event.{form}").stat().st_size > 100


WRONG_USE = [
    (("read", SAMPLE, "--format", "xml"), "xml"),
    (("read", SAMPLE, "--published", "last Tuesday"), "--published"),
    (("read", "-", "--map", "body"), "--map"),
    (("read", "-", "--map", "text=a,colour=b"), "--map"),
    (("read", "-", "--preset", "none-such"), "--preset"),
    (("find", "--db", "DB", "--act", "shout"), "shout"),
    (("find", "--db", "DB", "--since", "yesterday"), "since"),
    (("find", "--db", "DB", "--limit", "0"), "limit"),
    (("nonsense",), "nonsense"),
    (("read",), "PATH"),
    (("show", "event-1", "--nonsense"), "nonsense"),
]


@pytest.mark.parametrize(("arguments", "named"), WRONG_USE)
def test_wrong_use_is_one_line_and_status_2(arguments: tuple[str, ...], named: str, database: str) -> None:
    found = run(*(database if a == "DB" else a for a in arguments))
    assert found.returncode == 2, found.stderr
    assert found.stderr.count("\n") == 1
    assert named in found.stderr
    assert "Traceback" not in found.stderr


def _files(folder: Path) -> dict[str, bytes]:
    """Input that nobody wants, by name."""
    scan = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(scan)
    entry = "<item><title>Dam holds</title><description>The dam held, officials said.</description></item>"
    return {
        "empty.txt": b"",
        "blank.txt": b" \n\n ",
        "binary.txt": bytes(range(256)) * 40,
        "latin.txt": "La présidente a nié. The mayor denied it, officials said — “no”.".encode()[:40] + b"\xff\xfe\xfa",
        "cut.txt.gz": gzip.compress(STORY.encode() * 50)[:-30],
        "cut.warc": b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 5000\r\nWARC-Target-URI: http://a.example/\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>The dam",
        "deep.html": b"<div>" * 100_000 + b"The dam held, officials said." + b"</div>" * 100_000,
        "undated.xml": f"<rss version='2.0'><channel><title>Post</title>{entry}{entry}</channel></rss>".encode(),
        "broken.jsonl": json.dumps({"text": STORY}).encode() + b'\n{"text": "half\n[1,2]\n{"text": 7}\n',
        "broken.pdf": b"%PDF-1.4 nothing of the kind",
        "scan.pdf": scan.getvalue(),
        "bomb.xml": b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 999 + b'">]><rss><channel><item><title>&b;</title></item></channel></rss>',
        "bad.csv": b'text,date\n"unclosed,1\nx\n',
    }  # fmt: skip


def test_bad_files_are_issues_and_the_rest_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, data in _files(folder).items():
        (folder / name).write_bytes(data)
    (folder / "zgood.txt").write_text(STORY, encoding="utf-8")
    found = run("read", str(folder), "--db", str(tmp_path / "x.db"), "--format", "jsonl")
    assert "Traceback" not in found.stderr
    assert found.returncode == 0, found.stderr
    assert any(
        json.loads(line).get("path", "") and json.loads(line)["path"].endswith("zgood.txt")
        for line in found.stdout.splitlines()
    )
    for name in (
        "empty.txt",
        "blank.txt",
        "binary.txt",
        "cut.txt.gz",
        "broken.jsonl",
        "broken.pdf",
        "scan.pdf",
        "undated.xml",
        "cut.warc",
    ):
        assert name in found.stderr, name


@pytest.mark.parametrize("name", ["empty.txt", "binary.txt", "broken.pdf", "scan.pdf"])
def test_only_bad_input_is_status_1(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(_files(tmp_path)[name])
    found = run("read", str(tmp_path / name))
    assert found.returncode == 1
    assert found.stderr.count("\n") == 1


def test_missing_things_are_one_line(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    other.write_bytes(b"not a database at all, but long enough to be looked at" * 40)
    for arguments in (("read", "no/such/file"), ("show", "event-123456", "--db", "no.db"), ("doctor", "--db", "no.db"),
                      ("read", SAMPLE, "--db", str(other)), ("read", SAMPLE, "--db", str(tmp_path / "no" / "x.db"))):  # fmt: skip
        found = run(*arguments)
        assert found.returncode == 1, arguments
        assert "Traceback" not in found.stderr


@pytest.mark.thorough
def test_a_line_of_8_megabytes_is_read_as_far_as_a_line_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert assembly.LONGEST == 100_000
    monkeypatch.setattr(
        assembly, "LONGEST", 10_000
    )  # what the reader needs for one sentence 1,600 times is no part of this
    (tmp_path / "line.txt").write_bytes(b"The coast guard denied it on Tuesday and the ship sailed on. " * 130_000)
    found = run("read", str(tmp_path / "line.txt"), "--format", "csv", "--out", str(tmp_path / "out"))
    assert found.returncode == 0, found.stderr
    assert "Traceback" not in found.stderr
    assert "its first 10,000 were read" in (tmp_path / "out" / "issue.csv").read_text(encoding="utf-8")


def test_what_cannot_be_opened_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "zgood.txt").write_text(STORY, encoding="utf-8")
    found = run("read", str(tmp_path), "--format", "jsonl")
    assert found.returncode == 0, found.stderr
    assert "Traceback" not in found.stderr
    assert '"zgood.txt' in found.stdout or "zgood.txt" in found.stdout
    alone = run("read", str(tmp_path / "loop.txt"))
    assert alone.returncode == 1
    assert alone.stderr.count("\n") == 1
    assert "loop.txt" in alone.stderr


FILLER = "The wind was cold and the sea was grey on that day. " * 6
"""Words that tell of nothing, so that a document takes its time."""


def documents_in(db: str) -> int:
    """How many documents another process has stored up to now."""
    try:
        with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM document").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


@pytest.mark.thorough
def test_interrupted_run_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(40):
        (folder / f"{number:02}.txt").write_text(f"{number}. {STORY}{FILLER}", encoding="utf-8")
    db = str(tmp_path / "n.db")
    process = start("read", str(folder), "--db", db, "--quiet", stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    for _ in range(2000):
        time.sleep(0.02)
        if documents_in(db) > 2:
            break
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert b"Traceback" not in errors
    assert 2 < documents_in(db) < 40
    after = run("read", str(folder), "--db", db, "--quiet")
    assert after.returncode == 0, after.stderr
    assert "holds 40 documents" in after.stderr


def test_an_interruption_while_a_connection_is_given_back_is_no_traceback() -> None:
    """SQLAlchemy logs it as an error, and what nobody handles goes to standard error."""
    code = (
        "import logging, sys; from onrecord.cli import main; sys.argv = ['onrecord', '--version']\n"
        "try: main()\n"
        "except SystemExit: logging.getLogger('sqlalchemy.pool.impl.QueuePool').error('Exception during reset or similar')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_a_threat_that_a_source_tells_of_says_so(database: str) -> None:
    """A statement inside another one never stands alone as if the report itself asserted it."""
    found = run("find", "--db", database, "--act", "threaten", "--format", "report")
    assert "as told by A source in the Veranian delegation" in " ".join(found.stdout.split())


def test_a_person_says_that_two_entities_are_one(tmp_path: Path) -> None:
    one, two = tmp_path / "one.txt", tmp_path / "two.txt"
    one.write_text("The energy minister, Herman Halytsky, resigned on Monday. Mr Halytsky denied taking bribes.\n")
    two.write_text("Investigators searched the house of Herman Galytsky on Friday. Galytsky said he was innocent.\n")
    db = str(tmp_path / "news.db")
    assert run("read", str(one), str(two), "--db", db, "--quiet").returncode == 0
    rows = [json.loads(line) for line in run("export", "--db", db).stdout.splitlines()]
    ids = {row["name"]: row["id"] for row in rows if row["type"] == "entity"}
    first, second = ids["Herman Halytsky"], ids["Herman Galytsky"]
    shown = run("show", first, "--db", db, "--format", "report").stdout
    assert f"the same: Herman Galytsky  {second}" in shown
    said = run("find", "--who", "Herman Halytsky", "--kind", "statement", "--db", db).stdout
    assert "innocent" in said
    assert run("join", "--db", db).stdout.startswith("2 entities are 1 in truth")
    found = run("same", first, second, "--not", "--by", "an editor", "--why", "namesakes", "--db", db)
    assert found.returncode == 0, found.stderr
    assert second not in run("show", first, "--db", db, "--format", "report").stdout
    assert run("read", str(two), "--db", db, "--quiet", "--again").returncode == 0
    assert second not in run("show", first, "--db", db, "--format", "report").stdout
    judged = run("same", first, second, "--by", "an editor", "--db", db)
    assert "judged by an editor" in judged.stdout
    assert run("same", first, first, "--by", "an editor", "--db", db).returncode == 2
