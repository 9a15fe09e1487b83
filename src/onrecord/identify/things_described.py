"""Bodies, places, ships and operations by what they are called: a noun of their name, a sort of body, a country's."""

from __future__ import annotations

from onrecord.identify.clusters import BODIES, Cluster
from onrecord.identify.folding import fold
from onrecord.identify.looking import NEAR, Story
from onrecord.identify.phrases import Phrase, phrase_text
from onrecord.model import EntityKind
from onrecord.rules.authority import Description

Found = tuple[Cluster, str]
FAR = 4
"""Sentences back in which what is surely of the sort is looked for."""
NAMED = (EntityKind.ORGANISATION, EntityKind.GOVERNMENT, EntityKind.ARMED_GROUP, EntityKind.FACILITY, EntityKind.VESSEL)
STEM = 4
"""Letters that a modifier must share with a word of the clause: ratings and rating."""
GENERIC = frozenset("group body organisation organization service institution authority network".split())
"""Words in names that companies bear too."""
ARMED = frozenset("armed rebel militant insurgent guerrilla".split())
UNTOLD = frozenset("press office world house home state national street road times post".split())
"""Last words of names that with `the` mean something else: `the press` is not the Canadian Press."""
SORTS = ARMED | frozenset("private state-owned big small giant".split())
"""Modifiers that tell nothing beyond the sort."""


def find_thing(story: Story, phrase: Phrase) -> Found | None:
    """The thing that a phrase stands for, with the reason."""
    word = story.scene.annotation.words[phrase.noun]
    text = phrase_text(story.scene.annotation, phrase.words)
    described = _described(story, word.lemma, text)
    if described is not None and described.match == "office":
        return None
    many = word.xpos in ("NNS", "NNPS")
    if many and (described is None or EntityKind.ARMED_GROUP not in described.kinds):
        return None
    found = _by_noun(story, phrase, text, described)
    if found is not None:
        return found, "description"
    if described is None or described.match == "named":
        return None
    found = _by_sort(story, phrase, text, described)
    return (found, "description") if found is not None else None


def _described(story: Story, lemma: str, text: str) -> Description | None:
    """The row of the last words as written (`start-up`, `campaign group`), else of the noun."""
    table, words = story.authority.descriptions, text.lower().split()
    return table.get(" ".join(words[-2:])) or table.get(words[-1] if words else "") or table.get(lemma.lower())


def _candidates(story: Story, phrase: Phrase, described: Description | None) -> list[Cluster]:
    """Things of the kinds, but those of a sector that it never is, or of another country."""
    found = story.before(phrase.noun, *(described.kinds if described else NAMED))
    if described is not None and described.word == "group" and _is_armed(story, phrase):
        found += [
            c
            for c in story.before(phrase.noun, EntityKind.GOVERNMENT)
            if c.best.nation is None and _sectors(c) == {"MIL"}
        ]
        return found
    if described is not None:
        found = [cluster for cluster in found if not _sectors(cluster) & described.never]
    if phrase.owner is None:
        return found
    owner = story.nations.of(story.scene.annotation.phrase(phrase.owner).text)
    if owner is None or (described is not None and described.kinds[0] in (EntityKind.COUNTRY, EntityKind.PLACE)):
        return []
    of_it = [cluster for cluster in found if owner.key in story.profiles[cluster].nations]
    return of_it or [cluster for cluster in found if not story.profiles[cluster].nations]


def _is_armed(story: Story, phrase: Phrase) -> bool:
    """`the rebel group` may be an army that is no country's."""
    words = story.scene.annotation.words
    return any(words[number].lemma.lower() in ARMED for number in phrase.words)


def _sectors(cluster: Cluster) -> set[str]:
    return {named.sector for named, _ in cluster.names if named.sector}


def _by_noun(story: Story, phrase: Phrase, text: str, described: Description | None) -> Cluster | None:
    """Every word of the description stands in the name or beside it; a noun of no table must end the name or stand beside it."""
    words = fold(text).split()
    if not words:
        return None
    candidates = _candidates(story, phrase, described)
    if described is None:
        last = words[-1]
        candidates = [c for c in candidates if _ends_in(c, last) or last in story.profiles[c].said]
    return story.only([c for c in candidates if set(words) <= story.known(c)], phrase.noun)


