"""What a text is about, as one vector: the mean of the static vectors of its word pieces.

The vectors are the pretrained encoder's own reading of each piece alone, reduced by principal components and weighted
by rarity (as in Arora et al. 2017); they say what words mean for the price of a table look-up.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from onrecord.models import load_bytes
from onrecord.models.pieces import WordPieces

MODEL = "words.npz"
VOCABULARY = "reader-vocabulary.txt"

TOKEN = re.compile(r"\w+|[^\w\s]")
"""A word or a mark of punctuation."""
Array = NDArray[np.float32]


@cache
def load_table() -> Array:
    """Vectors of all pieces, by id: [pieces, size]."""
    with np.load(io.BytesIO(load_bytes(MODEL))) as stored:
        table: Array = stored["table"].astype(np.float32) * stored["scale"].astype(np.float32)
    return table


@cache
def load_pieces() -> WordPieces:
    """The encoder's vocabulary."""
    return WordPieces(tuple(load_bytes(VOCABULARY).decode("utf-8").splitlines()))


def text_vectors(texts: Sequence[str], longest: int) -> Array:
    """One vector of length 0 to 1 a text, from its first `longest` pieces: [texts, size]."""
    table, pieces = load_table(), load_pieces()
    found = np.zeros((len(texts), table.shape[1]), dtype=np.float32)
    for row, text in enumerate(texts):
        ids: list[int] = []
        for word in TOKEN.findall(text[: 8 * longest]):
            ids.extend(pieces.ids(word))
            if len(ids) >= longest:
                break
        if ids:
            mean = table[ids[:longest]].mean(0)
            found[row] = mean / (float(np.linalg.norm(mean)) + 0.05)
    return found
