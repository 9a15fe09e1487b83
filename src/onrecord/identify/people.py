"""Which names of people in a story are one person: full names, initials, surnames, spellings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from onrecord.identify.clusters import Cluster, is_hard, merge
from onrecord.identify.folding import is_slip, sound
from onrecord.model import EntityKind
from onrecord.rules.authority import Authority

MANY = 600
"""People in a story past which spellings are not compared: a list of names, not news."""


class Bearer:
    """A person's name taken apart: given names, surname with its particles, generation."""

    def __init__(self, cluster: Cluster, authority: Authority) -> None:
        tokens = list(cluster.best.tokens)
        self.cluster = cluster
        self.suffix = tokens.pop() if len(tokens) > 1 and authority.is_affix("suffix", tokens[-1]) else ""
        place = len(tokens) - 1
        while place > 1 and authority.is_affix("particle", tokens[place - 1]):
            place -= 1
        self.tokens = tuple(tokens)
        self.given = tuple(tokens[:place])
        self.surname = " ".join(tokens[place:])
        self.is_hard = is_hard(cluster.best)
        self.is_full = len(tokens) > 1
        self.sex = cluster.sex or (authority.given_names.get(tokens[0]) if self.is_full else None)

    def surnames(self) -> set[str]:
        """What may stand alone for this person: the surname, its last word, a double one's last two."""
        last = self.tokens[-1]
        if not self.is_full or (self.is_hard and len(last) < 4):
            return set()
        return {
            self.surname,
            last,
            " ".join(self.tokens[1:]),
            " ".join(self.tokens[-2:]) if len(self.tokens) > 2 else last,
        }


def join_people(clusters: list[Cluster], authority: Authority) -> None:
    """Join the people of each story; what fits two is joined to none and noted on both."""
    by_story: dict[int, list[Cluster]] = defaultdict(list)
    for cluster in clusters:
        if cluster.kind is EntityKind.PERSON:
            by_story[cluster.best.story].append(cluster)
    for people in by_story.values():
        _full_names(people, authority)
        _surnames(people, authority)
        if len(people) <= MANY:
            _spellings(people, authority)


def _apart(one: Bearer, other: Bearer) -> bool:
    """Titles, or given names, speak of a man here and a woman there."""
    return bool(one.sex and other.sex and one.sex != other.sex)


def _bearers(people: Iterable[Cluster], authority: Authority) -> list[Bearer]:
    return [Bearer(cluster, authority) for cluster in people if not cluster.is_gone]


def _full_names(people: list[Cluster], authority: Authority) -> None:
    """`Tom A. Hale` and `Tom Hale`, `J. Renko` and `Jan Renko`; a `Jr` is another man."""
    shelves: dict[str, list[Bearer]] = defaultdict(list)
    for bearer in _bearers(people, authority):
        if bearer.is_full and not bearer.is_hard:
            shelves[bearer.tokens[-1]].append(bearer)
    for shelf in shelves.values():
        for short in sorted(shelf, key=lambda bearer: (sum(map(len, bearer.given)), bearer.cluster.place)):
            if len(shelf) > 40:
                break
            fitting = [
                long for long in shelf if long is not short and not long.cluster.is_gone and _is_shorter(short, long)
            ]
            same = [long for long in fitting if long.suffix == short.suffix and not _apart(short, long)]
            if len(same) == 1:
                merge(same[0].cluster, short.cluster, "a shorter form of the full name")
            for long in fitting if len(same) != 1 else ():
                short.cluster.refers(
                    long.cluster,
                    "one name with a generation, one without"
                    if long.suffix != short.suffix
                    else "fits more than one full name",
                )


def _is_shorter(short: Bearer, long: Bearer) -> bool:
    """Every given name of the short form stands, or its initial, in the long one's, in order; the first ones agree."""
    if short.surname != long.surname and short.tokens[-1] != long.surname:
        return False
    if short.given == long.given:
        return short.suffix != long.suffix and not short.suffix
    if len(short.given) > len(long.given) or not short.given or not _agree(short.given[0], long.given[0]):
        return False
    rest = iter(long.given)
    return all(any(_agree(name, other) for other in rest) for name in short.given)


def _agree(name: str, other: str) -> bool:
    return name == other or (len(name) == 1 and other.startswith(name)) or (len(other) == 1 and name.startswith(other))


