"""Offices and descriptions as the parse has them: the noun, its modifiers, and whose it is."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.identify.nations import head_of
from onrecord.model import Annotation
from onrecord.rules.authority import Authority, Title

PASSING = frozenset(
    "new first outgoing incoming embattled veteran longtime current then female male popular powerful late own disgraced hardline moderate "
    "controversial top famous prominent young old elderly ailing ousted exiled jailed second third former ex recently newly".split()
)
"""Adjectives that tell about the holder, not the office."""
PORTFOLIOS = frozenset(("state", "staff", "government"))
"""What ends an office behind `of`: secretary of state, chief of staff, head of government."""
PEOPLE = frozenset(
    "man woman boy girl person teenager mother father son daughter wife husband brother sister victim source friend colleague neighbour neighbor "
    "client patient worker guard someone somebody anyone everyone nobody child parent uncle aunt grandfather grandmother tourist passenger "
    "gunman attacker assailant bomber policeman policewoman refugee migrant protester prisoner hostage".split()
)
"""Nouns for people that tell no role."""
MALE = frozenset(
    "man boy father son husband brother uncle grandfather nephew gentleman widower policeman gunman king prince monk".split()
)
FEMALE = frozenset(
    "woman girl mother daughter wife sister aunt grandmother niece lady widow policewoman actress queen princess nun".split()
)
REACH = 8
"""Words of an office to the left of its noun, at most."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: its noun, the words of the office in it, the first word of all, and whose it is.

    `owner` are the words of the name that modifies it ("Verania's", "Veranian", "of Verania"); `article`
    is "the", "a", "this", "another", "own" (his, its), "whose" (a noun's: the country's) or "".
    """

    noun: int
    first: int
    words: tuple[int, ...]
    owner: range | None
    article: str
    is_plain: bool
    """Nothing after the noun narrows it down: no relative clause, no `of` but the owner's."""


def read_phrase(annotation: Annotation, noun: int, named: dict[int, range]) -> Phrase:
    """The phrase around a noun; `named` has, for each word of a name, the words of that name."""
    words: list[int] = []
    owner: range | None = None
    article = ""
    first = noun
    number = noun - 1
    floor = max(annotation.starts[annotation.words[noun].sentence], noun - REACH)
    while number >= floor:
        word = annotation.words[number]
        lower = word.text.lower()
        if number in named:
            if owner is not None:
                break
            owner = named[number]
            first = owner.start
            mark = annotation.words[owner.stop].text.lower() if owner.stop < len(annotation.words) else ""
            if mark in ("'s", "’s", "'", "’"):
                break
            number = owner.start - 1
            continue
        if word.upos == "DET":
            article, first = lower, number
            break
        if lower == "old" and annotation.words[number - 1].text == "-":
            number, first = max(number - 5, floor - 1), max(number - 4, floor)
            continue
        if lower in ("'s", "’s", "'", "’") and number - 1 not in named:
            first, article = _possessor(annotation, number), "whose"
            break
        if lower in ("'s", "’s", "'", "’"):
            first = number
        elif word.xpos == "PRP$":
            article, first = "own", number
            break
        elif (
            word.upos in ("ADJ", "NOUN", "PROPN", "NUM") or lower == "-" or lower == "of" or word.xpos in ("VBG", "VBN")
        ):
            if lower == "of" and (not words or owner is not None):
                break
            if not _inside(annotation, number, noun):
                break
            first = number
            if lower not in PASSING and word.upos != "NUM":
                words.insert(0, number)
        else:
            break
        number -= 1
    last = _last(annotation, noun)
    after, plain = _after(annotation, noun, last, named)
    return Phrase(noun, first, (*words, *range(noun, last)), owner or after, article, plain)


def _possessor(annotation: Annotation, mark: int) -> int:
    """The first word of what owns: `the country` of `the country's defence minister`."""
    owner = annotation.words[mark].head
    return min(annotation.subtree(owner)) if 0 <= owner < mark else mark


def _inside(annotation: Annotation, number: int, noun: int) -> bool:
    """True when a word hangs, however deep, on the noun."""
    for _ in range(REACH):
        if number == noun:
            return True
        number = annotation.words[number].head
        if number < 0:
            return False
    return False


def _last(annotation: Annotation, noun: int) -> int:
    """The end of an office that goes on behind its noun: `director-general`, `secretary of state`."""
    words = annotation.words
    if noun + 2 < len(words) and words[noun + 1].text == "-" and words[noun + 1].span.start == words[noun].span.end:
        return noun + 3
    if noun + 2 < len(words) and words[noun + 1].text == "of" and words[noun + 2].text.lower() in PORTFOLIOS:
        return noun + 3
    return noun + 1


def _after(annotation: Annotation, noun: int, last: int, named: dict[int, range]) -> tuple[range | None, bool]:
    owner: range | None = None
    plain = True
    for child in annotation.children[noun]:
        relation = annotation.words[child].relation
        if child < last:
            continue
        if relation == "nmod" and child in named and annotation.dependents(child, "case"):
            case = annotation.words[annotation.dependents(child, "case")[0]].text.lower()
            if case in ("of", "for") and owner is None:
                owner = named[child]
                continue
            plain = False
        elif relation.startswith(("nmod", "acl", "amod", "obl")) and not _is_aside(annotation, noun, child):
            plain = False
    return owner, plain


def _is_aside(annotation: Annotation, noun: int, child: int) -> bool:
    """`the 54-year-old, who was discharged`: behind a comma it tells more and narrows nothing."""
    first = min(annotation.subtree(child))
    return first > noun and annotation.words[first].text == "," or annotation.words[first - 1].text == ","


def phrase_text(annotation: Annotation, words: tuple[int, ...]) -> str:
    """The words of an office, as written, in one string."""
    text = ""
    for number, word in enumerate(words):
        written = annotation.words[word].text
        glued = number and annotation.words[words[number - 1]].span.end == annotation.words[word].span.start
        text += written if glued or not text else f" {written}"
    return text.strip("- ")


def title_of(text: str, authority: Authority) -> Title | None:
    """The longest title that ends a phrase: `deputy foreign minister` has `minister`."""
    words = text.lower().replace(".", "").split()
    for size in range(min(4, len(words)), 0, -1):
        for tail in {" ".join(words[-size:]), "-".join(words[-size:])}:
            found = authority.titles.get(tail)
            if found is not None:
                return found
    if words and "-" in words[-1]:
        return authority.titles.get(words[-1].rpartition("-")[2])
    return None


def top_of(annotation: Annotation, first: int, last: int) -> int:
    """The word through which a name hangs in its sentence: up through titles and appositions that stand before it."""
    top = head_of(annotation, first, last)
    is_beside = False
    while annotation.words[top].head >= 0 and (
        annotation.words[top].relation in ("flat", "compound", "nmod:desc", "flat:foreign", "appos")
        or (is_beside and annotation.words[top].relation == "nmod")
    ):
        is_beside = annotation.words[top].relation == "appos"
        top = annotation.words[top].head
    return top
