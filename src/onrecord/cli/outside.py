"""Commands that take in what other programs made."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from onrecord.cli.options import chosen_form, in_format, on_database, onrecord
from onrecord.errors import InputError
from onrecord.outside import SCHEMES, Claim, Verdict, check_claims, read_claims, write_checks


@onrecord.command("check-claims")
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@on_database()
@click.option(
    "--as", "scheme", type=click.Choice(SCHEMES), help="What the files are; told by their first line without this."
)
@click.option(
    "--only",
    "wanted",
    type=click.Choice([verdict.value for verdict in Verdict]),
    multiple=True,
    help="Only checks that come out so.",
)
@in_format("report", "jsonl")
def check_outside(
    paths: tuple[str, ...], db: str, scheme: str | None, wanted: tuple[str, ...], form: str | None
) -> None:
    """Set events that others coded (GDELT, ICEWS, POLECAT, CAMEO) against the texts of a database.

    A claim whose text is stored (by its address) is supported, attributed to a source, unrealised, contradicted, different or absent there, each
    with the words; others are looked for by day and parties. Nothing of them is stored.
    """
    from onrecord.store import Store

    with Store(db, must_exist=True) as store:
        checks = check_claims(store, (claim for path in paths for claim in _claims(path, scheme)))
        chosen = (check for check in checks if not wanted or check.verdict.value in wanted)
        write_checks(chosen, sys.stdout, form=chosen_form(form))


def _claims(path: str, scheme: str | None) -> Iterator[Claim]:
    for found in read_claims(path, scheme):
        if isinstance(found, InputError):
            click.echo(f"onrecord: error: {found}", err=True)
        else:
            yield found
