"""The product on annotated data, as a user has it: `onrecord evaluate SCHEME PATH`, one module a scheme.

`report_gold` measures a user's own gold in the formats that `onrecord export` writes, and in the common forms of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from onrecord.errors import InputError

__all__ = ["report_gold"]


def report_gold(
    scheme: str,
    path: Path,
    *,
    limit: int | None = None,
    mapped: str | None = None,
    whole: bool = False,
    texts: Path | None = None,
    db: str | None = None,
) -> Iterator[str]:
    """The tables for gold in the format `brat`, `conll` or `webannotation`, line by line.

    `mapped` is `THEIRS=OURS,…`; `whole` reads each text as one story; with `db` what is stored of the texts is measured. Raises InputError
    that names file and line of what cannot be understood, UsageError for a map that is none.
    """
    from onrecord.evaluate import brat, conll, gold, readings, webannotation
    from onrecord.evaluate.labels import Labels, parse_map
    from onrecord.store import named

    labels = Labels(parse_map(mapped))
    if scheme == "brat":
        found = brat.read_brat(path, labels)
    elif scheme == "conll":
        found = conll.read_conll(path, labels)
    else:
        found = webannotation.read_webannotation(path, labels, texts)
    wanted = islice(found, limit)
    absent = 0
    score = gold.Score()
    for one, read in readings.stored_marked(wanted, db) if db else readings.read_marked(wanted, whole=whole):
        if read is None:
            absent += 1
        else:
            score.add(one, read)
    if absent and not score.texts:
        raise InputError(f"{path}: none of its texts is in {named(str(db))}; leave --db out to read them anew")
    yield from gold.report(score)
    if absent:
        yield f"not measured: {absent} texts that are not in {named(str(db))}"
    if labels.unknown:
        counted = ", ".join(f"{label} ({count})" for label, count in labels.unknown.most_common())
        yield f"not measured: labels that mean nothing here: {counted}; say what they mean with --map THEIRS=OURS"
