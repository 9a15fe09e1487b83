"""What kind of source somebody is: named, unnamed, a group, a document."""

from __future__ import annotations

from onrecord.model import Annotation, Entity, EntityKind, SourceKind
from onrecord.rules.cues import Words


def kind_of(
    annotation: Annotation,
    lists: Words,
    people: frozenset[int],
    *,
    head: int,
    words: tuple[int, ...],
    entity: Entity | None,
) -> SourceKind:
    """The kind of a source whose head is a word of `words`; `people` are the words of persons' and organisations' names.

    A pronoun takes that of what it refers to, and is unnamed where that is unknown; a noun with a capital inside a
    sentence is a name ("the Palace").
    """
    word = annotation.words[head]
    lemma, form = word.lemma.lower(), word.text.lower()
    named = any(n in people and _stands_beside(annotation, n) for n in words)
    if word.upos == "PRON" or word.upos == "DET":
        if form in lists.group and not (form in ("they", "we") and entity is not None):
            return SourceKind.GROUP
        return SourceKind.NAMED if entity is not None else SourceKind.UNNAMED
    if word.upos == "PROPN":
        return SourceKind.NAMED
    if lemma in lists.document:
        return SourceKind.DOCUMENT
    if (entity is not None and entity.kind is EntityKind.PERSON) or named:
        return SourceKind.NAMED
    if entity is not None and entity.kind is not EntityKind.OTHER:
        return SourceKind.NAMED
    if form in lists.group or lemma in lists.group or lemma in lists.body or word.xpos in ("NNS", "CD"):
        return SourceKind.UNNAMED if _counted(annotation, words) and lemma not in lists.body else SourceKind.GROUP
    first = head == annotation.starts[word.sentence] or annotation.words[head - 1].text in ("“", '"')
    return (
        SourceKind.NAMED
        if word.text[:1].isupper() and not first and not annotation.words[head - 1].text.isupper()
        else SourceKind.UNNAMED
    )


def _stands_beside(annotation: Annotation, number: int) -> bool:
    """A name in apposition or behind a title: "the mayor, Pia Lund", "police chief Orr"."""
    return annotation.words[number].relation.partition(":")[0] in ("flat", "appos", "compound")


def _counted(annotation: Annotation, words: tuple[int, ...]) -> bool:
    """`two officials`: single persons who are not named, and no group."""
    return any(
        annotation.words[n].relation == "nummod"
        and annotation.words[n].text.lower() in ("one", "two", "three", "2", "3")
        for n in words
    )
