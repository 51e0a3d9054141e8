/* The tray of the catalogue: what is picked for comparison, kept while the visitor turns pages. Works without. */

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
  drop.addEventListener("click", () => change(each, false));
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

if (tray && form) {
  document.addEventListener("change", (event) => {
    const box = event.target.closest(".pick input[name=id]");
    if (box) change({ id: box.value, model: box.dataset.model, maker: box.dataset.maker }, box.checked);
  });
  show(read());
}
