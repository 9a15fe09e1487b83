"""Very many rows at once, by COPY."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection

CHUNK = 1 << 20
"""Characters that are sent at once."""
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\ufffd"})


def copy_rows(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Put rows into a table, all or none, and say how many; none may be there already. Triggers see them as one statement."""
    driver: Any = connection.connection.driver_connection
    own = ", ".join(f'"{column}"' for column in columns)
    sent = driver.execute_unnamed(f'COPY "{table}" ({own}) FROM STDIN', stream=_chunks(rows))
    return int(sent.row_count)


def _chunks(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    lines: list[str] = []
    size = 0
    for row in rows:
        line = "\t".join(map(_written, row)) + "\n"
        lines.append(line)
        size += len(line)
        if size >= CHUNK:
            yield "".join(lines)
            lines, size = [], 0
    if lines:
        yield "".join(lines)


def _written(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    return (
        value.translate(_ESCAPED) if isinstance(value, str) else str(int(value) if isinstance(value, bool) else value)
    )
