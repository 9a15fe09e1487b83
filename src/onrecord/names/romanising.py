"""Names in Latin letters: two readings of Cyrillic, the syllables of Chinese and Korean, everything else by anyascii."""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii

from onrecord.rules.name_tables import letters, sounds

UKRAINIAN_ONLY = frozenset("іїєґ")
RUSSIAN_ONLY = frozenset("ыэъё")
CYRILLIC = re.compile("[\u0400-\u04ff]")
SYLLABIC = re.compile("[\u3400-\u9fff\uac00-\ud7af]")
"""Chinese characters and Korean syllables: each is a syllable of its own."""
CONSONANTAL = re.compile("[\u0590-\u06ff\u0750-\u077f\ufb1d-\ufefc]")
"""Hebrew and Arabic letters: most vowels are not written."""
DOUBLED = re.compile(r"(.)\1+")
HARD_C = re.compile("c(?=[aoulrk])")
CLASSES = str.maketrans(
    {"b": "p", "f": "p", "v": "p", "d": "t", "g": "k", "q": "k", "h": "", "z": "s", "j": "s", "c": "s", "x": "s",
     "a": "", "e": "", "i": "", "o": "", "u": "", "y": "", "w": "", "'": "", "`": ""}
)  # fmt: skip
"""Consonants that languages and alphabets confuse, as one; vowels and half vowels away."""
COMPOUND_SURNAMES = frozenset("ouyang sima zhuge shangguan xiahou situ dongfang huangfu".split())


@lru_cache(maxsize=8192)
def readings(word: str) -> tuple[str, ...]:
    """A word in lower-case ASCII letters and digits, in one or two readings, the likelier first."""
    if not word.isascii() and CYRILLIC.search(word):
        found = dict.fromkeys(_plain(anyascii(reading)) for reading in _cyrillic(word.lower()))
    else:
        found = dict.fromkeys([_plain(anyascii(word))])
    return tuple(reading for reading in found if reading)


def _plain(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())


def _cyrillic(word: str) -> list[str]:
    table = letters()
    has = frozenset(word)
    ukrainian = table.ukrainian_first.get(word[0], word[0]) + "".join(table.ukrainian.get(c, c) for c in word[1:])
    russian = "".join(table.russian.get(c, c) for c in word)
    if has & UKRAINIAN_ONLY:
        return [ukrainian]
    return [russian] if has & RUSSIAN_ONLY else [russian, ukrainian]


@lru_cache(maxsize=8192)
def sound(reading: str) -> str:
    """A reading with what transliterations waver between made one, and double letters single."""
    marked = f"^{reading}$"
    for written, heard in sounds():
        if written in marked:
            edge = "^" * written.startswith("^"), "$" * written.endswith("$")
            marked = marked.replace(written, f"{edge[0]}{heard}{edge[1]}")
    return DOUBLED.sub(r"\1", marked[1:-1])


@lru_cache(maxsize=8192)
def bones(reading: str) -> str:
    """The consonants of a reading in broad classes: `qadhafi` and `gaddafi` are both `ktp`."""
    heard = HARD_C.sub("k", reading.replace("gh", "k").replace("kh", "k").replace("ch", "s").replace("ph", "p"))
    return DOUBLED.sub(r"\1", heard.translate(CLASSES))


def syllables(word: str) -> tuple[str, ...]:
    """The words of a run of Chinese characters or Korean syllables: surname and given name of a person's two to four.

    >>> syllables("习近平")
    ('xi', 'jinping')
    """
    found = [_plain(anyascii(character)) for character in word]
    if not 2 <= len(found) <= 4:
        return ("".join(found),)
    surname = 2 if len(found) > 2 and "".join(found[:2]) in COMPOUND_SURNAMES else 1
    return ("".join(found[:surname]), "".join(found[surname:]))
