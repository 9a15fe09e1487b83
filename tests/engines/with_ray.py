"""Reads a folder with Ray's workers, one of which is killed in the middle, and prints what was read; run by itself, since Ray stays."""

from __future__ import annotations

import sys

from onrecord.engines import Engine, Workers, read_many
from onrecord.engines.cluster import RayPool
from onrecord.serialize import record_objects, to_json_line


def main(folder: str) -> None:
    with read_many([folder], workers=Workers(Engine.RAY, 2, 5)) as spread:
        pool = spread._pool
        for number, record in enumerate(spread):
            if number == 0 and isinstance(pool, RayPool):
                pool._ray.kill(pool._actors[0], no_restart=True)
            for found in record_objects(record):
                sys.stdout.write(to_json_line(found) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
