"""A story as descriptions see it: what it has named by then, what is said of it, and what it brought in without a name."""

from __future__ import annotations

from bisect import bisect_left

from onrecord.identify.clusters import Cluster
from onrecord.identify.folding import fold
from onrecord.identify.nations import Nations
from onrecord.identify.phrases import read_phrase
from onrecord.identify.profiles import read_profiles
from onrecord.identify.scenes import Scene
from onrecord.model import EntityKind
from onrecord.rules.authority import Authority

MOST = 300
"""Things named so far that a description is held against."""
NEAR = 3
"""Sentences back in which one of several candidates may be the only one."""
BRINGING = frozenset("a an another one two three four five some several many few other any each every no".split())
"""What stands before a noun that brings in somebody new."""


class Story:
    """What the descriptions of one story may stand for."""

    def __init__(self, scene: Scene, nations: Nations, authority: Authority, sexes: dict[Cluster, str]) -> None:
        self.scene, self.nations, self.authority, self.sexes = scene, nations, authority, sexes
        self.profiles = read_profiles(scene, nations)
        self._order: dict[EntityKind, list[tuple[int, Cluster]]] = {}
        for cluster, profile in self.profiles.items():
            self._order.setdefault(cluster.kind, []).append((profile.first, cluster))
        self._brought = _brought_in(scene)
        self._called: dict[Cluster, frozenset[str]] = {}
        self._known: dict[Cluster, frozenset[str]] = {}

    def called(self, cluster: Cluster) -> frozenset[str]:
        """What the text calls somebody: titles, offices, nouns beside the name."""
        if cluster not in self._called:
            profile = self.profiles[cluster]
            offices = {office.text.lower() for office in profile.offices}
            offices |= {office.title.words for office in profile.offices if office.title}
            self._called[cluster] = frozenset(profile.said | profile.titles | offices)
        return self._called[cluster]

    def known(self, cluster: Cluster) -> frozenset[str]:
        """The words of a thing's names and the nouns beside them."""
        if cluster not in self._known:
            tokens = {token for named, _ in cluster.names for token in named.tokens}
            self._known[cluster] = frozenset(self.profiles[cluster].said | tokens)
        return self._known[cluster]

    def before(self, noun: int, *kinds: EntityKind) -> list[Cluster]:
        """Things of some kinds that the story has named by then, the latest `MOST` of each kind."""
        found: list[tuple[int, Cluster]] = []
        for kind in kinds:
            order = self._order.get(kind, [])
            end = bisect_left(order, noun, key=lambda entry: entry[0])
            found.extend(order[max(end - MOST, 0) : end])
        return [cluster for _, cluster in sorted(found, key=lambda entry: entry[0])]

    def near(self, noun: int, sentences: int) -> set[Cluster]:
        """What was spoken of in the sentences just before, and in this one."""
        return {cluster for _, cluster in self.scene.between(self.scene.back(noun, sentences), noun)}

    def only(self, fitting: list[Cluster], noun: int) -> Cluster | None:
        """The only one; of several the only one spoken of just before."""
        if len(fitting) > 1:
            near = self.near(noun, NEAR)
            fitting = [cluster for cluster in fitting if cluster in near]
        return fitting[0] if len(fitting) == 1 else None

    def key(self, text: str) -> str:
        """What two names of an owner must share: the country's key, or the folded words."""
        nation = self.nations.of(text)
        return nation.key if nation else fold(text)

    def is_brought_in(self, lemma: str, before: int) -> bool:
        """True when `a doctor` without a name came earlier: `the doctor` is rather that one."""
        return any(place < before for place in self._brought.get(lemma, ()))


def _brought_in(scene: Scene) -> dict[str, list[int]]:
    """Nouns that the story brings in without a name, with their words."""
    annotation = scene.annotation
    found: dict[str, list[int]] = {}
    for number, word in enumerate(annotation.words):
        if word.upos != "NOUN" or number in scene.cluster_at or _is_beside(scene, number):
            continue
        phrase = read_phrase(annotation, number, scene.words_of)
        is_new = phrase.article in BRINGING or phrase.article == "own"
        if is_new or (word.xpos == "NNS" and not phrase.article):
            found.setdefault(word.lemma.lower(), []).append(number)
    return found


def _is_beside(scene: Scene, number: int) -> bool:
    """`Brook, a nurse`, `Brook is a nurse`, `as a nurse`: said of somebody, nobody new."""
    annotation = scene.annotation
    word = annotation.words[number]
    if word.relation in ("appos", "compound", "nmod:desc", "flat") or annotation.dependents(number, "cop"):
        return True
    if any(child in scene.cluster_at for child in annotation.dependents(number, "appos", "flat", "nmod:desc")):
        return True
    return any(annotation.words[case].text.lower() == "as" for case in annotation.dependents(number, "case"))
