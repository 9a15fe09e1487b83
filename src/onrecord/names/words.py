"""A name as words that can be compared: what is no part of it off, each word in its readings, its kind known."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from onrecord.names.romanising import CONSONANTAL, SYLLABIC, bones, readings, sound, syllables
from onrecord.rules.countries import country_of_adjective, country_of_name
from onrecord.rules.name_tables import (
    GIVEN_KINDS,
    BodyWords,
    body_words,
    generations,
    given_names,
    honorifics,
    numbers,
    particles,
)

SINGLE_NUMERALS = {"i": "1", "v": "5", "x": "10"}
"""Roman numerals that are letters too: read as numbers at the end of a name only."""
ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd|th)$")
TENS = frozenset(str(number) for number in range(20, 100, 10))
MOST = 200
"""Characters of a name that are looked at."""
LONGEST = 16
"""Words of a name that are looked at."""
PATRONYMIC = re.compile(r"(?:[oey]v[iy]t?ch|iyovych|yovych|[oe]vna|ivna|i[iy]?chna|inichna)$")
DIGITS = str.maketrans("0139", "oieg")
"""Digits that stand for letters inside a word of a person's name."""
APART = re.compile(r"[\s\-‐‑‒–—―_,;:()\[\]{}|+*#@!?·・،]+")
UNSEEN = re.compile("[\u200b-\u200f\u00ad\ufeff]")
SHORTENED = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?")
APOSTROPHES = str.maketrans({**dict.fromkeys("’‘ʼ`´ʻ", "'"), **dict.fromkeys('“”«»"/', " ")})


