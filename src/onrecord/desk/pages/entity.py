"""A person, a body or a place over all documents, and who else it may be; a list of them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from onrecord.desk.page import Action, Asking, Desk, Page
from onrecord.errors import UsageError
from onrecord.model import EntityKind, Judgement
from onrecord.pipeline import judge_same, withdraw_judgement
from onrecord.store import Answer, DeedRow, EntityNote, EntityRow, NameUse, Occurrence, SayingRow, Spot
from onrecord.store.about import About

SHOWN = 50
"""Rows of a part of the page, and entities of the list."""
NAMES_SHOWN, PLACES_SHOWN = 12, 3
"""Names shown with the last places where each stands, and how many of those."""
TWINS_SHOWN, NEWEST_SHOWN = 5, 3
"""Possible duplicates set beside it at once, and the newest things shown of each."""
RESULTS_SHOWN = 10
ROLES = {"actor": "Did", "recipient": "Was done to it", "source": "Said", "named": "Said of it"}
PERSONAL = ROLES | {"recipient": "Was done to them", "named": "Said of them"}
LONGEST_REASON = 1_000
SPOTS = frozenset((EntityKind.PLACE, EntityKind.COUNTRY, EntityKind.FACILITY))


@dataclass(frozen=True, slots=True)
class NameShown:
    """A name, how often it stands for the entity, and the last places where it does."""

    use: NameUse
    places: tuple[Occurrence, ...]
    all_at: str


@dataclass(frozen=True, slots=True)
class NameAt:
    """A page of the places where one name stands; addresses of the pages beside it."""

    words: str
    form: str
    places: tuple[Occurrence, ...]
    newer: str | None
    older: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """A page of what an entity has one part in; addresses of the pages beside it."""

    role: str
    title: str
    count: int
    rows: tuple[DeedRow | SayingRow, ...]
    newer: str | None
    older: str | None


@dataclass(frozen=True, slots=True)
class Twin:
    """Another that may be the same, and why; `own` is the id that has something in common with it."""

    own: str
    other: EntityNote
    reason: str
    newest: tuple[DeedRow | SayingRow, ...]
    places: tuple[Occurrence, ...]
    """Where its most frequent name stands."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Another id that is taken for the same, and why."""

    id: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What somebody decided, with the names of the two."""

    id: str
    one: str
    other: str
    is_same: bool
    by: str
    at: str
    reason: str | None
    withdrawn_at: str | None


@dataclass(frozen=True, slots=True)
class Happened:
    """An incident with how it stands, according to whom."""

    record: dict[str, Any]
    standings: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Some of the incidents, disputes or commitments, and how many there are; `is_cut` where only the newest were looked through."""

    shown: tuple[Any, ...]
    count: int
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class EntityPage:
    """Everything of an entity over all documents."""

    id: str
    own_name: str
    """The name that its own documents have, whatever it is joined with."""
    entities: tuple[str, ...]
    note: EntityNote
    newest: tuple[DeedRow | SayingRow, ...]
    is_person: bool
    names: tuple[NameShown, ...]
    more_names: tuple[NameUse, ...]
    descriptions: tuple[NameUse, ...]
    pronouns: int
    at: NameAt | None
    joined: tuple[Joined, ...]
    twins: tuple[Twin, ...]
    twins_left: int
    more_twins: str | None
    judgements: tuple[Judged, ...]
    parts: tuple[Part, ...]
    incidents: Told
    disputes: Told
    commitments: Told
    spots: tuple[Spot, ...]


