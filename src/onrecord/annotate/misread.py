"""Names of places that the name head takes for people or bodies: "Marib took in 9,000", "Kigali denied it".

A town or a division is one all the same where it lies in a country of which the story names other places, and a capital
anywhere; not where a title or a given name stands before it, where a person of the story bears the name, or where it is itself
a given name.
"""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.model import Annotation, Name, Place
from onrecord.models.gazetteer import Match, NameKind, PlaceKind, fold, load_gazetteer
from onrecord.rules.authority import load_authority
from onrecord.rules.countries import country_of_capital

PEOPLED = 20_000
"""Inhabitants of a town that is believed to be meant."""
SURE = 0.8
"""How likely a place must be for its country to count."""
BODIES = frozenset({"Organization", "Misc"})


def with_places(annotation: Annotation, places: Sequence[Place]) -> tuple[Name, ...]:
    """The names of the story, those of places as such; `places` are those that the head found."""
    countries = {place.country for place in places if place.country and (place.confidence or 0.0) > SURE}
    borne = [name for name in annotation.names if name.kind == "Person" and name.last - name.first > 1]
    known = {annotation.words[n].text for name in borne for n in range(name.first, name.last)}
    return tuple(
        name._replace(kind="Location") if _is_place(annotation, name, countries, known) else name
        for name in annotation.names
    )


def _is_place(annotation: Annotation, name: Name, countries: set[str], known: set[str]) -> bool:
    text = annotation.phrase(range(name.first, name.last)).text
    if name.kind in BODIES:
        return country_of_capital(text) is not None
    if name.kind != "Person" or annotation.words[name.last - 1].text in known or _is_led(annotation, name):
        return False
    if text.lower() in load_authority().given_names:
        return False
    if country_of_capital(text) is not None:
        return True
    return bool(countries) and any(_is_likely(match, countries) for match in load_gazetteer().find(fold(text)))


def _is_led(annotation: Annotation, name: Name) -> bool:
    """True for a name with a noun or a word with a capital right before it: a title, "their brother", another name."""
    before = annotation.words[name.first - 1] if name.first else None
    if before is None or before.sentence != annotation.words[name.first].sentence:
        return False
    return before.upos == "NOUN" or (before.text[:1].isupper() and before.upos in ("PROPN", "X", "ADJ"))


def _is_likely(match: Match, countries: set[str]) -> bool:
    place = match.place
    if match.how is NameKind.BARE or place.country not in countries:
        return False
    return place.kind is PlaceKind.DIVISION or (place.kind is PlaceKind.TOWN and place.population >= PEOPLED)
