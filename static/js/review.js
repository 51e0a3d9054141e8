// 整理条款: one handler for keys and buttons, so that both do the same; changes go through the outbox.

import { Cutter } from "./review/cutter.js";
import { fetchPart, say, token } from "./review/dom.js";
import { Editor, errorsOf, fieldsOf } from "./review/editor.js";
import { Outbox } from "./review/outbox.js";
import * as page from "./review/page.js";
import { Picker } from "./review/picker.js";
import { all, byId, one } from "./shared/dom.js";
import { actsItself, fieldAt, isForeign, KeyQueue, nameOf } from "./shared/keys.js";
import { loadAnewWhenRead } from "./shared/reading.js";

const { root, mayEdit } = page;
const base = root ? `${root.dataset.base.replace(/review\/$/, "")}rows/` : "";
const REPLACING = new Set(["split", "merge", "undo", "redo", "add", "take", "reading"]);
const conflicts = new Map();
let goBackTo = null;

// ---- the outbox and what it says ------------------------------------------------------------------------------------

let savedText = one("[data-save-text]")?.textContent ?? "";

const outbox = mayEdit && new Outbox({
  key: `review:${root.dataset.demand}`,
  token: token(),
  onAnswer: answered,
  onState: showState,
  onDropped: (count) => tell(say("Dropped", { count }), "man"),
});

function showState(state, count) {
  const place = one("[data-save-state]");
  const isNew = place.dataset.state !== state;
  if (state === "saved" && savedText) one("[data-save-text]", place).textContent = savedText;
  place.dataset.state = state;
  one("[data-retry]", place).hidden = state === "saving" || state === "saved";
  if (state === "saved") return;
  const text = say({ saving: "Saving", offline: "Offline", "signed-out": "SignedOut" }[state], { count });
  one("[data-save-text]", place).textContent = text;
  if (isNew && state !== "saving") tell(text, "man");
}

/** Say something to everybody: in the live region, and where it went wrong also in sight. */
function tell(text, tone = "") {
  if (!text) return;
  one("[data-live]").textContent = text;
  if (tone) document.dispatchEvent(new CustomEvent("toast", { detail: text }));
}

/** Where the row itself says it in place, nothing has to cover the page. */
function isInSight(row) {
  const { top, bottom } = row.getBoundingClientRect();
  return top < window.innerHeight && bottom > 0 && row.offsetHeight > 0;
}

function post(row, path, fields = [], { replaces = false, url = "" } = {}) {
  if (row) row.classList.add("unsaved");
  outbox.add({
    url: url || `${base}${row ? `${row.dataset.row}/` : ""}${path}/`, fields, replaces,
    row: row?.dataset.row ?? "", revision: row?.dataset.revision ?? "",
  });
}

/** An answer has come: put it in its place. Returns the row's new state for what waits behind. */
function answered(item, answer) {
  const patch = page.apply(answer.html);
  if (!patch) { tell(say("Failed"), "neg"); return item.revision; }
  const row = item.row ? page.rowOf(item.row) : null;
  tell(patch.dataset.said, row && isInSight(row) ? "" : patch.dataset.tone);
  if (patch.dataset.saved) savedText = say("Saved", { at: patch.dataset.saved });
  if (row && outbox.holds(item.row)) row.classList.add("unsaved");
  if (answer.status === 409 && row && one(".conflict", row)) conflicts.set(item.row, item);
  if (answer.status >= 400 && row) refuse(row, item, patch);
  else for (const changed of all("template[data-row]", patch)) editor.refresh(page.rowOf(changed.dataset.row));
  chooseAfter(item, patch);
  for (const name of (answer.triggers ?? "").split(",").filter(Boolean)) {
    document.body.dispatchEvent(new CustomEvent(name.trim(), { bubbles: true }));
  }
  drainSoon();
  return row?.dataset.revision ?? item.revision;
}

function refuse(row, item, patch) {
  row.classList.remove("unsaved");
  const errors = errorsOf(patch);
  if (item.url.endsWith("/edit/") && Object.keys(errors).length) {
    editor.refuse(row, errors, new URLSearchParams(item.fields).toString());
    if (goBackTo === item.row && !isInField()) { page.choose(row); editor.focus(Object.keys(errors)[0] in editor.form.elements ? Object.keys(errors)[0] : "value"); }
  } else if (row === editor.row) editor.refresh(row);
  for (const button of all(".row-mark button", row)) button.setAttribute("aria-pressed", String(button.value === row.dataset.mark));
}