class WordKind(StrEnum):
    """What a word does in a name."""

    WORD = "word"
    INITIAL = "initial"
    PATRONYMIC = "patronymic"
    FATHER = "father"
    COMMON = "common"
    NUMBER = "number"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a name: its readings in Latin letters, how they sound, their consonants."""

    readings: tuple[str, ...]
    sounds: tuple[str, ...]
    bones: tuple[str, ...]
    kind: WordKind
    rows: tuple[frozenset[str], ...]
    """The rows of the table of given names that it stands in, by kind of row."""
    is_consonantal: bool = False
    """Written without most of its vowels."""
    code: str | None = None
    """The country that it names or is the adjective of."""

    @property
    def text(self) -> str:
        """The likelier reading."""
        return self.readings[0]


@dataclass(frozen=True, slots=True)
class ReadName:
    """A name taken apart. `form` is the legal form, `generation` of father and son, `hidden` a surname that is initials."""

    written: str
    words: tuple[Word, ...]
    initials: frozenset[str] = frozenset()
    """What an acronym of the name may be."""
    acronym: str | None = None
    form: str | None = None
    generation: str | None = None
    hidden: str | None = None
    characters: str | None = None
    """The name in Chinese or Korean writing, where it is."""
    whole: str = ""
    """Its letters without spaces."""
    pieces: tuple[str, ...] = ()
    """Of a body, its words with the small ones, without the legal form."""


def is_same_letters(one: ReadName, other: ReadName) -> bool:
    """The same but for spaces, marks and the writing of letters, and nothing else tells them apart."""
    return (
        one.whole == other.whole
        and len(one.whole) > 3
        and one.form == other.form
        and one.generation == other.generation
        and one.hidden == other.hidden
    )


@lru_cache(maxsize=8192)
def make_word(text: str, kind: WordKind, *, is_consonantal: bool = False) -> Word | None:
    """A word from text in any alphabet; None where no letter or digit is left."""
    found = readings(text)
    if not found:
        return None
    return Word(
        found,
        tuple(sound(reading) for reading in found),
        tuple(bones(reading) for reading in found),
        kind,
        _rows(found),
        is_consonantal,
    )


def _rows(found: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    tables = given_names()
    return tuple(frozenset().union(*(tables[kind].get(reading, ()) for reading in found)) for kind in GIVEN_KINDS)


def _prepared(name: str) -> str:
    return UNSEEN.sub("", unicodedata.normalize("NFKC", name[:MOST]).translate(APOSTROPHES)).strip()


def joined(one: Word, other: Word) -> Word:
    """Two neighbours as one word: `Bin Laden` as `Binladen`."""
    text = one.text + other.text
    return Word((text,), (sound(text),), (bones(text),), one.kind, _rows((text,)), one.is_consonantal)


# --- people ---------------------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def read_person(name: str) -> ReadName:
    """The name of a person taken apart: honorifics off, particles off, patronymics, initials and generation known."""
    text = _prepared(name)
    characters = "".join(text.split()) if SYLLABIC.search(text) else None
    pieces = _without_honorifics(_pieces(_turned(text)))
    generation = None
    if len(pieces) > 1 and pieces[-1].lower() in generations():
        generation = generations()[pieces.pop().lower()]
    hidden = _hidden(pieces, name)
    words = _person_words(pieces[:LONGEST])
    whole = "".join(readings(piece)[0] for piece in pieces if readings(piece))
    return ReadName(name, words, generation=generation, hidden=hidden, characters=characters, whole=whole)


def _turned(text: str) -> str:
    """`Surname, Given` the usual way round."""
    before, comma, after = text.partition(",")
    if not comma or "," in after or not after.strip():
        return text
    first = after.strip().rstrip(".").lower()
    if first in generations() or (first,) in honorifics()["after"]:
        return f"{before} {after}"
    return f"{after} {before}"


def _pieces(text: str) -> list[str]:
    """Words as written, without full stops; initials that stand together (`J.C.`) apart."""
    spaced = re.sub(r"(?<=\b[^\W\d_])\.(?=\S)", ". ", text)
    found = [piece.strip("'.") for piece in APART.split(spaced)]
    return [piece for piece in found if piece and any(c.isalnum() for c in piece)]


def _without_honorifics(pieces: list[str]) -> list[str]:
    """Titles off, as long as a word is left that is none."""
    folded = [readings(piece)[0] if readings(piece) else "" for piece in pieces]
    start, end = 0, len(pieces)
    while end - start > 1 and (length := _length(folded[start:end])):
        start += length
    while end - start > 1 and (length := _length(folded[start:end], at_end=True)):
        end -= length
    return pieces[start:end]


@lru_cache(maxsize=1)
def _by_edge() -> tuple[dict[str, list[tuple[str, ...]]], dict[str, list[tuple[str, ...]]]]:
    """Honorifics by their first word, and those after a name by their last."""
    before: dict[str, list[tuple[str, ...]]] = {}
    after: dict[str, list[tuple[str, ...]]] = {}
    for words in honorifics()["before"]:
        before.setdefault(words[0], []).append(words)
    for words in honorifics()["after"]:
        after.setdefault(words[-1], []).append(words)
    return before, after


def _length(words: list[str], *, at_end: bool = False) -> int:
    """Words of the longest honorific at an edge, never all of them."""
    before, after = _by_edge()
    listed = after.get(words[-1], []) if at_end else before.get(words[0], [])
    for title in listed:
        size = len(title)
        if size < len(words) and tuple(words[-size:] if at_end else words[:size]) == title:
            return size
    return 0


def _hidden(pieces: list[str], name: str) -> str | None:
    """A surname kept back, `Karim A.` or `Wael FM`; None in a name that is all capitals."""
    last = pieces[-1] if len(pieces) > 1 else ""
    if not 1 <= len(last) <= 2 or not last.isalpha() or not last.isupper() or not last.isascii():
        return None
    if len(last) == 2 and (name.isupper() or last in ("JR", "SR", "II", "IV")):
        return None
    if len(last) == 1 and name.isupper() and not name.rstrip().endswith("."):
        return None
    return last.lower()


def _person_words(pieces: list[str]) -> tuple[Word, ...]:
    is_mixed = any(piece.islower() or piece.istitle() for piece in pieces)
    found: list[Word] = []
    is_father = False
    for place, piece in enumerate(pieces):
        small = particles().get(piece.lower().strip("'"))
        if small and len(pieces) > 1 and not (place == 0 and small[0] == "bin" and len(pieces) == 2):
            is_father = small[1] == "filial" or (is_father and small[1] == "article")
            continue
        found += _words_of(piece, is_mixed, WordKind.FATHER if is_father else WordKind.WORD)
        is_father = False
    if not found:
        found = [word for piece in pieces for word in _words_of(piece, is_mixed, WordKind.WORD)]
    return _with_patronymic(found)


def _words_of(piece: str, is_mixed: bool, kind: WordKind) -> list[Word]:
    if SYLLABIC.search(piece):
        return [word for part in syllables(piece) if (word := make_word(part, kind))]
    if piece.isalpha() and (len(piece) == 1 or (len(piece) == 2 and is_mixed and piece.isupper() and piece.isascii())):
        return [word for letter in piece if (word := make_word(letter, WordKind.INITIAL))]
    if not piece.isalpha() and piece.isascii() and re.search(r"[a-zA-Z]", piece):
        piece = piece.translate(DIGITS)
    word = make_word(piece, kind, is_consonantal=CONSONANTAL.search(piece) is not None)
    return [word] if word else []


def _with_patronymic(words: list[Word]) -> tuple[Word, ...]:
    """In a name of three words and more, the one between or after two others that ends like a father's name."""
    if len(words) < 3:
        return tuple(words)
    for place in range(1, len(words)):
        word = words[place]
        if word.kind is WordKind.WORD and PATRONYMIC.search(word.text):
            kept = replace(word, kind=WordKind.PATRONYMIC)
            return (*words[:place], kept, *words[place + 1 :])
    return tuple(words)


