"""Who is who in a document: what a phrase refers to, what an entity is called, and what it is across documents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from onrecord.publish.selection import Bundle, Found, Identity, Selection

_PREPOSITIONS = frozenset(
    "about across after against along amid among and around as at before behind beside between beyond by for from in inside into like "
    "near of off on onto or outside over past than through to toward towards under until upon via with within without".split()
)
_BEFORE = re.compile(r"(?<![A-Za-z])([A-Za-z]+)[ \n][\"“‘']?(?:the )?$")
_CALLED = re.compile(
    r"\b(?:known|tracked|identified|designated|labell?ed|referred to)(?: [\w-]+){0,5} as [\"“‘']?(?:the )?$"
)
_NOT_ITS_OWN = frozenset({"gazetteer-centre", "gazetteer-beside"})


@dataclass(frozen=True, slots=True)
class Cast:
    """The entities of a document by id, what each is across documents, and by span the entity that is mentioned there."""

    text: str
    entities: Mapping[str, Found]
    same: Mapping[str, Identity]
    spots: Mapping[tuple[int, int], str]
    named: tuple[tuple[int, int, str], ...]
    """Start, end and entity of every mention that is a name."""

    def of(self, identity: str | None) -> Found | None:
        """The entity with this id; None for none."""
        return self.entities.get(identity) if identity else None

    def one(self, entity: Found) -> Identity:
        """What an entity is across documents."""
        return self.same.get(entity["id"]) or Identity(entity["id"], entity["name"])

    def who(self, phrase: Found | None) -> Found | None:
        """The entity that a party, a source or a target refers to.

        A phrase that ends in the name of somebody else in apposition ("the hacking group Sable Heron") means that one: nobody is said to
        have done what the words put on another.
        """
        if phrase is None or not phrase.get("span"):
            return None
        start, end = phrase["span"]
        entity = self.of(phrase.get("entity") or self.spots.get((start, end)))
        inside = [(at, to, one) for at, to, one in self.named if start <= at and to <= end]
        if entity is not None and any(one == entity["id"] for _, _, one in inside):
            return entity
        last = next((found for found in inside if not self.text[found[1] : end].strip("\"”’'.,")), None)
        if last is not None and (last[0] == start or self._is_apposition(start, last[0])):
            return self.of(last[2])
        return entity

    def with_speaker(self, statement: Found) -> Found:
        """The statement with the `name` of its source, where the words for it do not say that: `she`, `the minister`."""
        source = statement["source"]
        name = self._name_beside(source, source["core"] or source)
        return {**statement, "source": {**source, "name": name}} if name else statement

    def with_parties(self, event: Found) -> Found:
        """The event with the `name` of each party whose words do not say it."""
        return {
            **event,
            **{role: [self._with_name(party) for party in event[role]] for role in ("actors", "recipients")},
        }

    def _with_name(self, party: Found) -> Found:
        name = self._name_beside(party, party)
        return {**party, "name": name} if name else party

    def _name_beside(self, phrase: Found, words: Found) -> str | None:
        """The name of who is meant, where it does not stand in the words."""
        entity = self.who(phrase)
        if entity is None or not is_named(entity):
            return None
        start, end = words["span"]
        is_there = any(one == entity["id"] and start <= at and to <= end for at, to, one in self.named)
        return None if is_there else self.one(entity).name

    def _is_apposition(self, start: int, at: int) -> bool:
        before = self.text[start:at]
        word = _BEFORE.search(before)
        return bool(_CALLED.search(before)) or (word is not None and word[1].islower() and word[1] not in _PREPOSITIONS)


def cast_of(bundle: Bundle, selection: Selection) -> Cast:
    """Who is who in a document of a selection."""
    spots = {tuple(it["span"]): one["id"] for one in bundle.entities for it in one["mentions"]}
    named = sorted(
        (*it["span"], one["id"]) for one in bundle.entities for it in one["mentions"] if it["form"] == "name"
    )
    ids = {one["id"] for one in bundle.entities}
    ids |= {it["entity"] for one in bundle.entities for it in one["possible_same"]}
    entities = {one["id"]: one for one in bundle.entities}
    return Cast(bundle.document["text"], entities, selection.same_as(ids), spots, tuple(named))


def is_named(entity: Found) -> bool:
    """True for an entity that the text calls by a name, or a body that its state tells ("the navy of Baranor"): what a register can hold."""
    return bool(names_of(entity)) or (entity["kind"] == "government" and " of " in entity["name"])


def names_of(entity: Found) -> tuple[str, ...]:
    """The names of an entity as they are written, in the order in which they come; descriptions are none."""
    return tuple(dict.fromkeys(it["text"] for it in entity["mentions"] if it["form"] == "name"))


def point_of(place: Found) -> list[float] | None:
    """Latitude and longitude of a place where they are its own: the centre of a country, or the town beside a site, is none."""
    origin = (place.get("origin") or {}).get("by")
    return None if place["lat"] is None or origin in _NOT_ITS_OWN else [place["lat"], place["lon"]]


def by_story(bundle: Bundle, cast: Cast) -> Iterator[tuple[Found, list[Found], list[Found]]]:
    """The stories of a document, each with its statements, whose sources have their names, and its events, whose parties have theirs."""
    for story in bundle.stories:
        own = story["id"]
        yield (
            story,
            [cast.with_speaker(found) for found in bundle.statements if found["story"] == own],
            [cast.with_parties(found) for found in bundle.events if found["story"] == own],
        )


__all__ = ["Cast", "by_story", "cast_of", "is_named", "names_of", "point_of"]
