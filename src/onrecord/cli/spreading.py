"""Reading with many workers, on the command line: who reads, what they need not read, and parts of Parquet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from onrecord.cli.options import Command
from onrecord.errors import UsageError

if TYPE_CHECKING:
    from onrecord.engines import Spread, Workers
    from onrecord.model import Document, Record
    from onrecord.publish import Parts
    from onrecord.store import Store

Known = Callable[["Document"], bool]


def with_engine() -> Callable[[Command], Command]:
    """Many workers."""

    def put(command: Command) -> Command:
        for option in reversed(OPTIONS):
            command = option(command)
        return command

    return put


OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--engine",
        type=click.Choice(("local", "ray")),
        help="Read with many workers: processes of this machine, or Ray's (the cluster of RAY_ADDRESS, else this machine). The records are the same.",
    ),
    click.option(
        "--workers",
        type=click.IntRange(1, 100_000),
        metavar="N",
        help="How many; default with --engine: as many as processors. About 0.5 GB each.",
    ),
    click.option(
        "--shard",
        type=click.IntRange(1, 10_000_000),
        metavar="N",
        help="With --engine: so many pieces of the input (files, pages, rows) are one shard, and one part of --out. Default 1000.",
    ),
)


def chosen_workers(engine: str | None, workers: int | None, shard: int | None) -> Workers | None:
    """Who reads; None where this process does. Raises UsageError for shards without workers."""
    if engine is None and workers is None:
        if shard is not None:
            raise UsageError("--shard goes with --engine or --workers")
        return None
    from onrecord.engines import Engine, Workers

    chosen = Workers(Engine(engine or "local"), workers)
    return chosen if shard is None else Workers(chosen.engine, workers, shard)


def open_parts(
    workers: Workers | None, out: str | None, form: str | None, *, version: str, again: bool
) -> Parts | None:
    """The folder of parts that many workers' records go to; None where none was asked for. Raises UsageError without a folder for it."""
    if workers is None or form not in (None, "parquet") or (out is None and form is None):
        return None
    if out is None:
        raise UsageError("parquet needs a folder: give --out FOLDER")
    from onrecord.publish import Parts

    return Parts(out, version=version, is_again=again)


def known_to_all(stored: Known | None, parts: Parts | None) -> Known | None:
    """Whether a document is wherever it should go; None where nothing is asked."""
    if parts is None:
        return stored
    return lambda document: parts.is_known(document.id) and (stored is None or stored(document))


def passed_over(store: Store | None, parts: Parts | None, version: str) -> Iterator[str]:
    """Documents that workers need not read: those that are in all of the database and the parts, as far as there are any."""
    if store is not None:
        yield from (one for one in store.read_by(version) if parts is None or parts.is_known(one))
    elif parts is not None:
        yield from parts.documents()


def write_parts(reading: Spread, records: Iterable[Record], parts: Parts, store: Store | None) -> None:
    """The records in parts, one a shard, with the issues that belong to no document; at the end what the database knows across documents."""
    from onrecord.publish.selection import ACROSS
    from onrecord.serialize import record_objects, to_object

    told = 0

    def objects(group: Iterable[Record]) -> Iterator[dict[str, Any]]:
        nonlocal told
        for record in group:
            yield from record_objects(record)
        fresh, told = reading.issues[told:], len(reading.issues)
        yield from map(to_object, fresh)

    for shard, group in groupby(records, key=lambda _: reading.shard):
        parts.write(shard, objects(group))
    parts.write(reading.shard, objects(()))
    if store is not None:
        with store.selection() as selection:
            parts.write_across(found for kind in ACROSS for found in selection.across(kind))
