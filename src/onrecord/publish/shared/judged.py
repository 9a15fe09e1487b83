"""Documents as people put them right: for formats that have no place for a judgement beside the reading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from onrecord.judging import REJECTED, Attached, attach, decide, with_judgements
from onrecord.model import Judgement
from onrecord.publish.selection import Bundle, Found, Selection
from onrecord.serialize import from_object

LOSS = "What people rejected is left out and what they amended is written as they put it right; other judgements are not written."


def put_right(selection: Selection) -> Iterator[Bundle]:
    """The documents of a selection, without the statements and events that people rejected, with those that they amended as amended."""
    judged = _by_document(selection)
    for bundle in selection.bundles():
        own = judged.get(bundle.document["id"])
        yield _put_right(bundle, own) if own else bundle


def _by_document(selection: Selection) -> Mapping[str, list[Judgement]]:
    found: defaultdict[str, list[Judgement]] = defaultdict(list)
    for packed in selection.judgements():
        judgement: Judgement = from_object(packed)
        if judgement.anchor is not None:
            found[judgement.anchor.document].append(judgement)
    return found


def _put_right(bundle: Bundle, judgements: list[Judgement]) -> Bundle:
    attached = attach(judgements, (*bundle.statements, *bundle.events))
    statements = tuple(_kept(bundle.statements, attached))
    carriers = {found["id"] for found in statements}
    events = (_without(found, "statement", carriers) for found in _kept(bundle.events, attached))
    return replace(
        bundle, statements=tuple(_without(found, "within", carriers) for found in statements), events=tuple(events)
    )


def _kept(records: tuple[Found, ...], attached: Attached) -> Iterator[Found]:
    for found in records:
        judgements = attached.by_record.get(found["id"], ())
        decision = decide(found, judgements)
        if decision is None or decision.verdict != REJECTED:
            yield with_judgements(found, judgements) if judgements else found


def _without(found: Found, field: str, there: set[str]) -> Found:
    """The record without a reference to a statement that was taken away."""
    return found if found[field] is None or found[field] in there else {**found, field: None}


__all__ = ["LOSS", "put_right"]
