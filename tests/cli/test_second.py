"""`onrecord read --second-reader`, from outside, against a server of the tests' own."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import run
from tests.second.server import Asked, Reply, completion, event, failing, serving, statement
from tests.second.test_asking import dead_port

PAGE = """Harbour of Tolmen shut

PORT AMARA, 3 March 2026 — The coast guard denied on Tuesday that its ship had crossed the line. Police arrested two men in Tolmen.

“We saw nothing,” said Ada Verrin, who leads the port.
"""
ANSWER = {
    "statements": [
        statement("We saw nothing", "Ada Verrin", "said"),
        statement("its ship had crossed the line", "The coast guard", "denied", act="deny", polarity="affirms"),
        statement("the line was never drawn", "Ada Verrin", "said"),
    ],
    "events": [event("arrested", "COERCE", actors=["Police"], recipients=["two men"], place="Tolmen", passage="Police arrested two men in Tolmen.")],
}  # fmt: skip


@pytest.fixture
def page(tmp_path: Path) -> str:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    return str(path)


def answer(asked: Asked) -> Reply:
    return completion(ANSWER)


def read(page: str, url: str, *more: str) -> Any:
    return run("read", page, "--second-reader", url, "--model", "small-model", *more)


@pytest.mark.network
def test_proposals_come_behind_what_is_read_as_without_them(page: str) -> None:
    plain = run("read", page, "--format", "jsonl")
    with serving(answer) as server:
        found = read(page, server.url, "--format", "jsonl")
    assert found.returncode == 0
    assert found.stdout.startswith(plain.stdout)
    more = [json.loads(line) for line in found.stdout[len(plain.stdout) :].splitlines()]
    assert [one["type"] for one in more] == ["issue", "proposal", "proposal", "proposal"]
    text = json.loads(plain.stdout.splitlines()[0])["text"]
    for one in more[1:]:
        part = one["event"]["trigger"] if one["kind"] == "event" else one["statement"]["source"]
        assert text[slice(*part["span"])] == part["text"]
    assert "the line was never drawn" in more[0]["message"]
    assert "second reader small-model at 127.0.0.1" in found.stderr
    assert "1 refused" in found.stderr


@pytest.mark.network
def test_a_report_shows_where_the_two_agree(page: str) -> None:
    with serving(answer) as server:
        found = read(page, server.url, "--format", "report")
    words = " ".join(found.stdout.split())
    assert "second reader small-model: 2 agreed, 0 only it, " in words
    assert "polarity: onrecord denies, small-model affirms" in words
    assert "statements" in found.stderr


@pytest.mark.network
def test_the_database_is_what_it_is_without_it_and_proposals_beside(page: str, tmp_path: Path) -> None:
    plain, second = str(tmp_path / "plain.db"), str(tmp_path / "second.db")
    run("read", page, "--db", plain, "--quiet")
    with serving(answer) as server:
        read(page, server.url, "--db", second, "--quiet")
    for table in (
        "document",
        "story",
        "entity_reading",
        "statement",
        "event",
        "quantity",
        "time",
        "place",
        "doubt",
        "incident",
        "digest",
    ):
        with closing(sqlite3.connect(plain)) as one, closing(sqlite3.connect(second)) as other:
            assert (
                one.execute(f"SELECT * FROM {table}").fetchall() == other.execute(f"SELECT * FROM {table}").fetchall()
            )
    with closing(sqlite3.connect(second)) as connection:
        assert connection.execute("SELECT count(*) FROM proposal").fetchone() == (3,)
        assert connection.execute("SELECT code FROM issue WHERE room = 'second'").fetchall() == [("second-unquoted",)]


@pytest.mark.network
def test_the_same_command_asks_nobody_twice_and_again_does(page: str, tmp_path: Path) -> None:
    db = str(tmp_path / "news.db")
    with serving(answer) as server:
        for more, times in (((), 1), ((), 1), (("--again",), 2)):
            assert read(page, server.url, "--db", db, "--quiet", *more).returncode == 0
            assert len(server.asked) == times


@pytest.mark.network
def test_a_database_that_was_read_before_is_asked_about_now(page: str, tmp_path: Path) -> None:
    db = str(tmp_path / "news.db")
    run("read", page, "--db", db, "--quiet")
    with serving(answer) as server:
        read(page, server.url, "--db", db, "--quiet")
    assert len(server.asked) == 1
    with closing(sqlite3.connect(db)) as connection:
        assert connection.execute("SELECT count(*) FROM proposal").fetchone() == (3,)


@pytest.mark.network
def test_the_key_comes_from_the_environment_and_is_told_nobody(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_SECOND_READER_KEY", "sk-very-secret")
    db = tmp_path / "news.db"
    with serving(lambda asked: failing(401, "wrong key sk-very-secret")) as server:
        found = read(page, server.url, "--db", str(db), "--format", "jsonl")
    assert server.asked[0].headers["authorization"] == "Bearer sk-very-secret"
    assert "sk-very-secret" not in found.stdout + found.stderr
    assert b"sk-very-secret" not in db.read_bytes()


@pytest.mark.thorough
@pytest.mark.network
def test_a_dead_server_is_one_warning_and_the_reading_goes_on(page: str, tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"more-{number}.txt").write_text(f"{PAGE}\nNo. {number}.", encoding="utf-8")
    plain = run("read", str(tmp_path), "--format", "jsonl")
    found = read(str(tmp_path), f"http://127.0.0.1:{dead_port()}", "--format", "jsonl")
    assert found.returncode == 0
    assert found.stderr.count("warning") == 1
    assert "cannot be reached (Connection refused)" in found.stderr
    lines = found.stdout.splitlines()
    issues = [line for line in lines if '"code":"second-failed"' in line]
    assert len(issues) == 5
    assert [line for line in lines if line not in issues] == plain.stdout.splitlines()


@pytest.mark.network
@pytest.mark.parametrize(
    "reply", [(200, {}, b"x" * 3_000_000), completion("I think so."), completion("[" * 100_000), (200, {}, b"\x00")]
)
def test_nonsense_is_one_warning_and_the_status_that_of_reading(page: str, reply: Reply) -> None:
    with serving(lambda asked: reply) as server:
        found = read(page, server.url, "--quiet")
    assert found.returncode == 0
    assert found.stderr.count("warning") == 1
    assert "Traceback" not in found.stderr


@pytest.mark.network
def test_the_status_is_that_of_reading(tmp_path: Path) -> None:
    """What cannot be read is 1, however well the second reader does."""
    (tmp_path / "a.bin").write_bytes(bytes(range(256)) * 40)
    with serving(answer) as server:
        assert (
            read(str(tmp_path / "a.bin"), server.url, "--quiet").returncode
            == run("read", str(tmp_path / "a.bin"), "--quiet").returncode
        )
    assert server.asked == []


@pytest.mark.parametrize(
    "options",
    [
        ("--second-reader", "http://localhost:1"),
        ("--model", "m"),
        ("--second-reader", "localhost:1", "--model", "m"),
        ("--second-reader", "http://me:sk-very-secret@localhost", "--model", "m"),
        ("--second-reader", "http://localhost:1", "--model", "m", "--second-timeout", "0"),
        ("--second-reader", "http://localhost:1", "--model", "m\x1b[2J"),
        ("--second-reader", "http://localhost:1", "--model", " "),
    ],
)
def test_a_wrong_option_is_one_line(page: str, options: tuple[str, ...]) -> None:
    found = run("read", page, *options)
    assert found.returncode == 2
    assert len(found.stderr.splitlines()) == 1
    assert "sk-very-secret" not in found.stderr
