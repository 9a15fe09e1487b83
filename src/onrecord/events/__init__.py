"""The room that codes what was done: PLOVER events with actors, recipients, status and evidence.

Types come from a lexicon with conditions (`rules/data/events`), roles from the parse, status from the
grammar and from the statement that carries the event, never from the type alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.events.coding import Coder
from onrecord.model import Annotation, Entity, Event, Statement, Story
from onrecord.rules.triggers import EventRules, event_rules

__all__ = ["code_events"]


def code_events(
    story: Story,
    annotation: Annotation,
    entities: Sequence[Entity],
    statements: Sequence[Statement],
    *,
    rules: EventRules | None = None,
) -> tuple[Event, ...]:
    """The events of one story, in the order of their triggers.

    An event has at least one actor or recipient. Headings repeat the body and are not coded.
    """
    return Coder(story, annotation, entities, statements, rules or event_rules()).events()
