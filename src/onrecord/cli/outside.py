"""Commands that take in what other programs made."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from onrecord.cli.options import chosen_form, in_format, on_database, onrecord
from onrecord.errors import InputError, UsageError

if TYPE_CHECKING:
    from onrecord.outside import Claim


@onrecord.command("check-claims")
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@on_database()
@click.option(
    "--as", "scheme", metavar="SCHEME", help="gdelt, icews, polecat or cameo; told by their first line without this."
)
@click.option(
    "--only",
    "wanted",
    metavar="VERDICT",
    multiple=True,
    help="Only checks that come out so: attributed, contradicted, …",
)
@in_format("report", "jsonl")
def check_outside(
    paths: tuple[str, ...], db: str, scheme: str | None, wanted: tuple[str, ...], form: str | None
) -> None:
    """Set events that others coded (GDELT, ICEWS, POLECAT, CAMEO) against the texts of a database.

    A claim whose text is stored (by its address) is supported, attributed to a source, unrealised, contradicted, different or absent there, each
    with the words; others are looked for by day and parties. Nothing of them is stored.
    """
    from onrecord.outside import Verdict, check_claims, write_checks
    from onrecord.store import Store

    unknown = sorted(set(wanted) - set(Verdict))
    if unknown:
        raise UsageError(f"no verdict {unknown[0]!r}; there are {', '.join(Verdict)}")
    with Store(db, must_exist=True) as store:
        checks = check_claims(store, (claim for path in paths for claim in _claims(path, scheme)))
        chosen = (check for check in checks if not wanted or check.verdict.value in wanted)
        write_checks(chosen, sys.stdout, form=chosen_form(form))


def _claims(path: str, scheme: str | None) -> Iterator[Claim]:
    from onrecord.outside import read_claims

    for found in read_claims(path, scheme):
        if isinstance(found, InputError):
            click.echo(f"onrecord: error: {found}", err=True)
        else:
            yield found
