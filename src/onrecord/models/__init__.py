"""Trained weights that ship with the package, each with a card beside it and its sha256 in `manifest.json`."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.resources import files

from onrecord.errors import ModelError

__all__ = ["load_bytes", "manifest", "version"]


@cache
def manifest() -> dict[str, str]:
    """File name -> sha256 of every shipped model file."""
    listed: dict[str, str] = json.loads(files(__package__).joinpath("manifest.json").read_text(encoding="utf-8"))
    return listed


def load_bytes(name: str) -> bytes:
    """The bytes of a model file, checked against the manifest.

    Raises ModelError when the file is missing, not listed, or not the one that was released.
    """
    if name not in manifest():
        raise ModelError(f"model file {name} is not listed in the manifest; reinstall onrecord")
    try:
        found = files(__package__).joinpath(name).read_bytes()
    except OSError as error:
        raise ModelError(f"model file {name} is missing; reinstall onrecord") from error
    if hashlib.sha256(found).hexdigest() != manifest()[name]:
        raise ModelError(f"model file {name} is not the released one (its sha256 differs); reinstall onrecord")
    return found


def version(name: str) -> str:
    """A model's version: the first twelve digits of its sha256."""
    return manifest()[name][:12]
