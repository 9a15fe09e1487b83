"""What is in the wheel and in the source distribution: `python -m supply.wheel DIST`. Every file of the package that is tracked is in both."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from supply.lock import ROOT

SOURCE = "src/"
MUST = ("onrecord/py.typed", "onrecord/schema.json", "onrecord/rules/SHA256SUMS", "onrecord/models/manifest.json")


def tracked() -> frozenset[str]:
    """The files of the package, below `src`, as the repository has them."""
    listed = subprocess.run(["git", "ls-files", "-z", "--", SOURCE], cwd=ROOT, capture_output=True, check=True, text=True).stdout  # fmt: skip
    return frozenset(name.removeprefix(SOURCE) for name in listed.split("\0") if name)


def check(folder: Path) -> Iterator[str]:
    """What is wrong with the wheel and the source distribution in a folder, a line each."""
    wheels, sources = sorted(folder.glob("*.whl")), sorted(folder.glob("*.tar.gz"))
    if len(wheels) != 1 or len(sources) != 1:
        yield f"{folder}: {len(wheels)} wheels and {len(sources)} source distributions; there should be one each"
        return
    with zipfile.ZipFile(wheels[0]) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
        about = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = wheel.read(about).decode()
        licences = [name for name in wheel.namelist() if ".dist-info/licenses/" in name]
    with tarfile.open(sources[0]) as source:
        inside = {name.partition("/")[2] for name in source.getnames()}
    wanted = tracked()
    for name in sorted(wanted - names):
        yield f"{wheels[0].name}: lacks {name}"
    for name in sorted(names - wanted):
        yield f"{wheels[0].name}: has {name}, which is not in the repository"
    for name in sorted(name for name in wanted if SOURCE + name not in inside):
        yield f"{sources[0].name}: lacks {SOURCE}{name}"
    for name in MUST:
        if name not in names:
            yield f"{wheels[0].name}: lacks {name}"
    if "License-Expression: Apache-2.0" not in metadata or len(licences) < 2:
        yield f"{wheels[0].name}: does not say its licence, or lacks LICENSE or NOTICE"


def main() -> int:
    """Check, and say what is wrong."""
    wrong = list(check(Path(sys.argv[1])))
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
