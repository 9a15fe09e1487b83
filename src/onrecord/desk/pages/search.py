"""Search: statements, events and stories by words and filters."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from onrecord.desk.ledger import check_ending, csv_file
from onrecord.desk.matching import Piece, mark_words
from onrecord.desk.page import Asking, Desk, Download, Page
from onrecord.publish import publish_hits
from onrecord.store import Hit, HitContext, Look
from onrecord.web.filters import Filters

SHOWN, SHOWN_OF_EACH, MOST_COUNTED, MOST_TAKEN = 50, 10, 500, 10_000
NONE = Look("statement", 0, ())
ITS_OWN = ("actual", "historical", "negated")
"""Standings of an event that rest on the report alone."""
SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s+|\n+")
MANY = {"statement": "Statements", "event": "Events", "story": "Stories"}
COLUMNS = (
    "type", "id", "story", "day", "outlet", "title", "who", "act_or_type", "to_whom", "words", "standing", "according_to", "place", "date", "amounts",
    "disputes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Party:
    """Who takes part, as the words have it; `name` and `entity` where it is known who that is."""

    words: tuple[Piece, ...]
    name: str | None
    entity: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """A hit: a statement (`parties` say it to `others` about `about`, `pieces` is what is said), an event (`parties` act on `others`,
    `pieces` are the words around the trigger) or a story (`pieces` is a part of its text).

    `cue` are the words that say that something is said, where they were searched for. `chain` is through whom a statement is told, from the outlet inwards, the outlet of the document left out. `source` and `source_act`
    are whose word an event rests on, None where the report itself says it.
    """

    id: str
    type: str
    address: str
    title: str | None
    outlet: str | None
    day: str | None
    parties: tuple[Party, ...]
    others: tuple[Party, ...]
    pieces: tuple[Piece, ...]
    about: tuple[Party, ...] = ()
    cue: tuple[Piece, ...] = ()
    act: str | None = None
    notes: tuple[str, ...] = ()
    chain: tuple[str, ...] = ()
    is_direct: bool = False
    event_type: str | None = None
    mode: str | None = None
    status: str | None = None
    source: str | None = None
    source_act: str | None = None
    place: tuple[Piece, ...] = ()
    date: str | None = None
    amounts: tuple[str, ...] = ()
    disputes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one kind, newest first: how many there are, counted up to five hundred; the address of the rest, where there is more."""

    kind: str
    title: str
    count: int
    is_more_counted: bool
    hits: tuple[Found, ...]
    rest: str | None


@dataclass(frozen=True, slots=True)
class Tab:
    """A kind to look at alone, or all of them."""

    title: str
    address: str
    count: int | None
    is_more_counted: bool
    is_here: bool


@dataclass(frozen=True, slots=True)
class Search:
    """What a search found. `is_asked` is False where no filter is set; `query` is the address's own, for the downloads."""

    is_asked: bool
    groups: tuple[Group, ...]
    tabs: tuple[Tab, ...]
    query: str
    is_later: bool


def view(desk: Desk, asking: Asking) -> Search:
    """Hits for the filters, some of each kind or one kind page by page; none where nothing is asked."""
    filters = asking.filters
    if filters.without("kind").is_empty and filters.kind is None:
        return Search(False, (), (), "", False)
    after = _number(asking.given.get("after", ""))
    shown = asking.number("limit", SHOWN if filters.kind else SHOWN_OF_EACH, most=200)
    every = replace(filters, kind=None).to_query(limit=1 if filters.kind else shown + 1)
    looks = {found.kind: found for found in desk.store.look(every, MOST_COUNTED + 1)}
    if filters.kind and (after is not None or looks.get(filters.kind, NONE).hits or filters.kind not in looks):
        hits = tuple(desk.store.find(filters.to_query(limit=shown + 1, after=after)))
        known = looks.get(filters.kind) or Look(filters.kind, len(hits), hits)
        looks[filters.kind] = replace(known, hits=hits)
    kinds = [filters.kind] if filters.kind else [kind for kind in MANY if looks.get(kind, NONE).hits]
    groups = tuple(_group(desk, filters, looks.get(kind, NONE), shown) for kind in kinds)
    counts = {kind: found.count for kind, found in looks.items()}
    return Search(True, groups, tuple(_tabs(filters, counts)), filters.address, after is not None)


