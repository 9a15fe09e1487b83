"""Pictures of the desk: `python -m docs.screenshots --db FILE --out FOLDER [PATH …]`.

Each page in a real browser, light and dark and at the width of a phone, and what the browser's console said. Without paths, every
page that the desk has, with the first story, person and so on that the database gives. Needs a Chromium (Debian: `apt install chromium`).
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, sync_playwright

from onrecord.desk import Settings, make_app
from onrecord.desk.pages import PAGES
from onrecord.store import Store, Watch, Webhook
from onrecord.store.tables import BY_TYPE

SWITCHES = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome")
VIEWS = {"light": (1280, 900, "light"), "dark": (1280, 900, "dark"), "phone": (390, 844, "light")}
WATCH = "watch-0000000000"
ID = re.compile(r"[a-z]+-[0-9a-f]{10,}")
SETTLE = 700
"""Milliseconds in which a graph comes to rest."""


@contextmanager
def served(path: str, settings: Settings | None = None) -> Iterator[str]:
    """The desk on a database in a thread of this process; its address."""
    with Store(path, must_exist=True) as store:
        server = uvicorn.Server(uvicorn.Config(make_app(store, settings), port=0, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join(10)


@contextmanager
def browsed() -> Iterator[Browser]:
    """The system's Chromium, headless; where there is none, the one that Playwright has fetched."""
    known = filter(None, map(shutil.which, NAMES))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("ONRECORD_CHROMIUM") or next(known, None), args=list(SWITCHES)
        )
        try:
            yield browser
        finally:
            browser.close()


def addresses(store: Store) -> tuple[str, ...]:
    """The address of every page, with the id of something stored where it takes one; a saved search is put there first.

    Raises LookupError where nothing of a kind is stored.
    """
    store.watching.put(Watch(WATCH, "Port", "q=said", "Ada", "2026-03-04T00:00:00Z", 0, "2026-03-04T00:00:00Z"))
    store.webhooks.put(
        Webhook(
            "webhook-0000000000", WATCH, "https://newsroom.example/port", "0" * 16, "Ada", "2026-03-04T00:00:00Z", 0
        )
    )
    paths = [_address(page.path, store) for page in PAGES if "{ending}" not in page.path]
    return (*paths, f"/timeline?of={_first('entity', store)}")


def _address(path: str, store: Store) -> str:
    if "{" not in path:
        return path
    kind = path.split("/")[1].replace("record", "statement")
    if kind != "watch" and kind not in BY_TYPE:
        raise LookupError(f"{path}: nothing to put there")
    return re.sub(r"\{[^}]+\}", WATCH if kind == "watch" else _first(kind, store), path)


def _first(kind: str, store: Store) -> str:
    for found in store.objects():
        if found["type"] == kind:
            return str(found["id"])
    raise LookupError(f"nothing of kind {kind} is stored")


def main() -> None:
    """Make the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--db", default="demo.db")
    parser.add_argument("--out", default="screenshots")
    parser.add_argument("--views", default=",".join(VIEWS))
    parser.add_argument("--window", action="store_true", help="only what the window shows, not the whole page")
    parser.add_argument("paths", nargs="*")
    given = parser.parse_args()
    folder = Path(given.out)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as copied, browsed() as browser:
        path = shutil.copy(given.db, copied)
        with Store(path, must_exist=True) as store:
            paths = given.paths or addresses(store)
        _picture(path, paths, browser, folder, given.views.split(","), is_whole=not given.window)


def paths_without_id(paths: Sequence[str]) -> frozenset[str]:
    """The names of pages that are one of a kind: a page of one thing must not have the same."""
    return frozenset(path.strip("/") for path in paths if not ID.search(path))


def _picture(
    db: str, paths: Sequence[str], browser: Browser, folder: Path, views: Sequence[str], *, is_whole: bool
) -> None:
    with served(db, Settings(person="Ada")) as address:
        for view in views:
            width, height, scheme = VIEWS[view]
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
            page = context.new_page()
            page.on("console", lambda said: print("console:", said.type, said.text))
            page.on("pageerror", lambda error: print("error:", error))
            for path in paths:
                if not context.request.get(address + path).headers["content-type"].startswith("text/html"):
                    continue
                page.goto(address + path, wait_until="networkidle")
                page.wait_for_timeout(SETTLE)
                parts = [part for part in re.split(r"\W+", ID.sub("", path)) if part]
                name = "-".join(parts)[:40] or "front"
                name += "-one" if name in paths_without_id(paths) and ID.search(path) else ""
                page.screenshot(path=str(folder / f"{name}-{view}.png"), full_page=is_whole)
                print(folder / f"{name}-{view}.png")
            context.close()


if __name__ == "__main__":
    main()
