"""Lemmas as edit scripts, so that a tagger can choose one (Chrupała 2006; Straka 2018).

A script is a string. `=be` replaces the word; `k2|y` keeps the case, cuts two characters and adds
`y`; `l0|` lower-cases and changes nothing else. A script says nothing about any one word, so the
head that chooses it reads words that it has never seen.
"""

from __future__ import annotations

LONGEST_CUT = 5
"""A longer ending than this is not an inflection; such a pair is stored whole."""


def edit_script(word: str, lemma: str) -> str:
    """The shortest script that turns `word` into `lemma`."""
    if word == lemma:
        return "k0|"
    case, base = ("k", word) if lemma[:1] == word[:1] else ("l", word.lower())
    if base != word and base == lemma:
        return "l0|"
    shared = 0
    while shared < min(len(base), len(lemma)) and base[shared] == lemma[shared]:
        shared += 1
    cut = len(base) - shared
    if shared == 0 or cut > LONGEST_CUT or len(lemma) - shared > LONGEST_CUT:
        return f"={lemma}"
    return f"{case}{cut}|{lemma[shared:]}"


def apply_script(script: str, word: str) -> str:
    """The lemma; a script that cuts more than the word has leaves it as it is."""
    if script[0] == "=":
        return script[1:]
    base = word.lower() if script[0] == "l" else word
    cut, _, ending = script[1:].partition("|")
    count = int(cut)
    if count >= len(base):
        return base
    return base[: len(base) - count] + ending


def inflected_from(word: str, xpos: str) -> tuple[str, ...]:
    """What a regularly inflected English form may come from, likeliest first; empty for other tags.

    VBD, VBN and VBG lose -ed or -ing with or without an e, a doubled consonant or ie for y; VBZ and NNS lose -s.
    """
    form = word.lower()
    if xpos in ("VBD", "VBN") and form.endswith("ed"):
        stem = form[:-2]
    elif xpos == "VBG" and form.endswith("ing"):
        stem = form[:-3]
    elif xpos in ("VBZ", "NNS") and form.endswith("s"):
        return tuple(
            c
            for c in (
                form[:-3] + "y" if form.endswith("ies") else "",
                form[:-1],
                form[:-2] if form.endswith("es") else "",
            )
            if c
        )
    else:
        return ()
    doubled = stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] else ""
    return tuple(c for c in (stem[:-1] + "y" if stem.endswith("i") else "", stem, doubled, stem + "e") if c)
