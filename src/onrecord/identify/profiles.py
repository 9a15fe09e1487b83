"""What a story says of each thing it names: nouns beside the name, offices, deeds, nations. Descriptions are held against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from onrecord.identify.clusters import Cluster
from onrecord.identify.names import Named
from onrecord.identify.nations import Nations, head_of
from onrecord.identify.offices import Office
from onrecord.identify.phrases import top_of
from onrecord.identify.scenes import Scene


@dataclass
class Profile:
    """What is said of one thing; words are lower-case lemmas."""

    first: int
    """The word of its first name."""
    offices: list[Office] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)
    said: set[str] = field(default_factory=set)
    """Nouns, numbers and their modifiers beside the name."""
    subject_of: set[str] = field(default_factory=set)
    object_of: set[str] = field(default_factory=set)
    around: set[str] = field(default_factory=set)
    """Nouns of the clauses in which it does something, and what it owns."""
    nations: set[str] = field(default_factory=set)
    """Keys of the countries that it is said to be of."""


def named_in(scene: Scene) -> list[tuple[Named, Cluster]]:
    """The names of a story with what they name, in order."""
    found: dict[int, tuple[Named, Cluster]] = {}
    for cluster in dict.fromkeys(cluster for _, cluster in scene.between(0, len(scene.annotation.words))):
        for named, _ in cluster.names:
            if named.story == scene.number:
                found[named.first] = (named, cluster)
    return [found[first] for first in sorted(found)]


def read_profiles(scene: Scene, nations: Nations) -> dict[Cluster, Profile]:
    """The profile of everything that a story names, in the order of first names."""
    found: dict[Cluster, Profile] = {}
    for named, cluster in named_in(scene):
        profile = found.setdefault(cluster, Profile(named.first))
        profile.offices.extend(named.offices)
        profile.titles.update(named.titles)
        top = top_of(scene.annotation, named.first, named.last)
        head = head_of(scene.annotation, named.first, named.last)
        profile.said.update(_beside(scene, named, head))
        doing = [word.removesuffix("ing") for word in profile.said if word.endswith("ing")]
        profile.subject_of.update(verb + end for verb in doing for end in ("", "e"))
        profile.nations.update(_nations(scene, named, {top, head}, nations))
        _read_clauses(scene, profile, {top, head})
    return found


# --- beside the name ------------------------------------------------------------------------------


def _beside(scene: Scene, named: Named, head: int) -> Iterator[str]:
    """`Zernoprom, a grain trader`, `the armed group Hamas`, `Brook, 54,`, `Vint, who was a baker`, `Orsk is a nurse`."""
    annotation = scene.annotation
    for noun in _nouns_beside(scene, named, head):
        if named.first <= noun < named.last or annotation.dependents(noun, "case"):
            continue
        word = annotation.words[noun]
        is_told = (
            word.text.islower() or noun == annotation.starts[word.sentence]
        )  # "the insurer Holdfast", "Toymaker Plumtree"
        if word.upos in ("NOUN", "NUM") or (word.upos in ("PROPN", "ADJ") and is_told and word.relation != "amod"):
            yield word.lemma.lower()
            for child in annotation.dependents(noun, "amod", "compound", "nummod"):
                yield annotation.words[child].lemma.lower()
    behind = named.last + 1
    if (
        behind < len(annotation.words)
        and annotation.words[named.last].text == ","
        and annotation.words[behind].text.isdigit()
    ):
        yield annotation.words[behind].text


def _nouns_beside(scene: Scene, named: Named, head: int) -> Iterator[int]:
    annotation = scene.annotation
    beside = ("appos", "nmod:desc", "compound", "nummod", "nmod", "dep", "nmod:unmarked")
    yield from (child for child in annotation.children[head] if annotation.words[child].relation in beside)
    word = annotation.words[head]
    if (
        word.relation in ("appos", "nmod:desc", "compound", "flat")
        and word.head >= 0
        and not named.first <= word.head < named.last
    ):
        yield word.head
    if word.relation.startswith("nsubj") and word.head >= 0 and annotation.dependents(word.head, "cop"):
        yield word.head
    for clause in annotation.dependents(head, "acl"):
        if annotation.dependents(clause, "cop"):
            yield clause


def _nations(scene: Scene, named: Named, tops: set[int], nations: Nations) -> Iterator[str]:
    """`the Korean battery firm Hanul`, `Norway's Mikkel Thorsen`, `Hanul Cells of South Korea`, `Orlin of Kestria`."""
    if named.nation is not None or named.country:
        yield named.nation.key if named.nation is not None else str(named.country)
    for office in named.offices:
        if office.nation is not None:
            yield office.nation.key
    annotation = scene.annotation
    for top in tops:
        for child in annotation.dependents(top, "amod", "compound", "nmod", "nmod:poss", "appos", "nmod:desc"):
            near = [child, *annotation.dependents(child, "amod", "compound")]
            for number in near if annotation.words[child].relation in ("appos", "nmod:desc", "compound") else [child]:
                words = scene.words_of.get(number)
                if words is None or words.start == named.first or _is_else(scene, number):
                    continue
                nation = nations.of(annotation.phrase(words).text)
                if nation is not None:
                    yield nation.key


def _is_else(scene: Scene, number: int) -> bool:
    """`Orlin in Kestria` is not of Kestria."""
    cases = scene.annotation.dependents(number, "case")
    return any(scene.annotation.words[case].text.lower() not in ("of", "from", "'s", "’s", "'", "’") for case in cases)


# --- in its clauses -------------------------------------------------------------------------------


def _read_clauses(scene: Scene, profile: Profile, tops: set[int]) -> None:
    """The verbs whose subject or object it is, and the nouns of what it does and owns."""
    annotation = scene.annotation
    words = annotation.words
    for top in tops:
        while words[top].relation == "conj" and words[top].head >= 0:
            top = words[top].head
        relation, verb = words[top].relation, words[top].head
        for clause in annotation.dependents(top, "acl"):
            _read_clause(scene, profile, clause, is_done=words[clause].xpos == "VBN" or _is_passive(scene, clause))
        if verb < 0:
            continue
        if relation.partition(":")[0] == "nsubj" and words[verb].upos in ("VERB", "NOUN", "ADJ"):
            for one in (verb, *_and_verbs(scene, verb)):
                _read_clause(scene, profile, one, is_done=relation == "nsubj:pass" or _is_passive(scene, one))
        elif relation in ("obj", "iobj"):
            profile.object_of.add(words[verb].lemma.lower())
        elif relation == "obl:agent":
            profile.subject_of.add(words[verb].lemma.lower())
        elif relation == "nmod:poss":
            profile.around.update((words[verb].lemma.lower(), *_modifiers(scene, verb)))


def _and_verbs(scene: Scene, verb: int) -> Iterator[int]:
    """`Hale left and closed the door`: verbs that share the subject."""
    for child in scene.annotation.dependents(verb, "conj", "advcl", "xcomp"):
        if not scene.annotation.dependents(child, "nsubj"):
            yield child


def _is_passive(scene: Scene, verb: int) -> bool:
    return bool(scene.annotation.dependents(verb, "aux:pass"))


def _read_clause(scene: Scene, profile: Profile, verb: int, *, is_done: bool) -> None:
    words = scene.annotation.words
    if words[verb].upos == "VERB":
        (profile.object_of if is_done else profile.subject_of).add(words[verb].lemma.lower())
    else:
        profile.around.update((words[verb].lemma.lower(), *_modifiers(scene, verb)))
    for child in scene.annotation.dependents(verb, "obj", "obl", "nmod"):
        if words[child].relation != "obl:agent":
            profile.around.update((words[child].lemma.lower(), *_modifiers(scene, child)))


def _modifiers(scene: Scene, noun: int) -> Iterator[str]:
    for child in scene.annotation.dependents(noun, "amod", "compound"):
        yield scene.annotation.words[child].lemma.lower()
