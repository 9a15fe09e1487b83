"""What an attribution of the encoder becomes: the rules' candidate of the same cue with the encoder's spans, or a candidate
of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from onrecord.attribute.candidates import Candidate
from onrecord.attribute.doubts import CITING, RULED, Doubts
from onrecord.attribute.function_words import ABOUT, COMPLEMENTIZERS, CONDITIONS, EXPLETIVE, QUESTIONS, RELATIVE
from onrecord.attribute.parts import OfParts, Parts
from onrecord.attribute.tagging import Tagged
from onrecord.rules.cues import Cue

SHORT = 6
"""Fewer words are a mere figure with what makes it a rough one."""
UNLISTED = 0.65
"""How sure the encoder must be of a cue that no rule finds and that has no clause: inside a content, or, where no row of the
lexicon has it, with what is said before it and who says it behind ("the threat has rattled shareholders")."""
CLOCK = re.compile(r"[0-2]?\d[:.][0-5]\d")


@dataclass(frozen=True)
class Joiner(OfParts):
    """The joining in one story; no slots, so that its index can be cached."""

    parts: Parts
    doubts: Doubts
    rules: Sequence[Candidate]

    @cached_property
    def by_word(self) -> dict[int, list[int]]:
        """For each word the rules' candidates that have it in their cue."""
        found: dict[int, list[int]] = {}
        for number, candidate in enumerate(self.rules):
            for word in candidate.cue_words:
                found.setdefault(word, []).append(number)
        return found

    def joined(self, rule: Candidate, one: Tagged, *, nested: bool = False) -> Candidate:
        """The rule's candidate with the encoder's spans."""
        if nested and self._is_narrower(rule, one):
            one = replace(one, content=rule.content)
        cue = rule.cue
        retracted = any(self.grammar.lemma(n) in self.cues.words.retracting for n in one.cue)
        ruled = cue is not None and (cue.position in RULED or cue.act == "decline" or retracted)
        if ruled or rule.rule.endswith(CITING) or rule.rule.startswith("cue-label"):
            return replace(rule, rule=f"{rule.rule}+tags", certainties=one.certainties)
        if cue is not None and cue.position == "noun" and set(rule.cue_words) & set(one.content):
            return replace(
                rule, rule=f"{rule.rule}+tags", certainties=one.certainties
            )  # "has expressed misgivings about"
        word = self.parts.cue_head(one.cue)
        row = self.parts.row(word, one.cue) if word is not None else None
        if row is None and rule.cue_words:
            row = self.parts.row(
                self.parts.cue_head(rule.cue_words) or rule.cue_words[-1], one.cue
            )  # "let it be known", where the rule saw "known"
        if cue is not None and row is not None and row.particle and not cue.particle:
            rule = replace(rule, cue=row)  # "called for", where the rule saw "called"
        source, head = self.parts.who(one.source)
        wording = self.grammar.trimmed(one.source)
        torn = rule.rule.endswith("/name") and bool(set(rule.content) & set(source))
        if torn:  # "were estimated by the ministry at 40m"
            one = replace(one, content=rule.content)
        if not source or torn or set(rule.target) & set(source) or self._is_anothers(rule, head, word):
            source, head, wording = self.parts.bare(rule.source), rule.source_head, rule.wording or rule.source
        content = self._content(rule, one, source)
        if nested:
            content = self._without_sequel(rule, content)
        if word is not None and self.doubts.is_heard(word, head, one.cue):
            rule = replace(rule, addressee=source)
            source, head, wording = (), None, ()
        charge = self.doubts.charge(one.cue)
        if charge is not None:
            rule = replace(rule, cue=charge, target=source)
            source, head, wording = (), None, ()
        return replace(
            rule,
            rule=f"{rule.rule}+tags",
            negated=(rule.negated and not self._is_negated_inside(rule, content))
            or (word is not None and self.doubts.is_unsaid(word, one.cue, content)),
            wording=wording,
            certainties=one.certainties,
            cue_words=self.parts.cue(rule, one),
            source=source,
            source_head=head,
            content=content,
            quoted=self.parts.quoted(content, one.cue),
        )

    def _without_sequel(self, rule: Candidate, content: tuple[int, ...]) -> tuple[int, ...]:
        """`“I told him that it was rotten, and nothing was done”`: what came of it, the speaker tells and told nobody then."""
        grammar = self.grammar
        told = len(rule.source) == 1 and grammar.form(rule.source[0]) in ("i", "we") and bool(rule.cue_words)
        if not told or grammar.word(rule.cue_words[-1]).xpos != "VBD":
            return content
        for n in content[1:]:
            verb = grammar.word(n).head
            joint = (
                grammar.word(n).upos == "CCONJ" and grammar.form(n - 1) == "," and grammar.word(verb).relation == "conj"
            )
            subjects = grammar.under(verb, "nsubj", "nsubj:pass") if joint else []
            if subjects and subjects[0] == n + 1 and not grammar.under(verb, "mark"):
                return grammar.trimmed(tuple(m for m in content if m < n))
        return content

    def _is_anothers(self, rule: Candidate, head: int | None, verb: int | None) -> bool:
        """True where the encoder points at the subject of another verb, and the verb has a noun for a subject of its own."""
        grammar, own = self.grammar, rule.source_head
        if own is None or head is None or verb is None or head in rule.source:
            return False
        subject = own in grammar.under(verb, "nsubj") and grammar.word(own).upos in ("NOUN", "PROPN")
        return subject and grammar.word(head).relation == "nsubj" and grammar.word(head).head != verb

    def _is_narrower(self, rule: Candidate, one: Tagged) -> bool:
        """True where, inside a content, the rule has the better end ("“I told him it was rotten, and nothing was done”") or,
        where another cue stands between, the better beginning ("had admitted that he feared …")."""
        own, found = set(rule.content), set(one.content)
        if not rule.rule.endswith(("/clause", "/quote", "/inf")) or not own or not found:
            return False
        if own < found:
            surplus = [n for n in sorted(found - own) if self.grammar.word(n).upos != "PUNCT"]
            behind = bool(surplus) and surplus[0] > max(own) and self.grammar.word(surplus[0]).upos == "CCONJ"
            return behind and any(self.grammar.word(n).upos in ("VERB", "AUX") for n in surplus)
        skipped = [n for n in rule.content if n < one.content[0]]
        return found < own and any(n in self.by_word for n in skipped)

    def _is_negated_inside(self, rule: Candidate, content: Sequence[int]) -> bool:
        """True where what negates the cue for the parser stands in the content: "vowed never to return"."""
        own = {n for word in rule.cue_words for n in self.grammar.negators(word)}
        return bool(own) and own <= set(content)

    def carried(self, rule: Candidate, one: Tagged) -> Candidate:
        """The noun's candidate with the verb that carries it, and with that verb's source."""
        source, head = self.parts.who(one.source)
        cue = tuple(range(one.cue[0], rule.cue_words[-1] + 1))
        return replace(
            rule,
            rule=f"{rule.rule}+tags",
            cue_words=cue,
            negated=rule.negated or self.doubts.is_unsaid(cue[0], cue, rule.content),
            source=source or rule.source,
            source_head=head if source else rule.source_head,
            wording=self.grammar.trimmed(one.source) if source else rule.wording,
            certainties=one.certainties,
        )

    def _content(self, rule: Candidate, one: Tagged, source: Sequence[int]) -> tuple[int, ...]:
        """The encoder's content, without who is told, without a second report of the same source, and with the
        condition that hangs on it."""
        apart = {*source, *rule.cue_words, *one.cue}
        told = set(rule.addressee) if self._is_only_told(rule) else set()
        if not one.content or one.content[0] not in told:
            told = set()
        led = self.grammar.form(one.content[0]) in ABOUT | {"for"}
        if led and set(one.content) - set(rule.content) == {one.content[0]}:
            return rule.content  # "warned of delays"
        found = tuple(n for n in one.content if n not in apart | told)
        swallowed = rule.rule.endswith("/np") and bool(set(one.cue) & set(rule.content))  # "rejected a claim" as a cue
        if swallowed or self._is_better_kept(rule, found):
            return rule.content
        if rule.rule.endswith("/inf") and rule.content and rule.content[0] in found:
            between = [n for n in found if n < rule.content[0]]  # "agreed, after nine hours of talks, to replay"
            found = tuple(n for n in found if n not in between) if "," in map(self.grammar.form, between) else found
        if self._is_inserted(one) and (not set(found) & set(rule.content) or self._has_both_sides(rule)):
            found = tuple(sorted({*found, *rule.content}))  # "the cargo, they believe, was loaded": either has one side
        found = self._said_in_marks(rule, self._with_subject_of(rule, found))
        found = self._without_aside(rule, found)
        second = self._second(rule, found)
        if second is not None:
            found = tuple(n for n in found if n < second)
        return self._told(self._with_condition(rule, found, apart)) or rule.content

    def _without_aside(self, rule: Candidate, found: tuple[int, ...]) -> tuple[int, ...]:
        """`blamed the loss on her predecessor, who left in a hurry`: what a comma tells of the accused by the way is no part
        of an accusation."""
        grammar = self.grammar
        if rule.cue is None or not rule.cue.has("accusation") or rule.rule.endswith(("/clause", "/quote")):
            return found
        for n in found[1:]:
            aside = grammar.form(n) in ("who", "which", "whom", "whose") and grammar.form(n - 1) == ","
            if aside and n not in self.quotes.owner:
                top = grammar.word(n).head
                top = top if grammar.word(top).relation.startswith("acl") else grammar.word(top).head
                branch = grammar.annotation.subtree(top) if top >= 0 else ()
                if n in branch and max(branch) >= max(m for m in found if grammar.word(m).upos != "PUNCT"):
                    return grammar.trimmed(tuple(m for m in found if m < n))
        return found

    def _told(self, words: tuple[int, ...]) -> tuple[int, ...]:
        """A content without an "it" that stands for nothing ("it is assumed that"), without the hour of a live page, and
        trimmed."""
        empty = bool(words) and self.grammar.word(words[0]).relation == "expl" and words[0] + 1 not in words
        words = self._without_withheld(words)
        empty = empty or bool(words[1:]) and CLOCK.fullmatch(self.grammar.form(words[0])) is not None
        return self.grammar.trimmed(words[1:] if empty else words)

    def _without_withheld(self, words: tuple[int, ...]) -> tuple[int, ...]:
        """Without the end that says what who reports did not add: "the poet is free, the agency said, without naming a
        source"."""
        grammar = self.grammar
        for n in words[1:]:
            apart = n - 1 not in words or grammar.form(n - 1) == ","
            if grammar.form(n) == "without" and apart and n + 1 in words:
                rest = [m for m in words if m > n]
                silent = grammar.word(n + 1).xpos == "VBG" and grammar.lemma(n + 1) in self.cues.words.withheld
                if silent and not any(grammar.word(m).xpos in ("VBD", "VBZ", "VBP") for m in rest):
                    return tuple(m for m in words if m < n)
        return words

    def _is_better_kept(self, rule: Candidate, found: Sequence[int]) -> bool:
        """True where the content that the rule has is better than the encoder's."""
        grammar = self.grammar
        if not found or not rule.content:
            return False
        if grammar.word(found[0]).xpos in ("WDT", "WP") and found[0] not in rule.content:
            return grammar.form(found[0]) in RELATIVE  # what the relative pronoun stands for
        if rule.cue is not None and rule.cue.position == "preposition" and self._is_figure(rule):
            return True  # "14 according to the coalition, 52 according to"
        if rule.rule.endswith("/name") and rule.content[-1] > rule.cue_words[-1] > found[-1]:
            return set(found) < set(rule.content)  # "has been blamed by the mayor on a pump": with who is blamed
        surplus = [n for n in found if n > rule.content[-1] and grammar.word(n).upos != "PUNCT"]
        if rule.rule.endswith("/inf"):
            verb = next((n for n in surplus[1:] if grammar.word(n).upos in ("VERB", "AUX")), None)
            joined = bool(surplus) and grammar.word(surplus[0]).upos == "CCONJ" and verb is not None
            if joined and verb is not None and grammar.word(verb).xpos in ("VBD", "VBZ", "VBP"):
                return True  # "promises to leave but is likely to stay"
            spoken = {n for n in found if grammar.word(n).upos != "PUNCT"}
            return spoken < set(rule.content)  # with who is asked, with the day on which
        if rule.rule.endswith("/clause") and surplus and grammar.form(surplus[0]) in ("though", "although"):
            return set(rule.content) < set(found)  # what the report itself has to say against it
        if rule.rule.endswith("/noun"):  # "her denial that it was late came late": the noun's own verb is not in it
            return grammar.word(rule.cue_words[-1]).head in found
        if rule.rule.endswith("/quote") and surplus and not any(n in self.quotes.owner for n in surplus):
            above = {grammar.word(n).head for n in surplus} - set(surplus)
            whole = grammar.word(rule.content[0]).text[:1].isupper() and rule.content[0] in self.quotes.owner
            return whole and bool(above) and above <= set(rule.cue_words)  # "sprayed “We are here” across the shutters"
        return False

    def _is_figure(self, rule: Candidate) -> bool:
        last = rule.content[-1]
        return last == rule.cue_words[0] - 1 and self.grammar.word(last).upos == "NUM" and len(rule.content) < SHORT

    def _with_subject_of(self, rule: Candidate, found: tuple[int, ...]) -> tuple[int, ...]:
        """`It was, in the words of one admiral, “a very expensive way to …”`: with the subject and the copula of what
        stands in marks behind the cue, which the rule has."""
        if not found or not rule.cue_words or found[0] < rule.cue_words[-1] or not self.quotes.touching(found[:2]):
            return found
        before = [n for n in rule.content if n < rule.cue_words[0]]
        tops = {
            n
            for n in before
            if self.grammar.word(n).relation in ("nsubj", "cop") and self.grammar.word(n).head in found
        }
        whole = {m for n in tops for m in self.grammar.annotation.subtree(n)} | tops
        return (*before, *found) if tops and set(before) <= whole else found

    def _with_condition(self, rule: Candidate, found: tuple[int, ...], apart: set[int]) -> tuple[int, ...]:
        """With the condition that the rule has behind the content, or, of a saying, before it."""
        if not found:
            return ()
        behind = [n for n in rule.content if n > found[-1]]
        if behind and self.grammar.form(behind[0]) in CONDITIONS:
            found = (*found, *(n for n in behind if n not in apart))
        before = [n for n in rule.content if n < found[0]]
        if before and self.grammar.form(before[0]) in CONDITIONS and rule.cue is not None and rule.cue.has("speech"):
            found = (*(n for n in before if n not in apart), *found)
        return found

    def _said_in_marks(self, rule: Candidate, found: tuple[int, ...]) -> tuple[int, ...]:
        """A speech in marks without who it is made to: "“We shall be back,” she promised the elders"."""
        grammar = self.grammar
        if not self.quotes.touching(found[:2]) or found[0] > rule.cue_words[0]:
            return found
        verb = self.parts.cue_head(rule.cue_words)
        told = {
            m for n in grammar.under(verb, "obj", "iobj") if n > verb and n not in self.quotes.owner
            for m in grammar.annotation.subtree(n)
        } if verb is not None else set()  # fmt: skip
        return tuple(n for n in found if n not in told)

    def _is_inserted(self, one: Tagged) -> bool:
        """True for a source and cue between commas."""
        words = (*one.source, *one.cue)
        first, last = min(words), max(words)
        inside = first > 0 and last + 1 < len(self.grammar.annotation.words)
        return inside and self.grammar.form(first - 1) == "," and self.grammar.form(last + 1) == ","

    def _has_both_sides(self, rule: Candidate) -> bool:
        plain = rule.cue is not None and rule.cue.position == "verb" and not self.quotes.touching(rule.content)
        return plain and bool(rule.content) and rule.content[0] < rule.cue_words[0] < rule.content[-1]

    def _is_only_told(self, rule: Candidate) -> bool:
        """True where the addressee is no part of what is said, as it is of "asked the army to clear the road"."""
        lemma = rule.cue.lemma if rule.cue is not None else ""
        clause = rule.rule.endswith(("/clause", "/quote"))
        return lemma in ("tell", "warn") or (clause and lemma in self.cues.words.telling)

    def _second(self, rule: Candidate, content: Sequence[int]) -> int | None:
        """Where the second report begins in "said it was over and thanked the crew": the conjunction before a cue of
        the same source that the rule keeps out of the content."""
        own = set(rule.content)
        inside = [n for n in content if n not in own and n in self.by_word and n > max(own, default=-1)]
        for n in inside:
            for number in self.by_word[n]:
                other = self.rules[number]
                impersonal = other.source_head is None and other.cue is not None and other.cue.position == "passive"
                second = other.source_head == rule.source_head or (impersonal and rule.rule.endswith("/clause"))
                if second and other.cue_words[0] == n:
                    before = n - 1
                    while before > rule.cue_words[-1] and self._leads_to(before, other):
                        before -= 1
                    return before + 1
        return None

    def _leads_to(self, number: int, other: Candidate) -> bool:
        """True for what stands between two reports: a conjunction, a comma, the "it" of the second ("and it is believed")."""
        word = self.grammar.word(number)
        expletive = self.grammar.form(number) in EXPLETIVE and word.head in other.cue_words
        return expletive or word.upos in ("CCONJ", "PUNCT", "ADV")

    def from_tags(self, one: Tagged, *, nested: bool = False) -> Candidate | None:
        """A candidate that no rule found; inside a content a verb that no row has must have a clause or words in marks."""
        word = self.parts.cue_head(one.cue)
        if word is None or self.parts.is_implicative(word):
            return None
        cue = self.parts.row(word, one.cue)
        if self.grammar.word(word).upos == "ADP" and not self.cues.find("preposition", self.grammar.lemma(word)):
            return None  # "in her view": the noun says it
        clause = self.grammar.form(one.content[0]) in COMPLEMENTIZERS or one.content[0] in self.quotes.owner
        doubtful = one.certainties[0] < UNLISTED and not clause
        inverted = bool(one.source) and one.content[-1] < one.cue[0] and one.source[0] > one.cue[-1]
        if (nested and not clause and cue is None) or (doubtful and (nested or (cue is None and inverted))):
            return None
        open_ = self.grammar.form(one.content[0]) in QUESTIONS
        if cue is None and open_ and not one.source and self.grammar.word(word).upos == "ADJ":
            return None  # "it was not clear who had fired": the report's own question
        source, head = self.parts.who(one.source)
        content = self._told(tuple(n for n in one.content if n not in {*source, *one.cue}))
        if not content or self.doubts.is_nothing(word, source, content, one.cue):
            return None
        if cue is not None and cue.position == "adjective" and content[0] in self.quotes.owner:
            cue = None  # "Brook was less keen: “Read page nine.”" says it
        if self.doubts.is_overruled(word, cue, head, content, one.cue, one.certainties[0]):
            return None
        content = self._with_following_condition(cue, content)
        negated = self.doubts.is_unsaid(word, one.cue, content)
        if cue is None and content[0] not in self.quotes.owner:
            cue = self.parts.carried(one.cue)
        found = Candidate(
            "tags",
            cue,
            self.parts.cue(None, one),
            source,
            head,
            content,
            self.parts.quoted(content, one.cue),
            negated=negated,
            certainties=one.certainties,
            wording=self.grammar.trimmed(one.source),
        )
        if self.doubts.is_heard(word, head, one.cue):
            bare = self.doubts.is_bare(content)  # "the court will hear the case"
            return None if bare else replace(found, source=(), source_head=None, wording=(), addressee=source)
        charge = self.doubts.charge(one.cue)
        if charge is not None:
            return replace(found, cue=charge, source=(), source_head=None, wording=(), target=source)
        if self.doubts.is_undergone(word, head, content):
            return self._turned(found, word)
        return found if source else self._with_subject(found, word)

    def _with_following_condition(self, cue: Cue | None, content: tuple[int, ...]) -> tuple[int, ...]:
        """A threat or a promise with the condition right behind it: "the threat to revoke the licence if a breach is found"."""
        grammar, last = self.grammar, content[-1]
        bound = cue is not None and cue.act in ("threaten", "promise")
        if not bound or last + 1 >= grammar.sentence(last).stop or grammar.form(last + 1) not in ("if", "unless"):
            return content
        top = grammar.word(last + 1).head
        if grammar.word(top).relation in ("nsubj", "nsubj:pass"):
            top = grammar.word(top).head
        branch = set(grammar.annotation.subtree(top))
        stop = next(n for n in range(last + 1, last + 1 + len(branch) + 1) if n not in branch or grammar.form(n) == ",")
        return (*content, *range(last + 1, stop))

    def _with_subject(self, found: Candidate, word: int) -> Candidate:
        """With the verb's subject, where the encoder points at nobody and the subject is somebody."""
        grammar = self.grammar
        if grammar.is_passive(word):
            return self._with_undergoer(found, word)
        if grammar.word(word).upos != "VERB":
            return found
        subject = grammar.subject(word)
        if subject is None and found.cue is not None and found.cue.has("speech") and found.quoted:
            subject = self._behind(word)
        if subject is None or not self.parts.is_somebody(subject) or subject in found.content:
            return found
        bare = self.parts.bare(grammar.noun_phrase(subject))
        return replace(found, source=bare, source_head=subject, wording=())

    def _behind(self, word: int) -> int | None:
        """`“It’s right,” snapped the Rovers captain`: who stands right behind a verb of speech whose object is in marks."""
        grammar = self.grammar
        objects = [n for n in grammar.under(word, "obj", "iobj") if n > word and n not in self.quotes.owner]
        return objects[0] if objects and self.parts.is_somebody(objects[0]) else None

    def _with_undergoer(self, found: Candidate, word: int) -> Candidate:
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
        phrase = self.parts.bare(tuple(n for n in grammar.noun_phrase(subject) if n not in own))
        return self._turned(replace(found, cue=row, source=phrase, source_head=subject), word)

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
        source = self.parts.bare(grammar.noun_phrase(agent)) if agent is not None else ()
        bare = replace(found, cue=row or found.cue, source=source, source_head=agent, content=content, wording=())
        if row is not None and "of" in row.frames:
            return replace(bare, target=found.source)
        if row is not None and row.has("control"):
            return replace(bare, addressee=found.source)
        of_it = () if {grammar.form(n) for n in found.source} <= EXPLETIVE else found.source
        return replace(bare, content=tuple(sorted({*of_it, *content})))
