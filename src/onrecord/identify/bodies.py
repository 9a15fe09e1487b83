"""Which names of organisations, governments, groups and facilities in a story are one: acronyms, shorter forms, slips."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from onrecord.identify.clusters import BODIES, Cluster, merge
from onrecord.identify.folding import initials, is_acronym, is_slip, sound
from onrecord.identify.names import Named
from onrecord.model import Annotation, EntityKind
from onrecord.rules.authority import Authority

SHORTABLE = BODIES | {EntityKind.FACILITY}
MANY = 600


def join_bodies(clusters: list[Cluster], annotations: Sequence[Annotation], authority: Authority) -> None:
    """Join the bodies of each story: defined acronyms, then initials, then shorter forms, then slips of the pen."""
    by_story: dict[int, list[Cluster]] = defaultdict(list)
    for cluster in clusters:
        by_story[cluster.best.story].append(cluster)
    for story, here in sorted(by_story.items()):
        _defined(here, annotations[story])
        if len(here) > MANY:
            continue
        _initials(here)
        _shorter(here, authority)
        _slips(here)


def _defined(here: list[Cluster], annotation: Annotation) -> None:
    """`National Rail Bureau (NRB)`, `NRB (National Rail Bureau)`, `National Rail Bureau, known as NRB`."""
    owners = {id(named): cluster for cluster in here for named, _ in cluster.names}
    ends = {named.last: named for cluster in here for named, _ in cluster.names}
    for named in [name for cluster in list(here) for name, _ in cluster.names if is_acronym(name.text)]:
        other = _definition(annotation, named, ends)
        if other is None:
            continue
        short, long = sorted((owners[id(named)], owners[id(other)]), key=lambda cluster: len(cluster.best.folded))
        if short is long or long.kind not in SHORTABLE or not is_acronym(short.best.text) or short.is_gone:
            continue
        merge(long, short, "acronym defined in the text")
        owners.update({id(name): long for name, _ in long.names})


def _definition(annotation: Annotation, named: Named, ends: dict[int, Named]) -> Named | None:
    words = annotation.words
    first = named.first
    before = [words[n].text.lower() for n in range(max(first - 4, 0), first)]
    if before[-1:] == ["("]:
        found = ends.get(first - 1)
        return found if found is not None and not is_acronym(found.text) else None
    if before[-2:] in (["known", "as"], ["called", "the"], ["as", "the"]) or before[-1:] == ["or"]:
        back = first - len(before)
        for place in range(first, back - 1, -1):
            if place in ends and ends[place].last <= first and not is_acronym(ends[place].text):
                return ends[place] if _fits(named.text, ends[place].folded) else None
    if named.last < len(words) and words[named.last].text == "(":
        after = next(
            (n for n in ends.values() if n.first in (named.last + 1, named.last + 2) and not is_acronym(n.text)), None
        )
        return after if after is not None and _fits(named.text, after.folded) else None
    return None


def _fits(acronym: str, folded: str) -> bool:
    letters = acronym.replace(".", "").lower()
    return any(letters == found or (len(letters) > 2 and found.startswith(letters)) for found in initials(folded))


def _initials(here: list[Cluster]) -> None:
    """Capitals that are the initials of just one longer name of the story."""
    for short in [
        cluster
        for cluster in here
        if not cluster.is_gone and is_acronym(cluster.best.text) and cluster.best.body is None
    ]:
        letters = short.best.text.replace(".", "").lower()
        fitting = [
            c
            for c in here
            if c.kind in SHORTABLE
            and c is not short
            and not c.is_gone
            and len(c.best.tokens) >= 2
            and letters in initials(c.best.folded)
        ]
        if short.kind in (*BODIES, EntityKind.OTHER, EntityKind.FACILITY) and len(fitting) == 1:
            merge(fitting[0], short, "initials")
        else:
            for other in fitting:
                short.refers(other, "its capitals are the initials")


def _shorter(here: list[Cluster], authority: Authority) -> None:
    """`Orlan` for `Orlan Energy`: the first words of just one longer name of a kind that agrees."""
    by_first: dict[str, list[Cluster]] = defaultdict(list)
    for cluster in here:
        if (
            not cluster.is_gone
            and cluster.kind in SHORTABLE
            and len(cluster.best.tokens) > 1
            and cluster.best.body is None
        ):
            by_first[cluster.best.tokens[0]].append(cluster)
    for short in sorted(here, key=lambda cluster: (-len(cluster.best.tokens), cluster.place)):
        tokens = _core(short.best, authority)
        if (
            short.is_gone
            or short.best.body
            or short.best.nation
            or not tokens
            or short.kind not in (*SHORTABLE, EntityKind.OTHER)
        ):
            continue
        if all(token in authority.heads for token in tokens) or len(tokens[0]) < 3:
            continue
        fitting = [
            c
            for c in by_first.get(tokens[0], ())
            if c is not short and not c.is_gone and _is_start(tokens, _core(c.best, authority), short, c)
        ]
        fitting = fitting or _ending(here, tokens, short, authority)
        if len(fitting) == 1:
            merge(fitting[0], short, "shorter form")
        for other in fitting if len(fitting) > 1 else ():
            short.refers(other, "a part of more than one name")


def _ending(here: list[Cluster], tokens: tuple[str, ...], short: Cluster, authority: Authority) -> list[Cluster]:
    """`Waterways Police` for `Federal Waterways Police`: the last words, two or more, of a name of the same kind."""
    if len(tokens) < 2:
        return []
    return [
        cluster
        for cluster in here
        if not cluster.is_gone
        and cluster.kind is short.kind
        and cluster.best.body is None
        and len(core := _core(cluster.best, authority)) > len(tokens)
        and core[-len(tokens) :] == tokens
    ]


def _is_start(tokens: tuple[str, ...], longer: tuple[str, ...], short: Cluster, long: Cluster) -> bool:
    if short.kind is EntityKind.OTHER and len(tokens) < 2 and long.kind is EntityKind.FACILITY:
        return False
    if (short.kind is EntityKind.FACILITY) != (long.kind is EntityKind.FACILITY):
        return False
    if longer == tokens:
        return True
    return len(longer) > len(tokens) and longer[: len(tokens)] == tokens


def _core(named: Named, authority: Authority) -> tuple[str, ...]:
    """The words of a name without its legal form."""
    tokens = named.tokens
    while len(tokens) > 1 and authority.is_affix("legal", tokens[-1]):
        tokens = tokens[:-1]
    return tokens


def _slips(here: list[Cluster]) -> None:
    """One word spelled alike in names that otherwise agree; a single word is only noted."""
    shelves: dict[tuple[EntityKind, int], list[Cluster]] = defaultdict(list)
    for cluster in here:
        if (
            not cluster.is_gone
            and cluster.kind in SHORTABLE | {EntityKind.PLACE, EntityKind.VESSEL}
            and cluster.best.body is None
            and len(cluster.best.folded) >= 6
        ):
            shelves[(cluster.kind, len(cluster.best.tokens))].append(cluster)
    for (_, size), shelf in sorted(shelves.items(), key=lambda item: (item[0][0].value, item[0][1])):
        for rare in sorted(shelf, key=lambda cluster: (len(cluster.names), cluster.place)):
            fitting = [
                c
                for c in shelf
                if c is not rare and not c.is_gone and not rare.is_gone and _one_apart(rare.best.tokens, c.best.tokens)
            ]
            if len(fitting) == 1 and size > 1:
                merge(fitting[0], rare, "spelling variant")
            elif size == 1:
                for other in fitting:
                    rare.refers(other, "a name spelled alike")


def _one_apart(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    different = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    if len(different) != 1:
        return False
    a, b = different[0]
    return len(a) >= 5 and (is_slip(a, b) or (sound(a) == sound(b)) or (len(one) == 1 and _one_letter(a, b)))


def _one_letter(one: str, other: str) -> bool:
    return len(one) == len(other) >= 7 and sum(a != b for a, b in zip(one, other, strict=True)) == 1
