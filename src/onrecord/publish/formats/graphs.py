"""GraphML and GEXF 1.3: who acts on whom and who says what of whom, as a directed graph with an edge a pair, type and status."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import IO, Any

from onrecord.publish.formats.networks import Edge, Network, Node, network_of
from onrecord.publish.registry import Format, Shape
from onrecord.publish.selection import Selection
from onrecord.publish.shared.characters import clean

BETWEEN = "; "
"""What stands between the parts of a list."""
NODE_FIELDS = {
    "label": "string", "kind": "string", "country": "string", "sector": "string", "names": "string", "entities": "string",
    "possible_same": "string", "mentions": "integer", "documents": "integer", "degree": "integer", "in_degree": "integer",
    "out_degree": "integer", "acted_alone": "integer", "acted_on_alone": "integer",
}  # fmt: skip
EDGE_FIELDS = {
    "label": "string", "kind": "string", "type": "string", "status": "string", "weight": "double", "records": "integer", "stories": "integer",
    "independent_stories": "integer", "first_date": "string", "last_date": "string", "undated": "integer", "according_to": "string",
    "outlets": "string", "modes": "string", "words": "string", "reciprocal": "boolean", "disputed": "integer", "rejected": "integer",
    "amended": "integer", "record_ids": "string",
}  # fmt: skip
"""The fields of nodes and edges and their types; a field that is not known is left out."""
LOSSES = (
    "An event of which only one side is known has no edge: `acted_alone` and `acted_on_alone` of its nodes count it.",
    "A statement has an edge only where its words name whom it accuses, criticises, praises or threatens; what is said is cut to its words.",
    "Several events of one type and status between the same two are one edge; their ids are in `record_ids`, all else of each is left out.",
    "What several do with one another is two edges between each two of them, both `reciprocal`.",
    "Places, times, amounts, incidents, commitments and issues are left out; disputes and judgements are numbers of the records concerned.",
    "Lists are their parts with “; ” between them; characters that XML has no place for are U+FFFD.",
)
_ESCAPED = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)


def write_graphml(selection: Selection, out: IO[str]) -> None:
    """GraphML 1.0 with typed keys; what the whole graph leaves out is its own data."""
    names = {"integer": "int", "double": "double", "string": "string", "boolean": "boolean"}
    with network_of(selection) as network:
        out.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns '
            'http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
        )
        for kind, fields in (("graph", _graph_fields(network)), ("node", NODE_FIELDS), ("edge", EDGE_FIELDS)):
            for name, form in fields.items():
                out.write(f'  <key id="{kind}_{name}" for="{kind}" attr.name="{name}" attr.type="{names[form]}"/>\n')
        out.write('  <graph id="onrecord" edgedefault="directed">\n')
        for line in _data("graph", _graph_values(network)):
            out.write(f"    {line}\n")
        for node in network.nodes():
            out.write(f'    <node id="{_xml(node.id)}">{"".join(_data("node", _node_values(node)))}</node>\n')
        for edge in network.edges():
            ends = f'id="{edge.id}" source="{_xml(edge.source)}" target="{_xml(edge.target)}"'
            out.write(f"    <edge {ends}>{''.join(_data('edge', _edge_values(edge)))}</edge>\n")
        out.write("  </graph>\n</graphml>\n")


def write_gexf(selection: Selection, out: IO[str]) -> None:
    """GEXF 1.3, dynamic: an edge is there from the first to the last day of what it stands for, always where none of that has a date."""
    with network_of(selection) as network:
        out.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
            'xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd">\n'
        )
        out.write(
            f"  <meta>\n    <creator>onrecord</creator>\n    <description>{_xml(_described(network))}</description>\n  </meta>\n"
        )
        out.write('  <graph mode="dynamic" defaultedgetype="directed" idtype="string" timeformat="date">\n')
        for kind, fields in (("node", NODE_FIELDS), ("edge", EDGE_FIELDS)):
            out.write(f'    <attributes class="{kind}" mode="static">\n')
            for name in _own(fields):
                out.write(f'      <attribute id="{name}" title="{name}" type="{fields[name]}"/>\n')
            out.write("    </attributes>\n")
        out.write("    <nodes>\n")
        for node in network.nodes():
            out.write(
                f'      <node id="{_xml(node.id)}" label="{_xml(node.label)}">{_values(_node_values(node))}</node>\n'
            )
        out.write("    </nodes>\n    <edges>\n")
        for edge in network.edges():
            out.write(f"      <edge {_gexf_edge(edge)}>{_values(_edge_values(edge))}</edge>\n")
        out.write("    </edges>\n  </graph>\n</gexf>\n")


def _graph_fields(network: Network) -> dict[str, str]:
    return {"title": "string", **dict.fromkeys(network.counts, "integer")}


def _graph_values(network: Network) -> dict[str, Any]:
    return {"title": network.title, **network.counts}


def _described(network: Network) -> str:
    """What is in the graph, and how much is not."""
    counts = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in network.counts.items())
    return f"Who acts on whom and who says what of whom: {network.title} ({counts})"


def _own(fields: dict[str, str]) -> Iterator[str]:
    """Fields that GEXF has no attribute of its own for."""
    return (name for name in fields if name not in ("label", "weight"))


def _gexf_edge(edge: Edge) -> str:
    ends = {
        "id": edge.id, "source": edge.source, "target": edge.target, "label": edge.label, "kind": edge.label, "weight": float(len(edge.records)),
        "start": edge.first, "end": edge.last,
    }  # fmt: skip
    return " ".join(f'{name}="{_xml(value)}"' for name, value in ends.items() if value is not None)


def _node_values(node: Node) -> dict[str, Any]:
    return {
        "label": node.label, "kind": node.kind, "country": node.country, "sector": node.sector, "names": node.names, "entities": node.entities,
        "possible_same": node.possible_same, "mentions": node.mentions, "documents": node.documents,
        "degree": node.in_degree + node.out_degree, "in_degree": node.in_degree, "out_degree": node.out_degree,
        "acted_alone": node.acted_alone, "acted_on_alone": node.acted_on_alone,
    }  # fmt: skip


def _edge_values(edge: Edge) -> dict[str, Any]:
    return {
        "label": edge.label, "kind": edge.kind, "type": edge.type, "status": edge.status, "weight": float(len(edge.records)),
        "records": len(edge.records), "stories": edge.stories, "independent_stories": edge.independent, "first_date": edge.first,
        "last_date": edge.last, "undated": edge.undated, "according_to": edge.sources, "outlets": edge.outlets, "modes": edge.modes,
        "words": edge.words, "reciprocal": edge.is_reciprocal, "disputed": edge.disputed, "rejected": edge.rejected, "amended": edge.amended,
        "record_ids": edge.records,
    }  # fmt: skip


def _data(kind: str, values: dict[str, Any]) -> Iterator[str]:
    for name, value in _known(values):
        yield f'<data key="{kind}_{name}">{_xml(value)}</data>'


def _values(values: dict[str, Any]) -> str:
    own = "".join(
        f'<attvalue for="{name}" value="{_xml(value)}"/>'
        for name, value in _known(values)
        if name not in ("label", "weight")
    )
    return f"<attvalues>{own}</attvalues>"


def _known(values: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    return ((name, value) for name, value in values.items() if value is not None and value != ())


def _xml(value: Any) -> str:
    """A value as XML 1.0 has it, in an element or an attribute."""
    if isinstance(value, bool):
        return "true" if value else "false"
    words = BETWEEN.join(value) if isinstance(value, tuple) else str(value)
    found: str = clean(words)
    return found if _PLAIN.fullmatch(found) else found.translate(_ESCAPED)


_PLAIN = re.compile(r"[\w .:;,|-]*")

FORMATS: tuple[Format, ...] = (
    Format(
        "graphml", "who acts on whom and who speaks of whom, as GraphML", "application/graphml+xml", Shape.TEXT,
        {"graphml": write_graphml, "xml": write_graphml}, LOSSES,
    ),
    Format(
        "gexf", "who acts on whom and who speaks of whom, over time, as GEXF 1.3", "application/gexf+xml", Shape.TEXT, {"gexf": write_gexf}, LOSSES,
    ),
)  # fmt: skip
