"""Commands that ask across documents: incidents, disputes, commitments, timelines."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import click

from onrecord.cli.options import Command, chosen_form, in_format, on_database, onrecord

SHARED: dict[str, Callable[[Command], Command]] = {
    "who": click.option("--who", metavar="NAME", help="Who has a part in it, by any of their names."),
    "place": click.option("--place", metavar="NAME", help="Where it happened."),
    "outlet": click.option("--outlet", metavar="NAME", help="An outlet that tells of it."),
    "since": click.option("--since", metavar="DATE", help="On or after this ISO date."),
    "until": click.option("--until", metavar="DATE", help="On or before this ISO date."),
    "limit": click.option("--limit", type=click.IntRange(1), default=50, show_default=True),
}
"""Options that several of these commands have."""


def with_filters(*names: str) -> Callable[[Command], Command]:
    """The options of these names, in this order."""

    def decorate(command: Command) -> Command:
        for name in reversed(names):
            command = SHARED[name](command)
        return command

    return decorate


def _of_happening() -> Callable[[Command], Command]:
    help_text = "What happened: a PLOVER type (ASSAULT, PROTEST, …) or a kind of accident."
    return click.option("--event-type", "--kind", "kind", metavar="TYPE", help=help_text)


@onrecord.command()
@click.argument("words", nargs=-1)
@on_database()
@with_filters("who", "place")
@_of_happening()
@with_filters("outlet", "since", "until")
@click.option(
    "--reports", type=click.IntRange(1), default=2, show_default=True, help="Told by so many independent reports."
)
@click.option("--all", "told_once", is_flag=True, help="Those told once too, as --reports 1.")
@with_filters("limit")
@in_format("report", "jsonl")
def incidents(words: tuple[str, ...], db: str, form: str | None, told_once: bool, **filters: Any) -> None:
    """List happenings that several reports tell of, the last reported first.

    Dates are of the happening, as far as it is known, else of the first report.
    """
    if told_once:
        filters["reports"] = 1
    _answer("incidents", words, db, form, filters)


@onrecord.command()
@click.argument("words", nargs=-1)
@on_database()
@with_filters("who")
@click.option("--kind", metavar="KIND", help="figure, denial, date, place, spelling or attribution.")
@click.option("--state", metavar="STATE", help="open or superseded.")
@with_filters("outlet", "since", "until", "limit")
@in_format("report", "jsonl")
def disputes(words: tuple[str, ...], db: str, form: str | None, **filters: Any) -> None:
    """List what sources contradict each other about, each side with its words, the newest first.

    Dates are of the first saying.
    """
    _answer("disputes", words, db, form, filters)


@onrecord.command()
@click.argument("words", nargs=-1)
@on_database()
@with_filters("who")
@click.option("--kind", metavar="KIND", help="promise, threat, demand, proposal or agreement.")
@click.option("--state", metavar="STATE", help="open, kept, broken, withdrawn or unknown.")
@click.option("--due-before", metavar="DATE", help="Only what is due before this ISO date, the earliest first.")
@with_filters("outlet", "since", "until", "limit")
@in_format("report", "jsonl")
def commitments(words: tuple[str, ...], db: str, form: str | None, **filters: Any) -> None:
    """List promises, threats, demands, proposals and agreements, and what became of them, the newest first.

    Dates are of the first saying.
    """
    _answer("commitments", words, db, form, filters)


@onrecord.command()
@click.argument("subject", required=False)
@on_database()
@click.option("--words", metavar="WORDS", help="What a search finds, instead of a subject or within one.")
@with_filters("place")
@_of_happening()
@with_filters("outlet", "since", "until")
@click.option(
    "--reports", type=click.IntRange(1), default=1, show_default=True, help="Told by so many independent reports."
)
@click.option(
    "--said",
    is_flag=True,
    help="All that the subject says and is told, not only what accuses, denies, promises and the like.",
)
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True)
@in_format("report", "jsonl")
def timeline(subject: str | None, db: str, form: str | None, **filters: Any) -> None:
    """Show what happened, in the order in which it happened, and what was said about it at the time.

    SUBJECT is a person, an organisation or a place by name, or the id of an entity, an incident or a story. A row says `reported`
    before its date where nothing tells the day it happened.
    """
    from onrecord.publish import publish_timeline
    from onrecord.store import Store, TimelineQuery

    with Store(db, must_exist=True) as store:
        found = store.timeline(TimelineQuery(subject=subject, **filters))
        publish_timeline(found, form=chosen_form(form), out=sys.stdout, colour=sys.stdout.isatty())


def _answer(name: str, words: tuple[str, ...], db: str, form: str | None, filters: dict[str, Any]) -> None:
    from onrecord.publish import publish_answers
    from onrecord.store import Asked, Store

    with Store(db, must_exist=True) as store:
        found = getattr(store, name)(Asked(words=" ".join(words) or None, **filters))
        publish_answers(found, form=chosen_form(form), out=sys.stdout, colour=sys.stdout.isatty())
