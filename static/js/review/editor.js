// The fields of the chosen row, opened in place. There is one set of them; it moves from row to row.

import { all, one } from "../shared/dom.js";
import { isForeign } from "../shared/keys.js";
import { fetchPart, say } from "./dom.js";

const HELP_AFTER_MS = 160;
const RELATION_KEYS = { ">": ">=", ".": ">=", "》": ">=", "<": "<=", ",": "<=", "《": "<=", "=": "=", "~": "range", "r": "range", "+": "±" };

export class Editor {
  #row = null;
  #base = "";
  #drafts = new Map();
  #timer = 0;
  #help = null;

  constructor({ template, base, commit }) {
    this.element = template.content.firstElementChild.cloneNode(true);
    this.form = one("[data-editor-form]", this.element);
    this.base = base;
    this.commitRow = commit;
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.element.addEventListener("change", (event) => this.#changed(event));
    this.element.addEventListener("focusout", (event) => this.#left(event));
    this.form.elements.relation.addEventListener("keydown", (event) => this.#relationKey(event));
  }

  get row() { return this.#row; }

  open(row) {
    if (this.#row === row) return;
    this.close();
    this.#row = row;
    row.append(this.element);
    this.#fill();
    this.#fetchHelp();
  }

  close() {
    if (!this.#row) return;
    this.commit();
    this.#row = null;
    clearTimeout(this.#help);
    one("[data-row-help]", this.element).replaceChildren();
    one("[data-cutter-place]", this.element).replaceChildren();
    this.element.remove();
  }

  focus(name) {
    const field = this.form.elements[name];
    field.focus();
    field.select?.();
  }

  /** The answer has changed the row: show it, but never under the hands of somebody who types. */
  refresh(row) {
    this.#drafts.delete(row.dataset.row);
    if (row !== this.#row) return;
    const isTyping = this.element.contains(document.activeElement) && this.#values() !== this.#base;
    if (!isTyping) this.#fill();
    this.#fetchHelp();
  }

  /** The rules refused what was typed: keep it, say what is wrong beside the field. */
  refuse(row, errors, values) {
    this.#drafts.set(row.dataset.row, { errors, values });
    row.classList.add("refused");
    if (row === this.#row) this.#showDraft();
  }

  restore() {
    this.#drafts.delete(this.#row.dataset.row);
    this.#row.classList.remove("refused");
    this.#fill();
  }

  /** Save what was typed, if anything was. */
  commit() {
    clearTimeout(this.#timer);
    const values = this.#values();
    if (!this.#row || values === this.#base) return false;
    this.#base = values;
    this.commitRow(this.#row, values);
    return true;
  }

  toggleScope() {
    const box = this.form.elements.is_commercial;
    box.disabled = !box.disabled;
    this.commit();
  }

  #fill() {
    const row = this.#row;
    const text = (selector) => one(selector, row)?.textContent.trim() ?? "";
    const { elements } = this.form;
    elements.name.value = text("[data-name]");
    elements.relation.value = row.dataset.relation;
    elements.value.value = row.dataset.value ?? (row.dataset.relation === "text" ? text("[data-text]") : text(".row-value"));
    elements.unit.value = text(".row-unit").replace(/^—$/, "");
    elements.condition.value = text("[data-condition]");
    elements.clause.value = row.dataset.clause ?? "";
    elements.is_commercial.disabled = row.dataset.scope !== "commercial";
    this.#base = this.#values();
    this.#label();
    this.#problems({});
    if (this.#drafts.has(row.dataset.row)) this.#showDraft();
  }

  #label() {
    const { code, scope } = this.#row.dataset;
    one("[data-code-label]", this.element).textContent = say(code ? "Code" : "NoCode", { code });
    this.form.dataset.kind = this.form.elements.relation.value;
    one("[data-scope-button]", this.element).textContent = say(scope === "commercial" ? "ToTechnical" : "ToCommercial");
  }

  #showDraft() {
    const { errors, values } = this.#drafts.get(this.#row.dataset.row);
    for (const [name, value] of new URLSearchParams(values)) {
      const field = this.form.elements[name];
      if (field && field.type !== "hidden") field.value = value;
    }
    this.#base = this.#values();
    this.#problems(errors);
  }

  #problems(errors) {
    const place = one("[data-problem]", this.element);
    place.textContent = Object.values(errors).join(" ");
    place.hidden = !place.textContent;
    place.id = "editor-problem";
    for (const field of this.form.elements) {
      const isWrong = field.name in errors;
      field.toggleAttribute("aria-invalid", isWrong);
      if (isWrong) { field.setAttribute("aria-invalid", "true"); field.setAttribute("aria-describedby", place.id); }
      else field.removeAttribute("aria-describedby");
    }
  }

  #values() {
    return new URLSearchParams(new FormData(this.form)).toString();
  }

  #changed(event) {
    if (!event.target.closest("[data-editor-form]")) return;
    // A relation often goes with another value: it waits until the person leaves the fields or stops.
    this.form.dataset.kind = this.form.elements.relation.value;
    if (event.target.name === "relation") { clearTimeout(this.#timer); this.#timer = setTimeout(() => this.commit(), 1200); }
    else this.commit();
  }

  #left(event) {
    const goesTo = event.relatedTarget;
    if (!event.target.closest("[data-editor-form]") || (goesTo && this.form.contains(goesTo))) return;
    this.commit();
  }

  #relationKey(event) {
    const wanted = RELATION_KEYS[event.key.toLowerCase()];
    if (!wanted || isForeign(event)) return;
    event.preventDefault();
    event.currentTarget.value = wanted;
    event.currentTarget.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #fetchHelp() {
    clearTimeout(this.#help);
    const row = this.#row;
    this.#help = setTimeout(async () => {
      try {
        const html = await fetchPart(`${this.base}${row.dataset.row}/help/`);
        if (row === this.#row) one("[data-row-help]", this.element).innerHTML = html;
      } catch { /* the help is a comfort: without a connection the fields work alone */ }
    }, HELP_AFTER_MS);
  }
}

export const fieldsOf = (values) => [...new URLSearchParams(values)];
export const errorsOf = (patch) => Object.fromEntries(all("[data-error]", patch).map((each) => [each.dataset.error, each.textContent]));
