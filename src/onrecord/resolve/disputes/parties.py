"""Who did a deed to whom, and which name somebody is given."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.model import Annotation, Evidence, StoryReading
from onrecord.resolve.disputes.claims import Identity, Party
from onrecord.resolve.disputes.grammar import Clause
from onrecord.resolve.disputes.vocabulary import content_lemmas, name_tokens
from onrecord.rules.claims import load_claim_words
from onrecord.rules.countries import country_of_adjective

KNOWN = frozenset(("the", "this", "his", "her", "its", "their", "your", "my"))
"""Words before a noun for one that is known."""
OWN = frozenset(("it", "its", "they", "their", "he", "his", "she", "her", "we", "our", "i", "my"))
"""Words for whoever speaks, within what he says."""
BLAMING = {
    "blame": ("for", "on"),
    "accuse": ("of",),
    "suspect": ("of",),
    "attribute": ("to",),
    "hold": ("for",),
    "claim": ("for",),
    "link": ("to",),
}
"""Verbs that lay a deed at somebody's door, and the words before the deed or, behind `on` and `to`, before whoever did it."""


def read_parties(reading: StoryReading, clause: Clause, source: int | None) -> tuple[Party | None, Party | None]:
    """Who did the deed of a clause, and to whom or what; None for what is not told.

    `source` is the first word of whoever speaks, who is meant by "it" and "its fighters".
    """
    annotation = reading.annotation
    by = annotation.dependents(clause.head, "obl:agent")
    passive = annotation.dependents(clause.head, "nsubj:pass")
    objects = annotation.dependents(clause.head, "obj")
    subjects = [
        child
        for node in dict.fromkeys((clause.head, clause.top))
        for child in annotation.dependents(node, "nsubj")
        if annotation.words[child].relation == "nsubj"
    ]
    blamed = _blamed(reading, clause)
    if blamed is not None or annotation.words[clause.head].lemma in BLAMING:
        return blamed or (None, None)
    if by:
        return _party(reading, by[0], None if passive else source), _party(
            reading, passive[0], None
        ) if passive else None
    because = [
        child
        for child in annotation.dependents(clause.head, "obl")
        if _is_because(annotation, child) or _is_origin(annotation, clause.head, child)
    ]
    if because and (subjects or passive):
        return _party(reading, because[0], None), _party(reading, (passive or subjects)[0], None)
    if subjects and objects:
        return _party(reading, subjects[0], source), _party(reading, objects[0], None)
    if subjects and annotation.dependents(clause.head, "cop") and _is_cause(annotation, clause.head):
        return _party(reading, clause.head, None), _party(reading, subjects[0], None)
    if subjects and annotation.words[clause.head].lemma in ("behind", "responsible", "work", "author", "culprit"):
        deeds = annotation.dependents(clause.head, "obl", "nmod", "obj")
        deeds = tuple(child for child in deeds if _is_of(annotation, child)) or deeds
        pair = (_party(reading, subjects[0], source), _party(reading, deeds[0], None)) if deeds else (None, None)
        return pair[::-1] if annotation.words[clause.head].lemma == "work" else pair
    return None, _party(reading, passive[0], None) if passive else None


def _blamed(reading: StoryReading, clause: Clause) -> tuple[Party | None, Party | None] | None:
    """Who is blamed for what: "blamed the raid on X", "accused X of the raid", "X claimed responsibility for the raid"."""
    annotation = reading.annotation
    lemma = annotation.words[clause.top].lemma
    objects = list(annotation.dependents(clause.top, "obj", "nsubj:pass"))
    if lemma not in BLAMING or not objects:
        return None
    for child in (*annotation.children[clause.top], *annotation.children[objects[0]]):
        if annotation.words[child].head == objects[0] and annotation.words[child].upos != "VERB" and lemma == "accuse":
            continue
        case = next(
            (
                annotation.words[word].lemma
                for word in annotation.children[child]
                if annotation.words[word].relation in ("case", "mark")
            ),
            "",
        )
        if case not in BLAMING[lemma] or annotation.words[child].upos not in ("NOUN", "PROPN", "VERB"):
            continue
        if lemma == "claim":
            subjects = annotation.dependents(clause.top, "nsubj")
            return (_party(reading, subjects[0], None), _party(reading, child, None)) if subjects else None
        pair = _party(reading, objects[0], None), _party(reading, child, None)
        return pair if case in ("for", "of") else pair[::-1]
    return None


def _is_cause(annotation: Annotation, number: int) -> bool:
    """True for a noun that a happening is said to have been: "the fire was arson"."""
    return annotation.words[number].upos == "NOUN" and annotation.words[number].lemma in load_claim_words("cause")


