// The map: outlines of Natural Earth, and at each point a sign for each standing of what happened there, the larger the more happened.
import { drawAtEveryWidth, makeDrawing, placeLabels, showLabels, showRows, signsOf, takeContext, viewOf } from "/static/drawing.js";

const { d3, topojson } = globalThis;
const NEAR = 3; // from here on the finer outlines are drawn
const figure = document.getElementById("map");
const signs = signsOf(document.getElementById("legend"));
const outlines = async (name) => (await fetch(`/static/vendor/${name}.json`)).json();
const radius = (count) => Math.min(20, 7 + 2 * Math.sqrt(count));

const [context, coarse] = await Promise.all([takeContext(figure), outlines("countries-110m")]);
let fine = null;
let isAsked = false;

function draw() {
  const height = Math.round(Math.max(260, Math.min(560, figure.clientWidth * 0.52)));
  const { svg, width, zoom } = makeDrawing(figure, { height, most: 40, zoomed });
  const projection = d3.geoNaturalEarth1().fitExtent([[4, 4], [width - 4, height - 4]], { type: "Sphere" });
  const path = d3.geoPath(projection);
  const world = svg.append("g").attr("class", "world");
  world.append("path").attr("class", "sea").attr("d", path({ type: "Sphere" }));
  const land = world.append("path").attr("class", "land");
  const borders = world.append("path").attr("class", "borders");
  const trace = (atlas) => {
    land.attr("d", path(topojson.feature(atlas, atlas.objects.land)));
    borders.attr("d", path(topojson.mesh(atlas, atlas.objects.countries, (one, other) => one !== other)));
  };
  trace(fine ?? coarse);
  const points = context.points.map((point) => ({ ...point, place: projection([point.lon, point.lat]) }));
  const marks = svg.append("g").selectAll("g").data(points).join("g").attr("class", "point").attr("data-key", (point) => point.key)
    .classed("chosen", (point) => point.key === new URLSearchParams(location.search).get("at"))
    .on("click", (event, point) => choose(point, event.currentTarget));
  marks.append("title").text((point) => `${point.names.join(", ")}: ${point.count} happened, in ${point.reports} reports`);
  marks.each(function (point) {
    drawSigns(d3.select(this), point);
  });
  const labels = svg.append("g").attr("class", "labels").selectAll("text").data(points).join("text");
  const nameOf = (point) => (point.count > 1 ? `${point.names[0]} · ${point.count}` : point.names[0]);
  labels.text(nameOf);

  function zoomed(view) {
    world.attr("transform", view);
    world.attr("stroke-width", 0.7 / view.k);
    for (const point of points) [point.x, point.y] = view.apply(point.place);
    marks.attr("transform", (point) => `translate(${point.x},${point.y})`);
    const taken = points.map((point) => [point.x - point.half, point.y - point.tall, point.x + point.half, point.y + point.tall]);
    const wanted = points.map((point) => ({ words: nameOf(point), wide: 6.6, stands: [[point.x + point.half + 3, point.y, "start"], [point.x - point.half - 3, point.y, "end"]] }));
    placeLabels(wanted, taken, width);
    showLabels(labels, wanted);
    if (view.k >= NEAR && !isAsked) {
      isAsked = true;
      outlines("countries-50m").then((found) => trace((fine = found)));
    }
  }
  zoom.transform(svg, viewOf(points.map((point) => point.place), { width, height, nearest: 6, margin: 60 }));
}

// A sign for each standing, side by side.
function drawSigns(mark, point) {
  const widths = point.statuses.map(([, count]) => 2 * radius(count));
  point.half = d3.sum(widths) / 2;
  point.tall = d3.max(widths) / 2;
  let left = -point.half;
  point.statuses.forEach(([status, count], at) => {
    const sign = mark.append("g").attr("class", `sign status-${status}`).attr("transform", `translate(${left + widths[at] / 2},0)`);
    sign.append("circle").attr("r", radius(count) - 1);
    sign.append("text").attr("dy", ".35em").attr("font-size", Math.round(radius(count) * 1.1)).text(signs[status]);
    left += widths[at];
  });
}

async function choose(point, mark) {
  for (const other of figure.querySelectorAll(".chosen")) other.classList.remove("chosen");
  mark.classList.add("chosen");
  await showRows(point.address);
}

drawAtEveryWidth(figure, draw);
figure.classList.add("drawn");
