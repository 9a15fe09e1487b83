"""Is everything sound: what is installed, the models and rules, the database."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version

from onrecord.errors import OnrecordError

__all__ = ["Finding", "examine"]

SENTENCE = ["The", "coast", "guard", "denied", "that", "its", "ship", "had", "crossed", "the", "line", "."]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: sound or not, and what was found."""

    name: str
    sound: bool
    text: str


def examine(db: str | None = None) -> Iterator[Finding]:
    """Look at everything, one finding each, cheap things first. Nothing is changed."""
    yield Finding("python", sys.version_info >= (3, 11), f"{platform.python_version()} on {platform.machine()}")
    yield from _packages()
    yield _tried("models", _models)
    yield _tried("rules", _rules)
    yield _tried("encoder", _encoder)
    if db is not None:
        yield _tried("database", lambda: _database(db))


def _packages() -> Iterator[Finding]:
    found: list[str] = [f"onrecord {version('onrecord')}"]
    missing: list[str] = []
    for line in requires("onrecord") or []:
        if "extra ==" in line or "python_version" in line:
            continue
        name = line.split(">")[0].split("=")[0].split("<")[0].strip()
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    text = ", ".join(found) if not missing else f"missing: {', '.join(missing)}; reinstall onrecord"
    yield Finding("packages", not missing, text)


def _tried(name: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(name, True, look())
    except OnrecordError as error:
        return Finding(name, False, str(error))


def _models() -> str:
    from onrecord.models import load_bytes, manifest

    names = sorted(manifest())
    for name in names:
        load_bytes(name)
    return ", ".join(f"{name} {manifest()[name][:12]}" for name in names)


def _rules() -> str:
    from onrecord.pipeline import program_version
    from onrecord.rules.triggers import event_rules

    event_rules()
    return f"together with the models, version {program_version()}"


def _encoder() -> str:
    from onrecord.annotate.encoder import load_reader

    parsed = load_reader().read([SENTENCE])[0]
    if parsed.lemmas[3] != "deny" or parsed.heads.count(0) != 1:
        raise OnrecordError("the encoder runs but reads a known sentence wrongly on this processor; please report it")
    return "reads a known sentence rightly"


def _database(db: str) -> str:
    from onrecord.store import Store

    with Store(db, must_exist=True) as store:
        problems = store.check()
        if problems:
            raise OnrecordError(f"{len(problems)} problems, the first: {problems[0]}")
        return f"{store.name} is sound: {store.counts_text()}"