def _is_because(annotation: Annotation, number: int) -> bool:
    """True after `because of`, `owing to` and `due to`."""
    cases = {annotation.words[case].lemma for case in annotation.dependents(number, "case")}
    return bool(cases & {"because", "owe", "owing", "due"}) and annotation.words[number].upos == "NOUN"


def _is_origin(annotation: Annotation, verb: int, number: int) -> bool:
    """True for whom a thing came from: "the order came from the minister"."""
    cases = {annotation.words[case].lemma for case in annotation.dependents(number, "case")}
    return annotation.words[verb].lemma in ("come", "originate", "stem") and "from" in cases


def _is_of(annotation: Annotation, number: int) -> bool:
    return any(annotation.words[case].lemma in ("of", "for") for case in annotation.dependents(number, "case"))


def _aside(annotation: Annotation, number: int) -> tuple[int, ...]:
    """What is told of somebody besides; a name behind what he is ("the group Free Hills") belongs to him."""
    apart = annotation.dependents(number, "acl:relcl", "acl", "appos", "parataxis")
    return tuple(
        child for child in apart if annotation.words[child].upos != "PROPN" or annotation.words[child - 1].text == ","
    )


def _party(reading: StoryReading, number: int, source: int | None) -> Party:
    annotation = reading.annotation
    words = annotation.subtree(number, frozenset(_aside(annotation, number)))
    if annotation.dependents(number, "cop"):
        apart = annotation.dependents(number, "nsubj", "cop", "advcl", "parataxis", "conj", "punct", "aux", "obl")
        words = annotation.subtree(number, frozenset((*apart, *_aside(annotation, number))))
    words = _up_to_denied(annotation, words)
    lemmas = tuple(
        annotation.words[word].lemma.lower()
        for word in words
        if annotation.words[word].upos in ("NOUN", "PROPN", "ADJ", "VERB")
    )
    names = name_tokens(reading, words)
    cases = annotation.dependents(number, "case")
    shown = annotation.phrase(tuple(word for word in words if word not in cases))
    if source is not None and not names and any(annotation.words[word].lemma.lower() in OWN for word in words):
        outer = annotation.subtree(source, frozenset(annotation.dependents(source, "acl:relcl", "acl", "appos")))
        names = name_tokens(reading, outer)
        lemmas = (
            *lemmas,
            *(
                annotation.words[word].lemma.lower()
                for word in outer
                if annotation.words[word].upos in ("NOUN", "PROPN", "ADJ")
            ),
        )
        shown = annotation.phrase(outer)
    return Party(names, lemmas, shown)


def _up_to_denied(annotation: Annotation, words: tuple[int, ...]) -> tuple[int, ...]:
    """The words before somebody who is ruled out: "by the manager and not by Quill"."""
    stop = next(
        (place for place, number in enumerate(words) if place and annotation.words[number].lemma == "not"), None
    )
    if stop is None:
        return words
    kept = words[:stop]
    while len(kept) > 1 and annotation.words[kept[-1]].upos in ("CCONJ", "PUNCT"):
        kept = kept[:-1]
    return kept


def read_identities(reading: StoryReading, clause: Clause) -> Iterator[Identity]:
    """The names that a clause gives to somebody or something that it describes: by its parse, else by its words alone."""
    found = tuple(_parsed_identities(reading, clause))
    yield from found or _plain_identity(reading, clause)


def _plain_identity(reading: StoryReading, clause: Clause) -> Iterator[Identity]:
    """A name behind `is` or `is that of` after a noun that is known: "the body from the river is that of Lore Brandtner"."""
    annotation = reading.annotation
    first, last = min(clause.words), max(clause.words)
    starts = [number for number in range(first, min(first + 3, last)) if annotation.words[number].lemma in KNOWN]
    for number in range(starts[0] if starts else last, last):
        if annotation.words[number].lemma != "be" or annotation.words[number].relation != "cop":
            continue
        name = number + 1
        while name < last and annotation.words[name].lemma in ("that", "of"):
            name += 1
        word = annotation.words[name]
        is_name = word.text[0].isupper() and annotation.words[min(name + 1, last)].upos == "PROPN"
        if is_name and word.upos in ("PROPN", "ADJ") and country_of_adjective(word.text) is None:
            words = _whole_name(annotation, name)
            shown = annotation.phrase(words)
            yield Identity(shown.text, content_lemmas(annotation, range(starts[0], number)), shown)
        return


