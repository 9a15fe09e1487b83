"""The command line, run in this process or as a process of its own."""

from __future__ import annotations

import io
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import Any
from unittest.mock import patch

from onrecord.cli import main

Completed = subprocess.CompletedProcess[str]


def run(*arguments: str, data: bytes = b"") -> Completed:
    """What the command prints and its status, with the models and tables that this process has loaded; an unexpected error is raised."""
    out, errors = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="", write_through=True) for _ in range(2))
    given = io.TextIOWrapper(io.BytesIO(data), "utf-8")
    with (
        patch.object(sys, "argv", ["onrecord", *arguments]),
        patch.object(sys, "stdin", given),
        redirect_stdout(out),
        redirect_stderr(errors),
    ):
        status = _status()
    return subprocess.CompletedProcess(arguments, status, _text(out), _text(errors))


def _status() -> int:
    try:
        main()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    return 0


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()


def run_outside(*arguments: str, data: bytes | None = None) -> Completed:
    """The same as a process of its own, which shares nothing with this one."""
    found = subprocess.run([sys.executable, "-m", "onrecord", *arguments], input=data, capture_output=True, timeout=120)
    return subprocess.CompletedProcess(found.args, found.returncode, found.stdout.decode(), found.stderr.decode())


INTERRUPTED = "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); runpy.run_module('onrecord', run_name='__main__', alter_sys=True)"
"""The command as it is when a person starts it: a shell that starts the tests in the background has every process under it ignore SIGINT."""


def start(*arguments: str, **pipes: Any) -> subprocess.Popen[Any]:
    """The command as a process that goes on, and that a person may interrupt."""
    return subprocess.Popen([sys.executable, "-c", INTERRUPTED, *arguments], **pipes)
