"""What is believed of the encoder's attributions and of the rules': where one of the two sees something that is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.attribute.candidates import Candidate
from onrecord.attribute.function_words import COMPLEMENTIZERS, NOBODY, UNDONE
from onrecord.attribute.parts import OfParts, Parts
from onrecord.attribute.tagging import Array
from onrecord.model import Act
from onrecord.rules.cues import Cue

CITING = "/citing"
"""The end of the rule of what is handed on."""
UNANSWERED = "cue-unanswered"
"""The rule of requests that nobody answers."""
RULED = ("passive", "adverb")
"""Positions of cues whose candidates stay as the rules have them."""
ALONE = (*RULED, "preposition")
"""Positions of cues that the rules see better than the encoder."""
CONCEIVABLE = 0.1
"""Probability of a cue from which the rules are believed inside a content."""
POSSIBLE = 0.3
"""Probability of a cue from which the rules are believed where the encoder sees no attribution."""
LIKELY = 0.5
"""The same where the content is a thing or a deed and the cue one that is no speech as often as not."""
WEAK = (Act.STATE, Act.ACCEPT, Act.BELIEVE, Act.PROMISE, Act.DEMAND)
PLAIN = (Act.REJECT, Act.CRITICISE, Act.PRAISE, Act.DENY, Act.ACCUSE, Act.THREATEN, Act.WARN)
CERTAIN = 0.9
"""Probability of a cue from which the encoder knows better what can promise."""
SURE = 0.7
"""Probability of a cue from which a verb that no row has may have a mere thing for its content."""
CONTESTED = (Act.CLAIM, Act.ALLEGE, Act.ACCUSE)
POINTING = frozenset({"that", "this", "it", "so"})
"""Contents that point to what was said before."""


@dataclass(frozen=True, slots=True)
class Doubts(OfParts):
    """Whether to believe what was read in one story."""

    parts: Parts
    headings: frozenset[int]
    """Sentences that are headlines."""

    def is_nothing(self, word: int, source: Sequence[int], content: Sequence[int], cue_words: Sequence[int]) -> bool:
        """What the encoder takes for an attribution and is none: a noun with a mere phrase and nobody behind it, a
        condition of anonymity, what was refused to somebody."""
        grammar = self.grammar
        first = grammar.form(content[0])
        if grammar.form(word) == ":" and any(grammar.lemma(n) in self.cues.words.topic for n in source[:1]):
            return True  # "Storm Petra: schools shut"
        if not source and grammar.word(word).upos == "NOUN" and first not in ("that", "to", "of", "whether"):
            return True
        if source and grammar.form(source[0]) in NOBODY and grammar.word(word).upos == "ADJ":
            return True  # "Nobody was angrier than"
        if len(content) == 1 and (not source or first in POINTING) and grammar.word(content[0]).upos in ("PRON", "DET"):
            return True
        if not source and grammar.word(word).relation == "acl" and self._is_name(content):
            return True  # "motorway nicknamed “Ghost Mile”"
        if grammar.word(word).xpos == "VB" and any(grammar.form(n) in self.cues.words.scheduled for n in cue_words):
            return True  # "is due to decide whether"
        aside = grammar.word(word).xpos == "VBG" and grammar.lemma(word) in self.cues.words.speaking
        if aside and not any(grammar.word(n).upos in ("VERB", "AUX") for n in content):
            return True  # "commenting on the results"
        refused = grammar.lemma(word) == "deny" and grammar.is_passive(word) and bool(grammar.under(word, "obj"))
        return refused or (grammar.lemma(word) == "speak" and first == "condition")

    def is_overruled(
        self,
        word: int,
        cue: Cue | None,
        source: int | None,
        content: Sequence[int],
        cue_words: Sequence[int],
        sure: float,
    ) -> bool:
        """What the rules know to be none though the cue would fit: a coffee that is ordered, whom somebody threatens, of
        what nobody was accused, a move that suggests; and a thing done by a verb that no row has ("signed the pact"),
        unless the encoder is sure."""
        grammar, words = self.grammar, self.cues.words
        bare = self.is_bare(content)
        if cue is None and self.parts.carried(cue_words) is not None:
            return False  # "has expressed misgivings about the deal"
        if any(grammar.form(n) in NOBODY for n in (content[0], *(() if source is None else (source,)))):
            return grammar.is_passive(word)
        if cue is None and grammar.form(word) == ":" and grammar.word(word).sentence in self.headings:
            bare = bare and (source is None or not self.parts.is_somebody(source))  # "rail firm: one train cancelled"
        if cue is None:
            return bare and (source is None or sure < SURE) and grammar.form(content[0]) not in COMPLEMENTIZERS
        if grammar.is_passive(word) and source is None and bare and "np" not in cue.frames and "of" not in cue.frames:
            return True  # "rain is expected in the north"
        if cue.has("written") and source is not None and grammar.lemma(source) not in words.document:
            return True
        top = self.parts.head(content)
        if cue.act == "threaten" and bare and not cue.particle and top is not None:
            somebody = grammar.lemma(top) in words.person | words.body | words.group
            return grammar.word(top).upos == "PROPN" or somebody
        if cue.has("control") and bare and "np" not in cue.frames and "of" not in cue.frames:
            return True
        if cue.has("evidence") and source is not None and grammar.word(source).upos == "NOUN":
            return grammar.lemma(source) not in words.document | words.person | words.body | words.group
        return len(content) == 1 and grammar.form(content[0]) in words.greeting

    def _is_name(self, content: Sequence[int]) -> bool:
        """True for words in marks without a verb: what a thing is called, and what is written on it."""
        marked = all(n in self.quotes.owner for n in content)
        return marked and not any(self.grammar.word(n).upos in ("VERB", "AUX") for n in content)

    def is_bare(self, content: Sequence[int]) -> bool:
        """True for a mere thing: a noun phrase outside marks, whatever clause hangs on its noun."""
        grammar = self.grammar
        if any(n in self.quotes.owner for n in content) or grammar.form(content[0]) == "to":
            return False
        if not any(grammar.word(n).upos in ("VERB", "AUX") for n in content):
            return True
        top = self.parts.head(content)
        if (
            top is None
            or grammar.word(top).upos not in ("NOUN", "PROPN")
            or grammar.form(content[0]) in COMPLEMENTIZERS
        ):
            return False
        own = [n for n in content if grammar.word(n).head not in content and grammar.word(n).upos != "PUNCT"]
        return own == [top] and not grammar.under(top, "cop", "nsubj", "nsubj:pass", "mark", "csubj", "expl")

    def is_thing(self, candidate: Candidate) -> bool:
        """True for a thing that threatens or promises ("the storm threatened to cut the road"), unless the encoder is certain
        ("the emirate intends to pay")."""
        cue, head = candidate.cue, candidate.source_head
        if candidate.certainties is not None and candidate.certainties[0] > CERTAIN:
            return False
        if cue is None or head is None or cue.act not in (Act.THREATEN, Act.PROMISE) or cue.position != "verb":
            return False
        things = self.grammar.word(head).upos == "NOUN" and not self.parts.is_somebody(head)
        return candidate.rule.endswith("/inf") and things and self.grammar.word(head).xpos == "NN"

    def _is_plain(self, candidate: Candidate) -> bool:
        """True for what can hardly be read otherwise: a finite verb of rejecting, blaming, praising, denying, warning or
        threatening with somebody for its subject, a noun of saying with its owner and an infinitive or a that-clause, a
        comment behind a comma ("they whisper")."""
        grammar, cue, head = self.grammar, candidate.cue, candidate.source_head
        if cue is None or not candidate.cue_words or candidate.rule.endswith(CITING):
            return False
        if cue.act is Act.DECLINE and candidate.rule == UNANSWERED:
            return True
        if head is None and candidate.content and cue.position == "noun" and cue.act in CONTESTED:
            return grammar.form(candidate.content[0]) == "that"  # "no evidence for the claim that"
        if head is None:
            return False
        if cue.has("tally"):
            anyone = self.parts.is_somebody(head) or grammar.form(head) == "it"
            return anyone and grammar.word(candidate.cue_words[-1]).xpos != "VB"
        if cue.position == "noun" and cue.lemma in self.cues.words.tally:
            return True
        if cue.position == "noun":
            above = grammar.word(candidate.cue_words[-1]).relation
            return (
                grammar.form(candidate.content[0]) in ("to", "that")
                and above != "nmod"
                and self.parts.is_somebody(head)
            )
        verb = self.parts.cue_head(candidate.cue_words)
        if cue.position != "verb" or verb is None or not self.parts.is_somebody(head):
            return False
        finite = any(grammar.word(n).xpos in ("VBD", "VBZ", "VBP") for n in (verb, *grammar.under(verb, "aux")))
        if grammar.word(verb).relation == "parataxis" and cue.has("speech"):
            return finite and candidate.content[-1] < candidate.cue_words[0]
        figure = cue.act is Act.STATE and grammar.word(candidate.content[-1]).upos == "NUM"
        if figure and candidate.rule.endswith("/of") and cue.particle:
            return finite  # "police spoke of fewer than 40,000"
        whole = any(grammar.word(n).upos in ("NOUN", "PROPN", "VERB") for n in candidate.content)
        named = candidate.rule.endswith("/name") and bool(cue.particle)
        return (
            finite
            and whole
            and (cue.act in PLAIN or named)
            and grammar.word(verb).relation != "advcl"
            and (grammar.word(verb).relation != "acl:relcl" or cue.act in (Act.DENY, Act.REJECT))
        )

    def is_heard(self, word: int, source: int | None, cue: Sequence[int]) -> bool:
        """True where the source that is given is who is told: "the inquest heard that", in a headline "court told"."""
        grammar = self.grammar
        if source is None or grammar.lemma(source) not in self.cues.words.court:
            return False
        if grammar.lemma(word) == "hear":
            return True
        last = cue[-1] + 1 >= grammar.sentence(word).stop and source < word
        return grammar.lemma(word) == "tell" and last and grammar.word(word).sentence in self.headings

    def charge(self, cue: Sequence[int]) -> Cue | None:
        """The row of the accusation that a cue lays on who stands before it: "went on trial on charges of", "is under
        investigation on suspicion of", "faces allegations of". They are the accused and never the source."""
        grammar = self.grammar
        if any(row.has("speech") for n in cue for row in self.cues.find("verb", grammar.lemma(n))):
            return None  # "reported on allegations that"
        for n in cue:
            rows = self.cues.find("noun", grammar.lemma(n)) if grammar.word(n).upos == "NOUN" else ()
            above = grammar.word(n).head
            faced = above >= 0 and grammar.lemma(above) in self.cues.words.facing
            laid = bool(grammar.marks(n) & {"on", "under", "over", "amid"}) or (faced and above in cue)
            owned = grammar.under(n, "nmod:poss")
            for row in rows:
                if row.has("accusation") and laid and not owned:
                    return row
        return None

    def is_undergone(self, word: int, source: int | None, content: Sequence[int]) -> bool:
        """True where the source that the encoder gives is who it is done to: the subject of a passive or the noun
        before a participle ("the drug, said to cure"), in a headline also of a bare one ("Kestria urged to act")."""
        grammar = self.grammar
        if source is None:
            return False
        if self.cues.find("adjective", grammar.form(word)) or "as" in grammar.marks(word):
            return False  # "as stated in his report"
        by = "by" in grammar.marks(source) or grammar.word(source).relation == "obl:agent"
        urged = grammar.word(word).sentence in self.headings and grammar.form(content[0]) == "to" and any(
            cue.has("control") for cue in self.cues.find("passive", grammar.lemma(word))
        ) and all(n in content for n in grammar.under(word, "obj"))  # fmt: skip
        return not by and (grammar.is_passive(word) or urged)

    def is_unsaid(self, word: int, cue: Sequence[int], content: Sequence[int]) -> bool:
        """True for a cue with a negation of its own ("did not say", "was unable to confirm", "has yet to say")."""
        grammar = self.grammar
        aside = next((n for n in cue if n > word and grammar.form(n) == "without"), cue[-1] + 1)
        before = [n for n in cue if n < aside]  # "said later, without giving names"
        forms = {grammar.form(n) for n in before}
        own = {m for n in (word, *before) for m in grammar.negators(n)} - set(content)
        return bool(own) or bool(forms & UNDONE)

    def is_beyond(self, candidate: Candidate) -> bool:
        """True where a semicolon stands between a cue and all of its content: "Kesh says 40; Varon said 12"."""
        if not candidate.cue_words or candidate.quoted or not candidate.content:
            return False
        first, last = candidate.cue_words[0], candidate.cue_words[-1]
        before, after = candidate.content[-1] < first, candidate.content[0] > last
        gap = (
            range(candidate.content[-1], first) if before else range(last, candidate.content[0]) if after else range(0)
        )
        same = self.grammar.word(first).sentence == self.grammar.word(candidate.content[0]).sentence
        return same and any(self.grammar.form(n) == ";" for n in gap)

    def stands_inside(self, candidate: Candidate, cue: Array, outer: Sequence[Candidate]) -> bool:
        """True for what the rules see inside the contents of others and the encoder holds possible there, or cannot see,
        two contents deep."""
        if not outer:
            return False
        return len(outer) > 1 or float(cue[list(candidate.cue_words)].max()) >= CONCEIVABLE

    def stands_alone(self, candidate: Candidate, cue: Array) -> bool:
        """True for what the rules see better than the encoder, and for what it holds possible."""
        sure = candidate.cue is not None and candidate.cue.position in ALONE
        if candidate.cue is not None and "name" in candidate.cue.frames:
            sure = False  # "is considered a friend" is a thing known about as often as an opinion
        thing = candidate.rule.endswith(("/np", "/of", "/inf", "/name"))
        weak = thing and candidate.cue is not None and (candidate.cue.has("plain") or candidate.cue.act in WEAK)
        least = LIKELY if weak else POSSIBLE
        if self._is_plain(candidate):
            return True
        return sure or candidate.cue is None or float(cue[list(candidate.cue_words)].max()) >= least
