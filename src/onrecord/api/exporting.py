"""What is stored as a download in any format: texts as they are written, everything else from a file that is gone afterwards."""

from __future__ import annotations

import asyncio
import queue
import shutil
import tempfile
import threading
import zipfile
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from onrecord.api.refusing import Refused
from onrecord.api.turns import Turns
from onrecord.errors import UsageError
from onrecord.publish import Format, Shape, format_named
from onrecord.store import Query, Store

CHUNK = 64 * 1024
"""Bytes, or characters, that are handed on at once."""
MOST_WAITING = 8
"""Chunks that are written ahead of who reads them."""
PATIENCE = 60.0
"""Seconds that who reads may be silent before the writing ends."""
MOST_AT_ONCE = 4
"""Exports that are written at a time: each holds the database as it was when it began."""
ZIP = "application/zip"
LONGEST_WAIT = 60.0
"""Seconds that an export waits for its turn."""
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The time of every file in an archive: the same selection is the same bytes."""
TURNS = Turns(MOST_AT_ONCE)


class _Left(Exception):
    """Who asked is gone."""


async def export_response(
    store: Store, query: Query | None, about: str | None, name: str, *, ending: str | None = None
) -> Response:
    """A selection in a format as a response with its media type and file name.

    `ending` picks among the endings of a format that has several. Raises UsageError for a format or an ending that is not there, or a filter
    that cannot be, StoreError for an `about` that is not stored, Refused with 503 where too many are written already; once the first piece
    is sent, an error breaks the response off.
    """
    chosen = format_named(name)
    if ending is not None and ending not in chosen.writers:
        raise UsageError(f"{name} has no ending {ending!r}; there are: {' '.join(chosen.writers)}")
    ending = ending or (chosen.ending or "zip")
    if not await TURNS.take(LONGEST_WAIT):
        raise Refused(503, "too many exports are written; try again in a few seconds")
    export = _Export(store, query, about, chosen, ending)
    try:
        pieces = await (export.text() if chosen.shape is Shape.TEXT else export.file())
    except BaseException:
        export.leave()
        raise
    media_type = ZIP if chosen.shape is Shape.FOLDER else media_type_of(chosen, ending)
    headers = {"Content-Disposition": f'attachment; filename="{chosen.file_name(ending)}"'}
    return _Streamed(pieces, export, media_type, headers)


def media_type_of(chosen: Format, ending: str) -> str:
    """The media type of a format; a page where it is asked for as one."""
    return "text/html; charset=utf-8" if ending == "html" else chosen.media_type


class _Export:
    """One export: a thread that writes, and pieces that are handed on as they are asked for."""

    def __init__(self, store: Store, query: Query | None, about: str | None, chosen: Format, ending: str) -> None:
        self._store, self._query, self._about = store, query, about
        self._chosen, self._ending = chosen, ending
        self._pieces: queue.Queue[bytes | BaseException | None] = queue.Queue(MOST_WAITING)
        self._is_left = threading.Event()
        self._folder: str | None = None
        self._lock = threading.Lock()
        self._is_held = True

    async def text(self) -> AsyncIterator[bytes]:
        """Pieces as they are written; comes back with the first, so that what goes wrong before is told as an error."""
        threading.Thread(target=self._write_text, name="onrecord-export", daemon=True).start()
        first = await run_in_threadpool(self._next)
        return self._following(first)

    async def _following(self, first: bytes | None) -> AsyncIterator[bytes]:
        piece = first
        while piece is not None:
            yield piece
            piece = await run_in_threadpool(self._next)

    def _next(self) -> bytes | None:
        found = self._pieces.get()
        if isinstance(found, BaseException):
            raise found
        return found

    def _write_text(self) -> None:
        out: Any = _Pieces(self.put)
        try:
            self._select(lambda selection: self._writer()(selection, out))
            out.flush()
            self.put(None)
        except _Left:
            pass  # nobody reads any more, and there is nobody to tell
        except BaseException as error:  # noqa: BLE001  who reads is told
            with suppress(_Left):
                self.put(error)
        finally:
            self._release()

    def put(self, piece: bytes | BaseException | None) -> None:
        """Hand a piece on; waits for who reads. Raises _Left where nobody does."""
        waited = 0.0
        while not self._is_left.is_set() and waited < PATIENCE:
            try:
                self._pieces.put(piece, timeout=0.25)
            except queue.Full:
                waited += 0.25
            else:
                return
        raise _Left

    async def file(self) -> AsyncIterator[bytes]:
        """Pieces of a file that was written whole."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Path] = loop.create_future()

        def write() -> None:
            try:
                self._folder = tempfile.mkdtemp(prefix="onrecord-")
                found: Any = self._select(self._write_file)
            except BaseException as error:  # noqa: BLE001  who asked is told
                loop.call_soon_threadsafe(_fail, done, error)
            else:
                loop.call_soon_threadsafe(_finish, done, found)
            finally:
                self._release()
                if self._is_left.is_set():
                    self.leave()

        threading.Thread(target=write, name="onrecord-export", daemon=True).start()
        path = await done
        return _read(path)

    def _write_file(self, selection: Any) -> Path:
        folder = Path(self._folder or "")
        if self._chosen.shape is not Shape.FOLDER:
            path = folder / f"onrecord.{self._ending}"
            self._writer()(selection, path)
            return path
        into = folder / self._chosen.name
        into.mkdir()
        self._writer()(selection, into)
        return _packed(into, folder / "onrecord.zip")

    def _writer(self) -> Callable[[Any, Any], None]:
        return self._chosen.writer_of(f"onrecord.{self._ending}")

    def _select(self, write: Callable[[Any], Any]) -> Any:
        with self._store.selection(self._query, self._about) as selection:
            return write(selection)

    def leave(self) -> None:
        """Nobody reads any more: the writing ends, and what was written is taken away."""
        self._is_left.set()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _release(self) -> None:
        with self._lock:
            if self._is_held:
                self._is_held = False
                TURNS.give_back()


