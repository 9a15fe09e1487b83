"""Words to word pieces: the encoder's vocabulary, applied to words that are already split.

The scheme is BERT's uncased WordPiece (Devlin et al. 2019): lower case, accents removed, greedy
longest match from the left, `##` before every piece that does not begin a word. Case is not lost:
`case_shape` gives it to the encoder as a feature of its own.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

UNKNOWN, CLS, SEP = "[UNK]", "[CLS]", "[SEP]"
LONGEST_WORD = 64
"""Characters after which a word is one unknown piece: a URL or a data dump, not a word."""

SHAPES = ("other", "lower", "title", "upper", "initial", "mixed", "digit")
"""Case shapes, by id; `initial` is a single capital letter ("I", "A", the J of "J.")."""

PLACES = ("outside", "quoted", "outside, first of a paragraph", "quoted, first of a paragraph")
"""Where a word stands, by id: inside quotation marks or not, and whether a paragraph begins with it."""

_STRAIGHT = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "‚": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "–": "-",
        "—": "-",
        "−": "-",
        "‑": "-",
        "…": "...",
    }
)


def case_shape(word: str) -> int:
    """The id in `SHAPES` of a word's case shape."""
    if word[0].isdigit() or word[-1].isdigit():
        return 6
    if not any(character.isalpha() for character in word):
        return 0
    if word.islower():
        return 1
    if word.isupper():
        return 4 if sum(map(str.isalpha, word)) == 1 else 3
    if word[0].isupper() and word[1:].islower():
        return 2
    return 5


class WordPieces:
    """A WordPiece vocabulary; `ids(word)` is cached, so a long text costs a dictionary look-up a word."""

    def __init__(self, vocabulary: tuple[str, ...]) -> None:
        self.index = {piece: number for number, piece in enumerate(vocabulary)}
        self.unknown = self.index[UNKNOWN]
        self.cls = self.index[CLS]
        self.sep = self.index[SEP]
        self.ids = lru_cache(maxsize=8192)(self._ids)

    @classmethod
    def load(cls, path: Path) -> WordPieces:
        """Read a vocabulary file: UTF-8, one piece a line, the line number is the id."""
        return cls(tuple(path.read_text(encoding="utf-8").splitlines()))

    def _ids(self, word: str) -> tuple[int, ...]:
        if len(word) > LONGEST_WORD:
            return (self.unknown,)
        found: list[int] = []
        for chunk in _chunks(word):
            found.extend(self._match(chunk))
        return tuple(found) or (self.unknown,)

    def _match(self, chunk: str) -> list[int]:
        found: list[int] = []
        start = 0
        while start < len(chunk):
            prefix = "##" if start else ""
            for end in range(len(chunk), start, -1):
                number = self.index.get(prefix + chunk[start:end])
                if number is not None:
                    break
            else:
                return [self.unknown]
            found.append(number)
            start = end
        return found


def _chunks(word: str) -> list[str]:
    """Lower-case, accent-free runs of letters and digits, each mark of punctuation on its own."""
    folded = unicodedata.normalize("NFD", word.translate(_STRAIGHT).lower())
    chunks: list[str] = []
    joined = False
    for character in folded:
        category = unicodedata.category(character)
        if category in ("Mn", "Cc", "Cf", "Co", "Cs") or character.isspace():
            continue
        alone = category[0] in "PS" or "一" <= character <= "鿿"
        if joined and not alone:
            chunks[-1] += character
        else:
            chunks.append(character)
        joined = not alone
    return chunks
