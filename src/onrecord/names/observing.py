"""What is seen in an alignment of two names: numbers from 0 to about 1 that the weights speak about, and what forbids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.names.aligning import Alignment, Pair, are_near
from onrecord.names.words import ReadName, Word, WordKind
from onrecord.rules.name_tables import body_words, given_names

GENERIC_SHARE = 0.1
"""What one counts that is often left off."""
LONGEST_SYLLABLE = 5
"""Letters of a syllable in a Korean, Chinese or Vietnamese name of three."""
COMMON_SHARE = 0.4
"""What a common word of a body counts beside one that tells bodies apart."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The observations, why two names cannot be one (None where nothing forbids), the grounds in words, and what they are of."""

    values: dict[str, float]
    forbidden: str | None
    grounds: tuple[str, ...]
    one: ReadName
    other: ReadName
    alignment: Alignment


def _size(word: Word) -> float:
    """What a word weighs: its letters, with little difference between long ones."""
    share = COMMON_SHARE if word.kind in (WordKind.COMMON, WordKind.PATRONYMIC) else 1.0
    share = GENERIC_SHARE if is_generic(word) else share
    return share * min(len(word.text), 8)


OBSERVATIONS = {
    "person": ("unequal", "worst", "worst_sharp", "edits", "same_consonants", "tail", "short_form", "clash", "clashes", "extra",
               "extra_words", "half", "single_extra", "turned", "long_names"),
    "body": ("unequal", "worst", "edits", "same_consonants", "clash", "clashes", "extra", "extra_words", "half", "extra_common",
             "extra_country", "extra_number", "forms_differ", "form_missing"),
}  # fmt: skip
"""What is weighed, for people and for everything else."""


def is_generic(word: Word) -> bool:
    """A word of bodies that is often left off."""
    return word.kind is WordKind.COMMON and word.text in body_words().generic


def observe(one: ReadName, other: ReadName, found: Alignment, *, is_person: bool) -> Seen:
    """Everything seen in two aligned names."""
    values = _losses(one.words, other.words, found) | _leftovers(one.words, other.words, found)
    values |= _person(one, other, found) if is_person else _body(one, other, found)
    forbidden = what_forbids(one, other, found, is_person=is_person)
    return Seen(values, forbidden, _grounds(one.words, other.words, found), one, other, found)


def what_forbids(one: ReadName, other: ReadName, found: Alignment, *, is_person: bool) -> str | None:
    """Why two names cannot be one, None where nothing forbids it."""
    return _forbidden_person(one, other, found) if is_person else _forbidden_body(one, other, found)


def _losses(one: Sequence[Word], other: Sequence[Word], found: Alignment) -> dict[str, float]:
    """How much the words lose that stand for one another."""
    unequal = [pair for pair in found.pairs if pair.how not in ("equal", "initial")]
    worst = min(unequal, key=lambda pair: pair.likeness, default=None)
    if worst is None:
        return {}
    a, b = one[worst.one[0]], other[worst.other[0]]
    return {
        "unequal": min(len(unequal), 3) / 3,
        "worst": 1 - worst.likeness,
        "worst_sharp": max(0.0, 0.75 - worst.likeness),
        "edits": min(worst.edits, 4) / 4,
        "same_consonants": float(bool(set(a.bones) & set(b.bones))),
        "tail": _tail(a.text, b.text),
        "short_form": float(any(pair.how == "a short form" for pair in unequal)),
    }


def _tail(one: str, other: str) -> float:
    """Letters at the end that two words with a common beginning do not share, of the longer: another suffix."""
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    return (max(len(one), len(other)) - same) / 8 if same >= 3 else 0.0


