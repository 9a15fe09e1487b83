"""What the labels of other people's annotation mean here: `--map THEIRS=OURS`, and labels that everybody uses.

Upper and lower case, `-`, `_` and spaces in a label, and a number at the end of a role (`Content2`) make no difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from onrecord.errors import UsageError
from onrecord.model import EntityKind
from onrecord.rules.triggers import TYPES

STATEMENT_PARTS = frozenset({"source", "cue", "content"})
EVENT_PARTS = frozenset({"trigger", "actor", "recipient"})
UNMEASURED = frozenset({"addressee", "medium", "target", "date", "where", "quantity", "time", "toponym"})
"""Labels that are known and have no figure."""
KINDS = {kind.value: frozenset({kind.value}) for kind in EntityKind}
OURS = {"statement", "name", *STATEMENT_PARTS, *EVENT_PARTS, *UNMEASURED, *KINDS, *TYPES}
_THEIRS = {
    "attribution": "statement", "attributionnosource": "statement", "reportedspeech": "statement", "quotation": "statement",
    "speaker": "source", "holder": "source", "sourceentity": "source", "reportingverb": "cue", "quote": "content", "quoted": "content",
    "anchor": "trigger", "agent": "actor", "perpetrator": "actor", "attacker": "actor", "subject": "actor", "arg0": "actor",
    "patient": "recipient", "victim": "recipient", "object": "recipient", "arg1": "recipient", "location": "where", "loc": "where",
    "names": "name", "ne": "name", "ner": "name",
}  # fmt: skip
_KINDS_OF = {
    "per": {"person"}, "pers": {"person"}, "org": {"organisation", "government", "armed_group"},
    "organization": {"organisation", "government", "armed_group"}, "gpe": {"country", "place", "government"},
    "loc": {"place", "country"}, "location": {"place", "country"}, "fac": {"facility"}, "vehicle": {"vessel"}, "ship": {"vessel"},
    "misc": set(), "norp": set(), "name": set(), "entity": set(), "mention": set(),
}  # fmt: skip


def plain(label: str) -> str:
    """A label without what makes no difference."""
    return "".join(character for character in label.lower() if character.isalnum())


_OWN = {plain(name): name for name in OURS}


@dataclass(slots=True)
class Labels:
    """What a user's labels mean, and which were met that mean nothing here."""

    mapped: Mapping[str, str] = field(default_factory=dict)
    unknown: Counter[str] = field(default_factory=Counter)

    def meaning(self, label: str) -> str | None:
        """Our name of a label: a part, a type of PLOVER, a kind of entity, `statement` or `name`; None where it is not known."""
        for key in (plain(label), plain(label.rstrip("0123456789"))):
            found = self.mapped.get(key) or _OWN.get(key) or _THEIRS.get(key)
            if found or key in _KINDS_OF:
                return found or "name"
        return None

    def role(self, label: str, *, of_event: bool) -> str | None:
        """As `meaning`, of a role: `Target` is who is acted on in an event, and who is accused in a statement."""
        found = self.meaning(label)
        return "recipient" if found == "target" and of_event else found

    def kinds(self, label: str) -> frozenset[str] | None:
        """The kinds of entity that a label may stand for; empty for a name of any kind, None where it is no label of a name."""
        key = plain(label)
        found = self.mapped.get(key) or _OWN.get(key)
        if found in KINDS:
            return KINDS[found]
        if found == "name":
            return frozenset()
        return frozenset(_KINDS_OF[key]) if found is None and key in _KINDS_OF else None

    def is_known(self, label: str) -> bool:
        """Whether the label means something here; one that does not is counted."""
        known = self.meaning(label) is not None or self.kinds(label) is not None
        if not known:
            self.unknown[label] += 1
        return known


def parse_map(words: str | None) -> dict[str, str]:
    """`THEIRS=OURS,THEIRS=OURS`. Raises UsageError for a pair that is none, or one of ours that does not exist."""
    found: dict[str, str] = {}
    for pair in filter(None, (words or "").split(",")):
        theirs, equals, ours = pair.partition("=")
        if not equals or not plain(theirs):
            raise UsageError(f"--map {pair!r}: give THEIRS=OURS, with a comma between pairs")
        if plain(ours) not in _OWN:
            raise UsageError(f"--map {pair!r}: {ours!r} is none of {', '.join(sorted(OURS))}")
        found[plain(theirs)] = _OWN[plain(ours)]
    return found


def event_value(value: str | None) -> str | None:
    """A type of PLOVER as it is written there; None where it is none."""
    found = _OWN.get(plain(value or ""))
    return found if found in TYPES else None
