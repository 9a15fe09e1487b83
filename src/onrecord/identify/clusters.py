"""Names that are one thing, while it is being found out, and the entity made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from onrecord.identify.folding import fold
from onrecord.identify.names import Named
from onrecord.identify.offices import Office
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
from onrecord.rules.countries import country_name
from onrecord.rules.people import Person

VERSION = "3"
ORIGIN = Origin("identify", "rules", VERSION)
FORMS = {"description": MentionForm.DESCRIPTION}
BODIES = frozenset((EntityKind.ORGANISATION, EntityKind.GOVERNMENT, EntityKind.ARMED_GROUP))


@dataclass(frozen=True, slots=True)
class Other:
    """A mention that is no name: its words, its form, and the rule that joined it."""

    story: int
    words: range
    form: MentionForm
    why: str


@dataclass(eq=False)
class Cluster:
    """Names that are one thing; `best` is the fullest of them."""

    kind: EntityKind
    best: Named
    names: list[tuple[Named, str]] = field(default_factory=list)
    others: list[Other] = field(default_factory=list)
    possible: list[tuple[Cluster, str]] = field(default_factory=list)
    sexes: set[str] = field(default_factory=set)
    known: Person | None = None
    """Who it is in the authority file."""
    is_gone: bool = False
    """True once its names stand in another cluster."""

    def add(self, named: Named, why: str) -> None:
        """Take in one more name."""
        self.names.append((named, why))
        if named.sex:
            self.sexes.add(named.sex)
        old, new = _fullness(self.best), _fullness(named)
        if new > old or (new == old and (named.story, named.first) < (self.best.story, self.best.first)):
            self.best = named

    @property
    def sex(self) -> str | None:
        """From titles and offices; None where they say nothing or contradict one another."""
        return next(iter(self.sexes)) if len(self.sexes) == 1 else None

    @property
    def offices(self) -> list[Office]:
        """Every office that the text gives, in its order."""
        return [office for named, _ in self.names for office in named.offices]

    @property
    def place(self) -> tuple[int, int]:
        """Story and word of the first mention."""
        return min((named.story, named.first) for named, _ in self.names)

    @property
    def is_weak(self) -> bool:
        """True for a name that holds in its story only: a surname alone, an initial for a surname, an undefined acronym."""
        return is_weak(self.best, self.kind)

    def refers(self, other: Cluster, reason: str) -> None:
        """Note on both that they may be the same."""
        if all(found is not other for found, _ in self.possible):
            self.possible.append((other, reason))
            other.possible.append((self, reason))


def _fullness(named: Named) -> tuple[bool, bool, int]:
    return (named.form == "name", not named.text.isupper() or len(named.tokens) < 2, len(named.tokens))


def is_weak(named: Named, kind: EntityKind) -> bool:
    """True when the same name in another story may well be another thing."""
    if kind is EntityKind.PERSON:
        tokens = named.tokens
        return len(tokens) < 2 or is_hard(named) or all(len(token) < 3 for token in tokens)
    if named.body or named.nation or kind is EntityKind.COUNTRY:
        return False
    if (
        kind is EntityKind.GOVERNMENT
        and not named.country
        and len(named.tokens) <= 2
        and named.tokens[-1] not in ("bureau", "agency")
    ):
        return True
    return (named.text.isupper() and len(named.text) <= 5) or named.form == "description"


def is_hard(named: Named) -> bool:
    """A surname that is one or two capitals: `Karim A.`, `Samir FM`, `Tarik El-K`."""
    last = named.text.rstrip(".").rpartition(" ")[2]
    tail = last.rpartition("-")[2].rstrip(".")
    return " " in named.text and 1 <= len(tail) <= 2 and tail.isupper() and tail not in ("II", "IV", "Jr", "Sr")


def key_of(named: Named) -> str:
    """What two names must share to be the same name without more ado."""
    if named.body is not None:
        return f"body {named.body.id}"
    if named.kind is EntityKind.COUNTRY and named.nation is not None:
        return f"country {named.nation.key}"
    folded = (
        named.folded.replace("defense", "defence").replace("organization", "organisation").replace("center", "centre")
    )
    if named.kind is EntityKind.GOVERNMENT and named.nation is not None:
        return f"{named.nation.key} {institution(named)}"
    return folded


def institution(named: Named) -> str:
    """A ministry or an army without its country's name in front: `kestrian defense ministry` -> `defence ministry`."""
    words = named.folded.replace("defense", "defence").split()
    if named.nation is not None and len(words) > 1 and _is_of(words[0], named):
        words = words[1:]
    if "of" in words and len(words) == 3 and words[1] == "of":
        words = [words[2], words[0]]
    return " ".join(words)


def _is_of(word: str, named: Named) -> bool:
    nation = named.nation
    return nation is not None and (word[:3] == fold(nation.name)[:3] or word == nation.key.lower() or len(word) <= 3)


