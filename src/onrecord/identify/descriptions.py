"""Descriptions: `the Veranian foreign minister`, `the agency`, `the 54-year-old`, joined where just one thing fits."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.identify.clusters import Cluster, Other
from onrecord.identify.looking import Story
from onrecord.identify.names import Named
from onrecord.identify.nations import Nations, head_of
from onrecord.identify.people_described import find_person
from onrecord.identify.phrases import Phrase, read_phrase
from onrecord.identify.profiles import named_in
from onrecord.identify.scenes import Scene
from onrecord.identify.things_described import find_thing
from onrecord.model import MentionForm
from onrecord.rules.authority import Authority

DEFINITE = frozenset(("the", "this", "that", "whose"))


def join_descriptions(scene: Scene, nations: Nations, authority: Authority, sexes: dict[Cluster, str]) -> None:
    """Mark appositions, then look up every definite noun phrase of the story, in order."""
    used = _appositions(scene)
    story = Story(scene, nations, authority, sexes)
    for number in _nouns(scene, used):
        phrase = read_phrase(scene.annotation, number, scene.words_of)
        if not _is_definite(phrase):
            continue
        found = find_person(story, phrase) or find_thing(story, phrase)
        if found is not None:
            cluster, why = found
            words = range(phrase.first, phrase.words[-1] + 1)
            cluster.others.append(Other(scene.number, words, MentionForm.DESCRIPTION, why))
            scene.mark(words, cluster)


def _nouns(scene: Scene, used: set[int]) -> Iterator[int]:
    """Nouns that may head a description: no part of a name or of a compound, no predicate."""
    annotation = scene.annotation
    for number, word in enumerate(annotation.words):
        if number in scene.cluster_at or number in used or word.relation in ("compound", "flat", "nmod:desc"):
            continue
        is_people = word.upos == "PROPN" and word.xpos == "NNPS"
        is_nation = word.text[0].isupper() and word.upos in ("ADJ", "PROPN", "NOUN")
        is_noun = word.upos in ("NOUN", "PROPN") or word.text == "old" or is_nation
        if is_noun and not is_people and not annotation.dependents(number, "cop"):
            yield number


def _is_definite(phrase: Phrase) -> bool:
    if phrase.article in DEFINITE:
        return phrase.is_plain
    return phrase.article == "" and phrase.owner is not None and phrase.is_plain


def _appositions(scene: Scene) -> set[int]:
    """`Ada Brook, the foreign minister,`: the description is a mention too. Returns the nouns spent on it."""
    used: set[int] = set()
    for named, cluster in named_in(scene):
        for office in named.offices:
            if office.phrase is None or office.phrase.noun in used:
                continue
            used.add(office.phrase.noun)
            words = range(office.phrase.first, office.phrase.words[-1] + 1)
            if words.stop < named.first or words.start >= named.last:
                cluster.others.append(Other(scene.number, words, MentionForm.DESCRIPTION, "beside the name"))
                scene.mark(words, cluster)
        for noun in _behind(scene, named, used):
            used.add(noun)
            words = range(read_phrase(scene.annotation, noun, scene.words_of).first, noun + 1)
            cluster.others.append(Other(scene.number, words, MentionForm.DESCRIPTION, "beside the name"))
            scene.mark(words, cluster)
    return used


def _behind(scene: Scene, named: Named, used: set[int]) -> list[int]:
    """`Vint, a baker from Halmyr,` and `Zernoprom, the grain company`: nouns behind a comma that hold no office."""
    annotation = scene.annotation
    comma = named.last
    if comma >= len(annotation.words) or annotation.words[comma].text not in (",", "("):
        return []
    head = head_of(annotation, named.first, named.last)
    found = []
    for noun in annotation.dependents(head, "appos"):
        word = annotation.words[noun]
        phrase = read_phrase(annotation, noun, scene.words_of)
        is_plain = word.upos == "NOUN" and word.xpos == "NN" and noun not in scene.cluster_at and noun not in used
        if is_plain and phrase.first == comma + 1 and phrase.article in ("a", "an", "the"):
            found.append(noun)
    return found
