"""The command that serves the API of a database."""

from __future__ import annotations

import click

from onrecord.cli.options import allowing_private, at_address, on_database, onrecord


@onrecord.command()
@on_database()
@at_address(8732, "; one is made and printed where none is given")
@click.option(
    "--token",
    metavar="TOKEN",
    envvar="ONRECORD_TOKEN",
    help="What callers must show as bearer (or set ONRECORD_TOKEN).",
)
@click.option("--by", "person", metavar="NAME", help="Who judges and watches; your user name where it is not given.")
@click.option("--read-only", "is_read_only", is_flag=True, help="Answer questions only; nothing is read in or decided.")
@allowing_private()
def serve(
    db: str, host: str, port: int, token: str | None, person: str | None, is_read_only: bool, allows_private: bool
) -> None:
    """Serve the HTTP API of a database: documents in, questions, exports, webhooks.

    Its description (OpenAPI 3.1) is at /api/v1/openapi.json; the desk serves the same API.
    """
    from onrecord.api import Settings, serve

    given = {"person": person} if person else {}
    settings = Settings(host, port, token or None, is_read_only=is_read_only, allows_private=allows_private, **given)
    serve(db, settings, say=lambda line: click.echo(f"onrecord: {line}", err=True))
