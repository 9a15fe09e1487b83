"""What stands beside the content of a verb: cue words, source phrase, target, addressee, medium, negation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.attribute.frames import Frames
from onrecord.attribute.grammar import Grammar
from onrecord.attribute.quotes import Quotes
from onrecord.rules.cues import Cue, Cues

ADDRESSED = ("state", "claim", "ask", "demand", "warn", "promise", "threaten", "admit", "deny", "allege", "propose")


@dataclass(frozen=True, slots=True)
class AtVerb:
    """What every search at a verb asks."""

    grammar: Grammar
    cues: Cues
    quotes: Quotes
    frames: Frames

    @property
    def beside(self) -> Beside:
        """The search for what stands beside the content."""
        return Beside(self.grammar, self.cues, self.quotes, self.frames)


@dataclass(frozen=True, slots=True)
class Beside:
    """The parts of an attribution other than its content, at one verb."""

    grammar: Grammar
    cues: Cues
    quotes: Quotes
    frames: Frames

    def phrase(self, source: int, number: int) -> tuple[int, ...]:
        """The source's words up to its own cue: of "a man claiming to speak" the man."""
        phrase = self.grammar.noun_phrase(source)
        if number not in phrase or source > number:
            return phrase
        first = min(self.grammar.annotation.subtree(number))
        return self.grammar.trimmed(tuple(n for n in phrase if n < first)) or (source,)

    def cue_words(self, number: int, cue: Cue, content: Sequence[int]) -> tuple[int, ...]:
        """The verb group, with the particle of the cue behind it."""
        group = self.grammar.verb_group(number)
        end = group[-1]
        if cue.act == "decline":
            said = next(
                (
                    n
                    for n in self.grammar.under(number, "xcomp")
                    if self.grammar.lemma(n) in self.cues.words.saying and end < n <= end + 3
                ),
                None,
            )
            end = said if said is not None else end
        last = len(self.grammar.annotation.words) - 1
        while end < last and end + 1 not in content and self.grammar.form(end + 1) in cue.particle:
            end += 1
        return tuple(range(group[0], end + 1))

    def has_particle(self, number: int, cue: Cue) -> bool:
        """True when what the cue demands stands with the verb: "call for", "point out"."""
        grammar = self.grammar
        near = [
            n
            for n in grammar.under(number, "compound:prt", "obl", "advmod", "advcl", "ccomp", "xcomp", "obj", "nmod")
            if n > number
        ]
        words = {grammar.form(n) for n in near if n - number <= 4}
        words |= {grammar.form(m) for n in near for m in grammar.led_by(n)}
        return bool(words & set(cue.particle))

    def is_negated(self, number: int) -> bool:
        """True for "did not say", "refused to say", "has yet to say"; a negation in marks is the speaker's own."""
        grammar = self.grammar
        top = grammar.first_of(number)
        above = grammar.word(top).head
        carried = grammar.word(top).relation == "xcomp" and above >= 0
        own = [n for n in grammar.negators(number) if number in self.quotes.owner or n not in self.quotes.owner]
        if own or any(grammar.form(n) in ("neither", "nor", "without") for n in self._before(number)):
            return True
        if carried and grammar.lemma(above) in self.cues.words.yielding:
            return not grammar.is_negated(above)  # "hesitated to say"; "did not hesitate to say"
        refused = carried and (grammar.is_negated(above) or grammar.lemma(above) in self.cues.words.refusing)
        return refused or self._is_yet_to(number)

    def _before(self, number: int) -> range:
        """The word before the verb group."""
        first = self.grammar.verb_group(number)[0]
        return range(max(first - 1, self.grammar.sentence(number).start), first)

    def _is_yet_to(self, number: int) -> bool:
        """`has yet to say`: the words themselves, for the parser hangs "yet" on either verb."""
        forms = [self.grammar.form(n) for n in range(max(number - 3, 0), number)]
        return forms[-2:] == ["yet", "to"]

    def target(self, number: int, cue: Cue, passive: bool) -> tuple[int, ...]:
        """Who is accused, blamed, praised: the object, or the subject of a passive; never the source."""
        if not (cue.has("target") or cue.has("accusation")):
            return ()
        if "on" in cue.particle:
            blamed = [n for n in self.grammar.under(number, "obl") if "on" in self.grammar.marks(n)]
            return (
                tuple(n for n in self.grammar.noun_phrase(blamed[0]) if n >= blamed[0] or self.grammar.form(n) != "on")
                if blamed
                else ()
            )
        heads = [*self.grammar.under(number, "nsubj:pass" if passive else "obj"), *self.grammar.under(number, "iobj")]
        if not heads and passive and self.grammar.word(number).relation in ("acl", "acl:relcl"):
            heads = [self.grammar.word(number).head]
        if not heads or self.grammar.word(heads[0]).upos not in ("NOUN", "PROPN", "PRON"):
            return ()
        return self.phrase(self.grammar.antecedent(heads[0]), number)

    def addressee(self, number: int, cue: Cue) -> tuple[int, ...]:
        """Who is told."""
        grammar = self.grammar
        if cue.act not in ADDRESSED and not cue.has("speech"):
            return ()
        people = [n for n in grammar.under(number, "iobj") if n > number]
        if grammar.lemma(number) in self.cues.words.telling or cue.has("control"):
            people += (
                grammar.under(number, "obj")
                if grammar.lemma(number) in self.cues.words.telling or self.frames.infinitive(number, cue)
                else ()
            )
        people += self.frames.called_on(number, cue) if cue.has("control") else ()
        people += [
            n
            for n in grammar.under(number, "obl")
            if grammar.marks(n) == {"to"} and grammar.can_speak(n) and cue.has("speech")
        ]
        people = [n for n in people if n > number and grammar.can_speak(n) and n not in self.quotes.owner]
        return grammar.noun_phrase(people[0]) if people else ()

    def medium(self, number: int, content: Sequence[int]) -> tuple[int, ...]:
        """Where it was said: "in a statement", "on state television"."""
        grammar = self.grammar
        for n in grammar.under(number, "obl"):
            if (
                n not in content
                and grammar.marks(n) & {"in", "on", "via", "through", "at", "during"}
                and grammar.lemma(n) in self.cues.words.medium
            ):
                return grammar.trimmed(tuple(m for m in grammar.annotation.subtree(n) if m not in content))
        return ()

    def whole(self, content: tuple[int, ...], number: int) -> list[int]:
        """The quotations that the content touches, unless the cue itself stands in them."""
        return [place for place in self.quotes.touching(content) if number not in self.quotes.words[place]]
