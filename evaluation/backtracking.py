"""Does a regular expression go back without end? `python -m evaluation.backtracking [--quick] [--seed N] [--only WORDS]`.

Every pattern that the program compiles is asked of strings that were made against it: characters that it has, pairs and runs of them, what it
would match, whole and broken off, each over and over, with an end that does not fit. Each is asked of 2,000 and of 8,000 characters (a quick round: 500 and 2,000).
What takes more than `GROWTH` (4 is linear; 4 ** 1.3 is 6.1) times as long with more than `COUNTED` seconds, or `MOST` seconds in all, and does so once more from 8,000 to 32,000, is named with its string, and
status is 1.

Patterns are those compiled while everything is imported, all rule files are loaded and a few texts are read, and those that stand as they are
in a call. A pattern that is asked of short pieces alone stands in `SHORT`, with the longest piece that it is given.
"""

from __future__ import annotations

import argparse
import ast
import random
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import FrameType
from typing import Any

LONGER = 8_000
QUICKLY = 2_000
"""Characters of the longer string of a quick round."""
GROWTH = 4**1.3
COUNTED, MOST, LIMIT = 0.03, 0.5, 1.0
STRINGS, QUICK = 60, 10
SHORT = {
    ("annotate/counted.py", "(?:^|[\\s("): 48,
    ("annotate/toponyms.py", "(?:^|[^\\w.-])"): 60,
    ("annotate/measures.py", "([- "): 40,
    ("rules/times.py", ".*T"): 40,
}
"""Patterns that are asked of pieces of a bounded length alone, by file and beginning: how long those are (see where they are asked)."""
HEAD = "\ue000"
"""Between what stands once and what is repeated behind it."""
ANCHORED = frozenset(("match", "fullmatch"))
SOURCE = Path(__file__).parents[1] / "src" / "onrecord"


@dataclass(frozen=True, slots=True)
class Asked:
    """A pattern, where it is compiled first, and how it is asked."""

    pattern: re.Pattern[Any]
    place: str
    is_anchored: bool = False
    """Asked at one place alone, by `match` or `fullmatch`."""

    @property
    def longest(self) -> int:
        """The longest text that it is asked of."""
        file, words = self.place.partition(":")[0], str(self.pattern.pattern)
        return next(
            (most for (of, begins), most in SHORT.items() if of == file and words.startswith(begins)), 4 * LONGER
        )


@dataclass(frozen=True, slots=True)
class Slow:
    """A pattern with a string that it is slow on."""

    asked: Asked
    piece: str
    seconds: tuple[float, float]

    def text(self) -> str:
        words = (
            self.asked.pattern.pattern
            if isinstance(self.asked.pattern.pattern, str)
            else repr(self.asked.pattern.pattern)
        )
        one, four = self.seconds
        words = words.encode("utf-8", "backslashreplace").decode()
        return f"{self.asked.place}: {one:.3f} s, then {four:.3f} s on {self.piece[:60]!r} over and over: {words[:200]}"


# --- which patterns there are -----------------------------------------------------------------------


class Noted:
    """Notes what is compiled for the program while it is open; to be opened before anything of it is imported."""

    def __init__(self) -> None:
        self.found: dict[tuple[Any, int], str] = {}
        self._compile: Callable[..., Any] = re._compile  # type: ignore[attr-defined]

    def __enter__(self) -> Noted:
        re._compile = self._noting  # type: ignore[attr-defined]
        return self

    def __exit__(self, *error: object) -> None:
        re._compile = self._compile  # type: ignore[attr-defined]

    def _noting(self, pattern: Any, flags: int) -> Any:
        compiled = self._compile(pattern, flags)
        frame: FrameType | None = sys._getframe(2)
        if frame is not None and frame.f_code.co_filename.startswith(str(SOURCE)):
            place = f"{Path(frame.f_code.co_filename).relative_to(SOURCE)}:{frame.f_lineno}"
            self.found.setdefault((compiled.pattern, compiled.flags), place)
        return compiled


def patterns(*, quickly: bool = False) -> list[Asked]:
    """Every pattern of the program, each once."""
    with Noted() as noted:
        _use_all(quickly=quickly)
    standing, methods = list(_standing()), _methods()
    found = {(asked.pattern.pattern, asked.pattern.flags): asked for asked in standing}
    for (pattern, flags), place in noted.found.items():
        if (pattern, flags) not in found:
            compiled = re.compile(pattern, flags & ~re.UNICODE if isinstance(pattern, bytes) else flags)
            found[pattern, flags] = Asked(compiled, place, methods.get(place, set("?")) <= ANCHORED)
    return sorted(found.values(), key=lambda asked: (asked.place, str(asked.pattern.pattern)))