function chooseAfter(item, patch) {
  const wanted = patch.dataset.choose && page.rowOf(patch.dataset.choose);
  if (wanted && (item.replaces || !page.current())) page.choose(wanted, { focus: !isInField() });
  else if (!page.current()) page.choose(page.shownRows()[0], { focus: !isInField() });
}

// ---- the chosen row ---------------------------------------------------------------------------------------------------

const editor = mayEdit && new Editor({
  template: byId("row-editor"),
  base,
  commit: (row, values) => post(row, "edit", [...fieldsOf(values), ["mark", markOf(row)]]),
});
const picker = mayEdit && new Picker({ base, onPick: (row, code) => post(row, "link", [["code", code]]) });

page.onChoose((row, before) => {
  if (!editor) return;
  if (row) editor.open(row);
  else if (before === editor.row) editor.close();
});

const isInField = () => Boolean(document.activeElement && fieldAt(document.activeElement));

/** The mark as the page shows it, which may be on its way still. */
const markOf = (row) => one(".row-mark [aria-pressed=true]", row)?.value ?? row.dataset.mark;

function mark(row, value) {
  if (markOf(row) === value) return;
  for (const button of all(".row-mark button", row)) button.setAttribute("aria-pressed", String(button.value === value));
  post(row, "mark", [["mark", value]]);
}

function acceptAndGoOn(row) {
  goBackTo = row.dataset.row;
  const isTyped = editor.commit();
  if (!isTyped && !row.classList.contains("confirmed")) {
    row.classList.add("confirmed");
    row.removeAttribute("data-open");
    post(row, "confirm");
  }
  const next = page.neighbour(row);
  const isLast = page.shownRows().at(-1) === row;
  if (isLast) { page.choose(row); tell(say("LastRow")); } else page.choose(next);
}

function remove(row) {
  const next = page.neighbour(row);
  post(row, "delete");
  row.classList.add("leaving");
  if (next) page.choose(next);
}

/** Join with the row below; one that the filter hides is shown first, so that nobody merges with what they don't see. */
function mergeWithNext(row) {
  if (row.nextElementSibling?.hidden) {
    one("[data-row-search]").value = "";
    page.filter({ show: "", words: "" });
    tell(say("Unfiltered"), "man");
  } else post(row, "merge", [], { replaces: true });
}

async function openCutter(row) {
  const place = one("[data-cutter-place]", editor.element);
  try {
    place.innerHTML = await fetchPart(`${base}${row.dataset.row}/split/`);
  } catch {
    tell(say("NeedsServer"), "man");
    return;
  }
  const close = () => { place.replaceChildren(); row.focus({ preventScroll: true }); };
  const cut = (parts) => { post(row, "split", [["parts", parts]], { replaces: true }); close(); };
  new Cutter(one("form", place), { onCut: cut, onCancel: close });
  one("form", place).scrollIntoView({ block: "nearest" });
}

const ACTS = {
  confirm: acceptAndGoOn,
  split: openCutter,
  merge: mergeWithNext,
  delete: remove,
  pick: (row) => picker.open(row),
  scope: () => editor.toggleScope(),
  move: (row, button) => post(row, "move", [["to", button.dataset.to]]),
  reading: (row, button) => post(row, "reading", [["reading", button.dataset.reading]], { replaces: true }),
};

const PAGE_ACTS = {
  undo: () => post(null, "undo", [], { replaces: true }),
  redo: () => post(null, "redo", [], { replaces: true }),
  "confirm-sure": () => post(null, "confirm-sure", []),
  "next-open": () => { if (!page.nextOpen()) tell(say("NoneOpen"), "pos"); },
  keys: () => byId("keys").showModal(),
};

function settleConflict(row, isMine) {
  const item = conflicts.get(row.dataset.row);
  conflicts.delete(row.dataset.row);
  one(".conflict", row)?.remove();
  if (isMine && item) outbox.add({ ...item, revision: row.dataset.revision });
  else editor.refresh(row);
  row.focus({ preventScroll: true });
}

/** The next line of the original that gave no row, below the chosen row's line: its button takes the focus. */
function goToUntaken(by) {
  const takes = all("[data-take]");
  const line = page.linesOf(page.current()?.dataset.row ?? "")[0];
  const here = document.activeElement?.matches("[data-take]") ? document.activeElement : null;
  const isBehind = (button) => !line || Boolean(line.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_FOLLOWING);
  const at = here ? takes.indexOf(here) + by : takes.findIndex(isBehind);
  const button = takes[(at + takes.length) % takes.length];
  if (!button) { tell(say("NoneUntaken"), "pos"); return; }
  showTab("original");
  button.focus();
  button.closest("li").scrollIntoView({ block: "center" });
}

