"""Words of a story that tell of happenings, and the digests that they make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from onrecord.model import Annotation, Event, StoryReading, content_id
from onrecord.resolve.incidents.digests import Happening, Trigger
from onrecord.resolve.incidents.gathering import Facts, days_of, figures_of, parties_of, spots_of
from onrecord.resolve.incidents.within import join_mentions
from onrecord.rules.happenings import HappeningWord, happening_words

ABSTRACT = frozenset(
    "criticism protest controversy anger outrage applause speculation interest emotion abuse violence ideas letters words money email emails calls questions debate rumour rumor condemnation indignation laughter tears support".split()
)
"""What follows "a storm of" where no storm blew."""
LOOSE = frozenset(
    "storm flood flooding shock explosion blast fire avalanche deluge collapse crash wave torrent tremor spill crush outbreak eruption".split()
)
UNREAL = frozenset("if could may might would can should unless whether".split())
FEARED = frozenset(
    "risk fear danger threat warn prevent avoid avert predict forecast possibility chance case event potential prone plan drill simulate insurance season".split()
)
ORDINALS = frozenset(
    "first second third fourth fifth sixth seventh eighth ninth tenth another other new previous earlier last latest fresh similar further next separate repeated recent".split()
)
POINTING = frozenset("the this that these those such".split())
GENERAL = frozenset("any every each no all most many some few several".split())
MODIFIED = frozenset("victim survivor toll site zone scene area disaster tragedy damage death relief".split())
"""Nouns that a happening's name may stand before and still tell of it ("the earthquake victims")."""
WORDS = frozenset(("NOUN", "VERB", "PROPN", "ADJ", "NUM"))
MOST_WORDS = 24


@dataclass(frozen=True, slots=True)
class Found:
    """A word that tells of a happening, with the words of its trigger and what may have happened."""

    word: int
    words: tuple[int, ...]
    kinds: tuple[str, ...]
    told: bool
    event: Event | None = None


def digest_story(reading: StoryReading) -> tuple[Happening, ...]:
    """What the story tells of happenings, each once, in the order of its words."""
    return digest_words(reading, find_mentions(reading))


def digest_words(reading: StoryReading, mentions: Iterable[Found]) -> tuple[Happening, ...]:
    """The happenings that these mentions tell of."""
    facts = Facts(reading.annotation, reading)
    alone = [
        make_happening(reading, facts, mention)
        for mention in sorted(mentions, key=lambda found: (found.word, found.words))
    ]
    return join_mentions(alone)


def find_mentions(reading: StoryReading) -> tuple[Found, ...]:
    """The triggers of the events, words of accidents and disasters, and words by which a story comes back to a deed."""
    annotation = reading.annotation
    found = {
        mention.word: mention
        for mention in (_coded(annotation, event) for event in reading.events)
        if mention is not None
    }
    taken = {word for mention in found.values() for word in mention.words}
    for number, word in enumerate(annotation.words):
        if number in taken or word.upos not in ("NOUN", "PROPN", "VERB"):
            continue
        mention = _listed(annotation, number)
        if mention is not None and not taken & set(mention.words):
            found[number] = mention
    return tuple(found[word] for word in sorted(found))


def _coded(annotation: Annotation, event: Event) -> Found | None:
    words = tuple(annotation.words_in(event.trigger.span))
    if not words:
        return None
    inside = set(words)
    head = next((word for word in words if annotation.words[word].head not in inside), words[0])
    return Found(head, words, (event.event_type,), told=True, event=event)


def _listed(annotation: Annotation, number: int) -> Found | None:
    word = annotation.words[number]
    pos = "verb" if word.upos == "VERB" else "noun"
    rows = happening_words().get((word.lemma.lower(), pos), ())
    if word.upos == "PROPN" and word.lemma[:1].isupper() and not _is_shouted(annotation, number):
        rows = ()
    fitting = [(row, parts) for row in rows if (parts := _parts(annotation, number, row)) is not None]
    if not fitting or _is_modifier(annotation, number, pos):
        return None
    longest = max(len(row.words) for row, _ in fitting)
    kept = [(row, parts) for row, parts in fitting if len(row.words) == longest]
    tells = [row for row, _ in kept if row.tells]
    kinds = tuple(dict.fromkeys(row.kind for row in (*tells, *(row for row, _ in kept)) if row.kind))
    if not kinds:
        return None
    told = bool(tells) and _is_real(annotation, number)
    if tells and _is_figurative(annotation, number):
        return None
    return Found(number, kept[0][1], kinds, told)


