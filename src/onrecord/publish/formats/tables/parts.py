"""A folder of partitioned Parquet that grows shard by shard: a folder a type, in it a file a shard with the columns of `write_parquet`.

`FOLDER/event/*.parquet` is one dataset for DuckDB, pyarrow, Spark and whoever reads such folders. A shard is there whole or not at all: its
documents are put there last, and what is there of a shard without them is taken away when the folder is opened again. What is known across
documents stands in a file beside the parts, which is made anew with each run.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from onrecord.errors import OnrecordError, UsageError
from onrecord.model import content_id
from onrecord.publish.formats.tables.arrow import arrow_schema
from onrecord.publish.formats.tables.columns import write_parquet_objects
from onrecord.publish.registry import needed
from onrecord.publish.selection import ACROSS, Found
from onrecord.serialize import TYPES

MARKER, MAKING, EMPTY, TOGETHER = "_onrecord.json", ".making", "schema.parquet", "across.parquet"


class Parts:
    """The folder, opened to be written to.

    What it holds was read by one version of the program; with `is_again` what is there is taken away first. Raises UsageError for a folder
    with other files in it and for one that another version wrote, OnrecordError where pyarrow is missing or it cannot be written.
    """

    def __init__(self, folder: str | Path, *, version: str, is_again: bool = False) -> None:
        self._folder = Path(folder)
        self._arrow = needed("pyarrow", "parquet", "Parquet")
        self._parquet = needed("pyarrow.parquet", "parquet", "Parquet")
        # On disk, in a file that goes away: a run may have millions of documents.
        self._seen = sqlite3.connect("")
        self._seen.execute("CREATE TABLE seen (id TEXT PRIMARY KEY) WITHOUT ROWID")
        try:
            self._open(version, is_again)
        except OSError as error:
            raise OnrecordError(
                f"{folder}: cannot be written ({error.strerror or error}); choose another --out"
            ) from error

    def close(self) -> None:
        """Let go of it."""
        self._seen.close()

    def is_known(self, identity: str) -> bool:
        """True for a document, or an issue of none, that is in a part."""
        return self._seen.execute("SELECT 1 FROM seen WHERE id = ?", (identity,)).fetchone() is not None

    def documents(self) -> Iterator[str]:
        """The ids of all documents that are in a part."""
        for (identity,) in self._seen.execute("SELECT id FROM seen WHERE id LIKE 'document-%'"):
            yield identity

    def write(self, shard: int, objects: Iterable[Found]) -> int:
        """A part of a shard's objects, each document's together and its `document` first; what is known is left out. How many documents.

        Where `objects` raises nothing of the shard is there. Raises OnrecordError where the folder cannot be written.
        """
        making = self._folder / MAKING
        ids: list[str] = []
        try:
            shutil.rmtree(making, ignore_errors=True)
            write_parquet_objects(self._new(objects, ids), making)
            if ids:
                self._move(making, f"part-{shard:06}-{content_id('part', ids).partition('-')[2]}.parquet")
                self._seen.executemany("INSERT OR IGNORE INTO seen VALUES (?)", ((identity,) for identity in ids))
        except OSError as error:
            raise OnrecordError(f"{self._folder}: cannot be written ({error.strerror or error})") from error
        finally:
            shutil.rmtree(making, ignore_errors=True)
        return sum(identity.startswith("document-") for identity in ids)

    def write_across(self, objects: Iterable[Found]) -> None:
        """Records across documents, in the place of those that were there: these are never known for a shard alone.

        Raises OnrecordError where the folder cannot be written.
        """
        making = self._folder / MAKING
        try:
            shutil.rmtree(making, ignore_errors=True)
            write_parquet_objects(objects, making)
            for kind in ACROSS:
                _flush(making / f"{kind}.parquet")
                (making / f"{kind}.parquet").replace(self._folder / kind / TOGETHER)
        except OSError as error:
            raise OnrecordError(f"{self._folder}: cannot be written ({error.strerror or error})") from error
        finally:
            shutil.rmtree(making, ignore_errors=True)

    def _new(self, objects: Iterable[Found], ids: list[str]) -> Iterator[Found]:
        """Those of what is not in a part yet; `ids` is told what they are."""
        written: set[str] = set()
        is_new = True
        for found in objects:
            is_loose = found["type"] == "issue" and found["document"] is None
            if found["type"] == "document" or is_loose:
                is_one_more = found["id"] not in written and not self.is_known(found["id"])
                if is_one_more:
                    written.add(found["id"])
                    ids.append(found["id"])
                if is_loose:
                    if is_one_more:
                        yield found
                    continue
                is_new = is_one_more
            if is_new:
                yield found

    def _move(self, making: Path, name: str) -> None:
        """Tables with rows to where they belong, documents last."""
        for kind in sorted(TYPES, key=lambda kind: kind == "document"):
            made = making / f"{kind}.parquet"
            if kind == "document" or self._parquet.read_metadata(made).num_rows:
                _flush(made)
                made.replace(self._folder / kind / name)

    def _open(self, version: str, is_again: bool) -> None:
        if self._folder.exists() and not self._folder.is_dir():
            raise UsageError(f"{self._folder}: parts need a folder and this is a file; choose another --out")
        self._folder.mkdir(parents=True, exist_ok=True)
        self._check(version, is_again)
        shutil.rmtree(self._folder / MAKING, ignore_errors=True)
        for kind in TYPES:
            (self._folder / kind).mkdir(exist_ok=True)
        whole = set() if is_again else {path.name for path in (self._folder / "document").glob("part-*.parquet")}
        # Documents first: what is left of a part without them is known to be no part, should this be interrupted.
        for kind in sorted(TYPES, key=lambda kind: kind != "document"):
            for path in (self._folder / kind).glob("part-*.parquet"):
                if path.name not in whole:
                    path.unlink()
            if is_again:
                (self._folder / kind / TOGETHER).unlink(missing_ok=True)
            self._parquet.write_table(arrow_schema(self._arrow, kind).empty_table(), self._folder / kind / EMPTY)
        made = self._folder / f"{MARKER}.new"
        made.write_text(json.dumps({"version": version}) + "\n", encoding="utf-8")
        made.replace(self._folder / MARKER)
        for name in sorted(whole):
            self._remember(name)

    def _check(self, version: str, is_again: bool) -> None:
        marker = self._folder / MARKER
        if not marker.exists():
            if any(path.name not in (f"{MARKER}.new", *TYPES) for path in self._folder.iterdir()):
                raise UsageError(f"{self._folder}: holds other files; choose another --out for parts")
            return
        try:
            before = json.loads(marker.read_text(encoding="utf-8"))["version"]
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(f"{marker}: not as it was written; choose another --out") from error
        if before != version and not is_again:
            raise UsageError(f"{self._folder}: was read by another version ({before}); choose another --out, or read all of it anew with --again")  # fmt: skip

    def _remember(self, name: str) -> None:
        documents = self._parquet.read_table(self._folder / "document" / name, columns=["id"]).column("id").to_pylist()
        issues = self._folder / "issue" / name
        if issues.exists():
            rows = self._parquet.read_table(issues, columns=["id", "document"]).to_pylist()
            documents += [row["id"] for row in rows if row["document"] is None]
        self._seen.executemany("INSERT OR IGNORE INTO seen VALUES (?)", ((identity,) for identity in documents))


def _flush(path: Path) -> None:
    """On the disk before it gets its name: after a power cut it is whole or not there."""
    with path.open("rb") as opened:
        os.fsync(opened.fileno())


__all__ = ["Parts"]
