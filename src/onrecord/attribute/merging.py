"""One set of candidates from two readings: the rules' and the encoder's.

The encoder says where source, cue and content begin and end; the rules say what a cue does (act, negation, target,
addressee, medium), read inside contents, and have the last word where a mistake would do harm or where the encoder was
taught otherwise: the accused is never a source, a refusal is one cue, what is handed on ("citing an aide") has the
content of the report, `allegedly` has no source.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from onrecord.attribute.candidates import Candidate
from onrecord.attribute.doubts import CITING, Doubts
from onrecord.attribute.grammar import Grammar
from onrecord.attribute.joining import Joiner
from onrecord.attribute.parts import HELD, Parts
from onrecord.attribute.quotes import Quotes
from onrecord.attribute.tagging import Tagged, TagReading
from onrecord.attribute.tree import REACH
from onrecord.rules.cues import Cues

FEWEST = 4
"""Words in marks that are believed to be a speech without a cue."""
LABEL = "cue-label"
"""How the rules of labels and signatures begin."""


class Contents:
    """Which of some candidates have a word in their content."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._holding: dict[int, list[Candidate]] = {}
        for candidate in candidates:
            for word in (*candidate.content, *candidate.extra):
                self._holding.setdefault(word, []).append(candidate)

    def holding(self, word: int) -> list[Candidate]:
        """The candidates with the word in their content."""
        return self._holding.get(word, [])


Placed = dict[int, list[tuple[int, Tagged]]]
"""By a word what the encoder read there, each with its place among all that it read: a long line has very many."""


def _by_cue(tagged: Sequence[Tagged]) -> Placed:
    """By the first word of its cue."""
    found: Placed = {}
    for place, one in enumerate(tagged):
        if one.cue:
            found.setdefault(one.cue[0], []).append((place, one))
    return found


def _placed_at(placed: Placed, words: Iterable[int]) -> list[Tagged]:
    """What is placed at any of these words, in the order in which it was read."""
    found = (each for word in words for each in placed.get(word, ()))
    return [one for _, one in sorted(found, key=lambda each: each[0])]


