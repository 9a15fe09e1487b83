"""The clauses of a story as claims: where each begins and ends, what its predicate is, whether it is negated, whether it is asserted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from onrecord.model import Annotation
from onrecord.rules.claims import load_claim_words

CLAUSES = frozenset(("root", "ccomp", "parataxis", "csubj", "advcl", "acl:relcl", "csubj:pass"))
APART = frozenset(("conj", "parataxis", "ccomp"))
"""Relations below a predicate that begin another claim."""
MODALS = frozenset(("would", "could", "may", "might", "should", "must", "'d"))
FUTURE = frozenset(("will", "shall", "'ll", "wo"))
NEGATIONS = frozenset(("not", "n't", "never", "neither", "nor"))
NOBODY = frozenset(("nobody", "nothing", "none", "neither", "no-one", "no"))
LIGHT_VERBS = frozenset(
    ("give", "make", "carry out", "launch", "conduct", "commit", "stage", "take", "have", "suffer", "hold", "hand in", "hand", "tender", "put", "submit",
     "send", "issue", "mount", "cause", "pay", "bring", "inflict", "deliver", "get", "receive", "use", "play", "win", "lose")
)  # fmt: skip
"""Verbs whose object says what was done."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A claim's words: `head` is its predicate, `top` the word that it hangs by (another one for "refused to leave")."""

    head: int
    top: int
    words: tuple[int, ...]
    predicates: tuple[str, ...]
    is_negated: bool
    is_firm: bool
    is_future: bool = False


def find_clauses(annotation: Annotation, sentence: int) -> Iterator[Clause]:
    """The clauses of a sentence that have a predicate, in order."""
    for number in annotation.sentence(sentence):
        if is_predicate(annotation, number):
            yield make_clause(annotation, number)


def is_predicate(annotation: Annotation, number: int) -> bool:
    """True for the head of a clause that may be true or false."""
    word = annotation.words[number]
    is_that = word.relation == "acl" and any(
        annotation.words[mark].lemma == "that" for mark in annotation.dependents(number, "mark")
    )
    is_clause = is_that or word.relation in CLAUSES or (word.relation == "conj" and _is_own(annotation, number))
    return is_clause and (word.upos in ("VERB", "AUX") or bool(annotation.dependents(number, "cop", "nsubj")))


def _is_own(annotation: Annotation, number: int) -> bool:
    """A coordinated predicate, no coordinated noun."""
    word = annotation.words[number]
    return word.upos in ("VERB", "AUX") or bool(annotation.dependents(number, "nsubj", "cop"))


def make_clause(annotation: Annotation, top: int, inside: frozenset[int] | None = None) -> Clause:
    """The clause that hangs by a word; `inside` are the only words that it may have."""
    head, flips, is_firm = _follow(annotation, top)
    apart = frozenset(
        number for number in annotation.subtree(top) if number != top and _begins_another(annotation, number, head)
    )
    words = tuple(number for number in annotation.subtree(top, apart) if inside is None or number in inside)
    flips += _is_called_false(annotation, top)
    flips += sum(_is_negation(annotation, child) for node in {top, head} for child in annotation.children[node])
    flips += head != top and _is_yet(annotation, top)
    is_firm = is_firm and not _is_open(annotation, top, head)
    auxiliaries = {
        annotation.words[child].lemma for node in {top, head} for child in annotation.dependents(node, "aux")
    }
    is_fiction = any(annotation.words[number].lemma in load_claim_words("fiction") for number in words)
    return Clause(
        head,
        top,
        words,
        _predicates(annotation, head),
        flips % 2 == 1,
        is_firm and not is_fiction,
        bool(auxiliaries & FUTURE),
    )


def bare_clause(annotation: Annotation, clause: Clause) -> Clause:
    """The verb that a clause hangs by as a claim of its own: that somebody ordered, agreed or refused, whatever came of it."""
    flips = sum(_is_negation(annotation, child) for child in annotation.children[clause.top])
    flips += _is_yet(annotation, clause.top)
    is_firm = not _is_open(annotation, clause.top, clause.top)
    return replace(
        clause,
        head=clause.top,
        predicates=_predicates(annotation, clause.top),
        is_negated=flips % 2 == 1,
        is_firm=is_firm,
    )


