/* Comforts on top of pages that work without them. No framework; every behaviour is asked for by a data attribute. */

import { all } from "./shared/dom.js";
import { keepFocusThroughSwaps, rememberField, returnToField } from "./shared/focus.js";
import { areSingleKeysOn, fieldAt, isForeign, turnSingleKeys } from "./shared/keys.js";

const isChinese = document.documentElement.lang.startsWith("zh");
/* the few sentences that scripts say stand in the page, translated */
const said = document.body.dataset;

const memory = {
  get(key) {
    try { return localStorage.getItem(key); } catch { return null; }
  },
  set(key, value) {
    try { localStorage.setItem(key, value); } catch { /* nothing is remembered where storage is off */ }
  },
};

/* ---- theme -------------------------------------------------------------------------------------------------- */

function showTheme() {
  const chosen = document.documentElement.dataset.theme || "auto";
  for (const button of all("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === chosen));
  }
}

function chooseTheme(choice) {
  if (choice === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  memory.set("theme", choice);
  showTheme();
}

/* ---- single keys ---------------------------------------------------------------------------------------------- */

function showSingleKeys() {
  for (const button of all("[data-single-keys]")) {
    button.textContent = areSingleKeysOn() ? button.dataset.on : button.dataset.off;
  }
}

/* ---- dialogs and confirmation --------------------------------------------------------------------------------- */

function askFirst(form, submitter) {
  const source = submitter?.dataset.confirm ? submitter : form;
  const dialog = document.getElementById("confirm");
  dialog.querySelector("[data-confirm-title]").textContent = source.dataset.confirm;
  dialog.querySelector("[data-confirm-text]").textContent = source.dataset.confirmText || "";
  if (source.dataset.confirmAction) dialog.querySelector("[data-confirm-yes]").textContent = source.dataset.confirmAction;
  dialog.returnValue = "no";
  dialog.onclose = () => {
    if (dialog.returnValue !== "yes") return;
    form.dataset.confirmed = "yes";
    form.requestSubmit(submitter ?? undefined);
  };
  dialog.showModal();
}

/* ---- toasts -------------------------------------------------------------------------------------------------- */

const TOAST_SECONDS = 8;

/* What can be undone stays until it is closed: nobody has to be quick. */
function watchToast(toast) {
  if (toast.querySelector("form")) return;
  let left = TOAST_SECONDS;
  const clock = setInterval(() => {
    if (toast.matches(":hover, :focus-within")) return;
    left -= 1;
    if (left <= 0) { clearInterval(clock); toast.remove(); }
  }, 1000);
}

/** Say what was done. The text is set as text, never as markup. */
export function toast(text) {
  const box = document.createElement("div");
  box.className = "toast";
  box.textContent = text;
  document.querySelector(".toasts")?.append(box);
  watchToast(box);
}

/* ---- tables: fit, density, columns ------------------------------------------------------------------------------ */

const fitting = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const box = target.classList.contains("table-scroll") ? target : target.parentElement;
    box.classList.toggle("fits", box.firstElementChild.scrollWidth <= box.clientWidth + 1);
  }
});

function setDensity(table, density) {
  table.classList.toggle("dense", density === "dense");
  table.classList.toggle("roomy", density === "roomy");
  for (const button of all(`[data-density-for="${table.id}"] [data-density]`)) {
    button.setAttribute("aria-pressed", String(button.dataset.density === density));
  }
}

function hideColumns(table, hidden) {
  const heads = all("thead tr:last-child > *", table);
  for (const row of table.rows) {
    if (row.cells.length !== heads.length) continue;
    heads.forEach((head, index) => { row.cells[index].hidden = hidden.includes(head.dataset.col); });
  }
}

function buildColumnChooser(menu) {
  const table = document.getElementById(menu.dataset.columnsFor);
  if (!table) return;
  const key = `columns:${table.id}`;
  let hidden = (memory.get(key) || "").split(",").filter(Boolean);
  const body = menu.querySelector(".menu-body");
  for (const head of all("thead [data-col]", table)) {
    const label = document.createElement("label");
    const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: !hidden.includes(head.dataset.col) });
    box.addEventListener("change", () => {
      hidden = box.checked ? hidden.filter((col) => col !== head.dataset.col) : [...hidden, head.dataset.col];
      memory.set(key, hidden.join(","));
      hideColumns(table, hidden);
    });
    label.append(box, document.createTextNode(head.dataset.colName || head.textContent.trim()));
    body.append(label);
  }
  menu.hidden = false;
  hideColumns(table, hidden);
}

/* ---- words that explain themselves ------------------------------------------------------------------------------ */

/* A tap, Enter or Space opens the definition without scripts, Esc or a tap elsewhere closes it: popovers do that.
   Here only: a mouse that rests on the word, or a focus that came by keyboard, opens it too. */
const REST_MS = 250;
let resting;

/* Esc gives the focus back to the word: it must not open again at that. */
const closing = new WeakSet();
document.addEventListener("beforetoggle", (event) => {
  if (event.newState !== "closed") return;
  closing.add(event.target);
  setTimeout(() => closing.delete(event.target));
}, true);

