"""The text of a PDF, page by page, within bounds: a few bytes of one can stand for hours of drawing."""

from __future__ import annotations

import io
import logging
import time
from typing import Any

from onrecord.intake.items import TooMuch

MOST_OPERATIONS = 5_000_000
"""Steps of drawing in a whole file; forms within forms count each time that they are drawn (a page of text has some three thousand)."""
MOST_STREAM = 16 * 1024 * 1024
"""Bytes of one unpacked stream."""
LONGEST = 120.0
"""Seconds after which a file is given up in any case: the counts above end sooner on whatever is not made to be slow."""


class _Count:
    """What was drawn and unpacked so far. Raises TooMuch past a bound."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = self._operations = 0
        self._until = time.monotonic() + LONGEST
        self._past: str | None = None

    def unpack(self, page: Any) -> None:
        """The contents of a page."""
        contents = page.get_contents()
        self._bytes += len(contents.get_data()) if contents is not None else 0
        if self._bytes > self._most_bytes:
            raise TooMuch(f"unpacks to more than {self._most_bytes:,} bytes")
        self.check()

    def step(self, *given: Any) -> None:
        """One step of drawing."""
        self._operations += 1
        if self._operations > MOST_OPERATIONS:
            self._past = f"draws more than {MOST_OPERATIONS:,} steps"
        if self._past is not None or not self._operations % 1000:
            self.check()

    def check(self) -> None:
        """Whether a bound was passed: within forms the reader goes on after an error."""
        if self._past is not None:
            raise TooMuch(self._past)
        if time.monotonic() > self._until:
            raise TooMuch(f"takes more than {LONGEST:g} seconds")


def read_papers(data: bytes, *, most_bytes: int, most_pages: int) -> tuple[str, str | None]:
    """Text and title. Raises TooMuch, and whatever the reader of PDF raises for a file that is damaged or locked."""
    from pypdf.errors import LimitReachedError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        return _read(data, most_bytes, most_pages)
    except LimitReachedError as error:
        # Its own words may name places in memory, which are others in every run.
        raise TooMuch("unpacks to more than a reader takes, or goes round in a circle") from error


def _read(data: bytes, most_bytes: int, most_pages: int) -> tuple[str, str | None]:
    from pypdf import PdfReader, apply_configuration

    with apply_configuration(
        zlib_maximum_output_length=MOST_STREAM,
        lzw_maximum_output_length=MOST_STREAM,
        run_length_maximum_output_length=MOST_STREAM,
        array_based_stream_maximum_output_length=MOST_STREAM,
    ):
        reader = PdfReader(io.BytesIO(data))
        count = _Count(most_bytes)
        pages: list[str] = []
        for page in reader.pages:
            if len(pages) == most_pages:
                raise TooMuch(f"has more than {most_pages:,} pages")
            count.unpack(page)
            pages.append(page.extract_text(visitor_operand_before=count.step))
            count.check()
        title = reader.metadata.title if reader.metadata else None
    return "\n".join(pages), title
