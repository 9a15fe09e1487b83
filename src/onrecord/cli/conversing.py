"""Commands that serve a database to other programs."""

from __future__ import annotations

import click

from onrecord.cli.options import on_database, onrecord


@onrecord.command()
@on_database()
def mcp(db: str) -> None:
    """Serve a database to a program that converses, by the Model Context Protocol over standard input and output.

    Its tools only read: search, open a story, list a person's statements, disputes, incidents, commitments, a timeline, and get the evidence
    of any record. Needs: pip install 'onrecord[mcp]'. A client is told: command `onrecord`, arguments `mcp --db FILE`.
    """
    from onrecord.mcp import serve
    from onrecord.store import named

    click.echo(f"onrecord: {named(db)} answers on standard input and output", err=True)
    serve(db)