def _use_all(*, quickly: bool) -> None:
    """Import everything, load every rule file, read a few texts, `quickly` one a target."""
    package = import_module("onrecord")
    for module in walk_packages(package.__path__, "onrecord."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    fuzzed = import_module("evaluation.fuzz_targets")
    fuzzed.loaders()
    import_module("onrecord.rules.times").parse_time_rules()
    for name, target in fuzzed.targets().items():
        for seed in target.seeds[: 1 if quickly else None] if name != "rules" else ():
            try:
                target.work(seed if target.pack is None else target.pack(seed, random.Random(1)))
            except target.allowed:
                continue


def _standing() -> Iterator[Asked]:
    """Patterns that stand as they are in a call, used by the texts above or not."""
    methods = _methods()
    for path, (_, tree) in _sources().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
                continue
            first = node.args[0]
            is_ours = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
            if is_ours and node.func.attr != "escape" and isinstance(first, ast.Constant):
                flags = [getattr(re, one.attr) for one in node.args[1:] + [word.value for word in node.keywords] if isinstance(one, ast.Attribute) and one.attr in re.RegexFlag.__members__]  # fmt: skip
                place = f"{path.relative_to(SOURCE)}:{node.lineno}"
                asked = {node.func.attr} if node.func.attr != "compile" else methods.get(place, {"?"})
                yield Asked(re.compile(first.value, sum(flags)), place, asked <= ANCHORED)


@cache
def _sources() -> dict[Path, tuple[str, ast.Module]]:
    """Every module with its text and, where it knows regular expressions, its tree."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(SOURCE.rglob("*.py"))}
    return {path: (text, ast.parse(text if "\nimport re\n" in text else "")) for path, text in texts.items()}


@cache
def _methods() -> dict[str, set[str]]:
    """By place of a `re.compile` that has a name how that is asked, anywhere; by place of any other call of `re` which that is."""
    used: dict[tuple[str, Path | None], set[str]] = {}
    for path, (text, _) in _sources().items():
        for name, method in re.findall(r"\b([A-Z_][A-Z_0-9]+)(?:\[[^\]]*\])?\.(\w+)\b", text):
            used.setdefault((name, path if name.startswith("_") else None), set()).add(method)
    found: dict[str, set[str]] = {}
    for path, (_, tree) in _sources().items():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and getattr(node.func.value, "id", "") == "re"
            ):
                found.setdefault(f"{path.relative_to(SOURCE)}:{node.lineno}", {node.func.attr})
        for node in tree.body:
            target = (
                node.target
                if isinstance(node, ast.AnnAssign)
                else node.targets[0]
                if isinstance(node, ast.Assign)
                else None
            )
            if isinstance(target, ast.Name) and isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                for inner in ast.walk(node.value):
                    if (
                        isinstance(inner, ast.Call)
                        and isinstance(inner.func, ast.Attribute)
                        and inner.func.attr == "compile"
                    ):
                        found[f"{path.relative_to(SOURCE)}:{inner.lineno}"] = used.get(
                            (target.id, path if target.id.startswith("_") else None), {"?"}
                        )
    return found


# --- strings against a pattern ----------------------------------------------------------------------


def pieces(pattern: re.Pattern[Any], order: random.Random, count: int) -> list[str]:
    """What is repeated: characters of a pattern, some of them together, what it would match and the beginnings of that."""
    words = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = parser.parse(words, pattern.flags & ~re.DEBUG)
    characters = list(dict.fromkeys(one for one in _characters(tree) if one != HEAD))[:40] or ["a"]
    found = order.sample(characters, min(len(characters), count // 4 + 2))
    for _ in range(count):
        made = "".join(_match(tree, order)).replace(HEAD, "")[:300] or order.choice(characters)
        found += (made, made[: order.randrange(1, len(made) + 1)])
        found.append("".join(order.choices(characters, k=order.randrange(2, 5))))
        found.append(made[: order.randrange(1, len(made) + 1)] + HEAD + order.choice((order.choice(characters), made)))
    order.shuffle(found)
    return list(dict.fromkeys(found))[: count + count // 4]


CATEGORIES = {codes.CATEGORY_DIGIT: "1", codes.CATEGORY_SPACE: " ", codes.CATEGORY_WORD: "a", codes.CATEGORY_NOT_WORD: "-",
              codes.CATEGORY_NOT_DIGIT: "a", codes.CATEGORY_NOT_SPACE: "a"}  # fmt: skip


def _characters(tree: Any) -> Iterator[str]:
    for code, given in tree:
        if code in (codes.LITERAL, codes.NOT_LITERAL):
            yield chr(given)
        elif code is codes.RANGE:
            yield from (chr(given[0]), chr(given[1]))
        elif code is codes.CATEGORY:
            yield CATEGORIES[given]
        elif code is codes.IN:
            yield from _characters(given)
        else:
            for inner in _inner(code, given):
                yield from _characters(inner)


def _inner(code: Any, given: Any) -> list[Any]:
    """The patterns that a node of a pattern holds."""
    if code is codes.BRANCH:
        return list(given[1])
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        return [given[2]]
    if code is codes.SUBPATTERN:
        return [given[3]]
    if code in (codes.ASSERT, codes.ASSERT_NOT):
        return [given[1]]
    if code is codes.ATOMIC_GROUP:
        return [given]
    return [one for one in given[1:] if one is not None] if code is codes.GROUPREF_EXISTS else []


def _match(tree: Any, order: random.Random) -> Iterator[str]:
    """Something that a pattern would match, its conditions on what stands around left aside."""
    for code, given in tree:
        if code is codes.LITERAL:
            yield chr(given)
        elif code in (codes.NOT_LITERAL, codes.ANY):
            yield order.choice("a 1-")
        elif code is codes.IN:
            yield order.choice("a 1-") if given[0][0] is codes.NEGATE else order.choice(list(_characters(given)))
        elif code is codes.BRANCH:
            yield from _match(order.choice(given[1]), order)
        elif code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            for _ in range(min(int(given[0]) + order.randrange(3), int(given[1]))):
                yield from _match(given[2], order)
        elif code not in (codes.ASSERT, codes.ASSERT_NOT):
            for inner in _inner(code, given)[:1]:
                yield from _match(inner, order)


# --- time -------------------------------------------------------------------------------------------


class TooLong(Exception):
    """Past `LIMIT` seconds."""


def _stop(number: int, frame: FrameType | None) -> None:
    raise TooLong


def seconds_of(asked: Asked, piece: str, length: int, end: str) -> float:
    """Seconds to find all of a pattern in so many characters; `LIMIT` where it takes longer."""
    length = min(length, asked.longest)
    head, _, unit = piece.rpartition(HEAD)
    text: Any = head + unit * (length // len(unit)) + end
    if isinstance(asked.pattern.pattern, bytes):
        text = text.encode("utf-8", "replace")
    signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    began = time.process_time()
    try:
        if asked.is_anchored:
            asked.pattern.fullmatch(text)
            asked.pattern.match(text)
        else:
            for _ in asked.pattern.finditer(text):
                pass
    except TooLong:
        return LIMIT
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return time.process_time() - began


def slowest(asked: Asked, order: random.Random, count: int, length: int) -> Slow | None:
    """The string that a pattern is slowest on where that grows too fast; None where none does."""
    worst: Slow | None = None
    for piece in pieces(asked.pattern, order, count):
        end = order.choice(("", "\0", "\n!", "@a 1"))
        if seconds_of(asked, piece, length, end) < COUNTED * length / LONGER / 2:
            continue
        # What else the machine does makes a string slow once or twice: what is said of it is measured anew, the shortest of three.
        four, one = (min(seconds_of(asked, piece, most, end) for _ in range(3)) for most in (LONGER, LONGER // 4))
        is_suspect = four > COUNTED and four > GROWTH * one and asked.longest > LONGER
        if four > MOST or is_suspect and seconds_of(asked, piece, 4 * LONGER, end) >= min(LIMIT, GROWTH * four):
            found = Slow(asked, piece, (one, four))
            worst = found if worst is None or four > worst.seconds[1] else worst
    return worst


def main() -> None:
    """Ask every pattern, and name those that are slow."""
    arguments = argparse.ArgumentParser(description="Does a regular expression go back without end?")
    arguments.add_argument("--quick", action="store_true", help="fewer strings a pattern")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--only", default="", help="patterns of files with these words in their path")
    given = arguments.parse_args()
    order = random.Random(given.seed)
    all_of_them = [asked for asked in patterns(quickly=given.quick) if given.only in asked.place]
    began = time.process_time()
    how = (QUICK, QUICKLY) if given.quick else (STRINGS, LONGER)
    found = [slow for asked in all_of_them if (slow := slowest(asked, order, *how))]
    for slow in sorted(found, key=lambda slow: -slow.seconds[1]):
        print(slow.text())
    print(
        f"{len(all_of_them)} patterns in {len({asked.place.partition(':')[0] for asked in all_of_them})} files, {time.process_time() - began:.0f} seconds: {len(found)} are slow"
    )
    sys.exit(bool(found) or not all_of_them)


if __name__ == "__main__":
    main()
