"""Proposals of a second reader in a database that the desk shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from onrecord.store import Store
from tests.builders import make_record
from tests.desk.test_guard import desk
from tests.second.proposals import READER, make_proposals, make_refusal

RECORD = make_record()
STORY = RECORD.stories[0].id


def fill(path: Path, *, is_second: bool) -> Path:
    with Store(str(path)) as store:
        store.add(RECORD, version="1")
        if is_second:
            found = (make_refusal(RECORD), *make_proposals(RECORD))
            store.add_proposals(RECORD.document.id, READER, prompt="p", answered=(STORY,), found=found)
    return path


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with desk(fill(tmp_path / "second.db", is_second=True)) as client:
        yield client


@pytest.mark.parametrize(
    "page", ["/search", "/review", f"/story/{STORY}", f"/document/{RECORD.document.id}", "/disputes"]
)
def test_pages_are_what_they_are_without_it(client: TestClient, tmp_path: Path, page: str) -> None:
    with desk(fill(tmp_path / "plain.db", is_second=False)) as plain:
        one, other = client.get(page), plain.get(page)
    assert one.status_code == other.status_code == 200
    for proposal in make_proposals(RECORD):
        assert proposal.id not in one.text


def test_a_proposal_leads_to_its_story(client: TestClient) -> None:
    answer = client.get(f"/record/{make_proposals(RECORD)[0].id}", follow_redirects=False)
    assert answer.status_code in (302, 303, 307)
    assert answer.headers["location"].startswith(f"/story/{STORY}")
