"""The group of commands, and the options that several of them have."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import click

FORMS = ("report", "jsonl", "csv", "parquet")
Command = TypeVar("Command", bound=Callable[..., Any])


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="onrecord")
def onrecord() -> None:
    """News goes in; a record of who said and did what to whom comes out, tied to its exact words."""


def on_database(*, required: bool = True) -> Callable[[Command], Command]:
    """Which database."""
    return click.option(
        "--db",
        metavar="FILE",
        required=required,
        envvar="ONRECORD_DB",
        help="The database: a file, or postgresql://user@host/name (or set ONRECORD_DB).",
    )


def at_address(port: int, token: str) -> Callable[[Command], Command]:
    """Where it is served; `token` says what happens on an address that others reach."""

    def decorate(command: Command) -> Command:
        host = click.option("--host", metavar="ADDRESS", default="127.0.0.1", show_default=True, help=f"On another than the loopback address a token is needed{token}.")  # fmt: skip
        number = click.option("--port", type=click.IntRange(0, 65535), default=port, show_default=True, help="0 takes any that is free.")  # fmt: skip
        return host(number(command))

    return decorate


def allowing_private() -> Callable[[Command], Command]:
    """Whether webhooks may lead to this machine and its network."""
    return click.option("--allow-private", "allows_private", is_flag=True, help="Let webhooks lead to this machine and network.")  # fmt: skip


def in_format(*forms: str) -> Callable[[Command], Command]:
    """In which of these forms."""
    help_text = "Default: report on a terminal, jsonl when piped."
    return click.option("--format", "form", type=click.Choice(forms), help=help_text)


def with_actors() -> Callable[[Command], Command]:
    """Actors of the user's own."""
    return click.option(
        "--actors",
        metavar="FILE.csv",
        help="Your own actors: pattern,code,sector,from,to; they win over what is known.",
    )


def with_authority() -> Callable[[Command], Command]:
    """Bodies and people of the user's own."""
    return click.option(
        "--authority",
        metavar="FILE.csv",
        help="Your own bodies and people: id,name,kind,aliases,sector,country,office,sex,from,to; they win.",
    )


def with_second_reader() -> Callable[[Command], Command]:
    """A model of the user's own that is asked too."""

    def put(command: Command) -> Command:
        for option in reversed(SECOND_READER):
            command = option(command)
        return command

    return put


SECOND_READER: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--second-reader",
        "second_url",
        metavar="URL",
        help="Ask an OpenAI-compatible server too, and show where it agrees; nothing of it goes into the record. "
        "Its key: ONRECORD_SECOND_READER_KEY.",
    ),
    click.option("--model", metavar="NAME", help="Which model of the second reader."),
    click.option(
        "--second-timeout",
        type=click.FloatRange(min=0.1, max=86_400),
        default=120,
        show_default=True,
        metavar="SECONDS",
        help="How long it may take to answer about a story.",
    ),
)


def chosen_form(form: str | None) -> str:
    """What was asked for, else a report on a terminal and JSON Lines elsewhere."""
    return form or ("report" if sys.stdout.isatty() else "jsonl")


def publish_all(
    objects: Iterator[dict[str, Any]], form: str, out: str | None, second: dict[str, Any] | None = None
) -> None:
    """Write records to a stream, or to where `out` says."""
    from onrecord.publish import publish

    publish(objects, form=form, out=out or sys.stdout, colour=sys.stdout.isatty(), second=second)
