"""What is read piece by piece: Parquet, web archives, lists of them, long JSON Lines; and that pieces give what the whole gives."""

from __future__ import annotations

import gzip
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from onrecord.intake import Bounds, IntakeOptions, Item, Place, cut, make_options, read_documents, read_piece
from onrecord.model import Document, Issue

STORY = "The harbour board denied on Monday that its crane had been left unlocked."
Read = tuple[list[Document], list[Issue]]


def read(*targets: object, options: IntakeOptions | None = None) -> Read:
    found = list(read_documents([str(target) for target in targets], options=options or IntakeOptions()))
    return [f for f in found if isinstance(f, Document)], [f for f in found if isinstance(f, Issue)]


def write_parquet(path: Path, count: int = 5, **more: Any) -> None:
    rows = {
        "text": [f"{STORY} Note {number}." for number in range(count)],
        "published": [date(2026, 3, number % 28 + 1) for number in range(count)],
        "outlet": ["Skerry Gazette"] * count,
    }
    pq.write_table(pa.table(rows | more), path, row_group_size=2)


def archive(*stories: str) -> bytes:
    return b"".join(
        _record(f"<html><body><p>{story}</p></body></html>", number) for number, story in enumerate(stories)
    )


def _record(body: str, number: int) -> bytes:
    page = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    return (f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Date: 2026-03-03T00:00:00Z\r\n"
            f"WARC-Target-URI: http://gazette.example/{number}\r\nContent-Type: application/http;msgtype=response\r\n"
            f"Content-Length: {len(page)}\r\n\r\n{page}\r\n\r\n").encode()  # fmt: skip


def test_parquet_rows_are_documents(tmp_path: Path) -> None:
    write_parquet(tmp_path / "a.parquet")
    documents, issues = read(tmp_path)
    assert not issues
    assert [d.raw for d in documents] == [f"{STORY} Note {number}." for number in range(5)]
    assert {(d.outlet, d.published_from, d.media_type) for d in documents} == {("Skerry Gazette", "column", "application/vnd.apache.parquet")}  # fmt: skip
    assert documents[2].published == "2026-03-03"


def test_parquet_columns_are_mapped_and_reached_into(tmp_path: Path) -> None:
    write_parquet(tmp_path / "a.parquet", item=[{"body": f"{STORY} {n}"} for n in range(5)])
    documents, _ = read(tmp_path, options=make_options(mapping="text=item.body,published=published"))
    assert documents[4].raw == f"{STORY} 4"


def test_parquet_that_says_nothing_of_its_text_or_is_damaged_is_one_issue(tmp_path: Path) -> None:
    pq.write_table(pa.table({"inhalt": [STORY]}), tmp_path / "a.parquet")
    (tmp_path / "b.parquet").write_bytes(b"PAR1 and no more")
    documents, issues = read(tmp_path)
    assert not documents
    assert [issue.code for issue in issues] == ["broken-row", "unreadable"]
    assert "--map" in issues[0].message


def test_parquet_that_expands_past_its_bound_is_left_out(tmp_path: Path) -> None:
    rows = {"text": ["0" * 5_000_000], "outlet": ["Echo"]}
    pq.write_table(pa.table(rows), tmp_path / "a.parquet", compression="zstd", use_dictionary=False)
    documents, issues = read(tmp_path)
    assert not documents
    assert [issue.code for issue in issues] == ["too-large"]


def test_parquet_in_an_archive(tmp_path: Path) -> None:
    write_parquet(tmp_path / "a.parquet")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as packed:
        packed.write(tmp_path / "a.parquet", "a.parquet")
    one, _ = read(tmp_path / "a.parquet")
    other, _ = read(tmp_path / "b.zip")
    assert [d.id for d in one] == [d.id for d in other]