def view(desk: Desk, asking: Asking) -> EntityPage:
    """The page of an entity."""
    with desk.store.about(asking.path["identity"]) as about:
        note, uses = about.note(), about.names()
        names = [use for use in uses if use.form == "name"]
        is_person = note.kind == EntityKind.PERSON
        twins, left = _twins(about, note, asking)
        start = asking.number("twins", 1)
        return EntityPage(
            about.identity,
            about.own_names([about.identity]).get(about.identity, note.name),
            about.entities,
            note,
            about.newest_of(about.identity, NEWEST_SHOWN) if twins else (),
            is_person,
            tuple(
                NameShown(
                    use,
                    about.occurrences(use.text, use.form, PLACES_SHOWN),
                    _here(about, {"name": use.text, "form": use.form}, "at"),
                )
                for use in names[:NAMES_SHOWN]
            ),
            tuple(names[NAMES_SHOWN:][:SHOWN]),
            tuple(use for use in uses if use.form == "description")[:SHOWN],
            sum(use.count for use in uses if use.form == "pronoun"),
            _name_at(about, asking),
            tuple(Joined(same.entity, same.name, same.reason) for same in about.same()),
            twins,
            left,
            _here(about, {"twins": start + 1}, "twins") if left else None,
            _judgements(about),
            tuple(_part(about, role, title, asking) for role, title in (PERSONAL if is_person else ROLES).items()),
            _incidents(about),
            _results(about, "dispute"),
            _results(about, "commitment"),
            about.spots() if note.kind in SPOTS else (),
        )


def _here(about: About, given: Mapping[str, object], section: str) -> str:
    return f"/entity/{about.identity}?{urlencode(given)}#{section}"


def _part(about: About, role: str, title: str, asking: Asking) -> Part:
    number = asking.number(role, 1)
    rows = about.doings(role, SHOWN + 1, (number - 1) * SHOWN)
    newer, older = (_here(about, {role: number + step}, role) for step in (-1, 1))
    return Part(
        role,
        title,
        about.count(role),
        rows[:SHOWN],
        newer if number > 1 else None,
        older if len(rows) > SHOWN else None,
    )


def _name_at(about: About, asking: Asking) -> NameAt | None:
    words, form = asking.given.get("name"), asking.given.get("form", "name")
    if not words:
        return None
    number = asking.number("page", 1)
    places = about.occurrences(words, form, SHOWN + 1, (number - 1) * SHOWN)
    newer, older = (_here(about, {"name": words, "form": form, "page": number + step}, "at") for step in (-1, 1))
    return NameAt(words, form, places[:SHOWN], newer if number > 1 else None, older if len(places) > SHOWN else None)


def _twins(about: About, note: EntityNote, asking: Asking) -> tuple[tuple[Twin, ...], int]:
    """Possible duplicates that nobody decided on, a page of them, and how many are left."""
    found = {twin.other: (twin.own, twin.reason) for twin in about.possible_twins()}
    decided = {
        identity
        for judgement in about.judgements()
        if judgement.withdrawn_at is None
        for identity in judgement.subject.split(" ")
    }
    for other, reason in note.noted:
        if other not in about.entities:
            found.setdefault(other, (about.identity, reason))
    open_twins = [(other, *why) for other, why in found.items() if other not in decided or other in about.entities]
    start = (asking.number("twins", 1) - 1) * TWINS_SHOWN
    shown = open_twins[start : start + TWINS_SHOWN]
    twins = (_twin(about, own, other, reason) for other, own, reason in shown)
    return tuple(twin for twin in twins if twin.other.documents), max(0, len(open_twins) - start - len(shown))


def _twin(about: About, own: str, other: str, reason: str) -> Twin:
    note = about.note_on(other)
    places = about.occurrences(note.names[0].text, "name", 2, of=(other,)) if note.names else ()
    return Twin(own, note, reason, about.newest_of(other, NEWEST_SHOWN), places)


def _judgements(about: About) -> tuple[Judged, ...]:
    found = about.judgements()
    names = about.own_names([identity for judgement in found for identity in judgement.subject.split(" ")])
    return tuple(_judged(judgement, names) for judgement in found)


def _judged(judgement: Judgement, names: Mapping[str, str]) -> Judged:
    one, other = (names.get(identity, identity) for identity in judgement.subject.split(" "))
    return Judged(
        judgement.id, one, other, judgement.verdict == "same", judgement.by, judgement.at, judgement.reason, judgement.withdrawn_at
    )  # fmt: skip


