"""Whether two claims are linked: every question that both answer, and the link between them."""

from __future__ import annotations

from onrecord.model import Link
from onrecord.resolve.disputes.claims import Claim
from onrecord.resolve.disputes.deeds import compare_agents
from onrecord.resolve.disputes.denials import compare_denials
from onrecord.resolve.disputes.figures import compare_figures
from onrecord.resolve.disputes.identities import compare_identities
from onrecord.resolve.disputes.places import compare_dates, compare_places
from onrecord.resolve.disputes.relating import Relation, Verdict
from onrecord.resolve.disputes.sameness import is_same_source


def relate(one: Claim, other: Claim) -> tuple[Relation, ...]:
    """Every question that two claims answer both, `one` having the smaller id."""
    if one.story == other.story and (is_same_source(one, other) or one.source is None or other.source is None):
        return ()
    is_answer = one.answers == other.id or other.answers == one.id
    if one.story == other.story and not is_answer and one.evidence.span.overlaps(other.evidence.span):
        return ()
    found: list[Relation] = []
    for compare in (
        compare_figures,
        compare_denials,
        compare_dates,
        compare_places,
        compare_identities,
        compare_agents,
    ):
        found.extend(compare(one, other))
    if any(relation.kind == "denial" and relation.verdict is Verdict.DISPUTES for relation in found):
        found = [relation for relation in found if relation.kind != "figure" or not _is_nought(relation)]
    return tuple(found)


def _is_nought(relation: Relation) -> bool:
    """True where one number is none at all, which a denial says as well."""
    return 0 in (relation.one.high, relation.other.high)


def link_claims(one: Claim, other: Claim) -> Link | None:
    """The link between two claims that answer one question; None where they do not."""
    one, other = sorted((one, other), key=lambda claim: claim.id)
    found = relate(one, other)
    if not found:
        return None
    best = max(found, key=lambda relation: (relation.verdict is not Verdict.AGREES, relation.weight, relation.kind))
    return Link(one.id, other.id, best.weight, f"{best.kind}: {best.verdict}: {best.reason}")
