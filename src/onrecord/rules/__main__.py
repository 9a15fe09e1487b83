"""Write `SHA256SUMS` anew after a rule file was changed on purpose: `python -m onrecord.rules`."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from onrecord.rules import SUMS, list_files


@click.command()
def seal() -> None:
    """List the sha256 of every rule file; a line a file, as `sha256sum` writes it."""
    lines = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in list_files()]
    path = Path(__file__).with_name(SUMS)
    path.write_text("".join(lines), encoding="utf-8", newline="\n")
    click.echo(f"{path}: {len(lines)} rule files")


if __name__ == "__main__":
    seal()
