"""All candidates of a story: cue by cue, then quotations that go on, then quotations without a cue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from onrecord.attribute.adjectives import AdjectiveCues
from onrecord.attribute.candidates import Candidate
from onrecord.attribute.frames import Frames
from onrecord.attribute.function_words import FEW
from onrecord.attribute.grammar import Grammar
from onrecord.attribute.labels import Labels
from onrecord.attribute.merging import Merger
from onrecord.attribute.phrases import PhraseCues
from onrecord.attribute.quotes import Quotes
from onrecord.attribute.tagging import read_tags
from onrecord.attribute.verbs import VerbCues
from onrecord.model import Annotation, LineKind, Story
from onrecord.rules.cues import Cues

LABEL = "cue-label"
FEWEST = 4
"""Words of a quotation that is believed to be somebody's speech without a cue; shorter ones are terms and titles."""


def find_candidates(story: Story, annotation: Annotation, cues: Cues) -> list[Candidate]:
    """Every candidate of the story; a cue inside marks counts only where the words in marks are somebody's."""
    quotes = Quotes(story, annotation)
    finder = Finder(story, Grammar(annotation, cues.words), quotes, cues)
    found = _without_doubles(list(finder.by_cue()))
    found = [replace(c, wording=finder.pronoun(c)) for c in found]
    if annotation.speech is not None:
        merger = Merger(finder.grammar, quotes, cues, found, finder.headings, finder.captions)
        found = merger.merge(read_tags(annotation.speech))
    outer = finder.continue_quotations([c for c in found if not _is_quoted(c, quotes)])
    outer += list(finder.introduced(outer))
    said = {n for c in outer for n in (*c.content, *c.extra, *(m for q in c.quoted for m in annotation.words_in(q)))}
    return [*outer, *(c for c in found if _is_quoted(c, quotes) and c.cue_words[0] in said)]


def _is_quoted(candidate: Candidate, quotes: Quotes) -> bool:
    label = candidate.rule.startswith(LABEL)  # the marks that a paragraph of a transcript opens hold its label, too
    return bool(candidate.cue_words) and candidate.cue_words[-1] in quotes.owner and not label


def _without_doubles(found: list[Candidate]) -> list[Candidate]:
    """One attribution a cue: of two cues of which one holds the other ("refused to say who paid") the longer stays,
    of two with the same words the one with more content; and words in marks that a clause has are no other verb's.
    """
    cues = [frozenset(c.cue_words) for c in found]
    by_word: defaultdict[int, list[int]] = defaultdict(list)
    said: set[int] = set()
    for place, candidate in enumerate(found):
        for word in candidate.cue_words:
            by_word[word].append(place)
        if candidate.rule.endswith("/clause"):
            said.update(candidate.content)
    kept = []
    for place, candidate in enumerate(found):
        rivals = {other for word in candidate.cue_words for other in by_word[word] if other != place}
        doubled = any(cues[place] < cues[o] or (cues[place] == cues[o] and _is_less(found, place, o)) for o in rivals)
        deed = candidate.cue is not None and candidate.cue.act != "state"  # "will respond “in kind”" reports nothing
        nested = deed and bool(candidate.cue_words) and candidate.cue_words[0] in said
        stolen = candidate.rule.endswith("/quote") and said.issuperset(candidate.content) and not nested
        if not doubled and not stolen:
            kept.append(candidate)
    owner = {word: candidate for candidate in kept if candidate.rule == LABEL for word in candidate.content}
    return [candidate for candidate in kept if not _breaks_out(candidate, owner)]


def _breaks_out(candidate: Candidate, owner: dict[int, Candidate]) -> bool:
    """True where a cue stands in what a label gives to somebody, and its content does not; `owner` has the label's
    candidate for each word that one gives."""
    label = owner.get(candidate.cue_words[0]) if candidate.cue_words else None
    return label is not None and candidate is not label and not set(candidate.content) <= set(label.content)


def _is_less(found: list[Candidate], place: int, other: int) -> bool:
    return (len(found[place].content), -place) < (len(found[other].content), -other)


