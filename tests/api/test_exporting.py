"""Exports: every format as its file, texts as they are written, and nothing left behind."""

from __future__ import annotations

import asyncio
import io
import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from onrecord.api import exporting
from onrecord.api.exporting import export_response
from onrecord.api.turns import Turns
from onrecord.errors import OnrecordError
from onrecord.publish import Format, Shape, all_formats, export
from onrecord.store import Query, Store
from tests.api.conftest import API


@pytest.mark.parametrize("name", all_formats())
@pytest.mark.thorough
def test_a_format_is_what_the_command_line_writes(client: TestClient, store: Store, name: str, tmp_path: Path) -> None:
    chosen = all_formats()[name]
    answer = client.get(f"{API}/export", params={"as": name})
    assert answer.status_code == 200, answer.text
    path = tmp_path / f"out.{chosen.ending}" if chosen.ending else tmp_path / "out"
    with store.selection() as selection:
        export(selection, form=name, out=path)
    if chosen.shape is Shape.FOLDER:
        assert answer.headers["content-type"] == "application/zip"
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            written = {str(one.relative_to(path)) for one in path.rglob("*") if one.is_file()}
            assert set(archive.namelist()) == written
    else:
        assert answer.headers["content-type"].partition(";")[0] == chosen.media_type.partition(";")[0]
        if chosen.shape is Shape.TEXT:
            assert answer.content == path.read_bytes()
    assert "attachment; filename=" in answer.headers["content-disposition"]


def test_filters_and_what_it_is_about_choose(client: TestClient, store: Store) -> None:
    whole = client.get(f"{API}/export?as=jsonl").text
    some = client.get(f"{API}/export?as=jsonl&act=deny").text
    assert 0 < len(some) < len(whole)
    story = client.get(f"{API}/stories?limit=1").json()["items"][0]["id"]
    about = client.get(f"{API}/export?as=jsonl&about={story}").text
    with store.selection(about=story) as selection:
        out = io.StringIO()
        export(selection, form="jsonl", out=out)
    assert about == out.getvalue()


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 400), ("as=nothing", 400), ("as=jsonl.pdf", 400), ("as=jsonl&about=story-0000000000", 404), ("as=jsonl&about=time-0000000000", 400), ("as=jsonl&limit=3", 400)],
)  # fmt: skip
def test_what_cannot_be_exported(client: TestClient, query: str, status: int) -> None:
    answer = client.get(f"{API}/export?{query}")
    assert answer.status_code == status
    assert answer.json()["error"]["status"] == status


def many(selection: Any, out: Any) -> None:
    for _ in range(2000):
        out.write("x" * 10_000)


def broken(selection: Any, out: Any) -> None:
    out.write("begun\n" * 100_000)
    raise OnrecordError("the pen broke")


def missing(selection: Any, out: Any) -> None:
    raise OnrecordError("this format needs ink: pip install 'onrecord[ink]'")


@pytest.fixture
def own_format(monkeypatch: pytest.MonkeyPatch) -> Any:
    def put(writer: Any, shape: Shape = Shape.TEXT) -> None:
        found = Format("own", "of the tests", "text/plain", shape, {"txt": writer})
        monkeypatch.setattr(exporting, "format_named", lambda name: found)

    return put


def ask(store: Store, *, most: int | None = None) -> tuple[list[dict[str, Any]], int]:
    """What is sent for an export, to somebody who goes after so many pieces; and how many pieces were read."""
    sent: list[dict[str, Any]] = []
    gone = asyncio.Event()

    async def run() -> None:
        response = await export_response(store, None, None, "own")

        async def receive() -> dict[str, Any]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)
            if most is not None and len(sent) > most:
                gone.set()
                await asyncio.sleep(30)

        await response({"type": "http", "asgi": {"spec_version": "2.3"}}, receive, send)

    asyncio.run(run())
    return sent, len(sent)


def threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "onrecord-export"]


def until_quiet() -> bool:
    for thread in threads():
        thread.join(10)
    return not threads()


def test_a_text_comes_in_pieces(store: Store, own_format: Any) -> None:
    own_format(many)
    sent, count = ask(store)
    assert count > 100
    assert sum(len(message.get("body", b"")) for message in sent) == 20_000_000
    assert until_quiet()


def test_who_goes_ends_the_writing(store: Store, own_format: Any) -> None:
    own_format(many)
    _, count = ask(store, most=3)
    assert count < 10
    assert until_quiet()


def test_an_error_before_the_first_piece_is_told_as_one(store: Store, own_format: Any) -> None:
    for shape in (Shape.TEXT, Shape.BINARY):
        own_format(missing, shape)
        with pytest.raises(OnrecordError, match="pip install"):
            ask(store)
    assert until_quiet()


def test_an_error_afterwards_breaks_the_response_off(store: Store, own_format: Any) -> None:
    own_format(broken)
    with pytest.raises((OnrecordError, BaseExceptionGroup)):
        ask(store)
    assert until_quiet()


def test_files_are_taken_away(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    async def run() -> int:
        response = await export_response(store, Query(act="deny"), None, "csv")
        length = 0

        async def receive() -> dict[str, Any]:
            await asyncio.sleep(60)
            return {}

        async def send(message: Any) -> None:
            nonlocal length
            length += len(message.get("body", b""))

        await response({"type": "http", "asgi": {"spec_version": "2.4"}}, receive, send)
        return length

    before = set(tmp_path.iterdir())
    assert asyncio.run(run()) > 100
    assert until_quiet()
    assert set(tmp_path.iterdir()) == before


def test_only_so_many_are_written_at_a_time(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    turns = Turns(1)
    monkeypatch.setattr(exporting, "LONGEST_WAIT", 0.3)
    monkeypatch.setattr(exporting, "TURNS", turns)
    assert asyncio.run(turns.take(1))
    answer = client.get(f"{API}/export?as=jsonl")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    turns.give_back()
    for _ in range(3):
        assert client.get(f"{API}/export?as=jsonl&act=deny").status_code == 200
    assert until_quiet()


def test_who_came_first_is_next() -> None:
    turns, order = Turns(2), list[int]()

    async def one(number: int) -> None:
        assert await turns.take(5)
        order.append(number)
        await asyncio.sleep(0.01)
        turns.give_back()

    async def run() -> None:
        await asyncio.gather(*(one(number) for number in range(9)))

    asyncio.run(run())
    assert order == list(range(9))


def test_who_waits_no_more_keeps_nobody_waiting() -> None:
    turns = Turns(1)

    async def run() -> None:
        assert await turns.take(1)
        assert not await turns.take(0.01)
        waiting = asyncio.create_task(turns.take(5))
        later = asyncio.create_task(turns.take(5))
        await asyncio.sleep(0.01)
        waiting.cancel()
        turns.give_back()
        assert await later
        turns.give_back()
        assert await turns.take(0.01)
        turns.give_back()

    asyncio.run(run())
    assert asyncio.run(turns.take(0.01))
