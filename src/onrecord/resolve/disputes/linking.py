"""Whether two claims are linked: every question that both answer, and the link between them."""

from __future__ import annotations

from onrecord.model import Link
from onrecord.resolve.disputes.claims import Claim
from onrecord.resolve.disputes.deeds import compare_agents
from onrecord.resolve.disputes.denials import compare_denials
from onrecord.resolve.disputes.figures import compare_figures
from onrecord.resolve.disputes.identities import compare_identities
from onrecord.resolve.disputes.places import compare_dates, compare_places
from onrecord.resolve.disputes.relating import Relation, Verdict, write_link
from onrecord.resolve.disputes.sameness import is_same_source

COMPARISONS = (compare_figures, compare_denials, compare_dates, compare_places, compare_identities, compare_agents)


def link_claims(one: Claim, other: Claim) -> Link | None:
    """The link between two claims that answer one question, with what each answers; None where they do not."""
    one, other = sorted((one, other), key=lambda claim: claim.id)
    if _is_idle(one, other):
        return None
    found = tuple(relation for compare in COMPARISONS for relation in compare(one, other))
    kept = tuple(relation for relation in found if not _is_said_by_denial(relation, found, one, other))
    return write_link(one.id, other.id, kept) if kept else None


def _is_idle(one: Claim, other: Claim) -> bool:
    """True for two claims that tell nothing of one another: of one voice in one story, one inside the other, or one a copy of the other.

    Whoever disputes a sentence disputes each copy of it, so that copies need no link; a denial of few words ("denied it") does, for only its
    own story says what it denies.
    """
    if one.story != other.story:
        return not one.is_negated and _is_copied(one, other)
    if is_same_source(one, other) or one.source is None or other.source is None:
        return True
    is_answer = one.answers == other.id or other.answers == one.id
    return not is_answer and one.evidence.span.overlaps(other.evidence.span)


def _is_copied(one: Claim, other: Claim) -> bool:
    """True for one clause in the same words, of one source."""
    return (
        one.evidence.text == other.evidence.text
        and one.predicate == other.predicate
        and one.source == other.source
        and one.is_negated == other.is_negated
    )


def _is_said_by_denial(relation: Relation, found: tuple[Relation, ...], one: Claim, other: Claim) -> bool:
    """True for what the two claims disagree about already by denying one another: that there was none, or what brought it about."""
    if not any(fellow.kind == "denial" and fellow.verdict is Verdict.DISPUTES for fellow in found):
        return False
    if relation.kind == "figure":
        return 0 in (one.figures[relation.one].high, other.figures[relation.other].high)
    return relation.kind == "attribution"
