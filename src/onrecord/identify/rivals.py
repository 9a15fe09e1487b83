"""What a pronoun may refer to, and what speaks for each: distance, grammar, how present it is, what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import log2

from onrecord.identify.clusters import Cluster
from onrecord.identify.nations import STATELY
from onrecord.identify.phrases import FEMALE, MALE, PEOPLE, top_of
from onrecord.identify.scenes import Scene
from onrecord.model import EntityKind
from onrecord.rules.authority import Authority

PERSONS = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
THINGS = frozenset(("it", "its", "itself"))
MANY = frozenset(("they", "them", "their", "theirs", "themselves"))
BODIES = frozenset((EntityKind.ORGANISATION, EntityKind.GOVERNMENT, EntityKind.ARMED_GROUP))
ACTING = BODIES | {EntityKind.COUNTRY}
TELLING = frozenset(
    "report statement study survey letter paper document note text bulletin article book review panel jury family crowd".split()
)
"""What, besides bodies and people, is said to say something."""
SAYING = STATELY | frozenset(
    "add state argue write think believe know admit note explain tell reply recall complain confirm estimate stress".split()
)
REACH = {"person": 4, "thing": 2, "many": 2}
"""Sentences back that a pronoun looks, those wholly inside quotation marks aside."""
CLOSE = 12
"""Words before a pronoun in which the quotation ends that it says."""
MOST = 40
"""Rivals of a pronoun, the latest ones."""
DEEPEST = 30
"""Steps up the tree from a pronoun, at most."""
ENOUGH = 8
"""Mentions past which more say nothing of how present a thing is."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One mention of a rival before the pronoun: its first word, the word it hangs by, sentences back."""

    first: int
    top: int
    back: int


@dataclass(slots=True)
class Rival:
    """Something a pronoun may refer to: a thing that the story names, or a noun without a name."""

    cluster: Cluster | None
    noun: int
    seen: list[Seen]
    """In the order of the text."""


def sort_of(word: str) -> str | None:
    """`person`, `thing` or `many`; None for what is no pronoun of the third person."""
    return "person" if word in PERSONS else "thing" if word in THINGS else "many" if word in MANY else None


def find_strangers(scene: Scene, authority: Authority) -> dict[str, list[int]]:
    """Nouns without a name that a pronoun may mean: people for he and she, plurals for they, things for it."""
    annotation = scene.annotation
    found: dict[str, list[int]] = {"person": [], "thing": [], "many": [], "saying thing": [], "saying many": []}
    tops = {top_of(annotation, words.start, words.stop) for words, _ in scene.between(0, len(annotation.words))}
    for number, word in enumerate(annotation.words):
        if (
            word.upos not in ("NOUN", "PROPN", "PRON")
            or number in scene.cluster_at
            or number in tops
            or word.relation in ("compound", "flat", "nmod:desc", "appos")
        ):
            continue
        lemma = word.lemma.lower()
        person = lemma in authority.titles or lemma in PEOPLE or lemma in authority.roles
        if word.xpos in ("NNS", "NNPS") or annotation.dependents(number, "conj"):
            found["many"].append(number)
        elif person:
            found["person"].append(number)
        elif word.upos == "NOUN" or word.xpos == "NNP":
            found["thing"].append(number)
        if word.upos == "PRON" or person or lemma in authority.descriptions or lemma in TELLING or word.xpos == "NNP":
            sort = "many" if number in found["many"][-1:] else "thing"
            found[f"saying {sort}"].append(number)
    found["saying person"] = found["person"]
    return found


def find_rivals(
    scene: Scene, number: int, strangers: Mapping[str, list[int]], sexes: Mapping[Cluster, str]
) -> list[Rival]:
    """All that the pronoun at a word may refer to, the grammar of its own sentence seen to."""
    annotation = scene.annotation
    lower = annotation.words[number].text.lower()
    sort = str(sort_of(lower))
    start = scene.back_unquoted(number, REACH[sort])
    says, quoted = is_sayer(scene, number), quoted_by(scene, number)
    named: dict[Cluster, Rival] = {}
    told: set[Cluster] = set()
    for words, cluster in scene.between(start, number):
        if not _is_of_sort(scene, words, cluster, sort) or not _agrees(scene, cluster, number, sort, sexes):
            continue
        if says and words.start in quoted:
            told.add(cluster)  # Who speaks is hardly ever named in the quotation.
            continue
        top = top_of(annotation, words.start, words.stop)
        rival = named.setdefault(cluster, Rival(cluster, -1, []))
        rival.seen.append(Seen(words.start, top, scene.steps(words.start, number)))
    found = [rival for rival in named.values() if rival.cluster not in told and _is_free(scene, rival.seen[-1], number)]
    if says and sort != "person":
        found = [rival for rival in found if rival.cluster is not None and rival.cluster.kind in ACTING]
    for noun in strangers["saying " + sort if says else sort]:
        if (
            start <= noun < number
            and noun not in scene.cluster_at
            and noun not in quoted
            and _may_be(scene, noun, lower)
        ):
            seen = Seen(noun, noun, scene.steps(noun, number))
            if _is_free(scene, seen, number):
                found.append(Rival(None, noun, [seen]))
    return sorted(found, key=lambda rival: rival.seen[-1].first)[-MOST:]