def _leftovers(one: Sequence[Word], other: Sequence[Word], found: Alignment) -> dict[str, float]:
    left = sum(_size(one[place]) for place in found.left)
    there = sum(_size(other[place]) for place in found.left_other)
    whole = max(1.0, max(sum(map(_size, one)), sum(map(_size, other))))
    less, more = sorted((left, there))
    return {
        "clash": min(less, 8) / 8,
        "clashes": float(less > 0),
        "extra": more / whole,
        "extra_words": min(max(_telling(one, found.left), _telling(other, found.left_other)), 4) / 4,
        "half": float(more / whole >= 0.5),
    }


def _telling(words: Sequence[Word], places: Sequence[int]) -> int:
    return sum(not is_generic(words[place]) for place in places)


def _person(one: ReadName, other: ReadName, found: Alignment) -> dict[str, float]:
    short, long = sorted((one.words, other.words), key=len)
    return {
        "single_extra": float(len(short) == 1 and len(long) > 1),
        "turned": float(_is_turned(found.pairs)),
        "long_names": float(len(short) > 3),
    }


def _body(one: ReadName, other: ReadName, found: Alignment) -> dict[str, float]:
    extra = [one.words[place] for place in found.left] + [other.words[place] for place in found.left_other]
    return {
        "extra_common": float(any(word.kind is WordKind.COMMON and not is_generic(word) for word in extra)),
        "extra_number": float(any(word.kind is WordKind.NUMBER for word in extra)),
        "extra_country": float(any(word.kind is WordKind.COUNTRY for word in extra)),
        "forms_differ": float(one.form is not None and other.form is not None and one.form != other.form),
        "form_missing": float((one.form is None) != (other.form is None)),
    }  # fmt: skip


def _is_turned(pairs: Sequence[Pair]) -> bool:
    """The surname in front in one of two names."""
    order = [pair.other[0] for pair in pairs]
    falls = sum(a > b for a, b in zip(order, order[1:], strict=False))
    return falls == 1 and order[-1] < order[0]


# --- what forbids ---------------------------------------------------------------------------------


def _forbidden_person(one: ReadName, other: ReadName, found: Alignment) -> str | None:
    if one.generation != other.generation:
        return "father and son"
    if one.hidden or other.hidden:
        return _forbidden_hidden(one, other, found)
    return (
        _forbidden_characters(one, other)
        or _near(one, other, found)
        or _short_word_differs(one.words, other.words, found)
        or _initials_differ(one, other, found)
        or _other_way_round(one.words, other.words, found)
    )


def _forbidden_hidden(one: ReadName, other: ReadName, found: Alignment) -> str | None:
    """People whose surname is kept back: nothing but the same words says that they are one."""
    if one.hidden != other.hidden:
        return "a surname that is initials"
    alike = all(pair.likeness >= 0.97 and pair.how != "initial" or one.words[pair.one[0]].kind is WordKind.INITIAL for pair in found.pairs)  # fmt: skip
    return None if alike and not found.left and not found.left_other else "a surname that is initials"


def _forbidden_characters(one: ReadName, other: ReadName) -> str | None:
    """In Chinese and Korean writing one other character is another name."""
    if one.characters and other.characters and one.characters != other.characters:
        return "another character"
    return None


def _near(one: ReadName, other: ReadName, found: Alignment) -> str | None:
    for pair in found.pairs:
        if pair.how != "equal" and are_near(one.words[pair.one[0]], other.words[pair.other[0]]):
            return f"{one.words[pair.one[0]].text} is not {other.words[pair.other[0]].text}"
    for place in found.left:
        for there in found.left_other:
            if are_near(one.words[place], other.words[there]):
                return f"{one.words[place].text} is not {other.words[there].text}"
    return None


def _initials_differ(one: ReadName, other: ReadName, found: Alignment) -> str | None:
    left, there = [one.words[n] for n in found.left], [other.words[n] for n in found.left_other]
    if left and there and any(word.kind is WordKind.INITIAL for word in (*left, *there)):
        return "an initial differs"
    if any(word.kind is WordKind.INITIAL for word in (*left, *there)) and _share_an_initial(one, other, found):
        return "an initial differs"
    fathers = [w for w in left if w.kind is WordKind.PATRONYMIC], [w for w in there if w.kind is WordKind.PATRONYMIC]
    return "another father's name" if all(fathers) else None


