"""By what a story is found again among many: MinHash values of its sentences, in bands that some of them lead (Broder 1997;
Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4).

A sentence and not a paragraph is what is hashed, since a copy may run paragraphs together, break them up and drop sentences
of them. Signatures are stored (as keys), so that the seed below and the algorithm of the library must stay as they are: a test
holds a signature.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterator
from itertools import accumulate, chain

from rensa import RMinHash

from onrecord.resolve.copies.digests import StoryText
from onrecord.resolve.copies.words import framed_in, words_of

SHINGLE = 3
"""Words in a shingle."""
LEADS = 3
"""Values of a sentence that lead keys: those that one leads stand side by side in a store, so that three places are looked up and not nine."""
PAIRS = 3
"""Keys that a value leads, each with two values of its own. Two sentences with half of their shingles in common share a key with a probability of
0.64, with four fifths of 0.99, with a thirtieth, as phrases give it that any report has, of 0.0003 (nine keys of three values each, with nine
places: 0.70, 0.998, 0.0003).
"""
VALUES = LEADS * (1 + 2 * PAIRS)
SEED = 1997
SHORTEST = 8
"""Words of a sentence that has keys: shorter ones ("No one was hurt.") stand in too many stories."""
FEW = 3
"""Sentences of a story without which those that stand in many stories have keys too."""
LEAD = 2
"""First sentences of a story that have keys whatever they are: a column may begin as its readers know it."""
MOST = 48
"""Sentences of one story that have keys: those with the smallest hashes, so that two long stories choose the same ones."""


def make_keys(story: StoryText) -> frozenset[str]:
    """The keys under which a story is found: one for all its words, and the bands of its sentences."""
    words = words_of(story)
    if not words.keys:
        return frozenset()
    framed = framed_in(words)
    long = [inside for inside in words.sentences if len(inside) >= SHORTEST]
    told = [inside for place, inside in enumerate(long) if place < LEAD or not framed[inside.start]]
    chosen = told if len(told) >= FEW else long
    return frozenset({_whole(words.keys), *_bands([_shingles(words.keys[i.start : i.stop]) for i in chosen])})


def _whole(keys: tuple[str, ...]) -> str:
    return "all:" + hashlib.blake2b(" ".join(keys).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _bands(sentences: list[list[int]]) -> list[str]:
    chosen = sorted(sentences, key=min)[:MOST]
    return [key for values in signatures(chosen) for key in _led(values)]


def _led(values: list[int]) -> Iterator[str]:
    for lead in range(LEADS):
        for pair in range(lead * PAIRS, (lead + 1) * PAIRS):
            one, other = values[LEADS + 2 * pair : LEADS + 2 * pair + 2]
            yield f"{lead}:{values[lead]:08x}|{pair}:{one:08x}{other:08x}"


def signatures(sets: list[list[int]]) -> list[list[int]]:
    """The MinHash values (32 bits each) of sets of 64-bit numbers."""
    borders = array("Q", accumulate(map(len, sets), initial=0))
    flat = array("Q", chain.from_iterable(sets))
    rows: list[list[int]] = RMinHash.digest_matrix_from_flat_token_hashes(flat, borders, VALUES, SEED).to_rows()
    return rows


def _shingles(keys: tuple[str, ...]) -> list[int]:
    return sorted({hash_shingle(" ".join(keys[i : i + SHINGLE])) for i in range(len(keys) - SHINGLE + 1)})


def hash_shingle(shingle: str) -> int:
    """64 bits that are the same on every machine."""
    return int.from_bytes(hashlib.blake2b(shingle.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
