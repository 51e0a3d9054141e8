// Cutting a row's line into parts: a text whose only change is where its lines break.

import { one } from "../shared/dom.js";
import { isForeign } from "../shared/keys.js";
import { fetchPart } from "./dom.js";

const PREVIEW_AFTER_MS = 180;
const bare = (text) => text.replace(/\s+/g, "");
const isBoundary = (text, at) => /[\s；;。，,、：:（）()]/.test(text[at - 1] ?? "") || /[\s；;。，,、：:（）()]/.test(text[at] ?? "");

export class Cutter {
  #timer = 0;
  #asked = null;

  constructor(form, { onCut, onCancel }) {
    this.form = form;
    this.text = one("textarea", form);
    this.onCut = onCut;
    this.onCancel = onCancel;
    this.good = this.text.value;
    this.letters = bare(this.good);
    this.text.addEventListener("keydown", (event) => this.#key(event));
    this.text.addEventListener("input", (event) => this.#input(event));
    this.text.addEventListener("compositionend", (event) => this.#keepLetters(event.data));
    this.text.addEventListener("click", () => this.#click());
    form.addEventListener("click", (event) => {
      if (event.target.closest("[data-cut]")) { this.text.focus(); this.cut(); }
      if (event.target.closest("[data-cut-cancel]")) this.onCancel();
    });
    form.addEventListener("submit", (event) => { event.preventDefault(); this.#save(); });
    this.text.focus();
    const first = this.good.indexOf("\n");
    this.text.setSelectionRange(first < 0 ? 0 : first + 1, first < 0 ? 0 : first + 1);
    this.#grow();
    this.#preview();
  }

  /** Cut at the cursor; where the text is cut already, join it again. */
  cut(at = this.text.selectionStart) {
    const text = this.text.value;
    const joins = [at - 1, at].find((place) => text[place] === "\n");
    if (joins !== undefined) this.#set(text.slice(0, joins) + text.slice(joins + 1), joins);
    else if (at > 0 && at < text.length) this.#set(`${text.slice(0, at)}\n${text.slice(at)}`, at + 1);
  }

  #key(event) {
    if (isForeign(event)) return;
    const { selectionStart: at, value } = this.text;
    if (event.key === "Escape") this.onCancel();
    else if (event.key === "Enter") this.#save();
    else if (event.key.toLowerCase() === "s") this.cut();
    else if (event.key === "Backspace") { if (value[at - 1] === "\n") this.cut(at - 1); }
    else if (event.key === "Delete") { if (value[at] === "\n") this.cut(at); }
    else if (event.key.length > 1) return;
    event.preventDefault();
    event.stopPropagation();
  }

  // What got in past the keys (an input method, a paste) goes out again; an S written by an input method cuts.
  #input(event) { if (!event.isComposing) this.#keepLetters(event.data); }

  #keepLetters(data) {
    if (bare(this.text.value) === this.letters) { this.#set(this.text.value, this.text.selectionStart); return; }
    const at = Math.max(0, this.text.selectionStart - (data?.length ?? 0));
    this.#set(this.good, Math.min(at, this.good.length));
    if (data?.toLowerCase().startsWith("s")) this.cut();
  }

  #click() {
    const { selectionStart: at, selectionEnd: end, value } = this.text;
    const isAtBreak = value[at - 1] === "\n" || value[at] === "\n";
    if (at === end && !isAtBreak && isBoundary(value, at)) this.cut();
  }

  #set(text, at) {
    this.text.value = text;
    this.good = text;
    this.text.setSelectionRange(at, at);
    this.#grow();
    this.#preview();
  }

  #grow() { this.text.rows = Math.max(3, this.text.value.split("\n").length + 1); }

  #preview() {
    clearTimeout(this.#timer);
    this.#asked?.abort();
    this.#timer = setTimeout(async () => {
      this.#asked = new AbortController();
      const body = new URLSearchParams({ parts: this.text.value, preview: "1" });
      try {
        one("[data-preview]", this.form).innerHTML = await fetchPart(this.form.action, { body, signal: this.#asked.signal });
      } catch { /* cutting works without the preview */ }
    }, PREVIEW_AFTER_MS);
  }

  #save() { this.onCut(this.text.value); }
}