def is_sayer(scene: Scene, number: int) -> bool:
    """True for the pronoun of `she said`."""
    words = scene.annotation.words
    word = words[number]
    return word.relation == "nsubj" and word.head >= 0 and words[word.head].lemma.lower() in SAYING


def quoted_by(scene: Scene, number: int) -> range:
    """The words inside quotation marks right before the pronoun that says them, back through whole sentences."""
    annotation = scene.annotation
    first = annotation.starts[annotation.words[number].sentence]
    quoted = [n for n in range(max(first, number - CLOSE), number) if scene.is_quoted(n)]
    if not quoted:
        return range(0)
    start = quoted[-1]
    while start > 0 and scene.is_quoted(start - 1):
        start -= 1
    return range(start, quoted[-1] + 1)


def _is_of_sort(scene: Scene, words: range, cluster: Cluster, sort: str) -> bool:
    if any(n.form == "adjective" and n.story == scene.number and n.first == words.start for n, _ in cluster.names):
        return False
    if sort == "person":
        return cluster.kind is EntityKind.PERSON
    if sort == "many":
        return cluster.kind in ACTING
    return cluster.kind is not EntityKind.PERSON


def _agrees(scene: Scene, cluster: Cluster, number: int, sort: str, sexes: Mapping[Cluster, str]) -> bool:
    if sort == "many" and scene.was_it(cluster, number):
        return False
    if sort == "person":
        sex = PERSONS[scene.annotation.words[number].text.lower()]
        return len(cluster.sexes) < 2 and sexes.get(cluster, sex) == sex
    return True


def _may_be(scene: Scene, noun: int, pronoun: str) -> bool:
    lemma, sex = scene.annotation.words[noun].lemma.lower(), PERSONS.get(pronoun)
    return not (sex == "m" and lemma in FEMALE) and not (sex == "f" and lemma in MALE)


def _is_free(scene: Scene, seen: Seen, number: int) -> bool:
    """Not subject and object of one verb (`Brook praised him`), not what owns and is owned (`her deputy`)."""
    words = scene.annotation.words
    pronoun = words[number]
    if seen.back or words[seen.top].sentence != pronoun.sentence:
        return True
    if pronoun.relation == "nmod:poss":
        return pronoun.head != seen.top
    if pronoun.text.lower().endswith(("self", "selves")):
        return True
    return words[seen.top].head != pronoun.head or words[seen.top].relation == "nmod:poss"


def is_torn(scene: Scene, rival: Rival, rivals: list[Rival]) -> bool:
    """`Sarkel and Trent argued. She left.`: named together with another that fits as well."""
    first = _first_of(scene, rival.seen[-1].top)
    return any(
        other is not rival and other.cluster is not None and _first_of(scene, other.seen[-1].top) == first
        for other in rivals
    )


def _first_of(scene: Scene, top: int) -> int:
    words = scene.annotation.words
    for _ in range(DEEPEST):
        if words[top].relation != "conj" or words[top].head < 0:
            return top
        top = words[top].head
    return top


# --- features -------------------------------------------------------------------------------------


def rank_features(
    scene: Scene, rival: Rival, number: int, rivals: list[Rival], sexes: Mapping[Cluster, str]
) -> dict[str, float]:
    """What speaks for a rival, each feature under the pronoun's sort."""
    sort = sort_of(scene.annotation.words[number].text.lower())
    found = dict(_of_place(scene, rival, number))
    found.update(_of_presence(scene, rival, rivals))
    found.update(_of_nature(scene, rival, number, sexes))
    return {f"{sort} {name}": value for name, value in found.items()}