def download(desk: Desk, asking: Asking) -> Download:
    """The hits as a file: CSV, a row a hit, or JSON Lines, the records as they are; the newest ten thousand."""
    ending = check_ending(asking, "csv", "jsonl")
    hits = list(desk.store.find(asking.filters.to_query(limit=MOST_TAKEN))) if not asking.filters.is_empty else []
    if ending == "jsonl":
        out = io.StringIO(newline="")
        publish_hits(hits, form="jsonl", out=out)
        return Download("search.jsonl", "application/jsonl", (out.getvalue().encode("utf-8", "replace"),))
    told = desk.store.hit_contexts([hit for hit in hits if hit.record["type"] == "event"])
    return csv_file("search.csv", COLUMNS, (_row(hit, told.get(hit.record["id"], HitContext())) for hit in hits))


def _number(words: str) -> int | None:
    return int(words) if words.isascii() and words.isdigit() and len(words) < 20 else None


def _tabs(filters: Filters, counts: dict[str, int]) -> Iterable[Tab]:
    yield Tab("All", f"/search?{filters.without('kind').address}", None, False, filters.kind is None)
    for kind, title in MANY.items():
        count = counts.get(kind, 0)
        address = f"/search?{replace(filters, kind=kind).address}"
        yield Tab(title, address, min(count, MOST_COUNTED), count > MOST_COUNTED, filters.kind == kind)


def _group(desk: Desk, filters: Filters, look: Look, shown: int) -> Group:
    hits, kind = look.hits[:shown], look.kind
    rest = f"/search?{replace(filters, kind=kind).address}"
    if filters.kind and hits:
        rest += f"&after={hits[-1].number}"
    told = desk.store.hit_contexts(hits, filters.words)
    found = tuple(_found(hit, told.get(hit.record["id"], HitContext()), filters) for hit in hits)
    count, is_more = look.count, len(look.hits) > shown
    return Group(kind, MANY[kind], min(count, MOST_COUNTED), count > MOST_COUNTED, found, rest if is_more else None)


def _found(hit: Hit, context: HitContext, filters: Filters) -> Found:
    record = hit.record
    story = record["id"] if record["type"] == "story" else record["story"]
    place = f"/story/{quote(story)}"
    found = Found(
        record["id"], record["type"], place if story == record["id"] else f"{place}#{quote(record['id'])}", hit.title, hit.outlet,
        (hit.written_on or "")[:10] or None, (), (), (), disputes=hit.disputes,
    )  # fmt: skip
    makers = {"statement": _statement, "event": _event, "story": _story}
    return makers[record["type"]](found, hit, context, filters)


def _statement(found: Found, hit: Hit, context: HitContext, filters: Filters) -> Found:
    record = hit.record
    source = record["source"]
    words = filters.words
    asked = (words, filters.to_whom)
    chain = tuple(record["chain"])
    return replace(
        found,
        parties=(_party(source, hit.names, words, filters.who),) if source["text"] else (),
        others=(_party(record["addressee"], hit.names, *asked),) if record["addressee"] else (),
        about=(_party(record["target"], hit.names, *asked),) if record["target"] else (),
        pieces=mark_words(" … ".join(record["content"]["texts"]), words),
        cue=_matching(mark_words(record["cue"]["text"], words)) if record["cue"] else (),
        act=record["act"],
        notes=tuple(_notes(record)),
        chain=chain[1:] if chain and chain[0] == hit.outlet else chain,
        is_direct=record["quotation"] == "direct",
    )


