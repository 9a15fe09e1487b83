"""Commands that take in what other databases and other tools wrote."""

from __future__ import annotations

import sys

import click

from onrecord.cli.options import on_database, onrecord
from onrecord.cli.reading import join_if_small


@onrecord.command("import")
@click.argument("path", metavar="PATH|-")
@on_database()
@click.option("--as", "form", metavar="FORMAT", help="jsonl, parquet or duckdb; recognised by the file without this.")
@click.option("--again", is_flag=True, help="Take anew the documents that the database has.")
def import_records(path: str, db: str, form: str | None, again: bool) -> None:
    """Take records into a database that `onrecord export --as jsonl`, `parquet` or `duckdb` wrote, without reading the news again.

    PATH is a file of JSON Lines (- for standard input), a folder of Parquet tables, or a DuckDB file. Documents come with everything that
    was read in them, judgements with withdrawn ones; a document that is there stays as it is, and one that a file has only in part is left
    out and told of. Copies, incidents, disputes and commitments
    are taken as they came. They are not found between what is imported and what is read: for that give the news itself to `onrecord
    read`, which reads anew what was only imported.
    """
    from onrecord.pipeline import take_objects
    from onrecord.publish import read_lines, read_objects
    from onrecord.store import Store

    cut: list[str] = []
    objects = read_lines(sys.stdin.buffer, "standard input", cut) if path == "-" else read_objects(path, form, cut)
    with Store(db) as store:
        taken = take_objects(objects, store, is_again=again)
        problems = (*cut, *taken.problems)
        for problem in problems:
            click.echo(f"onrecord: error: {problem}; this document is left out", err=True)
        if taken.documents or taken.judgements:
            join_if_small(store)
        known = f", {taken.known} were there before" if taken.known else ""
        left = f", {taken.left_out} records across documents left out" if taken.left_out else ""
        click.echo(f"onrecord: {taken.documents} documents and {taken.judgements} judgements imported{known}{left}; {store.name} holds {store.counts_text()}", err=True)  # fmt: skip
    if problems and not taken.documents:
        sys.exit(1)
