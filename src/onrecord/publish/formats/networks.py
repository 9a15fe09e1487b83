"""Who acts on whom and who says what of whom, over all documents of a selection: the nodes and edges of a graph.

What is gathered waits in a database of its own that is on disk where it is large, so that memory does not grow with the selection: at once
there are one document, and the records of one node or edge.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import groupby, permutations
from operator import itemgetter

from onrecord.model import Judgement, content_id
from onrecord.publish.selection import Found, Selection
from onrecord.publish.shared.beside import Beside, beside
from onrecord.publish.shared.characters import clean
from onrecord.publish.shared.context import Context
from onrecord.publish.shared.judgements import decided_wrong
from onrecord.publish.shared.scratch import pack, scratch
from onrecord.rules.periods import period_of
from onrecord.rules.triggers import event_rules

EVENT, SAID_OF = "event", "said_of"
MUTUAL = frozenset({"AGREE", "CONSULT", "COOPERATE"})
"""Types that several do with one another, where no rule says whether they do."""
WORDS = "words"
"""The kind of a node that is no entity: a party or source of which only the words are known."""
_ARTICLE = re.compile(r"(?:the|an?)\s+", re.IGNORECASE)
_TABLES = (
    "CREATE TABLE reading (node TEXT, part TEXT, packed TEXT, PRIMARY KEY (node, part)) WITHOUT ROWID",
    "CREATE TABLE part (source TEXT, target TEXT, kind TEXT, type TEXT, status TEXT, record TEXT, packed TEXT)",
    "CREATE TABLE alone (node TEXT, role TEXT, count INTEGER, PRIMARY KEY (node, role)) WITHOUT ROWID",
)
_EDGES = (
    "CREATE TABLE edge AS SELECT DISTINCT source, target, kind, type, status FROM part",
    "CREATE INDEX edge_source ON edge (source)",
    "CREATE INDEX edge_target ON edge (target)",
)
_PARTS = "SELECT source, target, kind, type, status, record, packed FROM part ORDER BY source, target, kind, type, status, record, packed"


@dataclass(frozen=True, slots=True)
class Node:
    """A party: an entity across documents, or words that name none. Degrees count edges.

    `acted_alone` counts events in which it is an actor and nobody is the recipient, `acted_on_alone` those in which it is a recipient and
    nobody is the actor: these have no edge.
    """

    id: str
    label: str
    kind: str
    country: str | None
    sector: str | None
    names: tuple[str, ...]
    entities: tuple[str, ...]
    possible_same: tuple[str, ...]
    mentions: int
    documents: int
    in_degree: int
    out_degree: int
    acted_alone: int
    acted_on_alone: int


@dataclass(frozen=True, slots=True)
class Edge:
    """All events of one type and one status in which one party acts on another, or all statements of one act in which one speaks of another.

    `kind` is event or said_of; `type` the event type or the act of speech; `status` the status of the events, or what the source says of
    its words (affirms, denies, leaves_open). `first` and `last` are the days within which all of it happened that has a date (of
    statements, was reported).
    """

    id: str
    source: str
    target: str
    kind: str
    type: str
    status: str
    records: tuple[str, ...]
    stories: int
    independent: int
    first: str | None
    last: str | None
    undated: int
    sources: tuple[str, ...]
    outlets: tuple[str, ...]
    modes: tuple[str, ...]
    words: tuple[str, ...]
    is_reciprocal: bool
    disputed: int
    rejected: int
    amended: int

    @property
    def label(self) -> str:
        """`ASSAULT (alleged)`, `accuse (affirms)`."""
        return f"{self.type} ({self.status})"


class Network:
    """The graph of a selection; nodes and edges may be asked for again."""

    def __init__(self, connection: sqlite3.Connection, selection: Selection, known: Beside) -> None:
        self._connection, self._known = connection, known
        self.title = selection.title
        self.counts = dict.fromkeys(
            ("events", "events_without_edge", "statements", "statements_without_edge", "statements_without_target"), 0
        )
        for bundle in selection.bundles():
            self._read(Context(bundle, selection))
        for sql in _EDGES:
            connection.execute(sql)

    def nodes(self) -> Iterator[Node]:
        """Nodes in the order of their ids."""
        rows = self._connection.execute("SELECT node, part, packed FROM reading ORDER BY node, part")
        for identity, group in groupby(rows, itemgetter(0)):
            yield self._node(identity, [json.loads(packed) for _, _, packed in group])

    def edges(self) -> Iterator[Edge]:
        """Edges in the order of source, target, kind, type and status."""
        for key, group in groupby(self._connection.execute(_PARTS), itemgetter(slice(0, 5))):
            yield self._edge(key, [(record, json.loads(packed)) for *_, record, packed in group])

    # --- reading ----------------------------------------------------------------------------------

    def _read(self, context: Context) -> None:
        judged = self._known.judgements.within(context.bundle)
        for entity in context.bundle.entities:
            found = context.node(entity["id"])
            if found is not None:
                self._put(found.id, entity["id"], _reading(entity, found.name, context.document["id"]))
        for event in context.bundle.events:
            self.counts["events"] += 1
            self.counts["events_without_edge"] += not self._event(context, event, judged.get(event["id"], ()))
        spans = _spans(context)
        for statement in context.bundle.statements:
            self.counts["statements"] += 1
            if statement["target"] is None:
                self.counts["statements_without_target"] += 1
            elif not self._statement(context, statement, spans, judged.get(statement["id"], ())):
                self.counts["statements_without_edge"] += 1

    def _put(self, node: str, part: str, found: Found) -> None:
        self._connection.execute("INSERT OR IGNORE INTO reading VALUES (?, ?, ?)", (node, part, pack(clean(found))))

    def _event(self, context: Context, event: Found, judged: Sequence[Judgement]) -> bool:
        actors = [self._party(context, event["story"], party, party) for party in event["actors"]]
        recipients = [self._party(context, event["story"], party, party) for party in event["recipients"]]
        mutual = len(set(actors)) > 1 and not recipients and is_mutual(event)
        pairs = permutations(dict.fromkeys(actors), 2) if mutual else ((a, r) for a in actors for r in recipients)
        date = (event["date"] or {}).get("value")
        own = self._own(context, event, judged) | {
            "period": period_of(date), "source": context.according_to(event), "mode": event["mode"],
            "words": event["trigger"]["text"], "mutual": mutual,
        }  # fmt: skip
        found = sorted(set(pairs))
        for source, target in found:
            self._add((source, target, EVENT, event["event_type"], event["status"], event["id"]), own)
        for role, nodes in () if found else (("actor", actors), ("recipient", recipients)):
            self._connection.executemany(
                "INSERT INTO alone VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1",
                ((node, role) for node in sorted(set(nodes))),
            )
        return bool(found)

    def _statement(
        self, context: Context, statement: Found, spans: dict[tuple[int, int], str], judged: Sequence[Judgement]
    ) -> bool:
        source, aim = statement["source"], statement["target"]
        words = source.get("core") or source
        if context.node(source["entity"]) is None and words["text"] is None:
            return False
        node = self._party(context, statement["story"], source, words)
        target = self._party(context, statement["story"], {"entity": _entity_at(spans, aim)}, aim)
        day = context.day(statement["story"])
        own = self._own(context, statement, judged) | {
            "period": period_of(day), "source": context.who(statement), "mode": None,
            "words": " … ".join(statement["content"]["texts"]), "mutual": False,
        }  # fmt: skip
        self._add((node, target, SAID_OF, statement["act"], statement["polarity"], statement["id"]), own)
        return True

    def _own(self, context: Context, record: Found, judged: Sequence[Judgement]) -> Found:
        incident = self._known.incident(record["id"])
        parts = filter(None, (record["id"], record.get("statement"), incident))
        return {
            "story": record["story"], "day": context.day(record["story"]), "outlet": context.outlet,
            "disputed": bool(self._known.disputes(*parts)), "judged": decided_wrong(record, judged),
        }  # fmt: skip

    def _party(self, context: Context, story: str, party: Found, words: Found) -> str:
        """The node of a party; one that is no entity is a node of its own, the same for the same words at the same place."""
        found = context.node(party["entity"])
        if found is not None:
            return found.id
        start, end = words["span"]
        node = f"words-{context.document['id'].removeprefix('document-')}-{start}-{end}"
        reading = {
            "label": words["text"], "kind": WORDS, "country": party.get("country"), "sector": party.get("sector"),
            "names": [[words["text"], 1]], "possible_same": [], "mentions": 1, "document": context.document["id"], "story": story,
        }  # fmt: skip
        self._put(node, "", reading)
        return node

    def _add(self, key: tuple[str, ...], own: Found) -> None:
        self._connection.execute("INSERT INTO part VALUES (?, ?, ?, ?, ?, ?, ?)", (*key, pack(clean(own))))

    # --- writing ----------------------------------------------------------------------------------

    def _node(self, identity: str, readings: list[Found]) -> Node:
        first = readings[0]
        names: Counter[str] = Counter()
        for reading in readings:
            names.update(dict(reading["names"]))
        own = {reading["entity"] for reading in readings if "entity" in reading}
        possible = {other for reading in readings for other in reading["possible_same"]} - own
        return Node(
            identity, first["label"], _most(readings, "kind") or WORDS, _most(readings, "country"), _most(readings, "sector"),
            tuple(sorted(names, key=lambda name: (-names[name], name))), tuple(sorted(own)), tuple(sorted(possible)),
            sum(reading["mentions"] for reading in readings), len({reading["document"] for reading in readings}),
            self._count("SELECT count(*) FROM edge WHERE target = ?", identity),
            self._count("SELECT count(*) FROM edge WHERE source = ?", identity),
            self._count("SELECT sum(count) FROM alone WHERE role = 'actor' AND node = ?", identity),
            self._count("SELECT sum(count) FROM alone WHERE role = 'recipient' AND node = ?", identity),
        )  # fmt: skip

    def _count(self, sql: str, identity: str) -> int:
        found: int | None = self._connection.execute(sql, (identity,)).fetchone()[0]
        return found or 0

    def _edge(self, key: tuple[str, ...], parts: list[tuple[str, Found]]) -> Edge:
        source, target, kind, form, status = key
        own = [found for _, found in parts]
        periods = [found["period"] for found in own if found["period"]]
        return Edge(
            content_id("edge", *key), source, target, kind, form, status, tuple(dict.fromkeys(record for record, _ in parts)), len({found["story"] for found in own}),
            self._known.independent((found["day"] or "9999", found["story"]) for found in own),
            min((first for first, _ in periods), default=None), max((last for _, last in periods), default=None),
            len(own) - len(periods), _all(own, "source"), _all(own, "outlet"), _all(own, "mode"), _all(own, "words"),
            any(found["mutual"] for found in own), sum(found["disputed"] for found in own),
            sum(found["judged"] == "rejected" for found in own), sum(found["judged"] == "amended" for found in own),
        )  # fmt: skip


@contextmanager
def network_of(selection: Selection) -> Iterator[Network]:
    """The graph of a selection, as long as it is being written."""
    with beside(selection) as known, scratch(*_TABLES) as connection:
        yield Network(connection, selection, known)


def is_mutual(event: Found) -> bool:
    """True for an event that several actors do with one another: by the rule that read it, else by its type."""
    known = _rules().get((event.get("origin") or {}).get("by") or "")
    return event["event_type"] in MUTUAL if known is None else known


@cache
def _rules() -> dict[str, bool]:
    """By rule whether what it reads is done with one another."""
    rules = event_rules()
    groups = (group for index in (rules.verbs, rules.nouns) for found in index.values() for group, _ in found)
    return {group.id: group.reciprocal for group in groups}


def _reading(entity: Found, label: str, document: str) -> Found:
    return {
        "entity": entity["id"], "label": label, "kind": entity["kind"], "country": entity["country"], "sector": entity["sector"],
        "names": [[name["text"], name["count"]] for name in entity["names"]] or [[entity["name"], 0]],
        "possible_same": [other["entity"] for other in entity["possible_same"]], "mentions": len(entity["mentions"]), "document": document,
    }  # fmt: skip


def _spans(context: Context) -> dict[tuple[int, int], str]:
    """By span of a mention its entity, where no other entity has the same words."""
    found: dict[tuple[int, int], str] = {}
    twice: set[tuple[int, int]] = set()
    for entity in context.bundle.entities:
        for mention in entity["mentions"]:
            span = (mention["span"][0], mention["span"][1])
            if found.setdefault(span, entity["id"]) != entity["id"]:
                twice.add(span)
    return {span: entity for span, entity in found.items() if span not in twice}


def _entity_at(spans: dict[tuple[int, int], str], words: Found) -> str | None:
    """The entity that has a mention at these words, an article before it or not."""
    start, end = words["span"]
    before = _ARTICLE.match(words["text"])
    return spans.get((start, end)) or (spans.get((start + before.end(), end)) if before else None)


def _most(readings: list[Found], field: str) -> str | None:
    """The value that most readings have, the first in order of those that as many have."""
    counts = Counter(reading[field] for reading in readings if reading[field])
    return min(counts, key=lambda value: (-counts[value], value), default=None)


def _all(found: list[Found], field: str) -> tuple[str, ...]:
    return tuple(sorted({one[field] for one in found if one[field]}))
