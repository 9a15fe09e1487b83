// The review by keyboard. Places in the text come from the server (data-start, data-end); nothing is counted here.
const text = document.querySelector(".text");
const words = text ? [...text.querySelectorAll(".w")] : [];
const said = document.querySelector(".choosing");
let choosing = null; // { form, pieces: [[first, last]], anchor, caret, adds }

const does = (key) => document.querySelector(`[data-does="${CSS.escape(key)}"]`);

function open(summary) {
  const details = summary.parentElement;
  details.open = true;
  const form = details.querySelector("form");
  const select = form.querySelector("select[name=value]");
  if (select) select.focus();
  else choose(form);
}

function choose(form) {
  if (!words.length) return form.querySelector("input[name=words]").focus();
  leave();
  const was = form.elements.spans.dataset.was.split(" ").filter(Boolean).map((span) => span.split("-").map(Number));
  const pieces = was.map(([start, end]) => indices(start, end)).filter(Boolean);
  const last = pieces.at(-1) ?? [near(), near()];
  choosing = { form, pieces, anchor: last[0], caret: last[1], adds: false };
  form.elements.words.required = false;
  text.classList.add("is-choosing");
  text.focus({ preventScroll: true });
  show();
}

function indices(start, end) {
  const inside = words.flatMap((word, index) => (Number(word.dataset.start) < end && start < Number(word.dataset.end) ? [index] : []));
  return inside.length ? [inside[0], inside.at(-1)] : null;
}

function near() {
  const lit = words.findIndex((word) => word.matches(".is-content, .is-trigger, .is-issue"));
  return lit < 0 ? 0 : lit;
}

function leave() {
  if (!choosing) return;
  choosing = null;
  text.classList.remove("is-choosing");
  for (const word of words) word.classList.remove("taken", "caret");
  said.textContent = "";
}

function show() {
  const { form, pieces, caret } = choosing;
  words.forEach((word, index) => {
    word.classList.toggle("taken", pieces.some(([first, last]) => first <= index && index <= last));
    word.classList.toggle("caret", index === caret);
  });
  words[caret].scrollIntoView({ block: "nearest" });
  form.elements.spans.value = pieces.map(([first, last]) => `${words[first].dataset.start}-${words[last].dataset.end}`).join(" ");
  const title = form.closest("tr").querySelector("th").textContent;
  const taken = pieces.map(([first, last]) => written(first, last)).join(" … ");
  said.textContent = `${title}: ${taken || "none"}. Enter saves, Esc leaves.`;
}

function written(first, last) {
  const range = document.createRange();
  range.setStartBefore(words[first]);
  range.setEndAfter(words[last]);
  return range.toString().replace(/\s+/g, " ");
}

function take(first, last) {
  const piece = [Math.min(first, last), Math.max(first, last)];
  if (choosing.adds) choosing.pieces.push(piece);
  else if (choosing.pieces.length > 1 && choosing.adds === null) choosing.pieces[choosing.pieces.length - 1] = piece;
  else choosing.pieces = [piece];
  if (choosing.adds) choosing.adds = null; // null: the last of several pieces is being taken
  show();
}

function move(to, extends_) {
  choosing.caret = Math.max(0, Math.min(words.length - 1, to));
  if (!extends_) choosing.anchor = choosing.caret;
  take(choosing.anchor, choosing.caret);
}

function beside(step) {
  const here = words[choosing.caret].getBoundingClientRect();
  let best = choosing.caret;
  let line = null;
  for (let index = choosing.caret + step; words[index]; index += step) {
    const there = words[index].getBoundingClientRect();
    if (Math.abs(there.top - here.top) < here.height / 2) continue;
    if (line !== null && Math.abs(there.top - line) > here.height / 2) break;
    line ??= there.top;
    if (best === choosing.caret || Math.abs(there.left - here.left) < Math.abs(words[best].getBoundingClientRect().left - here.left)) best = index;
  }
  return best;
}

function onChoosing(event) {
  const steps = { ArrowRight: () => choosing.caret + 1, ArrowLeft: () => choosing.caret - 1, ArrowDown: () => beside(1), ArrowUp: () => beside(-1) };
  if (event.key in steps) move(steps[event.key](), event.shiftKey);
  else if (event.key === "Enter") choosing.form.requestSubmit();
  else if (event.key === "+") choosing.adds = true;
  else if (event.key === "Delete" || event.key === "Backspace") {
    choosing.pieces = [];
    choosing.adds = false;
    show();
  } else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
}

function close() {
  for (const details of document.querySelectorAll("details.amend[open]")) details.open = false;
  leave();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select")) {
    if (event.key === "Escape") close();
    if (event.key === "Enter" && event.target.matches(".amend select")) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
    return;
  }
  if (choosing && (event.target === text || !event.target.closest("button, a, summary"))) {
    onChoosing(event);
    if (event.defaultPrevented) return;
  }
  const found = event.key.length === 1 ? does(event.key) : null;
  if (event.key === "Escape") close();
  if (!found || event.key === "/") return;
  event.preventDefault();
  if (found.matches(".amend > summary")) open(found);
  else if (found.matches("details")) found.open = !found.open;
  else found.click();
});

for (const details of document.querySelectorAll("details.amend")) {
  details.addEventListener("toggle", () => {
    const form = details.querySelector("form");
    if (details.open && form.elements.spans && choosing?.form !== form) choose(form);
    if (!details.open && choosing?.form === form) leave();
  });
  details.querySelector("input[name=words]")?.addEventListener("input", (event) => {
    event.target.form.elements.spans.value = "";
    leave();
  });
}

document.addEventListener("mouseup", () => {
  const selected = document.getSelection();
  if (!choosing || !selected.rangeCount || selected.isCollapsed || !text.contains(selected.anchorNode)) return;
  const range = selected.getRangeAt(0);
  const inside = words.flatMap((word, index) => (range.intersectsNode(word) && !touchesOnly(range, word) ? [index] : []));
  selected.removeAllRanges();
  if (!inside.length) return;
  choosing.anchor = inside[0];
  choosing.caret = inside.at(-1);
  take(choosing.anchor, choosing.caret);
  text.focus({ preventScroll: true });
});

function touchesOnly(range, word) {
  const own = document.createRange();
  own.selectNodeContents(word);
  return range.compareBoundaryPoints(Range.END_TO_START, own) >= 0 || range.compareBoundaryPoints(Range.START_TO_END, own) <= 0;
}

text?.addEventListener("click", (event) => {
  const word = event.target.closest(".w");
  if (choosing && word && document.getSelection().isCollapsed) move(words.indexOf(word), event.shiftKey);
});

if (words.length) {
  const word = words[near()];
  text.scrollTop = word.offsetTop - text.clientHeight / 3;
}
document.querySelector(".queue [aria-current]")?.scrollIntoView({ block: "nearest" });
