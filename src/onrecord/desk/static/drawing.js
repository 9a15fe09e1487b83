// What the map and the network share: a drawing that is zoomed and moved by mouse and by buttons, and rows that are shown without loading the page anew.
const d3 = globalThis.d3;

// A drawing in a figure: its width and height, the svg, and `zoomed`, which is told every change of the view.
export function makeDrawing(figure, { height, most, zoomed }) {
  const width = Math.max(280, figure.clientWidth);
  const svg = d3.select(figure).select("svg").attr("viewBox", `0 0 ${width} ${height}`).attr("width", width).attr("height", height);
  svg.selectAll("*").remove();
  const zoom = d3.zoom().scaleExtent([0.5, most]).extent([[0, 0], [width, height]])
    .filter((event) => {
      if (event.type === "wheel") return event.ctrlKey || event.metaKey; // the wheel and one finger move the page
      return event.type === "touchstart" ? event.touches.length > 1 : !event.button;
    })
    .on("zoom", (event) => zoomed(event.transform));
  svg.call(zoom);
  const moves = {
    in: () => zoom.scaleBy(svg, 1.6), out: () => zoom.scaleBy(svg, 1 / 1.6), all: () => zoom.transform(svg, d3.zoomIdentity),
    left: () => move(80, 0), right: () => move(-80, 0), up: () => move(0, 80), down: () => move(0, -80),
  };
  const move = (x, y) => zoom.translateBy(svg, x / d3.zoomTransform(svg.node()).k, y / d3.zoomTransform(svg.node()).k);
  for (const button of figure.querySelectorAll("button[data-move]")) button.onclick = moves[button.dataset.move];
  return { svg, width, height, zoom };
}

// The view in which these points, with a margin, are all seen; never nearer than `nearest`.
export function viewOf(points, { width, height, nearest, margin }) {
  if (!points.length) return d3.zoomIdentity;
  const [left, right] = d3.extent(points, (point) => point[0]);
  const [top, bottom] = d3.extent(points, (point) => point[1]);
  const k = Math.min(nearest, (width - 2 * margin) / Math.max(1, right - left), (height - 2 * margin) / Math.max(1, bottom - top));
  return d3.zoomIdentity.translate(width / 2, height / 2).scale(k).translate(-(left + right) / 2, -(top + bottom) / 2);
}

// Names as far as they do not lie over one another or over what is taken, the first first. A name has places to stand in, [x, y, anchor]; the first free
// one is its `stand`, none (null) where all are taken.
export function placeLabels(labels, taken, width) {
  const boxes = [...taken];
  const boxOf = ([x, y, anchor], long) => {
    const left = { start: x, middle: x - long / 2, end: x - long }[anchor];
    return [left, y - 7, left + long, y + 7];
  };
  for (const label of labels) {
    const long = label.words.length * label.wide;
    label.stand = label.stands.find((stand) => {
      const box = boxOf(stand, long);
      return box[0] > 0 && box[2] < width && !boxes.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]);
    }) ?? null;
    if (label.stand) boxes.push(boxOf(label.stand, long));
  }
  return boxes;
}

// Put names of a selection where they stand; its data are in the order of the labels.
export function showLabels(selection, labels) {
  selection.each(function (_, at) {
    const { stand } = labels[at];
    const text = d3.select(this).attr("visibility", stand ? "visible" : "hidden");
    if (stand) text.attr("x", stand[0]).attr("y", stand[1]).attr("dy", ".35em").attr("text-anchor", stand[2]);
  });
}

// The rows of another address of this page in the place of those that are shown.
export async function showRows(address) {
  const answer = await fetch(address);
  if (!answer.ok) return location.assign(address);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const rows = page.getElementById("rows");
  if (!rows) return location.assign(address);
  document.getElementById("rows").replaceWith(document.adoptNode(rows));
  history.pushState(null, "", address);
  rows.querySelector("h2")?.focus();
}
addEventListener("popstate", () => location.reload());

// The context of this page.
export async function takeContext(figure) {
  const answer = await fetch(figure.dataset.source);
  if (!answer.ok) throw new Error(`${figure.dataset.source}: ${answer.status}`);
  return answer.json();
}

// Draw now, and again whenever the figure has another width.
export function drawAtEveryWidth(figure, draw) {
  let last = 0;
  let waiting;
  new ResizeObserver(() => {
    if (Math.abs(figure.clientWidth - last) < 2) return;
    const wait = last ? 150 : 0;
    last = figure.clientWidth;
    clearTimeout(waiting);
    waiting = setTimeout(draw, wait);
  }).observe(figure);
}

// The signs of the standings that the legend shows.
export function signsOf(legend) {
  return Object.fromEntries([...legend.querySelectorAll("[data-status]")].map((item) => [item.dataset.status, item.dataset.sign]));
}
