"""Offices that the text gives a name: before it, beside it, behind `is` or `as`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.identify.nations import Nation, Nations, head_of
from onrecord.identify.phrases import PORTFOLIOS, Phrase, phrase_text, read_phrase, title_of
from onrecord.model import Annotation
from onrecord.rules.authority import Authority, Title

TAKING = frozenset(
    "take serve work act succeed replace name appoint elect install swear inaugurate nominate hire know".split()
)
"""Verbs that with `as` give somebody an office."""
LEAVING = frozenset("resign quit retire step oust depose sack dismiss remove suspend".split())
"""Verbs that with `as` take it away."""
FORMER = frozenset(("former", "ex", "then", "late", "onetime", "one-time"))


@dataclass(frozen=True, slots=True)
class Office:
    """An office that the text gives a person: as written, its title row, whose it is, and the words that say so."""

    text: str
    title: Title | None
    owner: str | None
    phrase: Phrase | None
    nation: Nation | None
    is_past: bool = False
    """True for an office that the text says was held before: `former`, `who was president until 2018`."""


def titles_inside(annotation: Annotation, first: int, last: int, authority: Authority) -> tuple[int, list[Title]]:
    """Titles that the head took for part of the name, and where the name begins without them."""
    found: list[Title] = []
    moved = True
    while moved and first < last - 1:
        moved = False
        for size in range(min(4, last - first - 1), 0, -1):
            title = authority.titles.get(annotation.phrase(range(first, first + size)).text.lower().replace(".", ""))
            if title is not None:
                found.append(title)
                first, moved = first + size, True
                break
        if moved and first < last - 1 and annotation.words[first].text == ".":
            first += 1
    return first, found


def offices_before(
    annotation: Annotation, first: int, named: dict[int, range], nations: Nations, authority: Authority
) -> Iterator[Office]:
    """Titles before a name: `Veranian Foreign Minister Dr Mira Sarkel`."""
    number = first - 1
    start = annotation.starts[annotation.words[first].sentence]
    for _ in range(3):
        if number >= start and annotation.words[number].text == "." and number - 1 >= start:
            number -= 1
        if number < start or number in named:
            return
        if (
            number - 2 >= start
            and annotation.words[number - 1].text.lower() == "of"
            and annotation.words[number].text.lower() in PORTFOLIOS
        ):
            number -= 2
        word = annotation.words[number]
        if word.upos not in ("NOUN", "PROPN", "ADJ", "VERB", "X") or word.relation in ("punct", "case"):
            return
        phrase = read_phrase(annotation, number, named)
        text = phrase_text(annotation, phrase.words)
        whole = _whole_title(annotation, start, number, authority)
        if len(whole.split()) > len(text.split()):
            text = whole
        title = title_of(text, authority)
        if title is None:
            return
        if not title.is_office:
            yield Office(title.words, title, None, None, None)
            number -= len(title.words.split())
            continue
        if not _joined(annotation, number, first):
            return
        place = phrase.owner if phrase.owner and phrase.owner.start < number else _of(annotation, number, first, named)
        owner = annotation.phrase(place).text if place else None
        nation = nations.of(owner) if owner else None
        yield Office(text, title, owner, phrase, nation, _is_former(annotation, phrase))
        return


def _whole_title(annotation: Annotation, start: int, number: int, authority: Authority) -> str:
    """A title of several words that ends here, as the list has it, however the parser joined them: "Rear Admiral"."""
    for first in range(max(start, number - 2), number):
        text = annotation.phrase(range(first, number + 1)).text
        if text.lower() in authority.titles:
            return text
    return ""


def _of(annotation: Annotation, title: int, first: int, named: dict[int, range]) -> range | None:
    """`President Edvin Dorran of Verania`: whose, behind the name."""
    for top in (title, first):
        for child in annotation.dependents(top, "nmod"):
            case = annotation.dependents(child, "case")
            if child > first and child in named and case and annotation.words[case[0]].text.lower() == "of":
                return named[child]
    return None


def _joined(annotation: Annotation, title: int, first: int) -> bool:
    """The title belongs to the name: one hangs on the other, and no subject of another verb stands between."""
    name = annotation.words[first]
    return (
        annotation.words[title].head >= first
        or name.head == title
        or annotation.words[title].relation in ("nmod:desc", "compound", "flat")
        or (
            title == first - 1
            and annotation.words[title].text[0].isupper()
            and annotation.words[title].head == name.head
        )
    )


def offices_beside(
    annotation: Annotation, first: int, last: int, named: dict[int, range], nations: Nations, authority: Authority
) -> Iterator[Office]:
    """`Ada Brook, the foreign minister,`, `the foreign minister, Ada Brook,`, `Ada Brook is (took over as) foreign minister`."""
    head = head_of(annotation, first, last)
    for noun, is_past in (*_beside(annotation, head, named), *_clauses(annotation, head), *_as(annotation, head)):
        if noun in named or annotation.words[noun].xpos == "NNS":
            continue
        phrase = read_phrase(annotation, noun, named)
        text = phrase_text(annotation, phrase.words)
        title = title_of(text, authority)
        if title is None or phrase.article == "another" or first <= phrase.first < last:
            continue
        owner = annotation.phrase(phrase.owner).text if phrase.owner else None
        is_past = is_past or _is_former(annotation, phrase)
        yield Office(text, title, owner, phrase, nations.of(owner) if owner else None, is_past)


def _beside(annotation: Annotation, head: int, named: dict[int, range]) -> Iterator[tuple[int, bool]]:
    word = annotation.words[head]
    first = word.head if word.relation == "conj" else head
    # "Tarn and Brook, foreign minister": what stands behind two names is said of the second.
    names = (first, *(child for child in annotation.dependents(first, "conj") if child > first))
    for child in annotation.dependents(first, "appos") if first >= 0 else ():
        if annotation.words[child].upos == "NOUN" and max((n for n in names if n < child), default=-1) == head:
            yield child, False
    if first != head:
        yield from ((c, False) for c in annotation.dependents(head, "appos") if annotation.words[c].upos == "NOUN")
    noun = word.head
    while word.relation == "appos" and noun >= 0 and annotation.words[noun].upos in ("NOUN", "PROPN"):
        if noun not in named:
            yield noun, False
        # "The mayor of Port Amara, Ada Brook": the parser may hang the name on the town.
        noun = annotation.words[noun].head if annotation.words[noun].relation == "nmod" else -1


def _clauses(annotation: Annotation, head: int) -> Iterator[tuple[int, bool]]:
    """`Brook is the mayor`, `Brook, who was mayor until 2018`; true where that is over."""
    word = annotation.words[head]
    clauses = [child for child in annotation.dependents(head, "acl") if annotation.dependents(child, "nsubj")]
    if word.relation.startswith("nsubj") and word.head >= 0:
        clauses.append(word.head)
    for noun in clauses:
        copulas = annotation.dependents(noun, "cop")
        if annotation.words[noun].upos == "NOUN" and copulas:
            is_past = noun != word.head and any(annotation.words[cop].xpos == "VBD" for cop in copulas)
            yield noun, is_past


def _as(annotation: Annotation, head: int) -> Iterator[tuple[int, bool]]:
    """`Brook took over as mayor`, `Hale, who resigned as chairman`; true where that is over."""
    word = annotation.words[head]
    verbs = list(annotation.dependents(head, "acl"))
    if word.relation.startswith("nsubj") and word.head >= 0:
        verbs.append(word.head)
    for verb in verbs:
        lemma = annotation.words[verb].lemma.lower()
        if lemma not in TAKING and lemma not in LEAVING:
            continue
        for noun in annotation.dependents(verb, "obl", "advcl", "xcomp"):
            cases = annotation.dependents(noun, "case", "mark")
            if annotation.words[noun].upos == "NOUN" and any(
                annotation.words[case].text.lower() == "as" for case in cases
            ):
                yield noun, lemma in LEAVING


def _is_former(annotation: Annotation, phrase: Phrase) -> bool:
    return any(annotation.words[number].text.lower() in FORMER for number in range(phrase.first, phrase.noun))
