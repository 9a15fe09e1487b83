"""Whom the event head takes for actors and recipients, as whole noun phrases, with the parse's own proposals beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from onrecord.events.heads import Links
from onrecord.events.roles import find_actors, find_recipients, find_sufferers, phrase_words
from onrecord.events.triggers import Trigger
from onrecord.model import Annotation

PROPOSED, ALONE = -0.5, 0.0
"""Mean log-odds that a noun phrase needs, where the parse proposes it and where it does not."""
JOINED = -2.0
"""The same of one that is coordinated with a party."""
EDGE = frozenset(", ; : . - – — ( ) \" ' ’ ” “ 's ’s".split())
LEADING = frozenset("by with of to for against from on in at and or".split())
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "X", "SYM"})
NAMING = frozenset({"NOUN", "PROPN", "PRON", "NUM", "X", "SYM"})
"""One of these makes a phrase."""
KEPT = (["least"], ["most"])
"""What keeps `at` in front of it: "at least nine men"."""
ARTICLES = frozenset("the a an".split())
WORST = -1.5
"""The log-odds that a word counts with at least when phrases are compared: one word does not decide."""
LEAST = -0.3
SNAP = 2.0
"""What a noun phrase of the parse is preferred by to the bare run of words that the head chose."""
COMPANY = 2.5
"""Mean log-odds that a party needs which is not coordinated with the likeliest of its side."""
GAP = -1.0
"""A word between two chosen ones that is not worse than this belongs to them."""

MUTUAL = frozenset("AGREE CONSULT COOPERATE".split())
"""Types in which parties act on one another."""
SUFFERED = frozenset("ASSAULT COERCE SANCTION".split())
"""Types whose nouns name with "of" to whom it is done."""
NO_CLAUSE = frozenset("of against from with".split())
"""Prepositions that no clause with a subject and a past tense follows."""
VISITING = frozenset("AGREE CONSULT".split())
"""Types in which the object of the verb is who is visited."""
MODIFYING = frozenset({"compound", "amod", "flat", "nummod"})
"""What is a part of a name or of a noun: the head often sees only that of a party, "Gondor" of "Gondor police", "Brook" of "Ada Brook", "Four"
of "Four engineers"."""
PARTING = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
PARTED_BY = frozenset(", and or & nor ;".split())
"""One of these stands in front of a conjunct."""
HYPHENS = frozenset("- – ‑".split())
BETWEEN = 3
"""So many words may stand between two pieces of one phrase."""

Score = Callable[[int], float]
"""The log-odds of a word in the role that is being filled."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words of a party, its syntactic head, and the mean log-odds of its words in the role."""

    words: tuple[int, ...]
    head: int
    score: float


def read_parties(annotation: Annotation, trigger: Trigger, links: Links) -> tuple[list[Phrase], list[Phrase]]:
    """Actors and recipients of a trigger."""
    actors = _side(annotation, trigger, partial(links.of, "actor"), find_actors(annotation, trigger))
    recipients = _side(annotation, trigger, partial(links.of, "recipient"), find_recipients(annotation, trigger))
    actors, recipients = _apart(actors, recipients), _apart(recipients, actors)
    if _is_turned(annotation, trigger, actors, recipients):
        actors, recipients = recipients, actors
    if not trigger.nominal:
        suffering = _suffering(annotation, trigger, actors, recipients)
        recipients = suffering or recipients
        actors = [one for one in actors if one not in suffering]
    if trigger.nominal and trigger.event_type in SUFFERED and not recipients:
        recipients = [one for one in actors if _is_of(annotation, trigger.word, one)]
        actors = [one for one in actors if one not in recipients]
    if trigger.event_type == "REQUEST":
        recipients = [one for one in recipients if not _is_asked_for(annotation, trigger, one)]
    if trigger.nominal and len(recipients) > 1:
        recipients = [one for one in recipients if not _is_governed(annotation, trigger, one)] or recipients
    if trigger.event_type == "AID":
        given = find_sufferers(annotation, trigger.word)
        recipients = [one for one in recipients if one.head not in given or len(recipients) == 1]
    actors, recipients = _on_their_side(annotation, trigger, actors, recipients)
    actors = _in_company(annotation, trigger, actors, acting=True)
    return actors, _in_company(annotation, trigger, recipients, acting=False)


