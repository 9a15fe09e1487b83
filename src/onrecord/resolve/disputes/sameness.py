"""Whether two claims speak of one happening, and whether two sources are one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from onrecord.resolve.disputes.claims import Claim, Figure
from onrecord.resolve.disputes.vocabulary import are_alike, classes_of, classes_of_any, most_shared, shared, stem
from onrecord.rules.claims import load_claim_words, load_ordinals

EMPTY = frozenset(("have", "be", "do", "make", "get", "go", "come"))
"""Verbs that are alike only where they are said of one thing."""
APART = 4
"""Days between those that the heads of two reports name, from which they tell of two happenings."""
BESIDE = 120
"""Characters between two figures of one story that are set against one another."""
COUNTED = 14
"""Days between two counts of one source, where each is dated by its day."""
LONG_AGO = 21
"""Days before a report from which on a dated claim tells of another happening than an undated one of the report."""
FAR = 45
"""Days between two reports of one happening where the reports name no day."""
FRESH = 3
"""Days in which news is told of."""
ROLES = frozenset(
    ("spokesman", "spokeswoman", "spokesperson", "official", "statement", "head", "chief", "director", "leader", "president", "the", "senior", "local", "two",
     "report", "source", "own", "list", "record", "log", "survey", "reader", "first", "later", "final")
)  # fmt: skip
"""Words of a source that tell who speaks for a body, not which body."""
MOST = 8
"""The points that two claims can have at most."""
BODIES = frozenset(("company", "firm", "group", "bank", "club", "party", "airline", "railway", "maker", "retailer"))
"""Nouns that a report calls the body by that it has named."""


@dataclass(frozen=True, slots=True)
class Common:
    """What two claims share: names and content words of the clauses themselves, and of what stands around them."""

    names: frozenset[str]
    words: tuple[str, ...]
    wide_names: frozenset[str]
    wide_words: tuple[str, ...]
    is_same_day: bool

    @property
    def points(self) -> float:
        """How much speaks for one happening."""
        names = 1.5 * len(self.names) + 0.75 * len(self.wide_names - self.names)
        words = len(self.words) + 0.4 * (len(self.wide_words) - len(self.words))
        return min(names, 3.0) + min(words, 4.0) + self.is_same_day

    @property
    def weight(self) -> float:
        """The same between 0 and 1."""
        return self.points / MOST


def common_ground(one: Claim, other: Claim, without: frozenset[str] = frozenset()) -> Common:
    """What two claims share, some words left out."""
    wide_one, wide_other = {*one.names, *one.around_names}, {*other.names, *other.around_names}
    names = frozenset(one.names) & frozenset(other.names)
    words = most_shared(_plain(one.words, wide_one, without), _plain(other.words, wide_other, without))
    around = most_shared(
        _plain({*one.words, *one.around}, wide_one, without), _plain({*other.words, *other.around}, wide_other, without)
    )
    is_same_day = one.first is not None and (one.first, one.last) == (other.first, other.last)
    return Common(names, words, frozenset(wide_one & wide_other), around, is_same_day)


def _plain(words: Iterable[str], names: set[str], without: frozenset[str]) -> tuple[str, ...]:
    """The words that are no part of a name."""
    beginnings = tuple(names)
    return tuple(sorted(word for word in words if word not in without and not word.startswith(beginnings)))


def days_between(one: str, other: str) -> int:
    """Days from one ISO date to another, never negative."""
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)


def may_be_one_time(one: Claim, other: Claim) -> bool:
    """False where the days that two claims speak of lie apart, or the reports do and name no days."""
    if one.first and one.last and other.first and other.last:
        if one.first <= other.last and other.first <= one.last:
            return True
        return (
            _is_update(one, other)
            and min(days_between(one.last, other.first), days_between(other.last, one.first)) <= COUNTED
        )
    for claim, fellow in () if _is_update(one, other) else ((one, other), (other, one)):
        dated, read = claim.last, fellow.lead
        if dated and fellow.first is None and read and dated < read and days_between(dated, read) > LONG_AGO:
            return False
    if one.lead and other.lead and days_between(one.lead, other.lead) > APART and not _is_update(one, other):
        return False
    if one.said_on and other.said_on:
        return days_between(one.said_on, other.said_on) <= FAR
    return False


def _is_update(one: Claim, other: Claim) -> bool:
    """True where one source speaks twice and the days may be those of its counts."""
    return is_same_source(one, other) and any(is_correction(claim) for claim in (one, other))


def is_correction(claim: Claim) -> bool:
    """True where words take an earlier figure back, or the verb itself brings it up to date."""
    if any(mark.startswith("correct:") for mark in claim.marks):
        return True
    return claim.predicate.split("|")[0] in load_claim_words("update") or bool(
        claim.figures and {"toll", "number"} & set(claim.words)
    )


def tells_apart(one: Claim, other: Claim) -> bool:
    """True where words of one set tell two happenings apart: the first round and the second, the morning and the evening."""
    mine, theirs = ({mark[3:] for mark in claim.marks if mark.startswith("is:")} for claim in (one, other))
    return any(mine & words and theirs & words and not mine & theirs & words for words in load_ordinals())


def is_definite(one: Claim, other: Claim) -> bool:
    """True where both, on their sources' word and within a day, speak of one thing as known: "the bridge collapsed"."""
    if is_told_plainly(one, other) or not one.said_on or not other.said_on or are_of_two_heads(one, other):
        return False
    return all("the" in claim.marks for claim in (one, other)) and days_between(one.said_on, other.said_on) <= 1


