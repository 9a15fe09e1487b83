"""The layer of disputes: what reports say of one thing that cannot all be true, each side with its words, sources and outlets.

Its digest is a claim, one clause as somebody puts it. Two claims are linked where they answer one question: how much, whether it is so, when,
where, who did it, under which name. A component of linked claims in which two sides disagree is a dispute.
"""

from __future__ import annotations

from onrecord.resolve.disputes.claims import Claim
from onrecord.resolve.disputes.keys import make_keys
from onrecord.resolve.disputes.linking import link_claims
from onrecord.resolve.disputes.reading import read_claims
from onrecord.resolve.disputes.settling import settle_claims
from onrecord.resolve.layers import Layer

__all__ = ["LAYER"]

LAYER: Layer[Claim] = Layer(
    "disputes", Claim, read_claims, make_keys, link_claims, settle_claims, day=lambda claim: claim.said_on
)