def _is_turned(
    annotation: Annotation, trigger: Trigger, actors: Sequence[Phrase], recipients: Sequence[Phrase]
) -> bool:
    """True where the head has it that the object of an active verb acts on its subject."""
    if trigger.nominal or len(actors) != 1 or len(recipients) != 1:
        return False
    one, two = (annotation.words[side[0].head] for side in (actors, recipients))
    acted = one.relation == "obj" or (one.relation == "obl:agent" and not annotation.dependents(actors[0].head, "case"))
    return one.head == two.head == trigger.word and acted and two.relation == "nsubj"


def _is_of(annotation: Annotation, noun: int, party: Phrase) -> bool:
    """True for whom a noun of this deed names with "of": "the arrest of two officers"."""
    word = annotation.words[party.head]
    cases = {annotation.words[c].lemma for c in annotation.dependents(party.head, "case")}
    return word.head == noun and word.relation == "nmod" and cases == {"of"}


def _suffering(
    annotation: Annotation, trigger: Trigger, actors: Sequence[Phrase], recipients: Sequence[Phrase]
) -> list[Phrase]:
    """Those of the actors whom the grammar of the verb has suffer what is done, where it has no other object."""
    hurting = trigger.event_type in SUFFERED
    if recipients and (not hurting or annotation.dependents(trigger.word, "obj")):
        return []
    suffer = find_sufferers(annotation, trigger.word)
    return [one for one in actors if one.head in suffer or (hurting and _is_described(annotation, trigger, one))]


def _is_described(annotation: Annotation, trigger: Trigger, party: Phrase) -> bool:
    """True for what a bare participle behind it describes: a noun behind a preposition is no subject, "the fate of two nurses abducted"."""
    verb, first, last = trigger.word, party.words[0], party.words[-1]
    alone = not annotation.dependents(verb, "nsubj:pass", "obj", "aux", "aux:pass")
    bare = annotation.words[verb].xpos in ("VBD", "VBN") and alone
    return bare and last + 1 == verb and first > 0 and annotation.words[first - 1].text.lower() in NO_CLAUSE


def _on_their_side(
    annotation: Annotation, trigger: Trigger, actors: list[Phrase], recipients: list[Phrase]
) -> tuple[list[Phrase], list[Phrase]]:
    """The parties of a verb, beside its own subject no actor who is coordinated with a recipient: "mediated between the governor and the
    growers"."""
    acting = {_first(annotation, one.head) for one in actors if _hangs(annotation, one, trigger, "nsubj")}
    if trigger.nominal or not acting:
        return actors, recipients
    done_to = {_first(annotation, one.head) for one in recipients} - acting
    moved = [one for one in actors if _first(annotation, one.head) in done_to]
    kept = [one for one in actors if one not in moved]
    return kept, sorted([*recipients, *moved], key=lambda phrase: phrase.words)


def without_followers(
    annotation: Annotation, trigger: Trigger, actors: list[Phrase], recipients: Sequence[Phrase]
) -> list[Phrase]:
    """The actors without those who only come along to whom the subject visits: "visited Angola with a delegation"."""
    visited = any(_hangs(annotation, one, trigger, "obj") for one in (*actors, *recipients))
    visiting = any(_hangs(annotation, one, trigger, "nsubj") for one in actors)
    if trigger.nominal or trigger.event_type not in VISITING or not (visited and visiting):
        return actors
    return [one for one in actors if not (_hangs(annotation, one, trigger, "obl") and _is_with(annotation, one))]


def _hangs(annotation: Annotation, party: Phrase, trigger: Trigger, relation: str) -> bool:
    word = annotation.words[party.head]
    return word.head == trigger.word and word.relation == relation


def _is_with(annotation: Annotation, party: Phrase) -> bool:
    return any(annotation.words[n].lemma.lower() == "with" for n in annotation.dependents(party.head, "case"))


def _is_asked_for(annotation: Annotation, trigger: Trigger, party: Phrase) -> bool:
    """True for whom the thing asked for concerns: "called for the removal of the minister"."""
    noun = annotation.words[party.head].head
    if noun < 0 or annotation.words[noun].head != trigger.word or not _is_of(annotation, noun, party):
        return False
    return annotation.words[noun].relation == "obj" or any(
        annotation.words[c].lemma == "for" for c in annotation.dependents(noun, "case")
    )