def _is_yet(annotation: Annotation, top: int) -> bool:
    """True for the verb of "had yet to leave"."""
    is_have = annotation.words[top].lemma in ("have", "be")
    return is_have and any(annotation.words[child].lemma == "yet" for child in annotation.dependents(top, "advmod"))


def _is_called_false(annotation: Annotation, top: int) -> bool:
    """True for the clause of "reports that it had poisoned the wells were false" and "no truth in the claim that"."""
    noun = annotation.words[top].head
    if annotation.words[top].relation in ("ccomp", "csubj") and noun >= 0:
        lemma = annotation.words[noun].lemma
        is_not = any(_is_negation(annotation, child) for child in annotation.children[noun])
        return (lemma == "true" and is_not) or (lemma in load_claim_words("false") - {"truth"} and not is_not)
    if is_branded(annotation, top):
        return True
    if annotation.words[top].relation != "acl" or annotation.words[noun].lemma not in load_claim_words("accusation"):
        return False
    false = load_claim_words("false")
    above = annotation.words[noun].head
    near = {above, *(annotation.children[above] if above >= 0 else ())} - {noun}
    words = [annotation.words[number] for number in near if number >= 0]
    return any(
        word.lemma == "truth" and "no" in {annotation.words[child].lemma for child in annotation.children[number]}
        for number, word in zip([n for n in near if n >= 0], words, strict=True)
    ) or any(word.lemma in false and word.lemma != "truth" for word in words)


def is_branded(annotation: Annotation, top: int) -> bool:
    """True for the clause of "described the accusation that it had poisoned the wells as ridiculous"."""
    noun = annotation.words[top].head
    above = annotation.words[noun].head if noun >= 0 else -1
    if above < 0 or annotation.words[top].relation not in ("acl", "ccomp"):
        return False
    if annotation.words[noun].lemma not in load_claim_words("accusation"):
        return False
    if annotation.words[above].lemma not in load_claim_words("branding"):
        return False
    return any(annotation.words[number].lemma in load_claim_words("false") for number in annotation.subtree(above))


def _begins_another(annotation: Annotation, number: int, head: int) -> bool:
    word = annotation.words[number]
    if word.relation not in APART or number == head:
        return False
    return word.relation != "conj" or _is_own(annotation, number)


def _follow(annotation: Annotation, top: int) -> tuple[int, int, bool]:
    """The predicate below verbs that only say how it came about, how often it was turned round, and whether it is real."""
    through, stop, unreal = load_claim_words("through"), load_claim_words("stop"), load_claim_words("unreal")
    head, flips, is_firm = top, 0, True
    for _ in range(4):
        lemma = annotation.words[head].lemma
        below = annotation.dependents(head, "xcomp")
        if not below or lemma not in through | stop | unreal:
            break
        flips += lemma in stop
        is_firm = is_firm and lemma not in unreal
        head = below[0]
    return head, flips, is_firm


def _is_negation(annotation: Annotation, number: int) -> bool:
    word = annotation.words[number]
    lower = word.text.lower()
    if lower in NEGATIONS:
        return not _is_only(annotation, number)
    if lower == "no" and word.relation in ("det", "advmod"):
        return word.relation == "det"
    if not word.relation.startswith(("nsubj", "obj", "obl", "iobj", "xcomp", "attr")) and word.relation != "ccomp":
        return False
    return lower in NOBODY or any(_is_no(annotation, child) for child in annotation.children[number])


def _is_no(annotation: Annotation, number: int) -> bool:
    """`no` before a noun, not in `no more than`, and `not one`."""
    word = annotation.words[number]
    following = annotation.words[number + 1].text.lower() if number + 1 < len(annotation.words) else ""
    if word.text.lower() == "not" and following in ("one", "a"):
        return True
    return (
        word.text.lower() in ("no", "neither")
        and word.relation == "det"
        and following not in ("more", "less", "fewer", "doubt")
    )


def _is_only(annotation: Annotation, number: int) -> bool:
    following = annotation.words[number + 1].text.lower() if number + 1 < len(annotation.words) else ""
    return following in ("only", "just", "merely", "all")


