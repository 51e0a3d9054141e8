/* The result page's comforts: handles that move numbers, and pins that outlive filters. The page works without them. */
import { toast } from "./app.js";

/* ---- rulers: a handle and its field say the same number --------------------------------------------------------- */

const STEPS = 1000;
const SNAP = 0.012; // of the scale: this near to a product the handle stands on it

const number = (text) => Number(text.replaceAll(",", "").replace("−", "-"));

/** Where numbers stand on a handle's scale: 0…1 and back. */
function axis(slider) {
  const low = Number(slider.dataset.low);
  const high = Number(slider.dataset.high);
  if ("log" in slider.dataset) {
    return {
      share: (value) => (value > 0 ? Math.log(value / low) / Math.log(high / low) : 0),
      value: (share) => low * (high / low) ** share,
    };
  }
  return { share: (value) => (value - low) / (high - low), value: (share) => low + share * (high - low) };
}

const stops = (slider) => slider.dataset.stops.split(" ").filter(Boolean);

/** The number of a place on the scale: a product's own where one is near, else one with few digits. */
function textAt(slider, share) {
  const { share: shareOf, value } = axis(slider);
  const near = stops(slider)
    .map((text) => ({ text, away: Math.abs(shareOf(Number(text)) - share) }))
    .sort((one, two) => one.away - two.away)[0];
  if (near && near.away < SNAP) return near.text;
  const width = Math.abs(value(Math.min(share + 0.01, 1)) - value(Math.max(share - 0.01, 0)));
  const digits = Math.max(0, Math.ceil(-Math.log10(width || 1)));
  const step = 10 ** Math.floor(Math.log10(width || 1));
  return (Math.round(value(share) / step) * step).toFixed(digits);
}

const fieldOf = (slider) => document.getElementById(slider.dataset.slides);

function say(slider, shown) {
  slider.setAttribute("aria-valuetext", slider.dataset.words.replace("{}", shown).trim());
}

function place(slider, value) {
  slider.value = String(Math.round(Math.min(Math.max(axis(slider).share(value), 0), 1) * STEPS));
}

function grouped(text) {
  const [whole, rest] = text.split(".");
  const shown = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, ",") : whole;
  return rest === undefined ? shown : `${shown}.${rest}`;
}

function show(slider, text) {
  fieldOf(slider).value = grouped(text);
  say(slider, grouped(text));
}

/** A key goes to the next product's value instead of a thousandth of the scale. */
function stepTo(slider, direction) {
  const here = number(fieldOf(slider).value);
  const values = stops(slider).sort((one, two) => Number(one) - Number(two));
  const next = direction > 0 ? values.find((text) => Number(text) > here) : values.findLast((text) => Number(text) < here);
  if (next === undefined) return;
  place(slider, Number(next));
  show(slider, next);
  slider.dispatchEvent(new Event("input", { bubbles: true }));
}

/** What the server has read stands in the fields too (6万 becomes 60,000), but never under the hands of who types. */
function follow() {
  for (const scale of document.querySelectorAll(".ruler-scale")) {
    const slider = scale.parentElement.querySelector("[data-slides]");
    const field = fieldOf(slider);
    if (document.activeElement !== field && !slider.matches(":active")) field.value = scale.dataset.value;
    if (!slider.matches(":active")) place(slider, Number(scale.dataset.number));
    say(slider, scale.dataset.value);
    if (document.querySelector(`#said-${CSS.escape(field.id)} [data-wrong]`)) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
}

let isStepping = false;
document.addEventListener("input", (event) => {
  const slider = event.target.closest("[data-slides]");
  if (slider && !isStepping) show(slider, textAt(slider, Number(slider.value) / STEPS));
});
const KEYS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };
document.addEventListener("keydown", (event) => {
  const slider = event.target.closest?.("[data-slides]");
  if (!slider || !(event.key in KEYS)) return;
  event.preventDefault();
  isStepping = true;
  stepTo(slider, KEYS[event.key]);
  isStepping = false;
});
document.addEventListener("focusout", (event) => { if (event.target.matches(".ruler-field input")) setTimeout(follow); });

// A link that was pressed goes with what it stood in: the focus moves to the handle that it belongs to.
let pressedBeside = null;
document.addEventListener("htmx:beforeRequest", (event) => {
  const elt = event.detail.elt;
  const box = elt.closest(".ruler-box") ?? (elt.closest(".whatif-said") && document.querySelector(".ruler-box"));
  pressedBeside = elt.matches("a") && box ? box.querySelector("[data-slides]") : null;
});
document.addEventListener("htmx:afterSettle", () => {
  if (pressedBeside && document.activeElement === document.body) pressedBeside.focus();
});