def _short_word_differs(one: Sequence[Word], other: Sequence[Word], found: Alignment) -> str | None:
    """Another letter in a word of two, or another consonant in one of three, makes another name: `Wang Yi` and `Wang Qi`."""
    for pair in found.pairs:
        if pair.how != "spelling" or pair.longest > 3:
            continue
        a, b = one[pair.one[0]], other[pair.other[0]]
        if pair.longest < 3 or not set(a.bones) & set(b.bones):
            return f"{a.text} is not {b.text}"
    return None


def _share_an_initial(one: ReadName, other: ReadName, found: Alignment) -> bool:
    """Both have the same initial: one more in one of them is another person's (`George W` and `George H W`)."""
    initial = WordKind.INITIAL
    return any(one.words[p.one[0]].kind is initial is other.words[p.other[0]].kind for p in found.pairs)


def _other_way_round(one: Sequence[Word], other: Sequence[Word], found: Alignment) -> str | None:
    """`Salman bin Omar` is the father of `Omar bin Salman`, and `Hans Friedrich` is not `Friedrich Hans`."""
    fathers = [(one[p.one[0]].kind is WordKind.FATHER, other[p.other[0]].kind is WordKind.FATHER) for p in found.pairs]
    if (True, False) in fathers and (False, True) in fathers:
        return "father and son"
    order = [pair.other[0] for pair in found.pairs]
    if len(one) == len(other) == len(order) == 3 and all(len(word.text) <= LONGEST_SYLLABLE for word in (*one, *other)):
        return None if order == sorted(order) or _is_turned(found.pairs) else "syllables in another order"
    if len(one) == len(other) == len(order) == 2 and _is_turned(found.pairs):
        table = given_names()
        if all(any(word.text in table[kind] for kind in table) for word in (*one, *other)):
            return "two given names the other way round"
    return None


def _forbidden_body(one: ReadName, other: ReadName, found: Alignment) -> str | None:
    left, there = [one.words[n] for n in found.left], [other.words[n] for n in found.left_other]
    for kind, reason in ((WordKind.NUMBER, "another number"), (WordKind.COUNTRY, "another country")):
        if any(w.kind is kind for w in left) and any(w.kind is kind for w in there):
            return reason
    return _forbidden_characters(one, other) or _near(one, other, found) or _short_differ(one.words, other.words, found)


def _short_differ(one: Sequence[Word], other: Sequence[Word], found: Alignment) -> str | None:
    """A short word that another letter makes another word, where it alone tells the two apart: `CVK` and `CVS`."""
    telling = [pair for pair in found.pairs if one[pair.one[0]].kind is WordKind.WORD]
    if (
        len(telling) == 1
        and telling[0].longest <= 4
        and telling[0].how not in ("equal", "transliteration", "run together")
    ):
        return "a short word differs"
    return None


def _grounds(one: Sequence[Word], other: Sequence[Word], found: Alignment) -> tuple[str, ...]:
    grounds = [_ground(one, other, pair) for pair in found.pairs if pair.how != "equal"]
    if any(pair.how == "equal" for pair in found.pairs):
        same = " ".join(one[pair.one[0]].text for pair in found.pairs if pair.how == "equal")
        grounds.insert(0, f"same: {same}")
    for words, places in ((one, found.left), (other, found.left_other)):
        if places:
            grounds.append("only in one: " + " ".join(words[place].text for place in places))
    return tuple(grounds)


def _ground(one: Sequence[Word], other: Sequence[Word], pair: Pair) -> str:
    a, b = " ".join(one[n].text for n in pair.one), " ".join(other[n].text for n in pair.other)
    return f"{pair.how}: {a}, {b}"
