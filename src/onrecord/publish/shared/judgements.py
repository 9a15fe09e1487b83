"""What people judged of the records of a selection: looked up by record, put in words, and applied where a format has no place for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from onrecord.judging import ACCEPTED, AMENDED, REJECTED, VERDICTS, as_left, attach, decide, with_judgements
from onrecord.model import Bundle, Judgement
from onrecord.publish.selection import Found, Selection
from onrecord.publish.shared.dates import day_words
from onrecord.publish.shared.words import spaced
from onrecord.serialize import from_object

LOSS = (
    "What people rejected is left out and what they amended stands as amended; who decided, when and why is not in it."
)
"""What formats lose that write `put_right`."""
FIELDS = {"statements": "statement", "events": "event"}
Held = Mapping[str, tuple[Judgement, ...]]


@dataclass(frozen=True, slots=True)
class Decided:
    """What people came to on a record: the verdict, and that in words."""

    verdict: str
    words: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A bundle whose statements and events are as people put them right, and by id what was decided."""

    bundle: Bundle
    decided: Mapping[str, Decided]


class Judgements:
    """All judgements of a selection, withdrawn ones too: only these, which people made one by one, are held in memory."""

    def __init__(self, selection: Selection) -> None:
        self._by_document: defaultdict[str, list[Judgement]] = defaultdict(list)
        self._by_subject: defaultdict[str, list[Judgement]] = defaultdict(list)
        for packed in selection.judgements():
            judgement: Judgement = from_object(packed)
            self._by_subject[judgement.subject].append(judgement)
            if judgement.anchor is not None:
                self._by_document[judgement.anchor.document].append(judgement)

    def of(self, identity: str) -> tuple[Judgement, ...]:
        """Those on the record with this id."""
        return tuple(self._by_subject.get(identity, ()))

    def within(self, bundle: Bundle) -> Held:
        """By id of a record those that hold for it; ones of an earlier reading hold where their words are found again."""
        if not self._by_subject:
            return {}
        near = {one.id: one for one in self._by_document.get(bundle.document["id"], ())}
        for record in bundle.objects():
            near |= {one.id: one for one in self._by_subject.get(record["id"], ())}
        return attach(near.values(), bundle.objects()).by_record if near else {}

    def judged(self, bundle: Bundle) -> Judged:
        """The bundle as people see it, what they rejected with it, and what they decided."""
        held = self.within(bundle)
        decided = {
            one["id"]: _decided(one, held[one["id"]])
            for kind in FIELDS.values()
            for one in bundle.of(kind)
            if one["id"] in held
        }
        seen: dict[str, Any] = {
            field: tuple(with_judgements(one, held.get(one["id"], ())) for one in bundle.of(kind))
            for field, kind in FIELDS.items()
        }
        return Judged(replace(bundle, **seen) if held else bundle, {name: one for name, one in decided.items() if one})

    def decided(self, record: Found) -> Decided | None:
        """What was decided on a record across documents."""
        return _decided(record, self.of(record["id"]))


# --- as people left it ------------------------------------------------------------------------------


def put_right(selection: Selection) -> Iterator[Bundle]:
    """The documents of a selection without the statements and events that people rejected, with those that they amended as amended.

    What refers to a statement that is left out refers to none.
    """
    judgements = Judgements(selection)
    for bundle in selection.bundles():
        held = judgements.within(bundle)
        yield _put_right(bundle, held) if held else bundle


def _put_right(bundle: Bundle, held: Held) -> Bundle:
    kept: dict[str, Any] = {field: tuple(as_left(bundle.of(kind), held)) for field, kind in FIELDS.items()}
    there = {one["id"] for one in kept["statements"]}
    gone = {one["id"] for one in bundle.statements} - there
    if gone:
        kept["statements"] = tuple(_without(one, "within", gone) for one in kept["statements"])
        kept["events"] = tuple(_without(one, "statement", gone) for one in kept["events"])
    return replace(bundle, **kept)


def _without(record: Found, field: str, gone: set[str]) -> Found:
    return {**record, field: None} if record[field] in gone else record


# --- in words ---------------------------------------------------------------------------------------


def judged_words(record: Found, judgements: Iterable[Judgement]) -> str | None:
    """What people decided on a record, for a field of a format: `rejected by Ada Moll, 2026-03-05`; None where no judgement stands."""
    decision = decide(record, judgements)
    if decision is None:
        return None
    fields = f" ({', '.join(decision.fields)})" if decision.fields else ""
    stale = "" if decision.is_current else ", of an earlier reading"
    return f"{decision.verdict}{fields} by {decision.by}, {decision.at[:10]}{stale}"


def decided_wrong(record: Found, judgements: Iterable[Judgement]) -> str | None:
    """`rejected` or `amended` where that is the last word on a record; None where it stands as it was read."""
    decision = decide(record, judgements)
    return decision.verdict if decision is not None and decision.verdict != ACCEPTED else None


def amended(record: Found, judgements: Iterable[Judgement]) -> Found | None:
    """The fields that people put right, as they should stand; None where there are none."""
    seen = with_judgements(record, judgements)
    found = {name: value for name, value in seen.items() if name not in record or record[name] != value}
    return found or None


def _decided(record: Found, judgements: Iterable[Judgement]) -> Decided | None:
    standing = tuple(one for one in judgements if one.verdict in VERDICTS and one.withdrawn_at is None)
    decision = decide(record, standing)
    if decision is None:
        return None
    fields = " and ".join(map(spaced, decision.fields))
    what = {ACCEPTED: "accepted", REJECTED: "rejected", AMENDED: f"{fields} amended"}[decision.verdict]
    reasons = [one.reason for one in standing if (one.by, one.at) == (decision.by, decision.at) and one.reason]
    words = f"{what} by {decision.by}, {day_words(decision.at)}" + (f": {reasons[-1]}" if reasons else "")
    return Decided(decision.verdict, words if decision.is_current else f"{words} (read otherwise since: look again)")
