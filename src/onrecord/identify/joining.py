"""Which names are one thing."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from onrecord.identify.names import Named
from onrecord.model import (
    Annotation,
    Entity,
    EntityKind,
    Mention,
    MentionForm,
    NameCount,
    Origin,
    PossibleSame,
    Story,
    content_id,
)

VERSION = "1"
ADJECTIVE = re.compile(r"(ians?|eans?|ans?|ese|ish|is?|ics?|s|n|ns)$")
PLACES = (EntityKind.PLACE, EntityKind.COUNTRY)
JOINABLE = {EntityKind.ORGANISATION, EntityKind.GOVERNMENT, EntityKind.ARMED_GROUP, EntityKind.FACILITY}


@dataclass
class Cluster:
    """Names that are one thing, while it is being found out."""

    names: list[tuple[Named, str]]
    others: list[tuple[int, tuple[int, ...], MentionForm, str]] = field(default_factory=list)
    possible: list[tuple[Cluster, str]] = field(default_factory=list)

    @property
    def kind(self) -> EntityKind:
        """The kind most of the names have; full names count before surnames."""
        return Counter(named.kind for named, _ in self.names).most_common(1)[0][0]

    @property
    def best(self) -> Named:
        """The longest name, and of those the first."""
        plain = [named for named, _ in self.names if not named.is_adjective] or [named for named, _ in self.names]
        return max(plain, key=lambda named: (len(named.tokens), -named.story, -named.first))

    @property
    def sex(self) -> str | None:
        """From titles and offices; None where they say nothing or contradict."""
        found = {title.sex for named, _ in self.names for title in named.titles if title.sex}
        return found.pop() if len(found) == 1 else None

    def place(self) -> tuple[int, int]:
        """Story and word of the first mention."""
        return min((named.story, named.first) for named, _ in self.names)

    def entity(self, stories: Sequence[Story], annotations: Sequence[Annotation]) -> Entity:
        """The finished value."""
        mentions = [(n.story, range(n.first, n.last), MentionForm.NAME, why) for n, why in self.names]
        mentions += [(story, range(words[0], words[-1] + 1), form, why) for story, words, form, why in self.others]
        counts = Counter(named.text for named, _ in self.names)
        names = tuple(NameCount(text, count) for text, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])))
        offices = tuple(dict.fromkeys(named.office for named, _ in self.names if named.office))
        sector = next((named.sector for named, _ in self.names if named.sector), None)
        return Entity(
            id=self.identity(stories[0].document), kind=self.kind, name=self.best.text, names=names,
            mentions=tuple(Mention(stories[s].id, annotations[s].phrase(words), form, why) for s, words, form, why in sorted(mentions, key=lambda m: (m[0], m[1][0]))),
            sector=sector, office=offices, origin=Origin("identify", "names", VERSION),
            possible_same=tuple(PossibleSame(other.identity(stories[0].document), reason) for other, reason in self.possible),
        )  # fmt: skip

    def identity(self, document: str) -> str:
        """The id: by kind and full name, or within the document for a name too weak to hold elsewhere."""
        name = fold(self.best.text)
        if self.kind is EntityKind.PERSON and len(self.best.tokens) < 2:
            return content_id("entity", document, self.kind.value, name)
        return content_id("entity", self.kind.value, name)


def fold(name: str) -> str:
    """A name for comparing: lower case, without accents and punctuation."""
    plain = unicodedata.normalize("NFD", name.lower().replace("’", "'"))
    return " ".join("".join(c for c in plain if unicodedata.category(c) != "Mn" and (c.isalnum() or c in " '-")).split())


def join_names(named: Sequence[Named], annotations: Sequence[Annotation]) -> list[Cluster]:
    """Clusters: same name, then adjective to country, acronym, shorter form, surname."""
    clusters = _same_name(named)
    _adjectives(clusters)
    _acronyms(clusters, annotations)
    _shorter(clusters)
    _surnames(clusters)
    return clusters


def _same_name(named: Sequence[Named]) -> list[Cluster]:
    """One cluster a name; the kinds vote, because the head wavers on names it never saw."""
    found: dict[tuple[str, bool, int], Cluster] = {}
    for name in named:
        single = name.kind is EntityKind.PERSON and len(name.tokens) == 1
        key = (fold(name.text), name.is_adjective, name.story if single else -1)
        found.setdefault(key, Cluster([])).names.append((name, "same name" if key in found else "first mention"))
    merged: dict[tuple[str, bool], Cluster] = {}
    result: list[Cluster] = []
    for (text, adjective, _), cluster in found.items():
        other = merged.get((text, adjective))
        if other is not None and (other.kind is not EntityKind.PERSON or cluster.kind is not EntityKind.PERSON):
            other.names.extend((name, "same name") for name, _ in cluster.names)
            continue
        merged[(text, adjective)] = cluster
        result.append(cluster)
    return result


def _stem(text: str) -> str:
    return ADJECTIVE.sub("", fold(text)).rstrip("aeiouy")


def _adjectives(clusters: list[Cluster]) -> None:
    """"Veranian" belongs to Verania where just one place of the document has its stem, which is then a country."""
    for cluster in [c for c in clusters if all(n.is_adjective for n, _ in c.names)]:
        text = cluster.best.text
        stem = _stem(text)
        fitting = [c for c in clusters if c is not cluster and not c.best.is_adjective and len(c.best.tokens) == 1 and len(stem) >= 3
                   and (_stem(c.best.text) == stem or (len(stem) >= 4 and fold(c.best.text).startswith(stem)))]  # fmt: skip
        if len(fitting) == 1:
            fitting[0].names = [(_as_country(n), why) for n, why in fitting[0].names] + [(n, "adjective") for n, _ in cluster.names]
            clusters.remove(cluster)


def _as_country(named: Named) -> Named:
    return Named(named.story, named.first, named.last, named.text, EntityKind.COUNTRY, named.is_adjective, named.titles, named.office, named.sector)


def _acronyms(clusters: list[Cluster], annotations: Sequence[Annotation]) -> None:
    """Capitals that are the initials of one longer name, better still in brackets behind it."""
    for short in [c for c in clusters if c.best.text.isupper() and 2 <= len(c.best.text) <= 6]:
        letters = short.best.text.lower()
        fitting = [c for c in clusters if c is not short and len(c.best.tokens) >= 2 and letters in _initials(c.best.text)]
        if len(fitting) == 1:
            _merge(clusters, fitting[0], short, "acronym")


def _initials(text: str) -> set[str]:
    words = [w for w in re.split(r"[\s-]+", fold(text)) if w]
    content = [w for w in words if w not in ("of", "the", "for", "and", "on", "in", "to")]
    return {"".join(w[0] for w in words), "".join(w[0] for w in content)}


def _shorter(clusters: list[Cluster]) -> None:
    """An organisation's name that is the beginning of just one longer one of its kind."""
    for short in sorted((c for c in clusters if c.kind in JOINABLE), key=lambda c: len(c.best.tokens)):
        words = fold(short.best.text).split()
        fitting = [c for c in clusters if c is not short and c.kind is short.kind and len(c.best.tokens) > len(words)
                   and fold(c.best.text).split()[: len(words)] == words]  # fmt: skip
        if len(fitting) == 1 and (len(words) > 1 or len(words[0]) >= 4):
            _merge(clusters, fitting[0], short, "shorter form")


def _surnames(clusters: list[Cluster]) -> None:
    """A surname after the full name in the same story, when just one person there bears it."""
    for short in [c for c in clusters if len(c.best.tokens) == 1 and c.kind is EntityKind.PERSON]:
        last = fold(short.best.text)
        story = short.best.story
        fitting = [c for c in clusters if c is not short and c.kind is EntityKind.PERSON and len(c.best.tokens) >= 2
                   and last in (fold(c.best.tokens[-1]), fold(" ".join(c.best.tokens[1:]))) and any(n.story == story for n, _ in c.names)
                   and not (short.sex and c.sex and short.sex != c.sex)]  # fmt: skip
        if len(fitting) == 1:
            _merge(clusters, fitting[0], short, "surname")
        for other in fitting if len(fitting) > 1 else ():
            short.possible.append((other, "one surname, more than one bearer in the story"))


def _merge(clusters: list[Cluster], into: Cluster, cluster: Cluster, why: str) -> None:
    into.names.extend((named, why) for named, _ in cluster.names)
    clusters.remove(cluster)
