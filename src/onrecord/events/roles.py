"""Who did it and to whom: actors and recipients from the parse."""

from __future__ import annotations

from onrecord.events.triggers import LIGHT_VERBS, Trigger
from onrecord.model import Annotation

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET"})
RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
CONTROL = frozenset({"xcomp"})
HURTING = frozenset({"kill", "wound", "injure", "maim", "hurt"})
OUTSIDE = frozenset(
    {
        "acl:relcl",
        "appos",
        "parataxis",
        "punct",
        "conj",
        "cc",
        "cc:preconj",
        "advcl",
        "advcl:relcl",
        "dep",
        "list",
        "discourse",
    }
)
"""Relations that are not part of a participant's noun phrase."""
COORDINATING = frozenset({"conj", "cc", "punct"})
"""But they are below its head: "Eritrean and Saudi engineers", "the ministers of Mozambique and Eswatini"."""


def find_actors(annotation: Annotation, trigger: Trigger) -> list[int]:
    """Head words of the actors; empty when the text leaves them open."""
    return _spread(
        annotation, _noun_actors(annotation, trigger) if trigger.nominal else _verb_actors(annotation, trigger.word)
    )


def find_recipients(annotation: Annotation, trigger: Trigger) -> list[int]:
    """Head words of the recipients."""
    wanted = trigger.group.recipient
    if trigger.nominal:
        heads = _noun_recipients(annotation, trigger, wanted if wanted is not None else ("of", "against", "on"))
    else:
        heads = _verb_recipients(annotation, trigger, wanted if wanted is not None else ("object",))
    return _spread(annotation, heads)


def find_sufferers(annotation: Annotation, verb: int) -> list[int]:
    """Head words of those to whom a passive verb says that something is done; empty for an active one."""
    return _spread(annotation, _affected(annotation, verb)) if _is_passive(annotation, verb) else []


def phrase_words(annotation: Annotation, head: int) -> tuple[int, ...]:
    """The words of the noun phrase around `head`: without its preposition, relative clauses, appositions and conjuncts."""
    kept = {head}
    waiting = [head]
    while waiting:
        current = waiting.pop()
        for child in annotation.children[current]:
            relation = annotation.words[child].relation
            inner = current != head and relation in COORDINATING and annotation.words[child].upos != "VERB"
            if (relation in OUTSIDE and not inner) or (
                relation in ("case", "mark", "advmod", "cop", "nsubj", "aux") and current == head
            ):
                continue
            if relation == "acl" and annotation.words[child].upos == "VERB":
                continue
            kept.add(child)
            waiting.append(child)
    first = last = head
    while first - 1 in kept or (first - 2 in kept and _is_hyphen(annotation, first - 1)):
        first -= 1
    while last + 1 in kept or (last + 2 in kept and _is_hyphen(annotation, last + 1)):
        last += 1
    return tuple(range(first, last + 1))


def _is_hyphen(annotation: Annotation, number: int) -> bool:
    return annotation.words[number].text in ("-", "–", "/")


def _verb_actors(annotation: Annotation, verb: int) -> list[int]:
    agents = list(annotation.dependents(verb, "obl:agent"))
    if agents or annotation.dependents(verb, "nsubj:pass"):
        return agents
    if annotation.dependents(verb, "aux:pass"):
        return []
    subjects = [n for n in annotation.dependents(verb, "nsubj") if annotation.words[n].relation == "nsubj"]
    if subjects:
        return [_antecedent(annotation, n) for n in subjects]
    return _inherited(annotation, verb)


def _inherited(annotation: Annotation, verb: int) -> list[int]:
    """The subject of a verb that has none of its own: from its conjunct, its controller or the noun it modifies."""
    word = annotation.words[verb]
    if word.head < 0:
        return []
    governor = annotation.words[word.head]
    if word.relation == "conj" and governor.upos in ("VERB", "AUX"):
        return _verb_actors(annotation, word.head) if not _is_passive(annotation, verb) else []
    if word.relation in CONTROL and governor.upos in ("VERB", "ADJ"):
        objects = list(annotation.dependents(word.head, "obj", "iobj", "nsubj:pass"))
        return objects or _verb_actors(annotation, word.head)
    if word.relation == "acl" and word.xpos == "VBG":
        return [word.head]
    if word.relation == "advcl" and word.xpos == "VBG" and governor.upos == "VERB":
        passive = list(annotation.dependents(word.head, "nsubj:pass"))
        return passive or _verb_actors(annotation, word.head)
    return []


def _is_passive(annotation: Annotation, verb: int) -> bool:
    return bool(annotation.dependents(verb, "aux:pass", "nsubj:pass")) or (
        annotation.words[verb].relation == "acl" and annotation.words[verb].xpos == "VBN"
    )


