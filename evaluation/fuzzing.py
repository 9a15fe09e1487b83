"""Inputs that nobody thought of: `python -m evaluation.fuzzing [--minutes 60] [--only NAME] [--seed N] [--keep FOLDER] [--again FILE]`.

Seeds of `evaluation.fuzz_targets` are changed at random: bytes, words, whole pieces, repeated, moved, taken from one another; those that reach a
line of the program which no other did are changed further. What comes out must be the project's own errors and issues and keep what is
promised of provenance. Each input has `SECONDS`, each process `MEGABYTES`; where four times the input takes more than
`GROWTH` times as long, and sixteen times once more, that is a finding. A finding is written to `--keep` and named; `--again` runs one alone.
Targets run in processes of their own by turns. Status 1 where there was a finding.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import random
import re
import resource
import signal
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import onrecord
from evaluation.fuzz_targets import Broken, Target, targets

SECONDS = 20
MEGABYTES = 1_500
GROWTH = 7.0
"""Linear is 4, the square 16."""
MEASURED = 0.02
"""Seconds of an input that are worth measuring."""
TURN = 20.0
"""Seconds of one process."""
POOL = 400
ROOT = str(Path(onrecord.__file__).parent)
PIECE = re.compile(rb"\w+|\s+|[^\w\s]+")
ODD = tuple(
    word.encode("utf-8", "surrogatepass")
    for word in (
        "\0", "\ufeff", "\u202e", "\u2028", "\u0301" * 9, "\xad", "\U0001f600", "ﬀ", "İ", "ß", "\ud800", "\x1b[2J", "“", "”", "‘", "’", "«", "„", '"', "'", "(", "[", "{", "}", ")", "]",
        "<", ">", "&", "&#0;", "&#xD800;", "<!--", "-->", "<![CDATA[", "]]>", "<p>", "</p>", "<table>", "<script>", "<a href='", "\\", "\\u", "\\x", ",", ";", "\t", "\n", "\r\n", "\r", "|", "#", "=", ":", "%s", "--", "...",
        "0", "-1", "1e999", "NaN", "Infinity", "99999999999999999999", "00000", "1,000,000", "$5bn", "2026-02-30", "0000-00-00", "9999-12-31T99:99:99Z", "31 April", "12:60", "null", "true", "[]", "{}", '""', "Mr.", "said", " that ", "according to",
        " not ", "He", "Ana Lund", "Sorvik", "Content-Length: -1", "Content-Length: 99999999999", "utf-7", "iso-2022-jp", "+AAA-",
    )
) + (b"\xff", b"\xfe\xff", b"\xc3", b"\xed\xa0\x80", b"\xf5", b"\x1f\x8b", b"PK\x03\x04", b"%PDF", b"PAR1", b"WARC/1.0")  # fmt: skip


@dataclass(slots=True)
class Finding:
    """What went wrong with an input, in a line, and where."""

    target: str
    data: bytes
    what: str
    detail: str = ""

    @property
    def name(self) -> str:
        return f"{self.target}-{hashlib.sha256(self.data).hexdigest()[:12]}.bin"

    @property
    def sort(self) -> str:
        """Findings of one sort have the same words, numbers aside, and the same place."""
        place = [line for line in self.detail.splitlines() if "onrecord" in line]
        return re.sub(r"\d+|'[^']*'", "…", f"{self.target} {self.what[:60]} {place[-1] if place else ''}")


@dataclass(slots=True)
class Tried:
    """How many inputs a target had, how many lines they reached, what was found."""

    inputs: int = 0
    pool: list[bytes] = field(default_factory=list)
    lines: set[tuple[str, int]] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    slowest: float = 0.0
    seconds: float = 0.0


class TooLong(BaseException):
    """Past its seconds; no `except Exception` of anybody takes it."""


def mutate(data: bytes, others: Sequence[bytes], order: random.Random, most: int) -> bytes:
    """The input after one to some changes."""
    for _ in range(1 + min(12, int(order.expovariate(0.5)))):
        data = order.choice(CHANGES)(data, others, order)
        if len(data) > most:
            start = order.randrange(len(data) - most + 1) if order.random() < 0.3 else 0
            data = data[start : start + most]
    return data


def _slice(data: bytes, order: random.Random, most: int = 400) -> slice:
    start = order.randrange(len(data) + 1)
    return slice(start, min(len(data), start + order.randrange(most)))


def _byte(data: bytes, others: Sequence[bytes], order: random.Random) -> bytes:
    if not data:
        return data
    place = order.randrange(len(data))
    return data[:place] + bytes((order.randrange(256),)) + data[place + order.randrange(2) :]


def _put(data: bytes, others: Sequence[bytes], order: random.Random) -> bytes:
    place = order.randrange(len(data) + 1)
    word = order.choice(ODD)
    return data[:place] + word * (1 if order.random() < 0.8 else order.randrange(2, 300)) + data[place:]


def _swap(data: bytes, others: Sequence[bytes], order: random.Random) -> bytes:
    """One piece (a word, white space, marks) by another, of this input or an odd one."""
    pieces = list(PIECE.finditer(data))
    if not pieces:
        return _put(data, others, order)
    found = order.choice(pieces)
    word = order.choice(ODD) if order.random() < 0.5 else order.choice(pieces).group()
    return data[: found.start()] + word + data[found.end() :]


def _cut(data: bytes, others: Sequence[bytes], order: random.Random) -> bytes:
    place = _slice(data, order)
    return data[: place.start] + data[place.stop :]


def _repeat(data: bytes, others: Sequence[bytes], order: random.Random) -> bytes:
    place = _slice(data, order, order.choice((3, 30, 400)))
    count = order.choice((2, 3, 10, 100, 2_000 // (1 + place.stop - place.start)))
    return data[: place.start] + data[place] * count + data[place.stop :]


def _move(data: bytes, others: Sequence[bytes], order: random.Random) -> bytes:
    place = _slice(data, order)
    rest = data[: place.start] + data[place.stop :]
    to = order.randrange(len(rest) + 1)
    return rest[:to] + data[place] + rest[to:]


def _splice(data: bytes, others: Sequence[bytes], order: random.Random) -> bytes:
    other = order.choice(others)
    return data[: order.randrange(len(data) + 1)] + other[order.randrange(len(other) + 1) :]


def _truncate(data: bytes, others: Sequence[bytes], order: random.Random) -> bytes:
    return data[: order.randrange(len(data) + 1)] if order.random() < 0.2 else data


CHANGES = (
    _byte,
    _byte,
    _put,
    _put,
    _put,
    _swap,
    _swap,
    _swap,
    _swap,
    _cut,
    _cut,
    _repeat,
    _repeat,
    _move,
    _splice,
    _truncate,
)


# --- one input --------------------------------------------------------------------------------------


def try_input(target: Target, data: bytes) -> Finding | None:
    """What is wrong with one input, None where all holds."""
    signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        target.work(data)
    except target.allowed:
        return None
    except TooLong:
        return Finding(target.name, data, f"takes longer than {SECONDS} seconds", _where())
    except MemoryError:
        return Finding(target.name, data, f"needs more than {MEGABYTES:,} MB", _where())
    except Exception as error:  # noqa: BLE001 -- whatever comes is what is looked for
        kind = "" if isinstance(error, Broken) else f"{type(error).__name__}: "
        return Finding(target.name, data, f"{kind}{str(error)[:200]}", _where())
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return None


def _stop(number: int, frame: FrameType | None) -> None:
    raise TooLong


def _where() -> str:
    return "".join(traceback.format_exc(limit=-12).splitlines(keepends=True)[-40:])


def seconds_of(target: Target, data: bytes) -> float:
    """Seconds of the processor that an input takes, of two tries the shorter."""
    found = []
    for _ in range(2):
        began = time.process_time()
        try_input(target, data)
        found.append(time.process_time() - began)
    return min(found)


def grows(target: Target, data: bytes) -> Finding | None:
    """A finding where time goes with more than the length: from one to four times the input, and from four to sixteen."""
    if len(data) * 16 > 2_000_000:
        return None
    one, four = seconds_of(target, data), seconds_of(target, data * 4)
    if four <= GROWTH * max(one, MEASURED):
        return None
    sixteen = seconds_of(target, data * 16)
    if sixteen <= GROWTH * four:
        return None
    return Finding(
        target.name, data, f"takes {one:.2f} seconds, four times of it {four:.2f}, sixteen times {sixteen:.2f}"
    )


# --- many -------------------------------------------------------------------------------------------


class Watched:
    """Notes which lines of the program an input reached."""

    def __init__(self, lines: set[tuple[str, int]], *, is_on: bool) -> None:
        self.lines, self._is_on = lines, is_on
        self.is_new = False

    def __enter__(self) -> Watched:
        self.is_new = False
        if self._is_on:
            sys.settrace(self._called)
        return self

    def __exit__(self, *error: object) -> None:
        sys.settrace(None)

    def _called(self, frame: FrameType, event: str, given: Any) -> Any:
        return self._reached if frame.f_code.co_filename.startswith(ROOT) else None

    def _reached(self, frame: FrameType, event: str, given: Any) -> Any:
        place = (frame.f_code.co_filename, frame.f_lineno)
        if place not in self.lines:
            self.lines.add(place)
            self.is_new = True
        return self._reached


def fuzz(target: Target, tried: Tried, order: random.Random, *, inputs: int = 0, seconds: float = 0, last: Path | None = None, is_measured: bool = True) -> None:  # fmt: skip
    """So many inputs, or for so long; the one that is tried is kept in the file `last`, whatever becomes of the process."""
    until = time.monotonic() + seconds
    wanted = tried.inputs + inputs
    pool = tried.pool or [*target.seeds]
    tried.pool = pool
    while tried.inputs < wanted if inputs else time.monotonic() < until:
        seed = tried.inputs < len(target.seeds)
        data = target.seeds[tried.inputs] if seed else mutate(order.choice(pool), pool, order, target.most)
        packed = data if target.pack is None else target.pack(data, order)
        if last is not None:
            last.write_bytes(packed)
        tried.inputs += 1
        began = time.process_time()
        with Watched(tried.lines, is_on=target.is_watched) as watched:
            found = try_input(target, packed)
        spent = time.process_time() - began
        tried.slowest, tried.seconds = max(tried.slowest, spent), tried.seconds + spent
        is_slow = spent > max(10 * MEASURED, 3 * tried.seconds / tried.inputs)
        if watched.is_new and len(pool) < POOL and not seed:
            pool.append(data)
        if found is None and target.pack is None and is_measured and (is_slow or order.random() < 0.01):
            found = grows(target, packed)
        if found is not None:
            tried.findings.append(found)


def _turn(out: Any, name: str, tried: Tried, seed: int, seconds: float, last: Path) -> None:
    target = targets()[name]
    with open("/proc/self/statm", encoding="ascii") as opened:
        now = int(opened.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + MEGABYTES * 1024 * 1024,) * 2)
    fuzz(target, tried, random.Random(seed), seconds=seconds, last=last)
    out.send(tried)


def run(names: Sequence[str], minutes: float, seed: int, keep: Path) -> Iterator[tuple[str, Tried]]:
    """Every target by turns in processes of their own, until the minutes are over."""
    context = multiprocessing.get_context("fork")
    order, tried = random.Random(seed), {name: Tried() for name in names}
    until = time.monotonic() + minutes * 60
    turn = min(TURN, minutes * 60 / len(names))
    keep.mkdir(parents=True, exist_ok=True)
    last = keep / "last.bin"
    while time.monotonic() < until:
        for name in names:
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(target=_turn, args=(theirs, name, tried[name], order.getrandbits(32), turn, last))
            process.start()
            theirs.close()
            try:
                if ours.poll(turn + 8 * SECONDS):
                    tried[name] = ours.recv()
                else:
                    process.kill()
                    raise EOFError
            except EOFError:
                process.join()
                data = last.read_bytes() if last.exists() else b""
                tried[name].findings.append(Finding(name, data, f"ended the process (status {process.exitcode})"))
            process.join()
    last.unlink(missing_ok=True)
    yield from tried.items()


def main() -> None:
    """Fuzz, and say what was found."""
    parser = argparse.ArgumentParser(description="Inputs that nobody thought of.")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--only", action="append", choices=tuple(targets()), help="a target; may be given again")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--keep", type=Path, default=Path("build/fuzzing"))
    parser.add_argument("--again", type=Path, help="a file that was kept: run it alone")
    arguments = parser.parse_args()
    if arguments.again:
        name = max((name for name in targets() if arguments.again.name.startswith(f"{name}-")), key=len)
        found = try_input(targets()[name], arguments.again.read_bytes()) or grows(targets()[name], arguments.again.read_bytes())  # fmt: skip
        print(f"{found.what}\n{found.detail}" if found else "all holds")
        sys.exit(found is not None)
    print(
        f"seed {arguments.seed}\n\n| target | inputs | lines reached | slowest, s | findings |\n|---|---:|---:|---:|---:|"
    )
    kept: dict[str, Finding] = {}
    for name, tried in run(arguments.only or list(targets()), arguments.minutes, arguments.seed, arguments.keep):
        print(f"| {name} | {tried.inputs:,} | {len(tried.lines):,} | {tried.slowest:.1f} | {len(tried.findings)} |")
        for found in tried.findings:
            if len(found.data) < len(kept.get(found.sort, found).data) or found.sort not in kept:
                kept[found.sort] = found
    for found in kept.values():
        (arguments.keep / found.name).write_bytes(found.data)
        print(f"\n{arguments.keep / found.name} ({len(found.data):,} bytes): {found.what}\n{found.detail}")
    sys.exit(bool(kept))


if __name__ == "__main__":
    main()
