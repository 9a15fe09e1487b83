"""Events that are one happening, and how it stands: who asserts it, how many of them independently, and what speaks against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from onrecord.publish.formats.dossier.gathering import Gathered, HeldEvent
from onrecord.publish.selection import Found

AGAINST = frozenset({"denied", "negated"})


@dataclass(frozen=True, slots=True)
class Happening:
    """Events of one incident, or one event alone. `asserting` are those that reports assert in their own words, the earliest first.

    `independent` counts the stories that assert it, without those that repeat another of them. `against` are events that deny it,
    `denials` disputes whether it happened, `disputes` those about something of it.
    """

    id: str
    title: str | None
    date: str | None
    events: tuple[HeldEvent, ...]
    asserting: tuple[HeldEvent, ...]
    independent: int
    against: tuple[HeldEvent, ...]
    denials: tuple[Found, ...]
    disputes: tuple[Found, ...]

    @property
    def is_contested(self) -> bool:
        """True where a report or a source says that it did not happen."""
        return bool(self.asserting and (self.against or self.denials))

    @property
    def is_speech(self) -> bool:
        """True where all that is asserted is that something was said."""
        return bool(self.asserting) and all(event.is_speech for event in self.asserting)

    @property
    def reported_on(self) -> str:
        """The first day on which it was reported; empty where none is known."""
        return min((event.told_on for event in self.events if event.told_on), default="")


def is_asserted(event: HeldEvent) -> bool:
    """True where the report itself says that it happened, outside of all words that it attributes; what is earlier and said by a source is not that."""
    if event.is_inside:
        return False
    return event.status == "actual" or (event.status == "historical" and event.statement is None)


def happenings(gathered: Gathered) -> tuple[Happening, ...]:
    """All events that are held, those of an incident together, in the order in which they were read."""
    incidents = {event: one for one in gathered.results["incident"] for event in one["events"]}
    groups: dict[str, list[HeldEvent]] = {}
    for event in gathered.events.values():
        incident = incidents.get(event.id)
        groups.setdefault(incident["id"] if incident else event.id, []).append(event)
    known = {one["id"]: one for one in gathered.results["incident"]}
    disputes = _by_subject(gathered.results["dispute"])
    return tuple(
        _happening(gathered, identity, known.get(identity), events, disputes) for identity, events in groups.items()
    )


def _by_subject(disputes: Iterable[Found]) -> dict[str, list[Found]]:
    """Disputes by the incident and the events that they are about."""
    found: dict[str, list[Found]] = {}
    for dispute in disputes:
        events = (event for side in dispute["sides"] for event in side["events"])
        for subject in dict.fromkeys((*filter(None, (dispute.get("incident"),)), *events)):
            found.setdefault(subject, []).append(dispute)
    return found


def _happening(
    gathered: Gathered,
    identity: str,
    incident: Found | None,
    events: list[HeldEvent],
    disputes: Mapping[str, list[Found]],
) -> Happening:
    events = sorted(events, key=lambda event: (event.told_on or "9999", event.story, event.evidence.spans))
    asserting = tuple(filter(is_asserted, events))
    subjects = (identity, *(event.id for event in events))
    own = {found["id"]: found for subject in subjects for found in disputes.get(subject, ())}
    dates = sorted(filter(None, (event.date for event in asserting or events)))
    return Happening(
        identity, incident["title"] if incident else None, (incident and incident["date"]) or (dates[0] if dates else None),
        tuple(events), asserting, len(independent({event.story for event in asserting}, gathered.copies)),
        tuple(event for event in events if event.status in AGAINST),
        tuple(found for found in own.values() if found["kind"] == "denial"), tuple(found for found in own.values() if found["kind"] != "denial"),
    )  # fmt: skip


def independent(stories: set[str], copies: Mapping[str, list[Found]]) -> set[str]:
    """Stories that repeat no passages of another of them."""
    return {story for story in stories if not any(copy["of"] in stories for copy in copies.get(story, ()))}


def one_a_story(events: Iterable[HeldEvent]) -> Iterator[HeldEvent]:
    """The first event of each story."""
    seen: set[str] = set()
    for event in events:
        if event.story not in seen:
            seen.add(event.story)
            yield event