def _ends_in(cluster: Cluster, word: str) -> bool:
    """`the Guard` of Coastal Border Guard of Latvia: the last word, or the one before `of` or `for`."""
    if len(word) < STEM or word in UNTOLD:
        return False
    for named, _ in cluster.names:
        tokens = named.tokens
        cut = next((n for n, token in enumerate(tokens) if token in ("of", "for")), len(tokens))
        if len(tokens) > 1 and cut and tokens[cut - 1] == word:
            return True
    return False


def _by_sort(story: Story, phrase: Phrase, text: str, described: Description) -> Cluster | None:
    """`the company`: the one that is surely one; else the only thing near that may be one."""
    first = described.kinds[0]
    if phrase.article not in ("the", "") and first in (EntityKind.COUNTRY, EntityKind.PLACE):
        return None
    rest = [word for word in fold(text).split()[:-1] if word not in SORTS]
    candidates = [
        cluster for cluster in _candidates(story, phrase, described) if not _is_other(story, cluster, described)
    ]
    if rest:
        return _by_modifiers(story, phrase, rest, candidates)
    sure = [cluster for cluster in candidates if _is_sort(story, cluster, described)]
    if len(sure) == 1 and sure[0] in story.near(phrase.noun, FAR):
        latest = story.near(phrase.noun, 1)
        is_passed = sure[0] not in latest and any(cluster in latest for cluster in candidates)
        return None if is_passed else sure[0]
    near = story.near(phrase.noun, NEAR - 1)
    fitting = [cluster for cluster in sure or candidates if cluster in near]
    return fitting[0] if len(fitting) == 1 and _is_fresh(fitting[0], described) else None


def _by_modifiers(story: Story, phrase: Phrase, rest: list[str], candidates: list[Cluster]) -> Cluster | None:
    """`the ratings firm`: its modifiers stand in the clauses of just one; or there is but one body so far."""
    told = [cluster for cluster in candidates if all(_is_told(story, cluster, word) for word in rest)]
    if told:
        return story.only(told, phrase.noun)
    bodies = story.before(phrase.noun, *BODIES)
    if (
        len(bodies) == 1
        and bodies[0].best.body is None
        and bodies == candidates
        and bodies[0] in story.near(phrase.noun, NEAR - 1)
    ):
        return bodies[0]
    return None


def _is_told(story: Story, cluster: Cluster, word: str) -> bool:
    known = story.known(cluster) | story.profiles[cluster].around
    return any(word == other or (len(other) >= STEM and word.startswith(other)) for other in known)


def _sort_of(story: Story, word: str) -> tuple[object, ...] | None:
    """What bodies of one sort share; None for a word that is no sort of body."""
    found = story.authority.descriptions.get(word)
    if found is None or found.match == "office" or not set(found.kinds) & BODIES:
        return None
    return (found.kinds, found.never) if found.match == "open" else (word,)


def _is_sort(story: Story, cluster: Cluster, described: Description) -> bool:
    """What stands in or beside the name says that it is one: `the grain company Zernoprom`; an agency is what is of a government."""
    wanted = (described.kinds, described.never)
    if EntityKind.GOVERNMENT in described.kinds and (cluster.kind is EntityKind.GOVERNMENT or _sectors(cluster)):
        return True
    return any(_sort_of(story, word) == wanted for word in story.known(cluster))


def _is_other(story: Story, cluster: Cluster, described: Description) -> bool:
    """`the company` is no board, party or university."""
    if described.kinds != (EntityKind.ORGANISATION,) or _is_sort(story, cluster, described):
        return False
    return any(_sort_of(story, word) is not None and word not in GENERIC for word in story.known(cluster))


def _is_fresh(cluster: Cluster, described: Description) -> bool:
    """`the country` and `the town` are said of much that has no name: only of what the text names itself, not by adjective."""
    if described.kinds[0] in (EntityKind.COUNTRY, EntityKind.PLACE):
        return any(named.form == "name" for named, _ in cluster.names)
    return True
