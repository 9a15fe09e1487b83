"""The network: who acts on whom, by type of event and by how it stands, drawn from the edges in the table below it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from onrecord.desk.graphs import graphml
from onrecord.desk.ledger import EVENT_FILTERS, address, check_ending, csv_file, unused
from onrecord.desk.page import Asking, Desk, Download, Page
from onrecord.publish.shared.words import STANDINGS
from onrecord.store import Acting, Edge, Happening, Node
from onrecord.web.guard import Refused

MOST_PAIRS = 5_000
"""Acts, each of one on one, that a network is drawn from, the newest of those that fit."""
NODES, MOST_NODES = 80, 150
SIZES = ("20", "40", "80", "150")
ROWS_SHOWN, EDGES_SHOWN = 100, 500
QUADS = ("", "cooperation in words", "cooperation in deeds", "conflict in words", "conflict in deeds")
COLUMNS = (
    "actor", "actor_name", "recipient", "recipient_name", "with_each_other", "event_type", "quad", "status", "count", "reports", "events",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EdgeRow:
    """An edge with the names at its ends; `count` of happenings, `reports` of events.

    `address` is this page with the events behind the edge, `search` the search for the like.
    """

    key: str
    actor: str
    actor_name: str
    recipient: str
    recipient_name: str
    is_mutual: bool
    event_type: str
    quad: int
    status: str
    count: int
    reports: int
    address: str
    search: str


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A node of the network; its id is that of the entity."""

    id: str
    name: str
    kind: str | None
    weight: int


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes and edges, the heaviest first, how many of either are left out, and the events behind the edge `of` where one is chosen."""

    nodes: tuple[NodeRow, ...]
    edges: tuple[EdgeRow, ...]
    nodes_left_out: int
    edges_left_out: int
    has_more: bool
    of: EdgeRow | None
    rows: tuple[Happening, ...]
    rows_left_out: int
    unused: tuple[str, ...]
    size: str
    sizes: tuple[str, ...]
    all_address: str
    csv: str
    graphml: str
    json: str
    statuses: tuple[str, ...]
    has_namesakes: bool
    quads: tuple[str, ...] = QUADS
    edges_shown: int = EDGES_SHOWN
    most: int = MOST_PAIRS


def view(desk: Desk, asking: Asking) -> Network:
    """The network of what fits the bar; with `edge`, the events behind one edge."""
    found = _acting(desk, asking)
    edges = tuple(_edge_rows(found, asking))
    of = _chosen(edges, asking)
    events = next((edge.events for edge, row in zip(found.edges, edges, strict=True) if row is of), ())
    own = _own(asking)
    return Network(
        tuple(NodeRow(node.id, node.name, node.kind, node.weight) for node in found.nodes), edges, found.nodes_left_out,
        found.edges_left_out, found.has_more, of, desk.store.happenings(events[:ROWS_SHOWN]), max(0, len(events) - ROWS_SHOWN),
        unused(asking.filters, EVENT_FILTERS), str(_size(asking)), SIZES, address("/network", asking.filters, own),
        address("/network.csv", asking.filters, own), address("/network.graphml", asking.filters, own),
        address("/network.json", asking.filters, own | ({"edge": of.key} if of else {})),
        tuple(status for status in STANDINGS if any(edge.status == status for edge in edges)),
        len({node.name for node in found.nodes}) < len(found.nodes),
    )  # fmt: skip


def _acting(desk: Desk, asking: Asking) -> Acting:
    return desk.store.acting(asking.filters.to_query(kind="event"), limit=MOST_PAIRS, nodes=_size(asking))


def _size(asking: Asking) -> int:
    return asking.number("nodes", NODES, least=2, most=MOST_NODES)


def _own(asking: Asking) -> dict[str, str]:
    return {"nodes": str(_size(asking))} if "nodes" in asking.given else {}


def _edge_rows(found: Acting, asking: Asking) -> Iterable[EdgeRow]:
    names = {node.id: node.name for node in found.nodes}
    for edge in found.edges:
        key = _key(edge)
        yield EdgeRow(
            key, edge.actor, names[edge.actor], edge.recipient, names[edge.recipient], edge.is_mutual, edge.event_type, edge.quad, edge.status,
            edge.count, len(edge.events), address("/network", asking.filters, _own(asking) | {"edge": key}), _search(edge, names, asking),
        )  # fmt: skip


def _key(edge: Edge) -> str:
    """What names an edge in an address."""
    between = "with" if edge.is_mutual else "on"
    return f"{edge.actor}.{between}.{edge.recipient}.{edge.event_type}.{edge.status}"


def _search(edge: Edge, names: dict[str, str], asking: Asking) -> str:
    to_whom = None if edge.is_mutual else names[edge.recipient]
    filters = replace(
        asking.filters,
        kind="event",
        who=names[edge.actor],
        to_whom=to_whom,
        event_type=edge.event_type,
        status=edge.status,
        act=None,
    )
    return f"/search?{filters.address}"


def _chosen(edges: tuple[EdgeRow, ...], asking: Asking) -> EdgeRow | None:
    wanted = asking.given.get("edge", "")
    if not wanted:
        return None
    found = next((edge for edge in edges if edge.key == wanted), None)
    if found is None:
        raise Refused(404, "no such edge among those that fit")
    return found


def view_file(desk: Desk, asking: Asking) -> Download:
    """The edges as a table, or the network as GraphML."""
    ending = check_ending(asking, "csv", "graphml")
    found = _acting(desk, asking)
    if ending == "csv":
        return csv_file("network.csv", COLUMNS, _table(found))
    return Download("network.graphml", "application/graphml+xml", (graphml(found, QUADS),))


def _table(found: Acting) -> Iterable[tuple[Any, ...]]:
    names: dict[str, Node] = {node.id: node for node in found.nodes}
    for edge in found.edges:
        yield (
            edge.actor, names[edge.actor].name, edge.recipient, names[edge.recipient].name, "yes" if edge.is_mutual else None,
            edge.event_type, QUADS[edge.quad], edge.status, edge.count, len(edge.events), edge.events,
        )  # fmt: skip


PAGES = (
    Page("/network", "network", "network.html", view, is_costly=True),
    Page("/network.{ending}", "network-file", "network.html", view_file, is_costly=True),
)
