"""Networks as GraphML, which Gephi, yEd, Cytoscape and networkx read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from onrecord.store import Acting

NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
NODE_KEYS = {"name": "string", "kind": "string", "country": "string", "sector": "string", "weight": "int"}
EDGE_KEYS = {
    "event_type": "string", "quad": "string", "status": "string", "mutual": "boolean", "count": "int", "reports": "int", "events": "string",
}  # fmt: skip
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def graphml(found: Acting, quads: Sequence[str]) -> bytes:
    """The network as a GraphML document; a missing value has no element."""
    root = ElementTree.Element("graphml", xmlns=NAMESPACE)
    for kind, keys in (("node", NODE_KEYS), ("edge", EDGE_KEYS)):
        for name, holds in keys.items():
            key = {"id": f"{kind}-{name}", "for": kind, "attr.name": name, "attr.type": holds}
            ElementTree.SubElement(root, "key", key)
    graph = ElementTree.SubElement(root, "graph", {"id": "network", "edgedefault": "directed"})
    for node in found.nodes:
        below = ElementTree.SubElement(graph, "node", {"id": node.id})
        _put(below, "node", {name: getattr(node, name) for name in NODE_KEYS})
    for number, edge in enumerate(found.edges):
        ends = {"id": f"edge-{number}", "source": edge.actor, "target": edge.recipient}
        below = ElementTree.SubElement(graph, "edge", ends)
        told: dict[str, Any] = {"mutual": str(edge.is_mutual).lower(), "quad": quads[edge.quad]}
        told |= {"count": edge.count, "reports": len(edge.events), "events": " ".join(edge.events)}
        _put(below, "edge", {"event_type": edge.event_type, "status": edge.status} | told)
    made: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _put(element: ElementTree.Element, kind: str, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if value is not None:
            ElementTree.SubElement(element, "data", {"key": f"{kind}-{name}"}).text = _NOT_XML.sub("�", str(value))
