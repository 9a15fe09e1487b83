"""One set of candidates from two readings: the rules' and the encoder's.

The encoder says where source, cue and content begin and end; the rules say what a cue does (act, negation, target,
addressee, medium), read inside contents, and have the last word where a mistake would do harm or where the encoder was
taught otherwise: the accused is never a source, a refusal is one cue, what is handed on ("citing an aide") has the
content of the report, `allegedly` has no source.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from onrecord.attribute.candidates import Candidate
from onrecord.attribute.grammar import RELATIVE, Grammar
from onrecord.attribute.quotes import Quotes
from onrecord.attribute.tagging import Array, Tagged, TagReading
from onrecord.model import Span
from onrecord.rules.cues import Cue, Cues

HELD = 0.5
"""Share of a quotation that a content must hold to have the whole."""
RULED = ("passive", "adverb")
"""Positions of cues whose candidates stay as the rules have them."""
ALONE = (*RULED, "preposition")
"""Positions of cues that the rules see better than the encoder."""
POSSIBLE = 0.3
"""Probability of a cue from which the rules are believed where the encoder sees no attribution."""
CITING = "/citing"
CONDITIONS = frozenset({"if", "unless", "until", "once", "provided", "should"})
OF = frozenset({"of", "about", "for", "against", "over"})
NOBODY = frozenset({"nobody", "no-one", "none", "neither"})
GREETINGS = frozenset({"goodbye", "hello", "farewell", "thanks", "yes", "no", "grace", "mass", "prayers"})
SURE = 0.9
"""Probability of a cue from which a verb that no row has may have a mere thing for its content."""
UNSAID = frozenset({"unable", "impossible", "yet", "without", "neither", "nor", "never", "not", "n't", "n’t"})
RETRACTING = frozenset({"withdraw", "retract", "drop", "abandon", "disown", "recant"})
SPEAKING = frozenset({"comment", "speak", "write", "react", "respond", "reply", "talk"})
DEMONSTRATIVE = frozenset({"that", "this", "it", "so"})
POSSESSIVE = frozenset({"'s", "’s", "'", "’"})


@dataclass(frozen=True)
class Merger:
    """The merging in one story; no slots, so that its index can be cached."""

    grammar: Grammar
    quotes: Quotes
    cues: Cues
    rules: Sequence[Candidate]
    headings: frozenset[int]
    """Sentences that are headlines."""

    def merge(self, read: TagReading) -> list[Candidate]:
        """Candidates in the order of their cues."""
        used: set[int] = set()
        merged: list[Candidate] = []
        handed: list[Tagged] = []
        for one in map(self._kept_apart, read.tagged):
            if not one.content or not one.cue:
                continue
            rivals = sorted({n for word in one.cue for n in self._by_word.get(word, ())} - used)
            match = max(rivals, key=lambda n: _common(self.rules[n], one), default=None)
            if match is None and self._is_citing(one):
                handed.append(one)
                continue
            if match is None:
                found = self._from_tags(one)
            else:
                used.add(match)
                found = self._joined(self.rules[match], one)
            if found is not None:
                merged.append(found)
        cited = {n for c in self.rules if c.rule.endswith(CITING) for n in (*c.source, *c.cue_words)}
        merged = [c if c.rule.endswith((CITING, f"{CITING}+tags")) else self._without(c, cited) for c in merged]
        inside = {n for c in merged for n in c.content}
        rest = [
            candidate
            for number, candidate in enumerate(self.rules)
            if number not in used and (self._stands_alone(candidate, read.cue) or candidate.cue_words[0] in inside)
        ]
        merged += [found for one in handed if (found := self._handed_on(one, [*merged, *rest])) is not None]
        whole = [c for c in (*merged, *rest) if not self._is_beyond(c)]
        return sorted(whole, key=lambda c: (c.cue_words or c.content)[0])

    def _is_beyond(self, candidate: Candidate) -> bool:
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

    @staticmethod
    def _stands_alone(candidate: Candidate, cue: Array) -> bool:
        """True for what the rules see better than the encoder, and for what it holds possible."""
        sure = candidate.cue is not None and candidate.cue.position in ALONE
        return sure or candidate.cue is None or float(cue[list(candidate.cue_words)].max()) >= POSSIBLE

    def _without(self, candidate: Candidate, words: set[int]) -> Candidate:
        """The candidate without words in its content that belong to somebody who is cited."""
        kept = tuple(n for n in candidate.content if n not in words)
        return (
            replace(candidate, content=self.grammar.trimmed(kept))
            if words and kept and len(kept) < len(candidate.content)
            else candidate
        )

    def _kept_apart(self, one: Tagged) -> Tagged:
        """A headline and the text below it say nothing of one another."""
        sentence = self.grammar.word(one.cue[0]).sentence
        inside = sentence in self.headings

        def kept(words: tuple[int, ...]) -> tuple[int, ...]:
            places = ((n, self.grammar.word(n).sentence) for n in words)
            return tuple(n for n, s in places if (s == sentence if inside else s not in self.headings))

        source = kept(one.source)
        stops = [n for n in source if self.grammar.form(n) == ";"]
        if stops:
            near = source[-1] < one.cue[0]
            source = tuple(n for n in source if (n > stops[-1] if near else n < stops[0]))
        return replace(one, cue=kept(one.cue), source=source, content=kept(one.content))

    # --- words handed on --------------------------------------------------------------------------

    def _is_citing(self, one: Tagged) -> bool:
        word = self._cue_head(one.cue)
        return (
            word is not None and self.grammar.lemma(word) in ("cite", "quote") and self.grammar.word(word).xpos == "VBG"
        )

    def _handed_on(self, one: Tagged, found: Sequence[Candidate]) -> Candidate | None:
        """`Wire One, citing a leaked draft, says …`: the draft is the source of what the report of that sentence says."""
        grammar = self.grammar
        sentence = grammar.word(one.cue[0]).sentence
        own = set(one.source)
        reports = [
            c
            for c in found
            if c.cue is not None and c.cue.has("speech") and c.cue_words and not c.rule.endswith(CITING)
            and grammar.word(c.cue_words[0]).sentence == sentence and (not own or own & set(c.source))
        ]  # fmt: skip
        source = grammar.trimmed(one.content)
        head = self._head(source)
        if not reports or head is None or not grammar.can_speak(head) or grammar.word(head).upos == "VERB":
            return None
        report = reports[0]
        bare = replace(report, negated=False, addressee=(), medium=(), target=(), wording=())
        return replace(
            bare,
            rule=f"{report.rule}{CITING}",
            cue_words=one.cue,
            source=source,
            source_head=head,
            certainties=one.certainties,
        )

    @cached_property
    def _by_word(self) -> dict[int, list[int]]:
        """For each word the rules' candidates that have it in their cue."""
        found: dict[int, list[int]] = {}
        for number, candidate in enumerate(self.rules):
            for word in candidate.cue_words:
                found.setdefault(word, []).append(number)
        return found

    # --- both see it ------------------------------------------------------------------------------

    def _joined(self, rule: Candidate, one: Tagged) -> Candidate:
        """The rule's candidate with the encoder's spans."""
        cue = rule.cue
        retracted = any(self.grammar.lemma(n) in RETRACTING for n in one.cue)
        ruled = cue is not None and (cue.position in RULED or cue.act == "decline" or retracted)
        if ruled or rule.rule.endswith(CITING) or rule.rule.startswith("cue-label"):
            return replace(rule, rule=f"{rule.rule}+tags", certainties=one.certainties)
        word = self._cue_head(one.cue)
        row = self._row(word, one.cue) if word is not None else None
        if cue is not None and row is not None and row.particle and not cue.particle:
            rule = replace(rule, cue=row)  # "called for", where the rule saw "called"
        source, head = self._who(one.source)
        wording = self.grammar.trimmed(one.source)
        if not source or set(rule.target) & set(source):
            source, head, wording = rule.source, rule.source_head, rule.wording
        content = self._content(rule, one, source)
        return replace(
            rule,
            rule=f"{rule.rule}+tags",
            negated=rule.negated or (word is not None and self._is_unsaid(word, one.cue, content)),
            wording=wording,
            certainties=one.certainties,
            cue_words=self._cue(rule, one.cue),
            source=source,
            source_head=head,
            content=content,
            quoted=self._quoted(content),
        )

    def _cue(self, rule: Candidate | None, cue: tuple[int, ...]) -> tuple[int, ...]:
        """The cue without a colon, without the article of a noun, and without the medium that the rules have; none where
        no word of saying leads a quotation in ("Brook was blunt")."""
        grammar = self.grammar
        medium = set(rule.medium) if rule is not None else set()
        carried = next((n for n in cue[1:] if self._is_carrier(n)), None)
        kept = grammar.trimmed(tuple(n for n in cue if n not in medium and (carried is None or n < carried))) or cue
        while len(kept) > 1 and grammar.word(kept[0]).upos == "DET" and grammar.form(kept[0]) != "no":
            kept = kept[1:]
        adjective = rule is None and all(grammar.word(n).upos in ("ADJ", "AUX", "ADV") for n in kept)
        return () if adjective else kept

    def _is_carrier(self, number: int) -> bool:
        """True for the preposition of "on social media", "in a statement"."""
        grammar = self.grammar
        above = grammar.word(number).head
        return grammar.word(number).upos == "ADP" and above > number and grammar.lemma(above) in self.cues.words.medium

    def _content(self, rule: Candidate, one: Tagged, source: Sequence[int]) -> tuple[int, ...]:
        """The encoder's content, without who is told, without a second report of the same source, and with the
        condition that hangs on it."""
        apart = {*source, *rule.cue_words, *one.cue}
        told = set(rule.addressee) if self._is_only_told(rule) else set()
        if not one.content or one.content[0] not in told:
            told = set()
        if set(one.content) - set(rule.content) == {one.content[0]} and self.grammar.form(one.content[0]) in OF:
            return rule.content  # "warned of delays"
        found = tuple(n for n in one.content if n not in apart | told)
        if found and self.grammar.form(found[0]) in RELATIVE and rule.content and found[0] not in rule.content:
            return rule.content  # what the relative pronoun stands for
        surplus = [n for n in found if rule.content and n > rule.content[-1] and self.grammar.word(n).upos != "PUNCT"]
        if rule.rule.endswith("/inf") and surplus and self.grammar.word(surplus[0]).upos == "CCONJ":
            return rule.content
        if rule.rule.endswith("/inf") and found and set(found) < set(rule.content):
            return rule.content  # with who is asked, with the day on which
        if self._is_inserted(one) and rule.content and not set(found) & set(rule.content):
            found = tuple(sorted({*found, *rule.content}))  # "the cargo, they believe, was loaded": either has one side
        second = self._second(rule, found)
        if second is not None:
            found = tuple(n for n in found if n < second)
        more = [n for n in rule.content if found and n > found[-1]]
        if more and self.grammar.form(more[0]) in CONDITIONS:
            found = (*found, *(n for n in more if n not in apart))
        return self.grammar.trimmed(found) or rule.content

    def _is_inserted(self, one: Tagged) -> bool:
        """True for a source and cue between commas."""
        words = (*one.source, *one.cue)
        first, last = min(words), max(words)
        inside = first > 0 and last + 1 < len(self.grammar.annotation.words)
        return inside and self.grammar.form(first - 1) == "," and self.grammar.form(last + 1) == ","

    def _is_only_told(self, rule: Candidate) -> bool:
        """True where the addressee is no part of what is said, as it is of "asked the army to clear the road"."""
        lemma = rule.cue.lemma if rule.cue is not None else ""
        clause = rule.rule.endswith(("/clause", "/quote"))
        return lemma in ("tell", "warn") or (clause and lemma in self.cues.words.telling)

    def _second(self, rule: Candidate, content: Sequence[int]) -> int | None:
        """Where the second report begins in "said it was over and thanked the crew": the conjunction before a cue of
        the same source that the rule keeps out of the content."""
        own = set(rule.content)
        inside = [n for n in content if n not in own and n in self._by_word and n > max(own, default=-1)]
        for n in inside:
            for number in self._by_word[n]:
                other = self.rules[number]
                if other.source_head == rule.source_head and other.cue_words[0] == n:
                    before = n - 1
                    while before > rule.cue_words[-1] and self.grammar.word(before).upos in ("CCONJ", "PUNCT", "ADV"):
                        before -= 1
                    return before + 1
        return None

    # --- only the encoder sees it -----------------------------------------------------------------

    def _from_tags(self, one: Tagged) -> Candidate | None:
        """A candidate that no rule found."""
        word = self._cue_head(one.cue)
        if word is None or self.grammar.lemma(word) in self.cues.words.implicative:
            return None
        cue = self._row(word, one.cue)
        source, head = self._who(one.source)
        content = self.grammar.trimmed(tuple(n for n in one.content if n not in {*source, *one.cue}))
        if not content or self._is_nothing(word, cue, source, content):
            return None
        if self._is_overruled(word, cue, head, content, one.certainties[0]):
            return None
        negated = self._is_unsaid(word, one.cue, content)
        found = Candidate(
            "tags",
            cue,
            self._cue(None, one.cue),
            source,
            head,
            content,
            self._quoted(content),
            negated=negated,
            certainties=one.certainties,
            wording=self.grammar.trimmed(one.source),
        )
        if self._is_undergone(word, head, content):
            return self._turned(found, word)
        if not source and self.grammar.is_passive(word):
            return self._with_subject(found, word)
        if not source and not self.grammar.is_passive(word) and self.grammar.word(word).upos == "VERB":
            subject = self.grammar.subject(word)
            if subject is not None and self.grammar.can_speak(subject) and subject not in content:
                bare = self._bare(self.grammar.noun_phrase(subject))
                return replace(found, source=bare, source_head=subject, wording=())
        return found

    def _is_unsaid(self, word: int, cue: Sequence[int], content: Sequence[int]) -> bool:
        """True for a cue with a negation of its own ("did not say", "was unable to confirm", "has yet to say")."""
        grammar = self.grammar
        forms = {grammar.form(n) for n in cue}
        return (
            any(n not in content for n in grammar.negators(word))
            or any(grammar.is_negated(n) for n in cue)
            or bool(forms & UNSAID)
        )

    def _with_subject(self, found: Candidate, word: int) -> Candidate:
        """A passive of which the encoder has but the complement ("the trawler, alleged to have cut the cable"): with
        its subject, as the row of the lexicon wants it."""
        grammar = self.grammar
        row = next(iter(self.cues.find("passive", grammar.lemma(word))), None)
        above = grammar.word(word)
        noun = above.head if above.relation in ("acl", "acl:relcl") and above.head >= 0 else None
        subject = next(iter(grammar.under(word, "nsubj:pass", "nsubj")), noun)
        if row is None or subject is None or subject in found.content or grammar.form(subject) == "it":
            return replace(found, cue=row or found.cue)
        own = set(grammar.annotation.subtree(word)) if noun is not None else set()
        phrase = self._bare(tuple(n for n in grammar.noun_phrase(subject) if n not in own))
        return self._turned(replace(found, cue=row, source=phrase, source_head=subject), word)

    def _is_nothing(self, word: int, cue: Cue | None, source: Sequence[int], content: Sequence[int]) -> bool:
        """What the encoder takes for an attribution and is none: a noun with a mere phrase and nobody behind it, a
        condition of anonymity, what was refused to somebody."""
        grammar = self.grammar
        first = grammar.form(content[0])
        if not source and grammar.word(word).upos == "NOUN" and first not in ("that", "to", "of", "whether"):
            return True
        if (
            len(content) == 1
            and (not source or first in DEMONSTRATIVE)
            and grammar.word(content[0]).upos in ("PRON", "DET")
        ):
            return True
        aside = grammar.word(word).xpos == "VBG" and grammar.lemma(word) in SPEAKING
        if aside and not any(grammar.word(n).upos in ("VERB", "AUX") for n in content):
            return True  # "commenting on the results"
        refused = grammar.lemma(word) == "deny" and grammar.is_passive(word) and bool(grammar.under(word, "obj"))
        return refused or (grammar.lemma(word) == "speak" and first == "condition")

    def _is_overruled(
        self, word: int, cue: Cue | None, source: int | None, content: Sequence[int], sure: float
    ) -> bool:
        """What the rules know to be none though the cue would fit: a coffee that is ordered, whom somebody threatens, of
        what nobody was accused, a move that suggests; and a thing done by a verb that no row has ("signed the pact"),
        unless the encoder is sure."""
        grammar, words = self.grammar, self.cues.words
        bare = not any(grammar.word(n).upos in ("VERB", "AUX") or n in self.quotes.owner for n in content)
        if any(grammar.form(n) in NOBODY for n in (content[0], *(() if source is None else (source,)))):
            return grammar.is_passive(word)
        if cue is None:
            return bare and sure < SURE
        if grammar.is_passive(word) and source is None and bare and "np" not in cue.frames and "of" not in cue.frames:
            return True  # "rain is expected in the north"
        if cue.has("written") and source is not None and grammar.lemma(source) not in words.document:
            return True
        top = self._head(content)
        if cue.act == "threaten" and bare and not cue.particle and top is not None:
            somebody = grammar.lemma(top) in words.person | words.body | words.group
            return grammar.word(top).upos == "PROPN" or somebody
        if cue.has("control") and bare and "np" not in cue.frames and "of" not in cue.frames:
            return True
        if cue.has("evidence") and source is not None and grammar.word(source).upos == "NOUN":
            return grammar.lemma(source) not in words.document | words.person | words.body | words.group
        return len(content) == 1 and grammar.form(content[0]) in GREETINGS

    def _is_undergone(self, word: int, source: int | None, content: Sequence[int]) -> bool:
        """True where the source that the encoder gives is who it is done to: the subject of a passive or the noun
        before a participle ("the drug, said to cure"), in a headline also of a bare one ("Kestria urged to act")."""
        grammar = self.grammar
        if source is None:
            return False
        by = "by" in grammar.marks(source) or grammar.word(source).relation == "obl:agent"
        urged = grammar.word(word).sentence in self.headings and grammar.form(content[0]) == "to" and any(
            cue.has("control") for cue in self.cues.find("passive", grammar.lemma(word))
        ) and not grammar.under(word, "obj")  # fmt: skip
        return not by and (grammar.is_passive(word) or urged)

    def _turned(self, found: Candidate, word: int) -> Candidate:
        """A passive as the rules have it: who does it stands behind "by", the accused is the target, who is told the
        addressee, and of whom something is said belongs to the content."""
        grammar = self.grammar
        row = next(iter(self.cues.find("passive", grammar.lemma(word))), None)
        agent = next(
            (n for n in (*grammar.under(word, "obl:agent"), *grammar.under(word, "obl")) if "by" in grammar.marks(n)),
            None,
        )
        branch = set(grammar.annotation.subtree(agent)) if agent is not None else set()
        content = grammar.trimmed(tuple(n for n in found.content if n not in branch)) or found.content
        source = self._bare(grammar.noun_phrase(agent)) if agent is not None else ()
        bare = replace(found, cue=row or found.cue, source=source, source_head=agent, content=content, wording=())
        if row is not None and "of" in row.frames:
            return replace(bare, target=found.source)
        if row is not None and row.has("control"):
            return replace(bare, addressee=found.source)
        return replace(bare, content=tuple(sorted({*found.source, *content})))

    def _row(self, word: int, words: Sequence[int]) -> Cue | None:
        """The lexicon's row for a cue whose head is `word`."""
        grammar = self.grammar
        position = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "ADV": "adverb"}.get(grammar.word(word).upos, "")
        positions = ("passive", "verb") if position == "verb" and grammar.is_passive(word) else (position,)
        forms = {grammar.form(n) for n in words}
        for place in positions:
            for cue in self.cues.find(place, grammar.lemma(word)):
                if not cue.particle or forms & set(cue.particle):
                    return cue
        return None

    # --- parts ------------------------------------------------------------------------------------

    def _who(self, source: tuple[int, ...]) -> tuple[tuple[int, ...], int | None]:
        """The noun phrase that says who a source is, and its head.

        Of "a pilot who said" the pilot; without the clitic of "the army's claim" and without an aside behind a comma.
        """
        grammar = self.grammar
        source = self._bare(source)
        if not source:
            return (), None
        first = source[0]
        if grammar.form(first) in RELATIVE and grammar.word(first).xpos != "DT" and grammar.antecedent(first) != first:
            noun = grammar.antecedent(first)
            phrase = tuple(n for n in grammar.noun_phrase(noun) if n < first)
            return (phrase or (noun,)), noun
        return source, self._head(source)

    def _bare(self, source: tuple[int, ...]) -> tuple[int, ...]:
        grammar = self.grammar
        for n in source[1:]:
            behind = grammar.form(n - 1) == "," and n - 1 > source[0]
            participle = grammar.word(n).xpos in ("VBG", "VBN") and grammar.word(n).relation in ("acl", "advcl")
            if behind and (grammar.form(n) in RELATIVE | {"whose"} or participle):
                source = tuple(m for m in source if m < n - 1)
                break
        source = self._without_end(grammar.trimmed(source))
        while len(source) > 1 and grammar.form(source[-1]) in POSSESSIVE:
            source = source[:-1]
        return source

    def _without_end(self, source: tuple[int, ...]) -> tuple[int, ...]:
        """Without brackets, an aside between dashes, a description without a noun ("the judge, visibly tired"), a day."""
        grammar = self.grammar
        head = self._head(source)
        for n in source[1:]:
            form = grammar.form(n)
            rest = [m for m in source if m > n]
            nominal = any(grammar.word(m).upos in ("NOUN", "PROPN", "NUM") for m in rest)
            aside = form == "(" or form in ("—", "–", "--") or (form == "," and rest and not nominal)
            day = (
                form in ("on", "in", "at")
                and n - 1 == head
                and rest
                and all(grammar.lemma(m) in self.cues.words.time for m in rest)
            )
            if aside or day:
                return grammar.trimmed(tuple(m for m in source if m < n))
        return source

    def _cue_head(self, words: Sequence[int]) -> int | None:
        """The word of a cue that the others hang on; a verb rather than the noun of a time beside it."""
        own = set(words)
        heads = [n for n in words if self.grammar.word(n).head not in own]
        verbs = [n for n in heads if self.grammar.word(n).upos == "VERB"] or [
            n for n in words if self.grammar.word(n).upos == "VERB"
        ]
        return next(iter(verbs or heads or list(words)), None)

    def _head(self, words: Sequence[int]) -> int | None:
        """The word that the others hang on."""
        own = set(words)
        heads = [n for n in words if self.grammar.word(n).head not in own and self.grammar.word(n).upos != "PUNCT"]
        nominal = [n for n in heads if self.grammar.word(n).upos in ("NOUN", "PROPN", "PRON", "VERB")]
        return next(iter(nominal or heads or list(words)), None)

    def _quoted(self, content: Sequence[int]) -> tuple[Span, ...]:
        """The quotations most of whose words the content holds."""
        own = set(content)
        words = self.quotes.words
        whole = [q for q in self.quotes.touching(content) if sum(n in own for n in words[q]) >= HELD * len(words[q])]
        return self.quotes.spans(whole)


def _common(rule: Candidate, one: Tagged) -> int:
    return len(set(rule.content) & set(one.content))
