"""The command that serves a database to a browser."""

from __future__ import annotations

import click

from onrecord.cli.options import on_database, onrecord


@onrecord.command()
@on_database()
@click.option(
    "--host",
    metavar="ADDRESS",
    default="127.0.0.1",
    show_default=True,
    help="On another than the loopback address a token is needed, which is printed once.",
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8731, show_default=True, help="0 takes any that is free."
)
@click.option("--by", "person", metavar="NAME", help="Who judges; your user name where it is not given.")
@click.option(
    "--browser/--no-browser", "opens_browser", default=True, help="Open the browser, or only say the address."
)
def desk(db: str, host: str, port: int, person: str | None, opens_browser: bool) -> None:
    """Read, question and correct a database in the browser."""
    from onrecord.desk import Settings, serve

    settings = Settings(host, port, person=person) if person else Settings(host, port)
    serve(db, settings, opens_browser=opens_browser, say=lambda line: click.echo(line, err=True))
