"""The command line: thin over the library. Records go to standard output, everything else to standard error.

Status 0 when all went well, 1 when something failed, 2 for a wrong option or argument, 130 when interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import click

from onrecord.errors import InputError, OnrecordError, UsageError

if TYPE_CHECKING:
    from onrecord.coder import Item
    from onrecord.model import Record
    from onrecord.pipeline import Reading
    from onrecord.store import Store

JOINED_AT_ONCE = 20_000
"""Entities up to which reading joins them at its end: some eight seconds."""
FORMS = ("report", "jsonl", "csv", "parquet")
Command = TypeVar("Command", bound=Callable[..., Any])


def main() -> None:
    """Entry point: every expected error is one line and a status."""
    try:
        sys.exit(onrecord.main(standalone_mode=False) or 0)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        _fail(f"{error.format_message()} (onrecord --help lists commands and options)", 2)
    except UsageError as error:
        _fail(str(error), 2)
    except OnrecordError as error:
        _fail(str(error), 1)
    except (KeyboardInterrupt, click.Abort):
        _fail("interrupted; what was stored stays, and the same command goes on from there", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _fail(message: str, status: int) -> None:
    click.echo(f"onrecord: {message}", err=True)
    sys.exit(status)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="onrecord")
def onrecord() -> None:
    """News goes in; a record of who said and did what to whom comes out, tied to its exact words."""


def _database(*, required: bool = True) -> Callable[[Command], Command]:
    return click.option(
        "--db", metavar="FILE", required=required, envvar="ONRECORD_DB", help="The database file (or set ONRECORD_DB)."
    )


def _format(*forms: str) -> Callable[[Command], Command]:
    help_text = "Default: report on a terminal, jsonl when piped."
    return click.option("--format", "form", type=click.Choice(forms), help=help_text)


def _actors() -> Callable[[Command], Command]:
    return click.option(
        "--actors",
        metavar="FILE.csv",
        help="Your own actors: pattern,code,sector,from,to; they win over what is known.",
    )


def _authority() -> Callable[[Command], Command]:
    return click.option(
        "--authority",
        metavar="FILE.csv",
        help="Your own bodies and people: id,name,kind,aliases,sector,country,office,sex,from,to; they win.",
    )


def _chosen(form: str | None) -> str:
    return form or ("report" if sys.stdout.isatty() else "jsonl")


# --- reading --------------------------------------------------------------------------------------


@onrecord.command()
@click.argument("targets", nargs=-1, required=True, metavar="PATH|URL|-...")
@_database(required=False)
@click.option("--outlet", metavar="NAME", help="Who published it; wins over what the input says.")
@click.option("--published", metavar="DATE", help="When, as ISO 8601; wins over what the input says.")
@click.option(
    "--map", "mapping", metavar="FIELD=COLUMN,...", help="Columns of CSV and JSON Lines: text=body,published=date,…"
)
@click.option(
    "--preset", metavar="NAME", help="The columns of a common news API; recognised without this where all are there."
)
@click.option(
    "--repair-mojibake", is_flag=True, help="Repair text decoded wrongly (Ã© for é); each repair is recorded."
)
@click.option("--allow-private", is_flag=True, help="Let addresses of this machine and network be fetched.")
@click.option("--again", is_flag=True, help="Read anew what the database has from this version.")
@click.option("--strict", is_flag=True, help="Stop at the first item that cannot be read.")
@click.option("--out", metavar="FOLDER", help="Where csv and parquet put their tables.")
@click.option("--quiet", is_flag=True, help="Store, print no records.")
@_actors()
@_authority()
@_format(*FORMS)
def read(targets: tuple[str, ...], db: str | None, again: bool, strict: bool, quiet: bool, form: str | None, out: str | None, actors: str | None, authority: str | None, **given: Any) -> None:  # fmt: skip
    """Read files, folders, globs, http(s) addresses, or - for standard input.

    With --db each document is stored as soon as it is read; the same command after an interruption goes
    on where it stopped.
    """
    from onrecord.intake import make_options
    from onrecord.pipeline import program_version, read
    from onrecord.rules.actors import read_actors
    from onrecord.rules.own_authority import read_authority
    from onrecord.serialize import record_objects
    from onrecord.store import Store

    options = make_options(**given)
    store = Store(db) if db else None
    try:
        known = (lambda document: store.is_read(document.id, program_version())) if store and not again else None
        own = read_actors(actors) if actors else None
        tables = read_authority(authority) if authority else None
        reading = read(list(targets), options=options, known=known, actors=own, authority=tables)
        records = _stored(_watched(reading, targets, strict=strict), store)
        if quiet:
            for _ in records:
                pass
        else:
            _publish((found for record in records for found in record_objects(record)), _chosen(form), out)
        _summarise(reading, store, db)
        if store is not None and reading.count:
            _join(store, db)
    finally:
        if store is not None:
            store.close()


def _watched(reading: Reading, targets: tuple[str, ...], *, strict: bool) -> Iterator[Record]:
    """The records, with a progress bar while the output is not the terminal itself, and trouble told as it comes."""
    from tqdm import tqdm

    told = 0
    with tqdm(
        total=reading.total, unit="document", file=sys.stderr, disable=not sys.stderr.isatty() or sys.stdout.isatty()
    ) as bar:
        for record in reading:
            told = _tell(reading, told, strict=strict)
            bar.update(1)
            bar.set_postfix(skipped=reading.skipped) if reading.skipped else None
            yield record
    _tell(reading, told, strict=strict)


def _tell(reading: Reading, told: int, *, strict: bool) -> int:
    for issue in reading.issues[told:]:
        if strict:
            raise OnrecordError(issue.message)
        click.echo(f"onrecord: {issue.severity.value}: {issue.message}", err=True)
    return len(reading.issues)


def _stored(records: Iterator[Record], store: Store | None) -> Iterator[Record]:
    from onrecord.pipeline import program_version

    for record in records:
        if store is not None:
            store.add(record, version=program_version())
        yield record


def _publish(objects: Iterator[dict[str, Any]], form: str, out: str | None) -> None:
    from onrecord.publish import publish

    publish(objects, form=form, out=out or sys.stdout, colour=sys.stdout.isatty())


def _join(store: Store, db: str | None) -> None:
    """Join entities across documents while that takes seconds; a large database is joined when its user asks for it."""
    from onrecord.pipeline import join_stored

    if store.counts()["entity"] <= JOINED_AT_ONCE:
        join_stored(store)
    else:
        click.echo(f"onrecord: names are not joined anew in a database of this size; when you want it: onrecord join --db {db}", err=True)  # fmt: skip


def _summarise(reading: Reading, store: Store | None, db: str | None) -> None:
    """One line at the end, on standard error; status 1 where not one document could be read."""
    if store is not None:
        store.add_issues(reading.issues)
        skipped = f", {reading.skipped} had been read before" if reading.skipped else ""
        click.echo(f"onrecord: {reading.count} documents read{skipped}; {db} holds {store.counts_text()}", err=True)
    if reading.count == 0 and not reading.skipped and reading.issues:
        sys.exit(1)


@onrecord.command()
@click.argument("paths", nargs=-1, metavar="[PATH|-]...")
@_actors()
@click.option("--ontology", type=click.Choice(("plover", "cameo")), default="plover", show_default=True)
@click.option("--status", "statuses", metavar="STATUS,...", help="Only events of these statuses: actual,reported,…")
def code(paths: tuple[str, ...], actors: str | None, ontology: str, statuses: str | None) -> None:
    """Code sentences or documents: id, date and text in, PLOVER or CAMEO out.

    Each line of the input is a text: tab-separated id, date, text, or a JSON object with these names. Out come PLOVER
    objects as JSON Lines, or CAMEO rows: date, source, target, code, id, trigger.
    """
    from dataclasses import replace

    from onrecord.coder import as_cameo, as_plover, code_item
    from onrecord.rules.actors import read_actors
    from onrecord.serialize import to_json_line

    dictionary = read_actors(actors) if actors else None
    wanted = _statuses(statuses)
    coded = failed = 0
    for item in _items(paths or ("-",)):
        if isinstance(item, InputError):
            click.echo(f"onrecord: error: {item}", err=True)
            failed += 1
            continue
        found = code_item(item, actors=dictionary)
        coded += 1
        if wanted:
            found = replace(found, events=tuple(e for e in found.events if e.status.value in wanted))
        for row in map(to_json_line, as_plover(found)) if ontology == "plover" else as_cameo(found):
            click.echo(row)
    if failed and not coded:
        sys.exit(1)


def _statuses(listed: str | None) -> frozenset[str]:
    from onrecord.model import EventStatus

    wanted = frozenset(filter(None, (listed or "").split(",")))
    unknown = sorted(wanted - set(EventStatus))
    if unknown:
        raise UsageError(f"no status {unknown[0]!r}; there are {', '.join(EventStatus)}")
    return wanted


def _items(paths: tuple[str, ...]) -> Iterator[Item | InputError]:
    """The texts of every path, with an error for each line or file that cannot be read."""
    from onrecord.coder import read_items

    for path in paths:
        if path == "-":
            yield from read_items(sys.stdin.buffer, "standard input")
            continue
        try:
            with open(path, "rb") as opened:
                yield from read_items(opened, path)
        except OSError as error:
            yield InputError(f"{path}: {error.strerror or error}")


# --- asking ---------------------------------------------------------------------------------------


@onrecord.command()
@click.argument("identity", metavar="ID")
@_database()
@_format("report", "jsonl")
def show(identity: str, db: str, form: str | None) -> None:
    """Show a record by its id, or by the first characters of it."""
    from onrecord.publish import publish, publish_explanation
    from onrecord.store import Store

    with Store(db, must_exist=True) as store:
        if _chosen(form) == "jsonl":
            publish([store.get(identity)], form="jsonl", out=sys.stdout)
        elif identity.startswith("document-"):
            publish(store.document_objects(identity), form="report", out=sys.stdout, colour=sys.stdout.isatty())
        else:
            publish_explanation(store.why(identity), form="report", out=sys.stdout, colour=sys.stdout.isatty())
        if identity.startswith("entity-") and _chosen(form) == "report":
            for same in store.same_as(identity):
                standing = "the same" if same.is_joined else "possibly the same"
                click.echo(f"  {standing}: {same.name}  {same.entity}  ({same.reason})")


@onrecord.command()
@_database()
def join(db: str) -> None:
    """Say anew which entities of different documents are one.

    Reading does it at its end while a database is small. The result depends on what is stored and on judgements, not on the order
    of reading.
    """
    from onrecord.pipeline import join_stored
    from onrecord.store import Store

    with Store(db, must_exist=True) as store:
        found = join_stored(store)
        count = sum(len(cluster.entities) for cluster in found.clusters)
        one = f"{count:,} entities are {len(found.clusters):,} in truth" if count else "no two entities are one"
        click.echo(f"{one}; {len(found.possible):,} more pairs may be one")


@onrecord.command()
@click.argument("identity", metavar="ID")
@click.argument("other", metavar="ID")
@_database()
@click.option("--not", "is_different", is_flag=True, help="They are two, whatever their names say.")
@click.option("--by", metavar="NAME", required=True, help="Who decides it.")
@click.option("--why", "reason", metavar="TEXT", help="On what grounds.")
def same(identity: str, other: str, db: str, is_different: bool, by: str, reason: str | None) -> None:
    """Say that two entities of different documents are one, or with --not that they are two.

    The judgement is stored beside what the names say, wins over it, and survives every new reading.
    """
    from datetime import UTC, datetime

    from onrecord.model import Judgement, content_id
    from onrecord.pipeline import join_stored
    from onrecord.resolve import subject_of
    from onrecord.store import Store

    with Store(db, must_exist=True) as store:
        ids = [store.full_id(one) for one in (identity, other)]
        if not all(one.startswith("entity-") for one in ids) or ids[0] == ids[1]:
            raise UsageError("give the ids of two different entities: entity-5f0c12… and entity-90bc44…")
        subject, at = subject_of(*ids), datetime.now(UTC).isoformat(timespec="seconds")
        verdict = "different" if is_different else "same"
        store.judge(
            Judgement(content_id("judgement", subject, verdict, by, at), subject, verdict, by, at, reason, None)
        )
        join_stored(store)
        for found in store.same_as(ids[0]):
            standing = "the same" if found.is_joined else "possibly the same"
            click.echo(f"{standing}: {found.name}  {found.entity}  ({found.reason})")


@onrecord.command()
@click.argument("words", nargs=-1)
@_database()
@click.option("--kind", type=click.Choice(("statement", "event", "story")), help="Only hits of this kind.")
@click.option("--who", metavar="NAME", help="Who says or does it.")
@click.option("--to-whom", metavar="NAME", help="Whom it is said or done to.")
@click.option("--event-type", metavar="TYPE", help="A PLOVER type: ASSAULT, THREATEN, …")
@click.option("--act", metavar="ACT", help="What a statement does: deny, threaten, accuse, promise, …")
@click.option("--status", metavar="STATUS", help="The standing of an event: actual, reported, alleged, denied, …")
@click.option("--place", metavar="NAME", help="Where it happened.")
@click.option("--outlet", metavar="NAME", help="Who published it.")
@click.option("--since", metavar="DATE", help="On or after this ISO date.")
@click.option("--until", metavar="DATE", help="On or before this ISO date.")
@click.option("--alleged", "alleged_only", is_flag=True, help="Only what is alleged.")
@click.option("--disputed", "disputed_only", is_flag=True, help="Only what is disputed.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@_format("report", "jsonl")
def find(words: tuple[str, ...], db: str, form: str | None, **filters: Any) -> None:
    """Find statements, events and stories by words and filters."""
    from onrecord.publish import publish_hits
    from onrecord.store import Query, Store

    with Store(db, must_exist=True) as store:
        query = Query(words=" ".join(words) or None, **filters)
        publish_hits(store.find(query), form=_chosen(form), out=sys.stdout, colour=sys.stdout.isatty())


@onrecord.command()
@click.argument("identity", metavar="ID")
@_database()
@_format("report", "jsonl")
def why(identity: str, db: str, form: str | None) -> None:
    """Show the words behind a record, in context, and the rule or model that decided."""
    from onrecord.publish import publish_explanation
    from onrecord.store import Store

    with Store(db, must_exist=True) as store:
        publish_explanation(store.why(identity), form=_chosen(form), out=sys.stdout, colour=sys.stdout.isatty())


@onrecord.command()
@_database()
@click.option("--out", metavar="FOLDER", help="Where csv and parquet put their tables.")
@click.option("--as", "form", type=click.Choice(FORMS), default="jsonl", show_default=True)
def export(db: str, form: str, out: str | None) -> None:
    """Write everything stored, document by document."""
    from onrecord.store import Store

    with Store(db, must_exist=True) as store:
        _publish(store.objects(), form, out)


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
@_database(required=False)
def doctor(db: str | None) -> None:
    """Look whether everything is sound; status 0 only when it is."""
    from onrecord.doctor import examine

    sound = True
    for finding in examine(db):
        sound = sound and finding.sound
        click.echo(f"{'ok  ' if finding.sound else 'FAIL'}  {finding.name:9} {finding.text}")
    sys.exit(0 if sound else 1)
