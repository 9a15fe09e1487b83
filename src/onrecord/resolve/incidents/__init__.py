"""The layer of incidents: the same happening across stories, joined by kind, parties, time, place, figures and words.

`describing` makes tellings of a story, `comparing` says whether two of them are of one happening, `grouping` makes incidents of them.
"""

from __future__ import annotations

from onrecord.resolve.incidents.comparing import keys_of, link
from onrecord.resolve.incidents.describing import tell
from onrecord.resolve.incidents.grouping import settle
from onrecord.resolve.incidents.telling import Telling
from onrecord.resolve.layers import Layer

__all__ = ["LAYER"]

LAYER = Layer("incidents", Telling, tell, keys_of, link, settle)
