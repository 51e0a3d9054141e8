/* Suggestions under a search box: the editable combobox with a list, as the ARIA practices describe it.
   Without this script the box is a plain search field. Nothing is chosen until somebody chooses it. */

const DELAY_MS = 150;

class Suggestions {
  #input; #list; #status; #timer = 0; #request = null; #items = []; #active = -1;

  constructor(input) {
    this.#input = input;
    this.#list = Object.assign(document.createElement("ul"), { id: `${input.id}-suggestions`, className: "suggestions", hidden: true });
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", input.dataset.suggestLabel);
    this.#status = Object.assign(document.createElement("span"), { className: "visually-hidden" });
    this.#status.setAttribute("role", "status");
    input.after(this.#list, this.#status);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.#list.id })) input.setAttribute(name, value);
    input.addEventListener("input", (event) => { if (!event.isComposing) this.#later(); });
    input.addEventListener("compositionend", () => this.#later());
    input.addEventListener("keydown", (event) => this.#onKey(event));
    input.addEventListener("blur", () => this.close());
    input.addEventListener("paste", (event) => this.#onPaste(event));
    // pressing the mouse on a suggestion must not take the focus out of the box first
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.#choose(Number(option.dataset.index));
    });
  }

  close() {
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#show([]);
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), DELAY_MS);
  }

  async #ask() {
    this.#request?.abort();
    const typed = this.#input.value;
    if (!typed.trim()) { this.#show([]); return; }
    this.#request = new AbortController();
    try {
      const answer = await fetch(`${this.#input.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal: this.#request.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const { items, said } = await answer.json();
      if (this.#input.value === typed && document.activeElement === this.#input) this.#show(items, said);
    } catch (problem) {
      // a box without suggestions still searches
      if (problem.name !== "AbortError") this.#show([]);
    }
  }

  #show(items, said = "") {
    this.#items = items;
    this.#active = -1;
    this.#list.replaceChildren(...items.map((item, index) => this.#option(item, index)));
    this.#list.hidden = items.length === 0;
    this.#input.setAttribute("aria-expanded", String(items.length > 0));
    this.#input.removeAttribute("aria-activedescendant");
    this.#status.textContent = items.length ? said : "";
  }

  #option(item, index) {
    const option = Object.assign(document.createElement("li"), { id: `${this.#list.id}-${index}` });
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.index = index;
    for (const [css, text] of [["kind", item.kind], ["label", item.label], ["note", item.note]]) {
      if (text) option.append(Object.assign(document.createElement("span"), { className: css, textContent: text }), " ");
    }
    return option;
  }

  #move(to) {
    const options = [...this.#list.children];
    options[this.#active]?.setAttribute("aria-selected", "false");
    this.#active = (to + options.length) % options.length;
    const option = options[this.#active];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.#input.setAttribute("aria-activedescendant", option.id);
  }

  #choose(index) {
    const item = this.#items[index];
    this.close();
    if (item.url) { location.assign(item.url); return; }
    this.#input.value = item.text;
    this.#input.setSelectionRange(item.text.length, item.text.length);
    this.#input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #onKey(event) {
    if (event.isComposing) return;
    const isOpen = !this.#list.hidden;
    if (event.key === "ArrowDown" && !isOpen && event.altKey) this.#ask();
    else if (!isOpen) return;
    else if (event.key === "ArrowDown") this.#move(this.#active + 1);
    else if (event.key === "ArrowUp") this.#move(this.#active < 0 ? this.#items.length - 1 : this.#active - 1);
    else if (event.key === "Enter" && this.#active >= 0) this.#choose(this.#active);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }

  /** Lines that are pasted stay apart: a field of one line would join them. */
  #onPaste(event) {
    const pasted = event.clipboardData?.getData("text") ?? "";
    if (!/[\r\n]/.test(pasted.trim())) return;
    event.preventDefault();
    const lines = pasted.split(/[\r\n]+/).map((line) => line.trim()).filter(Boolean);
    this.#input.setRangeText(lines.join(document.documentElement.lang.startsWith("zh") ? "；" : "; "), this.#input.selectionStart, this.#input.selectionEnd, "end");
    if (this.#input.maxLength > 0) this.#input.value = this.#input.value.slice(0, this.#input.maxLength);
    this.#input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

for (const input of document.querySelectorAll("input[data-suggest]")) new Suggestions(input);
