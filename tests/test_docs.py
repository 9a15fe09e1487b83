"""What the pages on exchange show is run: blocks of Python and SQL as they stand, commands as far as the command line reads them."""

from __future__ import annotations

import re
import shlex
import sqlite3
from contextlib import suppress
from pathlib import Path

import click
import pytest

from onrecord.api.sending import DELIVERY, SIGNATURE, TIMESTAMP, signature
from onrecord.cli import onrecord
from onrecord.store import Store

PAGES = ("README.md", "docs/exchange.md", "docs/api.in.md", "docs/second-reader.md")
MEANT = {
    "onrecord export --as FORMAT --db news.db [--out PATH] [words and filters] [--about ID]": "onrecord export --as csv --db news.db --out PATH words --who Lund --about story-000000",
    "onrecord evaluate brat|conll|webannotation|polnear|plv PATH": "onrecord evaluate brat PATH",
}  # fmt: skip
"""Commands that say what may be given, and one that they mean."""


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", Path(page).read_text(encoding="utf-8"), re.DOTALL)


def commands(page: str) -> list[str]:
    """Every `onrecord ...` of a page: lines of its blocks, and what it names with all that it needs."""
    text = Path(page).read_text(encoding="utf-8")
    lines = [line.removeprefix("$ ") for block in blocks(page, "(?:console|text)") for line in block.splitlines()]
    found = [re.sub(r"\s+#.*", "", line) for line in (*lines, *re.findall(r"`(onrecord [^`]+)`", text))]
    return [line for line in dict.fromkeys(found) if re.match(r"onrecord [a-z-]+ \S", line)]


@pytest.mark.parametrize(("page", "line"), [(page, line) for page in PAGES for line in commands(page)])
def test_every_command_is_one_that_there_is(page: str, line: str) -> None:
    _, name, *given = shlex.split(MEANT.get(line, line))
    try:
        with suppress(click.exceptions.Exit):  # --formats says what it says at once
            onrecord.commands[name].make_context(name, given)
    except click.UsageError as error:
        pytest.fail(f"{page}: {line}: {error.message}")


def test_the_examples_of_exchange_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Store("news.db"):
        pass
    example, _ = EXAMPLES
    exec(compile(example, "docs/exchange.md", "exec"), {})
    assert Path("lund.html").exists()


def test_the_component_of_spacy_is_added_as_it_says() -> None:
    pytest.importorskip("spacy")
    _, example = EXAMPLES
    shown: dict[str, object] = {}
    exec(compile(example, "docs/exchange.md", "exec"), shown)
    assert [found.act for found in shown["document"]._.statements]  # type: ignore[attr-defined]


def test_a_webhook_is_checked_as_it_says() -> None:
    (example,) = blocks("docs/api.in.md", "python")
    shown: dict[str, object] = {}
    exec(compile(example, "docs/api.in.md", "exec"), shown)
    is_genuine = shown["is_genuine"]
    headers = {SIGNATURE: signature("secret", "12", b"{}"), TIMESTAMP: "12", DELIVERY: "delivery-1"}
    assert is_genuine("secret", headers, b"{}")  # type: ignore[operator]
    assert not is_genuine("other", headers, b"{}")  # type: ignore[operator]
    assert not is_genuine("secret", headers | {TIMESTAMP: "13"}, b"{}")  # type: ignore[operator]


def test_the_questions_to_the_second_reader_are_answered(tmp_path: Path) -> None:
    with Store(str(tmp_path / "news.db")):
        pass
    (questions,) = blocks("docs/second-reader.md", "sql")
    connection = sqlite3.connect(tmp_path / "news.db")
    for question in filter(str.strip, questions.split(";")):
        assert connection.execute(question).fetchall() == []
    connection.close()


EXAMPLES = blocks("docs/exchange.md", "python")