def _matching(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces, where one of them was searched for."""
    return pieces if any(piece.is_match for piece in pieces) else ()


def _notes(record: dict[str, Any]) -> Iterable[str]:
    """What keeps a statement from being a plain assertion."""
    if record["polarity"] == "denies":
        yield "says it is not so"
    if record["polarity"] == "leaves_open":
        yield "leaves open whether it is so"
    if record["certainty"] in ("probable", "possible"):
        yield f"says it is {record['certainty']}"
    if record["within"]:
        yield "within what another says"


def _event(found: Found, hit: Hit, context: HitContext, filters: Filters) -> Found:
    record = hit.record
    words = filters.words
    is_its_own = record["status"] in ITS_OWN
    who = context.source_name if context.source_name and _is_pronoun(context.source) else context.source
    place = record["place"]
    return replace(
        found,
        parties=tuple(_party(one, hit.names, words, filters.who) for one in record["actors"]),
        others=tuple(_party(one, hit.names, words, filters.to_whom) for one in record["recipients"]),
        pieces=_sentence(context, words),
        event_type=record["event_type"],
        mode=record["mode"],
        status=record["status"],
        source=None if is_its_own else who,
        source_act=None if is_its_own else context.act,
        place=mark_words(place["name"] or place["text"], words, filters.place) if place else (),
        date=(record["date"] or {}).get("value"),
        amounts=context.amounts,
    )


def _is_pronoun(words: str | None) -> bool:
    return words is not None and words.lower() in ("he", "she", "it", "they", "we", "i", "him", "her", "them")


def _story(found: Found, hit: Hit, context: HitContext, filters: Filters) -> Found:
    return replace(found, pieces=mark_words(context.words, filters.words))


def _party(words: dict[str, Any], names: dict[str, str], *asked: str | None) -> Party:
    entity = words.get("entity")
    name = names.get(entity) if entity else None
    text = (words.get("core") or words)["text"]
    shown = name if name and name.casefold() not in text.casefold() else None
    return Party(mark_words(text, *asked), shown, entity)


def _sentence(context: HitContext, words: str | None) -> tuple[Piece, ...]:
    """The sentence of a trigger, or as much of it as there is."""
    if not context.words:
        return ()
    ends = [match.end() for match in SENTENCE_END.finditer(context.words)]
    first = max((end for end in ends if end <= context.start), default=0)
    last = min((end for end in ends if end >= context.stop), default=len(context.words))
    text = context.words[first:last].rstrip()
    return mark_words(text, words, trigger=(context.start - first, context.stop - first))


def _row(hit: Hit, context: HitContext) -> Sequence[Any]:
    record = hit.record
    kind = record["type"]
    story = record["id"] if kind == "story" else record["story"]
    start = (kind, record["id"], story, (hit.written_on or "")[:10], hit.outlet, hit.title)
    end = " ".join(hit.disputes)
    if kind == "statement":
        told = "; ".join(one["text"] for one in (record["addressee"], record["target"]) if one)
        words = " … ".join(record["content"]["texts"])
        return (
            *start,
            _who([record["source"]], hit.names),
            record["act"],
            told,
            words,
            "",
            " > ".join(record["chain"]),
            "",
            "",
            "",
            end,
        )
    if kind == "story":
        return (*start, *[""] * 9, end)
    place = record["place"]
    return (
        *start, _who(record["actors"], hit.names), "/".join(filter(None, (record["event_type"], record["mode"]))),
        _who(record["recipients"], hit.names), record["trigger"]["text"], record["status"], context.source_name or context.source,
        (place["name"] or place["text"]) if place else "", (record["date"] or {}).get("value"), "; ".join(context.amounts), end,
    )  # fmt: skip


def _who(parties: Sequence[dict[str, Any]], names: dict[str, str]) -> str:
    return "; ".join(str(names.get(one["entity"]) or one["text"] or "") for one in parties)


PAGES = (
    Page("/search", "search", "search.html", view, is_costly=True),
    Page("/search.{ending}", "search_download", "search.html", download, is_costly=True),
)
