"""What the same words name throughout a story is of one kind: of the kinds that they were read as, the one that they are most likely to be.

One sense per discourse (Gale, Church and Yarowsky 1992), for names: a surname that is a town elsewhere, a club that is its town.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
POSSESSIVES = frozenset(("'s", "’s", "'", "’"))
LEAST = 1e-4
"""The least probability of a tag that is counted with."""


def agree(
    sentences: Sequence[Sequence[str]], tags: Sequence[Sequence[str]], probabilities: Sequence[Array], labels: list[str]
) -> list[list[str]]:
    """The tags (BIO) of one story's sentences with one kind for names of the same words; `probabilities` are [words, labels] a sentence.

    The likelihood of a kind is summed over all places; that of a name is the geometric mean over its words. Whose ministry it is
    ("Orland's Foreign Ministry") is often read as a part of its name: that place says nothing of the kind, where others do.
    """
    places: dict[tuple[str, ...], list[tuple[int, int, int]]] = {}
    for number, (words, own) in enumerate(zip(sentences, tags, strict=True)):
        for start, stop in name_spans(own):
            places.setdefault(tuple(words[start:stop]), []).append((number, start, stop))
    found = [list(own) for own in tags]
    for same in places.values():
        kinds = sorted({tags[number][start][2:] for number, start, _ in same})
        if len(kinds) > 1:
            alone = [(n, a, b) for n, a, b in same if not _is_owner(sentences[n], tags[n], a, b)] or same
            likely = [sum(_likelihood(probabilities[n][a:b], kind, labels) for n, a, b in alone) for kind in kinds]
            kind = kinds[int(np.argmax(likely))]
            for number, start, stop in same:
                found[number][start:stop] = [f"B-{kind}", *[f"I-{kind}"] * (stop - start - 1)]
    return found


def name_spans(tags: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The first word of each name and the word behind its last."""
    start: int | None = None
    for place, tag in enumerate([*tags, "O"]):
        if start is not None and tag != f"I-{tags[start][2:]}":
            yield start, place
            start = None
        if tag != "O" and start is None:
            start = place


def _is_owner(words: Sequence[str], tags: Sequence[str], start: int, stop: int) -> bool:
    """True for a name before a possessive and a name of the same kind."""
    return stop + 1 < len(words) and words[stop] in POSSESSIVES and tags[stop + 1] == tags[start]


def _likelihood(probabilities: Array, kind: str, labels: list[str]) -> float:
    """How likely the words of a name are to be one of a kind, 0 to 1."""
    columns = [labels.index(f"{part}-{kind}") for part in "BI"]
    own = [probabilities[0, columns[0]], *probabilities[1:, columns[1]]]
    return float(np.exp(np.mean(np.log(np.maximum(own, LEAST)))))
