"""What the event head's network and its readers share: the labels, in the order in which the graph scores them."""

from __future__ import annotations

from onrecord.model import EventStatus
from onrecord.rules.triggers import MODES, TYPES

EVENT_LABELS = ("O", *TYPES)
"""What a word triggers."""

MODE_LABELS = tuple((kind, mode) for kind in TYPES for mode in ("", *MODES.get(kind, ())))
"""Type and mode of a trigger; "" is no mode. Only those of the chosen type compete."""

STATUSES = tuple(EventStatus)

ROLES = ("actor", "recipient", "place", "date", "amount")
"""What the words of a sentence can be to a trigger."""

MERGED = {"YIELD": ("CONCEDE", "RETREAT")}
"""Types that are one where source and target are given (Hu et al. 2024)."""

ROOTS = (*(kind for kind in TYPES if kind not in MERGED["YIELD"]), *MERGED)
"""The types told apart there."""

ROOT_OF = {kind: next((root for root, kinds in MERGED.items() if kind in kinds), kind) for kind in TYPES}
"""The root of each type."""

SCALES = ("uds", "uw")
"""Two scales of factuality from -3 to 3, which score futures differently (White et al. 2016; Lee et al. 2015)."""
