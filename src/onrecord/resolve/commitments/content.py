"""The content of a commitment: its words by the shape of the clause, and the lemmas that tell it from another."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.model import Evidence, Span
from onrecord.resolve.commitments.reading import TELLING, Reader
from onrecord.rules.commitments import load_words


@dataclass(frozen=True, slots=True)
class Found:
    """Content: its head word, all its words in order, and the pieces that are its evidence."""

    head: int
    words: tuple[int, ...]
    pieces: tuple[Evidence, ...]


def content_at(reader: Reader, head: int, *, without: frozenset[int] = frozenset()) -> Found | None:
    """The content that a clause or a noun phrase is, from its first word to its last."""
    words = list(reader.annotation.subtree(head, without))
    while words and reader.words[words[-1]].relation == "punct" and words[-1] != head:
        words.pop()
    while words and (reader.words[words[0]].relation == "punct" and words[0] != head):
        words.pop(0)
    if not words:
        return None
    before = words[0] - 1
    if (
        reader.words[words[0]].text.lower() == "to"
        and before >= 0
        and reader.words[before].text.lower() in ("not", "never")
    ):
        words.insert(0, before)
    return Found(head, tuple(words), (reader.annotation.phrase(tuple(words)),))


def infinitive(reader: Reader, number: int) -> int | None:
    """The to-infinitive that a verb or noun governs."""
    for child in reader.annotation.dependents(number, "xcomp", "ccomp", "advcl", "acl"):
        if child > number and _is_infinitive(reader, child) and not _is_of_object(reader, number, child):
            return child
    return None


def _is_of_object(reader: Reader, number: int, child: int) -> bool:
    """True for `promised 800 million dollars to be paid by 2030`: the infinitive says more of the object."""
    if reader.words[number].upos != "VERB" or reader.words[child].relation not in ("advcl", "xcomp"):
        return False
    objects = [n for n in reader.annotation.dependents(number, "obj") if n < child]
    return bool(objects) and reader.is_passive(child) and not reader.is_actor(objects[0])


def _is_infinitive(reader: Reader, number: int) -> bool:
    return any(
        reader.words[n].text.lower() == "to" and n < number for n in reader.annotation.dependents(number, "mark")
    )


def clause(reader: Reader, number: int) -> int | None:
    """The finite clause that a verb or noun governs."""
    for child in reader.annotation.dependents(number, "ccomp", "acl"):
        word = reader.words[child]
        if word.relation == "acl:relcl" or (child < number and reader.words[number].upos == "NOUN"):
            continue
        marks = {reader.words[n].text.lower() for n in reader.annotation.dependents(child, "mark")}
        if (
            marks & {"if", "whether", "to"}
            or not reader.annotation.dependents(child, "nsubj")
            or reader.is_inverted(child)
        ):
            continue
        return child
    return None


def noun_object(reader: Reader, number: int, *, with_receiver: bool = False) -> int | None:
    """The object of a verb that is a noun; of a passive its subject."""
    relations: tuple[str, ...] = ("nsubj:pass",) if reader.is_passive(number) else ("obj",)
    if with_receiver and "obj" in relations:
        relations = ("obj", "iobj")
    found = [n for n in reader.annotation.dependents(number, *relations) if n > number or relations[0] != "obj"]
    return next((n for n in found if reader.words[n].upos in ("NOUN", "PROPN", "SYM", "NUM")), None)


def phrase_behind(reader: Reader, number: int, particles: tuple[str, ...]) -> int | None:
    """What a preposition of the word introduces."""
    for child in reader.annotation.children[number]:
        if child > number and reader.words[child].relation.partition(":")[0] in ("obl", "nmod", "advcl", "acl"):
            cases = {reader.words[case].text.lower() for case in reader.annotation.dependents(child, "case", "mark")}
            if cases & set(particles) and not reader.is_time(child):
                return child
    return None


@dataclass(frozen=True, slots=True)
class Lemmas:
    """What the content turns on, and all that tells it from another."""

    verbs: tuple[str, ...]
    objects: tuple[str, ...]
    all: tuple[str, ...]


def lemmas_of(reader: Reader, found: Found, *, without: tuple[Span, ...]) -> Lemmas:
    """The lemmas of content without its condition and its deadline."""
    void = load_words("void")
    words = reader.words
    kept = [
        n
        for n in found.words
        if words[n].upos in TELLING
        and not reader.is_time(n)
        and not any(span.start <= words[n].span.start < span.end for span in without)
        and words[n].lemma.lower() not in void
        and any(character.isalnum() for character in words[n].text)
    ]
    verbs, objects = turning_words(reader, found.head, frozenset(kept))
    if not verbs and not objects:
        objects = _lemmas(reader, {n for n in kept if words[n].upos in ("NOUN", "PROPN")})
    return Lemmas(verbs, objects, tuple(sorted({words[n].lemma.lower() for n in kept})))


def turning_words(reader: Reader, head: int, kept: frozenset[int]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The verb of a clause and what it is done to; of a noun phrase the noun and what it is of."""
    words = reader.words
    verbs = {head} if words[head].upos == "VERB" else set()
    for child in reader.annotation.dependents(head, "xcomp", "conj"):
        if words[child].upos == "VERB":
            verbs.add(child)
    objects = {head} - verbs
    for verb in verbs:
        objects.update(reader.annotation.dependents(verb, "obj", "nsubj:pass"))
        if not reader.annotation.dependents(verb, "obj", "nsubj:pass"):
            objects.update(reader.annotation.dependents(verb, "obl", "nsubj"))
    for noun in tuple(objects):
        objects.update(reader.annotation.dependents(noun, "nmod", "conj", "compound") if noun == head else ())
    return _lemmas(reader, verbs & kept), _lemmas(reader, objects & kept)


def _lemmas(reader: Reader, numbers: frozenset[int] | set[int]) -> tuple[str, ...]:
    return tuple(sorted({reader.words[n].lemma.lower() for n in numbers}))
