"""The room that joins words to things: names, descriptions and pronouns of one document to entities.

Names first, then what the text itself puts beside a name, then pronouns, each with its reason in
`Mention.why`. What could be two things is joined to neither. Ids: a full name of a person, an
organisation or a country gives the same id in every document (`content_id("entity", kind, name)`); a weak
name (a surname alone) gives one that holds in this document only.
"""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.identify.joining import join_names
from onrecord.identify.names import find_names
from onrecord.identify.pronouns import join_pronouns
from onrecord.model import Annotation, Entity, Story
from onrecord.rules.authority import Authority, load_authority

__all__ = ["identify"]


def identify(stories: Sequence[Story], annotations: Sequence[Annotation], *, authority: Authority | None = None) -> tuple[Entity, ...]:
    """The entities of one document, in the order of their first mention."""
    tables = authority or load_authority()
    named = [name for number, annotation in enumerate(annotations) for name in find_names(number, annotation, tables)]
    clusters = join_names(named, annotations)
    join_pronouns(stories, annotations, clusters)
    return tuple(cluster.entity(stories, annotations) for cluster in sorted(clusters, key=lambda c: c.place()))
