"""Commands that read: documents into a database or a stream, and sentences into codes."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import click

from onrecord.cli.options import (
    FORMS,
    chosen_form,
    in_format,
    on_database,
    onrecord,
    publish_all,
    with_actors,
    with_authority,
    with_second_reader,
)
from onrecord.cli.spreading import chosen_workers, known_to_all, open_parts, passed_over, with_engine, write_parts
from onrecord.errors import InputError, OnrecordError, UsageError

if TYPE_CHECKING:
    from onrecord.cli.second import Second
    from onrecord.coder import Item
    from onrecord.engines import Spread
    from onrecord.model import Document, Record
    from onrecord.pipeline import Reading
    from onrecord.store import Store

JOINED_AT_ONCE = 20_000
"""Entities up to which reading joins them at its end: some eight seconds."""


@onrecord.command()
@click.argument("targets", nargs=-1, required=True, metavar="PATH|URL|-...")
@on_database(required=False)
@click.option("--outlet", metavar="NAME", help="Who published it; wins over what the input says.")
@click.option("--published", metavar="DATE", help="When, as ISO 8601; wins over what the input says.")
@click.option(
    "--map",
    "mapping",
    metavar="FIELD=COLUMN,...",
    help="Columns of CSV, Parquet and JSON Lines: text=body,published=date,…",
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
@click.option(
    "--out", metavar="FOLDER", help="Where csv and parquet put their tables; with --engine, parts of Parquet."
)
@click.option("--quiet", is_flag=True, help="Store, print no records.")
@with_engine()
@with_actors()
@with_authority()
@with_second_reader()
@in_format(*FORMS)
def read(targets: tuple[str, ...], db: str | None, again: bool, strict: bool, quiet: bool, form: str | None, out: str | None, actors: str | None, authority: str | None, second_url: str | None, model: str | None, second_timeout: float, engine: str | None, workers: int | None, shard: int | None, **given: Any) -> None:  # fmt: skip
    """Read files, folders, globs, http(s) and object-store addresses, lists of WARC files, or - for standard input.

    With --db each document is stored as soon as it is read; the same command after an interruption goes
    on where it stopped. With --engine many workers read; what comes out is the same, and --out is a folder
    of partitioned Parquet, a part a shard, which the same command goes on with too.
    """
    from onrecord.cli.second import open_second
    from onrecord.intake import make_options
    from onrecord.pipeline import Reading, program_version, read
    from onrecord.rules.actors import read_actors
    from onrecord.rules.own_authority import read_authority
    from onrecord.store import Store

    how: dict[str, Any] = {
        "options": make_options(**given),
        "actors": read_actors(actors) if actors else None,
        "authority": read_authority(authority) if authority else None,
    }
    second = open_second(second_url, model, second_timeout)
    many = chosen_workers(engine, workers, shard)
    version = program_version()
    with ExitStack() as stack:
        if second is not None:
            stack.callback(second.close)
        store = stack.enter_context(Store(db)) if db else None
        parts = open_parts(many, out, form, version=version, again=again)
        if parts is not None:
            stack.callback(parts.close)
            if second is not None:
                raise UsageError("parts of Parquet hold no proposals: leave --second-reader or --out away")
        how["known"] = None if again else known_to_all(_known(store, second, version) if store else None, parts)
        how["is_compared"] = store is not None
        reading: Reading | Spread
        if many is None:
            reading = read(list(targets), **how)
        else:
            from onrecord.engines import read_many

            passed = () if again or second else passed_over(store, parts, version)
            reading = stack.enter_context(read_many(list(targets), workers=many, passed_over=passed, **how))
        watched = _watched(reading, targets, strict=strict)
        records = _stored(second.beside(watched) if second else watched, store)
        if parts is not None and not isinstance(reading, Reading):
            write_parts(reading, records, parts, store)
        elif quiet:
            deque(_objects(records, store, second, quiet=True), maxlen=0)
        else:
            publish_all(_objects(records, store, second, quiet=False), chosen_form(form), out, second.names if second else None)  # fmt: skip
        if second is not None:
            second.summarise()
        _summarise(reading, store)
        if store is not None and (reading.count or reading.skipped):
            join_if_small(store, is_new=bool(reading.count))


def _known(store: Store, second: Second | None, version: str) -> Callable[[Document], bool]:
    """Whether a document is passed over: it was read before, and so by the second reader where there is one."""

    def is_known(document: Document) -> bool:
        return store.is_read(document.id, version) and (second is None or second.is_read(store, document))

    return is_known


def _objects(
    records: Iterator[Record], store: Store | None, second: Second | None, *, quiet: bool
) -> Iterator[dict[str, Any]]:
    """What is printed of records, none of it where that is not wanted, and behind each what a second reader says."""
    from onrecord.serialize import record_objects

    for record in records:
        if not quiet:
            yield from record_objects(record)
        if second is not None:
            yield from second.keep(store)


def _watched(reading: Reading | Spread, targets: tuple[str, ...], *, strict: bool) -> Iterator[Record]:
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


def _tell(reading: Reading | Spread, told: int, *, strict: bool) -> int:
    for issue in reading.issues[told:]:
        if strict:
            raise OnrecordError(issue.message)
        click.echo(f"onrecord: {issue.severity.value}: {issue.message}", err=True)
    return len(reading.issues)


def _stored(records: Iterator[Record], store: Store | None) -> Iterator[Record]:
    """Records as they are stored, some at a time set beside what was stored before; what an interrupted run left is taken up too."""
    from onrecord.pipeline import keep, to_read_anew

    if store is None:
        yield from records
        return
    yield from keep(records, store, say=_say)
    if (line := to_read_anew(store)) is not None:
        _say(line)


def _say(line: str) -> None:
    click.echo(f"onrecord: {line}", err=True)


def join_if_small(store: Store, *, is_new: bool = True) -> None:
    """Join entities across documents while that takes seconds; a large database is joined when its user asks for it.

    Where nothing `is_new` an interrupted run may have left it undone.
    """
    from onrecord.pipeline import join_stored

    if store.counts()["entity"] <= JOINED_AT_ONCE:
        join_stored(store)
    elif is_new:
        click.echo(f"onrecord: names are not joined anew in a database of this size; when you want it: onrecord join --db {store.name}", err=True)  # fmt: skip


def _summarise(reading: Reading | Spread, store: Store | None) -> None:
    """One line at the end, on standard error; status 1 where not one document could be read."""
    if store is not None:
        store.add_issues(reading.issues)
        skipped = f", {reading.skipped} had been read before" if reading.skipped else ""
        click.echo(
            f"onrecord: {reading.count} documents read{skipped}; {store.name} holds {store.counts_text()}", err=True
        )
    if reading.count == 0 and not reading.skipped and reading.issues:
        sys.exit(1)


@onrecord.command()
@click.argument("paths", nargs=-1, metavar="[PATH|-]...")
@with_actors()
@click.option("--ontology", type=click.Choice(("plover", "cameo")), default="plover", show_default=True)
@click.option("--status", "statuses", metavar="STATUS,...", help="Only events of these statuses: actual,reported,…")
def code(paths: tuple[str, ...], actors: str | None, ontology: str, statuses: str | None) -> None:
    """Code sentences or documents: id, date and text in, PLOVER or CAMEO out.

    Each line of the input is a text: tab-separated id, date, text, or a JSON object with these names; PETRARCH's XML input is read
    sentence by sentence. Out come PLOVER
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
    from onrecord.coder import read_items, read_xml_items

    for path in paths:
        if path == "-":
            yield from read_items(sys.stdin.buffer, "standard input")
            continue
        try:
            with open(path, "rb") as opened:
                is_xml = path.lower().endswith(".xml")
                yield from read_xml_items(opened.read(), path) if is_xml else read_items(opened, path)
        except OSError as error:
            yield InputError(f"{path}: {error.strerror or error}")
