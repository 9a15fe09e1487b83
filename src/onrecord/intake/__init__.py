"""The room that reads bytes: files so far; feeds, archives, tables and addresses are being built."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from onrecord.errors import InputError
from onrecord.model import Document, Issue, content_id

__all__ = ["IntakeOptions", "make_options", "read_documents"]


@dataclass(frozen=True, slots=True)
class IntakeOptions:
    """What the user says of the input."""

    outlet: str | None = None
    published: str | None = None


def make_options(outlet: str | None = None, published: str | None = None, **_: object) -> IntakeOptions:
    """Options from the command line's values."""
    return IntakeOptions(outlet, published)


def read_documents(targets: Sequence[str], *, options: IntakeOptions) -> Iterator[Document | Issue]:
    """The documents of the targets, in order."""
    for target in targets:
        path = Path(target)
        if not path.exists():
            raise InputError(f"{target}: no such file or folder")
        for found in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if found.is_file() and found.suffix == ".txt":
                data = found.read_bytes()
                sha256 = hashlib.sha256(data).hexdigest()
                identity = content_id("document", sha256, None, options.outlet, options.published)
                yield Document(identity, "text/plain", options.outlet, None, str(found), options.published, None, None, sha256,
                               data.decode("utf-8", "replace"), published_from="user" if options.published else None)