def _antecedent(annotation: Annotation, number: int) -> int:
    """The noun that a relative pronoun stands for; any other word stands for itself."""
    word = annotation.words[number]
    verb = annotation.words[word.head] if word.head >= 0 else word
    if word.text.lower() in RELATIVE and word.upos == "PRON" and verb.relation == "acl:relcl":
        return verb.head
    return number


def find_victims(annotation: Annotation, trigger: Trigger) -> list[int]:
    """Whom a thing that explodes hurts: "a bomb went off, killing four people", "four were killed when a bomb went off"."""
    found: list[int] = []
    for verb in annotation.dependents(trigger.word, "advcl", "parataxis", "conj", "acl"):
        if annotation.words[verb].lemma.lower() in HURTING and not annotation.dependents(verb, "nsubj"):
            found.extend(annotation.dependents(verb, "obj"))
    governor = annotation.words[trigger.word].head
    if annotation.words[trigger.word].relation == "advcl" and annotation.words[governor].lemma.lower() in HURTING:
        found.extend(annotation.dependents(governor, "nsubj:pass"))
    return found


def _verb_recipients(annotation: Annotation, trigger: Trigger, wanted: tuple[str, ...]) -> list[int]:
    verb = trigger.word
    found: list[int] = []
    prepositions = frozenset(wanted) - {"object", "iobj"}
    if "iobj" in wanted:
        found.extend(annotation.dependents(verb, "iobj"))
    if prepositions:
        found.extend(_with_case(annotation, verb, prepositions))
        for thing in annotation.dependents(verb, "obj", "nsubj:pass"):
            if trigger.group.objects or trigger.parts or trigger.group.speech:
                found.extend(_with_case(annotation, thing, prepositions))
    if "object" in wanted and not found:
        found.extend(n for n in _affected(annotation, verb) if n not in trigger.parts)
    return found


def _affected(annotation: Annotation, verb: int) -> list[int]:
    """What the verb acts on: object, passive subject, or the noun that a participle describes."""
    passive = [_antecedent(annotation, n) for n in annotation.dependents(verb, "nsubj:pass")]
    if passive:
        return passive
    direct = [_antecedent(annotation, n) for n in annotation.dependents(verb, "obj", "iobj")]
    if direct:
        return [n for n in direct if annotation.words[n].relation != "obj"] or direct
    word = annotation.words[verb]
    if word.relation == "acl" and word.xpos == "VBN":
        return [word.head]
    if word.relation == "conj" and word.xpos == "VBN" and not annotation.dependents(verb, "nsubj") and word.head >= 0:
        return _affected(annotation, word.head) or _passed_on(annotation, verb)
    return []


def _passed_on(annotation: Annotation, verb: int) -> list[int]:
    """The subject of a verb that acts, to whom something is done next: "resigned and was arrested"."""
    first = annotation.words[verb].head
    passive = bool(annotation.dependents(verb, "aux:pass"))
    return [_antecedent(annotation, n) for n in annotation.dependents(first, "nsubj")] if passive else []


def _with_case(annotation: Annotation, governor: int, prepositions: frozenset[str]) -> list[int]:
    return [
        number
        for number in annotation.dependents(governor, "obl", "nmod")
        if annotation.words[number].relation not in ("nmod:poss", "obl:agent")
        and {annotation.words[c].lemma.lower() for c in annotation.dependents(number, "case")} & prepositions
    ]


def _noun_actors(annotation: Annotation, trigger: Trigger) -> list[int]:
    noun = trigger.word
    found = list(annotation.dependents(noun, "nmod:poss")) + _with_case(annotation, noun, frozenset({"by", "between"}))
    if not found:
        found = [n for n in annotation.dependents(noun, "amod", "compound") if annotation.words[n].text[:1].isupper()]
    word = annotation.words[noun]
    if not found and word.relation in ("obj", "nsubj:pass", "obl") and annotation.words[word.head].lemma in LIGHT_VERBS:
        found = _verb_actors(annotation, word.head)
    return found


def _noun_recipients(annotation: Annotation, trigger: Trigger, wanted: tuple[str, ...]) -> list[int]:
    return _with_case(annotation, trigger.word, frozenset(wanted))


def _spread(annotation: Annotation, heads: list[int]) -> list[int]:
    """The heads and what is coordinated with them, nominal words only, in order."""
    found: list[int] = []
    for head in heads:
        for number in (head, *annotation.dependents(head, "conj")):
            word = annotation.words[number]
            if (
                number not in found
                and word.upos in NOMINAL
                and word.text.lower() not in ("it", "there", "what", "this", *RELATIVE)
            ):
                found.append(number)
    return found