@dataclass(frozen=True)
class Merger:
    """The merging in one story; no slots, so that what it asks can be cached."""

    grammar: Grammar
    quotes: Quotes
    cues: Cues
    rules: Sequence[Candidate]
    headings: frozenset[int]
    """Sentences that are headlines."""
    captions: frozenset[int] = frozenset()
    """Sentences below pictures, and others that are no prose."""

    @cached_property
    def parts(self) -> Parts:
        """Questions about the parts of an attribution."""
        return Parts(self.grammar, self.quotes, self.cues)

    @cached_property
    def doubts(self) -> Doubts:
        """Questions about what to believe."""
        return Doubts(self.parts, self.headings)

    @cached_property
    def joiner(self) -> Joiner:
        """Makes candidates of attributions."""
        return Joiner(self.parts, self.doubts, self.rules)

    @cached_property
    def _claims(self) -> Contents:
        """Which of the rules' candidates have a word in their content."""
        return Contents(self.rules)

    def _is_anybodys(self, content: Sequence[int]) -> bool:
        """True where a candidate of the rules whose cue stands outside has words of the content."""
        own = set(content)
        found = (rule for n in content for rule in self._claims.holding(n))
        return any(not rule.cue_words or rule.cue_words[0] not in own for rule in found)

    def merge(self, read: TagReading) -> list[Candidate]:
        """Candidates in the order of their cues."""
        used: set[int] = set()
        merged: list[Candidate] = []
        handed: list[Tagged] = []
        for one in map(self._kept_apart, read.tagged):
            if not one.cue:
                merged += self._floating(one)
            if not one.content or not one.cue:
                continue
            match = self._match(one, used)
            ruled = match is not None and (self.rules[match].rule.endswith(CITING) or not self._is_cited(one.content))
            if self._is_citing(one) and not ruled:
                handed.append(one)
                used |= set() if match is None else {match}
            else:
                merged += self._one(one, match, used)
        by_cue, by_verb = _by_cue(read.tagged), self._by_verb(read.tagged)
        merged = [self._going_on(self._up_to_next(c, by_cue), by_verb) for c in self._without_labelled(merged)]
        merged += self._inner(read, merged, used)
        outer = Contents(merged)
        said = {n for one in read.tagged for n in one.content}
        rest = [
            candidate
            for number, candidate in enumerate(self.rules)
            if number not in used
            and (
                self.doubts.stands_alone(candidate, read.cue)
                or self.doubts.stands_inside(candidate, read.inner_cue, outer.holding(candidate.cue_words[0]))
                or (candidate.cue_words[0] in said and self._is_told(candidate))
            )
        ]
        rest = [self._inside_of(self._plainer(c), outer) for c in rest if not self._is_taken(c, outer)]
        merged += [found for one in handed if (found := self._handed_on(one, [*merged, *rest])) is not None]
        merged += self._cited([*merged, *rest])
        merged = self._without_cited(merged)
        near = map(self._this_side, (*merged, *rest))
        whole = [c for c in near if not (self.doubts.is_beyond(c) or self.doubts.is_thing(c) or self._is_share(c))]
        whole = [c for c in whole if not self._is_occasion(c, whole)]
        return sorted(whole, key=lambda c: (c.cue_words or c.content)[0])

    def _is_occasion(self, candidate: Candidate, others: Sequence[Candidate]) -> bool:
        """True where the cue is a noun of which its source says something with a cue of its own: "a snub for which the envoy demanded
        an apology"."""
        noun = self.parts.cue_head(candidate.cue_words) if candidate.cue_words else None
        if noun is None or self.grammar.word(noun).upos != "NOUN" or not candidate.source:
            return False
        verbs = set(self.grammar.under(noun, "acl:relcl"))
        return any(verbs & set(other.cue_words) and set(other.source) & set(candidate.source) for other in others)

    def _is_share(self, candidate: Candidate) -> bool:
        """True for the "per" of "5 per cent"."""
        last = candidate.cue_words[-1] if candidate.cue_words else -1
        following = last + 1 if last >= 0 and last + 1 < self.grammar.sentence(last).stop else last
        return last >= 0 and self.grammar.form(last) == "per" and self.grammar.form(following) == "cent"

    def _by_verb(self, tagged: Sequence[Tagged]) -> Placed:
        """By the word that it hangs on, each cue that is told of who spoke before: "and neglected to keep records"."""
        grammar = self.grammar
        found: Placed = {}
        for place, other in enumerate(tagged):
            verb = self.parts.cue_head(other.cue)
            if verb is None or not other.content or not self.parts.is_implicative(verb):
                continue
            is_joined = grammar.word(verb).relation == "conj" and not grammar.under(verb, "nsubj")
            if is_joined and grammar.word(other.cue[0] - 1).upos == "CCONJ":
                found.setdefault(grammar.word(verb).head, []).append((place, other))
        return found

    def _going_on(self, candidate: Candidate, by_verb: Placed) -> Candidate:
        """The candidate with what goes on behind its cue, where the encoder takes that for another cue: "The bank failed to
        warn them, the ombudsman found, and neglected to keep records"."""
        cue, content = candidate.cue_words, candidate.content
        if not cue or not content or content[-1] > cue[0] or candidate.quoted:
            return candidate
        for other in _placed_at(by_verb, {*content, *cue}):
            if other.cue[0] > cue[-1]:
                return replace(candidate, content=(*content, *range(other.cue[0] - 1, other.content[-1] + 1)))
        return candidate

    def _up_to_next(self, candidate: Candidate, by_cue: Placed) -> Candidate:
        """The candidate without ", and" and what the encoder, on the same layer, gives to another cue behind it."""
        cue, own = candidate.cue_words, set(candidate.content)
        if not cue or candidate.quoted:
            return candidate
        for other in _placed_at(by_cue, own):
            first = min(n for n in (*other.source, *other.cue, *other.content) if n in own)
            apart = set(other.cue) <= own and not set(other.cue) & set(cue) and first > cue[-1]
            joint = first - 1
            if apart and self.grammar.word(joint).upos == "CCONJ" and self.grammar.form(joint - 1) == ",":
                kept = self.grammar.trimmed(tuple(n for n in candidate.content if n < joint))
                if kept:
                    return replace(candidate, content=kept)
        return candidate

    @staticmethod
    def _is_told(candidate: Candidate) -> bool:
        return candidate.cue is not None and (candidate.cue.has("speech") or candidate.cue.has("control"))

    def _inner(self, read: TagReading, merged: Sequence[Candidate], used: set[int]) -> list[Candidate]:
        """The attributions that the encoder sees inside the contents of those merged."""
        outer = Contents(merged)
        cues = {n for c in merged for n in c.cue_words}
        said = {n for one in read.tagged for n in one.content}
        found: list[Candidate] = []
        for one in map(self._kept_apart, read.inner):
            inside = bool(one.cue) and (outer.holding(one.cue[0]) or one.cue[0] in said)
            if inside and one.content and not cues & set(one.cue):
                found += self._one(one, self._match(one, used), used, nested=True)
        return [self._inside_of(candidate, outer) for candidate in found]

    def _without_cited(self, merged: Sequence[Candidate]) -> list[Candidate]:
        """The candidates without the words that name whom a report cites."""
        ends = (CITING, f"{CITING}+tags")
        cited = {n for c in (*self.rules, *merged) if c.rule.endswith(ends) for n in (*c.source, *c.cue_words)}
        return [c if c.rule.endswith(ends) else self.parts.without(c, cited) for c in merged]

    def _without_labelled(self, merged: Sequence[Candidate]) -> list[Candidate]:
        """The candidates without the words that a label or a signature gives to somebody else."""
        labels = [c for c in self.rules if c.rule.startswith(LABEL)]
        theirs = {n for c in labels for n in c.content}
        kept = []
        for candidate in merged:
            own = candidate.rule.startswith(LABEL) or (bool(candidate.cue_words) and candidate.cue_words[0] in theirs)
            rest = self.grammar.trimmed(tuple(n for n in candidate.content if own or n not in theirs))
            if rest:
                quoted = candidate.quoted if rest == candidate.content else self.parts.quoted(rest, candidate.cue_words)
                kept.append(replace(candidate, content=rest, quoted=quoted))
        return kept

    def _is_taken(self, candidate: Candidate, outer: Contents) -> bool:
        """True for words in marks that another cue has: "“I,” said the winner, laughing, “am going”"."""
        own = set(candidate.content)
        handed = not candidate.cue_words or candidate.rule.endswith(CITING)
        if not own or handed or not own <= self.quotes.owner.keys():
            return False
        cue = candidate.cue_words[0]
        rivals = outer.holding(candidate.content[0])
        return any(own <= set(c.content) and cue not in c.content and cue not in c.cue_words for c in rivals)

    def _this_side(self, candidate: Candidate) -> Candidate:
        """A content that stands before its cue reaches back to a semicolon and not beyond, and not over one that follows the
        cue: "The tremor measured 5.8, the observatory said; it was felt in Ilar, residents reported"."""
        content, cue = candidate.content, candidate.cue_words
        if not cue or candidate.quoted or not content or content[0] > cue[0]:
            return candidate
        first = max(content[0], cue[0] - REACH)
        stops = [n for n in range(first, min(content[-1], cue[-1] + REACH)) if self.grammar.form(n) == ";"]
        before, after = [n for n in stops if n < cue[0]], [n for n in stops if n > cue[-1]]
        if not stops:
            return candidate
        low, high = max(before, default=-1), min(after, default=content[-1] + 1)
        kept = self.grammar.trimmed(tuple(n for n in content if low < n < high))
        return replace(candidate, content=kept) if kept else candidate

    def _plainer(self, candidate: Candidate) -> Candidate:
        """A candidate of the rules with the source that says who it is."""
        source = self.parts.bare(candidate.source) if candidate.source else ()
        if not source or source == candidate.source or candidate.source_head not in source:
            return candidate
        return replace(candidate, source=source, wording=candidate.wording or candidate.source)

    def _inside_of(self, candidate: Candidate, outer: Contents) -> Candidate:
        """A nested candidate without the words of who reports it: "had threatened to go, two colleagues said, unless"."""
        if not candidate.cue_words:
            return candidate
        own = outer.holding(candidate.cue_words[0])
        theirs = {n for c in own for n in (*c.source, *c.cue_words)} & set(candidate.content)
        if not theirs or len(theirs) >= len(candidate.content):
            return candidate
        kept = [n for n in candidate.content if n not in theirs]
        edges = {m for n in theirs for m in (n - 1, n + 1)}
        marks = {n for n in edges if n in kept and self.grammar.form(n) == ","}
        return replace(candidate, content=self.grammar.trimmed(tuple(n for n in kept if n not in marks)))

    def _match(self, one: Tagged, used: set[int]) -> int | None:
        """The number of the rules' candidate with the same cue and the most of the same content."""
        rivals = sorted({n for word in one.cue for n in self.joiner.by_word.get(word, ())} - used)
        return max(rivals, key=lambda n: _common(self.rules[n], one), default=None)

    def _one(self, one: Tagged, match: int | None, used: set[int], *, nested: bool = False) -> list[Candidate]:
        """What an attribution of the encoder becomes, with the rules' candidate of the same cue if there is one."""
        carried = self._carried(one, used) if match is None else None
        found: Candidate | None
        if carried is not None:
            used.add(carried)
            found = self.joiner.carried(self.rules[carried], one)
        elif match is None:
            found = self.joiner.from_tags(one, nested=nested)
        else:
            used.add(match)
            thing = self.doubts.is_thing(replace(self.rules[match], certainties=one.certainties))
            found = None if thing else self.joiner.joined(self.rules[match], one, nested=nested)
        return [found] if found is not None else []

    def _carried(self, one: Tagged, used: set[int]) -> int | None:
        """The number of the rules' candidate of the noun that a light verb carries: "repeated his promise to resign"."""
        verb, noun = self.parts.cue_head(one.cue), self.parts.head(one.content)
        if (
            verb is None
            or noun is None
            or self.grammar.lemma(verb) not in self.cues.words.light
            or one.content[0] < verb
            or self.grammar.word(noun).head != verb
        ):
            return None
        fitting = (n for n in self.joiner.by_word.get(noun, ()) if n not in used and self.rules[n].cue_words == (noun,))
        return next(fitting, None)

    def _kept_apart(self, one: Tagged) -> Tagged:
        """A headline and the text below it say nothing of one another, nor does the text between two captions of them."""
        if not one.cue:
            return one
        sentence = self.grammar.word(one.cue[0]).sentence
        below = sentence in self.captions

        def beside(other: int) -> bool:
            if sentence in self.headings:
                return other == sentence
            return other not in self.headings and (other in self.captions) == below

        def kept(words: tuple[int, ...]) -> tuple[int, ...]:
            return tuple(n for n in words if beside(self.grammar.word(n).sentence))

        source = kept(one.source)
        content = kept(one.content)
        if self.grammar.form(one.cue[0] - 1) == ";" and one.cue[0] not in self.quotes.owner:
            behind = tuple(n for n in content if n > one.cue[0])
            content = behind or content  # "she left at noon; according to the log, it was four"
        stops = [n for n in source if self.grammar.form(n) == ";"]
        if stops:
            near = source[-1] < one.cue[0]
            source = tuple(n for n in source if (n > stops[-1] if near else n < stops[0]))
        return replace(one, cue=self.parts.yielded(kept(one.cue)), source=source, content=content)

    def _floating(self, one: Tagged) -> list[Candidate]:
        """Words in marks with the source that stands beside them and no cue: of several words, and nobody else's."""
        source, head = self.parts.who(one.source)
        content = self.grammar.trimmed(one.content)
        quoted = self.parts.quoted(content)
        inside = sum(n in self.quotes.owner for n in content)
        if not source or len(content) < FEWEST or inside < HELD * len(content) or self._is_anybodys(content):
            return []
        found = Candidate(
            "floating/tags", None, (), source, head, content, quoted, certainties=one.certainties,
            wording=self.grammar.trimmed(one.source),
        )  # fmt: skip
        return [found]

    def _is_citing(self, one: Tagged) -> bool:
        word = self.parts.cue_head(one.cue)
        return (
            word is not None and self.grammar.lemma(word) in ("cite", "quote") and self.grammar.word(word).xpos == "VBG"
        )

    def _cited(self, found: Sequence[Candidate]) -> list[Candidate]:
        """`Quoting a hospital source, Radio Orsk said …`: where neither reading saw whom the report cites."""
        grammar = self.grammar
        known = {n for c in found if c.rule.endswith((CITING, f"{CITING}+tags")) for n in c.cue_words}
        cited = []
        for cue in range(len(grammar.annotation.words)):
            if cue in known or grammar.form(cue) not in ("citing", "quoting"):
                continue
            source = self._named_behind(cue)
            head = self.parts.head(source)
            if head is None or not grammar.is_quotable(head):
                continue
            report = self._report_of(cue, source, found)
            if report is not None and head in source:
                report = self.parts.without(report, {cue, *source})
                bare = replace(report, negated=False, addressee=(), medium=(), target=(), wording=())
                rule = f"{report.rule}{CITING}"
                cited.append(
                    replace(bare, rule=rule, cue_words=(cue,), source=source, source_head=head, certainties=None)
                )
        return cited

    def _named_behind(self, cue: int) -> tuple[int, ...]:
        """Whom "citing" names: its object, or, where the parser has none, the words up to the next mark."""
        grammar = self.grammar
        above = grammar.word(cue).head if grammar.word(cue).relation == "case" else None
        head = next(iter(grammar.under(cue, "obj")), above)
        if head is not None:
            return tuple(n for n in grammar.noun_phrase(head) if n > cue)
        rest = range(cue + 1, grammar.sentence(cue).stop)
        stop = next((n for n in rest if grammar.word(n).upos in ("PUNCT", "VERB", "SCONJ")), rest.stop)
        return grammar.trimmed(tuple(range(cue + 1, stop)))

    def _report_of(self, cue: int, source: Sequence[int], found: Sequence[Candidate]) -> Candidate | None:
        """The report of the sentence that hands on what `source` says."""
        for one in found:
            speech = one.cue is None or one.cue.has("speech") or one.cue.position == "preposition"
            near = (
                bool(one.cue_words) and self.grammar.word(one.cue_words[0]).sentence == self.grammar.word(cue).sentence
            )
            ends = bool(one.content) and bool(source) and one.content[-1] == source[-1] and cue in one.content
            apart = not {cue, *source} & {*(() if ends else one.content), *one.source, *one.cue_words}
            if speech and near and apart and one.source and not one.rule.endswith(CITING):
                return one
        return None

    def _is_cited(self, content: Sequence[int]) -> bool:
        """True for somebody or something whose words are handed on, not for a reason ("citing her age")."""
        head = self.parts.head(self.grammar.trimmed(tuple(content)))
        return head is not None and self.grammar.is_quotable(head)

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
        head = self.parts.head(source)
        if not reports or head is None or not self._is_cited(one.content):
            return None
        report = self.parts.without(reports[0], {*source, *one.cue})
        bare = replace(report, negated=False, addressee=(), medium=(), target=(), wording=())
        return replace(
            bare,
            rule=f"{report.rule}{CITING}",
            cue_words=one.cue,
            source=source,
            source_head=head,
            certainties=one.certainties,
        )


def _common(rule: Candidate, one: Tagged) -> int:
    return len(set(rule.content) & set(one.content))
