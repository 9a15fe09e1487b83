"""From a story that was read to its claims."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from onrecord.model import Act, Annotation, Polarity, SourceKind, Statement, StoryReading, content_id
from onrecord.resolve.disputes.amounts import Amount, read_amounts, read_figures, read_taken_back
from onrecord.resolve.disputes.answering import answer_claims
from onrecord.resolve.disputes.claims import Claim
from onrecord.resolve.disputes.denials import CHARGES
from onrecord.resolve.disputes.grammar import Clause, bare_clause, find_clauses, is_branded, is_predicate, make_clause
from onrecord.resolve.disputes.parties import BLAMING, read_identities, read_parties
from onrecord.resolve.disputes.vocabulary import content_lemmas, name_tokens, tokens_of
from onrecord.resolve.disputes.when_where import is_until, read_date, read_places, span_of_days
from onrecord.rules.claims import load_claim_words, load_ordinals

OPEN_ACTS = frozenset((Act.PROMISE, Act.THREATEN, Act.DEMAND, Act.PROPOSE, Act.PREDICT, Act.ASK, Act.DECLINE, Act.WARN))
"""Acts whose content need not be so."""
SPOKEN = frozenset((Act.DENY, Act.REJECT, Act.ACCUSE, Act.ALLEGE))
"""Acts that are shown with the word that does them."""
GIVING = frozenset(
    (
        "give",
        "count",
        "list",
        "report",
        "record",
        "estimate",
        "calculate",
        "reckon",
        "put",
        "register",
        "speak",
        "find",
        "show",
        "revise",
        "correct",
        "restate",
        "amend",
        "adjust",
        "lower",
        "raise",
    )
)
"""Verbs whose subject vouches for the figure beside them."""
NOBODY = ("no ", "nobody", "none of ", "neither ")
"""How a source begins that is nobody, so that nothing is said: "no group has said that it did it"."""
LEAD = 2
"""Sentences at the head of a story that say what it is about."""
MOST_AROUND = 40
"""Lemmas of what stands around a claim, its own among them, of which the others are kept."""


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with the words of its content, by their numbers."""

    statement: Statement
    words: frozenset[int]
    cue: frozenset[int]


@dataclass(frozen=True, slots=True)
class Speech:
    """All that is said in a story, with the words of all cues and of all content."""

    said: tuple[Said, ...]
    cues: frozenset[int]
    words: frozenset[int]


