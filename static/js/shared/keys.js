// Keys as commands: which press is one, which row it leads to, and waiting while an answer is under way.

/** Whether an input method is composing: then no key is a command. */
export const isComposing = (event) => event.isComposing || event.keyCode === 229;

const SINGLE_KEYS = "single-keys";

/** Whether a letter, digit or sign alone is a command: those who speak to their computer or hit keys by chance turn it off. */
export function areSingleKeysOn() {
  try { return localStorage.getItem(SINGLE_KEYS) !== "off"; } catch { return true; }
}

export function turnSingleKeys(isOn) {
  try { localStorage.setItem(SINGLE_KEYS, isOn ? "on" : "off"); } catch { /* they stay as they are */ }
}

/** Whether the press belongs to the browser, the system or an input method, and to no page. */
export const isForeign = (event) => isComposing(event) || event.ctrlKey || event.metaKey || event.altKey
  || (event.key.length === 1 && !areSingleKeysOn());

/** The name a key goes by: "j", "enter", "escape"; the same with and without Shift. */
export const nameOf = (event) => event.key.toLowerCase();

export const fieldAt = (target) => target.closest("input, textarea, select");

/** Whether what has the focus acts on this key by itself: a link or a button on Enter and space. */
export const actsItself = (target, key) => (key === "enter" || key === " ") && Boolean(target.closest("a, button, summary"));

/** The element `by` places from `here`, within the list; the first where `here` is not in it. */
export function stepIn(list, here, by) {
  const at = list.indexOf(here);
  return list[Math.max(0, Math.min(list.length - 1, at < 0 ? 0 : at + by))];
}

/** Keys in the order of their pressing: one that must wait for an answer holds back those behind it. */
export class KeyQueue {
  #waiting = [];

  constructor({ act, mustWait }) {
    this.act = act;
    this.mustWait = mustWait;
  }

  press(key, event) {
    event.preventDefault();
    this.#waiting.push({ key, event });
    this.drain();
  }

  drain() {
    while (this.#waiting.length && !this.mustWait(this.#waiting[0].key)) {
      const { key, event } = this.#waiting.shift();
      this.act(key, event);
    }
  }

  /** The answer will not come: what was pressed for it means nothing any more. */
  forget() { this.#waiting.length = 0; }
}
