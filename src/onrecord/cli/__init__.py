"""The command line: thin over the library. Records go to standard output, everything else to standard error.

Status 0 when all went well, 1 when something failed, 2 for a wrong option or argument, 130 when interrupted.
"""

from __future__ import annotations

import logging
import os
import sys

import click

from onrecord.cli import across, asking, checking, conversing, desk, exchanging, outside, reading, serving, watching
from onrecord.cli.options import onrecord
from onrecord.errors import OnrecordError, UsageError
from onrecord.threads import use_one

__all__ = [
    "across", "asking", "checking", "conversing", "desk", "exchanging", "main", "onrecord", "outside", "reading", "serving", "watching",
]  # fmt: skip


def main() -> None:
    """Entry point: every expected error is one line and a status."""
    use_one()
    # What goes wrong in a database is raised as well, and told in one line; its own account has a traceback.
    logging.getLogger("sqlalchemy").addHandler(logging.NullHandler())
    try:
        status = onrecord.main(standalone_mode=False) or 0
        sys.stdout.flush()
        sys.exit(status)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        _fail(f"{error.format_message()} (onrecord --help lists commands and options)", 2)
    except UsageError as error:
        _fail(str(error), 2)
    except OnrecordError as error:
        _fail(str(error), 1)
    except (KeyboardInterrupt, click.Abort):
        _fail(
            "interrupted; what was stored stays, and no file is left half written; give the same command again to go on",
            130,
        )
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        _fail(f"{error.filename or 'standard output'}: cannot be read or written ({error.strerror or error})", 1)


def _fail(message: str, status: int) -> None:
    click.echo(f"onrecord: {message}", err=True)
    sys.exit(status)
