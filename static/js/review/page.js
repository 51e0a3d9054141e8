// The page's rows and lines: which one is chosen, what the filter leaves, and how an answer changes them.

import { all, byId, one } from "../shared/dom.js";
import { stepIn } from "../shared/keys.js";

export const root = document.querySelector("[data-review]");
export const mayEdit = Boolean(root?.hasAttribute("data-may-edit"));

export const rows = () => all("[data-row-list] > [data-row]");
export const shownRows = () => rows().filter((row) => !row.hidden);
export const rowOf = (id) => byId(`row-${id}`);
export const linesOf = (id) => all(`.original-line[data-rows~="${CSS.escape(String(id))}"]`);

const state = { current: "", show: "", words: "" };
const listeners = [];

/** `listener(row, before)` is called whenever another row is chosen. */
export const onChoose = (listener) => listeners.push(listener);
export const current = () => (state.current ? rowOf(state.current) : null);

export function choose(row, { focus = true, scroll = true } = {}) {
  if (!row) return;
  const before = current();
  const { top } = row.getBoundingClientRect();
  state.current = row.dataset.row;
  if (before && before !== row) { unmark(before); hide(before); }
  row.classList.add("current");
  row.setAttribute("aria-current", "true");
  setTabStops(row, 0);
  for (const line of all(".original-line.current")) line.classList.remove("current");
  for (const line of linesOf(row.dataset.row)) line.classList.add("current");
  listeners.forEach((listener) => listener(row, before));
  if (focus) row.focus({ preventScroll: true });
  // The row that was open has closed: what was pressed stays under the finger.
  if (!scroll && before !== row) window.scrollBy(0, row.getBoundingClientRect().top - top);
  if (scroll) { row.scrollIntoView({ block: "nearest" }); followInOriginal(row); }
  if (before?.hidden) applyFilter();
}

function unmark(row) {
  row.classList.remove("current");
  row.removeAttribute("aria-current");
  setTabStops(row, -1);
}

// Only the chosen row is in the order of tabs: three hundred rows would be a thousand stops.
export function setTabStops(row, index) {
  row.tabIndex = index;
  for (const button of all(".row-main button", row)) button.tabIndex = index;
}

function followInOriginal(row) {
  const line = linesOf(row.dataset.row)[0];
  const box = one("[data-original-scroll]");
  if (!line || !box || !box.offsetHeight) return;
  const { top, bottom } = line.getBoundingClientRect();
  const frame = box.getBoundingClientRect();
  if (top < frame.top + 40) box.scrollTop += top - frame.top - 60;
  else if (bottom > frame.bottom - 40) box.scrollTop += bottom - frame.bottom + 60;
}

export function step(by) {
  choose(stepIn(shownRows(), current(), by));
}

/** The row below, or above at the end: where to go when this one disappears. */
export function neighbour(row) {
  const shown = shownRows();
  const here = shown.indexOf(row);
  return shown[here + 1] ?? shown[here - 1] ?? null;
}

/** The next row that waits for a person, from the chosen one on and then from the top. */
export function nextOpen(by = 1) {
  const shown = shownRows();
  const here = Math.max(0, shown.indexOf(current()));
  const order = [...shown.slice(here + 1), ...shown.slice(0, here)];
  const found = (by < 0 ? order.reverse() : order).find((row) => row.hasAttribute("data-open"));
  if (found) choose(found);
  return found;
}

// ---- filter -------------------------------------------------------------------------------------------------------

const FITS = {
  open: (row) => row.hasAttribute("data-open"),
  mandatory: (row) => row.dataset.mark === "mandatory",
  commercial: (row) => row.dataset.scope === "commercial",
  unread: (row) => row.dataset.relation === "text",
};

// A row is found by what it says and by the words of the line that it was read from.
const says = (row) => `${one(".row-main", row).textContent} ${byId(`line-${row.dataset.line}`)?.textContent ?? ""}`.toLowerCase();
const isShown = (row) => (!FITS[state.show] || FITS[state.show](row)) && (!state.words || says(row).includes(state.words));
const hide = (row) => { row.hidden = !isShown(row); };

export function applyFilter() {
  let shown = 0;
  for (const row of rows()) {
    row.hidden = row.dataset.row !== state.current && !isShown(row);
    if (!row.hidden) shown += 1;
  }
  const none = one("[data-no-rows]");
  if (none) none.hidden = shown > 0;
}

export function filter({ show = state.show, words = state.words } = {}) {
  state.show = show;
  state.words = words.trim().toLowerCase();
  for (const chip of all("[data-show]")) {
    if (chip.dataset.show === show) chip.setAttribute("aria-current", "true");
    else chip.removeAttribute("aria-current");
  }
  for (const row of rows()) hide(row);
  const first = shownRows()[0];
  if (first && current()?.hidden) choose(first, { focus: false });
  applyFilter();
}

// ---- what an answer brings ------------------------------------------------------------------------------------------

