// Lights the words of a record and the records of words; everything is found by ids, nothing by counting characters.
const text = document.getElementById("text");
const bar = document.getElementById("lit");
const rows = [...document.querySelectorAll(".row[data-record]")];
const rowOf = new Map(rows.map((row) => [row.dataset.record, row]));
const wordsOf = new Map();
for (const span of text.querySelectorAll("[data-marks]")) {
  for (const id of span.dataset.marks.split(" ")) {
    if (!wordsOf.has(id)) wordsOf.set(id, []);
    wordsOf.get(id).push(span);
  }
}
const roles = JSON.parse(text.dataset.roles ?? "{}");
let lit = null;
let under = { span: null, at: 0 };

function dim() {
  for (const found of document.querySelectorAll(".lit, .under")) found.classList.remove("lit", "under");
  for (const span of text.querySelectorAll("[data-begins]")) delete span.dataset.begins;
  document.querySelector(".number[aria-current]")?.removeAttribute("aria-current");
  bar.hidden = true;
  lit = null;
}

function light(id, { toWords = true, toRow = true, note = "" } = {}) {
  const row = rowOf.get(id);
  const words = wordsOf.get(id) ?? [];
  if (!row && !words.length) return false;
  dim();
  lit = id;
  let before = null;
  for (const span of words) {
    span.classList.add("lit");
    const role = span.dataset.roles.split(" ")[span.dataset.marks.split(" ").indexOf(id)];
    const follows = before && before.span.nextSibling === span && before.role === role;
    if (!follows && roles[role]) span.dataset.begins = roles[role];
    before = { span, role };
  }
  const number = row?.querySelector(".number");
  row?.classList.add("lit");
  number?.setAttribute("aria-current", "true");
  if (row) row.closest("details").open = true;
  remember(`#${id}`);
  if (toWords && words.length) words[0].scrollIntoView({ block: "center" });
  if (row && toRow && isBeside()) row.scrollIntoView({ block: "nearest" });
  tell(row, note);
  return true;
}

// Browsers refuse an address that changes too often, as it does while j is held down.
let later = 0;
let last = 0;
function remember(address) {
  clearTimeout(later);
  const put = () => {
    last = Date.now();
    history.replaceState(null, "", address);
  };
  if (Date.now() - last > 400) put();
  else later = setTimeout(put, 400);
}

function tell(row, note) {
  const said = row ? row.querySelector(".number").getAttribute("aria-label").replace(/: light its words$/, "") : "";
  bar.querySelector("span").textContent = [note, said].filter(Boolean).join(" ");
  bar.querySelector("a").href = row ? `#${row.id}` : "#record";
  bar.hidden = false;
  bar.classList.toggle("said", isBeside());
}

const isBeside = () => matchMedia("(min-width: 60.01rem)").matches;

text.addEventListener("click", (event) => {
  const span = event.target.closest("[data-marks]");
  if (!span || !getSelection().isCollapsed) return;
  const shown = new Set(text.dataset.shown.split(" "));
  const all = span.dataset.marks.split(" ").filter((id) => rowOf.has(id));
  const ids = all.filter((id) => shown.has(id.split("-")[0]) || !isKind(id));
  if (!ids.length) return;
  under = under.span === span ? { span, at: (under.at + 1) % ids.length } : { span, at: 0 };
  light(ids[under.at], { toWords: false, note: ids.length > 1 ? `${under.at + 1} of ${ids.length}:` : "" });
  for (const id of ids) if (id !== lit) rowOf.get(id).classList.add("under");
});
const isKind = (id) => document.querySelector(`[data-kind="${CSS.escape(id.split("-")[0])}"]`) !== null;

document.getElementById("record").addEventListener("click", (event) => {
  if (event.target.closest("summary, form, button, input, select, textarea")) return;
  const link = event.target.closest("a");
  const id = link ? link.getAttribute("href").replace(/^#/, "") : event.target.closest(".row")?.dataset.record;
  if (link && !link.getAttribute("href").startsWith("#")) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || !getSelection().isCollapsed) return;
  if (!id || !rowOf.has(id)) return;
  event.preventDefault();
  under = { span: null, at: 0 };
  light(id);
  if (link) rowOf.get(id).querySelector(".number").focus({ preventScroll: true });
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (event.key === "Escape") {
    dim();
    remember(location.pathname + location.search);
  } else if (event.key === "j" || event.key === "k") {
    event.preventDefault();
    step(event.key === "j" ? 1 : -1);
  } else if (event.key === "Enter" && lit && event.target === document.body) {
    light(lit);
  }
});

function step(by) {
  const open = rows.filter((row) => row.closest("details").open);
  const at = open.findIndex((row) => row.dataset.record === lit);
  const next = open[at < 0 ? (by > 0 ? 0 : open.length - 1) : Math.min(open.length - 1, Math.max(0, at + by))];
  if (!next) return;
  next.querySelector(".number").focus({ preventScroll: true });
  light(next.dataset.record);
}

// Which kinds are marked is remembered by this browser.
const boxes = [...document.querySelectorAll("[data-kind]")];
const hidden = (localStorage.getItem("hidden-marks") ?? "").split(" ");
for (const box of boxes) {
  box.checked = !hidden.includes(box.dataset.kind);
  box.addEventListener("change", () => {
    showKinds();
    localStorage.setItem("hidden-marks", boxes.filter((found) => !found.checked).map((found) => found.dataset.kind).join(" "));
  });
}
function showKinds() {
  text.dataset.shown = boxes.filter((found) => found.checked).map((found) => found.dataset.kind).join(" ");
}
showKinds();

// The record of the address; one that is in another part of the text or in another story is looked for there.
function follow() {
  const id = decodeURIComponent(location.hash.slice(1));
  if (!/^[a-z]+-[0-9a-f]{6,}$/.test(id) || id === lit) return;
  const looked = sessionStorage.getItem("looked-for");
  sessionStorage.removeItem("looked-for");
  if (light(id) || looked === id) return;
  sessionStorage.setItem("looked-for", id);
  location.replace(`/record/${id}`);
}
addEventListener("hashchange", follow);
follow();
// The browser goes to the row of the address by itself when all is loaded; the words are what is looked for.
addEventListener("load", () => requestAnimationFrame(() => lit && light(lit)));
