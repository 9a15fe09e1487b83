"""Statements against PolNeAR: `python -m evaluation.polnear --data DIR [--part dev|train] [--limit N]`.

The measuring itself is `onrecord.evaluate`, which users run on annotations of their own; here stand the place of the
data and the figures of the gate.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from evaluation.corpora import DataAbsent, data_folder
from onrecord.errors import InputError
from onrecord.evaluate.polnear import measure, report


def polnear(folder: Path, part: str) -> Path:
    """Where a part of PolNeAR lies in the annotated data, laid out or packed. Raises DataAbsent."""
    path = folder / "attribution" / f"polnear-{part}"
    if not path.exists() and not path.with_name(path.name + ".zip").exists():
        raise DataAbsent(f"{path} is not there, packed or plain")
    return path


def gate(folder: Path | None) -> dict[str, float]:
    """Figures for the gate. Raises DataAbsent."""
    return measure(polnear(data_folder(folder), "dev")).figures()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--part", choices=("dev", "train"), default="dev")
    parser.add_argument("--limit", type=int, help="only the first N articles")
    chosen = parser.parse_args()
    try:
        score = measure(polnear(data_folder(chosen.data), chosen.part), limit=chosen.limit)
    except (DataAbsent, InputError) as absent:
        raise SystemExit(str(absent)) from absent
    print("\n".join(report(score)))


if __name__ == "__main__":
    main()
