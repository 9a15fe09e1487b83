"""Incidents: what several stories (or one, several times) tell of the same happening.

A digest is what one story tells of one happening: its triggers, who took part, when, where, how many. Two digests are compared by
`pairing`: what cannot be forbids, the rest is weighed. `settling` cuts a component of linked digests into incidents.
"""

from onrecord.resolve.incidents.digests import Happening
from onrecord.resolve.incidents.finding import digest_story
from onrecord.resolve.incidents.keys import keys_of
from onrecord.resolve.incidents.pairing import form_of, link
from onrecord.resolve.incidents.settling import settle
from onrecord.resolve.layers import Layer

__all__ = ["LAYER", "Happening"]

LAYER = Layer(
    "incidents", Happening, digest_story, keys_of, link, settle, form_of, lambda told: told.written, version=2
)
"""The layer of incidents."""