def are_of_two_heads(one: Claim, other: Claim) -> bool:
    """True where both reports name somebody, beside their sources and those who are said to have done it, and nobody in common."""
    mine, theirs = (
        {*claim.names, *claim.around_names}
        - {*claim.source_names, *_placed_names(claim)}
        - {*(claim.agent.names if claim.agent else ())}
        for claim in (one, other)
    )
    return bool(mine and theirs) and not mine & theirs


def _placed_names(claim: Claim) -> frozenset[str]:
    return frozenset(name for placed in claim.placed for name in placed.names)


def count_shared(ground: Common, one: Claim, other: Claim) -> int:
    """The words that two claims share, the deed among them though each has another word for it."""
    alike = predicates_alike(one, other)
    is_told = any(word in ground.words for predicate in alike for word in predicate.split())
    return len(ground.words) + bool(alike and not is_told)


def is_told_plainly(one: Claim, other: Claim) -> bool:
    """True where one of the reports gives no source."""
    return one.source is None or other.source is None


def is_close(ground: Common, one: Claim, other: Claim) -> bool:
    """True where so much is shared, in reports of the same days, that what two reports tell on their own account is one thing."""
    if not one.said_on or not other.said_on or days_between(one.said_on, other.said_on) > FRESH:
        return False
    return bool(ground.names) and len(ground.words) >= 2


def are_of_one_matter(ground: Common, one: Claim, other: Claim) -> bool:
    """True where a name ties two claims together, or, where one has none, enough words do."""
    tied = (set(one.names) | set(other.names)) & ground.wide_names
    if is_same_source(one, other) and (tied or (ground.wide_names and ground.words)):
        return True
    if tied:
        return bool(ground.words) or len(tied) > 1 or len(ground.wide_words) >= 2
    if is_beside(one, other):
        return not (one.names and other.names)
    if not one.names and not other.names and len(ground.words) >= 2 and len(ground.wide_words) >= 3:
        return True
    return (not one.names or not other.names) and (
        len(ground.words) >= 3 or (bool(ground.wide_names) and len(ground.words) >= 2)
    )


def is_beside(one: Claim, other: Claim) -> bool:
    """True for two claims of one story that stand close to one another."""
    gap = max(one.evidence.span.start, other.evidence.span.start) - min(one.evidence.span.end, other.evidence.span.end)
    return one.story == other.story and gap <= BESIDE


