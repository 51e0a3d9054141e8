// Where the focus goes when what held it is loaded anew: to its successor, never to the top of the page.

import { all } from "./dom.js";

const KEY = "changed-field";

/** Keep in mind the field whose change loads this page anew. */
export function rememberField(field) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify([location.pathname, field.name, field.type, field.value]));
  } catch { /* the focus begins at the top then */ }
}

/** After that, go on from the same field within `forms`. */
export function returnToField(forms) {
  let kept = null;
  try {
    kept = JSON.parse(sessionStorage.getItem(KEY));
    sessionStorage.removeItem(KEY);
  } catch { /* nothing was kept */ }
  const [path, name, type, value] = kept ?? [];
  if (path !== location.pathname || location.hash) return;
  const fields = all(`:is(${forms}) [name]`).filter((field) => field.name === name && field.type === type);
  const field = fields.find((each) => each.value === value) ?? fields[0];
  if (!field) return;
  field.closest("details:not([open])")?.setAttribute("open", "");
  field.focus();
  if (/^(text|search)$/.test(type)) field.setSelectionRange(field.value.length, field.value.length);
}

const wordsOf = (element) => (element.ariaLabel ?? element.textContent).trim();

/** How to find the successor of an element: the nearest part with an id, the kind of element, and what it says. */
function trace(element) {
  const part = element.parentElement.closest("[id]");
  return { part: part?.id ?? "content", kind: element.localName, name: element.name ?? "", words: wordsOf(element) };
}

function successor({ part, kind, name, words }) {
  const place = document.getElementById(part) ?? document.getElementById("content");
  const alike = all(kind, place).filter((each) => (each.name ?? "") === name && each.checkVisibility());
  return alike.find((each) => wordsOf(each) === words) ?? place;
}

/** htmx keeps the focus on what has an id. What has none is found by what it says; else its part takes the focus. */
export function keepFocusThroughSwaps() {
  let left = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const held = document.activeElement;
    left = held && held !== document.body && event.detail.target?.contains(held) ? trace(held) : null;
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!left || (document.activeElement && document.activeElement !== document.body)) return;
    const next = successor(left);
    left = null;
    if (next.tabIndex < 0) next.tabIndex = -1;
    next.focus({ preventScroll: next.matches("main") });
  });
}
