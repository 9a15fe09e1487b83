"""Commands that ask a database, and those that say which entities are one."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from typing import Any

import click

from onrecord.cli.options import Command, chosen_form, in_format, on_database, onrecord

ACROSS = ("copy", "incident", "dispute", "commitment")
"""Types that are known across documents only."""


@onrecord.command()
@click.argument("identity", metavar="ID")
@on_database()
@in_format("report", "jsonl")
def show(identity: str, db: str, form: str | None) -> None:
    """Show a record by its id, or by the first characters of it."""
    from onrecord.publish import publish, publish_answers, publish_explanation
    from onrecord.store import Store

    with Store(db, must_exist=True) as store:
        paint = sys.stdout.isatty()
        if identity.partition("-")[0] in ACROSS:
            publish_answers([store.answer(identity)], form=chosen_form(form), out=sys.stdout, colour=paint, alone=True)
        elif chosen_form(form) == "jsonl":
            publish([store.get(identity)], form="jsonl", out=sys.stdout)
        elif identity.startswith("document-"):
            publish(
                store.document_objects(identity),
                form="report",
                out=sys.stdout,
                colour=paint,
                copies=store.copies(identity),
            )
        else:
            publish_explanation(store.why(identity), form="report", out=sys.stdout, colour=paint)
        if identity.startswith("entity-") and chosen_form(form) == "report":
            for same in store.same_as(identity):
                standing = "the same" if same.is_joined else "possibly the same"
                click.echo(f"  {standing}: {same.name}  {same.entity}  ({same.reason})")


@onrecord.command()
@on_database()
def join(db: str) -> None:
    """Say anew which entities of different documents are one, and set beside the others what an interrupted run left.

    Reading does it at its end while a database is small. The result depends on what is stored and on judgements, not on the order
    of reading.
    """
    from onrecord.pipeline import join_stored, settle_stored, to_read_anew
    from onrecord.store import Store

    with Store(db, must_exist=True) as store:
        settle_stored(store, say=lambda line: click.echo(f"onrecord: {line}", err=True))
        if (line := to_read_anew(store)) is not None:
            click.echo(f"onrecord: {line}", err=True)
        found = join_stored(store)
        count = sum(len(cluster.entities) for cluster in found.clusters)
        one = f"{count:,} entities are {len(found.clusters):,} in truth" if count else "no two entities are one"
        click.echo(f"{one}; {len(found.possible):,} more pairs may be one")


@onrecord.command()
@click.argument("identity", metavar="ID")
@click.argument("other", metavar="ID")
@on_database()
@click.option("--not", "is_different", is_flag=True, help="They are two, whatever their names say.")
@click.option("--by", metavar="NAME", required=True, help="Who decides it.")
@click.option("--why", "reason", metavar="TEXT", help="On what grounds.")
def same(identity: str, other: str, db: str, is_different: bool, by: str, reason: str | None) -> None:
    """Say that two entities of different documents are one, or with --not that they are two.

    The judgement is stored beside what the names say, wins over it, and survives every new reading.
    """
    from datetime import UTC, datetime

    from onrecord.pipeline import judge_same
    from onrecord.store import Store

    with Store(db, must_exist=True) as store:
        ids = [store.full_id(one) for one in (identity, other)]
        at = datetime.now(UTC).isoformat(timespec="microseconds")
        judge_same(store, *ids, is_same=not is_different, by=by, at=at, reason=reason)
        for found in store.same_as(ids[0]):
            standing = "the same" if found.is_joined else "possibly the same"
            click.echo(f"{standing}: {found.name}  {found.entity}  ({found.reason})")


def with_search() -> Callable[[Command], Command]:
    """The filters of a search, as `onrecord.store.Query` has them."""
    options = (
        click.option("--kind", type=click.Choice(("statement", "event", "story")), help="Only hits of this kind."),
        click.option("--who", metavar="NAME", help="Who says or does it."),
        click.option("--to-whom", metavar="NAME", help="Whom it is said or done to."),
        click.option("--event-type", metavar="TYPE", help="A PLOVER type: ASSAULT, THREATEN, …"),
        click.option("--act", metavar="ACT", help="What a statement does: deny, threaten, accuse, promise, …"),
        click.option(
            "--status", metavar="STATUS", help="The standing of an event: actual, reported, alleged, denied, …"
        ),
        click.option("--place", metavar="NAME", help="Where it happened."),
        click.option("--outlet", metavar="NAME", help="Who published it."),
        click.option("--since", metavar="DATE", help="On or after this ISO date."),
        click.option("--until", metavar="DATE", help="On or before this ISO date."),
        click.option("--alleged", "alleged_only", is_flag=True, help="Only what is alleged."),
        click.option("--disputed", "disputed_only", is_flag=True, help="Only what is disputed."),
    )

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


@onrecord.command()
@click.argument("words", nargs=-1)
@on_database()
@with_search()
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@in_format("report", "jsonl")
def find(words: tuple[str, ...], db: str, form: str | None, **filters: Any) -> None:
    """Find statements, events and stories by words and filters."""
    from onrecord.publish import publish_hits
    from onrecord.store import Query, Store

    with Store(db, must_exist=True) as store:
        query = Query(words=" ".join(words) or None, **filters)
        publish_hits(store.find(query), form=chosen_form(form), out=sys.stdout, colour=sys.stdout.isatty())


@onrecord.command()
@click.argument("identity", metavar="ID")
@on_database()
@in_format("report", "jsonl")
def why(identity: str, db: str, form: str | None) -> None:
    """Show the words behind a record, in context, and the rule or model that decided."""
    from onrecord.publish import publish_explanation
    from onrecord.store import Store

    with Store(db, must_exist=True) as store:
        publish_explanation(store.why(identity), form=chosen_form(form), out=sys.stdout, colour=sys.stdout.isatty())


def _list_formats(context: click.Context, option: click.Parameter, is_asked: bool) -> None:
    if not is_asked or context.resilient_parsing:
        return
    from onrecord.publish import Shape, all_formats

    for found in all_formats().values():
        kept = "a folder" if found.shape is Shape.FOLDER else " or ".join(f".{ending}" for ending in found.writers)
        needs = f"; needs onrecord[{found.extra}]" if found.extra else ""
        whole = "" if found.losses else "; nothing is lost"
        click.echo(_wrapped(f"{found.title} ({kept}{needs}{whole})", f"{found.name:14} "))
        for loss in found.losses:
            click.echo(_wrapped(loss, f"{'':15}- "))
    context.exit()


def _wrapped(words: str, first: str) -> str:
    """Words within the width of the terminal, the lines after the first as far in as what they say begins."""
    width = max(40, min(shutil.get_terminal_size().columns, 120))
    return click.wrap_text(words, width, first, " " * len(first))


@onrecord.command()
@click.argument("words", nargs=-1)
@on_database()
@click.option(
    "--as", "form", metavar="FORMAT", default="jsonl", show_default=True, help="In which format; --formats lists them."
)
@click.option(
    "--out", metavar="PATH", help="A file, or a folder for formats of several files; standard output without it."
)
@click.option(
    "--about",
    metavar="ID",
    help="Only what is about this entity, incident, dispute, commitment, story, document, statement or event.",
)
@with_search()
@click.option(
    "--formats",
    "is_list",
    is_flag=True,
    is_eager=True,
    callback=_list_formats,
    expose_value=False,
    help="List the formats and what each loses.",
)
def export(words: tuple[str, ...], db: str, form: str, out: str | None, about: str | None, **filters: Any) -> None:
    """Write what is stored, or what fits a search, in a format of other tools.

    With words or filters as `find` has them, what fits is written with all that it refers to: its story and document, sources and parties,
    amounts, the statements around it, and the incidents, disputes, commitments and judgements that it has a part in.

    A file appears whole or not at all. Formats of which there are two kinds of file go by the ending of PATH: `--as timeline --out x.html`.

    \b
    onrecord export --db news.db --as parquet --out tables
    onrecord export --db news.db --as dossier --who "Mira Sarkel" --out sarkel.html
    onrecord export --db news.db ceasefire --since 2026-03-01 | head
    """
    from onrecord.publish import export, format_named
    from onrecord.store import Query, Store

    format_named(form)
    asked = Query(words=" ".join(words) or None, **filters)
    with Store(db, must_exist=True) as store, store.selection(None if asked == Query() else asked, about) as selection:
        if selection.is_empty():
            click.echo(f"onrecord: nothing in {store.name} fits: what is written holds no record", err=True)
        export(selection, form=form, out=out if out not in (None, "-") else sys.stdout)
