"""Reads a folder with Ray's workers, one of which is killed in the middle; prints what was read and writes parts. Run by itself, since Ray stays."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing

from onrecord.cli.spreading import write_parts
from onrecord.engines import Engine, Spread, Workers, read_many
from onrecord.engines.cluster import RayPool
from onrecord.model import Record
from onrecord.pipeline import program_version
from onrecord.publish import Parts
from onrecord.serialize import record_objects, to_json_line


def main(news: str, out: str) -> None:
    with read_many([news], workers=Workers(Engine.RAY, 2, 5)) as spread, closing(Parts(out, version=program_version())) as parts:  # fmt: skip
        write_parts(spread, printed(spread), parts, None)


def printed(spread: Spread) -> Iterator[Record]:
    pool = spread._pool
    for number, record in enumerate(spread):
        if number == 0 and isinstance(pool, RayPool):
            pool._ray.kill(pool._actors[0], no_restart=True)
        for found in record_objects(record):
            sys.stdout.write(to_json_line(found) + "\n")
        yield record


if __name__ == "__main__":
    main(*sys.argv[1:])
