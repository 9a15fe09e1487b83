// The network: nodes laid out by forces from fixed places, so that the same rows give the same picture; edges by type, dashed by how they stand.
import { drawAtEveryWidth, makeDrawing, placeLabels, showLabels, showRows, signsOf, takeContext, viewOf } from "/static/drawing.js";

const { d3 } = globalThis;
const FEW = 40; // so many edges are all named; more only from near
const NEAR = 1.7;
const figure = document.getElementById("network");
const signs = signsOf(document.getElementById("legend"));
const context = await takeContext(figure);
const radius = (weight) => Math.min(22, 5 + 1.8 * Math.sqrt(weight));
const shortened = (words, most) => (words.length > most ? `${words.slice(0, most - 1)}…` : words);

// The nodes, those that are linked one after the other, from the heaviest.
function inOrder() {
  const near = new Map(context.nodes.map((node) => [node.id, []]));
  for (const { actor, recipient } of context.edges) {
    near.get(actor).push(recipient);
    near.get(recipient).push(actor);
  }
  const found = new Set();
  for (const { id } of context.nodes) {
    const waiting = [id];
    while (waiting.length) {
      const next = waiting.shift();
      if (found.has(next)) continue;
      found.add(next);
      waiting.push(...near.get(next));
    }
  }
  const byId = new Map(context.nodes.map((node) => [node.id, node]));
  return [...found].map((id) => byId.get(id));
}

// Places of the nodes in a plane, the same for the same rows.
function layOut() {
  const nodes = inOrder().map((node, at) => ({
    ...node, x: 14 * Math.sqrt(at + 0.5) * Math.cos(at * 2.399963), y: 14 * Math.sqrt(at + 0.5) * Math.sin(at * 2.399963),
  }));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const pairs = new Map();
  const edges = context.edges.map((edge) => {
    const ends = [edge.actor, edge.recipient].sort();
    const pair = ends.join(" ");
    pairs.set(pair, [...(pairs.get(pair) ?? []), edge.key]);
    return { ...edge, source: byId.get(edge.actor), target: byId.get(edge.recipient), pair, isTurned: edge.actor !== ends[0] };
  });
  for (const edge of edges) {
    const beside = pairs.get(edge.pair);
    edge.bend = (beside.indexOf(edge.key) - (beside.length - 1) / 2) * 28 * (edge.isTurned ? -1 : 1);
  }
  const links = [...pairs.keys()].map((pair) => ({ source: byId.get(pair.split(" ")[0]), target: byId.get(pair.split(" ")[1]) }));
  d3.forceSimulation(nodes).force("link", d3.forceLink(links).distance(110).strength(0.4)).force("charge", d3.forceManyBody().strength(-320))
    .force("collide", d3.forceCollide((node) => radius(node.weight) + 22)).force("x", d3.forceX().strength(0.05)).force("y", d3.forceY().strength(0.09))
    .stop().tick(300);
  return { nodes, edges };
}

const { nodes, edges } = layOut();

