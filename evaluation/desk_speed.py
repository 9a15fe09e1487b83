"""How fast the desk answers: `python -m evaluation.desk_speed --db FILE [--asks 40] [--pages search,story] [--bar]`.

Every page that the desk has is asked in this process, one question after the other, with ids, names, words and filters drawn at random
from the database: 300 ms is the bar of a page, 200 ms that of a search, three seconds that of a file to take along, at the 95th percentile. A page with a part in its path that
nothing is drawn for (see `DRAWN`) is named and left out. A story of 5,000 words is read and shown, in a browser too, in less than a second. With --bar the status is 1
where a bar is broken or a page answers with an error. A saved search is put in the database.
"""

from __future__ import annotations

# ruff: noqa: S608 -- names of tables and columns are those of our schema
import argparse
import random
import re
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from html import escape
from itertools import chain
from pathlib import Path
from statistics import median
from urllib.parse import quote, urlencode

from docs.screenshots import browsed
from starlette.testclient import TestClient

from evaluation.readings import read_collection
from onrecord.desk import Settings, make_app
from onrecord.desk.bar import FILTERED
from onrecord.desk.page import Page
from onrecord.desk.pages import PAGES
from onrecord.pipeline import read
from onrecord.store import Store, Watch
from onrecord.web import guard

PAGE_BAR, SEARCH_BAR, FILE_BAR, LONG_BAR = 300.0, 200.0, 3000.0, 1000.0
LONG = 5000
"""Words of a long story."""
WATCH = Watch("watch-0000000000", "Said", "q=said", "Ada", "2026-03-04T00:00:00Z", 0, "2026-03-04T00:00:00Z")
SEED, SPAN = 5, 4000
TABLES = {
    "story": "story", "document": "document", "entity": "entity_name", "incident": "incident", "dispute": "dispute", "commitment": "commitment",
    "record": "statement", "event": "event", "statement": "statement", "watch": "watch",
}  # fmt: skip
"""Where the id in a page's path is drawn from, by the first part of the path."""
DRAWN = {"ending": ("csv", "jsonl")}
"""Other parts of paths; a page may not have one of them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Answers to one kind of question: milliseconds each by the clock and by the processor, statuses that are no answer, bytes of the largest."""

    name: str
    taken: tuple[float, ...]
    worked: tuple[float, ...]
    failed: tuple[int, ...]
    largest: int
    bar: float

    @property
    def late(self) -> float:
        """The 95th percentile, by the clock."""
        return late(self.taken)

    @property
    def is_held(self) -> bool:
        """True where the bar holds and every question was answered."""
        return self.late < self.bar and not self.failed


def late(taken: Sequence[float]) -> float:
    """The 95th percentile."""
    return sorted(taken)[int(0.95 * (len(taken) - 1) + 0.5)]


