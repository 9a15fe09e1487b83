"""The licence of every distribution and of every trained weight, against lists: `python -m supply.licences [--installed]`.

`licences.csv` says the licence of each distribution in the lock file, as somebody looked it up. With --installed what is installed
here is compared with its own metadata too. A distribution that is not listed, a licence that is not allowed without a reason, a row for
something that is gone, and a model without a card that says its licence and that of its data are errors.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

from supply.cards import check_models
from supply.lock import BESIDE, RUN, Locked, normal, read_lock

TABLE = Path(__file__).with_name("licences.csv")
ALLOWED = frozenset(
    ("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "ISC", "MIT", "MIT-0", "PSF-2.0", "Unlicense", "Zlib")
)  # fmt: skip
"""Licences of what a user's install brings: they ask for no more than to be named."""
ALLOWED_BESIDE = ALLOWED | {"MPL-2.0", "LGPL-2.1-or-later", "GPL-2.0-or-later", "LGPL-3.0-or-later"}
"""Licences of what only tests exports or makes models, and is neither shipped nor imported by what is."""
KNOWN = {
    "dual license": "BSD-3-Clause",  # python-dateutil: this or Apache-2.0
    "apache 2.0": "Apache-2.0", "apache license 2.0": "Apache-2.0", "apache license, version 2.0": "Apache-2.0", "apache software license": "Apache-2.0",
    "apache-2.0 license": "Apache-2.0", "apache license version 2.0": "Apache-2.0", "apache": "Apache-2.0", "apache software license 2.0": "Apache-2.0",
    "bsd license": "BSD-3-Clause", "bsd": "BSD-3-Clause", "new bsd license": "BSD-3-Clause", "3-clause bsd license": "BSD-3-Clause", "bsd 3-clause": "BSD-3-Clause",
    "bsd-3-clause license": "BSD-3-Clause", "the bsd 2-clause license": "BSD-2-Clause", "bsd 2-clause": "BSD-2-Clause", "bsd 3-clause license": "BSD-3-Clause", "isc license (iscl)": "ISC", "isc license": "ISC",
    "mit license": "MIT", "the mit license": "MIT", "expat license": "MIT", "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0", "mpl 2.0": "MPL-2.0", "python software foundation license": "PSF-2.0",
    "psf": "PSF-2.0", "gnu lesser general public license v2 or later (lgplv2+)": "LGPL-2.1-or-later", "lgpl": "LGPL-2.1-or-later",
    "gplv2+": "GPL-2.0-or-later", "gnu general public license v2 or later (gplv2+)": "GPL-2.0-or-later", "zlib": "Zlib",
}  # fmt: skip
"""What metadata call licences, as SPDX does."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the table: a licence as an SPDX expression, and why it is taken where it is not on the list."""

    name: str
    licence: str
    reason: str
    line: int


def read_table(path: Path = TABLE) -> dict[str, Listed]:
    """The rows by name."""
    with path.open(encoding="utf-8", newline="") as opened:
        reader = csv.DictReader(opened)
        return {row["name"]: Listed(row["name"], row["licence"], row["reason"], reader.line_num) for row in reader}


def is_within(expression: str, allowed: frozenset[str]) -> bool:
    """True where an SPDX expression (AND, OR, no brackets) leaves a choice of allowed licences."""
    return any(all(part.strip() in allowed for part in choice.split(" AND ")) for choice in expression.split(" OR "))


def check_table(lock: dict[str, Locked], table: dict[str, Listed]) -> Iterator[str]:
    """What is wrong with the table, a line each."""
    for name, locked in lock.items():
        listed = table.get(name)
        if listed is None:
            yield f"{name}: in uv.lock but not in {TABLE.name}; look up its licence and list it"
            continue
        allowed = ALLOWED if locked.is_shipped_with else ALLOWED_BESIDE
        if not is_within(listed.licence, allowed) and not listed.reason:
            yield f"{TABLE.name}:{listed.line}: {name} is {listed.licence}, which is not allowed for {', '.join(sorted(locked.groups))}"
    for name in table.keys() - lock.keys():
        yield f"{TABLE.name}:{table[name].line}: {name} is not in uv.lock"


def check_installed(lock: dict[str, Locked], table: dict[str, Listed], *, groups: frozenset[str]) -> Iterator[str]:
    """Where the metadata of what is installed here say another licence, and what of these groups is not here."""
    here = {normal(found.metadata["Name"]): found for found in distributions()}
    for name, locked in lock.items():
        if not locked.groups & groups or name not in table:
            continue
        if name not in here:
            if name not in ELSEWHERE:
                yield f"{name}: not installed here, so its licence cannot be compared"
            continue
        said = licence_of(here[name])
        if said is not None and not _agree(said, table[name].licence):
            yield f"{TABLE.name}:{table[name].line}: {name} calls itself {said}, not {table[name].licence}"


ELSEWHERE = frozenset(("backports-zstd", "colorama", "greenlet", "httpx2-jsfetch", "pywin32", "tzdata"))
"""Distributions that only some systems or Pythons need."""


def licence_of(found: Distribution) -> str | None:
    """The licence that a distribution's metadata say, in SPDX's words as far as they are known; None where they say nothing."""
    if "License-Expression" in found.metadata:
        return found.metadata["License-Expression"]
    classifiers = [
        one.rpartition(" :: ")[2]
        for one in found.metadata.get_all("Classifier") or []
        if one.startswith("License :: OSI")
    ]
    words = [*(one.strip() for one in found.metadata.get_all("License") or []), *classifiers]
    for one in words:
        short = one.splitlines()[0].strip() if one else ""
        if short and len(short) < 80:
            return KNOWN.get(short.lower(), short)
    return None


def _agree(said: str, listed: str) -> bool:
    one, two = (frozenset(re.findall(r"[A-Za-z0-9.+-]+", words)) - {"AND", "OR", "WITH"} for words in (said, listed))
    return one <= two or {name.split("-")[0] for name in one} == {name.split("-")[0] for name in two}


def main() -> int:
    """Check, and say what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--installed", action="store_true", help="compare with the metadata of what is installed here")
    lock, table = read_lock(), read_table()
    wrong = [*check_table(lock, table), *check_models()]
    users = frozenset(group for locked in lock.values() for group in locked.groups) - BESIDE
    if parser.parse_args().installed:
        wrong += check_installed(lock, table, groups=users)
    for line in wrong:
        print(line, file=sys.stderr)
    counts = {group: sum(group in locked.groups for locked in lock.values()) for group in (RUN, *sorted(users - {RUN}), *sorted(BESIDE))}  # fmt: skip
    print("distributions: " + ", ".join(f"{group} {count}" for group, count in counts.items()))
    for name, locked in lock.items():
        if name in table and table[name].reason and locked.is_shipped_with:
            print(f"taken by name: {name} ({table[name].licence}): {table[name].reason}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
