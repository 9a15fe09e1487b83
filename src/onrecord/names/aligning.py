"""Which word of one name stands for which of the other, and how alike the two are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from onrecord.names.romanising import bones
from onrecord.names.words import Word, WordKind, joined
from onrecord.rules.name_tables import near_names

LEAST = 0.5
"""Likeness below which two words do not stand for one another."""
LEAST_JOINED = 0.84
"""The same for two neighbours that are one word in the other name."""
SOUND, BONES, SPELLING, FORM, SHORT, INITIAL = 0.97, 0.8, 0.97, 0.93, 0.85, 0.8
"""What words are worth that only sound alike, have the same consonants, are one name in two romanisations or languages …"""


TABLES = ((SPELLING, "transliteration"), (FORM, "the same given name"), (SHORT, "a short form"))
"""For each kind of row of the table of given names, in the order of `GIVEN_KINDS`, what it is worth and what it is called."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Words of one name that stand for words of the other; `how` says on what ground."""

    one: tuple[int, ...]
    other: tuple[int, ...]
    likeness: float
    how: str
    longest: int
    """Letters of the longer."""
    edits: int = 0


@dataclass(frozen=True, slots=True)
class Alignment:
    """Pairs in the order of the first name, and the words on either side that stand for none."""

    pairs: tuple[Pair, ...]
    left: tuple[int, ...]
    left_other: tuple[int, ...]


def align(one: Sequence[Word], other: Sequence[Word]) -> Alignment:
    """The best pairs first: equal words, then neighbours run together, then the most alike, initials last."""
    free, free_other = list(range(len(one))), list(range(len(other)))
    pairs = _equal(one, other, free, free_other)
    pairs += _alike(one, other, free, free_other)
    pairs += _with_initials(one, other, free, free_other)
    return Alignment(tuple(sorted(pairs, key=lambda pair: pair.one)), tuple(free), tuple(free_other))


def _equal(one: Sequence[Word], other: Sequence[Word], free: list[int], free_other: list[int]) -> list[Pair]:
    pairs = []
    for place in tuple(free):
        match = next((there for there in free_other if one[place].text == other[there].text), None)
        if match is not None:
            free.remove(place)
            free_other.remove(match)
            pairs.append(Pair((place,), (match,), 1.0, "equal", len(one[place].text)))
    return pairs


def _alike(one: Sequence[Word], other: Sequence[Word], free: list[int], free_other: list[int]) -> list[Pair]:
    found: list[Pair] = []
    for place in free:
        for there in free_other:
            pair = compare_words(one[place], other[there], (place,), (there,))
            if pair.likeness >= LEAST:
                found.append(pair)
    found += _run_together(one, other, free, free_other)
    found.sort(key=lambda pair: (-pair.likeness, -len(pair.one) - len(pair.other), pair.one, pair.other))
    kept: list[Pair] = []
    for pair in found:
        if all(place in free for place in pair.one) and all(there in free_other for there in pair.other):
            kept.append(pair)
            for place in pair.one:
                free.remove(place)
            for there in pair.other:
                free_other.remove(there)
    return kept


def _run_together(one: Sequence[Word], other: Sequence[Word], free: list[int], free_other: list[int]) -> list[Pair]:
    """Two or three neighbours on one side that are one word on the other."""
    found = []
    for runs, words, singles, is_turned in ((one, other, free_other, False), (other, one, free, True)):
        places = free_other if is_turned else free
        for run in _runs(places, len(singles)):
            together = joined(runs[run[0]], runs[run[1]])
            for place in run[2:]:
                together = joined(together, runs[place])
            for single in singles:
                pair = compare_words(together, words[single], run, (single,))
                if pair.likeness >= LEAST_JOINED and len(words[single].text) > 3:
                    found.append(Pair(pair.other, pair.one, pair.likeness - 0.02, "run together", pair.longest, pair.edits)
                                 if is_turned else Pair(pair.one, pair.other, pair.likeness - 0.02, "run together", pair.longest, pair.edits))  # fmt: skip
    return found