class Draws:
    """Ids, names and words of a database, drawn at random, the same for one seed."""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        self._order = random.Random(SEED)
        self._tops: dict[str, int] = {}

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def row(self, table: str, columns: str) -> tuple[str, ...] | None:
        """A row of a table, drawn by its rowid; None where there is none."""
        if table not in self._tops:
            (top,) = self._connection.execute(f"SELECT max(rowid) FROM {table}").fetchone()
            self._tops[table] = top or 0
        first = self._order.randint(self._low(table), max(self._tops[table], 1))
        asked = f"SELECT {columns} FROM {table} WHERE rowid >= ? LIMIT 1"
        found: tuple[str, ...] | None = self._connection.execute(asked, (first,)).fetchone()
        return found

    def _low(self, table: str) -> int:
        (low,) = self._connection.execute(f"SELECT min(rowid) FROM {table}").fetchone()
        return low or 0

    def name(self) -> str:
        """A name of anybody or anything that a document has."""
        return (self.row("entity_reading", "name") or ("nobody",))[0]

    def word(self) -> str:
        """A word of a statement: frequent words come often."""
        words = [
            word for word in (self.row("statement", "content") or ("",))[0].split() if word.isalpha() and len(word) > 3
        ]
        return self._order.choice(words) if words else "said"

    def column(self, table: str, column: str, fallback: str) -> str:
        """A value of a column that is there."""
        for _ in range(20):
            found = self.row(table, column)
            if found and found[0]:
                return found[0]
        return fallback

    def filters(self) -> dict[str, Callable[[], dict[str, str]]]:
        """Kinds of questions by filters."""
        return {
            "no filter": dict,
            "rare word": lambda: {"q": (self.row("entity_name", "name") or ("nobody",))[0].split()[0]},
            "common word": lambda: {"q": self._order.choice(("said", "government", "that", "people", "police"))},
            "any word": lambda: {"q": self.word()},
            "two words": lambda: {"q": f"{self.word()} {self.word()}"},
            "beginning of a word": lambda: {"q": f"{self.word()[:4]}*"},
            "who": lambda: {"who": self.name()},
            "common who": lambda: {"who": self._order.choice(("police", "government", "he", "minister", "officials"))},
            "to whom": lambda: {"to": self.name()},
            "act": lambda: {"act": self.column("statement", "act", "deny")},
            "type": lambda: {"type": self.column("event", "event_type", "ASSAULT").lower()},
            "status": lambda: {"status": self.column("event", "status", "actual")},
            "place and since": lambda: {"place": self.column("event", "place", "Kestria"), "since": self._day()},
            "outlet": lambda: {"outlet": self.column("document", "outlet", "Post")},
            "words of an outlet": lambda: {"outlet": self._order.choice(("Post", "Wire", "Herald"))},
            "span": lambda: self._span(),
            "disputed": lambda: {"disputed": "1"},
            "disputed word": lambda: {"disputed": "1", "q": self.word()},
            "alleged": lambda: {"alleged": "1", "since": self._day()},
            "no hit": lambda: {"q": f"{self.word()} zzqx{self._order.randrange(99)}"},
            "no hit of frequent words": lambda: {"q": "said that government police", "outlet": self.column("document", "outlet", "Post"), "act": "decline"},
            "all at once": lambda: {
                "q": self.word(), "who": self.name(), "act": self.column("statement", "act", "deny"), "outlet": self.column("document", "outlet", "Post"),
                "disputed": "1",
            } | self._span(),
        }  # fmt: skip

    def _day(self) -> str:
        return (self.column("story", "written_on", "2025-01-01") or "")[:10]

    def _span(self) -> dict[str, str]:
        one, other = sorted((self._day(), self._day()))
        return {"since": one, "until": other}


def questions(draws: Draws, page: Page) -> Iterator[tuple[str, Callable[[], str] | None]]:
    """Names and makers of addresses of a page; None for one that cannot be made."""
    parts = [part[1:-1].partition(":")[0] for part in page.path.replace(".", "/").split("/") if part.startswith("{")]
    table = TABLES.get(page.path.strip("/").partition("/")[0])
    if parts and parts[0] in DRAWN:
        for value in DRAWN[parts[0]]:
            path = page.path.replace("{" + parts[0] + "}", value)
            yield f"{path} (a word)", lambda path=path: f"{path}?{urlencode({'q': draws.word()})}"  # type: ignore[misc]
    elif parts:
        found = table is not None and draws.row(table, "1") is not None
        yield page.path, (lambda: _of_id(page.path, draws, str(table))) if found else None
    elif page.name in FILTERED:
        for name, make in draws.filters().items():
            yield f"{page.path} ({name})", lambda make=make: f"{page.path}?{urlencode(make())}"  # type: ignore[misc]
    else:
        yield page.path, lambda: page.path


def _of_id(path: str, draws: Draws, table: str) -> str:
    identity = (draws.row(table, "entity" if table == "entity_name" else "id") or ("",))[0]
    start, _, rest = path.partition("{")
    return start + quote(identity) + rest.partition("}")[2]


def ask(client: TestClient, name: str, make: Callable[[], str], asks: int, bar: float) -> Asked:
    """Ask a page so many times."""
    taken, worked, failed, largest = [], [], [], 0
    for _ in range(asks):
        address = make()
        start, begun = time.perf_counter(), time.process_time()
        response = client.get(address)
        taken.append(1000 * (time.perf_counter() - start))
        worked.append(1000 * (time.process_time() - begun))
        largest = max(largest, len(response.content))
        if "attachment" in response.headers.get("content-disposition", ""):
            bar = FILE_BAR
        if response.status_code >= 400 and not (response.status_code == 404 and "." in address.partition("?")[0]):
            failed.append(response.status_code)
    return Asked(name, tuple(taken), tuple(worked), tuple(failed), largest, bar)


