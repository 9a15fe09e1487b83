"""What a statement does with its content: act, polarity, certainty and time.

Polarity and certainty are kept apart, as event factuality does since FactBank (Saurí and Pustejovsky 2009), and are
the source's, never the report's. A negated verb of thought is a thought of the contrary (neg-raising: "does not think
that he lied"); a negated verb of saying is a silence ("did not say"), unless it was never said at all ("never said").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.attribute.candidates import Candidate
from onrecord.attribute.function_words import FEW, FIRST, NEGATORS, NOBODY, QUESTIONS, WILL
from onrecord.model import Act, Annotation, Certainty, Polarity, StatementTime
from onrecord.models.links import ACTS, POLARITIES
from onrecord.rules.cues import Words

FUTURE_ACTS = (Act.PROMISE, Act.THREATEN, Act.PREDICT, Act.DEMAND, Act.PROPOSE)
SILENT = (Act.STATE, Act.ADMIT)
"""Acts that, negated, are a silence."""
NO_COMMENT = frozenset({"nocomment", "nocomments", "nofurthercomment"})
SETTLED = frozenset({"sure", "certain"})
"""States of mind whose contrary is to leave it open ("is not sure that")."""
DOUBT = frozenset({"doubt", "disbelieve", "question"})

SPEAKER = FIRST | {"our", "my"}
"""Who the speaker is in his own words, and whose what is his."""
JUDGED = 0.5
"""Probability from which the encoder is believed about a cue that the lexicon does not have."""
REPORTED = SPEAKER | {"it", "they", "he", "she", "its", "their", "his", "her"}
"""The same in the words of somebody who reports him."""


@dataclass(frozen=True, slots=True)
class Stance:
    """The four fields of a statement that say how its source stands to its content."""

    act: Act
    polarity: Polarity
    certainty: Certainty
    time: StatementTime


@dataclass(frozen=True, slots=True)
class Judged:
    """The act and the polarity that the encoder holds likeliest, and how likely."""

    act: Act
    act_share: float
    polarity: Polarity
    polarity_share: float


@dataclass(frozen=True, slots=True)
class Stances:
    """Reads the stance of candidates of one story."""

    annotation: Annotation
    lists: Words

    def of(self, found: Candidate) -> Stance:
        """The stance of a candidate."""
        act, polarity, certainty = self._act(found)
        if polarity is Polarity.LEAVES_OPEN:
            certainty = Certainty.UNKNOWN
        return Stance(act, polarity, certainty, self._time(found, act))

    def _act(self, found: Candidate) -> tuple[Act, Polarity, Certainty]:
        cue = found.cue
        if self._key(found.content) in NO_COMMENT:
            return Act.DECLINE, Polarity.LEAVES_OPEN, Certainty.UNKNOWN
        if cue is None:
            return self._without_row(found)
        act, polarity, certainty = cue.act, cue.polarity, self._certainty(found, cue.certainty)
        if act is Act.PROPOSE and cue.lemma in ("suggest", "suggestion") and self._is_finite(found):
            act, certainty = Act.STATE, self._certainty(found, Certainty.PROBABLE)  # "suggested that it was late"
        if act is Act.ACCUSE and cue.lemma == "suspect" and cue.position == "verb" and self._is_finite(found):
            act = Act.BELIEVE  # "she suspects he does"
        if act is Act.DEMAND and found.quoted and (self._has_question(found) or self._asks(found)):
            return Act.ASK, Polarity.LEAVES_OPEN, Certainty.UNKNOWN  # "“Who fired?” she demanded"
        if cue.lemma == "tell" and act in (Act.STATE, Act.DEMAND):
            act = Act.DEMAND if self._is_told_to(found) else Act.STATE
        if cue.position == "passive" and cue.lemma == "ask" and not self._is_told_to(found):
            return Act.ASK, Polarity.LEAVES_OPEN, Certainty.UNKNOWN
        if act in (Act.STATE, Act.WARN, Act.PROMISE) and not found.negated and self._is_threat(found):
            act = Act.THREATEN
        if cue.lemma in DOUBT and act is Act.BELIEVE:
            return act, Polarity.AFFIRMS if found.negated else Polarity.DENIES, certainty
        if found.negated or self._is_few(found):
            return self._negated(found, act, certainty)
        if self._is_open(found) or (act is Act.STATE and self._is_whether(found)):
            return act, Polarity.LEAVES_OPEN, Certainty.UNKNOWN
        return act, polarity, certainty

    def _without_row(self, found: Candidate) -> tuple[Act, Polarity, Certainty]:
        """A cue that the lexicon does not have, or none."""
        certainty = self._certainty(found, Certainty.CERTAIN if found.source else Certainty.POSSIBLE)
        if found.negated:
            return Act.DECLINE, Polarity.LEAVES_OPEN, Certainty.UNKNOWN
        if self._asks(found) and (self._form(found.cue_words[-1:]) == ":" or self._is_one_question(found)):
            return Act.ASK, Polarity.LEAVES_OPEN, Certainty.UNKNOWN
        act = Act.THREATEN if self._is_threat(found) else Act.STATE
        polarity = Polarity.LEAVES_OPEN if self._is_open(found) else Polarity.AFFIRMS
        judged = self.judged(found) if self._is_word(found) else None
        if judged is not None and act is Act.STATE and judged.act_share >= JUDGED:
            act = judged.act
        if judged is not None and polarity is Polarity.AFFIRMS and judged.polarity_share >= JUDGED:
            polarity = judged.polarity
        return act, polarity, certainty

    def _is_word(self, found: Candidate) -> bool:
        """True for a cue that does something by its own meaning: a verb, a noun, an adjective."""
        return any(self.annotation.words[n].upos in ("VERB", "NOUN", "ADJ") for n in found.cue_words)

    def judged(self, found: Candidate) -> Judged | None:
        """What the encoder takes the cue, or the content without one, to do."""
        speech = self.annotation.speech
        if speech is None:
            return None
        scores = speech.judge[list(found.cue_words or found.content[:1])].mean(axis=0)
        acts, polarities = (_shares(part) for part in (scores[: len(ACTS)], scores[len(ACTS) :]))
        act, polarity = int(acts.argmax()), int(polarities.argmax())
        return Judged(ACTS[act], float(acts[act]), POLARITIES[polarity], float(polarities[polarity]))

    def _negated(self, found: Candidate, act: Act, certainty: Certainty) -> tuple[Act, Polarity, Certainty]:
        if act is Act.BELIEVE and found.cue is not None and found.cue.lemma in SETTLED:
            return act, Polarity.LEAVES_OPEN, Certainty.UNKNOWN
        if act is Act.BELIEVE and self._is_whether(found):
            return act, Polarity.LEAVES_OPEN, Certainty.UNKNOWN  # "did not know whether"
        if act in (Act.BELIEVE, Act.PREDICT):
            return act, Polarity.DENIES, certainty
        if act is Act.DENY and self._is_either(found):
            return Act.DECLINE, Polarity.LEAVES_OPEN, Certainty.UNKNOWN
        contrary = self._is_never(found, act) or (self._is_nobody(found) and not self._is_indirect(found))
        if act in (Act.STATE, Act.CLAIM, Act.ALLEGE) and contrary:
            return act, Polarity.DENIES, certainty
        return Act.DECLINE if act in SILENT or act is Act.CLAIM else act, Polarity.LEAVES_OPEN, Certainty.UNKNOWN

    def _is_never(self, found: Candidate, act: Act) -> bool:
        """`I never said the reef was dead`, `he did not claim that`: not a silence, but the contrary."""
        near = self._near(found)
        return "never" in near or (act is not Act.STATE and bool(near & (NEGATORS | {"without"})))

    def _is_either(self, found: Candidate) -> bool:
        """`would neither confirm nor deny`: a refusal, and no denial that is taken back."""
        first, last = found.cue_words[0], found.cue_words[-1]
        return any(word.lemma.lower() == "confirm" for word in self.annotation.words[max(first - 2, 0) : last + 1])

    def _near(self, found: Candidate) -> set[str]:
        """The forms of the cue's words and of what hangs on them outside the content."""
        words = self.annotation.words
        inside = {*found.content, *found.extra}
        near = {*found.cue_words, *(c for n in found.cue_words for c in self.annotation.children[n] if c not in inside)}
        return {words[n].text.lower() for n in near}

    def _is_few(self, found: Candidate) -> bool:
        return bool(found.source) and self.annotation.words[found.source[0]].text.lower() in FEW

    def _is_nobody(self, found: Candidate) -> bool:
        """`Nobody at the plant has said that`: it was not said."""
        first = self.annotation.words[found.source[0]].text.lower() if found.source else ""
        return first in NOBODY or (first == "no" and len(found.source) > 1)

    def _is_indirect(self, found: Candidate) -> bool:
        """`Neither would say what became of it`: nobody says no to a question, they are silent."""
        behind = bool(found.cue_words) and found.content[0] > found.cue_words[-1]
        return behind and not found.quoted and self._form(found.content[:1]) in QUESTIONS

    def _is_open(self, found: Candidate) -> bool:
        """`may say`, `might be planning`: the saying itself is only possible."""
        words = self.annotation.words
        return any(words[n].xpos == "MD" and words[n].text.lower() in ("may", "might") for n in found.cue_words)

    def _is_told_to(self, found: Candidate) -> bool:
        """`told residents to stay`: an infinitive stands where "told residents that" has a clause."""
        first = [n for n in found.content[:3] if self.annotation.words[n].text.lower() not in ("not", "never")]
        return bool(first) and self.annotation.words[first[0]].text.lower() == "to" and not found.quoted

    def _has_question(self, found: Candidate) -> bool:
        return any(self.annotation.words[n].text.startswith("?") for n in found.content)

    def _asks(self, found: Candidate) -> bool:
        """True where the content ends with a question mark."""
        last = max((*found.content, *found.extra), default=-1)
        ends = [n for n in (last, last + 1, last + 2) if 0 <= n < len(self.annotation.words)]
        return any(self.annotation.words[n].text.startswith("?") for n in ends)

    def _is_one_question(self, found: Candidate) -> bool:
        """True for words in marks that are a question and nothing else: "“Which money?” mouthed the clerk"."""
        ended = any(self.annotation.words[n].text in (".", "!") for n in (*found.content, *found.extra))
        return bool(found.quoted) and not ended

    def _is_finite(self, found: Candidate) -> bool:
        """True where the content says what is or was; "suggested that he (should) go" proposes."""
        top = self._top(found)
        if top is None:
            return False
        verbs = [self.annotation.words[n] for n in (top, *self.annotation.dependents(top, "aux", "aux:pass", "cop"))]
        modal = any(word.xpos == "MD" and word.lemma.lower() != "should" for word in verbs)  # "that the bank may wait"
        return modal or any(word.xpos in ("VBD", "VBZ") for word in verbs)  # "that both sides talk" may propose

    def _is_whether(self, found: Candidate) -> bool:
        """True for an indirect question; "if it rains, we stay" is none, for it stands before its cue, in marks, or
        has a clause above the condition."""
        first = found.content[0]
        if found.quoted or (found.cue_words and first < found.cue_words[0]):
            return False
        word = self.annotation.words[first]
        if word.text.lower() not in ("whether", "if"):
            return False
        return word.head not in found.content or word.head == self._top(found)

    def _certainty(self, found: Candidate, base: Certainty) -> Certainty:
        """Hedges at the top of the content weaken what the cue promises."""
        words = {self.annotation.words[n].text.lower() for n in found.content[:12]}
        if words & {"may", "might", "could", "possibly", "perhaps", "chance", "possible"}:
            return Certainty.POSSIBLE
        if words & {"probably", "likely", "should"} and base is Certainty.CERTAIN:
            return Certainty.PROBABLE
        return base

    def _time(self, found: Candidate, act: Act) -> StatementTime:
        """When the content holds, from the verb at its top: a modal of the future, else the tense."""
        if act in FUTURE_ACTS and not found.negated:
            return StatementTime.FUTURE
        top = self._top(found)
        if top is None:
            return StatementTime.NONE
        finite = [n for n in (*self.annotation.dependents(top, "aux", "cop"), top) if n in found.content]
        for n in finite:
            word = self.annotation.words[n]
            if word.xpos == "MD":
                return StatementTime.FUTURE if word.lemma.lower() in WILL else StatementTime.PRESENT
            if word.xpos in ("VBD", "VBZ", "VBP"):
                perfect = word.lemma.lower() == "have" and word.upos == "AUX"
                return StatementTime.PAST if word.xpos == "VBD" or perfect else StatementTime.PRESENT
        return StatementTime.NONE

    def _top(self, found: Candidate) -> int | None:
        """The word of the content that everything else in its first sentence hangs on."""
        content = set(found.content)
        tops = [
            n
            for n in found.content
            if self.annotation.words[n].head not in content
            and self.annotation.words[n].upos in ("VERB", "AUX", "NOUN", "ADJ", "PROPN", "ADV", "PRON", "NUM")
        ]
        clauses = [
            n
            for n in tops
            if self.annotation.words[n].upos in ("VERB", "AUX")
            or self.annotation.dependents(n, "cop", "nsubj", "nsubj:pass")
        ]
        return next(iter(clauses or tops), None)

    def _is_threat(self, found: Candidate) -> bool:
        """A condition, and what the source itself will then do against somebody: "if they come closer, we will
        fire", "pay up or we publish"."""
        words = self.annotation.words
        whole = (*found.content, *found.extra)
        conditional = any(words[n].text.lower() in ("if", "unless", "until", "or", "should") for n in whole)
        return conditional and any(self._is_hostile(found, n) for n in whole)

    def _is_hostile(self, found: Candidate, number: int) -> bool:
        """True for a verb that does harm, whose subject is the source and whose time is to come."""
        words = self.annotation.words
        lemma = words[number].lemma.lower()
        fire = lemma == "open" and any(
            words[m].lemma.lower() == "fire" for m in self.annotation.dependents(number, "obj")
        )
        if not (fire or lemma in self.lists.hostile) or words[number].upos != "VERB":
            return False
        doers = self.annotation.dependents(number, "nsubj")
        owners = [o for m in doers for o in self.annotation.dependents(m, "nmod:poss")]  # "its fighters will cut"
        subjects = {words[m].text.lower() for m in (*doers, *owners)}
        speaker = SPEAKER if found.quoted else REPORTED
        will = any(words[a].lemma.lower() in WILL for a in self.annotation.dependents(number, "aux"))
        either = any(words[n].text.lower() == "or" for n in self.annotation.dependents(number, "cc"))
        return bool(subjects & speaker) and (will or either)

    def _key(self, words: tuple[int, ...]) -> str:
        return "".join(c for n in words[:6] for c in self.annotation.words[n].text.lower() if c.isalnum())

    def _form(self, words: tuple[int, ...]) -> str:
        return self.annotation.words[words[0]].text.lower() if words else ""


def _shares(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    odds = np.exp(scores - scores.max())
    shares: NDArray[np.float32] = odds / odds.sum()
    return shares