def _is_governed(annotation: Annotation, trigger: Trigger, party: Phrase) -> bool:
    """True for the object of the verb whose subject the trigger is: "a strike on Halmyr destroyed a market"."""
    noun, other = annotation.words[trigger.word], annotation.words[party.head]
    return noun.relation == "nsubj" and other.relation == "obj" and other.head == noun.head


def _apart(own: list[Phrase], other: list[Phrase]) -> list[Phrase]:
    """The phrases that the other side does not claim with better right."""
    return [
        phrase
        for phrase in own
        if not any(set(phrase.words) & set(rival.words) and rival.score > phrase.score for rival in other)
    ]


def _side(annotation: Annotation, trigger: Trigger, score: Score, proposed: Sequence[int]) -> list[Phrase]:
    sentence = annotation.sentence(annotation.words[trigger.word].sentence)
    banned = set(trigger.words)
    found: list[Phrase] = []
    for run in _runs(score, sentence):
        phrase = _snapped(annotation, run, score, banned)
        if phrase is not None and phrase.score > ALONE:
            found.append(phrase)
    found = [part for phrase in found for part in _parted(annotation, phrase, score)]
    joined = [n for phrase in found for n in annotation.dependents(phrase.head, "conj")]
    others = [(head, JOINED) for head in joined if annotation.words[head].upos in PARTING]
    for head, needed in (*others, *((head, PROPOSED) for head in proposed)):
        words = tuple(n for n in phrase_words(annotation, head) if n not in banned)
        if not words or any(set(words) & set(phrase.words) for phrase in found):
            continue
        mean = sum(map(score, words)) / len(words)
        if mean > needed:
            found.append(Phrase(words, head, mean))
    return _whole(annotation, sorted(found, key=lambda phrase: phrase.words))


def _parted(annotation: Annotation, phrase: Phrase, score: Score) -> list[Phrase]:
    """The conjuncts of a phrase, each a party of its own: "police and demonstrators"."""
    others = [n for n in annotation.dependents(phrase.head, "conj") if n in phrase.words]
    others = [n for n in others if annotation.words[min(phrase_words(annotation, n)) - 1].text.lower() in PARTED_BY]
    others = [n for n in others if not _is_shared(annotation, phrase.head, n)]
    if not others or annotation.words[others[0]].upos not in PARTING:
        return [phrase]
    found, start = [], phrase.words[0]
    for head, behind in zip((phrase.head, *others), (*others, None), strict=True):
        first = min(phrase_words(annotation, behind)) if behind is not None else phrase.words[-1] + 1
        words = _trimmed(annotation, tuple(range(start, max(first, start))))
        if words:
            found.append(Phrase(words, head, sum(map(score, words)) / len(words)))
        start = max(first, start)
    return found


def _is_shared(annotation: Annotation, head: int, other: int) -> bool:
    """True for a name that shares what stands in front of a name with it, whatever the parse says: "the ministers of Mozambique and Eswatini"."""
    first = min(phrase_words(annotation, other))
    before = annotation.words[first - 2] if first >= 2 else annotation.words[other]
    names = before.upos == annotation.words[other].upos == "PROPN" and first == other
    return names and annotation.words[head].xpos == "NNS" and before.relation == "nmod" and before.head == head


def _whole(annotation: Annotation, found: Sequence[Phrase]) -> list[Phrase]:
    """The phrases, pieces of one noun phrase put together: "the ministers of Mozambique" + "Eswatini", "Eritrean" + "Saudi engineers"."""
    whole: list[Phrase] = []
    for phrase in found:
        if whole and _is_one(annotation, whole[-1], phrase):
            before = whole.pop()
            words = tuple(range(before.words[0], phrase.words[-1] + 1))
            head = before.head if annotation.words[before.head].head not in phrase.words else phrase.head
            phrase = Phrase(words, head, max(before.score, phrase.score))
        whole.append(phrase)
    return [one for one in whole if not any(set(one.words) < set(other.words) for other in whole)]


def with_names(found: Sequence[Phrase], names: Sequence[range]) -> list[Phrase]:
    """The phrases in their order, pieces of one name put together: "Samir" + "FM"."""
    whole: list[Phrase] = []
    for phrase in sorted(found, key=lambda phrase: phrase.words):
        if whole and any(whole[-1].words[-1] in name and phrase.words[0] in name for name in names):
            before = whole.pop()
            words = tuple(range(before.words[0], phrase.words[-1] + 1))
            phrase = Phrase(words, before.head, max(before.score, phrase.score))
        whole.append(phrase)
    return whole