/** Put the changed rows and lines of an answer in their places. Returns the answer's own element, or null. */
export function apply(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const patch = holder.content.querySelector("[data-patch]");
  if (!patch) return null;
  for (const id of words(patch.dataset.removed)) removeRow(id);
  for (const key of words(patch.dataset.removedLines)) byId(`line-${key}`)?.remove();
  for (const template of all("template[data-row]", patch)) putRow(template);
  for (const template of all("template[data-key]", patch)) putLine(template);
  count(patch);
  renumber();
  applyFilter();
  return patch;
}

/** Bring the page to what a whole page from the server says, without touching what is the same: a fragment of another
 * app has changed rows and answers with the page. Returns the row that the page opens ('' for none), null for no page. */
export function applyWhole(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-review]");
  if (!fresh) return null;
  const wanted = all("[data-row-list] > [data-row]", fresh);
  const ids = new Set(wanted.map((row) => row.dataset.row));
  for (const row of rows()) if (!ids.has(row.dataset.row)) removeRow(row.dataset.row);
  let before = null;
  for (const each of wanted) {
    const known = rowOf(each.dataset.row);
    if (known && known.dataset.revision !== each.dataset.revision) morph(known, each);
    const row = known ?? document.importNode(each, true);
    if (!known) setTabStops(row, -1);
    if (before ? before.nextElementSibling !== row : one("[data-row-list]").firstElementChild !== row) {
      if (before) before.after(row); else one("[data-row-list]").prepend(row);
    }
    before = row;
  }
  one("[data-original-scroll]").replaceChildren(...one("[data-original-scroll]", fresh).childNodes);
  for (const place of all("[data-count]")) place.textContent = one(`[data-count="${place.dataset.count}"]`, fresh)?.textContent ?? place.textContent;
  for (const button of all("[data-page-act]", fresh)) enable(button.dataset.pageAct, !button.disabled);
  byId("understood").replaceWith(one("#understood", fresh));
  for (const line of linesOf(state.current)) line.classList.add("current");
  renumber();
  applyFilter();
  return fresh.dataset.current;
}

const words = (text) => (text || "").split(" ").filter(Boolean);

function removeRow(id) {
  const row = rowOf(id);
  if (!row) return;
  if (row === current()) state.current = "";
  listeners.forEach((listener) => listener(null, row));
  row.remove();
}

function putRow(template) {
  const fresh = template.content.querySelector("[data-row]");
  let row = rowOf(fresh.dataset.row);
  if (row) morph(row, fresh);
  else { row = fresh; setTabStops(row, -1); }
  const above = template.dataset.above;
  if (above === undefined) return;
  const before = above === "0" ? null : rowOf(above);
  if (before) before.after(row);
  else if (above === "0") one("[data-row-list]").prepend(row);
  else one("[data-row-list]").append(row);
}

/** The row takes what the answer says of it; the opened fields in it, with the cursor in them, stay as they are. */
function morph(row, fresh) {
  const key = row.contains(document.activeElement) ? document.activeElement.dataset?.key : null;
  for (const name of row.getAttributeNames()) if (name.startsWith("data-") && !fresh.hasAttribute(name)) row.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (name.startsWith("data-")) row.setAttribute(name, value);
  for (const name of ["unread", "doubtful", "confirmed"]) row.classList.toggle(name, fresh.classList.contains(name));
  row.classList.remove("unsaved", "refused");
  one(".row-main", row).replaceWith(one(".row-main", fresh));
  one(".conflict", row)?.remove();
  const conflict = one(".conflict", fresh);
  if (conflict) one(".row-main", row).after(conflict);
  setTabStops(row, row.dataset.row === state.current ? 0 : -1);
  if (key) one(`[data-key="${key}"]`, row)?.focus({ preventScroll: true });
}

function putLine(template) {
  const fresh = template.content.firstElementChild;
  const there = byId(fresh.id);
  if (there) there.replaceWith(fresh);
  else if (fresh.dataset.key.startsWith("0-")) byId("typed-lines").append(fresh);
  if (words(fresh.dataset.rows).includes(state.current)) fresh.classList.add("current");
}

function count(patch) {
  for (const pair of words(patch.dataset.counts)) {
    const [name, number] = pair.split("=");
    for (const place of all(`[data-count="${name}"]`)) place.textContent = number;
    if (name === "sure") enable("confirm-sure", number !== "0");
  }
  enable("undo", patch.dataset.undo);
  enable("redo", patch.dataset.redo);
  const understood = one("template[data-understood]", patch)?.content.firstElementChild;
  if (understood) byId("understood")?.replaceWith(understood);
}

function enable(act, isOn) {
  const button = one(`[data-page-act="${act}"]`);
  if (button) button.disabled = !isOn;
}

/** The numbers of rows, and of lines by their first row: counted here, for an answer does not know them. */
export function renumber() {
  const numbers = new Map();
  rows().forEach((row, index) => {
    const text = String(index + 1);
    numbers.set(row.dataset.row, text);
    const place = one(".row-number", row);
    if (place.textContent !== text) place.textContent = text;
  });
  for (const line of all(".original-line[data-rows]")) {
    const text = numbers.get(line.dataset.rows.split(" ")[0]) ?? "";
    const place = one(".line-number", line);
    if (place.textContent !== text) place.textContent = text;
  }
  const typed = one("[data-typed-name]");
  if (typed) typed.hidden = !byId("typed-lines").children.length;
}
