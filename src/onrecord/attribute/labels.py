"""Speakers set apart by punctuation: labels of transcripts and interviews, and the ways of headlines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from onrecord.attribute.candidates import Candidate
from onrecord.attribute.grammar import Grammar
from onrecord.attribute.quotes import Quotes
from onrecord.model import LineKind, Story
from onrecord.rules.cues import Cues

LABEL_WORDS = 8
"""A speaker's label before a colon has no more words than this."""
TAIL = 7
"""Words of a report that stands behind a headline's last comma."""
BEHIND = 5
"""Words of a speaker who stands behind a headline."""
SIGNATURE = 16
"""Words of a signature behind a dash."""
TURNS = 2
"""Paragraphs with a label that make a transcript."""
QUESTION, ANSWER = "q", "a"
DASHES = frozenset({"–", "—", "-", "--"})


@dataclass(frozen=True)
class Labels:
    """The search in one story; no slots, so that its indices can be cached."""

    story: Story
    grammar: Grammar
    quotes: Quotes
    cues: Cues

    def at(self, number: int) -> Iterator[Candidate]:
        """What punctuation attributes in sentence `number`."""
        sentence = self.story.sentences[number]
        words = self.grammar.annotation.sentence(number)
        if number == self.story.paragraphs[sentence.paragraph].sentences[0]:
            yield from self._label(number, words, sentence.kind)
            yield from self._signed(sentence.paragraph)
        if sentence.kind is LineKind.HEADING:
            yield from self._behind(words)
            yield from self._tail(words)
            yield from self._marks(words)

    # --- before a colon ---------------------------------------------------------------------------

    def _label(self, number: int, words: range, kind: LineKind) -> Iterator[Candidate]:
        """`LUND: We did not fire.`, `Kesh: we did not fire` in a headline: to the end of the paragraph, unless marks
        say how far."""
        grammar = self.grammar
        colon = self._colon(words)
        if colon is None:
            return
        before, after = grammar.trimmed(tuple(range(words.start, colon))), tuple(range(colon + 1, words.stop))
        if not before:
            return
        if colon not in self.transcript and not (self._is_label(before, kind) and self._is_said(after, kind)):
            return
        _, stop = self.story.paragraphs[self.story.sentences[number].paragraph].sentences
        if colon in self.transcript:
            stop = self._end_of_turn(self.story.sentences[number].paragraph)
        more = tuple(n for s in range(number + 1, stop) for n in grammar.annotation.sentence(s))
        quoted = [q for q in self.quotes.touching(after) if colon not in self.quotes.words[q]]
        content = grammar.trimmed((*after, *more) if not quoted else after)
        speaker = self._without_brackets(before)
        if len(speaker) > 2 and [grammar.form(n) for n in speaker[:2]] == [QUESTION, "from"]:
            speaker = speaker[2:]  # "Q from Ana Lund, Channel 9:"
        head = next((n for n in speaker if grammar.word(n).head not in speaker), speaker[-1])
        if content:
            own = {*after, *more}
            held = [q for q in quoted or self.quotes.touching(more) if own.issuperset(self.quotes.words[q])]
            spans = self.quotes.spans(held)
            yield Candidate("cue-label", None, (colon,), speaker, head, content, spans)

    def _signed(self, number: int) -> Iterator[Candidate]:
        """`“Nobody asked us.” – Pia Lund, 34, teacher`: a paragraph of words in marks, a dash and who signs."""
        grammar = self.grammar
        paragraph = self.story.paragraphs[number]
        words = [n for s in range(*paragraph.sentences) for n in grammar.annotation.sentence(s)]
        said = [n for n in words if n in self.quotes.owner]
        if paragraph.kind is not LineKind.PROSE or not said or said[0] > words[0] + 1:
            return
        behind = [n for n in words if n > said[-1]]
        dash = next((n for n in behind if grammar.form(n) in DASHES), None)
        if dash is None or any(grammar.word(n).upos != "PUNCT" for n in behind if n < dash):
            return
        phrase = tuple(n for n in behind if n > dash)
        name = tuple(n for n in phrase if self._named.get(n) == "Person" and n < phrase[0] + BEHIND)
        comma = next((n for n in phrase if grammar.form(n) == ","), phrase[-1] + 1 if phrase else 0)
        source = grammar.trimmed(tuple(n for n in phrase if n < comma))
        verbs = any(grammar.word(n).xpos in ("VBD", "VBZ", "VBP") for n in source)
        if source and not verbs and len(phrase) <= SIGNATURE and (name or self._is_turn(source)):
            spans = self.quotes.spans(self.quotes.touching(said))
            head = name[0] if name else source[0]
            yield Candidate("cue-label-signed", None, (), source, head, tuple(said), spans)

    def _end_of_turn(self, paragraph: int) -> int:
        """The sentence behind the last of a speaker's turn: what follows without a label is still his, where another
        label comes later."""
        labelled = {self.story.sentences[self.grammar.word(n).sentence].paragraph for n in self.transcript}
        later = [n for n in labelled if n > paragraph]
        last = paragraph
        while later and last + 1 < min(later) and self.story.paragraphs[last + 1].kind is LineKind.PROSE:
            last += 1
        return self.story.paragraphs[last].sentences[1]

    def _colon(self, words: range) -> int | None:
        colon = next((n for n in words[1 : LABEL_WORDS + 1] if self.grammar.form(n) == ":"), None)
        return colon if colon is not None and colon + 2 < words.stop else None

    def _without_brackets(self, words: tuple[int, ...]) -> tuple[int, ...]:
        """`DANA REEVE (host)`: the name."""
        opening = next((n for n in words[1:] if self.grammar.form(n) == "("), None)
        return tuple(n for n in words if opening is None or n < opening)

    @cached_property
    def transcript(self) -> frozenset[int]:
        """The colons behind the labels of an interview or a hearing: paragraph after paragraph begins with one."""
        found: dict[int, str] = {}
        for paragraph in self.story.paragraphs:
            first, stop = paragraph.sentences
            if paragraph.kind is not LineKind.PROSE or first == stop:
                continue
            words = self.grammar.annotation.sentence(first)
            colon = self._colon(words)
            if colon is not None and self._is_turn(range(words.start, colon)):
                found[colon] = " ".join(self.grammar.form(n) for n in range(words.start, colon))
        several = len(found) >= TURNS and len(set(found.values())) <= len(found) // 2 + 2
        return frozenset(found) if several else frozenset()

    def _is_turn(self, before: Sequence[int]) -> bool:
        """A label as such: all its words have capitals, and none stands in marks."""
        words = [self.grammar.word(n).text for n in self._without_brackets(tuple(before))]
        if len(words) == 1 and words[0].lower() in (QUESTION, ANSWER):
            return True
        names = [word for word in words if word.isalpha()]
        loud = bool(names) and all(word.isupper() for word in names)  # also inside marks that each paragraph opens anew
        plain = bool(names) and all(word[:1].isupper() for word in names) and before[0] not in self.quotes.owner
        return loud or plain

    def _is_label(self, before: Sequence[int], kind: LineKind) -> bool:
        """A person's or organisation's name with or without a title; in a headline also a poll, a report, somebody by
        what he is."""
        grammar = self.grammar
        if grammar.lemma(before[0]) in self.cues.words.topic:
            return False  # "Storm Petra: schools shut"
        heading = kind is LineKind.HEADING
        loud = all(grammar.word(n).text.isupper() for n in before)
        kinds = ("Person",) if loud else ("Person", "Organization", "NORP")
        people = any(self._named.get(n) in kinds for n in before)
        people = people or (heading and len(before) <= 3 and grammar.word(before[-1]).upos == "PROPN")
        people = people or (len(before) <= 3 and grammar.lemma(before[-1]) in self._speakers and (heading or loud))
        asked = grammar.form(before[0]) == QUESTION  # "Q from Ana Lund, Channel 9:"
        others = all(
            grammar.word(n).upos in ("PROPN", "NOUN", "ADJ", "PUNCT", "ADP", "DET", *(("NUM", "X") if asked else ()))
            for n in before
        )
        return others and (people or (len(before) <= 2 and grammar.lemma(before[-1]) in self.cues.words.finding))

    @cached_property
    def _speakers(self) -> frozenset[str]:
        return self.cues.words.person | self.cues.words.body

    @cached_property
    def _named(self) -> dict[int, str]:
        """For each word of a name what kind of name."""
        return {n: name.kind for name in self.grammar.annotation.names for n in range(name.first, name.last)}

    def _is_said(self, after: Sequence[int], kind: LineKind) -> bool:
        if after[0] in self.quotes.owner or after[1] in self.quotes.owner:
            return True
        verbs = any(self.grammar.word(n).upos in ("VERB", "AUX") for n in after)
        if kind is LineKind.HEADING and self._named.get(after[0] - 2) not in ("Person", "Organization"):
            return any(self.grammar.form(n) in ("we", "i", "our", "my", "us") for n in after)  # else a place is a topic
        return verbs and (kind is LineKind.HEADING or self.grammar.word(after[0]).text[:1].isupper())

    # --- headlines --------------------------------------------------------------------------------

    def _behind(self, words: range) -> Iterator[Candidate]:
        """`‘I thought we would die’: passenger`, `Two dead in tunnel fire – police`: who speaks stands last."""
        grammar = self.grammar
        cut = next((n for n in reversed(words) if grammar.form(n) == ":" or grammar.form(n) in DASHES), None)
        if cut is None or cut - words.start < 3 or not words.stop - cut - 1 >= 1:
            return
        colon = grammar.form(cut) == ":"
        phrase = tuple(range(cut + 1, words.stop))
        head = phrase[0] if len(phrase) == 1 else self._head(phrase)
        speaks = grammar.lemma(head) in self._speakers or self._named.get(head) in ("Person", "Organization")
        marked = any(grammar.form(n) in ("’", "'", "”", '"') for n in range(max(cut - 2, words.start), cut))
        if (
            not speaks
            or (colon and not marked)
            or (not marked and len(phrase) > BEHIND)
            or not self._is_spaced(cut, colon)
        ):
            return
        source = tuple(n for n in phrase if n <= head)
        content = grammar.trimmed(tuple(range(words.start, cut)))
        quoted = self.quotes.spans(self.quotes.touching(content))
        yield Candidate("cue-headline-behind", None, (cut,) if colon else (), source, head, content, quoted)

    def _tail(self, words: range) -> Iterator[Candidate]:
        """`Two dead after crane falls, say police`; `Rents to climb, landlords predict`: a verb with its subject behind
        the last comma, in the order that the parser likes least."""
        grammar = self.grammar
        stop = next((n for n in words if grammar.form(n) == ";"), words.stop)
        comma = next((n for n in reversed(range(words.start, stop)) if grammar.form(n) == ","), None)
        if comma is None or not 2 <= stop - comma - 1 <= TAIL or comma - words.start < 2:
            return
        tail = [n for n in range(comma + 1, stop) if grammar.word(n).upos != "PUNCT"]
        for verb, phrase in ((tail[0], tail[1:]), (tail[-1], tail[:-1])):
            cue = next(
                (c for c in self.cues.find("verb", grammar.lemma(verb)) if "clause" in c.frames and not c.particle),
                None,
            )
            if (
                cue is None
                or not phrase
                or grammar.word(verb).xpos not in ("VBP", "VBZ", "VB", "VBD", "NN", "NNS", "NNP")
            ):
                continue
            head = self._head(tuple(phrase))
            named = any(n in self._named for n in phrase)
            if grammar.word(head).upos in ("NOUN", "PROPN") and (named or grammar.lemma(head) in self._everybody):
                content = grammar.trimmed(tuple(range(words.start, comma)))
                quoted = self.quotes.spans(self.quotes.touching(content))
                yield Candidate(f"{cue.id}/tail", cue, (verb,), tuple(phrase), head, content, quoted)
                return

    @cached_property
    def _everybody(self) -> frozenset[str]:
        return self._speakers | self.cues.words.group | self.cues.words.document

    def _head(self, phrase: tuple[int, ...]) -> int:
        """The first noun that no further noun follows at once."""
        nouns = ("NOUN", "PROPN")
        for n in phrase:
            last = n == phrase[-1] or self.grammar.word(n + 1).upos not in nouns
            if self.grammar.word(n).upos in nouns and last:
                return n
        return phrase[0]

    def _is_spaced(self, cut: int, colon: bool) -> bool:
        text, span = self.grammar.annotation.text, self.grammar.word(cut).span
        return colon or (text[span.start - 1].isspace() and text[span.end : span.end + 1].isspace())

    def _marks(self, sentence: range) -> Iterator[Candidate]:
        """`Varon ‘to quit pact’`: a headline puts in single marks what somebody says whom it does not name."""
        grammar = self.grammar
        text = grammar.annotation.text
        opening = next(
            (
                n
                for n in sentence[1:]
                if grammar.form(n) in ("‘", "'") and text[grammar.word(n).span.start - 1].isspace()
            ),
            None,
        )
        closing = next((n for n in reversed(sentence) if grammar.form(n) in ("’", "'")), None)
        if opening is None or closing is None or closing - opening < 3:
            return
        behind = [n for n in range(closing + 1, sentence.stop) if grammar.word(n).upos != "PUNCT"]
        verbs = [n for n in range(opening, closing) if grammar.word(n).upos in ("VERB", "AUX")]
        if behind or not verbs or any(grammar.word(n).upos in ("VERB", "AUX") for n in range(sentence.start, opening)):
            return
        yield Candidate("cue-headline-marks", None, (opening,), (), None, tuple(range(sentence.start, closing + 1)))