def _parsed_identities(reading: StoryReading, clause: Clause) -> Iterator[Identity]:
    """The names that a clause gives to somebody or something that it describes: "the man held is X", "police named the man as X"."""
    annotation = reading.annotation
    head = clause.head
    if any(_are_many(annotation, child) for child in annotation.dependents(head, "nsubj", "nsubj:pass", "obj")):
        return
    if annotation.dependents(head, "cop") and (subjects := annotation.dependents(head, "nsubj")):
        if annotation.words[head].upos == "PROPN" and annotation.words[subjects[0]].upos == "NOUN":
            other = _after_but(annotation, clause, head) if clause.is_negated else None
            yield from _identity(reading, head if other is None else other, clause, clause.is_negated and other is None)
        elif annotation.words[head].upos == "PRON" and (
            named := [child for child in annotation.dependents(head, "nmod") if annotation.words[child].upos == "PROPN"]
        ):
            yield from _identity(reading, named[0], clause)
        elif annotation.words[subjects[0]].upos == "PROPN" and _is_the(annotation, head):
            yield from _identity(reading, subjects[0], clause)
    elif annotation.words[head].lemma in load_claim_words("naming"):
        bearers = annotation.dependents(head, "obj", "nsubj:pass")
        children = [*annotation.children[head], *(child for bearer in bearers for child in annotation.subtree(bearer))]
        names = [
            child
            for child in children
            if annotation.words[child].upos == "PROPN"
            and annotation.words[child].relation not in ("flat", "compound", "nmod:desc")
            and (_is_as(annotation, child) or annotation.words[child].relation == "xcomp")
        ]
        if names:
            yield from _identity(reading, names[-1], clause)
        else:
            yield from _named_as(reading, clause)
    elif annotation.words[head].lemma in ("give", "show"):
        yield from _named_as(reading, clause)
    if any(_is_called(annotation, number) for number in clause.words):
        flats = ("flat", "compound", "nmod:desc")
        names = [
            number
            for number in clause.words
            if annotation.words[number].upos == "PROPN" and annotation.words[number].relation not in flats
        ]
        if len(names) == 1 and annotation.dependents(names[0], "flat"):
            yield from _identity(reading, names[0], clause)


def _is_called(annotation: Annotation, number: int) -> bool:
    """True for a word that a name stands with: "is called X", "the passport of X"; not for "a distress call"."""
    word = annotation.words[number]
    return word.lemma in load_claim_words("called") and (word.lemma != "call" or word.upos == "VERB")


def _are_many(annotation: Annotation, number: int) -> bool:
    """True for a noun in the plural, which one name alone does not answer: "the victims were X and Y"."""
    word = annotation.words[number]
    return word.upos == "NOUN" and word.text.lower() != word.lemma.lower() and word.text.lower().endswith("s")


def _after_but(annotation: Annotation, clause: Clause, head: int) -> int | None:
    """The name behind `but`: "was not Jon Harker but his brother Tom Harker"."""
    words = range(head, max(clause.words) + 1)
    buts = [number for number in words if annotation.words[number].lemma == "but"]
    behind = (number for number in words if buts and number > buts[0] and annotation.words[number].upos == "PROPN")
    return next(behind, None)


def _named_as(reading: StoryReading, clause: Clause) -> Iterator[Identity]:
    """The name behind `as`, wherever the parse hangs it: "named the man arrested over the raid as Tomas Verrel"."""
    annotation = reading.annotation
    last = len(annotation.words) - 1
    for number in clause.words:
        if annotation.words[number].lemma != "as":
            continue
        name = number + 1
        while name < last and annotation.words[name].lemma in ("that", "of", "be", "one"):
            name += 1
        if name <= last and annotation.words[name].upos == "PROPN":
            yield from _identity(reading, name, clause)
            return


def _is_as(annotation: Annotation, number: int) -> bool:
    """True for what stands after `as`."""
    return any(annotation.words[child].lemma == "as" for child in annotation.children[number])


def _is_the(annotation: Annotation, number: int) -> bool:
    """True for a noun that only one thing answers to: "the pilot of"."""
    return annotation.words[number].upos == "NOUN" and any(
        annotation.words[child].lemma == "the" for child in annotation.dependents(number, "det")
    )


def _identity(reading: StoryReading, number: int, clause: Clause, is_denied: bool = False) -> Iterator[Identity]:
    """A name with everything else that its clause says; a short one has what is said of whoever speaks, too."""
    annotation = reading.annotation
    words = _whole_name(annotation, number)
    own = {*words, *annotation.dependents(number, "nmod:desc", "appos", "conj", "cop")}
    bearer = content_lemmas(
        annotation, (word for word in range(min(clause.words), max(clause.words) + 1) if word not in own)
    )
    if annotation.words[number].text[0].isupper():
        found: Evidence = annotation.phrase(words)
        yield Identity(found.text, bearer, found, is_denied)


def _whole_name(annotation: Annotation, number: int) -> tuple[int, ...]:
    """The run of capitalised words around one."""
    first = last = number
    while (
        first > 0
        and annotation.words[first - 1].upos == "PROPN"
        and annotation.words[first - 1].relation != "nmod:desc"
    ):
        first -= 1
    while last + 1 < len(annotation.words) and annotation.words[last + 1].upos == "PROPN":
        last += 1
    return tuple(range(first, last + 1))