function explain(word) {
  const said = document.getElementById(word.getAttribute("popovertarget"));
  if (said?.showPopover && !closing.has(said) && !said.matches(":popover-open")) said.showPopover({ source: word });
}

function closeSoon(term) {
  clearTimeout(resting);
  resting = setTimeout(() => {
    const said = term.querySelector("[popover]");
    if (said.matches(":popover-open") && !term.matches(":hover, :focus-within")) said.hidePopover();
  }, REST_MS);
}

document.addEventListener("pointerover", (event) => {
  const term = event.pointerType === "mouse" && event.target.closest?.(".term");
  if (!term) return;
  clearTimeout(resting);
  if (event.target.closest("[data-term]")) resting = setTimeout(() => explain(term.querySelector("[data-term]")), REST_MS);
});
document.addEventListener("pointerout", (event) => {
  const term = event.pointerType === "mouse" && event.target.closest?.(".term");
  if (term && !term.contains(event.relatedTarget)) closeSoon(term);
});
document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-term]:focus-visible")) explain(event.target);
});
document.addEventListener("focusout", (event) => {
  const term = event.target.closest?.(".term");
  if (term) closeSoon(term);
});

/* ---- start, also for what htmx brings ----------------------------------------------------------------------------- */

function prepare(root) {
  for (const part of all("[data-needs-js]", root)) part.hidden = false;
  for (const box of all(".table-scroll", root)) {
    fitting.observe(box);
    if (box.firstElementChild) fitting.observe(box.firstElementChild);
  }
  for (const item of all("[data-toast]", root)) watchToast(item);
  for (const menu of all("[data-columns-for]", root)) buildColumnChooser(menu);
  for (const group of all("[data-density-for]", root)) {
    const table = document.getElementById(group.dataset.densityFor);
    if (table) setDensity(table, memory.get(`density:${table.id}`) || group.dataset.densityDefault || "roomy");
  }
  for (const box of all("input[data-some]", root)) box.indeterminate = true;
  root.querySelector?.("[data-focus]")?.focus();
}

const onClick = {
  "[data-theme-choice]": (button) => chooseTheme(button.dataset.themeChoice),
  "[data-single-keys]": () => { turnSingleKeys(!areSingleKeysOn()); showSingleKeys(); },
  "[data-dialog-open]": (button) => document.getElementById(button.dataset.dialogOpen)?.showModal(),
  "[data-dialog-close]": (button) => button.closest("dialog")?.close(),
  "[data-dismiss]": (button) => { button.closest(".toast, .notice")?.remove(); document.getElementById("content")?.focus({ preventScroll: true }); },
  "[data-print]": () => window.print(),
  "[data-copy]": (button) => navigator.clipboard?.writeText(button.dataset.copy).then(() => toast(said.copied)),
  "[data-density]": (button) => {
    const table = document.getElementById(button.closest("[data-density-for]").dataset.densityFor);
    memory.set(`density:${table.id}`, button.dataset.density);
    setDensity(table, button.dataset.density);
  },
  "[data-opens]": (button) => {
    const sheet = document.getElementById(button.dataset.opens);
    const open = sheet.hidden;
    sheet.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    button.closest("tr")?.classList.toggle("open", open);
  },
};

document.addEventListener("click", (event) => {
  for (const [selector, act] of Object.entries(onClick)) {
    const target = event.target.closest(selector);
    if (target) act(target);
  }
  for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  if (event.target.matches("dialog.sheet")) event.target.close();
});

/* a menu that the focus has left would lie over what it comes to */
document.addEventListener("focusin", (event) => {
  for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const asks = event.submitter?.dataset.confirm || form.dataset.confirm;
  if (!asks || form.dataset.confirmed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  askFirst(form, event.submitter);
}, true);

let waiting;
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-autosubmit]");
  if (!form || (form.dataset.autosubmit === "wide" && innerWidth < 760)) return;
  clearTimeout(waiting);
  const typed = event.target.matches("input:not([type=checkbox], [type=radio])");
  waiting = setTimeout(() => { rememberField(event.target); form.requestSubmit(); }, typed ? 600 : 0);
});

document.addEventListener("change", (event) => {
  const name = event.target.closest("[data-drop]")?.querySelector("[data-drop-name]");
  if (name) name.textContent = [...event.target.files].map((file) => file.name).join(isChinese ? "、" : ", ");
});
for (const [kind, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
  document.addEventListener(kind, (event) => event.target.closest?.("[data-drop]")?.classList.toggle("over", over));
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of all("details.menu[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
  }
  if (isForeign(event) || fieldAt(event.target) || event.target.closest("[contenteditable]")) return;
  const field = document.querySelector(`[data-hotkey="${CSS.escape(event.key)}"]`);
  if (!field) return;
  event.preventDefault();
  if (field.matches("input, textarea, select")) field.focus();
  else field.click();
});

document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) prepare(event.target); });
document.addEventListener("toast", (event) => toast(event.detail));
document.addEventListener("htmx:responseError", () => toast(said.failed));

prepare(document);
showTheme();
showSingleKeys();
returnToField("form[data-autosubmit]");
keepFocusThroughSwaps();