@dataclass(frozen=True)
class Sentence:
    """A sentence of a story with what all its claims share, looked up where there are any; no slots for that."""

    reading: StoryReading
    number: int

    @property
    def words(self) -> range:
        """Its words, by their numbers."""
        return self.reading.annotation.sentence(self.number)

    @cached_property
    def lemmas(self) -> tuple[str, ...]:
        """Its content lemmas."""
        return content_lemmas(self.reading.annotation, self.words)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The words of its names."""
        return name_tokens(self.reading, self.words)

    @cached_property
    def days(self) -> tuple[str | None, str | None]:
        """The first and last of its days."""
        return span_of_days(self.reading, self.words)

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """Words by which it takes back, limits or renames."""
        whole = [self.reading.annotation.words[number] for number in self.words]
        spelled = {form for word in whole for form in (word.lemma.lower(), word.text.lower())}
        found: list[str] = []
        for kind in ("correct", "update", "early", "exclude", "whole"):
            table = load_claim_words(kind)
            if not table.isdisjoint(spelled):
                lemmas = (lemma for word in whole for lemma in (word.lemma.lower(), word.text.lower()))
                found.extend(f"{kind}:{lemma}" for lemma in lemmas if lemma in table)
        text = " ".join(word.text.lower() for word in whole)
        phrases = (phrase for phrase in load_claim_words("alias") if phrase in text and f" {phrase} " in f" {text} ")
        found.extend(f"alias:{phrase}" for phrase in sorted(phrases))
        return tuple(found)


def read_claims(reading: StoryReading) -> tuple[Claim, ...]:
    """The claims of a story, in the order of its text."""
    annotation = reading.annotation
    said = tuple(_said(annotation, statement) for statement in reading.statements)
    speech = Speech(
        said,
        frozenset(number for one in said for number in one.cue),
        frozenset(number for one in said for number in one.words),
    )
    head = _head(reading)
    found: list[Claim] = []
    for number in range(len(annotation.starts) - 1):
        sentence = Sentence(reading, number)
        for clause, by in _clauses(annotation, number, speech):
            claim = _claim(reading, sentence, clause, by, head)
            if claim is not None:
                found.append(claim)
    answered = answer_claims(reading, tuple({claim.id: claim for claim in found}.values()))
    return tuple({_content(claim): claim for claim in reversed(answered) if _is_comparable(claim)}.values())[::-1]


def _is_comparable(claim: Claim) -> bool:
    """False for what no other claim is ever set against: what is not said to be so, and a word of the report about nobody."""
    if claim.answers or "answered" in claim.marks or claim.identities or claim.charged or claim.act in CHARGES:
        return True
    if any(mark.startswith("bare:") for mark in claim.marks):
        return True
    if not claim.is_firm:
        return bool(claim.figures) and "ahead" in claim.marks
    return len(claim.words) > 1 or claim.is_negated or bool(claim.source or claim.names or claim.figures)


def _content(claim: Claim) -> tuple[object, ...]:
    """What a claim says and who says it: a sentence that a story has twice is one claim, where it stands first."""
    return (claim.evidence.text, claim.predicate, claim.source, claim.is_negated, claim.first, claim.answers)


def _said(annotation: Annotation, statement: Statement) -> Said:
    words = frozenset(number for piece in statement.content.pieces for number in annotation.words_in(piece.span))
    cue = frozenset(annotation.words_in(statement.cue.span)) if statement.cue else frozenset()
    return Said(statement, words, cue)


def _clauses(annotation: Annotation, sentence: int, speech: Speech) -> Iterator[tuple[Clause, Said | None]]:
    said = speech.said
    seen: set[str] = set()
    for clause in find_clauses(annotation, sentence):
        by = _innermost(said, clause.top)
        if by is not None and is_branded(annotation, clause.top):
            by = max((one for one in said if clause.top in one.words), key=lambda one: len(one.words))
        if by is None and clause.top in speech.cues:
            yield from _cue_clause(annotation, clause, said)
            continue
        is_name = annotation.words[clause.top].lemma in load_claim_words("naming")
        if (
            clause.top in speech.cues
            and by
            and not is_name
            and any(clause.top in one.cue for one in said if one is not by)
        ):
            continue
        inside = by.words if by else frozenset(clause.words) - speech.words
        kept = tuple(number for number in clause.words if number in inside)
        if kept and clause.head in kept:
            seen.update({by.statement.id} if by else ())
            yield replace(clause, words=kept), by
            if clause.top != clause.head and clause.top in kept:
                yield replace(bare_clause(annotation, clause), words=kept), by
    for one in said:
        if one.words and min(one.words) in annotation.sentence(sentence) and one.statement.id not in seen:
            yield from _nominal(annotation, one)


def _cue_clause(annotation: Annotation, clause: Clause, said: Sequence[Said]) -> Iterator[tuple[Clause, Said]]:
    """A verb of speech that itself gives a figure or a name: "raised the toll to nine", "named the man as X"."""
    if (
        annotation.words[clause.top].lemma
        not in load_claim_words("tallying") | load_claim_words("naming") | BLAMING.keys()
    ):
        return
    one = next(one for one in said if clause.top in one.cue)
    apart = [
        child
        for child in annotation.dependents(clause.top, "nsubj", "conj", "parataxis")
        if annotation.words[child].relation != "nsubj:pass"
    ]
    words = annotation.subtree(clause.top, frozenset(apart))
    is_naming = (
        annotation.words[clause.top].lemma in load_claim_words("naming")
        or annotation.words[clause.top].lemma in BLAMING
    )
    if is_naming or any(annotation.words[word].upos == "NUM" and word not in one.words for word in words):
        yield replace(clause, words=words), one


def _nominal(annotation: Annotation, one: Said) -> Iterator[tuple[Clause, Said]]:
    """The content of a statement that is no clause: "denied any part in the shelling", "denied beating them"."""
    target = frozenset(annotation.words_in(one.statement.target.span)) if one.statement.target else frozenset()
    inside = one.words - target or one.words
    tops = [
        number
        for number in sorted(inside)
        if annotation.words[number].head not in inside
        and annotation.words[number].upos in ("NOUN", "VERB", "PROPN", "PRON", "NUM", "ADJ")
    ]
    if one.statement.act is Act.ACCUSE and len(tops) == 1:
        tops = [
            child for child in annotation.dependents(tops[0], "nmod", "acl", "advcl", "obl") if child in inside
        ] or tops
    if tops:
        clause = replace(make_clause(annotation, tops[0], one.words), words=tuple(sorted(one.words)))
        yield clause, one
        if clause.top != clause.head:
            yield bare_clause(annotation, clause), one


def _innermost(said: Sequence[Said], number: int) -> Said | None:
    around = [one for one in said if number in one.words]
    around = [one for one in around if one.statement.source.kind is not SourceKind.UNSTATED] or around
    return min(around, key=lambda one: len(one.words), default=None)


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a story is about."""

    words: tuple[str, ...]
    names: tuple[str, ...]
    lead: str | None
    amounts: tuple[Amount, ...]
    """All the numbers of the story, read once."""


