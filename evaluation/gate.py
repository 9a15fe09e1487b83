"""The gate: figures on annotated data against floors that only rise. `python -m evaluation.gate [--raise]`.

`floors.json` holds, for each figure, its floor and a fingerprint of the data it was measured on. A
figure below its floor fails the gate; `--raise` lifts floors to what is reached now and refuses to
lower one (`--lower NAME` is the named decision that may). Figures on our own gold are always
measured; those on annotated data that does not ship are measured where it lies, and named where not.
Sets are measured beside one another, in a process for each processor.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from multiprocessing import get_context
from pathlib import Path

from evaluation.corpora import DataAbsent, data_folder
from onrecord.annotate import encoder

FLOORS = Path(__file__).with_name("floors.json")
MARGIN = 0.3
"""What a figure may lie under its floor before it fails, in points: the int8 graph differs that much between processors."""

ONE_READING = (("names and joining on real texts", "entities joined on real texts", "chains of events on real texts"),)
"""Sets of figures that share what was read, so that one process measures them."""
LONGEST = frozenset(("disputes in pairs of others", "reader"))
"""Sets that take longest, and are begun first."""

Measure = Callable[[Path | None], dict[str, float]]


def measures() -> dict[str, tuple[bool, Measure]]:
    """Name of each set of figures -> whether it needs the annotated data, and what measures it."""
    from evaluation import (
        binding,
        cases,
        cleaning,
        coded,
        commitments,
        copies,
        disputes,
        event_chains,
        events,
        incidents,
        joining,
        meantime,
        names,
        order,
        passages,
        places,
        polnear,
        quantities,
        reader,
        segmentation,
        sources,
        times,
    )

    return {
        "reader": (True, reader.gate),
        "clean": (False, cleaning.gate),
        "clean on real pages": (True, cleaning.gate_data),
        "segment": (False, segmentation.gate),
        "segment on real texts": (True, segmentation.gate_data),
        "names and joining on real texts": (True, meantime.gate_data),
        "source resolution": (False, sources.gate),
        "attribute": (True, polnear.gate),
        "phenomena of attribution": (False, cases.gate),
        "statements inside statements": (False, passages.gate),
        "quantities": (False, quantities.gate),
        "quantities on real texts": (True, quantities.gate_data),
        "events": (False, events.gate),
        "incidents": (False, incidents.gate),
        "chains of events on real texts": (True, event_chains.gate_data),
        "when, where and how much of events": (False, binding.gate),
        "events on real texts": (True, events.gate_data),
        "statements and events": (False, coded.gate),
        "times": (False, times.gate),
        "times on real texts": (True, times.gate_data),
        "copies": (False, copies.gate),
        "names compared": (False, names.gate),
        "names compared on real pairs": (True, names.gate_data),
        "entities joined": (False, joining.gate),
        "entities joined on real texts": (True, joining.gate_data),
        "commitments": (False, commitments.gate),
        "places": (False, places.gate),
        "places in real texts": (True, places.gate_data),
        "disputes": (False, disputes.gate),
        "documents in any order": (False, order.gate),
        "disputes in pairs of others": (True, disputes.gate_data),
    }


def run(folder: Path | None, chosen: set[str], processes: int) -> tuple[dict[str, float], list[str], dict[str, float]]:
    """Every figure that can be measured here, the names of what could not, and the seconds that each set took."""
    wanted = [name for name in measures() if not chosen or name in chosen]
    shared = set(chain.from_iterable(ONE_READING))
    together = [*ONE_READING, *((name,) for name in wanted if name not in shared)]
    jobs = [kept for names in together if (kept := [name for name in names if name in wanted])]
    jobs.sort(key=lambda names: names[0] not in LONGEST)
    figures: dict[str, float] = {}
    absent: list[str] = []
    seconds: dict[str, float] = {}
    with ProcessPoolExecutor(processes, get_context("spawn"), _set_up, (processes,)) as pool:
        for found, missing, taken in pool.map(_measure, jobs, [folder] * len(jobs)):
            figures, absent, seconds = figures | found, absent + missing, seconds | taken
    return figures, absent, seconds


def _set_up(processes: int) -> None:
    encoder.THREADS = max(1, (os.cpu_count() or 1) // processes)


def _measure(names: Sequence[str], folder: Path | None) -> tuple[dict[str, float], list[str], dict[str, float]]:
    """The figures of some sets, which of them could not be measured, and the seconds that each took."""
    known = measures()
    figures: dict[str, float] = {}
    absent: list[str] = []
    seconds: dict[str, float] = {}
    for name in names:
        needs_data, measure = known[name]
        if needs_data and folder is None:
            absent.append(name)
            continue
        start = time.perf_counter()
        try:
            found = measure(folder)
        except DataAbsent as error:
            absent.append(f"{name} ({error})")
            continue
        figures |= {f"{name}: {figure}": round(value, 2) for figure, value in found.items()}
        seconds[name] = time.perf_counter() - start
    return figures, absent, seconds


def compare(figures: dict[str, float], floors: dict[str, float]) -> list[str]:
    """The names of figures that fell below their floor."""
    return [name for name, value in figures.items() if value < floors.get(name, float("-inf")) - MARGIN]


def lift(figures: dict[str, float], floors: dict[str, float], lowered: set[str]) -> dict[str, float]:
    """New floors: raised to what is reached, kept where it is less, lowered only by name."""
    lifted = {
        name: value if name in lowered else max(value, floors.get(name, value)) for name, value in figures.items()
    }
    return dict(sorted((floors | lifted).items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--only", action="append", default=[], help="measure this set of figures only")
    parser.add_argument("--raise", dest="lift", action="store_true", help="lift floors to the figures reached")
    parser.add_argument(
        "--lower", action="append", default=[], help="with --raise: lower this floor to the figure reached"
    )
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    chosen = parser.parse_args()
    try:
        folder: Path | None = data_folder(chosen.data)
    except DataAbsent as absent:
        print(f"annotated data: {absent}")
        folder = None
    floors: dict[str, float] = json.loads(FLOORS.read_text(encoding="utf-8"))
    figures, missing, seconds = run(folder, set(chosen.only), chosen.processes)
    for name, value in figures.items():
        print(f"{value:8.2f}  floor {floors.get(name, float('nan')):8.2f}  {name}")
    for name in missing:
        print(f"     not measured here: {name}")
    for name, taken in sorted(seconds.items(), key=lambda one: -one[1]):
        print(f"{taken:8.0f} s  {name}")
    if chosen.lift:
        FLOORS.write_text(json.dumps(lift(figures, floors, set(chosen.lower)), indent=1) + "\n", encoding="utf-8")
        return
    fallen = compare(figures, floors)
    for name in fallen:
        print(f"BELOW ITS FLOOR: {name}: {figures[name]:.2f} < {floors[name]:.2f}")
    sys.exit(1 if fallen else 0)


if __name__ == "__main__":
    main()
