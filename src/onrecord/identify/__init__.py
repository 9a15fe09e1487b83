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

from onrecord.identify.bodies import join_bodies
from onrecord.identify.clusters import Cluster, build, group, identity, merge
from onrecord.identify.descriptions import join_descriptions
from onrecord.identify.institutions import find_institutions
from onrecord.identify.names import find_names
from onrecord.identify.nations import Nations
from onrecord.identify.officials import know_people
from onrecord.identify.people import join_people
from onrecord.identify.pronouns import join_pronouns
from onrecord.identify.scenes import Scene
from onrecord.identify.spots import find_spots
from onrecord.model import Annotation, Entity, EntityKind, Story
from onrecord.rules.authority import Authority, load_authority

__all__ = ["identify"]


def identify(
    stories: Sequence[Story], annotations: Sequence[Annotation], *, authority: Authority | None = None
) -> tuple[Entity, ...]:
    """The entities of one document, in the order of their first mention."""
    tables = authority or load_authority()
    spots = [spot for number, annotation in enumerate(annotations) for spot in find_spots(number, annotation, tables)]
    nations = Nations(spots, annotations, tables)
    names = find_names(spots, annotations, nations, tables)
    names += find_institutions(names, annotations, nations, tables)
    clusters = group(sorted(names, key=lambda named: (named.story, named.first)))
    join_people(clusters, tables)
    join_bodies(clusters, annotations, tables)
    know_people(clusters, stories, tables)
    clusters = [cluster for cluster in clusters if not cluster.is_gone]
    sexes = _sexes(clusters, tables)
    for number, (story, annotation) in enumerate(zip(stories, annotations, strict=True)):
        scene = Scene(number, story, annotation, [cluster for cluster in clusters if cluster.best.story == number])
        join_descriptions(scene, nations, tables)
        join_pronouns(scene, tables, sexes)
    joined = _across(clusters, stories)
    return tuple(build(cluster, stories, annotations) for cluster in sorted(joined, key=lambda cluster: cluster.place))


def _sexes(clusters: Sequence[Cluster], authority: Authority) -> dict[Cluster, str]:
    """Men and women by title, else by a given name that is nearly always one or the other."""
    found: dict[Cluster, str] = {}
    for cluster in clusters:
        if cluster.kind is EntityKind.PERSON and len(cluster.best.tokens) > 1:
            hint = authority.given_names.get(cluster.best.tokens[0].partition("-")[0])
            if hint:
                found[cluster] = hint
        if cluster.sex:
            found[cluster] = cluster.sex
    return found


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
