"""What is written out, in blocks of one type: what tables are made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Protocol, runtime_checkable

from onrecord.model import Block
from onrecord.publish.selection import Found, Selection
from onrecord.serialize import to_json_line

MOST_LINES = 4_000
MOST_BYTES = 2_000_000
"""A block has no more lines and hardly more bytes than that."""


@runtime_checkable
class InBlocks(Protocol):
    """A selection that may have its objects as lines already: of all that is stored."""

    is_all: bool

    def blocks(self) -> Iterator[Block]:
        """Everything in blocks of one type."""
        ...


def blocks_of(selection: Selection) -> Iterator[Block]:
    """Everything in blocks of one type; the objects of each type come in the order in which the selection has them."""
    return selection.blocks() if isinstance(selection, InBlocks) and selection.is_all else group_lines(selection.objects())  # fmt: skip


def group_lines(objects: Iterable[Found]) -> Iterator[Block]:
    """JSON objects, each document's together and its `document` first, in blocks of one type."""
    waiting: dict[str, _Waiting] = {}
    document: str | None = None
    for found in objects:
        kind = found["type"]
        if kind == "document":
            document = _plain(found["id"])
        group = waiting.setdefault(kind, _Waiting())
        group.add(_document_of(found, document), to_json_line(found).encode())
        if group.is_full:
            yield Block(kind, group.documents, group.lines)
            del waiting[kind]
    yield from (Block(kind, group.documents, group.lines) for kind, group in waiting.items())


class _Waiting:
    """Lines of one type that are no block yet."""

    def __init__(self) -> None:
        self.documents: list[str | None] = []
        self.lines: list[bytes] = []
        self._bytes = 0

    @property
    def is_full(self) -> bool:
        return len(self.lines) >= MOST_LINES or self._bytes >= MOST_BYTES

    def add(self, document: str | None, line: bytes) -> None:
        self.documents.append(document)
        self.lines.append(line)
        self._bytes += len(line)


def _document_of(found: Found, last: str | None) -> str | None:
    """An issue says itself whether it belongs to a document."""
    return _plain(found["document"]) if found["type"] == "issue" else last


def _plain(words: Any) -> Any:
    return words.encode("utf-8", "replace").decode() if isinstance(words, str) else words


__all__ = ["Block", "InBlocks", "blocks_of", "group_lines"]