def _runs(places: list[int], singles: int) -> list[tuple[int, ...]]:
    if not singles:
        return []
    runs = [tuple(places[n : n + 2]) for n in range(len(places) - 1)] + [
        tuple(places[n : n + 3]) for n in range(len(places) - 2)
    ]
    return [run for run in runs if run[-1] - run[0] == len(run) - 1]


def _with_initials(one: Sequence[Word], other: Sequence[Word], free: list[int], free_other: list[int]) -> list[Pair]:
    pairs = []
    for place in tuple(free):
        for there in tuple(free_other):
            kinds = {one[place].kind, other[there].kind}
            if WordKind.INITIAL in kinds and _same_first(one[place], other[there]):
                free.remove(place)
                free_other.remove(there)
                pairs.append(Pair((place,), (there,), INITIAL, "initial", 1))
                break
    return pairs


def _same_first(one: Word, other: Word) -> bool:
    return any(a[0] == b[0] for a in one.readings for b in other.readings)


def compare_words(one: Word, other: Word, place: tuple[int, ...], there: tuple[int, ...]) -> Pair:
    """How alike two words are, by whatever ground makes them most alike."""
    return Pair(place, there, *likeness(one, other))


@lru_cache(maxsize=8192)
def likeness(one: Word, other: Word) -> tuple[float, str, int, int]:
    """How alike two words are, on what ground, the letters of the longer and the edits between them."""
    longest = max(len(one.text), len(other.text))
    if WordKind.INITIAL in (one.kind, other.kind) or WordKind.NUMBER in (one.kind, other.kind):
        is_same = one.text == other.text
        return float(is_same), "equal" if is_same else "", longest, 0
    if one.code and other.code:
        return float(one.code == other.code), "equal", longest, 0
    edits, longest = min((OSA.distance(a, b), max(len(a), len(b))) for a in one.readings for b in other.readings)
    if not edits:
        return 1.0, "equal", longest, 0
    best, how = _by_sound(one, other, 1 - edits / longest)
    if best < SPELLING:
        best, how = _by_table(one, other, best, how)
    if how == "consonants" and (one.is_consonantal or other.is_consonantal):
        return best, how, longest, 0
    is_spelling = how in ("spelling", "consonants") or (best < SPELLING and how == "transliteration")
    return best, how, longest, edits if is_spelling else 0


def _by_sound(one: Word, other: Word, best: float) -> tuple[float, str]:
    how = "spelling"
    for a in one.sounds:
        for b in other.sounds:
            if a == b and len(a) > 1:
                return SOUND, "transliteration"
            heard = SOUND * OSA.normalized_similarity(a, b)
            if heard > best:
                best, how = heard, "transliteration"
    if best < BONES and _same_bones(one, other):
        return BONES, "consonants"
    return best, how


def _same_bones(one: Word, other: Word) -> bool:
    if one.is_consonantal or other.is_consonantal:
        shared = _without_half_vowels(one) & _without_half_vowels(other)
        return any(len(found) > 1 for found in shared)
    lengths = sorted((len(one.text), len(other.text)))
    return (
        lengths[1] > 4
        and lengths[1] - lengths[0] < 2
        and any(len(found) > 2 for found in set(one.bones) & set(other.bones))
    )


def _without_half_vowels(word: Word) -> frozenset[str]:
    """Consonants with and without the letters that stand for vowels in Hebrew and Arabic writing, or for y in ours."""
    inside = word.text[:1] + word.text[1:].replace("v", "").replace("j", "")
    return frozenset((*word.bones, bones(inside)))


def _by_table(one: Word, other: Word, best: float, how: str) -> tuple[float, str]:
    for (worth, ground), rows, others in zip(TABLES, one.rows, other.rows, strict=True):
        if worth > best and rows and not rows.isdisjoint(others):
            return worth, ground
    return best, how


_NONE: frozenset[str] = frozenset()


def are_near(one: Word, other: Word) -> bool:
    """Two words that the table says look alike and are never one."""
    near = near_names()
    return any(b in near.get(a, _NONE) for a in one.readings for b in other.readings)