// Only what differs from the demand belongs into the address.
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.id !== "whatif") return;
  for (const field of event.detail.elt.querySelectorAll("[data-published]")) {
    if (field.value === field.dataset.published || !field.value.trim()) event.detail.parameters.delete(field.name);
  }
});

/* ---- pins -------------------------------------------------------------------------------------------------------- */

const tray = document.querySelector("[data-pins]");
const remembered = () => {
  try { return JSON.parse(sessionStorage.getItem(tray.dataset.pins)) || {}; } catch { return {}; }
};
let pins = tray ? remembered() : {};

function keep() {
  try { sessionStorage.setItem(tray.dataset.pins, JSON.stringify(pins)); } catch { /* nothing is remembered then */ }
  draw();
}

function pin(id, name) {
  if (Object.keys(pins).length >= Number(tray.dataset.most)) { toast(tray.dataset.full); draw(); return; }
  pins[id] = name;
  keep();
}

function unpin(id) {
  delete pins[id];
  keep();
}

/** One pin in the tray; the hidden field stands for a product whose row is not on the page now. */
function chip(id, name) {
  const item = document.createElement("span");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "×";
  button.setAttribute("aria-label", tray.dataset.remove.replace("{}", name));
  button.addEventListener("click", () => {
    unpin(id);
    (tray.querySelector("[data-pin-list] button") ?? document.querySelector("[data-pin]"))?.focus();
  });
  item.append(name, button);
  if (!document.querySelector(`[data-pin][value="${CSS.escape(id)}"]`)) {
    item.append(Object.assign(document.createElement("input"), { type: "hidden", name: "product", value: id }));
  }
  return item;
}

function draw() {
  const chosen = Object.entries(pins);
  for (const box of document.querySelectorAll("[data-pin]")) box.checked = box.value in pins;
  for (const button of document.querySelectorAll("[data-pins-product]")) {
    button.setAttribute("aria-pressed", String(button.dataset.pinsProduct in pins));
  }
  tray.querySelector("[data-pin-list]").replaceChildren(...chosen.map(([id, name]) => chip(id, name)));
  tray.querySelector("[data-pin-count]").textContent = `${chosen.length} / ${tray.dataset.most}`;
  tray.querySelector("[data-pin-hint]").hidden = chosen.length > 0;
  tray.querySelector("[type=submit]").disabled = chosen.length === 0;
}

if (tray) {
  // ticked before this script ran: nobody's tick is lost
  for (const box of document.querySelectorAll("[data-pin]:checked")) pins[box.value] ??= box.dataset.pin;
  document.addEventListener("change", (event) => {
    const box = event.target.closest("[data-pin]");
    if (box) (box.checked ? pin(box.value, box.dataset.pin) : unpin(box.value));
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-pins-product]");
    if (!button) return;
    const id = button.dataset.pinsProduct;
    const name = document.querySelector(`[data-pin][value="${CSS.escape(id)}"]`)?.dataset.pin ?? id;
    (id in pins ? unpin(id) : pin(id, name));
  });
}

/* ---- what is open stays open when the products are ranked anew ---------------------------------------------------- */

let opened = [];
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "board") return;
  opened = [...document.querySelectorAll(".opener[aria-expanded=true]")].map((button) => button.dataset.opens);
});
document.addEventListener("htmx:load", (event) => {
  if (event.target.id !== "board") return;
  const again = opened;
  opened = [];
  for (const id of again) document.querySelector(`.opener[data-opens="${CSS.escape(id)}"]`)?.click();
});

/* ---- a small screen opens a table with the rows that want attention ------------------------------------------------ */

document.addEventListener("htmx:load", (event) => {
  const box = event.target.querySelector?.(".only-due input");
  if (box && matchMedia("(width < 760px)").matches) box.checked = true;
});

/* ---- start, and after every answer of the server ------------------------------------------------------------------ */

function refresh() {
  follow();
  if (tray) draw();
  const link = document.getElementById("share-link");
  if (link) link.search = location.search;
}

document.addEventListener("htmx:afterSettle", refresh);
document.addEventListener("htmx:replacedInHistory", refresh);
refresh();