def _head(reading: StoryReading) -> Head:
    annotation = reading.annotation
    last = annotation.starts[min(LEAD, len(annotation.starts) - 1)]
    words = range(last)
    cues = {
        number
        for statement in reading.statements
        if statement.cue
        for number in annotation.words_in(statement.cue.span)
    }
    plain = tuple(number for number in words if not _hangs_by(annotation, number, cues))
    return Head(
        content_lemmas(annotation, words),
        name_tokens(reading, words),
        span_of_days(reading, plain)[0],
        tuple(read_amounts(reading)),
    )


def _hangs_by(annotation: Annotation, number: int, cues: set[int]) -> bool:
    """True for the day on which something was said."""
    head = annotation.words[number].head
    return head in cues or (head >= 0 and annotation.words[head].head in cues)


def _claim(reading: StoryReading, sentence: Sentence, clause: Clause, by: Said | None, head: Head) -> Claim | None:
    annotation = reading.annotation
    if is_until(reading, clause):
        clause = replace(clause, is_negated=False)
    words = content_lemmas(annotation, clause.words)
    names = name_tokens(reading, clause.words)
    statement = by.statement if by else None
    first, last = span_of_days(reading, clause.words)
    if first is None:
        first, last = _days_above(reading, clause)
    if first is None and statement is None:
        first, last = sentence.days
    is_denial = statement is not None and statement.polarity is Polarity.DENIES and not _is_beside(annotation, clause)
    evidence = annotation.phrase(_shown(annotation, clause, by))
    figures = tuple(read_figures(reading, clause, head.amounts))
    if not words and not names and not figures and not is_denial:
        return None
    source, source_names, source_words = (
        _source(reading, statement) if statement or not figures else _giver(reading, clause)
    )
    agent, theme = read_parties(reading, clause, _speaker(annotation, statement))
    subject = tuple(
        token
        for node in {clause.head, clause.top}
        for child in annotation.dependents(node, "nsubj")
        for token in name_tokens(reading, annotation.subtree(child))
    ) or (source_names if _is_speaker(annotation, clause) else ())
    return Claim(
        id=content_id(
            "claim",
            reading.story.id,
            [evidence.span.start, evidence.span.end],
            [clause.head, clause.top],
            statement.id if statement else None,
        ),
        story=reading.story.id,
        outlet=reading.document.outlet,
        said_on=reading.day,
        evidence=evidence,
        statement=statement.id if statement else None,
        source=source,
        source_names=source_names,
        source_words=source_words,
        events=tuple(event.id for event in reading.events if evidence.span.covers(event.trigger.span)),
        predicate="|".join(clause.predicates),
        words=words,
        subject=subject,
        topic=_topic(annotation, clause),
        names=names,
        around=_around((*sentence.lemmas, *head.words), words),
        around_names=_around((*sentence.names, *source_names, *head.names), names),
        marks=_marks(annotation, clause, sentence),
        is_negated=clause.is_negated != is_denial,
        is_denial=is_denial,
        is_firm=clause.is_firm
        and _is_firm(statement)
        and not _is_refusal(annotation, clause, statement)
        and annotation.words[sentence.words[-1]].text != "?",
        is_future=clause.is_future,
        first=first,
        last=last,
        lead=head.lead,
        figures=figures,
        dated=read_date(reading, clause),
        placed=tuple(read_places(reading, clause)),
        agent=agent,
        theme=theme,
        identities=tuple(read_identities(reading, clause)),
        act=statement.act.value if statement else None,
        taken_back=tuple(dict.fromkeys(read_taken_back(reading, clause, head.amounts))) if figures else (),
    )


def _around(wide: Sequence[str], own: Sequence[str]) -> tuple[str, ...]:
    """The first words around a claim, without its own."""
    return tuple(word for word in tuple(dict.fromkeys(wide))[:MOST_AROUND] if word not in own)


