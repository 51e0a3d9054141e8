// The answer form: Enter and the arrows go from row to row in a column; what is typed is saved by htmx, row by row.

import { all } from "./shared/dom.js";
import { isForeign } from "./shared/keys.js";

const rows = () => all("[data-answer-row]");

function neighbour(field, by) {
  const shown = rows();
  const next = shown[shown.indexOf(field.closest("[data-answer-row]")) + by];
  return next?.querySelector(`[data-cell="${field.dataset.cell}"]`);
}

function goTo(field) {
  field.focus();
  field.select();
  field.scrollIntoView({ block: "nearest" });
}

// In a text of several lines the arrows move the caret until it stands at the edge.
function isAtEdge(field, by) {
  if (field.selectionStart === 0 && field.selectionEnd === field.value.length) return true;
  const rest = by < 0 ? field.value.slice(0, field.selectionStart) : field.value.slice(field.selectionEnd);
  return !rest.includes("\n") && (field.tagName === "INPUT" || rest === "");
}

document.addEventListener("keydown", (event) => {
  const field = event.target.closest?.("[data-cell]");
  if (!field || isForeign(event)) return;
  const by = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by || event.shiftKey || (event.key !== "Enter" && !isAtEdge(field, by))) return;
  event.preventDefault();
  const next = neighbour(field, by);
  if (next) goTo(next);
  else if (event.key === "Enter") field.blur();
});

// ---- saving --------------------------------------------------------------------------------------------------------

const savedOf = (event) => event.detail.elt?.closest?.("[data-answer-row]")?.querySelector(".saved");

document.addEventListener("htmx:beforeRequest", (event) => {
  const saved = savedOf(event);
  if (saved) saved.textContent = "…";
});

for (const failed of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failed, (event) => {
    const saved = savedOf(event);
    if (saved) saved.textContent = document.body.dataset.failed;
  });
}

// A refusal answers with what to say beside the row; it is swapped in like any other answer.
document.addEventListener("htmx:beforeSwap", (event) => {
  const isRefused = [409, 422].includes(event.detail.xhr.status);
  if (isRefused && event.detail.elt?.closest?.("[data-answer-row], .conflict")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
