"""Statements inside statements: `within`, and the chain of mouths from the outlet inwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onrecord.model import Entity, Span, Statement


def nest(statements: Sequence[Statement], outlet: str | None, entities: Sequence[Entity]) -> tuple[Statement, ...]:
    """The statements with `within` (the smallest content that holds their cue and content) and `chain`."""
    names = {entity.id: entity.name for entity in entities}
    parents = {s.id: _parent(s, statements) for s in statements}
    by_id = {s.id: s for s in statements}
    found = []
    for statement in statements:
        chain = [_name(statement, names)]
        above = parents[statement.id]
        while above is not None:
            chain.append(_name(by_id[above], names))
            above = parents[above]
        links = [link for link in (outlet, *reversed(chain)) if link]
        found.append(replace(statement, within=parents[statement.id], chain=tuple(links)))
    return tuple(found)


def _parent(statement: Statement, statements: Sequence[Statement]) -> str | None:
    whole = _reach(statement)
    above = [s for s in statements if s.id != statement.id and _size(s) > _size(statement) and _holds(s, statement, whole)]
    return min(above, key=_size).id if above else None


def _holds(outer: Statement, inner: Statement, whole: Span) -> bool:
    mark = inner.cue.span if inner.cue else whole
    return any(p.span.covers(mark) for p in outer.content.pieces) and any(p.span.overlaps(whole) for p in outer.content.pieces)


def _reach(statement: Statement) -> Span:
    spans = [p.span for p in statement.content.pieces] + ([statement.cue.span] if statement.cue else [])
    return Span(min(s.start for s in spans), max(s.end for s in spans))


def _size(statement: Statement) -> int:
    return sum(len(piece.text) for piece in statement.content.pieces)


def _name(statement: Statement, names: dict[str, str]) -> str | None:
    source = statement.source
    return names.get(source.entity or "") or (source.evidence.text if source.evidence else None)
