"""Statements inside statements: `within`, and the chain of mouths from the outlet inwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.model import Content, Entity, Span, Statement

SPEAKER = frozenset({"i", "me", "my"})
"""Words by which a speaker means himself."""


def nest(statements: Sequence[Statement], outlet: str | None, entities: Sequence[Entity]) -> tuple[Statement, ...]:
    """The statements with `within` (the smallest content that holds their cue and content) and `chain`.

    "I" inside somebody's words is that speaker.
    """
    names = {entity.id: entity.name for entity in entities}
    parents = _parents(statements)
    done: dict[str, Statement] = {}
    for statement in sorted(statements, key=lambda s: -_size(s)):
        done[statement.id] = _placed(statement, done.get(parents.get(statement.id, "")), outlet, names)
    return tuple(done[statement.id] for statement in statements)


def _placed(statement: Statement, parent: Statement | None, outlet: str | None, names: dict[str, str]) -> Statement:
    source = statement.source
    above = parent.chain if parent is not None else (outlet,) if outlet else ()
    if parent is not None and source.evidence is not None and source.evidence.text.lower() in SPEAKER:
        source = replace(source, entity=parent.source.entity, kind=parent.source.kind)
        return replace(statement, source=source, within=parent.id, chain=above)
    name = names.get(source.entity or "") or (source.phrase.text if source.phrase else None)
    chain = (*above, name) if name else above
    return replace(statement, within=parent.id if parent is not None else None, chain=chain)


def _parents(statements: Sequence[Statement]) -> dict[str, str]:
    """The id of each nested statement's parent; one pass over the text with the contents that are open."""
    same: dict[Content, str] = {s.content: s.id for s in statements if not _is_citing(s)}
    found: dict[str, str] = {}
    pieces = sorted(_pieces(statements), key=lambda pair: pair[0])
    opened: list[tuple[Span, Statement]] = []
    place = 0
    for statement in sorted(statements, key=lambda s: _mark(s).start):
        if _is_citing(statement) and statement.content in same:
            found[statement.id] = same[statement.content]
            continue
        mark, whole = _mark(statement), _reach(statement)
        while place < len(pieces) and pieces[place][0].start <= mark.start:
            opened.append(pieces[place])
            place += 1
        opened = [pair for pair in opened if pair[0].end > mark.start]
        above = [s for span, s in opened if span.covers(mark) and _size(s) > _size(statement) and _overlaps(s, whole)]
        if above:
            found[statement.id] = min(above, key=_size).id
    return found


def _is_citing(statement: Statement) -> bool:
    """True for the words that a report hands on ("citing an aide"): the report is above them, with the same content."""
    return statement.origin is not None and statement.origin.by.removesuffix("+tags").endswith("/citing")


def _pieces(statements: Sequence[Statement]) -> Iterator[tuple[Span, Statement]]:
    for statement in statements:
        for piece in statement.content.pieces:
            yield piece.span, statement


def _overlaps(outer: Statement, whole: Span) -> bool:
    return any(piece.span.overlaps(whole) for piece in outer.content.pieces)


def _mark(statement: Statement) -> Span:
    return statement.cue.span if statement.cue else _reach(statement)


def _reach(statement: Statement) -> Span:
    spans = [p.span for p in statement.content.pieces] + ([statement.cue.span] if statement.cue else [])
    return Span(min(s.start for s in spans), max(s.end for s in spans))


def _size(statement: Statement) -> int:
    """Characters of content; what is handed on is by a hair smaller than the report that hands it on."""
    return 2 * sum(len(piece.text) for piece in statement.content.pieces) - _is_citing(statement)