def _is_speaker(annotation: Annotation, clause: Clause) -> bool:
    """True where the subject is "it" or "we", which within reported speech is mostly whoever speaks."""
    subjects = [child for node in (clause.head, clause.top) for child in annotation.dependents(node, "nsubj")]
    return any(annotation.words[child].lemma.lower() in ("it", "we", "i") for child in subjects) and not any(
        annotation.dependents(clause.head, "expl")
    )


def _is_beside(annotation: Annotation, clause: Clause) -> bool:
    """True for what a denial takes for granted: "denied launching the drone that hit the plant"."""
    marks = {annotation.words[mark].lemma for mark in annotation.dependents(clause.top, "mark", "advmod")}
    word = annotation.words[clause.top]
    is_time = word.relation == "advcl" and bool(marks & {"when", "after", "before", "while", "since", "as", "because"})
    return word.relation == "acl:relcl" or is_time


def _days_above(reading: StoryReading, clause: Clause) -> tuple[str | None, str | None]:
    """The days of the clause that a subordinate one hangs by: "was last shelled in November, when two people died"."""
    annotation = reading.annotation
    if annotation.words[clause.top].relation not in ("advcl", "acl:relcl"):
        return None, None
    above = annotation.words[clause.top].head
    while above >= 0 and annotation.words[above].upos not in ("VERB", "AUX") and annotation.words[above].head >= 0:
        above = annotation.words[above].head
    noun = annotation.words[clause.top].head
    found = span_of_days(reading, annotation.subtree(noun, frozenset((clause.top,))))
    if found[0] is not None:
        return found
    apart = frozenset(annotation.dependents(above, "ccomp", "conj", "parataxis"))
    return span_of_days(reading, annotation.subtree(above, apart))


def _shown(annotation: Annotation, clause: Clause, by: Said | None) -> tuple[int, ...]:
    """The words that are shown for a claim: without a conjunction in front, and with the cue where that denies or charges."""
    words = sorted(clause.words)
    while len(words) > 1 and (
        annotation.words[words[0]].upos in ("PUNCT", "CCONJ", "SCONJ") or annotation.words[words[0]].relation == "mark"
    ):
        words = words[1:]
    if by is not None and by.cue and (by.statement.act in SPOKEN or by.statement.polarity is Polarity.DENIES):
        words = [*by.cue, *by.words] if max(by.cue) < min(by.words) else [*words, *by.cue]
    return tuple(sorted(words))


def _is_firm(statement: Statement | None) -> bool:
    if statement is None:
        return True
    if statement.act is Act.BELIEVE and statement.polarity is Polarity.DENIES:
        return False
    source = statement.source.phrase
    if source is not None and source.text.lower().startswith(NOBODY):
        return False
    return statement.act not in OPEN_ACTS and statement.polarity is not Polarity.LEAVES_OPEN


def _is_refusal(annotation: Annotation, clause: Clause, statement: Statement | None) -> bool:
    """True for a thing rejected, not a report of it: "rejected the offer"."""
    if statement is None or statement.act is not Act.REJECT:
        return False
    return not is_predicate(annotation, clause.top) and annotation.words[clause.head].upos != "VERB"


def _topic(annotation: Annotation, clause: Clause) -> str | None:
    """The noun of the subject."""
    nouns = [
        child
        for node in (clause.head, clause.top)
        for child in annotation.dependents(node, "nsubj")
        if annotation.words[child].upos in ("NOUN", "PROPN")
    ]
    return annotation.words[nouns[0]].lemma.lower() if nouns else None


def _source(reading: StoryReading, statement: Statement | None) -> tuple[str | None, tuple[str, ...], tuple[str, ...]]:
    """Who says it in words, and the words by which two sources are compared."""
    if statement is None or statement.source.phrase is None:
        return None, (), ()
    annotation = reading.annotation
    phrase = statement.source.phrase
    entity = next((found for found in reading.entities if found.id == statement.source.entity), None)
    words = annotation.words_in(phrase.span)
    own = tuple(
        number
        for number in words
        if annotation.words[number].relation != "nmod:poss" or annotation.words[number].upos != "PRON"
    )
    names = (
        name_tokens(reading, own)
        if entity is None
        else tuple(dict.fromkeys((*tokens_of(entity.name), *name_tokens(reading, own))))
    )
    shown = entity.name if entity is not None and len(phrase.text) < 5 else phrase.text
    lemmas = tuple(
        annotation.words[number].lemma.lower()
        for number in _core(annotation, words)
        if annotation.words[number].upos in ("NOUN", "PROPN", "ADJ")
    )
    return shown, names, tuple(dict.fromkeys(lemmas))