def group(named: Iterable[Named]) -> list[Cluster]:
    """One cluster for each name of a story; the same name in two stories makes two."""
    found: dict[tuple[int, EntityKind, str], Cluster] = {}
    for name in named:
        place = (name.story, name.kind, key_of(name))
        why = {
            "adjective": "adjective",
            "people": "people of the country",
            "description": "institution and its country",
        }.get(name.form)
        if place not in found:
            found[place] = Cluster(name.kind, name)
            found[place].add(name, why or "first mention")
            continue
        same = any(other.folded == name.folded for other, _ in found[place].names[-3:])
        found[place].add(name, why or ("same name" if same else "another name of the same"))
    return list(found.values())


def merge(into: Cluster, cluster: Cluster, why: str) -> None:
    """Make two one; `why` stands on the names that come in unless they have a reason of their own."""
    if into is cluster:
        return
    for named, reason in cluster.names:
        into.add(named, why if reason in ("first mention", "same name") else reason)
    into.others.extend(cluster.others)
    into.known = into.known or cluster.known
    for other, reason in cluster.possible:
        other.possible = [(into if found is cluster else found, text) for found, text in other.possible]
        into.possible.append((other, reason))
    into.possible = [(other, reason) for other, reason in into.possible if other is not into and other is not cluster]
    cluster.is_gone = True


# --- the finished value ---------------------------------------------------------------------------


def display_name(cluster: Cluster) -> str:
    """The name kept: of a table where it has one, else the fullest in the text."""
    best = cluster.best
    bodies = [named.body for named, _ in cluster.names if named.body is not None]
    if cluster.kind is EntityKind.COUNTRY and best.nation is not None:
        return best.nation.name
    if bodies and best.body is not None:
        return bodies[0].name
    if cluster.kind is EntityKind.GOVERNMENT and best.nation is not None:
        return f"{_institution_text(best)} of {best.nation.name}"
    return best.text


def _institution_text(named: Named) -> str:
    words = institution(named).split()
    written = {fold(word).replace("defense", "defence"): word for word in named.text.split()}
    return " ".join(written.get(word, word) for word in words)


def identity(cluster: Cluster, stories: Sequence[Story]) -> str:
    """The content id: by kind and full name everywhere, or within the story for a weak name."""
    named = cluster.best
    if cluster.known is not None:
        return content_id("entity", cluster.kind.value, fold(cluster.known.name))
    if cluster.is_weak:
        return content_id("entity", stories[cluster.place[0]].id, cluster.kind.value, key_of(named))
    if named.nation is not None and cluster.kind is EntityKind.COUNTRY:
        return content_id("entity", cluster.kind.value, named.nation.key)
    if named.nation is not None and cluster.kind is EntityKind.GOVERNMENT:
        return content_id("entity", cluster.kind.value, key_of(named))
    return content_id("entity", cluster.kind.value, fold(display_name(cluster)))


def build(cluster: Cluster, stories: Sequence[Story], annotations: Sequence[Annotation]) -> Entity:
    """The entity of a cluster, its mentions in the order of the text."""
    mentions = [
        Other(n.story, range(n.first, n.last), FORMS.get(n.form, MentionForm.NAME), why) for n, why in cluster.names
    ]
    mentions = sorted(
        [*mentions, *cluster.others], key=lambda other: (other.story, other.words.start, other.words.stop)
    )
    written = [named for named, _ in cluster.names if named.form == "name"] or [named for named, _ in cluster.names]
    counts = Counter(named.text for named in written)
    offices = [_office_name(office) for office in cluster.offices]
    possible = {identity(other, stories): reason for other, reason in reversed(cluster.possible)}
    own = identity(cluster, stories)
    official = _official(cluster, stories)
    return Entity(
        id=own, kind=cluster.kind, name=display_name(cluster),
        names=tuple(NameCount(text, count) for text, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))),
        mentions=tuple(Mention(stories[o.story].id, annotations[o.story].phrase(o.words), o.form, o.why) for o in mentions),
        country=_first(named.country for named, _ in cluster.names) or official.country,
        sector="GOV" if cluster.kind is EntityKind.COUNTRY else _first(named.sector for named, _ in cluster.names) or official.sector,
        office=tuple(dict.fromkeys(offices)) or official.offices, origin=ORIGIN, authority=_authority(cluster),
        possible_same=tuple(PossibleSame(other, reason) for other, reason in sorted(possible.items()) if other != own),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Official:
    """What the authority file says of a person on a story's day, for what the text leaves open."""

    country: str | None = None
    sector: str | None = None
    offices: tuple[str, ...] = ()


def _official(cluster: Cluster, stories: Sequence[Story]) -> Official:
    if cluster.known is None:
        return Official()
    written = stories[cluster.place[0]].written_on
    day = written.value if written else None
    term = cluster.known.term_on(day)
    return Official(cluster.known.country_on(day), cluster.known.sector_on(day), (term.office,) if term else ())


def _authority(cluster: Cluster) -> str | None:
    """The id of the row that says what this is."""
    if cluster.known is not None:
        return cluster.known.id
    if cluster.best.body is not None:
        return cluster.best.body.id
    nation = cluster.best.nation
    return (
        nation.key if cluster.kind is EntityKind.COUNTRY and nation is not None and country_name(nation.key) else None
    )


def _office_name(office: Office) -> str:
    if office.owner and office.owner.lower() not in office.text.lower():
        return f"{office.text} ({office.nation.name if office.nation else office.owner})"
    return office.text


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)