def _of_place(scene: Scene, rival: Rival, number: int) -> Iterator[tuple[str, float]]:
    annotation = scene.annotation
    words = annotation.words
    last, pronoun = rival.seen[-1], words[number]
    role, own = role_of(scene, last.top), role_of(scene, number)
    side = "same" if words[last.first].sentence == pronoun.sentence else "before" if last.back <= 1 else "far"
    kind = "named" if rival.cluster is not None else "stranger"
    yield f"{kind} {side}", 1.0
    yield f"{role} {side}", 1.0
    yield f"back {min(last.back, 4)}", 1.0
    if role == own:
        yield f"parallel {role}", 1.0
    if role == "subject" and rival.cluster is None:
        yield f"stranger subject {side}", 1.0
    if words[last.first].sentence == pronoun.sentence and _is_below(scene, number, last.top):
        yield "inside it", 1.0
    elif side == "same" and role == "subject" and _is_below(scene, number, words[last.top].head):
        yield "below its verb", 1.0
    if role == "subject" and side == "before" and own == "subject":
        yield "subject goes on", 1.0
    if scene.is_quoted(last.first):
        yield "quoted", 1.0
    if not scene.is_prose(last.first):
        yield "heading", 1.0
    if words[last.top].relation == "conj" or annotation.dependents(last.top, "conj"):
        yield "coordinated", 1.0


def _of_presence(scene: Scene, rival: Rival, rivals: list[Rival]) -> Iterator[tuple[str, float]]:
    last = rival.seen[-1]
    if rival.cluster is not None:
        yield "mentions", log2(1 + min(scene.count(rival.cluster), ENOUGH))
        if len(rival.seen) > 1:
            yield "seen again", 1.0
        if scene.annotation.words[last.first].upos in ("PRON", "DET"):
            yield "last a pronoun", 1.0
        if any(role_of(scene, seen.top) == "subject" for seen in rival.seen):
            yield "was subject", 1.0
        if len(rivals) == 1:
            yield "alone", 1.0
        elif sum(other.cluster is not None for other in rivals) == 1:
            yield "only named", 1.0
    later = sum(other.seen[-1].first > last.first for other in rivals)
    yield "passed by", log2(1 + later)
    first = min(other.seen[0].first for other in rivals)
    if rival.seen[0].first == first:
        yield "first of all", 1.0


def _of_nature(scene: Scene, rival: Rival, number: int, sexes: Mapping[Cluster, str]) -> Iterator[tuple[str, float]]:
    words = scene.annotation.words
    pronoun = words[number]
    form = "says" if is_sayer(scene, number) else "own" if pronoun.relation == "nmod:poss" else "other"
    cluster = rival.cluster
    if cluster is None:
        lemma = words[rival.noun].lemma.lower()
        yield f"stranger {form}", 1.0
        if lemma in MALE or lemma in FEMALE:
            yield "stranger of the sex", 1.0
        if words[rival.noun].upos == "PRON":
            yield "stranger pronoun", 1.0
        return
    if cluster in sexes:
        yield "sex known", 1.0
    tokens = cluster.best.tokens
    head = tokens[tokens.index("of") - 1] if "of" in tokens[1:] else tokens[-1]
    if head.endswith("s") and len(tokens) > 1:
        yield "plural name", 1.0
    if cluster.kind is EntityKind.PERSON:
        yield f"named {form}", 1.0
    else:
        yield f"{_nature(cluster)} {form}", 1.0


def _nature(cluster: Cluster) -> str:
    if cluster.kind is EntityKind.ARMED_GROUP:
        return "armed group"
    if cluster.kind in BODIES:
        return "body"
    return "place" if cluster.kind in (EntityKind.PLACE, EntityKind.FACILITY) else cluster.kind.value


def role_of(scene: Scene, top: int) -> str:
    """The role in which a word hangs in its sentence, that of the first for what is coordinated."""
    relation = scene.annotation.words[_first_of(scene, top)].relation
    plain = relation.partition(":")[0]
    if relation == "nmod:poss":
        return "owner"
    if plain in ("nsubj", "csubj", "root"):
        return "subject" if plain != "root" else "root"
    return {"obj": "object", "iobj": "object", "obl": "oblique", "nmod": "within"}.get(plain, "other")


def _is_below(scene: Scene, number: int, above: int) -> bool:
    """The pronoun hangs under a word: under the subject's verb (`Brook said that she …`), in a clause on a noun (`a woman who lost her son`)."""
    current = number
    for _ in range(DEEPEST):
        current = scene.annotation.words[current].head
        if current < 0 or current == above:
            return current >= 0
    return False