// ---- keys ---------------------------------------------------------------------------------------------------------------

const FIELDS = { o: "relation", v: "value", u: "unit", n: "name", c: "condition" };
const MARKS = { 1: "mandatory", 2: "important", 3: "" };

const ROW_KEYS = {
  s: ACTS.split, m: ACTS.merge, x: ACTS.delete, p: ACTS.pick, enter: ACTS.confirm,
  "[": (row) => post(row, "move", [["to", "up"]]), "]": (row) => post(row, "move", [["to", "down"]]),
};
const OTHER_KEYS = {
  j: () => page.step(1), k: () => page.step(-1), arrowdown: () => page.step(1), arrowup: () => page.step(-1),
  home: () => page.choose(page.shownRows()[0]), end: () => page.choose(page.shownRows().at(-1)),
  "/": () => one("[data-row-search]").focus(), "?": PAGE_ACTS.keys,
  a: () => press("confirm-sure"), z: (event) => press(event.shiftKey ? "redo" : "undo"),
  g: (event) => (event.shiftKey ? page.nextOpen(-1) : PAGE_ACTS["next-open"]()),
  l: (event) => goToUntaken(event.shiftKey ? -1 : 1), escape: () => page.current()?.focus(),
};
// Keys that only look: they work for those who may not edit, and never wait.
const LOOKING = new Set(["j", "k", "arrowdown", "arrowup", "home", "end", "/", "?", "g", "l", "escape"]);

function press(act) {
  const button = one(`[data-page-act="${act}"]`);
  if (button && !button.disabled) PAGE_ACTS[act]();
  else tell(say(act === "confirm-sure" ? "NoneSure" : "NothingThere"));
}

function act(key, event) {
  const row = page.current();
  if (OTHER_KEYS[key]) OTHER_KEYS[key](event);
  else if (!row) return;
  else if (ROW_KEYS[key]) ROW_KEYS[key](row);
  else if (FIELDS[key]) editor.focus(FIELDS[key]);
  else if (key in MARKS) mark(row, MARKS[key]);
}

const isKnown = (key) => key in OTHER_KEYS || (mayEdit && (key in ROW_KEYS || key in FIELDS || key in MARKS));
const mayAct = (key) => mayEdit || LOOKING.has(key);

// While rows are being replaced the keys wait for the answer: the row they mean is about to be another.
const keys = new KeyQueue({
  act,
  mustWait: (key) => mayEdit && !LOOKING.has(key) && outbox.isReplacing() && !outbox.isStuck,
});
const drainSoon = () => queueMicrotask(() => keys.drain());

function onKey(event) {
  if (!root || isForeign(event)) return;
  const { target } = event;
  if (target.closest("dialog[open], [data-cutter]")) return;
  const field = fieldAt(target);
  if (field) { onFieldKey(event, field); return; }
  const key = nameOf(event);
  if (actsItself(target, key)) return;
  if (key.startsWith("arrow") && !target.closest("#rows") && target !== document.body) return;
  if (!isKnown(key) || !mayAct(key)) return;
  event.stopPropagation();
  keys.press(key, event);
}

