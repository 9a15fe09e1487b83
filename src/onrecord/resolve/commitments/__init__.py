"""Promises, threats, demands, proposals and agreements as a ledger, and what later reports say became of them.

Nothing follows from a deadline that has passed: a state other than `open` has an outcome that quotes the words.
"""

from onrecord.resolve.commitments.digesting import digest
from onrecord.resolve.commitments.linking import keys, link
from onrecord.resolve.commitments.settling import settle
from onrecord.resolve.commitments.values import CommitmentReport
from onrecord.resolve.layers import Layer

LAYER = Layer("commitments", CommitmentReport, digest, keys, link, settle, day=lambda report: report.day)
