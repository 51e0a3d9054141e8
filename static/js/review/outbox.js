// The page's outbox: every change stands here until the server has answered it, in order, one at a time.
// A broken connection, a busy server or a sleeping laptop only make it wait; it is kept across a reload of the page.
// Each change has a name: sent again, it is told to the server as such, and is not made twice.

const PATIENCE_MS = 15000;
const WAITS_MS = [1000, 2000, 4000, 8000, 15000];

export class Outbox {
  #items = [];
  #busy = false;
  #timer = 0;
  #failures = 0;

  constructor({ key, token, onAnswer, onState, onDropped }) {
    Object.assign(this, { key, token, onAnswer, onState, onDropped });
    this.#items = this.#kept();
    window.addEventListener("online", () => this.retry());
    window.addEventListener("beforeunload", (event) => { if (this.#items.length) event.preventDefault(); });
  }

  /** Begin with what an earlier visit of the page could not send. Returns how much that is. */
  start() {
    this.#pump();
    return this.#items.length;
  }

  get size() { return this.#items.length; }
  get isStuck() { return this.#failures > 0; }

  /** Whether a change that replaces rows is under way (of this row, or of any). */
  isReplacing(row = null) {
    return this.#items.some((item) => item.replaces && (row === null || !item.row || item.row === row));
  }

  holds(row) { return this.#items.some((item) => item.row === row); }

  /** `{url, fields, row, revision, replaces}`: what to post where, about which row in which state. */
  add(item) {
    this.#items.push({ ...item, id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, tries: 0 });
    this.#keep();
    this.#say();
    this.#pump();
  }

  retry() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#pump();
  }

  #kept() {
    try { return JSON.parse(localStorage.getItem(this.key) || "[]"); } catch { return []; }
  }

  #keep() {
    try {
      if (this.#items.length) localStorage.setItem(this.key, JSON.stringify(this.#items));
      else localStorage.removeItem(this.key);
    } catch { /* kept in the page alone where storage is off */ }
  }

  #say(state) {
    this.onState(state ?? (this.#failures ? "offline" : this.#items.length ? "saving" : "saved"), this.#items.length);
  }

  async #pump() {
    if (this.#busy || this.#timer || !this.#items.length) return;
    this.#busy = true;
    const item = this.#items[0];
    const answer = await this.#send(item);
    this.#busy = false;
    if (answer.state === "answered") this.#settle(item, answer);
    else this.#wait(item, answer.state);
  }

  async #send(item) {
    const fields = new URLSearchParams(item.fields);
    if (item.revision) fields.set("revision", item.revision);
    const headers = { "HX-Request": "true", "X-CSRFToken": this.token, "X-Action": item.id };
    if (item.tries) headers["X-Again"] = "1";
    item.tries += 1;
    this.#keep();
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const response = await fetch(item.url, { method: "POST", body: fields, headers, redirect: "manual", signal });
      const html = await response.text();
      if (response.type === "opaqueredirect" || response.status === 401) return { state: "signed-out" };
      if (response.status >= 500 || response.status === 429) return { state: "offline" };
      if (!html.includes("data-patch")) return { state: response.status === 403 ? "signed-out" : "answered", status: response.status, html: "" };
      return { state: "answered", status: response.status, html, triggers: response.headers.get("HX-Trigger") ?? "" };
    } catch {
      return { state: "offline" };
    }
  }

  #settle(item, answer) {
    this.#failures = 0;
    this.#items.shift();
    const revision = this.onAnswer(item, answer);
    if (answer.status < 400) this.#follow(item, revision);
    else this.#drop(item);
    this.#keep();
    this.#say();
    this.#pump();
  }

  /** What was pressed on the same row while the answer was under way goes on from the state that it made. */
  #follow(item, revision) {
    for (const later of this.#items) if (later.row === item.row && later.revision === item.revision) later.revision = revision;
  }

  /** After a refusal nothing more is done to that row in the dark. */
  #drop(item) {
    if (!item.row) return;
    const dropped = this.#items.filter((later) => later.row === item.row);
    this.#items = this.#items.filter((later) => later.row !== item.row);
    if (dropped.length) this.onDropped(dropped.length);
  }

  #wait(item, state) {
    this.#failures += 1;
    this.#say(state);
    const pause = WAITS_MS[Math.min(this.#failures, WAITS_MS.length) - 1];
    this.#timer = setTimeout(() => this.retry(), state === "signed-out" ? 60000 : pause);
  }
}
