// Keyboard of the review of a datasheet: J/K choose a row, E Enter X act on it, Z and A on all.
// Each key presses the button that carries it in data-key, so that keys and buttons can never differ.

const root = () => document.querySelector("[data-review]");
const rows = () => [...document.querySelectorAll("[data-row]")];
const OF_ROW = new Set(["1", "2", "3", "e", "s", "m", "x", "Enter"]);
const OF_PAGE = new Set(["z", "a"]);
let currentId = root()?.dataset.current || "";
let moveOn = false;

const current = () => rows().find((row) => row.dataset.row === currentId);

function choose(row, { scroll = true } = {}) {
  if (!row) return;
  currentId = row.dataset.row;
  for (const each of rows()) each.classList.toggle("current", each === row);
  for (const line of document.querySelectorAll("[data-line]")) {
    const isCurrent = line.dataset.line.split(" ").includes(currentId);
    line.classList.toggle("current", isCurrent);
    if (isCurrent && scroll) line.scrollIntoView({ block: "nearest" });
  }
  if (scroll) row.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = rows();
  const here = all.indexOf(current());
  choose(all[Math.max(0, Math.min(all.length - 1, here < 0 ? 0 : here + by))]);
}

function press(container, key) {
  const button = [...(container?.querySelectorAll("[data-key]") ?? [])].find((each) => each.dataset.key === key);
  if (button && !button.disabled) button.click();
  return Boolean(button);
}

// Keys that come while an answer is under way wait for it: the buttons they press are about to be replaced.
let isWaiting = false;
const waiting = [];

function act(key) {
  if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
  else if (OF_ROW.has(key) && current()) { moveOn = key === "Enter"; if (!press(current(), key) && moveOn) step(1); }
  else if (OF_PAGE.has(key)) press(root().querySelector(".review-bar"), key);
  else root().querySelector(".row-form [data-cancel-edit]")?.click();
}

function drain() {
  while (waiting.length && !isWaiting) act(waiting.shift());
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !root()) return;
  const target = event.target;
  if (target.closest("dialog")) return;
  if (event.key !== "Escape" && target.closest("input, textarea, select")) return;
  if (event.key === "Enter" && target.closest("a, button, summary")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (!["j", "k", "Escape"].includes(key) && !OF_ROW.has(key) && !OF_PAGE.has(key)) return;
  waiting.push(key);
  drain();
  event.preventDefault();
});

const isReview = (event) => event.detail.target?.id === "review" || event.detail.elt?.id === "review";
document.addEventListener("htmx:beforeRequest", (event) => { if (isReview(event)) isWaiting = true; });
for (const failed of ["htmx:sendError", "htmx:timeout", "htmx:sendAbort"]) {
  document.addEventListener(failed, () => { isWaiting = false; waiting.length = 0; });
}

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-row]");
  if (row) choose(row, { scroll: false });
});

// A refused change answers with the page of columns too: show it with its message.
document.addEventListener("htmx:beforeSwap", (event) => {
  const status = event.detail.xhr.status;
  if (status === 422 || status === 409 || status === 403) { event.detail.shouldSwap = true; event.detail.isError = false; }
  else if (status >= 400) { isWaiting = false; waiting.length = 0; }
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
  drain();
});

if (currentId) choose(current());

// When a document has been read the page loads anew, but never under the hands of somebody who is typing: then the
// notice stays, with its link.
let isTyping = false;
document.addEventListener("input", () => { isTyping = true; });
document.body.addEventListener("reading-ended", () => { if (!isTyping) location.reload(); });
