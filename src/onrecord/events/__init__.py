"""The room that codes what was done: PLOVER events with actors, recipients, status and evidence.

Types come from a lexicon with conditions (`rules/data/events`), roles from the parse, status from the
grammar and from the statement that carries the event, never from the type alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.events.coding import Coder
from onrecord.events.heads import EventHead
from onrecord.model import Annotation, Entity, Event, MentionForm, Statement, Story
from onrecord.rules.actors import ActorDictionary
from onrecord.rules.triggers import EventRules, event_rules

__all__ = ["code_events"]


def code_events(
    story: Story,
    annotation: Annotation,
    entities: Sequence[Entity],
    statements: Sequence[Statement],
    *,
    actors: ActorDictionary | None = None,
    rules: EventRules | None = None,
) -> tuple[Event, ...]:
    """The events of one story, in the order of their triggers.

    An event has at least one actor or recipient. A heading repeats the body: what is coded of it is what the body does not tell. `actors` is a user's own
    dictionary, which wins over what the program knows of countries and sectors.
    """
    head = EventHead.of(annotation)
    if head is None:
        return ()
    names = tuple(
        annotation.words_in(mention.evidence.span)
        for entity in entities
        for mention in entity.mentions
        if mention.story == story.id and mention.form is MentionForm.NAME
    )
    return Coder(story, annotation, entities, statements, rules or event_rules(), head, names, actors).events()
