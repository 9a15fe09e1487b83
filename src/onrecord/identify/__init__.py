"""The room that joins words to things: names, descriptions and pronouns of one document to entities.

Names first, then what the text itself puts beside a name, then descriptions, then pronouns, each with its
reason in `Mention.why`. What could be two things is joined to neither; what may be the same without proof
is noted in `possible_same`. Across the stories of a document only full names join.

Ids: a full name of a person, an organisation, a place or a country gives the same id in every document
(`content_id("entity", kind, folded name)`): the same name and kind is the same thing until somebody
judges otherwise, and nothing has to be looked up. A weak name (a surname alone, an initial in place of a surname,
an acronym that the text does not define) gives an id that holds in its story only
(`content_id("entity", story, kind, folded name)`).
"""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.identify.clusters import Cluster, build, identity, merge
from onrecord.identify.naming import name_stories
from onrecord.identify.pronouns import join_pronouns
from onrecord.model import Annotation, Entity, Story
from onrecord.rules.authority import Authority, load_authority

__all__ = ["identify"]


def identify(
    stories: Sequence[Story], annotations: Sequence[Annotation], *, authority: Authority | None = None
) -> tuple[Entity, ...]:
    """The entities of one document, in the order of their first mention."""
    tables = authority or load_authority()
    clusters, scenes, sexes = name_stories(stories, annotations, tables)
    for scene in scenes:
        join_pronouns(scene, tables, sexes)
    joined = _across(clusters, stories)
    return tuple(build(cluster, stories, annotations) for cluster in sorted(joined, key=lambda cluster: cluster.place))


def _across(clusters: Sequence[Cluster], stories: Sequence[Story]) -> list[Cluster]:
    """The same full name in another story of the document is the same thing."""
    found: dict[str, Cluster] = {}
    for cluster in sorted(clusters, key=lambda cluster: cluster.place):
        own = identity(cluster, stories)
        if own in found:
            merge(found[own], cluster, "same full name in another story")
        else:
            found[own] = cluster
    return list(found.values())