function onFieldKey(event, field) {
  const isOfRow = Boolean(field.closest("[data-editor-form]"));
  if (event.key === "Escape") {
    if (isOfRow) editor.restore();
    if (field.matches("[data-row-search]")) { field.value = ""; page.filter({ words: "" }); }
    page.current()?.focus({ preventScroll: true });
  } else if (event.key === "Enter" && isOfRow) acceptAndGoOn(editor.row);
  else if (event.key === "Enter" && field.matches("[data-row-search]")) page.choose(page.shownRows()[0]);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

// ---- mouse, touch and forms -----------------------------------------------------------------------------------------------

function onClick(event) {
  const { target } = event;
  const find = (selector) => target.closest(selector);
  const row = find("[data-row]");
  if (find("[data-show]")) { event.preventDefault(); page.filter({ show: find("[data-show]").dataset.show }); }
  else if (find("[data-tab]")) { event.preventDefault(); showTab(find("[data-tab]").hash.slice(1)); }
  else if (find("[data-page-act]")) { event.preventDefault(); PAGE_ACTS[find("[data-page-act]").dataset.pageAct](); }
  else if (find("[data-retry]")) outbox.retry();
  else if (find("[data-take]")) { event.preventDefault(); post(null, "take", [], { replaces: true, url: find("[data-take]").getAttribute("formaction") }); showTab("rows"); }
  else if (find("[data-conflict]")) settleConflict(row, find("[data-conflict]").dataset.conflict === "mine");
  else if (find("[data-act]") && editor.row) ACTS[find("[data-act]").dataset.act](editor.row, find("[data-act]"));
  else if (find(".row-mark button")) { event.preventDefault(); page.choose(row, { scroll: false }); mark(row, find("button").value); }
  else if (row) page.choose(row, { focus: !find("input, select, textarea, button"), scroll: false });
  else if (find('a[href^="#row-"]:not(.line-number)')) goToRow(event, page.rowOf(find("a").hash.slice(5)));
  else if (find("[data-of], .line-number[href]")) chooseFromLine(event, find("[data-of]"), find(".original-line"));
  else if (find(".original-line[data-rows]")) chooseFromLine(event, null, find(".original-line"));
}

/** A link of the check-up to a row. */
function goToRow(event, row) {
  if (!row) return;
  event.preventDefault();
  showTab("rows");
  page.filter({ show: "", words: "" });
  page.choose(row);
}

function chooseFromLine(event, segment, line) {
  const id = segment && segment.dataset.of !== "0" ? segment.dataset.of : line?.dataset.rows?.split(" ")[0];
  const row = id && page.rowOf(id);
  if (!row) return;
  event.preventDefault();
  if (getSelection().toString()) return;
  showTab("rows");
  page.choose(row);
}

function showTab(name) {
  one("[data-columns]").dataset.pane = name;
  for (const tab of all("[data-tab]")) {
    if (tab.hash === `#${name}`) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
}

let hovered = [];
function onHover(event) {
  for (const each of hovered) each.classList.remove("hovered");
  const row = event.target.closest("[data-row]");
  const line = event.target.closest(".original-line[data-rows]");
  const of = event.target.closest("[data-of]")?.dataset.of;
  if (row) hovered = page.linesOf(row.dataset.row);
  else if (line) hovered = (of && of !== "0" ? [of] : line.dataset.rows.split(" ")).map(page.rowOf).filter(Boolean);
  else hovered = [];
  for (const each of hovered) each.classList.add("hovered");
}

function onSubmit(event) {
  if (event.target.matches("[data-add]")) {
    event.preventDefault();
    event.stopPropagation();
    const input = event.target.elements.text;
    if (!input.value.trim()) return;
    post(null, "add", [["text", input.value]], { replaces: true });
    input.value = "";
  } else if (event.target.matches(".row-search")) event.preventDefault();
}

// The original opens at the chosen line: a PDF at its page, what was read of any other document at its block.
function followPage(row) {
  const line = row && page.linesOf(row.dataset.row)[0];
  for (const link of all("[data-original]")) {
    const [document, block] = (line?.dataset.key ?? "").split("-");
    const isHere = document === link.dataset.original;
    const place = link.hasAttribute("data-pdf") ? line?.dataset.page && `page=${line.dataset.page}` : `block-${block}`;
    link.hash = isHere && place ? place : "";
  }
}

if (root) {
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit, true);
  root.addEventListener("mouseover", onHover);
  one("[data-row-search]").addEventListener("input", (event) => page.filter({ words: event.target.value }));
  one("[data-columns]").dataset.pane = all("[data-tab]").some((tab) => tab.hash === location.hash) ? location.hash.slice(1) : "rows";
  page.onChoose(followPage);
  page.renumber();
  for (const each of page.rows()) page.setTabStops(each, -1);
  if (!one(".row-form")) page.choose(page.rowOf(root.dataset.current) ?? page.rowOf(location.hash.replace("#row-", "")) ?? page.rows()[0], { focus: Boolean(location.hash), scroll: Boolean(location.hash) });
  root.classList.add("with-script");
  if (outbox && outbox.start()) tell(say("Resumed", { count: outbox.size }), "man");
}

// A mend of the check-up answers with the whole page: its rows are put in place as those of any other answer are.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!mayEdit || event.detail.target?.id !== "review" || event.detail.xhr.status >= 400) return;
  event.detail.shouldSwap = false;
  const wanted = page.applyWhole(event.detail.xhr.responseText);
  if (wanted === null) { location.reload(); return; }
  if (wanted) { showTab("rows"); page.choose(page.rowOf(wanted)); editor.focus("value"); return; }
  if (editor.row) editor.refresh(editor.row);
  if (!page.current()) page.choose(page.shownRows()[0], { focus: false });
  document.body.dispatchEvent(new CustomEvent("rows-changed", { bubbles: true }));
});

// Changes that are still on their way hold the page as typing does.
loadAnewWhenRead({ isHeld: () => Boolean(outbox?.size) });
