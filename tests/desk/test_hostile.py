"""Two hundred documents that want to break a page are shown as they are, with every highlight on its words."""

from __future__ import annotations

import fcntl
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from docs.screenshots import addresses
from playwright.sync_api import Page
from starlette.testclient import TestClient

from onrecord.desk import Settings, make_app
from onrecord.desk.words import shown
from onrecord.pipeline import join_stored, program_version, read, settle_stored
from onrecord.store import Store
from tests.conftest import of_all_workers
from tests.desk.hostile import COUNT, write_hostile
from tests.desk.lit import Marked, words_of

ALLOWED = frozenset(
    "html head meta title link script body a header nav form label span input details summary div button main h1 h2 p b ul ol li bdi "
    "select option datalist table caption thead tr th tbody td kbd article section blockquote".split()
)
"""Elements of the page of a story itself."""
WANTED = frozenset("iframe img base style object embed frame audio video source template".split())
"""Elements that no page has, and a document would like to have."""
TURNING = re.compile("[\x00-\x08\x0b-\x1f\u202a-\u202e\ud800-\udfff]")
"""Characters that no page holds: they are dropped, or turn the order of letters round."""
IN_BROWSER = 12


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The set in a database, read by one worker for all."""
    folder = of_all_workers(tmp_path_factory)
    path = folder / "hostile.db"
    with (folder / "hostile.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            files = tmp_path_factory.mktemp("hostile")
            with Store(str(folder / "hostile-making.db")) as store:
                for record in read(write_hostile(files)):
                    store.add(record, version=program_version())
                settle_stored(store)
                join_stored(store)
            (folder / "hostile-making.db").rename(path)
    return path


@pytest.fixture(scope="session")
def opened(hostile: Path) -> Iterator[tuple[TestClient, Store]]:
    with Store(str(hostile)) as store:
        yield (
            TestClient(make_app(store, Settings(person="Ada")), base_url="http://127.0.0.1", follow_redirects=False),
            store,
        )


@pytest.fixture(scope="session")
def stories(opened: tuple[TestClient, Store]) -> list[str]:
    _, store = opened
    documents = {found["id"] for found in store.objects() if found["type"] == "document"}
    assert len(documents) >= COUNT * 0.95
    return [found["id"] for found in store.objects() if found["type"] == "story"]


@pytest.fixture(scope="session")
def pages(opened: tuple[TestClient, Store], stories: list[str]) -> dict[str, list[Marked]]:
    """By story what is marked in each of its parts."""
    client, _ = opened
    found: dict[str, list[Marked]] = {}
    for story in stories:
        html = [client.get(f"/story/{story}").text]
        parts = re.search(r"this is part 1 of (\d+)", html[0])
        html += [client.get(f"/story/{story}?part={part}").text for part in range(2, int(parts[1]) + 1 if parts else 2)]
        found[story] = [Marked(one) for one in html]
        assert max(map(len, html)) < 3_000_000
    return found


@pytest.mark.thorough
def test_nothing_of_a_document_becomes_markup(pages: dict[str, list[Marked]]) -> None:
    for story, parts in pages.items():
        for part in parts:
            check_markup(part, story)
            assert {tag for tag, _ in part.tags} <= ALLOWED, story


@pytest.mark.thorough
def test_nothing_of_a_document_becomes_markup_on_any_other_page(opened: tuple[TestClient, Store]) -> None:
    client, store = opened
    by_kind: dict[str, list[str]] = {}
    for found in store.objects():
        by_kind.setdefault(found["type"], []).append(found["id"])
    every = [f"/entity/{found}" for found in sorted(set(by_kind["entity"]))[::6]]
    every += [f"/{kind}/{found}" for kind in ("incident", "dispute", "commitment") for found in by_kind.get(kind, ())]
    every += [f"/timeline?of={found}" for found in sorted(set(by_kind["entity"]))[::60]]
    every += [f"/record/{found}" for kind in ("statement", "event") for found in by_kind[kind][:20]]
    every += [f"/search?q=said&kind={kind}" for kind in ("statement", "event", "story")]
    seen = 0
    for path in (*addresses(store), *every):
        answer = client.get(path)
        assert answer.status_code in (200, 303, 307), (path, answer.status_code)
        if answer.headers.get("content-type", "").startswith("text/html"):
            check_markup(Marked(answer.text), path)
            assert not TURNING.search(answer.text), path
            seen += 1
    assert seen > 60


def check_markup(page: Marked, path: str) -> None:
    """Only elements of the page itself, without handlers, and addresses that lead where they say."""
    for tag, given in page.tags:
        assert tag not in WANTED, (path, tag)
        assert (
            tag != "script"
            or (given.get("src") or "").startswith("/static/")
            or given.get("type") == "application/json"
        ), path
        assert not [name for name in given if name.startswith("on") or name in ("style", "srcdoc")], (path, given)
        address = given.get("href") or given.get("src") or "/"
        assert address.startswith(("/", "#", "?", "https://", "http://")), (path, address)
        assert not address.startswith("//"), (path, address)


@pytest.mark.thorough
def test_every_highlight_is_on_its_words(pages: dict[str, list[Marked]], opened: tuple[TestClient, Store]) -> None:
    _, store = opened
    seen = 0
    for story, parts in pages.items():
        for record, words in words_of(store.beside(story)).items():
            assert "".join(part.words.get(record, "") for part in parts) == words, (story, record)
            seen += 1
    assert seen > COUNT


@pytest.mark.thorough
def test_a_megabyte_is_shown_in_parts(pages: dict[str, list[Marked]], opened: tuple[TestClient, Store]) -> None:
    _, store = opened
    long = [story for story, parts in pages.items() if len(parts) > 10]
    assert long
    for story in long:
        found = store.beside(story)
        start, end = found.stories[0]["span"]
        assert "".join(part.text for part in pages[story]) == shown(found.document["text"][start:end])


@pytest.mark.network
def test_the_browser_shows_them_and_runs_nothing(
    page: Page, serve: Callable[[Path | str], str], hostile: Path, opened: tuple[TestClient, Store], stories: list[str]
) -> None:
    _, store = opened
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    address = serve(hostile)  # until the page is closed, which may still ask for something
    for story in stories[:: max(1, len(stories) // IN_BROWSER)] + stories[-1:]:
        page.goto(f"{address}/story/{story}")
        lit = page.evaluate(LIGHT_ALL)
        lit = {record: words for record, words in lit.items() if not record.startswith(ACROSS)}
        wanted = words_of(store.beside(story))
        assert {record: words for record, words in lit.items() if words} == {
            record: wanted[record] for record in lit if record in wanted
        }
        assert page.evaluate("window.pwned") is None
    assert not dialogs


ACROSS = ("incident-", "dispute-", "commitment-", "copy-")
LIGHT_ALL = """() => Object.fromEntries([...document.querySelectorAll("[data-light]")].slice(0, 200).map((number) => {
  number.click();
  return [number.dataset.light, [...document.querySelectorAll("#text .lit")].map((span) => span.textContent).join("")];
}))"""


@pytest.mark.parametrize(
    "name", ['a"; x="b', "a\r\nSet-Cookie: x=1", "../../etc/passwd", "a\x00b", "na\u00efve.json", ""]
)
def test_names_of_downloads_are_no_headers(name: str) -> None:
    from onrecord.desk.app import _download
    from onrecord.desk.page import Download

    headers = _download(Download(name, "text/plain", [b"x"])).headers
    found = headers["content-disposition"]
    assert found.isascii()
    assert found.isprintable()
    assert found.count('"') == 2
    assert "/" not in found
    assert "set-cookie" not in headers
