"""Places: the names of places as written. No gazetteer yet, so no place has a point, and none is guessed."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.model import Origin, Place, Span, content_id, evidence

VERSION = "1"
ORIGIN = Origin("annotate", "place-names", VERSION)
PLACE_KINDS = frozenset({"Location", "Facility"})


def read_places(text: str, names: Sequence[tuple[Span, str]], *, story: str) -> tuple[Place, ...]:
    """A place for each name that the name head calls a location or a facility, in order."""
    found: list[Place] = []
    for span, kind in names:
        if kind in PLACE_KINDS:
            words = evidence(text, span.start, span.end)
            identity = content_id("place", story, list(span))
            name = " ".join(words.text.split())
            found.append(Place(identity, story, words, name, None, None, None, None, None, None, ORIGIN))
    return tuple(found)
