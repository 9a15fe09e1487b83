"""Pronouns: joined to the most salient thing that fits, and to none where two compete."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.identify.clusters import Cluster, Other
from onrecord.identify.nations import STATELY, head_of
from onrecord.identify.phrases import PEOPLE, top_of
from onrecord.identify.scenes import Scene
from onrecord.model import EntityKind, MentionForm
from onrecord.rules.authority import Authority

PERSONS = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
THINGS = frozenset(("it", "its", "itself"))
MANY = frozenset(("they", "them", "their", "theirs", "themselves"))
SEVERAL = frozenset((EntityKind.ORGANISATION, EntityKind.GOVERNMENT, EntityKind.ARMED_GROUP))
ACTING = SEVERAL | {EntityKind.COUNTRY}
ENOUGH = 6
"""Mentions past which more say nothing of how present a thing is."""
DEEPEST = 30
"""Steps up the tree from a pronoun, at most."""
REACH = {"person": 3, "thing": 1, "many": 1}
"""Sentences back that a pronoun looks."""
DECAY = 0.5
SUBJECT, OBJECT, OTHER, KNOWN, MARGIN, LEAST, OFTEN = 3.0, 1.5, 0.6, 2.5, 0.7, 0.6, 0.3
"""Weights and thresholds, tuned on GUM's training part."""
SAYING = frozenset(
    "say tell add warn claim state insist argue announce declare write think believe hope know admit deny vow promise note explain".split()
)


@dataclass(frozen=True, slots=True)
class _Rival:
    """Something a pronoun may refer to: a cluster, or a noun phrase without a name (None)."""

    cluster: Cluster | None
    first: int
    top: int


def join_pronouns(scene: Scene, authority: Authority, sexes: dict[Cluster, str]) -> None:
    """Join the pronouns of a story, in order; a joined pronoun makes its thing salient again and tells its sex."""
    strangers = _strangers(scene, authority)
    for number, word in enumerate(scene.annotation.words):
        lower = word.text.lower()
        sort = "person" if lower in PERSONS else "thing" if lower in THINGS else "many" if lower in MANY else None
        if (
            sort is None
            or word.upos not in ("PRON", "DET")
            or scene.is_quoted(number)
            or not scene.is_prose(number)
            or word.relation == "expl"
        ):
            continue
        found = _resolve(scene, number, sort, strangers, sexes)
        if found is not None:
            found.others.append(
                Other(scene.number, range(number, number + 1), MentionForm.PRONOUN, "the most salient that fits")
            )
            scene.mark(range(number, number + 1), found)
            if sort == "person":
                sexes.setdefault(found, PERSONS[lower])


def _strangers(scene: Scene, authority: Authority) -> dict[str, list[int]]:
    """Nouns without a name that a pronoun may mean: people for he and she, plurals for they, things for it."""
    found: dict[str, list[int]] = {"person": [], "thing": [], "many": []}
    tops = {
        top_of(scene.annotation, words.start, words.stop) for words, _ in scene.between(0, len(scene.annotation.words))
    }
    for number, word in enumerate(scene.annotation.words):
        if (
            word.upos not in ("NOUN", "PROPN", "PRON")
            or number in scene.cluster_at
            or number in tops
            or word.relation in ("compound", "flat", "nmod:desc", "appos")
        ):
            continue
        lemma = word.lemma.lower()
        person = lemma in authority.titles or lemma in PEOPLE
        if word.xpos in ("NNS", "NNPS") or scene.annotation.dependents(number, "conj"):
            found["many"].append(number)
        elif person:
            found["person"].append(number)
        elif word.upos == "NOUN" or word.xpos == "NNP":
            found["thing"].append(number)
    return found


def _resolve(
    scene: Scene, number: int, sort: str, strangers: dict[str, list[int]], sexes: dict[Cluster, str]
) -> Cluster | None:
    scores: dict[int, float] = {}
    clusters: dict[int, Cluster | None] = {}
    for rival in _rivals(scene, number, sort, strangers):
        if rival.cluster is not None and not _fits(scene, rival.cluster, number, sort, sexes):
            continue
        score = _salience(scene, rival, number, sort, sexes)
        if score <= 0:
            continue
        key = id(rival.cluster) if rival.cluster is not None else -rival.first - 1
        clusters[key] = rival.cluster
        scores[key] = max(scores.get(key, 0.0), score) + 0.15 * min(scores.get(key, 0.0), score)
    ranked = sorted(scores, key=lambda key: (-scores[key], key < 0))
    if not ranked or clusters[ranked[0]] is None or scores[ranked[0]] < LEAST:
        return None
    if len(ranked) > 1 and scores[ranked[0]] - scores[ranked[1]] < MARGIN * scores[ranked[0]] * 0.5:
        return None
    return clusters[ranked[0]]