def read_kinds(annotation: Annotation, number: int) -> tuple[str, ...]:
    """What a word may name, whatever it does in its sentence."""
    word = annotation.words[number]
    pos = "verb" if word.upos == "VERB" else "noun"
    rows = happening_words().get((word.lemma.lower(), pos), ())
    return tuple(dict.fromkeys(row.kind for row in rows if row.kind and len(row.words) == 1))


def _is_shouted(annotation: Annotation, number: int) -> bool:
    """In a heading that capitalises its words a name is no sign of a name."""
    sentence = annotation.sentence(annotation.words[number].sentence)
    letters = [annotation.words[word].text for word in sentence if annotation.words[word].text[:1].isalpha()]
    return 2 * sum(text[:1].isupper() for text in letters) > len(letters)


def _parts(annotation: Annotation, number: int, row: HappeningWord) -> tuple[int, ...] | None:
    """The words of a longer phrase: before a noun in a row, after a verb among its dependents."""
    if row.pos == "noun":
        first = number - len(row.words) + 1
        if first < 0:
            return None
        lemmas = tuple(annotation.words[word].lemma.lower() for word in range(first, number + 1))
        return tuple(range(first, number + 1)) if lemmas == row.words else None
    parts = [number]
    for wanted in row.words[1:]:
        child = next((c for c in annotation.children[number] if annotation.words[c].lemma.lower() == wanted), None)
        if child is None:
            return None
        parts.append(child)
    return tuple(sorted(parts))


def _is_modifier(annotation: Annotation, number: int, pos: str) -> bool:
    """In front of another noun: "fire brigade", "crash course"."""
    word = annotation.words[number]
    if word.relation not in ("compound", "amod") or word.head < 0 or pos == "verb" and word.relation != "amod":
        return False
    return annotation.words[word.head].lemma.lower() not in MODIFIED


def _is_figurative(annotation: Annotation, number: int) -> bool:
    word = annotation.words[number]
    if word.lemma.lower() not in LOOSE:
        return False
    for child in annotation.dependents(number, "nmod"):
        lemma = annotation.words[child].lemma.lower()
        if lemma in ABSTRACT and any(
            annotation.words[case].lemma == "of" for case in annotation.dependents(child, "case")
        ):
            return True
    return False


def _is_real(annotation: Annotation, number: int) -> bool:
    """Neither supposed nor feared nor spoken of in general."""
    for governor in (number, annotation.words[number].head):
        if governor < 0:
            continue
        lemmas = {annotation.words[child].lemma.lower() for child in annotation.children[governor]}
        if lemmas & UNREAL or annotation.words[governor].lemma.lower() in FEARED:
            return False
    word = annotation.words[number]
    if word.upos == "VERB":
        return word.xpos != "VB" or bool(annotation.dependents(number, "aux"))
    children = {annotation.words[child].lemma.lower() for child in annotation.children[number]}
    return not children & GENERAL and (word.xpos != "NNS" or len(children) > 0)


# --- one mention ----------------------------------------------------------------------------------


def make_happening(reading: StoryReading, facts: Facts, mention: Found) -> Happening:
    """The digest of one mention by itself."""
    annotation, event = reading.annotation, mention.event
    word = annotation.words[mention.word]
    trigger = Trigger(
        event.trigger if event else annotation.phrase(mention.words), word.lemma.lower(), event.id if event else None
    )
    own = {annotation.words[child].lemma.lower() for child in annotation.children[mention.word]}
    parties = parties_of(facts, mention.word, event)
    days = days_of(facts, mention.word, event)
    is_noun = word.upos not in ("VERB", "AUX")
    return Happening(
        id=content_id("happening", reading.story.id, trigger.evidence.span.start, trigger.evidence.span.end),
        story=reading.story.id,
        outlet=reading.document.outlet,
        written=reading.day,
        triggers=(trigger,),
        kinds=mention.kinds,
        mode=event.mode if event else None,
        statuses=(event.status.value,) if event else (),
        told=mention.told,
        place_in_story=word.sentence,
        parties=parties,
        days=days,
        spots=spots_of(facts, mention.word, event),
        figures=figures_of(facts, mention.word),
        words=tuple(_content(annotation, facts.sentence(mention.word)))[:MOST_WORDS],
        cast=facts.cast,
        about=facts.about,
        ordinals=tuple(sorted(own & ORDINALS)),
        definite=is_noun and bool(own & POINTING),
    )


def _content(annotation: Annotation, sentence: Sequence[int]) -> Iterator[str]:
    seen: set[str] = set()
    for number in sentence:
        word = annotation.words[number]
        lemma = word.lemma.lower()
        if word.upos in WORDS and len(lemma) > 2 and lemma not in seen:
            seen.add(lemma)
            yield lemma
