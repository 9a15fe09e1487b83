"""The walls of the house: which module may import which."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import onrecord
from onrecord.pipeline import ROOMS

ROOT = Path(onrecord.__file__).parent
SHARED = {"connecting", "model", "models", "errors", "issues", "names", "rules", "threads"}
ABOVE = {
    "api", "cli", "coder", "desk", "doctor", "engines", "evaluate", "mcp", "outside", "pipeline", "second", "spacy_component", "watching", "web",
}  # fmt: skip
"""The modules that may know rooms."""


def imported(path: Path) -> set[str]:
    """The first part, below `onrecord`, of everything that a file imports from the project."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        found |= {name.split(".")[1] for name in names if name.startswith("onrecord.")}
    return found


def modules(path: Path) -> set[str]:
    """The first part of everything that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        found |= {(node.module or "").split(".")[0]} if isinstance(node, ast.ImportFrom) else set()
        found |= {alias.name.split(".")[0] for alias in node.names} if isinstance(node, ast.Import) else set()
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_knows_no_other_room(room: str) -> None:
    allowed = SHARED | {room} | ({"serialize", "judging"} if room in ("store", "publish") else set())
    for path in (ROOT / room).rglob("*.py"):
        assert imported(path) <= allowed, f"{path.relative_to(ROOT)} reaches through a wall: {imported(path) - allowed}"


@pytest.mark.parametrize("shared", sorted(SHARED | {"serialize", "judging"}))
def test_what_is_shared_knows_no_room(shared: str) -> None:
    for path in [*ROOT.glob(f"{shared}.py"), *(ROOT / shared).rglob("*.py")]:
        assert not imported(path) & (set(ROOMS) | ABOVE), path


def test_every_package_is_a_room_or_shared() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages <= set(ROOMS) | SHARED | ABOVE
    assert set(ROOMS) <= packages


@pytest.mark.parametrize(
    ("package", "others"), [("web", {"desk", "api"}), ("api", {"desk"}), ("mcp", {"desk", "api", "web"})]
)
def test_what_serves_is_in_a_line(package: str, others: set[str]) -> None:
    for path in (ROOT / package).rglob("*.py"):
        assert not imported(path) & others, path


def test_the_second_reader_knows_no_room_and_one_module_of_it_has_the_network() -> None:
    network = {"http", "socket", "ssl", "urllib", "urllib3", "requests", "httpx", "asyncio"}
    for path in (ROOT / "second").rglob("*.py"):
        assert imported(path) <= SHARED | {"second"}, path
        assert bool(network & modules(path)) == (path.name == "asking.py"), path


@pytest.mark.parametrize("room", ROOMS)
def test_nothing_that_reads_asks_a_second_reader(room: str) -> None:
    for path in [*(ROOT / room).rglob("*.py"), ROOT / "pipeline.py"]:
        assert "second" not in imported(path), path


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_a_door(room: str) -> None:
    module = __import__(f"onrecord.{room}", fromlist=["__all__"])
    assert module.__all__
    assert module.__doc__


def test_no_module_is_two_rooms_in_one() -> None:
    long = {
        path.name: count
        for path in ROOT.rglob("*.py")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 600
    }
    assert not long