def _rivals(scene: Scene, number: int, sort: str, strangers: dict[str, list[int]]) -> list[_Rival]:
    start = scene.back(number, REACH[sort])
    annotation = scene.annotation
    found = [
        _Rival(cluster, words.start, top_of(annotation, words.start, words.stop))
        for words, cluster in scene.between(start, number)
        if (cluster.kind is EntityKind.PERSON) == (sort == "person")
        and (
            sort == "person"
            or cluster.kind in (ACTING if sort == "thing" else SEVERAL)
            or (sort == "thing" and _acts(scene, words, cluster))
        )
    ]
    found += [
        _Rival(None, noun, noun) for noun in strangers[sort] if start <= noun < number and noun not in scene.cluster_at
    ]
    if sort == "many":
        found += [_Rival(None, words.start, head_of(annotation, words.start, words.stop)) for words, cluster in scene.between(start, number)
                  if cluster.kind is EntityKind.PERSON and annotation.dependents(head_of(annotation, words.start, words.stop), "conj")]  # fmt: skip
    return found


def _acts(scene: Scene, words: range, cluster: Cluster) -> bool:
    """A place of unknown rank that does what only a state does: `Verania rejected the plan`."""
    top = scene.annotation.words[top_of(scene.annotation, words.start, words.stop)]
    return (
        cluster.kind is EntityKind.PLACE
        and top.relation == "nsubj"
        and top.head >= 0
        and scene.annotation.words[top.head].lemma.lower() in STATELY
    )


def _fits(scene: Scene, cluster: Cluster, number: int, sort: str, sexes: dict[Cluster, str]) -> bool:
    if sort == "many" and scene.was_it(cluster, number):
        return False
    if sort == "person":
        sex = PERSONS[scene.annotation.words[number].text.lower()]
        return len(cluster.sexes) < 2 and sexes.get(cluster, sex) == sex
    return True


def _salience(scene: Scene, rival: _Rival, number: int, sort: str, sexes: dict[Cluster, str]) -> float:
    """How present a rival is at the pronoun: its role, its distance, its clause; 0 where grammar forbids."""
    annotation = scene.annotation
    words = annotation.words
    top = words[rival.top]
    relation = top.relation.partition(":")[0]
    conjunct = rival.top
    while words[conjunct].relation == "conj" and words[conjunct].head >= 0:
        conjunct = words[conjunct].head
        relation = words[conjunct].relation.partition(":")[0]
    score = SUBJECT if relation in ("nsubj", "csubj") else OBJECT if relation in ("obj", "iobj") else OTHER
    if relation == "nmod" and sort != "person":
        score = 0.6
    distance = words[number].sentence - top.sentence
    if distance == 0 and not _may_corefer(scene, rival, number):
        return 0.0
    if distance == 0 and _is_below(scene, number, rival.top):
        score = SUBJECT + 2.0
    elif distance == 0 and score == SUBJECT and _is_below(scene, number, top.head):
        score += 2.0
    if sort != "person" and rival.cluster is not None and score < SUBJECT:
        score *= 0.5
    if scene.is_quoted(rival.first):
        score *= 0.3
    if not scene.is_prose(rival.first):
        score *= 0.4
    if rival.cluster is not None and sort == "person" and rival.cluster in sexes:
        score *= KNOWN
    if rival.cluster is not None and any(
        named.form == "adjective"
        for named, _ in rival.cluster.names
        if named.story == scene.number and named.first == rival.first
    ):
        return 0.0
    if rival.cluster is not None:
        score *= 1 + OFTEN * min(scene.count(rival.cluster) - 1, ENOUGH) / ENOUGH
    return score * DECAY**distance


def _is_below(scene: Scene, number: int, above: int) -> bool:
    """The pronoun hangs under a word: under the subject's verb (`Brook said that she …`), in a clause on a noun (`a woman who lost her son`)."""
    current = number
    for _ in range(DEEPEST):
        current = scene.annotation.words[current].head
        if current < 0 or current == above:
            return current >= 0
    return False


def _may_corefer(scene: Scene, rival: _Rival, number: int) -> bool:
    """Not subject and object of one verb (`Brook praised him`), not what owns and is owned (`Brook's … her`: may)."""
    words = scene.annotation.words
    pronoun = words[number]
    if pronoun.relation == "nmod:poss":
        return pronoun.head != rival.top
    if pronoun.text.lower().endswith(("self", "selves")):
        return True
    return words[rival.top].head != pronoun.head or words[rival.top].relation == "nmod:poss"
