"""Object stores: what lies at `s3://`, `gs://` and other addresses of their kind, through fsspec. Keys and regions are each store's own matter."""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import IO, Any

from onrecord.errors import InputError

SCHEMES = ("s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "memory")
"""Schemes that are opened through fsspec; no others, so that a list of addresses reaches nothing else of this machine or its network."""
FOREIGN = {
    "botocore.exceptions": ("BotoCoreError", "ClientError"),
    "google.auth.exceptions": ("GoogleAuthError",),
    "gcsfs.retry": ("HttpError",),
    "aiohttp": ("ClientError",),
    "azure.core.exceptions": ("AzureError",),
}
"""What the stores' own libraries raise beside OSError."""


def is_remote(target: str) -> bool:
    """True for an address of an object store."""
    scheme, mark, _ = target.partition("://")
    return bool(mark) and scheme.lower() in SCHEMES


def is_of_process(target: str) -> bool:
    """True for what another process cannot open."""
    return target.lower().startswith("memory://")


def expand_remote(target: str) -> tuple[list[str], bool]:
    """The objects that an address, a pattern or the beginning of addresses ("folder") names, in the order of their names; and whether it is a folder.

    Hidden ones and README.md are left out, as in folders. Raises InputError where there is none, or where a library is missing.
    """
    with _told(target):
        system, path = _system(target)
        is_pattern = any(mark in path for mark in "*?[")
        is_folder = not is_pattern and system.isdir(path)
        if is_pattern:
            found = [name for name in sorted(system.glob(path)) if system.isfile(name)]
        elif is_folder:
            found = [name for name in sorted(system.find(path)) if _is_wanted(name, path)]
        else:
            found = [path] if system.isfile(path) else []
    if not found:
        raise InputError(f"{target}: no such object; give the address of one, of a folder of them, or a pattern")
    scheme = target.partition("://")[0]
    return [f"{scheme}://{name.lstrip('/')}" for name in found], is_folder


def open_remote(target: str) -> IO[bytes]:
    """An object, opened for reading; it can be sought in. Raises OSError where it cannot be opened."""
    with _told(target, OSError):
        system, path = _system(target)
        opened: IO[bytes] = system.open(path, "rb")
    return opened


def refusals(*more: type[Exception]) -> tuple[type[Exception], ...]:
    """What reading may raise: OSError, what `more` names, and the errors of those stores' libraries that are loaded."""
    there = ((sys.modules[module], names) for module, names in FOREIGN.items() if module in sys.modules)
    foreign = (getattr(module, name, None) for module, names in there for name in names)
    return (OSError, *more, *(found for found in foreign if found is not None))


def _system(target: str) -> tuple[Any, str]:
    try:
        system, path = import_module("fsspec.core").url_to_fs(target)
    except ImportError as error:
        name = getattr(error, "name", None) or str(error)
        raise InputError(
            f"{target}: object stores need fsspec and what it opens this one with ({name}): pip install 'onrecord[remote]'"
        ) from error
    return system, path


def _is_wanted(name: str, folder: str) -> bool:
    below = name.lstrip("/").removeprefix(folder.strip("/")).strip("/")
    parts = below.split("/")
    return not any(part.startswith(".") for part in parts) and posixpath.basename(name).lower() != "readme.md"


@contextmanager
def _told(target: str, kind: type[Exception] = InputError) -> Iterator[None]:
    """Whatever a store refuses as an error of this kind, in one line."""
    try:
        yield
    except refusals(ValueError) as error:
        words = str(error).split("\n", 1)[0][:160] or type(error).__name__
        raise kind(f"{target}: cannot be opened ({words})") from error


__all__ = ["SCHEMES", "expand_remote", "is_of_process", "is_remote", "open_remote", "refusals"]
