"""How names are made comparable: one folding for every room that compares them, and for the store."""

from __future__ import annotations

import unicodedata

LETTERS = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th",
        "’": "'", "‘": "'", "ʼ": "'", "–": "-", "‐": "-",
    }
)  # fmt: skip
"""Letters that decomposition leaves whole."""


def fold(name: str) -> str:
    """Lower case, without accents, an article in front, full stops and possessive endings; single spaces."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(LETTERS))
    kept = "".join(
        c if c.isalnum() or c in "'-&+" else " " for c in plain if unicodedata.category(c) != "Mn" and c != "."
    )
    words = kept.strip().removesuffix("'s").split()
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)
