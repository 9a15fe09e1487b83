"""Reading with many workers gives what one process gives, to the byte: records, database and parts; after a kill too."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import fsspec
import pyarrow.dataset as ds
import pytest

from onrecord.engines import Workers, read_many
from onrecord.errors import UsageError
from onrecord.pipeline import read
from onrecord.publish import Parts, read_objects
from onrecord.serialize import record_objects, to_json_line
from tests.cli.command import run
from tests.intake.test_streams import archive, write_parquet

TOWNS = ("Tolmen", "Skerry", "Port Amara", "Drevna")
STORY = "{town}, {day} March 2026 — Police in {town} said on Monday that {count} men were held. Mayor Ona Brekke denied it.\n"
DOCUMENTS = 12


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of stories, two of them copies, one twice the same document, and a table."""
    folder = tmp_path_factory.mktemp("news")
    for number in range(DOCUMENTS - 3):
        words = STORY.format(town=TOWNS[number % 4], day=number % 2 + 3, count=number // 4 + 2)
        (folder / f"{number:02}.txt").write_text(words, encoding="utf-8")
    (folder / "again.txt").write_bytes((folder / "00.txt").read_bytes())
    rows = [{"text": STORY.format(town=town, day=9, count=5), "published": "2026-03-09"} for town in TOWNS[:3]]
    (folder / "table.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (folder / "void.txt").write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def lines(news: Path) -> list[str]:
    """What one process reads, as JSON Lines."""
    return [to_json_line(found) for record in read([str(news)]) for found in record_objects(record)]


@pytest.fixture(scope="module")
def stored(news: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What one process stores, as JSON Lines."""
    path = str(tmp_path_factory.mktemp("one") / "news.db")
    assert run("read", str(news), "--db", path, "--quiet").returncode == 0
    return exported(path)


def exported(path: str) -> str:
    found = run("export", "--as", "jsonl", "--db", path)
    assert found.returncode == 0, found.stderr
    return found.stdout


def digests(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*.parquet")}  # fmt: skip


def documents_of(folder: Path) -> list[str]:
    return [row["id"] for row in ds.dataset(folder / "document").to_table(columns=["id"]).to_pylist()]


@pytest.fixture(scope="module")
def parts_of_one(news: Path, lines: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Parts as one worker makes them, five pieces a shard."""
    folder = tmp_path_factory.mktemp("parts") / "one"
    assert run("read", str(news), "--workers", "1", "--shard", "5", "--out", str(folder)).returncode == 0
    return folder


def test_one_worker_reads_what_this_process_reads(parts_of_one: Path, lines: list[str]) -> None:
    read_back = [
        found for found in read_objects(parts_of_one) if not (found["type"] == "issue" and found["document"] is None)
    ]
    assert Counter(map(to_json_line, read_back)) == Counter(without_repeated(lines))
    assert sum(found["type"] == "document" for found in read_back) == DOCUMENTS, (
        "a document that comes twice is there once"
    )


def without_repeated(lines: list[str]) -> Iterator[str]:
    """Lines without those of documents that came before."""
    seen: set[str] = set()
    is_new = True
    for line in lines:
        found = json.loads(line)
        if found["type"] == "document":
            is_new = found["id"] not in seen
            seen.add(found["id"])
        if is_new:
            yield line


@pytest.mark.thorough
@pytest.mark.parametrize("workers", [2, 8])
def test_any_number_of_workers_makes_the_same_bytes(news: Path, workers: int, lines: list[str], stored: str, parts_of_one: Path, tmp_path: Path) -> None:  # fmt: skip
    path, parts = str(tmp_path / "news.db"), tmp_path / "parts"
    found = run("read", str(news), "--engine", "local", "--workers", str(workers), "--shard", "5", "--db", path, "--out", str(parts))  # fmt: skip
    assert (found.returncode, found.stdout) == (0, ""), found.stderr
    assert exported(path) == stored
    across = [
        json.loads(line)
        for line in stored.splitlines()
        if json.loads(line)["type"] in ("copy", "incident", "dispute", "commitment")
    ]
    assert across
    assert [
        found for found in read_objects(parts) if found["type"] in ("copy", "incident", "dispute", "commitment")
    ] == across
    assert read_digests(parts) == digests(parts_of_one)


def read_digests(folder: Path) -> dict[str, str]:
    """Of what was read in documents: what is known across them is there only beside a database."""
    return {name: digest for name, digest in digests(folder).items() if not name.endswith("across.parquet")}


def test_parts_are_one_dataset_a_type(parts_of_one: Path) -> None:
    assert ds.dataset(parts_of_one / "statement").count_rows() > 0
    question = f"SELECT count(*), count(DISTINCT document) FROM read_parquet('{parts_of_one}/event/*.parquet') JOIN read_parquet('{parts_of_one}/document/*.parquet') d ON d.id = document"
    with closing(duckdb.connect()) as database:
        events, documents = database.execute(question).fetchall()[0]
    assert events >= documents > 0
    assert len(list((parts_of_one / "document").glob("part-*.parquet"))) == 3
    (row,) = [row for row in ds.dataset(parts_of_one / "issue").to_table().to_pylist() if row["document"] is None and row["code"] == "empty"]  # fmt: skip
    assert "void.txt" in row["message"]


@pytest.mark.thorough
def test_the_same_command_again_reads_nothing(news: Path, parts_of_one: Path) -> None:
    before = digests(parts_of_one)
    found = run("read", str(news), "--workers", "1", "--shard", "4", "--out", str(parts_of_one))
    assert found.returncode == 0
    assert digests(parts_of_one) == before


def start(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "onrecord", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)  # fmt: skip


def children(number: int) -> list[int]:
    with open(f"/proc/{number}/task/{number}/children", encoding="ascii") as opened:
        return [int(one) for one in opened.read().split()]


def wait_for(question: Any, seconds: float = 180) -> None:
    until = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < until
        time.sleep(0.02)


def counted(path: str) -> int:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as opened:
            found: int = opened.execute("SELECT count(*) FROM document").fetchone()[0]
            return found
    except sqlite3.OperationalError:
        return 0


@pytest.mark.skipif(
    not os.path.exists(f"/proc/{os.getpid()}/task/{os.getpid()}/children"), reason="looks for processes in /proc"
)
@pytest.mark.thorough
def test_killed_as_a_whole_it_goes_on_and_nothing_is_lost_or_double(news: Path, stored: str, parts_of_one: Path, tmp_path: Path) -> None:  # fmt: skip
    path, parts = str(tmp_path / "news.db"), tmp_path / "parts"
    command = ("read", str(news), "--workers", "2", "--shard", "5", "--db", path, "--out", str(parts))
    for number, (much, mark) in enumerate([(3, signal.SIGKILL), (8, signal.SIGINT)]):
        running = start(*command)
        try:
            wait_for(lambda much=much: counted(path) >= much)
            workers = children(running.pid)
            if number == 0:
                os.kill(workers[-1], signal.SIGKILL)  # a worker first: the run goes on without it
            running.send_signal(mark)
            running.wait(60)
        finally:
            running.kill()
        wait_for(
            lambda workers=workers: (
                not any(os.path.exists(f"/proc/{worker}/exe") and _is_alive(worker) for worker in workers)
            )
        )
    found = run(*command)
    assert found.returncode == 0, found.stderr
    assert exported(path) == stored
    assert read_digests(parts) == digests(parts_of_one)
    assert len(documents_of(parts)) == DOCUMENTS


def _is_alive(number: int) -> bool:
    try:
        with open(f"/proc/{number}/stat", encoding="utf-8") as opened:
            return opened.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.thorough
def test_records_come_in_order(news: Path, lines: list[str]) -> None:
    with read_many([str(news)], workers=Workers(count=2)) as spread:
        found = [to_json_line(found) for record in spread for found in record_objects(record)]
    assert found == lines
    assert (spread.count, spread.skipped) == (DOCUMENTS + 1, 0)
    assert "empty" in {issue.code for issue in spread.issues}


@pytest.mark.network
@pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed: pip install 'onrecord[ray]'")
@pytest.mark.thorough
def test_ray_reads_the_same_bytes_though_a_worker_is_killed(
    news: Path, lines: list[str], parts_of_one: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "tests.engines.with_ray", str(news), str(tmp_path / "parts")]
    found = subprocess.run(command, capture_output=True, timeout=500)
    assert found.returncode == 0, found.stderr.decode()
    assert found.stdout.decode().splitlines() == lines
    assert digests(tmp_path / "parts") == digests(parts_of_one)


@pytest.mark.thorough
def test_every_kind_of_input(news: Path, tmp_path: Path) -> None:
    write_parquet(tmp_path / "table.parquet", 3)
    (tmp_path / "crawl.warc").write_bytes(archive("A ferry ran aground off Skerry on Tuesday, the harbour board said."))
    (tmp_path / "crawl.paths").write_text("crawl.warc\nmissing.warc\n", encoding="utf-8")
    system = fsspec.filesystem("memory")
    system.pipe("/box/a.txt", (news / "00.txt").read_bytes())
    targets = [
        str(tmp_path / "table.parquet"),
        str(tmp_path / "crawl.paths"),
        "memory://box",
        (news / "01.txt").as_uri(),
    ]
    one = read(targets)
    with read_many(targets, workers=Workers(count=1, shard=2)) as spread:
        assert list(spread) == list(one)
    assert spread.issues == one.issues
    assert spread.count == 6
    system.rm("/box", recursive=True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--shard", "5"), "--engine"),
        (("--workers", "1", "--format", "parquet"), "--out"),
        (("--workers", "0"), "--workers"),
    ],
)
def test_wrong_use(news: Path, arguments: tuple[str, ...], words: str) -> None:
    found = run("read", str(news), *arguments)
    assert found.returncode == 2
    assert words in found.stderr


def test_a_folder_with_other_things_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_bytes(b"mine")
    found = run("read", "samples", "--workers", "1", "--out", str(tmp_path))
    assert found.returncode == 2
    assert "other files" in found.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.doc"]


def test_parts_of_another_version_are_not_mixed(tmp_path: Path) -> None:
    Parts(tmp_path, version="1").close()
    with pytest.raises(UsageError, match="another version"):
        Parts(tmp_path, version="2")
    Parts(tmp_path, version="2", is_again=True).close()
    Parts(tmp_path, version="2").close()
