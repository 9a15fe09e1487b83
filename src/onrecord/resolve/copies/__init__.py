"""Stories that repeat words of others: copies of one report under other headlines, cut, joined, lightly edited."""

from __future__ import annotations

from onrecord.model import COPIES_LAYER
from onrecord.resolve.copies.digests import StoryText, form_of, make_digests
from onrecord.resolve.copies.fingerprints import make_keys
from onrecord.resolve.copies.settling import settle
from onrecord.resolve.copies.sharing import link
from onrecord.resolve.layers import Layer

__all__ = ["LAYER", "StoryText"]

LAYER: Layer[StoryText] = Layer(COPIES_LAYER, StoryText, make_digests, make_keys, link, settle, form_of)
"""Copies; it needs nothing of other layers."""