@dataclass(frozen=True)
class Finder:
    """The search in one story; no slots, so that its indices can be cached."""

    story: Story
    grammar: Grammar
    quotes: Quotes
    cues: Cues

    @cached_property
    def people(self) -> frozenset[int]:
        """The words of persons' names."""
        names = self.grammar.annotation.names
        return frozenset(n for name in names if name.kind == "Person" for n in range(name.first, name.last))

    @cached_property
    def prose(self) -> dict[int, int]:
        """For each paragraph of prose how many such stand before it."""
        prose = (n for n, paragraph in enumerate(self.story.paragraphs) if paragraph.kind is LineKind.PROSE)
        return {number: place for place, number in enumerate(prose)}

    @cached_property
    def headings(self) -> frozenset[int]:
        """The sentences that are headlines."""
        sentences = enumerate(self.story.sentences)
        return frozenset(number for number, sentence in sentences if sentence.kind is LineKind.HEADING)

    @cached_property
    def captions(self) -> frozenset[int]:
        """The sentences that are neither prose nor headlines."""
        return frozenset(
            number
            for number, sentence in enumerate(self.story.sentences)
            if sentence.kind not in (LineKind.PROSE, LineKind.HEADING)
        )

    def pronoun(self, candidate: Candidate) -> tuple[int, ...]:
        """The relative pronoun at the cue that stands for the candidate's source."""
        if candidate.source_head is None:
            return ()
        for word in candidate.cue_words:
            for subject in self.grammar.under(word, "nsubj", "nsubj:pass"):
                if subject not in candidate.source and self.grammar.antecedent(subject) == candidate.source_head:
                    return (subject,)
        return ()

    def by_cue(self) -> Iterator[Candidate]:
        """Candidates that have a cue, sentence by sentence."""
        frames = Frames(self.grammar, self.cues, self.quotes)
        verbs = VerbCues(self.grammar, self.cues, self.quotes, frames)
        phrases = PhraseCues(self.grammar, self.cues, self.quotes)
        adjectives = AdjectiveCues(self.grammar, self.cues, self.quotes, verbs.beside)
        labels = Labels(self.story, self.grammar, self.quotes, self.cues)
        for number in range(len(self.story.sentences)):
            words = self.grammar.annotation.sentence(number)
            if not words:
                continue
            yield from labels.at(number)
            yield from phrases.prepositions(words)
            for word in words:
                found = phrases.adverb(word) or adjectives.at(word)
                found = found or (
                    verbs.at(word) if self.grammar.word(word).upos in ("VERB", "AUX") else phrases.at(word)
                )
                if found is not None:
                    yield found

    # --- quotations that go on --------------------------------------------------------------------

    def taken(self, found: Iterable[Candidate]) -> set[int]:
        """The quotations that belong to a candidate."""
        words = self.grammar.annotation.words_in
        return {
            q
            for c in found
            for q in self.quotes.touching((*c.content, *c.extra, *(n for span in c.quoted for n in words(span))))
        }

    def continue_quotations(self, outer: list[Candidate]) -> list[Candidate]:
        """Quotations of whole sentences that nobody has yet go to the statement whose words they carry on.

        `“It held,” she said. “It will hold again.”` is one statement. In the same paragraph it is the last one
        with words in marks; the next paragraph counts only when it is nothing but a quotation and the paragraph
        before ended with that statement.
        """
        found = list(outer)
        taken = self.taken(found)
        waiting = sorted(
            ((_end(c), n) for n, c in enumerate(found) if c.quoted and c.content and c.source), reverse=True
        )
        last: tuple[int, int] = (-1, -1)
        for number, words in enumerate(self.quotes.words):
            if number in taken or len(words) < 2 or not self.quotes.is_whole(number):
                continue
            while waiting and waiting[-1][0] < words[0]:
                last = max(last, waiting.pop())
            end, place = last
            if end < 0 or not self._carries_on(end, words[0]):
                continue
            quoted, extra = self.quotes.outer[number].spans, words
            found[place] = replace(
                found[place], quoted=(*found[place].quoted, *quoted), extra=(*found[place].extra, *extra)
            )
            last = (words[-1], place)
        return found

    def _carries_on(self, end: int, first: int) -> bool:
        """True when a quotation that begins at word `first` carries on a statement whose last word is `end`."""
        there, here = self.grammar.word(end).sentence, self.grammar.word(first).sentence
        before, after = self.story.sentences[there].paragraph, self.story.sentences[here].paragraph
        if before == after:
            return here - there <= 1
        closes = self.story.paragraphs[before].sentences[1] - 1 == there
        return closes and self._is_next(before, after) and self._is_all_quoted(after)

    # --- quotations without a cue -----------------------------------------------------------------

    def introduced(self, outer: list[Candidate]) -> Iterator[Candidate]:
        """Quotations that nobody has yet and that the text leads in without a word of saying.

        `Brook hit back: “Nobody asked us.”`, `Brook was blunt. “Nobody sleeps there now.”`: the subject of what
        leads in, if it is a person and the only one there.
        """
        taken = self.taken(outer)
        for number, words in enumerate(self.quotes.words):
            if number in taken or len(words) < 2:
                continue
            if self.story.sentences[self.grammar.word(words[0]).sentence].kind is not LineKind.PROSE:
                continue
            lead, rule = self._lead(number)
            if len(words) < FEWEST and rule != "colon":
                continue
            speaker = self._only_person(lead)
            if speaker is not None:
                colon = (lead[-1],) if rule == "colon" else ()
                source = self.grammar.noun_phrase(speaker)
                spans = self.quotes.outer[number].spans
                yield Candidate(f"floating/{rule}", None, colon, source, speaker, words, spans)

    def _lead(self, number: int) -> tuple[range, str]:
        """The words that lead a quotation in: before a colon in its own sentence, or the sentence before it."""
        grammar = self.grammar
        first = self.quotes.words[number][0]
        own = grammar.sentence(first)
        before = first - 1 if first - 1 >= own.start and grammar.word(first - 1).upos == "PUNCT" else first
        if before - 1 > own.start and grammar.form(before - 1) == ":":
            return range(own.start, before), "colon"
        here = grammar.word(first).sentence
        if here == 0 or before > own.start or not self.quotes.is_whole(number):
            return range(0), ""
        before, after = self.story.sentences[here - 1].paragraph, self.story.sentences[here].paragraph
        if before != after and not (self._is_all_quoted(after) and self._is_next(before, after)):
            return range(0), ""
        return grammar.annotation.sentence(here - 1), "sentence before"

    def _is_all_quoted(self, paragraph: int) -> bool:
        return not any(n in self.quotes.mixed for n in range(*self.story.paragraphs[paragraph].sentences))

    def _is_next(self, before: int, after: int) -> bool:
        """True for two paragraphs of prose with nothing but furniture between."""
        return before in self.prose and after in self.prose and self.prose[after] - self.prose[before] == 1

    def _only_person(self, lead: range) -> int | None:
        """The subject of the leading words, if it is a person and no other person stands beside."""
        grammar = self.grammar
        if not lead or any(n in self.quotes.owner for n in lead):
            return None
        people = {n for n in lead if n in self.people}
        root = next((n for n in lead if grammar.word(n).head not in lead and grammar.word(n).upos != "PUNCT"), None)
        subject = grammar.subject(root) if root is not None else None
        if subject is None or subject not in lead:
            return None
        if grammar.form(subject) in FEW:  # "Nobody was angrier than Pia Lund."
            first = min(people, default=subject)
            return first if people and people <= set(grammar.noun_phrase(first)) else None
        if grammar.form(subject) in ("he", "she"):
            return subject if not people else None
        own = set(grammar.noun_phrase(subject))
        if not people and grammar.lemma(subject) in self.cues.words.person and grammar.word(subject).xpos == "NN":
            return subject
        return subject if own & people and not people - own else None


def _end(candidate: Candidate) -> int:
    return max((*candidate.content, *candidate.extra, *candidate.cue_words))
