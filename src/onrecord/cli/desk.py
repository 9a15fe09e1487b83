"""The command that serves a database to a browser."""

from __future__ import annotations

from dataclasses import replace

import click

from onrecord.cli.options import allowing_private, at_address, on_database, onrecord


@onrecord.command()
@on_database()
@at_address(8731, ", which is printed once")
@click.option("--by", "person", metavar="NAME", help="Who judges; your user name where it is not given.")
@click.option(
    "--browser/--no-browser", "opens_browser", default=True, help="Open the browser, or only say the address."
)
@allowing_private()
def desk(db: str, host: str, port: int, person: str | None, opens_browser: bool, allows_private: bool) -> None:
    """Read, question and correct a database in the browser."""
    from onrecord.desk import Settings, serve

    settings = Settings(host, port, allows_private=allows_private)
    settings = replace(settings, person=person) if person else settings
    serve(db, settings, opens_browser=opens_browser, say=lambda line: click.echo(line, err=True))