def measure(path: str, asks: int, only: frozenset[str]) -> Iterator[Asked | str]:
    """Answers by page and kind of question, and the pages that are left out."""
    guard.RATE = guard.BURST = 1e9  # nobody is kept waiting
    with Store(path) as store:
        store.watching.put(WATCH)
    with Store(path) as store, closing(Draws(path)) as draws:
        client = TestClient(
            make_app(store, Settings()),
            base_url="http://127.0.0.1",
            follow_redirects=True,
            raise_server_exceptions=False,
        )
        for page in PAGES:
            if only and page.name not in only:
                continue
            bar = SEARCH_BAR if page.name == "search" else PAGE_BAR
            for name, make in questions(draws, page):
                yield ask(client, name, make, asks, bar) if make else f"{name}: nothing to ask it for"


def long_story() -> str:
    """A page with one story of 5,000 words: the sentences of one of ours again and again, in other orders and with other figures."""
    order = random.Random(SEED)
    longest = max((story["text"] for story in read_collection()), key=len)
    own = [piece for piece in longest.split("\n") if len(piece.split()) > 12]
    told: list[str] = []
    while sum(len(piece.split()) for piece in told) < LONG:
        for piece in own:
            sentences = re.split(r"(?<=[.!?])\s+", piece)
            order.shuffle(sentences)
            told.append(re.sub(r"\d+", lambda found: str(order.randrange(2, 400)), " ".join(sentences)))
    order.shuffle(told)
    pieces = "".join(f"<p>{escape(piece)}</p>" for piece in told)
    return f"<title>The long war</title><article><h1>The long war of the two towns</h1>{pieces}</article>"


def measure_long(asks: int) -> Iterator[Asked]:
    """How fast a long story is shown: by the desk, and in a browser until it can be used."""
    with tempfile.TemporaryDirectory() as folder:
        page, db = Path(folder, "long.html"), str(Path(folder, "long.db"))
        page.write_text(long_story(), encoding="utf-8")
        with Store(db) as store:
            for record in read([str(page)]):
                store.add(record, version="long")
            found = max(record.stories, key=lambda story: story.span.end - story.span.start)
            client = TestClient(make_app(store, Settings()), base_url="http://127.0.0.1")
            words = len(record.clean.text[found.span.start : found.span.end].split())
            yield ask(client, f"a story of {words} words", lambda: f"/story/{found.id}", asks, LONG_BAR)
        taken = []
        with _desk(db) as address, browsed() as browser:
            shown = browser.new_page()
            for _ in range(asks):
                start = time.perf_counter()
                shown.goto(f"{address}/story/{found.id}", wait_until="load")
                shown.locator("[data-light]").first.click()
                taken.append(1000 * (time.perf_counter() - start))
        yield Asked("the same in a browser, a record lit", tuple(taken), tuple(taken), (), 0, LONG_BAR)


@contextmanager
def _desk(db: str) -> Iterator[str]:
    """`onrecord desk` in a process of its own; its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    asked = [sys.executable, "-m", "onrecord", "desk", "--db", db, "--port", str(port), "--no-browser"]
    with subprocess.Popen(asked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(200):
                with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def main() -> None:
    """Print how fast each page answers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--db", required=True)
    parser.add_argument("--asks", type=int, default=40)
    parser.add_argument("--pages", default="", help="names of pages, with commas between; every page")
    parser.add_argument("--bar", action="store_true", help="status 1 where a bar is broken")
    given = parser.parse_args()
    is_held = True
    print(
        f"{'page':52} {'median':>8} {'95th':>8} {'most':>8} {'worked':>8}   ms (worked: 95th by the processor), {given.asks} questions each, one process"
    )
    only = frozenset(filter(None, given.pages.split(",")))
    for found in chain(measure(given.db, given.asks, only), () if only else measure_long(min(given.asks, 20))):
        if isinstance(found, str):
            print(found, flush=True)
            continue
        is_held &= found.is_held
        sign = "" if found.is_held else f"  over {found.bar:.0f} ms" if found.late >= found.bar else ""
        sign += f"  errors: {sorted(set(found.failed))}" if found.failed else ""
        print(
            f"{found.name:52} {median(found.taken):8.1f} {found.late:8.1f} {max(found.taken):8.1f} {late(found.worked):8.1f}   {found.largest / 1000:,.0f} kB{sign}",
            flush=True,
        )
    print("every bar holds" if is_held else "a bar is broken")
    if given.bar and not is_held:
        sys.exit(1)


if __name__ == "__main__":
    main()
