"""The server for programs that converse, asked by the protocol's own client."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import pytest

pytest.importorskip("mcp")

from jsonschema import Draft202012Validator
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from onrecord.judging import judge_record
from onrecord.mcp import answers, make_server
from onrecord.model import Document, content_id
from onrecord.pipeline import join_stored, read_document, settle_stored
from onrecord.store import Query, Store

TEXTS = {
    "Sorvik Post": "Anna Berg, the mayor of Drevna, said on Monday that the bridge would close. Police in Drevna arrested four men.\n\n"
    "A blast in Drevna on Sunday killed four people, the fire service said.",
    "Nordby Echo": "A blast in Drevna on Sunday killed twelve people, the hospital said. Mayor Anna Berg of Drevna denied that the bridge was unsafe.",
}  # fmt: skip


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mcp") / "news.db"
    with Store(str(path)) as store:
        for outlet, text in TEXTS.items():
            identity = content_id("document", outlet, text)
            document = Document(
                identity, "text/plain", outlet, None, f"{outlet}.txt", "2026-03-02", None, "en", identity, text
            )
            store.add(read_document(document), version="1")
            settle_stored(store)
        join_stored(store)
    return path


@pytest.fixture
def ask(database: Path) -> Any:
    """Asks a tool; its answer as JSON, or its refusal as words."""

    def asking(tool: str, **given: Any) -> Any:
        async def call() -> Any:
            with Store(str(database)) as store:
                async with Client(make_server(store)) as client:
                    found = await client.call_tool(tool, given)
                    text = found.content[0].text
                    return text if found.is_error else json.loads(text)

        return anyio.run(call)

    return asking


Ask = Callable[..., Any]


def test_every_tool_is_described_and_only_reads(database: Path) -> None:
    async def call() -> Any:
        with Store(str(database)) as store:
            async with Client(make_server(store)) as client:
                return (await client.list_tools()).tools

    tools = anyio.run(call)
    names = {tool.name for tool in tools}
    assert {"search", "open_story", "list_statements", "get_evidence", "list_disputes"} <= names
    assert all(tool.description and tool.annotations.read_only_hint for tool in tools)


def test_a_filter_that_there_is_not_is_refused(ask: Ask, database: Path) -> None:
    """What is not heard would look as if it held: every statement as one of Lund's."""
    assert "person" in ask("search", person="Lund")
    assert "whose statements" in ask("list_statements", person=" ")

    async def call() -> Any:
        with Store(str(database)) as store:
            async with Client(make_server(store)) as client:
                return (await client.list_tools()).tools

    for tool in anyio.run(call):
        Draft202012Validator.check_schema(tool.input_schema)
        assert tool.input_schema["additionalProperties"] is False


@pytest.mark.parametrize(
    ("tool", "name"), [("search", "act"), ("get_evidence", "record"), ("open_story", "story"), ("timeline", "subject"), ("who_is", "name")]
)  # fmt: skip
def test_what_is_refused_is_not_repeated_without_end(ask: Ask, tool: str, name: str) -> None:
    refused = ask(tool, **{name: "x" * 5000})
    assert f"{name} has 5,000 characters" in refused
    assert len(refused) < 200


def test_that_there_is_more_is_said(ask: Ask) -> None:
    one = ask("search", kind="statement", limit=1)
    assert one["is_more"]
    assert not ask("search", kind="statement", limit=100)["is_more"]
    assert not ask("list_disputes", limit=100)["is_more"]
    disputes = ask("list_disputes", limit=100)["shown"]
    assert ask("list_disputes", limit=1)["is_more"] is (disputes > 1)
    assert ask("who_is", name="", limit=1)["is_more"]


def test_what_people_decided_is_said(database: Path, tmp_path: Path) -> None:
    path = tmp_path / "judged.db"
    shutil.copy(database, path)
    with Store(str(path)) as store:
        hits = list(store.find(Query(kind="statement", words="bridge")))
        for number, (verdict, value) in enumerate({"rejected": None, "amended": {"act": "claim"}}.items()):
            record = hits[number].record
            document = store.get(record["story"])["document"]
            store.judge(judge_record(record, verdict, by="Ada", at="2026-03-05T10:00:00+00:00", document=document, field="act" if value else None, value=value))  # fmt: skip
        found = {one["id"]: one for one in answers.search(store, answers.query_of({"kind": "statement", "words": "bridge", "limit": 9}))["records"]}  # fmt: skip
        rejected, amended = (found[hits[number].record["id"]] for number in (0, 1))
        assert rejected["decided"]["verdict"] == "rejected"
        assert (amended["decided"]["fields"], amended["act"]) == (("act",), "claim")
        opened = answers.open_story(store, rejected["story"])
        assert [one["decided"]["verdict"] for one in opened["statements"] if one["id"] == rejected["id"]] == [
            "rejected"
        ]


