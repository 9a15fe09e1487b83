"""Descriptions: `the Veranian foreign minister`, `the agency`, `the 54-year-old`, joined where just one thing fits."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from onrecord.identify.clusters import Cluster, Other
from onrecord.identify.folding import fold
from onrecord.identify.names import Named, Office
from onrecord.identify.nations import Nations, head_of
from onrecord.identify.phrases import Phrase, phrase_text, read_phrase, title_of
from onrecord.identify.scenes import Scene
from onrecord.model import EntityKind, MentionForm
from onrecord.rules.authority import Authority, Description

MOST = 300
"""Things named so far that a description is held against."""
NEAR = 3
"""Sentences back in which one of several candidates may be the only one."""
DEFINITE = frozenset(("the", "this", "that"))
LESSER = frozenset("deputy vice assistant shadow acting junior under associate".split())
"""`the minister` is not the deputy minister."""


def join_descriptions(scene: Scene, nations: Nations, authority: Authority) -> None:
    """Mark appositions, then look up every definite noun phrase of the story, in order."""
    used = _appositions(scene)
    finder = _Finder(scene, nations, authority)
    for number, word in enumerate(scene.annotation.words):
        if (
            (word.upos not in ("NOUN", "PROPN") and word.text != "old")
            or number in scene.cluster_at
            or number in used
            or word.relation in ("compound", "flat", "nmod:desc")
        ):
            continue
        found = finder.find(number)
        if found is not None:
            cluster, phrase, why = found
            words = range(phrase.first, phrase.words[-1] + 1)
            cluster.others.append(Other(scene.number, words, MentionForm.DESCRIPTION, why))
            scene.mark(words, cluster)


def _appositions(scene: Scene) -> set[int]:
    """`Ada Brook, the foreign minister,`: the description is a mention too. Returns the nouns spent on it."""
    used: set[int] = set()
    for named, cluster in _named(scene):
        for office in named.offices:
            if office.phrase is None or office.phrase.noun in used:
                continue
            used.add(office.phrase.noun)
            words = range(office.phrase.first, office.phrase.words[-1] + 1)
            if words.stop < named.first or words.start >= named.last:
                cluster.others.append(Other(scene.number, words, MentionForm.DESCRIPTION, "beside the name"))
                scene.mark(words, cluster)
    return used


def _named(scene: Scene) -> list[tuple[Named, Cluster]]:
    found: dict[int, tuple[Named, Cluster]] = {}
    for cluster in dict.fromkeys(cluster for _, cluster in scene.between(0, len(scene.annotation.words))):
        for named, _ in cluster.names:
            found[named.first] = (named, cluster)
    return [found[first] for first in sorted(found)]


class _Finder:
    """What the descriptions of one story may stand for."""

    def __init__(self, scene: Scene, nations: Nations, authority: Authority) -> None:
        self.scene, self.nations, self.authority = scene, nations, authority
        self.first_at: dict[Cluster, int] = {}
        self.offices: dict[Cluster, list[Office]] = {}
        self.said: dict[Cluster, set[str]] = {}
        self._order: dict[EntityKind, list[tuple[int, Cluster]]] = {}
        for named, cluster in _named(scene):
            if cluster not in self.first_at:
                self.first_at[cluster] = named.first
                self._order.setdefault(cluster.kind, []).append((named.first, cluster))
            self.offices.setdefault(cluster, []).extend(named.offices)
            self.said.setdefault(cluster, set()).update(_words_of(scene, named))

    def _before(self, noun: int, *kinds: EntityKind) -> list[Cluster]:
        """Things of some kinds that the story has named by then, the latest `MOST` of each kind."""
        found: list[tuple[int, Cluster]] = []
        for kind in kinds:
            order = self._order.get(kind, [])
            end = bisect_left(order, noun, key=lambda entry: entry[0])
            found.extend(order[max(end - MOST, 0) : end])
        return [cluster for _, cluster in sorted(found, key=lambda entry: entry[0])]

    def find(self, number: int) -> tuple[Cluster, Phrase, str] | None:
        """The cluster that a noun stands for, its phrase and the reason."""
        annotation = self.scene.annotation
        word = annotation.words[number]
        if (
            annotation.dependents(number, "cop")
            or word.text[0].isupper()
            and word.upos == "PROPN"
            and word.xpos == "NNPS"
        ):
            return None
        phrase = read_phrase(annotation, number, self.scene.words_of)
        text = phrase_text(annotation, phrase.words)
        if not self._is_definite(phrase):
            return None
        age = _age(self.scene, phrase)
        if age:
            return self._by_age(phrase, age)
        title = title_of(text, self.authority)
        described = self.authority.descriptions.get(word.lemma.lower()) or self.authority.descriptions.get(
            word.text.lower()
        )
        if word.xpos in ("NN", "NNP") and (
            (title is not None and title.is_office) or (described is not None and described.match == "office")
        ):
            found = self._by_office(phrase, text, described)
            return (found, phrase, "office") if found is not None else None
        if described is not None and described.match != "office":
            found = self._by_kind(phrase, text, described)
            return (found, phrase, "description") if found is not None else None
        return None

    def _is_definite(self, phrase: Phrase) -> bool:
        if phrase.article in DEFINITE:
            return phrase.is_plain
        return phrase.article == "" and phrase.owner is not None and phrase.is_plain

    # --- people -----------------------------------------------------------------------------------

    def _by_office(self, phrase: Phrase, text: str, described: Description | None) -> Cluster | None:
        wanted = _office_words(text)
        owner = self._key(self.scene.annotation.phrase(phrase.owner).text) if phrase.owner else None
        if phrase.owner is None and phrase.article == "":
            return None
        fitting: list[Cluster] = []
        unsure: list[Cluster] = []
        for cluster in self._before(phrase.noun, EntityKind.PERSON):
            held = [office for office in self.offices[cluster] if _takes(wanted, office, described)]
            owners = {
                self._key(office.nation.name if office.nation else office.owner) for office in held if office.owner
            }
            if held and (owner is None or owner in owners):
                fitting.append(cluster)
            elif held and not owners:
                unsure.append(cluster)
        return self._only(fitting or unsure, phrase.noun)

    def _key(self, text: str) -> str:
        nation = self.nations.of(text)
        return nation.key if nation else fold(text)

    def _only(self, fitting: list[Cluster], noun: int) -> Cluster | None:
        """The only one; of several the only one spoken of just before."""
        if len(fitting) > 1:
            near = {id(cluster) for _, cluster in self.scene.between(self.scene.back(noun, NEAR), noun)}
            fitting = [cluster for cluster in fitting if id(cluster) in near]
        return fitting[0] if len(fitting) == 1 else None

    def _by_age(self, phrase: Phrase, age: str) -> tuple[Cluster, Phrase, str] | None:
        people = self._before(phrase.noun, EntityKind.PERSON)
        aged = [cluster for cluster in people if age in self.said[cluster]]
        if len(aged) == 1:
            return aged[0], phrase, "age"
        near = {id(cluster): cluster for _, cluster in self.scene.between(self.scene.back(phrase.first, 1), phrase.first)
                if cluster.kind is EntityKind.PERSON}  # fmt: skip
        if len(near) == 1 and not aged:
            cluster = next(iter(near.values()))
            if not any(word.isdigit() for word in self.said.get(cluster, ())):
                return cluster, phrase, "age, the only person near"
        return None

    # --- things -----------------------------------------------------------------------------------

    def _by_kind(self, phrase: Phrase, text: str, described: Description) -> Cluster | None:
        annotation = self.scene.annotation
        if phrase.owner is not None or (
            annotation.words[phrase.noun].xpos == "NNS" and EntityKind.ARMED_GROUP not in described.kinds
        ):
            return None
        words = fold(text).split()
        before = self._before(phrase.noun, *described.kinds)
        before = [cluster for cluster in before if not self._sectors(cluster) & described.never]
        named = [cluster for cluster in before if set(words) <= self.said[cluster] | set(cluster.best.tokens)]
        if named:
            return self._only(named, phrase.noun)
        if (
            described.match == "named"
            or len(words) > 1
            or (phrase.article != "the" and described.kinds[0] in (EntityKind.COUNTRY, EntityKind.PLACE))
        ):
            return None
        if EntityKind.GOVERNMENT in described.kinds:
            # An agency is rather what is known to be one than a body of which nothing is known.
            known = [cluster for cluster in before if cluster.kind is EntityKind.GOVERNMENT or self._sectors(cluster)]
            before = known or before
            if len(known) == 1:
                return known[0]
        near = {
            id(cluster): cluster
            for _, cluster in self.scene.between(self.scene.back(phrase.noun, NEAR - 1), phrase.first)
        }
        fitting = [cluster for cluster in before if id(cluster) in near]
        return fitting[0] if len(fitting) == 1 and self._is_fresh(fitting[0], described) else None

    def _sectors(self, cluster: Cluster) -> set[str]:
        return {named.sector for named, _ in cluster.names if named.sector}

    def _is_fresh(self, cluster: Cluster, described: Description) -> bool:
        """`the country` and `the town` are said of much that has no name: only of what the text names itself, not by adjective."""
        if described.kinds[0] in (EntityKind.COUNTRY, EntityKind.PLACE):
            return any(named.form == "name" for named, _ in cluster.names)
        return True


def _office_words(text: str) -> tuple[str, ...]:
    plain = fold(text).replace("defense", "defence").replace("-", " ").replace("centre", "center")
    return tuple(word for word in plain.split() if word not in ("of", "the"))


def _takes(wanted: tuple[str, ...], office: Office, described: Description | None) -> bool:
    """True when a description may take up an office: same last word, no word more, and never a deputy's."""
    held = _office_words(office.text)
    title = _office_words(office.title.words) if office.title else held[-1:]
    head = office.title.words if office.title else " ".join(title)
    if (
        described is not None
        and described.match == "office"
        and len(wanted) == 1
        and (head in described.stands_for or office.text.lower() in described.stands_for)
    ):
        return not set(held) & LESSER
    if wanted[-len(title) :] != title:
        return False
    return set(wanted) <= set(held) and not (set(held) & LESSER) - set(wanted)