def _is_one(annotation: Annotation, before: Phrase, behind: Phrase) -> bool:
    """True for two pieces of one noun phrase."""
    between = annotation.words[before.words[-1] + 1 : behind.words[0]]
    if all(word.text in HYPHENS for word in between):
        return True
    word = annotation.words[behind.head]
    if word.relation == "conj" and word.head in before.words:
        return word.head != before.head or _is_shared(annotation, before.head, behind.head)
    inside = set(phrase_words(annotation, behind.head))
    return len(between) <= BETWEEN and set(before.words) <= inside


def _in_company(annotation: Annotation, trigger: Trigger, found: list[Phrase], *, acting: bool) -> list[Phrase]:
    """The likeliest phrase, what is coordinated with it, and others only where the head is sure of them; of those who act an own
    subject goes before all others, and where parties may act on one another goes what the trigger governs: "met the envoy"."""
    if len(found) < 2:
        return found
    governed = [phrase for phrase in found if annotation.words[phrase.head].head == trigger.word]
    subjects = [phrase for phrase in governed if acting and annotation.words[phrase.head].relation == "nsubj"]
    best = max(subjects or found, key=lambda phrase: phrase.score)
    first = _first(annotation, best.head)
    mutual = acting and trigger.event_type in MUTUAL
    return [
        phrase
        for phrase in found
        if phrase is best
        or _first(annotation, phrase.head) == first
        or (phrase.score > COMPANY and not subjects)
        or (mutual and phrase in governed)
    ]


def _first(annotation: Annotation, head: int) -> int:
    """The first of the words that a word is coordinated with."""
    while annotation.words[head].relation == "conj":
        head = annotation.words[head].head
    return head


def _runs(score: Score, sentence: range) -> Iterator[list[int]]:
    """Words that the head chooses, next to one another."""
    run: list[int] = []
    for number in sentence:
        within = run and number + 1 in sentence and score(number) > GAP and score(number + 1) > 0
        if score(number) > 0 or within:
            run.append(number)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _snapped(annotation: Annotation, run: list[int], score: Score, banned: set[int]) -> Phrase | None:
    """The run, or the noun phrase of the parse that fits it better; without a preposition or a mark at its edges."""
    inside = set(run)
    heads = [n for n in run if annotation.words[n].head not in inside and annotation.words[n].upos in NOMINAL]
    choices = [(0.0, tuple(run), heads[0] if heads else run[-1])]
    for head in heads:
        word = annotation.words[head]
        if word.relation in MODIFYING and word.head not in banned:
            head = word.head
        for words in (phrase_words(annotation, head), _with_apposition(annotation, head)):
            if not banned & set(words):
                choices.append((SNAP, words, head))
    best = max(choices, key=lambda choice: choice[0] + sum(_weight(annotation, n, score) for n in choice[1]))
    words = _trimmed(annotation, best[1])
    if not any(annotation.words[n].upos in NAMING for n in words):
        return None
    return Phrase(words, best[2], sum(map(score, words)) / len(words))


def _weight(annotation: Annotation, number: int, score: Score) -> float:
    """What a word counts when phrases are compared; the parts of a compound with a hyphen cost little: "flood-hit Malawi"."""
    near = annotation.words[max(number - 1, 0) : number + 2]
    return max(score(number), LEAST if any(word.text in HYPHENS for word in near) else WORST)


def _with_apposition(annotation: Annotation, head: int) -> tuple[int, ...]:
    words = set(phrase_words(annotation, head))
    for other in annotation.dependents(head, "appos"):
        words.update(phrase_words(annotation, other))
    return tuple(range(min(words), max(words) + 1))


def _trimmed(annotation: Annotation, words: tuple[int, ...]) -> tuple[int, ...]:
    text = [annotation.words[n].text.lower() for n in words]
    first, last = 0, len(words)
    while first < last and text[first] in EDGE | LEADING and text[first + 1 : first + 2] not in KEPT:
        first += 1
    while last > first and (text[last - 1] in EDGE | LEADING or annotation.words[words[last - 1]].text in ARTICLES):
        last -= 1
    kept = words[first:last]
    cut = bool(kept) and text[first : first + 1] in KEPT and kept[0] > 0
    return (kept[0] - 1, *kept) if cut and annotation.words[kept[0] - 1].text.lower() == "at" else kept