@pytest.mark.parametrize("ending", ["txt", "paths", "paths.gz"])
def test_a_list_of_web_archives(tmp_path: Path, ending: str) -> None:
    (tmp_path / "crawl").mkdir()
    (tmp_path / "crawl" / "one.warc.gz").write_bytes(gzip.compress(archive(STORY, STORY + " It said no more.")))
    (tmp_path / "two.warc").write_bytes(archive("A ferry ran aground off Skerry on Tuesday."))
    names = b"crawl/one.warc.gz\ntwo.warc\n\nmissing.warc.gz\n"
    listed = tmp_path / f"list.{ending}"
    listed.write_bytes(gzip.compress(names) if ending.endswith("gz") else names)
    documents, issues = read(listed)
    assert [d.url for d in documents] == [f"http://gazette.example/{n}" for n in (0, 1, 0)]
    assert [issue.code for issue in issues] == ["unreadable"]
    assert "missing.warc.gz" in issues[0].message


def test_a_story_that_names_an_archive_is_a_story(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{STORY}\nleak.warc\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("b.warc", encoding="utf-8")
    assert read(tmp_path / "a.txt")[0][0].raw.startswith(STORY)
    assert [d.raw for d in read(tmp_path)[0]][1] == "b.warc", "lists are what the user names, not what lies in a folder"


def test_an_archive_larger_than_the_bound_of_an_item(tmp_path: Path) -> None:
    small = IntakeOptions(bounds=Bounds(item=600))
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(archive(*[STORY] * 30, STORY * 20)))
    documents, issues = read(tmp_path, options=small)
    assert len(documents) == 30
    assert [issue.code for issue in issues] == ["too-large"]


def test_an_archive_cut_short_gives_what_came_before(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(archive(*[STORY] * 40))[:-20])
    documents, issues = read(tmp_path)
    assert documents
    assert {issue.code for issue in issues} == {"truncated"}


def test_long_json_lines(tmp_path: Path) -> None:
    rows = [json.dumps({"text": f"{STORY} {n}", "published": "2026-03-04", "outlet": "Echo"}) for n in range(40)]
    (tmp_path / "a.jsonl").write_text(
        "\n".join([*rows, "{broken", '"no object"', rows[0] + " " * 4000]), encoding="utf-8"
    )
    whole, _ = read(tmp_path)
    documents, issues = read(tmp_path, options=IntakeOptions(bounds=Bounds(item=2000)))
    assert [d.id for d in documents] == [d.id for d in whole[:40]]
    assert [issue.code for issue in issues] == ["broken-row", "broken-row", "too-large"]


def test_pieces_give_what_the_whole_gives(tmp_path: Path) -> None:
    write_parquet(tmp_path / "a.parquet")
    (tmp_path / "b.warc").write_bytes(archive(STORY, STORY))
    (tmp_path / "c.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "d.csv").write_text("text,published\n" + f'"{STORY}",2026-03-03\n' * 2, encoding="utf-8")
    (tmp_path / "e.txt").write_bytes(b"")
    (tmp_path / "f.txt.gz").write_bytes(gzip.compress(STORY.encode()))
    (tmp_path / "g.html").write_text(f"<html><body><p>{STORY}</p></body></html>" + " " * 80_000, encoding="utf-8")
    options = IntakeOptions()
    pieces = list(cut([str(tmp_path)], options=options))
    assert [type(piece) for piece in pieces] == [Document] * 5 + [Item] * 2 + [Place] * 3 + [Item] * 2
    elsewhere = list(cut([str(tmp_path)], options=options, is_elsewhere=True))
    assert [type(piece) for piece in elsewhere] == [type(piece) for piece in pieces], "shards are the same everywhere"
    assert all(piece.data is not None for piece in elsewhere if isinstance(piece, Place))
    whole = list(read_documents([str(tmp_path)], options=options))
    assert [one for piece in elsewhere for one in read_piece(piece, options)] == whole
    assert [one for piece in pieces for one in read_piece(piece, options)] == whole
