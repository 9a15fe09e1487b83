"""Whether two entities of two documents are one, and why: grounds that join, grounds that are only noted, what forbids."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.model import EntityKind, Strength
from onrecord.names.aligning import Alignment, Pair, align
from onrecord.names.observing import what_forbids
from onrecord.names.words import ReadName, Word, WordKind, is_same_letters
from onrecord.resolve.profiles import FEWEST, SHORTENED, Profile
from onrecord.rules.name_tables import body_words

VOWELS = frozenset("aeiouy")
SPOTS = frozenset((EntityKind.PLACE, EntityKind.FACILITY, EntityKind.COUNTRY))
FORMS = ("the same given name", "a short form")
"""Grounds that an office or a country may confirm; two words that are merely alike stay two."""
LONG = 8
"""Letters of a word in which one wrong letter is a slip of the pen and no other name."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What two entities have in common, or what tells them apart, in words."""

    strength: Strength
    reason: str


NONE = Ground(Strength.NOTHING, "")


def ground_of(one: Profile, other: Profile) -> Ground:
    """The strongest ground between two entities of one family; what forbids wins over every other."""
    if one.family != other.family:
        return Ground(Strength.FORBIDDEN, "of another kind")
    if one.countries and other.countries and not one.countries & other.countries:
        return Ground(Strength.FORBIDDEN, f"of other countries: {min(one.countries)} and {min(other.countries)}")
    is_backed = bool(one.offices & other.offices or one.countries & other.countries)
    found = [_of_names(a, b, one.kind, is_backed=is_backed) for a in one.read for b in other.read]
    if one.kind in SHORTENED:
        found.append(_of_acronyms(one, other))
    forbidden = next((ground for ground in found if ground.strength is Strength.FORBIDDEN), None)
    best = max(found, key=lambda ground: (ground.strength, ground.reason), default=NONE)
    return forbidden if forbidden and best.strength < Strength.FULL else best


def _of_acronyms(one: Profile, other: Profile) -> Ground:
    """A short form and what it stands for: defined in some document, or long enough to speak for itself."""
    if one.is_short is other.is_short:
        return NONE
    shared = sorted(one.acronyms & other.acronyms)
    if shared:
        is_sure = len(shared[0]) > 2 or shared[0] in one.defined | other.defined
        strength = Strength.LESS if is_sure else Strength.NOTED
        return Ground(strength, f"{shared[0].upper()} stands for {(other if one.is_short else one).name}")
    for short, long in ((one, other), (other, one)):
        for name in long.read if short.is_short else ():
            meant = sorted(short.acronyms & name.initials)
            if meant:
                strength = Strength.LESS if len(meant[0]) >= FEWEST else Strength.NOTED
                return Ground(strength, f"{meant[0].upper()} are the initials of {name.written}")
    return NONE


def _of_names(one: ReadName, other: ReadName, kind: EntityKind, *, is_backed: bool) -> Ground:
    if is_same_letters(one, other):
        return Ground(Strength.FULL, f"{one.written} and {other.written}: the same letters")
    is_person = kind is EntityKind.PERSON
    found = align(one.words, other.words)
    forbidden = what_forbids(one, other, found, is_person=is_person)
    if forbidden or (found.left and found.left_other):
        return Ground(Strength.FORBIDDEN, forbidden or "other names")
    matched = Matched(one, other, found)
    strength, why = _person(matched, is_backed=is_backed) if is_person else _body(matched, kind)
    return Ground(strength, f"{one.written} and {other.written}: {why}" if why else "")


@dataclass(frozen=True, slots=True)
class Matched:
    """Two names whose words have been set beside one another."""

    one: ReadName
    other: ReadName
    alignment: Alignment


# --- people ---------------------------------------------------------------------------------------


def _person(seen: Matched, *, is_backed: bool) -> tuple[Strength, str]:
    found = seen.alignment
    grounds = [_of_words(pair, seen) for pair in found.pairs]
    weakest = min(strength for strength, _ in grounds)
    why = ", ".join(dict.fromkeys(reason for _, reason in grounds if reason)) or "the same words"
    if weakest is Strength.NOTHING:
        return Strength.NOTHING, ""
    if (
        weakest is Strength.NOTED
        and is_backed
        and not any(
            strength is Strength.NOTED and pair.how not in FORMS
            for (strength, _), pair in zip(grounds, found.pairs, strict=True)
        )
    ):
        weakest, why = Strength.LESS, f"{why}; office or country agree"
    left = [seen.one.words[n] for n in found.left] + [seen.other.words[n] for n in found.left_other]
    if not left:
        return weakest, why
    return min(
        weakest, _of_extra(left, seen, is_backed=is_backed)
    ), f"{why}; one has {' '.join(word.text for word in left)} too"