def is_same_extent(one: Claim, mine: Figure, other: Claim, theirs: Figure) -> bool:
    """True where the places that each figure is said of are named by the other report too, and are not told apart there."""
    if mine.where and theirs.where and not set(mine.where) & set(theirs.where):
        return False
    here, there = {*one.names, *one.around_names}, {*other.names, *other.around_names}
    return all(
        not names or bool(set(names) & known)
        for claim, figure, known in ((one, mine, there), (other, theirs, here))
        for names in (figure.where, *(placed.names for placed in claim.placed))
    )


def is_same_source(one: Claim, other: Claim) -> bool:
    """True where the same person, body or outlet says both."""
    if _is_its_own(one) and _is_its_own(other):
        return one.outlet == other.outlet
    if one.source is None or other.source is None:
        return False
    if _is_subject(one, other) or _is_subject(other, one):
        return True
    mine, theirs = (_telling(claim) for claim in (one, other))
    if not mine or not theirs:
        small, large = sorted((fold_words(one), fold_words(other)), key=len)
        return small <= large
    return (
        mine <= theirs
        or theirs <= mine
        or (len(mine & theirs) >= 2 and bool(set(one.source_names) & set(other.source_names)))
    )


def _is_its_own(claim: Claim) -> bool:
    """True where a report speaks for itself: "the Lake Post has learned"."""
    return claim.source is None or bool(
        claim.outlet and claim.source.lower().removeprefix("the ") == claim.outlet.lower()
    )


def _is_subject(one: Claim, other: Claim) -> bool:
    """True where one source is only called the firm, and what it speaks of is the other source: "Belmont paid two million, the firm said"."""
    return (
        bool(set(one.source_words) & BODIES)
        and not one.source_names
        and bool(set(one.subject) & set(other.source_names))
    )


def fold_words(claim: Claim) -> frozenset[str]:
    """Every word of a source."""
    return frozenset((*claim.source_words, *claim.source_names))


def _telling(claim: Claim) -> frozenset[str]:
    words = (*claim.source_words, *claim.source_names)
    return frozenset(word if word.startswith("=") else stem(word) for word in words if word not in ROLES)


def predicates_alike(one: Claim, other: Claim) -> tuple[str, ...]:
    """The predicates of one that say what a predicate of the other says."""
    if classes_of_any(one.predicate).isdisjoint(classes_of_any(other.predicate)):
        return ()
    broad = load_claim_words("broad")
    is_one = is_one_thing(one, other)
    is_shared = is_one or len(set(one.names) & set(other.names)) > 1
    is_near = bool(shared(one.words, other.words)) and bool(
        {*one.names, *one.source_names} & {*other.names, *other.source_names}
    )

    def fit(mine: str, their: str) -> bool:
        if not are_alike(mine, their):
            return False
        if mine in EMPTY or their in EMPTY:
            return is_one
        return is_shared or (mine == their and is_near) or (mine not in broad and their not in broad)

    theirs = other.predicate.split("|")
    return tuple(mine for mine in one.predicate.split("|") if any(fit(mine, their) for their in theirs))


def is_one_thing(one: Claim, other: Claim) -> bool:
    """True where what is done is done to one thing; where one of the claims has none, where both are about one."""
    if one.theme and other.theme:
        mine, theirs = (
            frozenset((*claim.theme.names, *map(stem, claim.theme.words))) for claim in (one, other) if claim.theme
        )
        topics = (frozenset((stem(claim.topic),)) if claim.topic else frozenset() for claim in (one, other))
        return bool(mine & theirs) or any(found <= there for found, there in zip(topics, (theirs, mine), strict=True) if found)  # fmt: skip
    return bool((things_of(one) & things_of(other)) - {*one.subject, *other.subject})


def things_of(claim: Claim) -> frozenset[str]:
    """Stems and names of what a clause is about: its subject, and what the deed is done to."""
    words = {claim.topic} if claim.topic else set()
    words |= set(claim.theme.words) | set(claim.theme.names) if claim.theme else set()
    return frozenset(found for word in words for found in classes_of(word)) | frozenset(claim.subject)
