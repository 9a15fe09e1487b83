"""Finding triggers: which words of a sentence name an act, and in which frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.model import Annotation
from onrecord.rules.triggers import EventRules, TriggerGroup

LIGHT_VERBS = frozenset(
    "launch carry conduct stage hold make mount begin start order issue announce open give undertake resume lead".split()
)
"""Verbs that lend their subject to the noun they govern: "launched an attack", "made an arrest"."""

WEAPONS = frozenset(
    "mortar artillery rifle gun machine-gun sniper rocket tank shell missile small-arms hostile enemy friendly".split()
)

OBJECTS = ("obj", "nsubj:pass")

NEAR = 3
"""Words between a trigger and a part of it that is shown with it."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that names an act: `word` is its head, `parts` the words of a longer phrase (particle, object).

    `words` are those that are shown: the head and the parts near it.
    """

    word: int
    parts: tuple[int, ...]
    group: TriggerGroup
    nominal: bool
    event_type: str
    mode: str | None
    words: tuple[int, ...]
    sure: bool = False
    """True when the event head found it and no rule."""

    @classmethod
    def listed(cls, word: int, parts: tuple[int, ...], group: TriggerGroup, *, nominal: bool) -> Trigger:
        """What a group of the lexicon names."""
        near = [word, *(n for n in parts if abs(n - word) <= NEAR)]
        return cls(word, parts, group, nominal, group.event_type, group.mode, tuple(range(min(near), max(near) + 1)))


def find_triggers(annotation: Annotation, rules: EventRules, sentence: int) -> Iterator[Trigger]:
    """Triggers of one sentence in order; a noun inside a verbal phrase ("hold talks") is not one of its own."""
    taken: set[int] = set()
    for trigger in _verbs(annotation, rules, sentence):
        taken.update(trigger.parts)
        taken.update(_objects(annotation, trigger.word) if trigger.group.objects else ())
        yield trigger
    for number in annotation.sentence(sentence):
        word = annotation.words[number]
        if word.upos != "NOUN" or number in taken:
            continue
        for group, rest in rules.nouns.get(word.lemma.lower(), ()):
            parts = _parts(annotation, number, rest)
            if parts is not None and _noun_fits(annotation, number, group):
                yield Trigger.listed(number, parts, group, nominal=True)
                break


def _verbs(annotation: Annotation, rules: EventRules, sentence: int) -> Iterator[Trigger]:
    for number in annotation.sentence(sentence):
        word = annotation.words[number]
        if word.upos != "VERB" or word.relation in ("amod", "compound", "case", "fixed"):
            continue
        for group, rest in rules.verbs.get(word.lemma.lower(), ()):
            parts = _parts(annotation, number, rest)
            if (
                parts is not None
                and _particle_fits(annotation, number, parts)
                and _verb_fits(annotation, number, group)
            ):
                yield Trigger.listed(number, parts, group, nominal=False)
                break


def _particle_fits(annotation: Annotation, number: int, parts: tuple[int, ...]) -> bool:
    """A particle that the rule does not name makes another verb: "carry on", "strike out"."""
    particles = set(annotation.dependents(number, "compound:prt"))
    return particles <= set(parts)


def _parts(annotation: Annotation, number: int, rest: tuple[str, ...]) -> tuple[int, ...] | None:
    """The words of the rest of a phrase among the children and grandchildren, None when one is missing."""
    found: list[int] = []
    if not rest:
        return ()
    near = [
        child for child in annotation.children[number] if annotation.words[child].relation not in ("conj", "parataxis")
    ]
    near += [below for child in near for below in annotation.children[child]]
    for wanted in rest:
        place = next(
            (n for n in near if wanted in (annotation.words[n].lemma.lower(), annotation.words[n].text.lower())), None
        )
        if place is None:
            return None
        found.append(place)
    return tuple(found)


def _lemmas(annotation: Annotation, numbers: tuple[int, ...] | list[int]) -> set[str]:
    return {form for n in numbers for form in (annotation.words[n].lemma.lower(), annotation.words[n].text.lower())}


def _objects(annotation: Annotation, number: int) -> list[int]:
    heads = list(annotation.dependents(number, *OBJECTS))
    word = annotation.words[number]
    if word.relation == "acl" and word.xpos == "VBN":
        heads.append(word.head)
    if (
        word.relation == "acl:relcl"
        and not annotation.dependents(number, "obj")
        and any(
            annotation.words[n].xpos == "WDT" or annotation.words[n].text.lower() in ("who", "which", "that", "whom")
            for n in annotation.dependents(number, "nsubj:pass")
        )
    ):
        heads.append(word.head)
    return heads + [other for head in heads for other in annotation.dependents(head, "conj")]


def _subjects(annotation: Annotation, number: int) -> list[int]:
    heads = list(annotation.dependents(number, "nsubj", "obl:agent"))
    if annotation.dependents(number, "aux:pass", "nsubj:pass"):
        heads += [n for n in annotation.dependents(number, "obl") if _is_by(annotation, n)]
    heads = [head for head in heads if annotation.words[head].relation != "nsubj:pass"]
    if not heads and annotation.words[number].relation == "conj":
        heads = list(annotation.dependents(annotation.words[number].head, "nsubj"))
    return heads + [other for head in heads for other in annotation.dependents(head, "conj", "nmod")]


def _verb_fits(annotation: Annotation, number: int, group: TriggerGroup) -> bool:
    heads = _objects(annotation, number)
    objects = _lemmas(annotation, heads) | ({"PERSON"} if _is_person(annotation, heads) else set())
    if (
        group.objects
        and not objects & group.objects
        and not (group.event_type == "SANCTION" and _oblique(annotation, number) & group.objects)
    ):
        return False
    if objects & group.not_objects:
        return False
    acting = _subjects(annotation, number)
    subjects = _lemmas(annotation, [n for n in acting if not _is_gunfire(annotation, n)])
    if group.subjects and not subjects & group.subjects:
        return False
    if subjects & group.not_subjects:
        return False
    return _clause_fits(annotation, number, group) and _context_fits(annotation, number, group)


def _is_by(annotation: Annotation, number: int) -> bool:
    return any(annotation.words[n].text.lower() == "by" for n in annotation.dependents(number, "case"))


def is_excluded(annotation: Annotation, rules: EventRules, number: int, event_type: str) -> bool:
    """True for a verb whose object or subject the lexicon excludes from this type: "rejected the allegation"."""
    objects, subjects = (_lemmas(annotation, found(annotation, number)) for found in (_objects, _subjects))
    own = (
        group
        for group, _ in rules.verbs.get(annotation.words[number].lemma.lower(), ())
        if group.event_type == event_type
    )
    return any(objects & group.not_objects or subjects & group.not_subjects for group in own)


def _is_person(annotation: Annotation, heads: Sequence[int]) -> bool:
    """True when one of these is the name of a person, which a rule writes as PERSON."""
    names = [name for name in annotation.names if name.kind == "Person"]
    return any(name.first <= head < name.last for name in names for head in heads)


def _is_gunfire(annotation: Annotation, number: int) -> bool:
    """`mortar fire` is somebody's, other fire nobody's."""
    word = annotation.words[number]
    if word.lemma.lower() != "fire":
        return False
    return bool(_lemmas(annotation, annotation.dependents(number, "compound", "amod")) & WEAPONS)


def _oblique(annotation: Annotation, number: int) -> set[str]:
    return _lemmas(annotation, annotation.dependents(number, "obl"))


def _clause_fits(annotation: Annotation, number: int, group: TriggerGroup) -> bool:
    clauses = annotation.dependents(number, "xcomp")
    if group.clause == "infinitive" and not clauses:
        return False
    lemmas = _lemmas(annotation, clauses)
    return not lemmas & group.not_clauses and (not group.clauses or bool(lemmas & group.clauses))


def _context_fits(annotation: Annotation, number: int, group: TriggerGroup) -> bool:
    if not (group.with_words or group.not_with or group.prepositions):
        return True
    clause = [n for n in annotation.subtree(number) if n != number]
    around = _lemmas(annotation, clause)
    if annotation.words[number].upos == "NOUN":
        around = _lemmas(
            annotation, [n for n in clause if annotation.words[n].relation in ("amod", "compound", "nmod", "nummod")]
        )
    if group.with_words and not around & group.with_words:
        return False
    if around & group.not_with:
        return False
    cases = {
        annotation.words[c].lemma.lower()
        for n in annotation.dependents(number, "obl", "nmod")
        for c in annotation.dependents(n, "case")
    }
    return not group.prepositions or bool(cases & group.prepositions)


def _noun_fits(annotation: Annotation, number: int, group: TriggerGroup) -> bool:
    word = annotation.words[number]
    if group.plural is True and word.xpos != "NNS":
        return False
    if word.relation == "compound" or (word.relation == "nmod" and annotation.words[word.head].upos == "PROPN"):
        return False
    if (
        group.of_objects
        and not _lemmas(annotation, annotation.dependents(number, "nmod", "compound")) & group.of_objects
    ):
        return False
    return _context_fits(annotation, number, group)