def test_a_search_says_according_to_whom(ask: Ask, database: Path) -> None:
    found = ask("search", words="bridge", kind="statement")
    assert found["records"]
    with Store(str(database)) as store:
        for record in found["records"]:
            assert "Berg" in record["according_to"]
            story = store.get(record["story"])
            text = store.text_of(story["document"])
            for piece in record["words"]:
                assert text[piece["span"][0] : piece["span"][1]] == piece["text"]


def test_an_event_says_how_it_stands(ask: Ask) -> None:
    found = ask("search", kind="event", event_type="COERCE")
    assert [one["status"] for one in found["records"]] == ["actual"]
    assert "arrested four men" in found["records"][0]["passage"]


def test_a_story_opens_in_parts(ask: Ask) -> None:
    (story, *_) = (one["story"] for one in ask("search", words="bridge", kind="statement")["records"])
    whole = ask("open_story", story=story)
    assert whole["statements"]
    assert whole["left_out"] == 0
    part = ask("open_story", story=story, start=10, characters=20)
    assert part["text"] == whole["text"][10:30]
    assert part["text_begins_at"] == whole["text_begins_at"] + 10
    assert ask("open_story", story=whole["document"])["stories"]


def test_a_person_s_statements_by_name_and_by_id(ask: Ask) -> None:
    by_name = ask("list_statements", person="Anna Berg")
    assert by_name["who"]
    assert {one["act"] for one in by_name["records"]} == {"state", "deny"}
    assert ask("list_statements", person=by_name["records"][0]["source_entity"])["records"]


def test_evidence_is_the_words_in_their_place(ask: Ask, database: Path) -> None:
    statement = ask("list_statements", person="Berg")["records"][0]["id"]
    found = ask("get_evidence", record=statement)
    with Store(str(database)) as store:
        for one in found["evidence"]:
            assert store.text_of(one["document"])[one["start"] : one["end"]] == one["words"]
    assert found["record"]["id"] == statement
    assert found["judgements"] == []


def test_both_sides_of_a_dispute(ask: Ask) -> None:
    found = ask("list_disputes", kind="figure")
    assert {side["value"] for side in found["records"][0]["sides"]} == {"four people", "twelve people"}
    assert all(side["said"] for side in found["records"][0]["sides"])


def test_incidents_commitments_timelines_and_names(ask: Ask) -> None:
    assert ask("list_incidents", words="blast")["records"]
    assert ask("list_commitments")["shown"] == len(ask("list_commitments")["records"])
    assert ask("timeline", subject="Drevna")["rows"]
    assert ask("who_is", name="Berg")["entities"]


@pytest.mark.parametrize(
    ("tool", "given", "words"),
    [
        ("open_story", {"story": "story-000000"}, "nothing in"),
        ("get_evidence", {"record": "what"}, "an id looks like"),
        ("search", {"act": "sing"}, "unknown act"),
        ("search", {"event_type": "SINGING"}, "unknown event type"),
        ("search", {"since": "yesterday"}, "ISO date"),
        ("search", {"limit": 0}, "at least 1"),
        ("list_disputes", {"kind": "figure", "limit": -1}, "at least 1"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_line(ask: Ask, tool: str, given: dict[str, Any], words: str) -> None:
    refusal = ask(tool, **given)
    assert words in refusal
    assert "\n" not in refusal


def test_the_command_speaks_the_protocol(database: Path) -> None:
    async def call() -> Any:
        command = ["-m", "onrecord", "mcp", "--db", str(database)]
        parameters = StdioServerParameters(command=sys.executable, args=command, env=dict(os.environ))
        async with Client(stdio_client(parameters)) as client:
            found = await client.call_tool("search", {"words": "bridge"})
            return json.loads(found.content[0].text)

    assert anyio.run(call)["records"]


def test_an_answer_that_would_be_too_long_ends_earlier_and_says_so() -> None:
    records = [{"id": f"dispute-{number:06x}", "words": "x" * (answers.LARGEST // 4)} for number in range(10)]
    found = answers.within(records)
    assert (found["shown"], found["left_out"]) == (3, 7)
    assert found["records"] == records[:3]
    assert answers.within([{"id": "dispute-1", "words": "x" * 2 * answers.LARGEST}])["shown"] == 1
    assert answers.within([]) == {"shown": 0, "left_out": 0, "records": []}