def _age(scene: Scene, phrase: Phrase) -> str | None:
    """The number of `the 54-year-old`."""
    words = scene.annotation.words
    text = words[phrase.noun].text.lower()
    if text.endswith("-year-old"):
        return text.partition("-")[0]
    if text == "old" and phrase.noun >= 4 and words[phrase.noun - 2].text.lower() == "year":
        return words[phrase.noun - 4].text
    return None


def _words_of(scene: Scene, named: Named) -> Iterator[str]:
    """Nouns and numbers that the text puts beside a name: `Zernoprom, a grain trader`, `the armed group Hamas`, `Brook, 54,`."""
    annotation = scene.annotation
    head = head_of(annotation, named.first, named.last)
    beside = [
        child
        for child in annotation.children[head]
        if annotation.words[child].relation in ("appos", "nmod:desc", "compound", "nummod", "nmod", "dep")
    ]
    word = annotation.words[head]
    if (
        word.relation in ("appos", "nmod:desc", "compound", "flat")
        and word.head >= 0
        and not named.first <= word.head < named.last
    ):
        beside.append(word.head)
    if word.relation.startswith("nsubj") and word.head >= 0 and annotation.dependents(word.head, "cop"):
        beside.append(word.head)
    for noun in beside:
        if named.first <= noun < named.last or annotation.dependents(noun, "case"):
            continue
        if annotation.words[noun].upos in ("NOUN", "NUM"):
            yield annotation.words[noun].lemma.lower()
            for child in annotation.dependents(noun, "amod", "compound", "nummod"):
                yield annotation.words[child].lemma.lower()
    behind = named.last + 1
    if (
        behind < len(annotation.words)
        and annotation.words[named.last].text == ","
        and annotation.words[behind].text.isdigit()
    ):
        yield annotation.words[behind].text
