// Keyboard of the review of a datasheet: J/K choose a row, E Enter X act on it, Z and A on all.
// Each key presses the button that carries it in data-key, so that keys and buttons can never differ.

import { all, one } from "./shared/dom.js";
import { actsItself, fieldAt, isForeign, KeyQueue, nameOf, stepIn } from "./shared/keys.js";
import { loadAnewWhenRead } from "./shared/reading.js";

const root = () => one("[data-review]");
const rows = () => all("[data-row]");
const STEPS = { j: 1, k: -1 };
const OF_ROW = new Set(["e", "x", "enter"]);
const OF_PAGE = new Set(["z", "a"]);
let currentId = root()?.dataset.current || "";
let moveOn = false;
let isWaiting = false;

const current = () => rows().find((row) => row.dataset.row === currentId);

function choose(row, { scroll = true } = {}) {
  if (!row) return;
  currentId = row.dataset.row;
  for (const each of rows()) each.classList.toggle("current", each === row);
  for (const line of all("[data-line]")) {
    const isCurrent = line.dataset.line.split(" ").includes(currentId);
    line.classList.toggle("current", isCurrent);
    if (isCurrent && scroll) line.scrollIntoView({ block: "nearest" });
  }
  if (scroll) row.scrollIntoView({ block: "nearest" });
}

const step = (by) => choose(stepIn(rows(), current(), by));

function press(container, key) {
  const button = container && one(`[data-key="${key}"]`, container);
  if (button && !button.disabled) button.click();
  return Boolean(button);
}

function act(key) {
  if (key in STEPS) step(STEPS[key]);
  else if (OF_ROW.has(key) && current()) { moveOn = key === "enter"; if (!press(current(), key) && moveOn) step(1); }
  else if (OF_PAGE.has(key)) press(one(".review-bar", root()), key);
  else if (key === "escape") one(".row-form [data-cancel-edit]", root())?.click();
}

// Keys that come while an answer is under way wait for it: the buttons they press are about to be replaced.
const keys = new KeyQueue({ act, mustWait: () => isWaiting });
const isKnown = (key) => key in STEPS || key === "escape" || OF_ROW.has(key) || OF_PAGE.has(key);

document.addEventListener("keydown", (event) => {
  const { target } = event;
  if (!root() || isForeign(event) || target.closest("dialog[open]")) return;
  const key = nameOf(event);
  if (!isKnown(key) || actsItself(target, key) || (key !== "escape" && fieldAt(target))) return;
  keys.press(key, event);
});

function stopWaiting() {
  isWaiting = false;
  keys.forget();
}

const isReview = (event) => event.detail.target?.id === "review" || event.detail.elt?.id === "review";
document.addEventListener("htmx:beforeRequest", (event) => { if (isReview(event)) isWaiting = true; });
for (const failed of ["htmx:sendError", "htmx:timeout", "htmx:sendAbort"]) {
  document.addEventListener(failed, stopWaiting);
}

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-row]");
  if (row) choose(row, { scroll: false });
});

// A refused change answers with the page of columns too: show it with its message.
document.addEventListener("htmx:beforeSwap", (event) => {
  const status = event.detail.xhr.status;
  if (status === 422 || status === 409 || status === 403) { event.detail.shouldSwap = true; event.detail.isError = false; }
  else if (status >= 400) stopWaiting();
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (!root() || !isReview(event)) return;
  isWaiting = false;
  if (root().dataset.current) currentId = root().dataset.current;
  const row = current() ?? rows()[0];
  choose(row, { scroll: false });
  const input = row?.querySelector(".row-form :is(input:not([type=hidden]), textarea)");
  const wrong = row?.querySelector(".row-form [aria-invalid=true]");
  if (wrong ?? input) (wrong ?? input).focus();
  else if (moveOn) step(1);
  moveOn = false;
  keys.drain();
});

if (currentId) choose(current());

loadAnewWhenRead();
