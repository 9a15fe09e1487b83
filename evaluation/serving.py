"""Fifty readers while one writer reads news in: `python -m evaluation.serving [--seconds N] [--readers N]`; latencies, errors, and what was lost.

A server of its own on a port of this machine, over the samples. Each reader asks one question after the other; the writer posts a document
that nobody has, waits for its answer, and at the end every document that was said to be stored must be there, with its statements.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn

from onrecord.api import Settings, make_api
from onrecord.api.delivering import Sending
from onrecord.pipeline import join_stored, program_version, read, settle_stored
from onrecord.store import Store

ROOT = Path(__file__).parent.parent
SAMPLES = tuple(
    str(ROOT / "samples" / name)
    for name in ("harbour_courier_page.txt", "northgate_world_page.txt", "clippings_table.csv")
)
QUESTIONS = (
    "/statements?limit=20", "/statements?q=said&limit=20", "/events?limit=20", "/events?status=alleged", "/stories?limit=5",
    "/entities?limit=20", "/incidents?limit=20", "/commitments?limit=10", "/disputes?limit=10", "/documents?limit=2", "/places?limit=20",
    "/statements?act=deny", "/status", "/export?as=jsonl&act=deny", "/quantities?limit=50", "/issues",
)  # fmt: skip
LONGEST = 180.0
"""Seconds after which a run waits for no more documents."""
PEOPLE = ("Ilse Brandt", "Tomas Wirth", "Ana Corvo", "Peter Lang", "Mira Hale", "Jonas Reed")
PLACES = ("Aldstadt", "Port Corin", "Veldmark", "Ostry", "Lower Hain")


@dataclass(slots=True)
class Tally:
    """What was asked: seconds by question, and what went wrong."""

    seconds: list[tuple[str, float]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    stored: dict[str, int] = field(default_factory=dict)
    posts: list[float] = field(default_factory=list)


def make_database(path: Path, samples: Sequence[str]) -> None:
    """Read samples into a new database."""
    with Store(str(path)) as store:
        for record in read(list(samples)):
            store.add(record, version=program_version())
        settle_stored(store)
        join_stored(store)


@contextmanager
def served(path: Path, settings: Settings, *, sending: Sending | None = None) -> Iterator[str]:
    """The API of a database on a free port of this machine; gives the address."""
    with Store(str(path)) as store, socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        app = make_api(store, settings, sending=sending)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(30)


def ask(connection: http.client.HTTPConnection, path: str) -> tuple[int, bytes]:
    """The status and the whole body of an answer."""
    connection.request("GET", f"/api/v1{path}")
    answer = connection.getresponse()
    return answer.status, answer.read()


def read_on(address: str, goes_on: Callable[[], bool], seed: int, tally: Tally) -> None:
    """Ask questions until it is over."""
    chosen, place = random.Random(seed), urlsplit(address)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
    while goes_on():
        path, begun = chosen.choice(QUESTIONS), time.monotonic()
        try:
            status, body = ask(connection, path)
            if status != 200 or not body:
                tally.wrong.append(f"{path}: {status} {body[:200]!r}")
        except (OSError, http.client.HTTPException) as error:
            tally.wrong.append(f"{path}: {error!r}")
            connection.close()
        tally.seconds.append((path.partition("?")[0], time.monotonic() - begun))
    connection.close()


def report(number: int, chosen: random.Random) -> str:
    """A short report that nobody else has written."""
    who, other = chosen.sample(PEOPLE, 2)
    place, count = chosen.choice(PLACES), chosen.randint(3, 400)
    return (
        f"Bridge report {number}\n\nMayor {who} said on Monday that {count} people were moved out of {place}.\n\n"
        f"Engineer {other} denied that the bridge at {place} was unsafe. “We checked it {number} times,” {other.split()[1]} told reporters."
    )


def write_on(address: str, goes_on: Callable[[], bool], tally: Tally) -> None:
    """Post documents one after the other until it is over."""
    chosen, place = random.Random(7), urlsplit(address)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=120)
    number = 0
    while goes_on():
        number += 1
        body = json.dumps({"text": report(number, chosen), "outlet": "Corin Courier", "published": "2026-03-04"})
        begun = time.monotonic()
        connection.request("POST", "/api/v1/documents", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        found = json.loads(answer.read())
        tally.posts.append(time.monotonic() - begun)
        if answer.status != 201:
            tally.wrong.append(f"POST: {answer.status} {found}")
        else:
            tally.stored[found["id"]] = found["counts"]["statement"]
    connection.close()


def lost(address: str, stored: dict[str, int]) -> list[str]:
    """Documents that are not there any more, or not with all their statements."""
    place = urlsplit(address)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
    found = []
    for identity, count in stored.items():
        status, _ = ask(connection, f"/documents/{identity}")
        said = json.loads(ask(connection, f"/statements?document={identity}&limit=500")[1])["items"]
        if status != 200 or len(said) != count:
            found.append(identity)
    connection.close()
    return found


def run(seconds: float, readers: int, path: Path, *, documents: int = 0) -> tuple[Tally, list[str]]:
    """Readers and a writer on a database for so long, and until so many documents were read in (three minutes at most); what was counted, and what was lost."""
    tally = Tally()
    with served(path, Settings(person="Ada")) as address:
        begun = time.monotonic()

        def goes_on() -> bool:
            passed = time.monotonic() - begun
            return passed < seconds or (len(tally.posts) < documents and passed < LONGEST)

        threads = [threading.Thread(target=read_on, args=(address, goes_on, seed, tally)) for seed in range(readers)]
        threads.append(threading.Thread(target=write_on, args=(address, goes_on, tally)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return tally, lost(address, tally.stored)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--readers", type=int, default=50)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "news.db"
        make_database(path, SAMPLES)
        tally, missing = run(chosen.seconds, chosen.readers, path)
    print(
        f"{len(tally.seconds):,} answers to {chosen.readers} readers in {chosen.seconds:.0f} s; {len(tally.stored)} documents read in"
    )
    for name in sorted({name for name, _ in tally.seconds}):
        own = sorted(second for question, second in tally.seconds if question == name)
        print(f"  {name:<14} {len(own):>6}  median {statistics.median(own) * 1000:7.0f} ms  95% {own[int(len(own) * 0.95)] * 1000:7.0f} ms  slowest {own[-1] * 1000:7.0f} ms")  # fmt: skip
    if tally.posts:
        print(f"  POST documents {len(tally.posts):>6}  median {statistics.median(tally.posts) * 1000:7.0f} ms  slowest {max(tally.posts) * 1000:7.0f} ms")  # fmt: skip
    print(f"errors: {len(tally.wrong)}; lost documents: {len(missing)}")
    for words in tally.wrong[:10]:
        print(f"  {words}")
    sys.exit(1 if tally.wrong or missing or not tally.stored else 0)


if __name__ == "__main__":
    main()
