"""Commands that measure, and that look whether everything is sound."""

from __future__ import annotations

import sys

import click

from onrecord.cli.options import on_database, onrecord

SCHEMES = ("polnear", "brat", "conll", "webannotation", "plv", "factuality")


@onrecord.command()
@click.argument("scheme", type=click.Choice(SCHEMES))
@click.argument("path", type=click.Path())
@click.option("--limit", type=click.IntRange(1), help="Only the first so many texts or sentences.")
@click.option("--scale", type=click.Choice(("uds", "uw")), default="uds", show_default=True, help="Of factuality.")
@click.option(
    "--map", "mapped", metavar="THEIRS=OURS,…", help="What labels mean here: Speaker=source,Attack=ASSAULT,PER=person."
)
@click.option("--whole", is_flag=True, help="Read each text as one story, not as a page.")
@click.option("--texts", metavar="FOLDER", type=click.Path(), help="Where the texts of Web Annotations are (NAME.txt).")
@click.option("--db", metavar="FILE", help="Measure what is stored of these texts in this database, as it was read.")
def evaluate(
    scheme: str,
    path: str,
    limit: int | None,
    scale: str,
    mapped: str | None,
    whole: bool,
    texts: str | None,
    db: str | None,
) -> None:
    """Measure what is read in annotated data.

    polnear: PATH is a folder or zip archive of NAME.txt and NAME_ANNOTATOR.ann (Source, Cue, Content in brat's standoff
    format); the first annotator of each counts.

    brat: a folder or zip archive of NAME.txt and NAME.ann: statements (source, cue, content), events of PLOVER's types (trigger, actor,
    recipient), names; labels of your own with --map.

    conll: CoNLL-U, CoNLL-U Plus or plain columns with the tag last (B-PER, B-SOURCE, B-CONTENT-2).

    webannotation: W3C Web Annotations, as JSON-LD or an annotation a line; what `onrecord export` writes has its texts in it.

    With --db, what is stored of these texts is measured, as it was read; without it they are read anew (exports of ours in the formats brat
    and polnear with the lines and stories that they had, all others as pages).

    plv: a tab-separated file with marked_sentence (<s>source</s>, <t>target</t>) and root, one of PLOVER's types.

    factuality: JSON Lines with text and targets, from -3 to 3, on one of two scales.
    """
    from pathlib import Path

    from onrecord.evaluate import factuality, plv, polnear, report_gold

    folder = Path(texts) if texts else None
    if scheme == "polnear":
        lines = polnear.report(polnear.measure(Path(path), limit=limit, db=db))
    elif scheme == "plv":
        lines = plv.report(Path(path), limit=limit)
    elif scheme == "factuality":
        lines = factuality.report(Path(path), scale, limit=limit)
    else:
        lines = report_gold(scheme, Path(path), limit=limit, mapped=mapped, whole=whole, texts=folder, db=db)
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
