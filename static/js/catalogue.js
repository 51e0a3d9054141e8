/* What is picked for comparison, kept while the visitor turns pages: the catalogue's tray, a product's own button. */

import { toast } from "./app.js";

const tray = document.querySelector("[data-tray]");
const form = document.getElementById("compare");
const KEY = "compare:picked";

const boxes = () => [...document.querySelectorAll(".pick input[name=id]")];

function read() {
  try { return JSON.parse(sessionStorage.getItem(KEY) || "[]"); } catch { return []; }
}

function write(picked) {
  try { sessionStorage.setItem(KEY, JSON.stringify(picked)); } catch { /* kept on this page only */ }
}

function item(each) {
  const place = document.createElement("span");
  place.className = "tray-item";
  const name = document.createElement("span");
  name.append(Object.assign(document.createElement("b"), { textContent: each.model }), each.maker);
  const drop = Object.assign(document.createElement("button"), { type: "button", className: "text-button", textContent: "×" });
  drop.setAttribute("aria-label", `${tray.dataset.trayDrop} ${each.model}`);
  drop.addEventListener("click", () => {
    change(each, false);
    (tray.querySelector(".tray-item button") ?? tray.querySelector("[type=submit]")).focus();
  });
  place.append(name, drop);
  return place;
}

function show(picked) {
  const most = Number(tray.dataset.tray);
  const here = boxes();
  for (const box of here) {
    box.checked = picked.some((each) => each.id === box.value);
    box.disabled = !box.checked && picked.length >= most;
  }
  for (const old of tray.querySelectorAll(".tray-item")) old.remove();
  tray.querySelector(".tray-title").after(...picked.map(item));
  tray.querySelector("[data-tray-count]").textContent = ` ${picked.length} / ${most}`;
  tray.classList.toggle("filled", picked.length > 0);
  /* what was picked on another page is sent as well */
  form.replaceChildren(...picked.filter((each) => !here.some((box) => box.value === each.id)).map((each) =>
    Object.assign(document.createElement("input"), { type: "hidden", name: "id", value: each.id })));
}

function change(each, isPicked) {
  const others = read().filter((known) => known.id !== each.id);
  const picked = isPicked ? [...others, each] : others;
  write(picked);
  show(picked);
}

function own(button) {
  const each = { id: button.dataset.pick, model: button.dataset.model, maker: button.dataset.maker };
  const has = () => read().some((known) => known.id === each.id);
  const say = () => {
    button.textContent = has() ? button.dataset.dropWords : button.dataset.addWords;
    button.setAttribute("aria-pressed", String(has()));
  };
  button.addEventListener("click", () => {
    const others = read().filter((known) => known.id !== each.id);
    if (!has() && others.length >= Number(button.dataset.most)) { toast(button.dataset.fullWords); return; }
    write(has() ? others : [...others, each]);
    say();
  });
  window.addEventListener("pageshow", say);
  say();
}

for (const button of document.querySelectorAll("[data-pick]")) own(button);

if (tray && form) {
  document.addEventListener("change", (event) => {
    const box = event.target.closest(".pick input[name=id]");
    if (box) change({ id: box.value, model: box.dataset.model, maker: box.dataset.maker }, box.checked);
  });
  show(read());
  /* going back shows the page as it was left: another may have changed what is picked */
  window.addEventListener("pageshow", () => show(read()));
}

/* an address that is passed on names what is asked for and nothing else */
document.getElementById("filters")?.addEventListener("formdata", ({ formData }) => {
  for (const [name, value] of [...formData]) if (!value) formData.delete(name);
  for (const name of [...formData.keys()]) {
    const code = name.startsWith("u_") ? name.slice(2) : "";
    if (code && !formData.has(`lo_${code}`) && !formData.has(`hi_${code}`)) formData.delete(name);
  }
});
