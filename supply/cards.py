"""The card of each model: what it must say, and the sha256 of its files: `python -m supply.cards` writes these anew."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from supply.lock import ROOT

MODELS = ROOT / "src" / "onrecord" / "models"
ALLOWED = frozenset(("Apache-2.0", "CC-BY-4.0"))
"""Licences of trained weights and shipped tables: CC BY asks to be named, and `NOTICE` names."""
PARTS = ("What it is", "Use", "Licence", "Data licences", "How it was made", "Limits")
"""What every card says, each at the beginning of a paragraph."""
SUMS = "**sha256.**"
_LICENCE = re.compile(r"^\*\*Licence\.\*\* `([^`]+)`", re.MULTILINE)
_NAME = re.compile(r"`([\w.-]+\.(?:npz|onnx|json|csv|txt))`")


def cards(folder: Path = MODELS) -> dict[Path, str]:
    """The text of every card, by its path."""
    return {path: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))}


def manifest(folder: Path = MODELS) -> dict[str, str]:
    """File -> sha256 of every model file."""
    found: dict[str, str] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found


def licence_in(card: str) -> str | None:
    """The licence that a card says, as SPDX calls it."""
    found = _LICENCE.search(card)
    return found[1] if found else None


def files_in(card: str, listed: dict[str, str]) -> tuple[str, ...]:
    """The model files that a card is about: those of its table of sha256."""
    return tuple(name for name in _NAME.findall(card.partition(SUMS)[2]) if name in listed)


def check_models(folder: Path = MODELS) -> Iterator[str]:
    """What cards do not say, a line each; every file of the manifest stands in one card with its sha256."""
    listed, found = manifest(folder), cards(folder)
    for path, card in found.items():
        for part in PARTS:
            if f"\n**{part}.**" not in card:
                yield f"{path.name}: the card does not say: {part}"
        if licence_in(card) not in ALLOWED:
            yield f"{path.name}: the licence {licence_in(card)} is not one of {', '.join(sorted(ALLOWED))}"
    for name, digest in listed.items():
        own = [path.name for path, card in found.items() if name in files_in(card, listed)]
        if len(own) != 1:
            yield f"{name}: stands in {len(own)} cards and not in one"
        elif digest not in found[folder / own[0]]:
            yield f"{own[0]}: not the sha256 of {name} that ships; python -m supply.cards writes it anew"


def write_sums(folder: Path = MODELS) -> None:
    """The sha256 of the files behind those of each card."""
    listed = manifest(folder)
    for path, card in cards(folder).items():
        before, _, behind = card.partition(SUMS)
        rows = "".join(f"| `{name}` | `{listed[name]}` |\n" for name in files_in(card, listed))
        rest = behind.lstrip("\n").partition("\n\n")[2]
        path.write_text(
            f"{before}{SUMS}\n\n| file | sha256 |\n|---|---|\n{rows}" + (f"\n{rest}" if rest else ""), encoding="utf-8"
        )


if __name__ == "__main__":
    write_sums()
