"""Words made comparable: content lemmas, stems, classes of words that say the same, and the words of names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from onrecord.model import Annotation, StoryReading
from onrecord.names.words import WordKind, read_body
from onrecord.rules.claims import load_claim_words, load_likes
from onrecord.rules.countries import country_of_adjective, country_of_name
from onrecord.rules.names import fold

CONTENT = frozenset(("NOUN", "PROPN", "VERB", "ADJ"))
ENDINGS = (
    "ation",
    "ition",
    "ions",
    "ion",
    "ment",
    "ings",
    "ing",
    "ance",
    "ence",
    "ers",
    "er",
    "ors",
    "or",
    "ures",
    "ure",
    "als",
    "al",
    "ed",
    "es",
    "s",
    "e",
)
"""Endings that make a noun of a verb, longest first."""
LEAST = 4
"""Letters that must be left of a stem."""
DEMONYM = re.compile(r"(?:ians?|ias?|ans?|ese|ish|is?)$")
TOKEN = re.compile(r"[\w'&-]+")


def content_lemmas(annotation: Annotation, words: Iterable[int]) -> tuple[str, ...]:
    """The lemmas that tell something, in lower case and as names are folded ("Noël" is written "Noel" elsewhere), each once."""
    light = load_claim_words("light")
    found = (annotation.words[number] for number in words)
    is_title = "nmod:desc"
    lemmas = (
        "protest" if word.text in ("march", "marches") else word.lemma.lower()
        for word in found
        if word.upos in CONTENT and (word.relation != is_title or word.upos != "PROPN")
    )
    folded = (lemma if lemma.isascii() else fold(lemma) or lemma for lemma in lemmas)
    return tuple(dict.fromkeys(lemma for lemma in folded if lemma not in light and len(lemma) > 1))


@lru_cache(8192)
def stem(lemma: str) -> str:
    """What a verb and the noun made of it share, as far as endings tell."""
    for ending in ENDINGS:
        if lemma.endswith(ending) and len(lemma) - len(ending) >= LEAST:
            return lemma[: -len(ending)]
    return lemma


@lru_cache(8192)
def classes_of(lemma: str) -> frozenset[str]:
    """The classes of a lemma, its stem among them: two words say the same where they share one."""
    return load_likes().classes.get(lemma, frozenset()) | {stem(lemma)}


@lru_cache(8192)
def opposites_of(lemma: str) -> frozenset[str]:
    """The classes that cannot hold where this lemma does."""
    table = load_likes().opposite
    return frozenset(other for row in load_likes().classes.get(lemma, ()) for other in table.get(row, ()))


@lru_cache(8192)
def classes_of_any(predicates: str) -> frozenset[str]:
    """The classes of every predicate of a claim."""
    return frozenset(found for word in predicates.split("|") for found in classes_of(word))


@lru_cache(8192)
def opposites_of_any(predicates: str) -> frozenset[str]:
    """The classes that cannot hold where one of a claim's predicates does."""
    return frozenset(found for word in predicates.split("|") for found in opposites_of(word))


def are_alike(one: str, other: str) -> bool:
    """True where two lemmas say the same."""
    return one == other or not classes_of(one).isdisjoint(classes_of(other))


def shared(one: Iterable[str], other: Iterable[str]) -> tuple[str, ...]:
    """The lemmas of one that have one alike in the other."""
    there = frozenset(found for lemma in other for found in classes_of(lemma))
    return tuple(lemma for lemma in one if not classes_of(lemma).isdisjoint(there))


def most_shared(one: Iterable[str], other: Iterable[str]) -> tuple[str, ...]:
    """The lemmas of either that have one alike in the other, of the one that has more of them: the same whichever comes first."""
    mine, theirs = tuple(one), tuple(other)
    here, there = shared(mine, theirs), shared(theirs, mine)
    return max(here, there, key=lambda words: (len(words), words))


def name_tokens(reading: StoryReading, words: Iterable[int]) -> tuple[str, ...]:
    """The folded words of the names among these words, pronouns read as the names that they stand for."""
    annotation = reading.annotation
    light = load_claim_words("light")
    found: list[str] = []
    for number in words:
        word = annotation.words[number]
        if word.upos == "PROPN" or (word.text[0].isupper() and word.upos == "ADJ"):
            token = name_token(word.text)
            if token and token not in light and not _is_only_first(annotation, number) and word.relation != "nmod:desc":
                found.append(token)
        elif word.upos == "PRON":
            found.extend(_behind(reading, word.span.start))
    return tuple(dict.fromkeys(found))


def _is_only_first(annotation: Annotation, number: int) -> bool:
    """True for a common word that has its capital from the beginning of the sentence: "Armed men", "Rebels shelled"."""
    word = annotation.words[number]
    if number != annotation.starts[word.sentence] or country_of_name(word.text) or country_of_adjective(word.text):
        return False
    if annotation.words[min(number + 1, len(annotation.words) - 1)].text[:1].isupper():
        return False
    is_common = word.upos == "ADJ" or (word.lemma[:1].islower() and word.lemma != word.text.lower())
    return is_common and word.text.isalpha() and not word.text.isupper() and word.relation != "flat"


def _behind(reading: StoryReading, start: int) -> tuple[str, ...]:
    """The words of the name that a pronoun stands for."""
    entity = reading.pronouns.get(start)
    return tokens_of(entity.name) if entity is not None else ()


def tokens_of(text: str) -> tuple[str, ...]:
    """The telling words of a name, folded."""
    light = load_claim_words("light")
    return tuple(found for word in TOKEN.findall(text) if (found := name_token(word)) and found not in light)


@lru_cache(8192)
def name_token(text: str) -> str:
    """A word of a name made comparable: a country and its adjective alike, a people's name as its country's; empty for a common word of bodies."""
    code = country_of_name(text) or country_of_adjective(text)
    if code:
        return f"={code}"
    folded = fold(text)
    if len(folded) < 3 or not folded[0].isalpha():
        return ""
    read = read_body(text).words
    if read and all(word.kind is WordKind.COMMON for word in read):
        return ""
    short = DEMONYM.sub("", folded)
    return short if len(short) >= LEAST else folded
