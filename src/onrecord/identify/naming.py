"""All of a document but its pronouns: names joined, offices and descriptions looked up, story by story."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.identify.bodies import join_bodies
from onrecord.identify.clusters import Cluster, group
from onrecord.identify.descriptions import join_descriptions
from onrecord.identify.institutions import find_institutions
from onrecord.identify.names import find_names
from onrecord.identify.nations import Nations
from onrecord.identify.officials import know_people
from onrecord.identify.people import join_people
from onrecord.identify.scenes import Scene
from onrecord.identify.spots import find_spots
from onrecord.model import Annotation, EntityKind, Story
from onrecord.rules.authority import Authority


def name_stories(
    stories: Sequence[Story], annotations: Sequence[Annotation], authority: Authority
) -> tuple[list[Cluster], list[Scene], dict[Cluster, str]]:
    """What the document names, a scene for each story with names and descriptions joined, and who is a man or a woman."""
    spots = [
        spot for number, annotation in enumerate(annotations) for spot in find_spots(number, annotation, authority)
    ]
    nations = Nations(spots, annotations, authority)
    names = find_names(spots, annotations, nations, authority)
    names += find_institutions(names, annotations, nations, authority)
    clusters = group(sorted(names, key=lambda named: (named.story, named.first)))
    join_people(clusters, authority)
    join_bodies(clusters, annotations, authority)
    know_people(clusters, stories, authority)
    clusters = [cluster for cluster in clusters if not cluster.is_gone]
    sexes = _sexes(clusters, authority)
    scenes = []
    for number, (story, annotation) in enumerate(zip(stories, annotations, strict=True)):
        scene = Scene(number, story, annotation, [cluster for cluster in clusters if cluster.best.story == number])
        join_descriptions(scene, nations, authority, sexes)
        scenes.append(scene)
    return clusters, scenes, sexes


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