def _of_extra(left: list[Word], seen: Matched, *, is_backed: bool) -> Strength:
    """A patronymic or an initial more is nothing; another name more asks for an office or a country that agree."""
    if len(seen.alignment.pairs) < 2:
        return Strength.NOTED
    if all(word.kind in (WordKind.PATRONYMIC, WordKind.INITIAL) for word in left):
        return Strength.LESS
    return Strength.LESS if is_backed and len(left) <= 2 else Strength.NOTED


def _of_words(pair: Pair, seen: Matched) -> tuple[Strength, str]:
    one, other = _text(seen.one, pair.one), _text(seen.other, pair.other)
    if pair.how == "equal":
        return Strength.FULL, ""
    is_listed = any(
        not a.isdisjoint(b)
        for a, b in zip(seen.one.words[pair.one[0]].rows, seen.other.words[pair.other[0]].rows, strict=True)
    )
    is_long = is_listed or len(seen.alignment.pairs) > 1 or min(len(one), len(other)) > 4
    if (
        pair.how in ("transliteration", "run together")
        and pair.likeness > 0.95
        and is_long
        and min(len(one), len(other)) > 2
    ):
        return Strength.FULL, f"{one} and {other} are spellings of one name"
    if pair.how in ("the same given name", "a short form"):
        return Strength.NOTED, f"{one} and {other} are forms of one name"
    if pair.how == "initial":
        return Strength.NOTED, f"{one} may be {other}"
    if is_slip(one, other):
        return Strength.LESS, f"{one} and {other} differ by a slip"
    return (Strength.NOTED, f"{one} and {other} are alike") if pair.likeness >= 0.8 else (Strength.NOTHING, "")


def _text(name: ReadName, places: tuple[int, ...]) -> str:
    return "".join(name.words[place].text for place in places)


def is_slip(one: str, other: str) -> bool:
    """Two long words apart by one letter left out, two neighbours exchanged, or one vowel for another.

    Never by the first letter or the last: an ending makes another word of a name, and a woman's of a man's.
    """
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < LONG:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    if len(one) != len(other):
        short, long = sorted((one, other), key=len)
        return 0 < start < len(short) and short[start:] == long[start + 1 :]
    if one[start + 1 :] == other[start + 1 :]:
        return 0 < start < len(one) - 1 and {one[start], other[start]} <= VOWELS
    return one[start : start + 2] == other[start : start + 2][::-1] and one[start + 2 :] == other[start + 2 :]


# --- everything else ------------------------------------------------------------------------------


def _body(seen: Matched, kind: EntityKind) -> tuple[Strength, str]:
    found = seen.alignment
    if not any(seen.one.words[pair.one[0]].kind is not WordKind.COMMON for pair in found.pairs):
        return Strength.NOTHING, ""
    grounds = [_of_words(pair, seen) for pair in found.pairs]
    weakest = min(strength for strength, _ in grounds)
    why = ", ".join(dict.fromkeys(reason for _, reason in grounds if reason)) or "the same words"
    if weakest in (Strength.NOTHING, Strength.NOTED):
        return weakest, why
    left = [seen.one.words[n] for n in found.left] + [seen.other.words[n] for n in found.left_other]
    if left:
        return min(weakest, _of_more(left, seen, kind)), f"one has {' '.join(word.text for word in left)} too"
    if seen.one.form and seen.other.form and seen.one.form != seen.other.form:
        return Strength.NOTED, "another legal form"
    return min(weakest, _of_places(seen) if kind in SPOTS else weakest), why


def _of_places(seen: Matched) -> Strength:
    """Many places have names that differ by a letter or an article; of those only spellings of one name are one."""
    one, other = seen.one, seen.other
    is_slip_only = any(pair.edits for pair in seen.alignment.pairs)
    is_article = sorted(one.whole) != sorted(other.whole) and all(pair.how == "equal" for pair in seen.alignment.pairs)
    return Strength.NOTED if is_slip_only or is_article else Strength.FULL


def _of_more(left: list[Word], seen: Matched, kind: EntityKind) -> Strength:
    """Words at the end that only say what kind of thing it is; of things made, a number too (but no brigade is another).

    What follows a small word completes the name: `Voice to Parliament` is not `Voice`.
    """
    short, long = sorted((seen.one, seen.other), key=lambda name: len(name.words))
    is_end = all(
        a.text == b.text or (a.code is not None and a.code == b.code)
        for a, b in zip(short.words, long.words, strict=False)
    )
    if not is_end or kind in SPOTS or all(word.kind is WordKind.COUNTRY for word in short.words):
        return Strength.NOTED
    table = body_words()
    after = long.pieces[len(short.pieces) : len(short.pieces) + 1]
    if after and after[0] in table.stop:
        return Strength.NOTED
    allowed = (WordKind.COMMON, WordKind.NUMBER) if kind is EntityKind.OTHER else (WordKind.COMMON,)
    is_kind = all(word.kind in allowed and word.text not in table.qualifiers | table.offices for word in left)
    return Strength.LESS if is_kind else Strength.NOTED
