"""Which pairs of a story's mentions need be weighed: a bound from what is cheap to see, for all pairs at once.

Most mentions of a story are of other kinds, and no name or day in common makes them one. What `observing` would see of who,
where and how many is taken at its best here, so that no pair that is as likely as asked for is left out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.resolve.incidents.alike import BODIES, bones, word_vector, words_vector
from onrecord.resolve.incidents.digests import Happening
from onrecord.resolve.incidents.observing import KIN, prominence
from onrecord.resolve.incidents.pairing import load_weights
from onrecord.rules.triggers import TYPES

Table = NDArray[np.floating[Any]]
ROLES = ("actor", "recipient")
ROUNDED = 0.002
"""By how much a cosine may differ from the one that is rounded, and a little more."""


def likely_pairs(mentions: Sequence[Happening], least: float) -> Iterator[tuple[int, int]]:
    """The places of every two mentions of one story, each with one trigger, that may be as likely as `least` (0 to 1) to be one; the first
    before the second, in order. Some are less likely.
    """
    if len(mentions) > 1:
        wanted = np.triu(bounds(mentions) >= math.log(least / (1 - least)), 1)
        yield from ((int(one), int(other)) for one, other in np.argwhere(wanted))


def bounds(mentions: Sequence[Happening]) -> Table:
    """For N mentions of one story, each with one trigger, no less than what `observe` and the scale make of each pair [N, N], as a logit."""
    weights = load_weights()["within"]

    def weigh(name: str, values: Table) -> Table:
        found: Table = weights.get(name, 0.0) * values
        return found

    def at_best(*names: str) -> float:
        return max(0.0, *(weights.get(name, 0.0) for name in names))

    total = np.full((len(mentions), len(mentions)), weights.get("always", 0.0)) + _kinds(mentions, weigh)
    like, sentences = _cosines(mentions)
    for name, cosines in (("like words", like), ("like sentences", sentences)):
        total += weigh(name, cosines) + ROUNDED * abs(weights.get(name, 0.0))
    lemmas = [(mention.triggers[0].lemma,) for mention in mentions]
    total += (weights.get("same word", 0.0) + weights.get("same words", 0.0)) * _meet(lemmas, lemmas)
    total += at_best("shared words")
    for name, own in (
        ("told", [mention.told for mention in mentions]),
        ("headlines", [prominence(mention) for mention in mentions]),
        ("definite", [mention.definite for mention in mentions]),
    ):
        total += weigh(name, _mean(own))
    total += weigh("both prominent", _both([prominence(mention) == 1 for mention in mentions]))
    place = np.array([mention.place_in_story for mention in mentions], dtype=np.float64)
    total += weigh("near in the story", 1 / (1 + np.abs(place[:, None] - place[None, :])))
    total += _parties(mentions, at_best) + at_best("shared names") + at_best("no shared name")
    dated = _both([mention.days is not None for mention in mentions])
    total += at_best("same day", "days may agree", "next day", "other day", "other day perhaps") * dated
    undated = at_best("before it happened", "just before", "long before")
    total += (1 - dated) * (weights.get("no day", 0.0) + 2 * undated)
    spotted = _both([bool(mention.spots) for mention in mentions]) > 0
    places = [[bone for spot in mention.spots for bone in bones(spot.name)] for mention in mentions]
    elsewhere = at_best("other place", "other place perhaps")
    met = np.where(_meet(places, places), max(elsewhere, at_best("same place")), elsewhere)
    total += np.where(spotted, met, weights.get("no place", 0.0))
    figured = _both([bool(mention.figures) for mention in mentions])
    total += at_best("same figure", "near figure", "other figure") * figured
    total += at_best("same ordinal") + at_best("one more") + at_best("planned and done") + at_best("past and new")
    return total


def _kinds(mentions: Sequence[Happening], weigh: Callable[[str, Table], Table]) -> Table:
    """What the kinds of two mentions, and their modes, add."""
    shared = _meet([mention.kinds for mention in mentions], [mention.kinds for mention in mentions])
    some = _both([bool(mention.kinds) for mention in mentions])
    other = some * ~shared
    sure = _both([len(mention.kinds) == 1 for mention in mentions])
    quads = [[TYPES[kind] for kind in mention.kinds if TYPES.get(kind)] for mention in mentions]
    kin = [[near for kind in mention.kinds for near in KIN.get(kind, ())] for mention in mentions]
    modes = [(mention.mode,) if mention.mode else () for mention in mentions]
    same_mode = _meet(modes, modes)
    both_modes = _both([bool(mention.mode) for mention in mentions])
    found: Table = (
        weigh("kind", shared * (0.5 + 0.5 * sure))
        + weigh("other kind", other)
        + weigh("kinds both told", other * _both([mention.told for mention in mentions]))
        + weigh("same quad", other * _meet(quads, quads))
        + weigh("kin", other * _meet([mention.kinds for mention in mentions], kin))
        + weigh("no kind", (1 - some) * ~shared)
        + weigh("mode", same_mode * 1.0)
        + weigh("other mode", both_modes * ~same_mode)
    )
    return found


def _parties(mentions: Sequence[Happening], at_best: Callable[..., float]) -> Table:
    """What who does it to whom adds at best, where those who may be one by a word of their names are one."""
    who = {role: [_marks(mention, role) for mention in mentions] for role in ROLES}
    found = np.zeros((len(mentions), len(mentions)))
    for role in ROLES:
        known = _both([bool(marks) for marks in who[role]]) > 0
        apart = at_best(f"other {role}", f"like {role}", f"unlike {role}")
        met = np.where(_meet(who[role], who[role]), max(apart, at_best(f"same {role}")), apart)
        found += np.where(known, met, 0.0)
    across = _meet(who["actor"], who["recipient"])
    found += np.where(across | across.T, at_best("swapped", "half swapped"), 0.0)
    return found


def _marks(mention: Happening, role: str) -> list[Hashable]:
    """Of those in a role what two that are one share: the entity, the first consonants of a word; bodies may be one without."""
    own = [party for party in mention.parties if party.role == role]
    found: list[Hashable] = [("role", id(party)) for party in own]
    found += [("entity", party.entity) for party in own if party.entity is not None]
    found += [("body", party.kind) for party in own if party.kind in BODIES and party.names]
    found += [("bone", bone) for party in own for name in party.names for bone in bones(name)]
    return found


def _meet(ones: Sequence[Sequence[Hashable]], others: Sequence[Sequence[Hashable]]) -> NDArray[np.bool_]:
    """Whether each of the ones has something that each of the others has [N, N]."""
    place = {
        found: number for number, found in enumerate(dict.fromkeys(part for row in (*ones, *others) for part in row))
    }
    tables = []
    for rows in (ones, others):
        table = np.zeros((len(rows), len(place)), dtype=np.float32)
        for number, row in enumerate(rows):
            table[number, [place[part] for part in row]] = 1
        tables.append(table)
    met: NDArray[np.bool_] = tables[0] @ tables[1].T > 0
    return met


def _mean(own: Sequence[float]) -> Table:
    values = np.array(own, dtype=np.float64)
    found: Table = (values[:, None] + values[None, :]) / 2
    return found


def _both(own: Sequence[bool]) -> Table:
    values = np.array(own, dtype=np.float64)
    return np.outer(values, values)


def _cosines(mentions: Sequence[Happening]) -> tuple[Table, Table]:
    """Of the words of the triggers, 1 where they are the same, and of those of the sentences, 0 where there are none."""
    lemmas = [mention.triggers[0].lemma for mention in mentions]
    words = np.stack([word_vector(lemma) for lemma in lemmas]).astype(np.float64)
    like = np.where(_meet([(lemma,) for lemma in lemmas], [(lemma,) for lemma in lemmas]), 1.0, words @ words.T)
    around = np.stack(
        [words_vector(mention.words) if mention.words else np.zeros_like(words[0]) for mention in mentions]
    )
    around = around.astype(np.float64)
    return like, around @ around.T
