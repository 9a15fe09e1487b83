"""Whether two tellings are of one happening: what speaks for it and against it, weighed, with the reason in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

import numpy as np

from onrecord.model import EntityKind, Link
from onrecord.models.incidents import weights
from onrecord.names import SAME, compare
from onrecord.resolve.incidents.telling import Figure, Party, Telling

LEAST = 0.3
"""The probability from which two tellings are linked; settling asks for more."""
FAR = 400
"""Days between two stories beyond which nothing is compared."""
BLOCK = 14
"""Days of a block of keys."""
GROUPS = {
    "person": "person", "organisation": "body", "government": "body", "armed_group": "body", "country": "spot", "place": "spot",
    "facility": "spot",
}  # fmt: skip
KIN = {
    frozenset(pair)
    for pair in (
        ("explosion", "ASSAULT"), ("fire", "ASSAULT"), ("crash", "sinking"), ("fire", "explosion"), ("storm", "flood"), ("earthquake", "tsunami"),
        ("disaster", "crash"), ("disaster", "sinking"), ("disaster", "fire"), ("disaster", "collapse"), ("disaster", "flood"), ("disaster", "explosion"),
        ("disaster", "earthquake"), ("disaster", "spill"), ("disaster", "stampede"), ("collapse", "landslide"), ("landslide", "flood"), ("crash", "collapse"),
        ("ASSAULT", "COERCE"), ("COERCE", "SANCTION"), ("AGREE", "CONSULT"), ("AGREE", "COOPERATE"), ("AGREE", "CONCEDE"), ("RETREAT", "CONCEDE"),
        ("ACCUSE", "REQUEST"), ("REQUEST", "THREATEN"), ("ACCUSE", "SANCTION"), ("AID", "COOPERATE"), ("SUPPORT", "AGREE"), ("REJECT", "ACCUSE"), ("RETREAT", "AGREE"),
        ("PROTEST", "REQUEST"), ("MOBILIZE", "ASSAULT"), ("REJECT", "SANCTION"), ("RETREAT", "SANCTION"), ("MOBILIZE", "THREATEN"), ("COERCE", "ACCUSE"),
    )
}  # fmt: skip
"""Kinds that different outlets take for one another."""


def keys_of(telling: Telling) -> frozenset[str]:
    """The story with the kind, and the kind (and the lemma) with each name of the sentence or story and a fortnight."""
    found = {f"{telling.story}"}
    if telling.written_on is None or len(telling.written_on) < 10:
        blocks: tuple[int, ...] = (0,)
    else:
        block = date.fromisoformat(telling.written_on[:10]).toordinal() // BLOCK
        blocks = (block, block + 1)
    names = {*telling.names, *telling.about.names, *([telling.place] if telling.place else [])}
    for name in names:
        for at in blocks:
            found.add(f"{telling.kind}|{name}|{at}")
    for name in (*telling.names, *([telling.place] if telling.place else [])):
        for at in blocks:
            found.add(f"{name}|{at}")
    return frozenset(found)


def link(one: Telling, other: Telling) -> Link | None:
    """A link where it is likely enough that both tell of one happening."""
    first, second = sorted((one, other), key=lambda telling: telling.id)
    if not may_be_one(first, second):
        return None
    values = dict(features(first, second))
    probability = likelihood(values, is_within=first.story == second.story)
    if probability < LEAST:
        return None
    return Link(first.id, second.id, round(probability, 4), reason_of(first, second, values))


def may_be_one(one: Telling, other: Telling) -> bool:
    """False where something forbids it: kinds that nobody takes for one another, days that cannot agree, other countries, other numbers."""
    if one.kind != other.kind and one.lemma != other.lemma and frozenset((one.kind, other.kind)) not in KIN:
        return False
    if _is_day(one.day) and _is_day(other.day) and _days_apart(one.day, other.day) > 1:
        return False
    return not (one.country and other.country and one.country != other.country and one.place != other.place)


def likelihood(values: dict[str, float], *, is_within: bool) -> float:
    """The probability that two tellings with these features are of one happening."""
    table = weights()["within" if is_within else "across"]
    total = sum(table.get(name, 0.0) * value for name, value in values.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def features(one: Telling, other: Telling) -> Iterator[tuple[str, float]]:
    """What is seen in two tellings, the same whichever comes first; numbers from -1 to about 3."""
    yield "always", 1.0
    yield "same kind", float(one.kind == other.kind)
    yield "same mode", float(one.mode is not None and one.mode == other.mode)
    yield "other mode", float(one.mode is not None and other.mode is not None and one.mode != other.mode)
    yield "same lemma", float(one.lemma == other.lemma)
    yield "lemmas alike", _lemmas_alike(one.lemma, other.lemma)
    for name, ours, theirs in (("actor", one.actors, other.actors), ("recipient", one.recipients, other.recipients)):
        found = _sides(ours, theirs)
        yield f"same {name}", max(found, 0.0)
        yield f"other {name}", max(-found, 0.0)
    yield "crossed", max(_sides(one.actors, other.recipients), _sides(one.recipients, other.actors), 0.0)
    apart = _days_apart(one.day, other.day)
    yield "same day", float(apart == 0)
    yield "next day", float(apart == 1)
    yield "other month", float(apart > 1)
    yield "one day only", float((one.day is None) != (other.day is None))
    gap = _days_apart(one.written_on, other.written_on)
    yield "written apart", math.log1p(max(gap, 0)) / 3
    yield "same place", float(one.place is not None and one.place == other.place)
    yield "other place", float(one.place is not None and other.place is not None and one.place != other.place)
    same, differ = _figures(one.figures, other.figures)
    yield "same figure", same
    yield "other figure", differ
    yield "countries shared", min(2.0, float(len(set(one.countries) & set(other.countries))))
    yield "alone", 1 / (1 + one.others) / (1 + other.others)
    yield "both lead and alike", float(max(one.sentence, other.sentence) < 2 and one.kind == other.kind)
    yield "names shared", min(3.0, float(len(set(one.names) & set(other.names))))
    yield "words shared", _overlap(one.words, other.words)
    yield "meaning", _cosine(one.meaning, other.meaning)
    yield "story", _cosine(one.about.about, other.about.about)
    yield "story names", min(4.0, float(len(set(one.about.names) & set(other.about.names)))) / 2
    yield "both lead", float(max(one.sentence, other.sentence) < 2)
    yield "one leads", float((one.sentence < 2) != (other.sentence < 2))
    yield "numbered", float(one.number != other.number)
    yield "planned", float((one.status == "planned") != (other.status == "planned"))
    yield "refers back", float(one.refers_back) + float(other.refers_back)
    yield "is speech", float(one.kind in ("ACCUSE", "REJECT", "REQUEST", "SUPPORT", "THREATEN", "AGREE"))
    if one.story == other.story:
        yield "near", 1 / (1 + abs(one.sentence - other.sentence))


def reason_of(one: Telling, other: Telling, values: dict[str, float]) -> str:
    """What they have in common, in words."""
    shared = sorted(set(one.names) & set(other.names))
    parts = [
        f"both {one.kind}" if one.kind == other.kind else f"{one.kind} and {other.kind}",
        f"“{one.trigger.text}”" if one.lemma == other.lemma else f"“{one.trigger.text}” and “{other.trigger.text}”",
        f"same actor {_shown(one.actors)}" if values["same actor"] > 0.9 and _shown(one.actors) else "",
        f"same recipient {_shown(one.recipients)}" if values["same recipient"] > 0.9 and _shown(one.recipients) else "",
        f"same day {one.day}" if values["same day"] else "",
        f"same place {one.place_words}" if values["same place"] else "",
        f"both name {', '.join(shared[:3])}" if shared else "",
        "in one story" if one.story == other.story else "",
    ]
    return ", ".join(part for part in parts if part)


def _is_day(value: str | None) -> bool:
    return value is not None and len(value) >= 10


def _shown(parties: Sequence[Party]) -> str:
    return next((party.names[0] if party.names else party.head for party in parties), "")


def _days_apart(one: str | None, other: str | None) -> int:
    """Days between two dates of the same precision; 0 or more, -1 where they cannot be set against one another."""
    if not one or not other:
        return -1
    size = min(len(one), len(other))
    if size < 10:
        return -1 if one[:size] == other[:size] else FAR
    try:
        return abs(date.fromisoformat(one[:10]).toordinal() - date.fromisoformat(other[:10]).toordinal())
    except ValueError:
        return -1


def _sides(ours: Sequence[Party], theirs: Sequence[Party]) -> float:
    """1 where a party of both is the same, less for like nouns, -1 where both have names and none is shared, 0 where nothing is known."""
    if not ours or not theirs:
        return 0.0
    best = max(_alike(one, other) for one in ours for other in theirs)
    if best > 0:
        return best
    named = all(any(party.names for party in side) for side in (ours, theirs))
    return -1.0 if named else (-0.3 if best < 0 else 0.0)


def _alike(one: Party, other: Party) -> float:
    if one.entity is not None and one.entity == other.entity:
        return 1.0
    if one.names and other.names:
        return (
            1.0
            if _same_names(one.names, other.names, one.kind, other.kind)
            else (0.3 if one.country and one.country == other.country else -1.0)
        )
    if one.head == other.head:
        return 0.7
    if one.country and one.country == other.country and one.sector == other.sector:
        return 0.6
    return 0.0


@lru_cache(maxsize=65536)
def _same_names(ours: tuple[str, ...], theirs: tuple[str, ...], kind: str | None, other: str | None) -> bool:
    if set(ours) & set(theirs):
        return True
    group = GROUPS.get(kind or "", kind)
    if group != GROUPS.get(other or "", other):
        return False
    of = EntityKind.PERSON if group == "person" else EntityKind.ORGANISATION
    long, longer = max(ours, key=len), max(theirs, key=len)
    if (
        group == "person"
        and (long.rpartition(" ")[2] == longer.rpartition(" ")[2])
        and (" " not in long or " " not in longer)
    ):
        return True
    return compare(long, longer, of).score >= SAME


@lru_cache(maxsize=65536)
def _lemmas_alike(one: str, other: str) -> float:
    from onrecord.models.vectors import text_vectors

    pair = text_vectors([one, other], 8)
    return float(pair[0] @ pair[1])


def _figures(ours: Sequence[Figure], theirs: Sequence[Figure]) -> tuple[float, float]:
    """Figures in common, and figures of one thing that differ."""
    shared = {(f.of, f.value) for f in ours} & {(f.of, f.value) for f in theirs}
    counted = {f.of for f in ours} & {f.of for f in theirs}
    return min(2.0, float(len(shared))), min(2.0, float(len(counted - {of for of, _ in shared})))


def _overlap(ours: Sequence[str], theirs: Sequence[str]) -> float:
    a, b = set(ours), set(theirs)
    return len(a & b) / max(1, min(len(a), len(b)))


def _cosine(one: Sequence[int], other: Sequence[int]) -> float:
    a, b = np.array(one, dtype=np.float32), np.array(other, dtype=np.float32)
    length = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(a @ b) / length if length else 0.0
