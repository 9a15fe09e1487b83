"""The command that polls feeds into a database."""

from __future__ import annotations

import signal
from datetime import UTC, datetime
from typing import Any

import click

from onrecord.cli.options import on_database, onrecord


@onrecord.command()
@click.argument("feeds", metavar="FEEDS.opml", type=click.Path())
@on_database()
@click.option(
    "--every", metavar="TIME", default="15m", show_default=True, help="How often each feed is asked: 15m, 2h, 1d."
)
@click.option("--once", is_flag=True, help="Ask every feed once, and end.")
@click.option("--pages", is_flag=True, help="Fetch the pages of new entries too, where robots.txt lets us.")
@click.option("--outlet", metavar="NAME", help="Who published it; wins over what the feeds say.")
@click.option("--allow-private", is_flag=True, help="Let addresses of this machine and network be fetched.")
def watch(feeds: str, db: str, every: str, once: bool, pages: bool, outlet: str | None, allow_private: bool) -> None:
    """Poll the feeds of an OPML file into a database, while the desk is open on it.

    Each feed is asked politely: one question at a time, nothing that robots.txt forbids, only what changed, and less often
    after an error. What was read before is not read again. Stop it with Ctrl-C.
    """
    from onrecord.intake import make_options
    from onrecord.store import Store
    from onrecord.watching import Options, Poller, parse_every, read_opml

    options = Options(parse_every(every), make_options(outlet=outlet, allow_private=allow_private), pages)
    subscriptions, wrong = read_opml(feeds)
    for words in wrong:
        _say(words)
    signal.signal(signal.SIGTERM, _interrupt)
    with Store(db) as store:
        poller = Poller(store, subscriptions, options, say=_say)
        if once:
            poller.run_once()
            return
        try:
            poller.run()
        except KeyboardInterrupt:
            _say(f"stopped; {store.name} holds {store.counts_text()}")


def _interrupt(number: int, frame: Any) -> None:
    raise KeyboardInterrupt


def _say(words: str) -> None:
    click.echo(f"onrecord: {datetime.now(UTC).astimezone():%H:%M} {words}", err=True)