def _surnames(people: list[Cluster], authority: Authority) -> None:
    """A surname alone, when just one person of the story bears it; with a title also a given or a family name in front."""
    full = [bearer for bearer in _bearers(people, authority) if bearer.is_full]
    by_surname: dict[str, list[Bearer]] = defaultdict(list)
    by_first: dict[str, list[Bearer]] = defaultdict(list)
    for bearer in full:
        for surname in sorted(bearer.surnames()):
            by_surname[surname].append(bearer)
        by_first[bearer.tokens[0]].append(bearer)
    for short in [
        bearer for bearer in _bearers(people, authority) if not bearer.is_full or bearer.surname in by_surname
    ]:
        text = " ".join(short.tokens)
        bearers = [b for b in by_surname.get(text, ()) if b.cluster is not short.cluster]
        why = "surname"
        if (
            not bearers
            and short.cluster.best.is_titled
            or (not bearers and any(n.is_titled for n, _ in short.cluster.names))
        ):
            bearers, why = [b for b in by_first.get(text, ()) if b.cluster is not short.cluster], "title and first name"
        if not bearers and not short.is_full:
            bearers, why = _by_given_name(short, by_first.get(text, ()), authority)
        _settle(short, bearers, why)


def _by_given_name(short: Bearer, bearers: Sequence[Bearer], authority: Authority) -> tuple[list[Bearer], str]:
    """`Kim` for Kim Dae-sung, whose family name stands in front; `Ellie` for Ellie Farrow."""
    text = short.tokens[0]
    others = [bearer for bearer in bearers if bearer.cluster is not short.cluster]
    if authority.is_affix("family_first", text):
        return others, "family name in front"
    return (others, "given name") if len(text) > 2 else ([], "")


def _titles(bearer: Bearer) -> set[str]:
    """The titles before a person's names, but those that everybody has."""
    found = {title for named, _ in bearer.cluster.names for title in named.titles}
    return found - {"mr", "mrs", "ms", "miss", "sir"}


def _settle(short: Bearer, bearers: Sequence[Bearer], why: str) -> None:
    if short.cluster.is_gone:
        return
    for bearer in bearers:
        if _apart(bearer, short):
            short.cluster.refers(bearer.cluster, "the same surname, but a man here and a woman there")
    likely = [b for b in bearers if not b.cluster.is_gone and not _apart(b, short)]
    likely = [b for b in likely if not short.suffix or short.suffix == b.suffix]
    titled = [b for b in likely if _titles(b) & _titles(short)]
    same = [b for b in likely if short.sex and b.sex == short.sex]
    fitting = [b.cluster for b in (titled if len(titled) == 1 else same if len(same) == 1 else likely)]
    if len(fitting) == 1:
        merge(fitting[0], short.cluster, why)
        return
    for other in fitting:
        short.cluster.refers(other, "one surname, more than one bearer in the story")


def _spellings(people: list[Cluster], authority: Authority) -> None:
    """`Hrabovenko` and `Grabovenko`: joined when the given name or an office agrees, else noted."""
    shelves: dict[str, list[Bearer]] = defaultdict(list)
    for bearer in _bearers(people, authority):
        if not bearer.is_hard and len(bearer.surname) >= 5:
            shelves[sound(bearer.surname)[:2]].append(bearer)
    for shelf in shelves.values():
        for rare in sorted(
            shelf, key=lambda b: (b.is_full, len(b.cluster.names), *(-place for place in b.cluster.place))
        ):
            likely = [
                b
                for b in shelf
                if b is not rare and not b.cluster.is_gone and not rare.cluster.is_gone and _alike(rare, b)
            ]
            if len(shelf) > 60 or not likely:
                continue
            sure = [b for b in likely if _confirmed(rare, b)]
            if len(sure) == 1 and len(likely) == 1:
                merge(sure[0].cluster, rare.cluster, "spelling variant")
            else:
                for other in likely:
                    rare.cluster.refers(other.cluster, "a name spelled alike")


def _alike(one: Bearer, other: Bearer) -> bool:
    if one.surname == other.surname and not (one.is_full and other.is_full):
        return False
    if one.suffix != other.suffix or _apart(one, other):
        return False
    if one.is_full and other.is_full and not _given_alike(one, other):
        return False
    return sound(one.surname) == sound(other.surname) or is_slip(one.surname, other.surname)


def _given_alike(one: Bearer, other: Bearer) -> bool:
    first, second = one.given[0], other.given[0]
    return _agree(first, second) or sound(first) == sound(second) or is_slip(first, second)


def _confirmed(one: Bearer, other: Bearer) -> bool:
    """The given name agrees, or an office does."""
    if one.is_full and other.is_full:
        return True
    heads = {office.title.words for office in other.cluster.offices if office.title}
    return any(office.title and office.title.words in heads for office in one.cluster.offices)
