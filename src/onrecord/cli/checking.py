"""Commands that measure, and that look whether everything is sound."""

from __future__ import annotations

import sys

import click

from onrecord.cli.options import on_database, onrecord


@onrecord.command()
@click.argument("scheme", type=click.Choice(("polnear", "plv", "factuality")))
@click.argument("path", type=click.Path())
@click.option("--limit", type=click.IntRange(1), help="Only the first so many articles or sentences.")
@click.option("--scale", type=click.Choice(("uds", "uw")), default="uds", show_default=True, help="Of factuality.")
def evaluate(scheme: str, path: str, limit: int | None, scale: str) -> None:
    """Measure what is read in annotated data.

    polnear: PATH is a folder or zip archive of NAME.txt and NAME_ANNOTATOR.ann (Source, Cue, Content in brat's standoff
    format); the first annotator of each counts.

    plv: a tab-separated file with marked_sentence (<s>source</s>, <t>target</t>) and root, one of PLOVER's types.

    factuality: JSON Lines with text and targets, from -3 to 3, on one of two scales.
    """
    from pathlib import Path

    from onrecord.evaluate import factuality, plv, polnear

    if scheme == "polnear":
        lines = polnear.report(polnear.measure(Path(path), limit=limit))
    elif scheme == "plv":
        lines = plv.report(Path(path), limit=limit)
    else:
        lines = factuality.report(Path(path), scale, limit=limit)
    for line in lines:
        click.echo(line)


@onrecord.command()
@on_database(required=False)
def doctor(db: str | None) -> None:
    """Look whether everything is sound; status 0 only when it is."""
    from onrecord.doctor import examine

    sound = True
    for finding in examine(db):
        sound = sound and finding.sound
        click.echo(f"{'ok  ' if finding.sound else 'FAIL'}  {finding.name:9} {finding.text}")
    sys.exit(0 if sound else 1)