def _is_open(annotation: Annotation, top: int, head: int) -> bool:
    """True where a modal, a condition or what governs the clause leaves open whether it is so."""
    unreal = load_claim_words("unreal")
    nodes = {top, head}
    children = [annotation.words[child] for node in nodes for child in annotation.children[node]]
    if any(
        child.lemma in MODALS or child.text.lower() in MODALS for child in children if child.relation.startswith("aux")
    ):
        return True
    if top == head and any(child.relation == "mark" and child.text.lower() == "to" for child in children):
        return True
    if any(child.relation == "mark" and child.lemma in ("if", "whether", "unless") for child in children):
        return True
    conditions = (child for node in nodes for child in annotation.dependents(node, "advcl"))
    if any(
        annotation.words[mark].lemma in ("if", "unless")
        for child in conditions
        for mark in annotation.dependents(child, "mark")
    ):
        return True
    above = annotation.words[top].head
    return (
        above >= 0
        and annotation.words[top].relation in ("ccomp", "acl", "csubj")
        and annotation.words[above].lemma in unreal
    )


def lemma_of(annotation: Annotation, number: int) -> str:
    """The lemma in lower case, with the particle of a phrasal verb."""
    word = annotation.words[number]
    particles = [annotation.words[child].lemma for child in annotation.dependents(number, "compound:prt")]
    return " ".join([word.lemma.lower(), *particles])


def _predicates(annotation: Annotation, head: int) -> tuple[str, ...]:
    """The lemma of the predicate; its object where the verb says little; what there is where it only says that it is there."""
    lemma = lemma_of(annotation, head)
    found = [lemma]
    objects = annotation.dependents(head, "obj", "xcomp")
    if lemma in LIGHT_VERBS:
        objects = (*objects, *annotation.dependents(head, "nsubj:pass"))
        objects = objects or (annotation.dependents(head, "obl") if " " in lemma else ())
    subjects = annotation.dependents(head, "nsubj")
    for number in objects:
        noun = annotation.words[number].lemma.lower()
        found.append(f"{lemma} {noun}")
        if lemma in LIGHT_VERBS:
            found.append(noun)
            enough = {annotation.words[child].lemma for child in annotation.children[number]}
            found.extend(sorted(enough & {"enough", "sufficient", "ample"}))
    if lemma in load_claim_words("exist") | {"take place", "break out", "take", "break"}:
        found.extend(annotation.words[number].lemma.lower() for number in subjects)
    found.extend(
        f"{lemma} {annotation.words[number].lemma.lower()}" for number in annotation.dependents(head, "advmod", "obl")
    )
    if annotation.dependents(head, "cop"):
        found.append(f"be {lemma}")
        if annotation.words[head].upos == "NUM":
            found.extend(annotation.words[number].lemma.lower() for number in subjects)
        cases = (annotation.words[number].lemma.lower() for number in annotation.dependents(head, "case"))
        found.extend(case for case in cases if case != "like")
    found.extend(_ways(annotation, head, lemma))
    found.extend("good health" for number in annotation.subtree(head) if _is_in_health(annotation, number))
    return tuple(dict.fromkeys(found))


def _ways(annotation: Annotation, head: int, lemma: str) -> Iterator[str]:
    """The adverbs of a predicate, a verb with `out`, and where somebody is: "in hand", "still in"."""
    adverbs = [annotation.words[number].lemma.lower() for number in annotation.dependents(head, "advmod")]
    yield from (adverb for adverb in adverbs if adverb.endswith("ly"))
    if annotation.words[head].upos == "VERB" and " " not in lemma:
        below = annotation.subtree(head)
        near = [
            number for number in below if number > head and annotation.words[number].lemma in ("out", "off", "into")
        ]
        yield from (f"{lemma} {annotation.words[number].lemma}" for number in near[:1])
    cases = [annotation.words[number].lemma.lower() for number in annotation.dependents(head, "case")]
    cases = [case for case in cases if case != "like"]
    yield from (f"{case} {lemma}" for case in cases)
    if "still" in adverbs and {"in", "at", "inside", "on"} & set(cases):
        yield "still in"


def _is_in_health(annotation: Annotation, number: int) -> bool:
    """`in good health`, which nobody dead is."""
    below = {annotation.words[child].lemma for child in annotation.children[number]}
    return annotation.words[number].lemma == "health" and {"in", "good"} <= below
