"""Object stores, by way of the one that fsspec keeps in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest

from onrecord.errors import InputError
from onrecord.intake import IntakeOptions, cut, read_documents
from onrecord.model import Document
from tests.intake.test_streams import STORY, archive, read


@pytest.fixture
def bucket() -> Iterator[Any]:
    system = fsspec.filesystem("memory")
    system.pipe("/bucket/b/two.txt", f"{STORY} Two.".encode())
    system.pipe("/bucket/a/one.txt", f"{STORY} One.".encode())
    system.pipe("/bucket/a/.hidden", b"no news")
    system.pipe("/bucket/a/README.md", b"no news")
    system.pipe("/bucket/crawl.warc", archive(STORY))
    system.pipe("/bucket/crawl.paths", b"crawl.warc\n")
    yield system
    system.rm("/bucket", recursive=True)


def test_a_folder_of_a_store(bucket: Any) -> None:
    documents, issues = read("memory://bucket")
    assert [d.path for d in documents] == [
        "memory://bucket/a/one.txt", "memory://bucket/b/two.txt", "memory://bucket/crawl.paths", "memory://bucket/crawl.warc",
    ]  # fmt: skip
    assert not issues


def test_a_pattern_an_object_and_a_list(bucket: Any) -> None:
    assert [d.raw[-4:] for d in read("memory://bucket/*/*.txt")[0]] == ["One.", "Two."]
    assert [d.raw[-4:] for d in read("memory://bucket/b/two.txt")[0]] == ["Two."]
    assert [d.url for d in read("memory://bucket/crawl.paths")[0]] == ["http://gazette.example/0"]


def test_where_it_lies_makes_no_other_document(bucket: Any, tmp_path: Path) -> None:
    (tmp_path / "two.txt").write_text(f"{STORY} Two.", encoding="utf-8")
    (there,) = read("memory://bucket/b/two.txt")[0]
    (here,) = read((tmp_path / "two.txt").as_uri())[0]
    assert there.id == here.id
    assert here.path == str(tmp_path / "two.txt")


@pytest.mark.parametrize("target", ["memory://nowhere/x.txt", "memory://nowhere/*.txt", "file:///no/such/file.txt"])
def test_what_is_not_there_is_an_error(target: str) -> None:
    with pytest.raises(InputError, match="no such"):
        list(read_documents([target], options=IntakeOptions()))


def test_a_store_whose_library_is_missing_is_an_error_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "adlfs", None)
    with pytest.raises(InputError, match=r"onrecord\[remote\]"):
        list(read_documents(["abfs://box/x.txt"], options=IntakeOptions()))


def test_no_other_scheme_is_opened() -> None:
    for target in (
        "ftp://host.example/x",
        "sftp://host.example/x",
        "simplecache::memory://bucket/x",
        "zip://x::memory://bucket/y",
    ):
        with pytest.raises(InputError, match="no such file"):
            list(read_documents([target], options=IntakeOptions()))


def test_what_no_other_process_can_open_is_opened_here(bucket: Any) -> None:
    assert all(not isinstance(piece, str) for piece in cut(["memory://bucket/a"], options=IntakeOptions()))
    assert [type(piece).__name__ for piece in cut(["memory://bucket/a"], options=IntakeOptions())] == ["Item"]
    assert [isinstance(piece, Document) for piece in cut(["memory://bucket/crawl.warc"], options=IntakeOptions())] == [
        False
    ]
