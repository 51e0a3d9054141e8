// Choosing the parameter that a row is about: a list that narrows as one types, moved through by arrows.

import { all, byId, one } from "../shared/dom.js";
import { isComposing } from "../shared/keys.js";
import { fetchPart } from "./dom.js";

const MOST_SHOWN = 60;
const plain = (text) => text.toLowerCase().normalize("NFKC").replace(/[\s·.\-_/]/g, "");

export class Picker {
  #row = null;

  constructor({ base, onPick }) {
    this.dialog = byId("picker");
    this.search = one("[data-picker-search]", this.dialog);
    this.body = one("[data-picker-body]", this.dialog);
    this.base = base;
    this.onPick = onPick;
    this.search.addEventListener("input", () => this.#narrow());
    this.dialog.addEventListener("keydown", (event) => this.#key(event));
    this.body.addEventListener("click", (event) => this.#pick(event.target.closest("[role=option]")));
    this.dialog.addEventListener("close", () => this.#row?.focus({ preventScroll: true }));
  }

  async open(row) {
    this.#row = row;
    one("[data-picker-row]", this.dialog).textContent = one("[data-name]", row).textContent;
    this.body.textContent = "…";
    this.search.value = "";
    this.#offer(false);
    this.dialog.showModal();
    this.search.focus();
    try {
      this.body.innerHTML = await fetchPart(`${this.base}${row.dataset.row}/parameters/`);
      this.#offer(true);
      this.#narrow();
    } catch {
      this.dialog.close();
    }
  }

  /** Say whether there is a list to choose from; until it has come the field names none. */
  #offer(isThere) {
    this.search.setAttribute("aria-expanded", String(isThere));
    if (isThere) this.search.setAttribute("aria-controls", "picker-list");
    else this.search.removeAttribute("aria-controls");
  }

  #options() { return all("[role=option]", this.body).filter((option) => !option.hidden); }

  #narrow() {
    const wanted = plain(this.search.value);
    let shown = 0;
    for (const option of all("[role=option]", this.body)) {
      option.hidden = !plain(option.dataset.words).includes(wanted) || shown >= MOST_SHOWN;
      if (!option.hidden) shown += 1;
    }
    for (const group of all(".picker-group", this.body)) group.hidden = Boolean(wanted);
    this.#point(this.#options().find((option) => option.getAttribute("aria-selected") === "true") ?? this.#options()[0]);
  }

  #point(option) {
    for (const each of all(".pointed", this.body)) each.classList.remove("pointed");
    if (!option) { this.search.removeAttribute("aria-activedescendant"); return; }
    option.classList.add("pointed");
    option.scrollIntoView({ block: "nearest" });
    this.search.setAttribute("aria-activedescendant", option.id);
  }

  #key(event) {
    if (isComposing(event)) return;
    const options = this.#options();
    const here = options.findIndex((option) => option.classList.contains("pointed"));
    if (event.key === "ArrowDown") this.#point(options[Math.min(options.length - 1, here + 1)]);
    else if (event.key === "ArrowUp") this.#point(options[Math.max(0, here - 1)]);
    else if (event.key === "Enter" && event.target === this.search) this.#pick(options[here]);
    else return;
    event.preventDefault();
  }

  #pick(option) {
    if (!option) return;
    this.onPick(this.#row, option.dataset.code);
    this.dialog.close();
  }
}
