"""`uv.lock`: every distribution with its version and its hashes, and which of them a plain install or an extra brings."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OWN = "onrecord"
RUN = "run"
"""The group of what a plain install brings; the others are called as their extras are."""
BESIDE = frozenset(("aleph", "test", "training"))
"""Extras that nothing in `src` needs: they test what was exported, or make models."""


@dataclass(frozen=True, slots=True)
class Released:
    """A file of a distribution, as it was released; `hash` begins with `sha256:`."""

    version: str
    url: str
    hash: str


@dataclass(frozen=True, slots=True)
class Locked:
    """A distribution of the lock file: its versions (one each, or several for several Pythons), its files, and what it needs."""

    name: str
    versions: tuple[str, ...]
    files: tuple[Released, ...]
    needs: tuple[str, ...]
    groups: frozenset[str]

    @property
    def is_shipped_with(self) -> bool:
        """True for what a user's install may bring, an extra of his included."""
        return not self.groups <= BESIDE


def normal(name: str) -> str:
    """A distribution's name as it is compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def read_lock(path: Path = ROOT / "uv.lock") -> dict[str, Locked]:
    """Every distribution of the lock file but onrecord itself, by name."""
    packages = tomllib.loads(path.read_text(encoding="utf-8"))["package"]
    entries: dict[str, list[dict[str, Any]]] = {}
    for package in packages:
        entries.setdefault(package["name"], []).append(package)
    (own,) = entries.pop(OWN)
    starts = {RUN: own["dependencies"], **own.get("optional-dependencies", {})}
    groups: dict[str, set[str]] = {name: set() for name in entries}
    for group, needed in starts.items():
        for name in _reached(needed, entries):
            groups[name].add(group)
    return {name: _locked(name, found, frozenset(groups[name])) for name, found in sorted(entries.items())}


def _locked(name: str, found: list[dict[str, Any]], groups: frozenset[str]) -> Locked:
    """Raises KeyError for a file without a hash."""
    files = [Released(one["version"], file["url"], file["hash"]) for one in found for file in _files(one)]
    needs = {need["name"] for one in found for need in one.get("dependencies", ())}
    versions = tuple(sorted(one["version"] for one in found))
    return Locked(name, versions, tuple(sorted(files, key=lambda file: file.url)), tuple(sorted(needs)), groups)


def _files(package: dict[str, Any]) -> list[dict[str, Any]]:
    return [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else [])]


def _reached(needed: Iterable[dict[str, Any]], entries: dict[str, list[dict[str, Any]]]) -> set[str]:
    """Every distribution that these need, directly or not, with the extras that are asked for."""
    found: set[tuple[str, str | None]] = set()
    waiting = [(need["name"], extra) for need in needed for extra in (None, *need.get("extra", ()))]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in found or name not in entries:
            continue
        found.add((name, extra))
        for one in entries[name]:
            more = one.get("dependencies", ()) if extra is None else one.get("optional-dependencies", {}).get(extra, ())
            waiting.extend((need["name"], wanted) for need in more for wanted in (None, *need.get("extra", ())))
    return {name for name, _ in found}