def _incidents(about: About) -> Told:
    answers, count = about.incidents(RESULTS_SHOWN)
    events = {row.id: row for row in about.rows([event for answer in answers for event in answer.record["events"]])}
    shown = tuple(Happened(answer.record, _standings(answer, events)) for answer in answers)
    return Told(shown, count)


def _standings(answer: Answer, events: Mapping[str, Any]) -> tuple[tuple[str, str | None], ...]:
    rows = [events[event] for event in answer.record["events"] if event in events]
    return tuple(dict.fromkeys((row.status, row.by) for row in rows))


def _results(about: About, kind: str) -> Told:
    answers, count, is_cut = about.results(kind, RESULTS_SHOWN)
    return Told(answers, count, is_cut)


# --- decisions ------------------------------------------------------------------------------------


def judge(desk: Desk, asking: Asking, form: Mapping[str, str]) -> str:
    """Say that another entity is the same, or that it is not; a name that several have leads to a list of them."""
    own, other = desk.store.full_id(asking.path["identity"]), form.get("other", "").strip()
    if form.get("verdict") not in ("same", "different"):
        raise UsageError("say whether they are the same or two different")
    if not other.startswith("entity-"):
        meant = desk.store.named(other) - {own}
        if len(meant) != 1:
            return f"/entities?{urlencode({'called': other, 'with': own})}"
        (other,) = meant
    judge_same(
        desk.store, desk.store.full_id(form.get("own") or own), desk.store.full_id(other), is_same=form["verdict"] == "same",
        by=desk.settings.person, at=_now(), reason=form.get("why", "").strip()[:LONGEST_REASON] or None,
    )  # fmt: skip
    return f"/entity/{own}#same"


def undo(desk: Desk, asking: Asking, form: Mapping[str, str]) -> str:
    """Take a decision back: it stays listed as withdrawn."""
    withdraw_judgement(desk.store, form.get("judgement", ""), at=_now())
    return f"/entity/{desk.store.full_id(asking.path['identity'])}#judgements"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


# --- the list -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entities:
    """A page of entities, those of most documents first; `beside` is one that a duplicate of is looked for."""

    called: str | None
    kind: str | None
    kinds: tuple[str, ...]
    rows: tuple[EntityRow, ...]
    beside: EntityNote | None
    newer: str | None
    older: str | None


def view_list(desk: Desk, asking: Asking) -> Entities:
    """The list of entities: by `called` or the bar's `who`, by kind, and by words of stories that name them."""
    called = asking.given.get("called") or asking.filters.who
    kind = asking.given.get("of_kind") or None
    if kind is not None and kind not in list(EntityKind):
        raise UsageError(f"unknown kind {kind!r}; one of: {', '.join(EntityKind)}")
    number = asking.number("page", 1)
    found = desk.store.list_entities(
        name=called, kinds=(kind,) if kind else (), words=asking.filters.words, most=SHOWN + 1, start=(number - 1) * SHOWN
    )  # fmt: skip
    beside = None
    if asking.given.get("with"):
        with desk.store.about(asking.given["with"]) as about:
            beside = about.note()
    newer, older = (_list_at(asking, number + step) for step in (-1, 1))
    return Entities(
        called, kind, tuple(EntityKind), found[:SHOWN], beside, newer if number > 1 else None, older if len(found) > SHOWN else None
    )  # fmt: skip


def _list_at(asking: Asking, page: int) -> str:
    given = {name: asking.given[name] for name in ("called", "of_kind", "with") if asking.given.get(name)}
    return "/entities?" + "&".join(filter(None, [asking.filters.address, urlencode(given | {"page": page})]))


PAGES: tuple[Page, ...] = (
    Page("/entities", "entities", "entities.html", view_list, is_costly=True),
    Page("/entity/{identity}", "entity", "entity.html", view, is_costly=True),
)
ACTIONS: tuple[Action, ...] = (
    Action("/entity/{identity}/judge", "entity_judge", judge),
    Action("/entity/{identity}/undo", "entity_undo", undo),
)