# --- bodies ---------------------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def read_body(name: str) -> ReadName:
    """The name of a company, body, place or ship taken apart: legal form off, small words off, spelling made one."""
    text = _prepared(name)
    characters = "".join(text.split()) if SYLLABIC.search(text) else None
    text = SHORTENED.sub(lambda found: found.group().replace(".", ""), text).replace("&", " and ")
    text = re.sub(r"'s\b", "", text)
    written = [piece for piece in (p.strip("'.") for p in APART.split(text)) if piece]
    pieces = [readings(piece)[0] for piece in written if readings(piece)]
    table = body_words()
    kept, form = _without_form([ORDINAL.sub(r"\1", piece) for piece in pieces[:LONGEST]], table)
    kept = _with_numbers(_with_phrases(kept, table))
    words = tuple(word for piece in kept if piece not in table.stop and (word := _body_word(piece, table)))
    if not words:
        words = tuple(word for piece in pieces if (word := make_word(piece, WordKind.WORD)))
    return ReadName(
        name,
        words,
        _initials(text, kept, table),
        _acronym(name),
        form,
        characters=characters,
        whole="".join(kept),
        pieces=tuple(kept),
    )


def _without_form(pieces: list[str], table: BodyWords) -> tuple[list[str], str | None]:
    """The words without a legal form at either end, and the form: the last one found."""
    form: str | None = None
    changed = True
    while changed and len(pieces) > 1:
        changed = False
        for size in range(min(7, len(pieces) - 1), 0, -1):
            for is_end in (True, False):
                edge = tuple(pieces[-size:] if is_end else pieces[:size])
                if edge in table.legal and (is_end or size > 1 or edge[0] not in ("co", "company", "as", "at", "se")):
                    form = form or table.legal[edge]
                    pieces = pieces[:-size] if is_end else pieces[size:]
                    changed = True
                    break
            if changed:
                break
    return pieces, form


def _with_phrases(pieces: list[str], table: BodyWords) -> list[str]:
    """Several words that one word stands for, as that word."""
    found: list[str] = []
    place = 0
    while place < len(pieces):
        for size in (4, 3, 2):
            phrase = tuple(pieces[place : place + size])
            if len(phrase) == size and phrase in table.phrases:
                found.append(table.phrases[phrase])
                place += size
                break
        else:
            found.append(pieces[place])
            place += 1
    return found


def _with_numbers(pieces: list[str]) -> list[str]:
    """Number words and Roman numerals as digits, tens and units together: `forty four` as 44."""
    found: list[str] = []
    for place, piece in enumerate(pieces):
        value = numbers().get(piece) or (SINGLE_NUMERALS.get(piece) if place and place + 1 == len(pieces) else None)
        is_unit = value is not None and len(value) == 1 and value != "0"
        if is_unit and value and found and found[-1] in TENS and (place and pieces[place - 1] in numbers()):
            found[-1] = found[-1][0] + value
        else:
            found.append(value or piece)
    return found


def _body_word(piece: str, table: BodyWords) -> Word | None:
    if piece.isdigit() or (any(c.isdigit() for c in piece) and len(piece) <= 8):
        return make_word(piece, WordKind.NUMBER)
    standard = table.standard.get(piece, piece)
    if standard in table.common:
        return make_word(standard, WordKind.COMMON)
    code = _country(standard)
    word = make_word(_one_spelling(standard), WordKind.COUNTRY if code else WordKind.WORD)
    return replace(word, code=code) if word else None


@lru_cache(maxsize=8192)
def _country(word: str) -> str | None:
    """The code of a country that a word names or is the adjective of; what is written in capitals is known too."""
    for form in (word.capitalize(), word.upper()):
        code = country_of_name(form) or country_of_adjective(form)
        if code:
            return code
    return None


def _one_spelling(word: str) -> str:
    """British and American spellings as one."""
    return re.sub(r"isation(s?)$", r"ization\1", re.sub(r"is(e[ds]?|ing)$", r"iz\1", word) if len(word) > 7 else word)


def _acronym(name: str) -> str | None:
    plain = name.replace(".", "").strip().removeprefix("the ").removeprefix("The ")
    return plain.lower() if 2 <= len(plain) <= 8 and plain.isalpha() and plain.isupper() and plain.isascii() else None


def _initials(text: str, kept: list[str], table: BodyWords) -> frozenset[str]:
    """First letters, with and without small words and the legal form, words with a hyphen as one and as two."""
    whole = [found[0] for piece in text.replace("-", "").split() if (found := readings(piece))]
    parts = [found[0] for piece in APART.split(text) if (found := readings(piece))]
    letters: set[str] = set()
    for words in (kept, whole, parts):
        if len(words) > 1:
            letters.add("".join(word[0] for word in words))
            letters.add("".join(word[0] for word in words if word not in table.stop))
    return frozenset(letters)
