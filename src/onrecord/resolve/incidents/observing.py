"""What is seen in two digests: numbers for the scale, grounds in words, and what forbids that they are one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from onrecord.resolve.incidents.alike import (
    are_names_one,
    are_parties_one,
    kilometres,
    overlap,
    shared_names,
    word_likeness,
    words_likeness,
)
from onrecord.resolve.incidents.digests import Days, Happening, Party, Spot
from onrecord.rules.triggers import TYPES

FAR = 150.0
"""Kilometres between two places of one happening at most."""
LATE = 1
"""Days by which two reports of one day may differ: a night, another zone, a weekday misread by one."""
NUMBERED = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
}
MORE = frozenset("another other further next separate new fresh similar previous earlier".split())
ABOUT, WORDS = 0.12, 0.25
"""Overlaps of what two stories are about and of two sentences up to which one name in common is not enough."""
COUNTED = frozenset(("killed", "injured", "arrested", "missing", "displaced", "released"))
KINDRED = (
    "ASSAULT explosion fire death crash collapse", "ASSAULT COERCE", "COERCE SANCTION", "AGREE CONSULT RETREAT COOPERATE", "ACCUSE SANCTION COERCE",
    "REQUEST THREATEN", "RETREAT CONCEDE SANCTION", "flood storm landslide collapse spill drought", "fire explosion crash collapse spill blackout accident death",
    "AID RETREAT rescue", "MOBILIZE COOPERATE launch", "SUPPORT AGREE COOPERATE", "REJECT SANCTION", "REJECT ACCUSE", "election appointment", "death accident outbreak flood storm earthquake",
    "COERCE theft", "PROTEST COERCE ASSAULT",
)  # fmt: skip
"""Kinds under which one happening may be told."""
KIN = {
    kind: frozenset(other for row in KINDRED if kind in row.split() for other in row.split())
    for row in KINDRED
    for kind in row.split()
}
AHEAD = frozenset(("planned", "threatened", "conditional", "called_for"))
NEVER = frozenset(("negated", "denied"))


@dataclass(frozen=True, slots=True)
class Seen:
    """Values by name of feature, and the grounds for being one; `forbidden` says what forbids it, and then nothing else was looked at."""

    values: dict[str, float]
    grounds: tuple[str, ...]
    forbidden: str | None
    may_be_chance: bool = False
    """Two stories have no name in common: among very many some two have as much by chance. `have_little_in_common` is asked before."""


def observe(one: Happening, other: Happening) -> Seen:
    """What is seen in two digests; the same whichever comes first."""
    if _order(other) < _order(one):
        one, other = other, one
    values: dict[str, float] = {"always": 1.0}
    grounds: list[str] = []
    for look in (_kinds, _words, _parties, _days, _spots, _figures, _counting, _statuses, _context):
        forbidden = look(one, other, values, grounds)
        if forbidden is not None:
            return Seen(values, tuple(grounds), forbidden)
    return Seen(values, tuple(grounds), None, one.story != other.story and _have_no_name_in_common(one, other, values))


def _order(happening: Happening) -> tuple[str, int, tuple[str, ...], str]:
    """By what is told and not by ids, so that the same is seen in other stories of the same words."""
    return happening.written or "", happening.place_in_story, happening.words, happening.id


def may_be_one(one: Happening, other: Happening) -> bool:
    """A quick look: a kind in common or kin, or a word."""
    kinds = set(one.kinds)
    if not kinds or not other.kinds or kinds.intersection(other.kinds):
        return True
    if any(kind in KIN.get(there, ()) for kind in one.kinds for there in other.kinds):
        return True
    lemmas = {found.lemma for found in one.triggers}
    return any(found.lemma in lemmas for found in other.triggers)


Values = dict[str, float]


def _kinds(one: Happening, other: Happening, values: Values, grounds: list[str]) -> str | None:
    shared = [kind for kind in one.kinds if kind in other.kinds]
    sure = len(one.kinds) == 1 and len(other.kinds) == 1
    if shared:
        values["kind"] = 1.0 if sure else 0.5
        grounds.append(f"both {shared[0]}")
    elif one.kinds and other.kinds:
        values["other kind"] = 1.0
        values["kinds both told"] = float(one.told and other.told)
        quads = {TYPES.get(kind) for kind in one.kinds} & {TYPES.get(kind) for kind in other.kinds} - {None}
        values["same quad"] = float(bool(quads))
        values["kin"] = float(any(kind in KIN.get(there, ()) for kind in one.kinds for there in other.kinds))
    else:
        values["no kind"] = 1.0
    if one.mode and other.mode:
        values["mode" if one.mode == other.mode else "other mode"] = 1.0
    return None


def _words(one: Happening, other: Happening, values: Values, grounds: list[str]) -> str | None:
    mine, theirs = {found.lemma for found in one.triggers}, {found.lemma for found in other.triggers}
    shared = sorted(mine & theirs)
    if shared:
        values["same word"] = 1.0
        values["same words"] = len(shared) / min(len(mine), len(theirs))
        grounds.append(f"same word: {shared[0]}")
    values["like words"] = max(word_likeness(*sorted((a, b))) for a in mine for b in theirs)
    values["like sentences"] = words_likeness(one.words, other.words) if one.words and other.words else 0.0
    values["shared words"] = overlap(one.words, other.words)
    return None


# --- who ------------------------------------------------------------------------------------------


def _parties(one: Happening, other: Happening, values: Values, grounds: list[str]) -> str | None:
    for role in ("actor", "recipient"):
        mine, theirs = _with_role(one, role), _with_role(other, role)
        if not mine or not theirs:
            continue
        found = _match(mine, theirs)
        if found is not None:
            values[f"same {role}"] = 1.0
            grounds.append(f"same {role}: {found}")
        elif _named(mine) and _named(theirs):
            values[f"other {role}"] = 1.0
        elif _head_words(mine) & _head_words(theirs):
            values[f"like {role}"] = 1.0
            grounds.append(f"same {role}: {min(_head_words(mine) & _head_words(theirs))}")
        else:
            values[f"unlike {role}"] = 1.0
    _crossed(one, other, values)
    shared = _shared(one.parties, other.parties)
    values["shared names"] = min(shared, 3) / 3
    values["no shared name"] = float(not shared and bool(_named(one.parties)) and bool(_named(other.parties)))
    return None


def _crossed(one: Happening, other: Happening, values: Values) -> None:
    """The actor of the one is the recipient of the other, and the other way round."""
    swapped = _match(_with_role(one, "actor"), _with_role(other, "recipient")) is not None
    back = _match(_with_role(one, "recipient"), _with_role(other, "actor")) is not None
    if swapped and back:
        values["swapped"] = 1.0
    elif (swapped or back) and "same actor" not in values and "same recipient" not in values:
        values["half swapped"] = 1.0


def _with_role(happening: Happening, role: str) -> list[Party]:
    return [party for party in happening.parties if party.role == role]


def _named(parties: Iterable[Party]) -> list[Party]:
    return [party for party in parties if party.names]


def _match(mine: Sequence[Party], theirs: Sequence[Party]) -> str | None:
    found = (
        min((a.names[:1] or (a.words,)), (b.names[:1] or (b.words,)))[0]
        for a in mine
        for b in theirs
        if are_parties_one(a, b)
    )
    return min(found, default=None)


def _head_words(parties: Sequence[Party]) -> set[str]:
    return {party.words.split()[-1] for party in parties if party.words}


def _shared(mine: Sequence[Party], theirs: Sequence[Party]) -> int:
    return sum(any(are_parties_one(a, b) for b in theirs) for a in mine if a.names)


# --- when and where -------------------------------------------------------------------------------


def _days(one: Happening, other: Happening, values: Values, grounds: list[str]) -> str | None:
    if one.days is None or other.days is None:
        return _one_day(one, other, values)
    sure = one.days.sure and other.days.sure
    gap = _gap(one.days, other.days)
    exact = one.days.first == one.days.last and other.days.first == other.days.last
    if exact and sure and gap > LATE:
        return f"other days: {one.days.first} and {other.days.first}"
    if gap == 0:
        values["same day" if exact else "days may agree"] = 1.0 if sure else 0.6
        if exact:
            grounds.append(f"same day: {one.days.first}")
        return None
    if gap <= LATE:
        values["next day"] = 1.0
        return None
    values["other day" if sure else "other day perhaps"] = min(1.0, 0.4 + math.log1p(gap) / 5)
    return None


def _one_day(one: Happening, other: Happening, values: Values) -> str | None:
    """One tells no day: it was written no earlier than the day the other tells, if it tells of what has been."""
    values["no day"] = 1.0
    for dated, bare in ((one, other), (other, one)):
        if dated.days is None or bare.written is None:
            continue
        gap = (date.fromisoformat(bare.written) - date.fromisoformat(dated.days.first)).days
        if gap < -LATE and not AHEAD & set(bare.statuses):
            values["before it happened"] = 1.0
        elif 0 <= gap <= 2:
            values["just before"] = 1.0
        elif gap > 2:
            values["long before"] = min(1.0, math.log1p(gap) / 5)
    return None


def _gap(one: Days, other: Days) -> int:
    """Days between two stretches, 0 where they touch."""
    first = (date.fromisoformat(other.first) - date.fromisoformat(one.last)).days
    second = (date.fromisoformat(one.first) - date.fromisoformat(other.last)).days
    return max(0, first, second)


def _spots(one: Happening, other: Happening, values: Values, grounds: list[str]) -> str | None:
    if not one.spots or not other.spots:
        values["no place"] = 1.0
        return None
    same = sorted(a.name for a in one.spots for b in other.spots if are_names_one(a.name, b.name, "place"))
    if same:
        values["same place"] = (
            1.0 if any(spot.sure for spot in one.spots) and any(spot.sure for spot in other.spots) else 0.6
        )
        grounds.append(f"same place: {same[0]}")
        return None
    sure = [(a, b) for a in one.spots for b in other.spots if a.sure and b.sure]
    if not sure:
        values["other place perhaps"] = 1.0
        return None
    values["other place"] = 1.0
    return _apart(sure)


def _apart(pairs: Sequence[tuple[Spot, Spot]]) -> str | None:
    """Every place of the one lies in another country than every place of the other."""
    if all(a.country and b.country and a.country != b.country for a, b in pairs):
        far = [(a, b) for a, b in pairs if (away := kilometres(a, b)) is not None and away > FAR]
        if len(far) == len(pairs):
            return f"other places: {pairs[0][0].name} and {pairs[0][1].name}"
    return None


# --- how many, which, how sure --------------------------------------------------------------------


def _figures(one: Happening, other: Happening, values: Values, grounds: list[str]) -> str | None:
    pairs = [(a, b) for a in one.figures for b in other.figures if a.of == b.of]
    same = [a for a, b in pairs if a.value == b.value]
    if same:
        values["same figure"] = 1.0 if max(found.value for found in same) > 2 else 0.5
        grounds.append(f"same figure: {same[0].value:g} {same[0].of}")
    elif any(a.value != b.value for a, b in pairs):
        counted = [(a, b) for a, b in pairs if a.of in COUNTED]
        near = any(min(a.value, b.value) >= 0.5 * max(a.value, b.value) for a, b in counted)
        values["near figure" if near else "other figure"] = 1.0
    return None


def _counting(one: Happening, other: Happening, values: Values, grounds: list[str]) -> str | None:
    mine, theirs = ({NUMBERED[word] for word in side.ordinals if word in NUMBERED} for side in (one, other))
    if mine and theirs and not mine & theirs:
        return f"the {min(one.ordinals)} and the {min(other.ordinals)}"
    if mine & theirs:
        values["same ordinal"] = 1.0
    first, second = bool(MORE & set(one.ordinals)), bool(MORE & set(other.ordinals))
    values["one more"] = float(first != second)
    return None


def _statuses(one: Happening, other: Happening, values: Values, grounds: list[str]) -> str | None:
    mine, theirs = set(one.statuses), set(other.statuses)
    if mine and theirs:
        values["planned and done"] = float(bool(mine & AHEAD) != bool(theirs & AHEAD))
        values["past and new"] = float(("historical" in mine) != ("historical" in theirs))
    return None


def _context(one: Happening, other: Happening, values: Values, grounds: list[str]) -> str | None:
    inside = one.story == other.story
    values["told"] = (one.told + other.told) / 2
    values["headlines"] = (prominence(one) + prominence(other)) / 2
    values["both prominent"] = float(prominence(one) * prominence(other) == 1)
    values["definite"] = (one.definite + other.definite) / 2
    if not inside:
        shared = shared_names(one.cast, other.cast)
        values["shared cast"] = shared / (2 + min(len(one.cast), len(other.cast)))
        values["no shared cast"] = float(not shared)
        values["about"] = overlap(one.about, other.about)
        _together(one, other, values)
        if one.written and other.written:
            gap = abs((date.fromisoformat(other.written) - date.fromisoformat(one.written)).days)
            values["days apart"] = min(1.5, math.log1p(gap) / 4)
    else:
        values["near in the story"] = 1 / (1 + abs(one.place_in_story - other.place_in_story))
    return None


def _have_no_name_in_common(one: Happening, other: Happening, values: Values) -> bool:
    return not values["shared names"] and "same place" not in values and not shared_names(one.cast, other.cast)


def have_little_in_common(one: Happening, other: Happening) -> bool:
    """Two stories have a name in common at most, few words and no day: they are not linked, however likely. Asked before all else, since
    most pairs of a large collection have no more.

    Of links in a collection of 32,000 documents, made as `evaluation.growth` makes them, 122 of 145 between affairs that have nothing to do with one another had no more than that, or
    no name at all, and 30 of 980 inside of one affair.
    """
    if _order(other) < _order(one):
        one, other = other, one
    return (
        not _are_of_one_day(one.days, other.days)
        and overlap(one.words, other.words) <= WORDS
        and overlap(one.about, other.about) <= ABOUT
        and shared_names(one.cast, other.cast) <= 1
    )


def _are_of_one_day(one: Days | None, other: Days | None) -> bool:
    return one is not None and other is not None and one.first == one.last == other.first == other.last


def _together(one: Happening, other: Happening, values: Values) -> None:
    """What counts only together: a kind in the same affair, an affair without names at the trigger."""
    kind = values.get("kind", 0.0) + 0.5 * values.get("kin", 0.0)
    values["kind and about"] = kind * values["about"]
    values["kind and cast"] = kind * values["shared cast"]
    values["kind and prominent"] = kind * values["both prominent"]
    values["kind and place"] = kind * values.get("same place", 0.0)
    values["kind and day"] = kind * values.get("same day", 0.0)
    values["word and about"] = values.get("same word", 0.0) * values["about"]
    bare = sum(not _named(side.parties) for side in (one, other))
    values["bare"] = bare / 2
    values["bare and about"] = bare / 2 * values["about"]
    _ranks(one, other, values, kind)


def _ranks(one: Happening, other: Happening, values: Values, kind: float) -> None:
    """In two stories of one affair what each tells of most is one, and what has no rival is one."""
    affair = min(1.0, values["about"] + values["shared cast"])
    alone = float(one.rivals == 0 and other.rivals == 0)
    foremost = float(one.foremost and other.foremost)
    values["rivals"] = min(1.0, math.log1p(one.rivals + other.rivals) / 3)
    values["alone in the affair"] = alone * kind * affair
    values["foremost in the affair"] = foremost * kind * affair
    values["neither foremost"] = float(not one.foremost and not other.foremost)
    values["foremost and not"] = float(one.foremost != other.foremost)
    values["much told"] = min(1.0, math.log(min(len(one.triggers), len(other.triggers))) / 2)
    values["foremost and prominent"] = foremost * kind * values["both prominent"]
    values["affair"] = affair


def prominence(happening: Happening) -> float:
    """The headline and the first sentences tell of the same thing more often than not."""
    return 1.0 if happening.place_in_story <= 1 else 0.5 if happening.place_in_story <= 3 else 0.0