class _Streamed(StreamingResponse):
    """Pieces of an export; however it ends, the export is left."""

    def __init__(self, pieces: AsyncIterator[bytes], export: _Export, media_type: str, headers: dict[str, str]) -> None:
        super().__init__(pieces, media_type=media_type, headers=headers)
        self._export = export

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._export.leave()


class _Pieces:
    """A text stream that hands on what is written to it, as UTF-8 and in pieces."""

    def __init__(self, put: Callable[[bytes], None]) -> None:
        self._put, self._held, self._length = put, list[str](), 0

    def write(self, words: str) -> int:
        """Take words."""
        self._held.append(words)
        self._length += len(words)
        if self._length >= CHUNK:
            self.flush()
        return len(words)

    def writelines(self, lines: Any) -> None:
        """Take lines."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Hand on what is held."""
        if self._held:
            piece = "".join(self._held).encode("utf-8", "replace")
            self._held, self._length = [], 0
            self._put(piece)

    def writable(self) -> bool:
        """It is."""
        return True

    def isatty(self) -> bool:
        """It is no terminal."""
        return False


def _packed(folder: Path, into: Path) -> Path:
    """The files of a folder as a zip archive, the same bytes for the same files."""
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(found for found in folder.rglob("*") if found.is_file()):
            entry = zipfile.ZipInfo(str(path.relative_to(folder)), EARLIEST)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            with path.open("rb") as opened, archive.open(entry, "w", force_zip64=True) as packed:
                shutil.copyfileobj(opened, packed, CHUNK)
    shutil.rmtree(folder)
    return into


async def _read(path: Path) -> AsyncIterator[bytes]:
    opened: IO[bytes] = await run_in_threadpool(path.open, "rb")
    try:
        while piece := await run_in_threadpool(opened.read, CHUNK):
            yield piece
    finally:
        opened.close()


def _finish(done: asyncio.Future[Path], found: Path) -> None:
    if not done.done():
        done.set_result(found)


def _fail(done: asyncio.Future[Path], error: BaseException) -> None:
    if not done.done():
        done.set_exception(error)