def _giver(reading: StoryReading, clause: Clause) -> tuple[str | None, tuple[str, ...], tuple[str, ...]]:
    """Who gives a figure without a verb of speech: "the hospital counts 11 dead", "auditors put the loss at two million"."""
    annotation = reading.annotation
    subjects = [
        child for child in annotation.dependents(clause.top, "nsubj") if annotation.words[child].relation == "nsubj"
    ]
    if (
        annotation.words[clause.top].lemma not in GIVING
        or not subjects
        or annotation.words[subjects[0]].upos not in ("NOUN", "PROPN")
    ):
        return None, (), ()
    words = annotation.subtree(subjects[0])
    lemmas = (
        annotation.words[number].lemma.lower()
        for number in _core(annotation, range(words[0], words[-1] + 1))
        if annotation.words[number].upos in ("NOUN", "PROPN", "ADJ")
    )
    return annotation.phrase(words).text, name_tokens(reading, words), tuple(dict.fromkeys(lemmas))


def _speaker(annotation: Annotation, statement: Statement | None) -> int | None:
    """The head word of whoever speaks."""
    if statement is None or statement.source.phrase is None:
        return None
    words = annotation.words_in(statement.source.phrase.span)
    return next((number for number in words if annotation.words[number].head not in words), None)


def _core(annotation: Annotation, words: range) -> tuple[int, ...]:
    """The words of a noun phrase that say which person or body it is, without what is told of it besides."""
    outer = next((number for number in words if annotation.words[number].head not in words), None)
    if outer is None:
        return tuple(words)
    aside = [
        child
        for number in words
        for child in annotation.children[number]
        if annotation.words[child].relation in ("acl", "acl:relcl", "appos", "advcl")
        or (
            annotation.words[child].relation == "nmod"
            and not any(annotation.words[case].lemma == "of" for case in annotation.dependents(child, "case"))
        )
    ]
    return tuple(number for number in annotation.subtree(outer, frozenset(aside)) if number in words)


def _definite(annotation: Annotation, clause: Clause) -> Iterator[str]:
    """`the` where what the deed is done to, or what came about, is one that is known; `a` where it is any."""
    nouns = annotation.dependents(clause.head, "nsubj:pass", "obj") or annotation.dependents(clause.head, "nsubj")
    for number in nouns[:1]:
        words = [annotation.words[child] for child in annotation.children[number]]
        is_known = annotation.words[number].upos in ("PROPN", "PRON") or any(
            word.relation == "nmod:poss" or (word.relation == "det" and word.lemma in ("the", "this", "that", "all"))
            for word in words
        )
        yield "the" if is_known else "a"


def _marks(annotation: Annotation, clause: Clause, sentence: Sentence) -> tuple[str, ...]:
    """Words of the clause that tell happenings apart, and of its sentence that take back, limit or rename."""
    ordinals = _ordinals()
    inside = (annotation.words[number].lemma.lower() for number in clause.words)
    found = [f"is:{lemma}" for lemma in inside if lemma in ordinals]
    found.extend(_definite(annotation, clause))
    is_noun = annotation.words[clause.top].upos == "NOUN" and not is_predicate(annotation, clause.top)
    if is_noun and annotation.words[min(clause.words)].upos in ("DET", "PRON"):
        found.append("noun")
    if any(
        word.lemma.lower() in ("his", "her", "its", "their")
        for word in (annotation.words[number] for number in clause.words)
    ):
        found.append("own")
    if annotation.words[0].lemma.lower() in ("correction", "clarification"):
        found.append("correct:correction")
    if any(annotation.words[child].lemma in ("would", "will") for child in annotation.dependents(clause.top, "aux")):
        found.append("ahead")
    is_false = annotation.words[clause.head].lemma in load_claim_words("false") and not clause.is_negated
    if is_false and _topic(annotation, clause) in load_claim_words("accusation"):
        found.append(f"bare:{_topic(annotation, clause)}")
    return tuple(dict.fromkeys((*found, *sentence.marks)))


@cache
def _ordinals() -> frozenset[str]:
    return frozenset(word for words in load_ordinals() for word in words)