function draw() {
  const height = Math.round(Math.max(360, Math.min(760, figure.clientWidth * 0.62)));
  const { svg, width, zoom } = makeDrawing(figure, { height, most: 8, zoomed });
  const heads = svg.append("defs").selectAll("marker").data([1, 2, 3, 4]).join("marker").attr("id", (quad) => `head-${quad}`)
    .attr("viewBox", "0 0 10 10").attr("refX", 9).attr("refY", 5).attr("markerUnits", "userSpaceOnUse").attr("markerWidth", 10).attr("markerHeight", 10).attr("orient", "auto");
  heads.append("path").attr("d", "M0,1 L10,5 L0,9 z").attr("class", (quad) => `head quad-${quad}`);
  const lines = svg.append("g").selectAll("g").data(edges).join("g").attr("class", "edge").on("click", (event, edge) => choose(edge, event.currentTarget))
    .classed("chosen", (edge) => edge.key === new URLSearchParams(location.search).get("edge"));
  const words = (edge) => `${edge.event_type.toLowerCase()} ${signs[edge.status]}${edge.count > 1 ? ` ×${edge.count}` : ""}`;
  lines.append("title").text((edge) => `${edge.actor_name} ${edge.is_mutual ? "and" : "→"} ${edge.recipient_name}: ${edge.event_type.toLowerCase()}, ${edge.status.replace("_", " ")}, ${edge.count}`);
  const traces = lines.append("path").attr("class", (edge) => `line quad-${edge.quad} status-${edge.status}`)
    .attr("stroke-width", (edge) => 1.5 + Math.log2(edge.count)).attr("marker-end", (edge) => (edge.is_mutual ? null : `url(#head-${edge.quad})`));
  const touched = lines.append("path").attr("class", "touch");
  const names = lines.append("text").attr("class", "of-edge").text(words);
  const dots = svg.append("g").selectAll("g").data(nodes).join("g").attr("class", "node").on("click", (event, node) => location.assign(`/entity/${encodeURIComponent(node.id)}`));
  dots.append("title").text((node) => `${node.name}${node.kind ? ` (${node.kind.replace("_", " ")})` : ""}: ${node.weight}`);
  dots.append("circle").attr("r", (node) => radius(node.weight));
  const called = svg.append("g").attr("class", "labels").selectAll("text").data(nodes).join("text").text((node) => shortened(node.name, 30));

  function zoomed(view) {
    for (const node of nodes) node.at = view.apply([node.x, node.y]);
    dots.attr("transform", (node) => `translate(${node.at[0]},${node.at[1]})`);
    for (const edge of edges) edge.trace = traceOf(edge, Math.sqrt(view.k));
    for (const path of [traces, touched]) path.attr("d", (edge) => edge.trace.path);
    const taken = nodes.map((node) => [node.at[0] - radius(node.weight), node.at[1] - radius(node.weight), node.at[0] + radius(node.weight), node.at[1] + radius(node.weight)]);
    const beside = (node) => radius(node.weight) + 4;
    const ofNodes = nodes.map((node) => ({ words: shortened(node.name, 30), wide: 6.6, stands: [[node.at[0] + beside(node), node.at[1], "start"], [node.at[0] - beside(node), node.at[1], "end"]] }));
    const full = placeLabels(ofNodes, taken, width);
    showLabels(called, ofNodes);
    const isNear = edges.length <= FEW || view.k >= NEAR;
    const ofEdges = edges.map((edge) => ({ words: words(edge), wide: 6.2, stands: isNear ? edge.trace.stands : [] }));
    placeLabels(ofEdges, full, width);
    showLabels(names, ofEdges);
  }
  zoom.transform(svg, viewOf(nodes.map((node) => [node.x, node.y]), { width, height, nearest: 1.4, margin: Math.min(110, width / 6) }));
}

// A curve from rim to rim, bent so that edges between the same two lie beside each other.
function traceOf(edge, scale) {
  const [from, to] = [edge.source.at, edge.target.at];
  const long = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
  const across = [-(to[1] - from[1]) / long, (to[0] - from[0]) / long];
  const bend = edge.bend * scale;
  const turn = [(from[0] + to[0]) / 2 + across[0] * bend * 2, (from[1] + to[1]) / 2 + across[1] * bend * 2];
  const start = rim(from, turn, radius(edge.source.weight));
  const end = rim(to, turn, radius(edge.target.weight) + 2);
  return { path: `M${start} Q${turn} ${end}`, stands: [0.5, 0.35, 0.65].map((part) => [...pointOf(start, turn, end, part), "middle"]) };
}

// A point of a quadratic curve.
function pointOf(start, turn, end, part) {
  return [0, 1].map((axis) => (1 - part) ** 2 * start[axis] + 2 * part * (1 - part) * turn[axis] + part ** 2 * end[axis]);
}

function rim(centre, towards, away) {
  const long = Math.hypot(towards[0] - centre[0], towards[1] - centre[1]) || 1;
  return [0, 1].map((axis) => centre[axis] + ((towards[axis] - centre[axis]) / long) * away);
}

async function choose(edge, line) {
  for (const other of figure.querySelectorAll(".chosen")) other.classList.remove("chosen");
  line.classList.add("chosen");
  await showRows(edge.address);
}

drawAtEveryWidth(figure, draw);
figure.classList.add("drawn");
