"""What people decided on the records of a selection, as they are written out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from onrecord.judging import ACCEPTED, AMENDED, REJECTED, VERDICTS, attach, decide, with_judgements
from onrecord.model import Bundle, Judgement
from onrecord.publish.shared.phrasing import day_words, spaced
from onrecord.serialize import from_object

Found = dict[str, Any]
JUDGED = {"statements": "statement", "events": "event"}


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


class Decisions:
    """Judgements that were not withdrawn, by the document that they are on, else by the record."""

    def __init__(self, judgements: Iterable[Found]) -> None:
        self._of_document: defaultdict[str, list[Judgement]] = defaultdict(list)
        self._of_record: defaultdict[str, list[Judgement]] = defaultdict(list)
        for found in judgements:
            judgement: Judgement = from_object(found)
            if judgement.verdict not in VERDICTS or judgement.withdrawn_at is not None:
                continue
            if judgement.anchor is not None:
                self._of_document[judgement.anchor.document].append(judgement)
            else:
                self._of_record[judgement.subject].append(judgement)

    def judged(self, bundle: Bundle) -> Judged:
        """The bundle as people see it; judgements of an earlier reading hold where their words are found again."""
        own = self._of_document.get(bundle.document["id"])
        by_record = attach(own, (*bundle.statements, *bundle.events)).by_record if own else {}
        decided: dict[str, Decided] = {}
        seen: dict[str, Any] = {}
        for field, kind in JUDGED.items():
            records = []
            for record in bundle.of(kind):
                judgements = (*by_record.get(record["id"], ()), *self._of_record.get(record["id"], ()))
                records.append(with_judgements(record, judgements))
                if found := _decided(record, judgements):
                    decided[record["id"]] = found
            seen[field] = tuple(records)
        return Judged(replace(bundle, **seen), decided)

    def of(self, record: Found) -> Decided | None:
        """What was decided on a record across documents."""
        return _decided(record, self._of_record.get(record["id"], ()))


def _decided(record: Found, judgements: Iterable[Judgement]) -> Decided | None:
    judgements = tuple(judgements)
    decision = decide(record, judgements)
    if decision is None:
        return None
    what = {ACCEPTED: "accepted", REJECTED: "rejected", AMENDED: f"{_and(map(spaced, decision.fields))} amended"}
    words = f"{what[decision.verdict]} by {decision.by}, {day_words(decision.at)}"
    reasons = [one.reason for one in judgements if (one.by, one.at) == (decision.by, decision.at) and one.reason]
    words += f": {reasons[-1]}" if reasons else ""
    return Decided(decision.verdict, words if decision.is_current else f"{words} (read otherwise since: look again)")


def _and(words: Iterable[str]) -> str:
    return " and ".join(words)
