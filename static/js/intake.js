// How documents come in: files are looked at before they are sent, pasted tables survive, one package goes here.
// The page works without all this; what is said stands in data attributes, translated. Nothing pasted is ever shown as
// markup: the clipboard's HTML goes unseen to the server, which reads it in a limited process.

const MB = 1024 * 1024;
const MOST_HTML = 3 * MB;

/* ---- chosen files: name, size, what is wrong with them, and a way to take one off again -------------------------- */

function faultOf(file, input, list) {
  const kinds = input.accept.split(",").map((kind) => kind.trim().toLowerCase()).filter(Boolean);
  if (file.size === 0) return list.dataset.isEmpty;
  if (file.size > Number(input.dataset.checkFiles) * MB) return list.dataset.tooLarge;
  if (kinds.length && !kinds.some((kind) => file.name.toLowerCase().endsWith(kind))) return list.dataset.wrongKind;
  return "";
}

function withoutFile(input, gone) {
  const kept = new DataTransfer();
  for (const file of input.files) if (file !== gone) kept.items.add(file);
  input.files = kept.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function sizeOf(file) {
  return file.size < MB ? `${Math.max(1, Math.round(file.size / 1024))} KB` : `${(file.size / MB).toFixed(1)} MB`;
}

function fileLine(file, input, list) {
  const line = document.createElement("li");
  const name = Object.assign(document.createElement("b"), { textContent: file.name, className: "file-name" });
  const size = Object.assign(document.createElement("span"), { textContent: sizeOf(file), className: "note" });
  const fault = Object.assign(document.createElement("span"), { textContent: faultOf(file, input, list), className: "neg-text" });
  const off = Object.assign(document.createElement("button"), { type: "button", textContent: list.dataset.takeOff, className: "text-button" });
  off.addEventListener("click", () => withoutFile(input, file));
  line.append(name, size, ...(fault.textContent ? [fault] : []), off);
  return line;
}

function showFiles(list) {
  const input = document.getElementById(list.dataset.chosenFiles);
  const show = () => {
    list.replaceChildren(...[...input.files].map((file) => fileLine(file, input, list)));
    list.hidden = input.files.length === 0;
    const isFaulty = [...input.files].some((file) => faultOf(file, input, list));
    input.form.querySelector("[type=submit]").disabled = isFaulty;
  };
  input.addEventListener("change", show);
  show();
}

for (const list of document.querySelectorAll("[data-chosen-files]")) showFiles(list);

/* ---- pasted tables -------------------------------------------------------------------------------------------- */

const HEAVY = "style, script, link, meta, title, img, svg, video, audio, object, iframe, canvas, noscript";

/** Without styles and handlers, which would not act here, but which the policy counts as attempts. */
function plainer(html) {
  return html
    .replace(/<style[\s\S]*?<\/style\s*>/gi, "")
    .replace(/\s(?:style|on\w+)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/gi, "");
}

/** The clipboard's HTML as an inert document: nothing in it runs, nothing is fetched. */
function parsed(html) {
  const found = new DOMParser().parseFromString(plainer(html), "text/html");
  for (const node of found.querySelectorAll(HEAVY)) node.remove();
  return found;
}

function said(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

const textOf = (node) => node.textContent.replace(/\s+/g, " ").trim();
const rowsIn = (pasted) => [...pasted.querySelectorAll("tr")].filter((row) => textOf(row));

/** What will be sent, counted the way a reader would: tables, rows, paragraphs outside, marks. */
function countsOf(pasted) {
  const rows = rowsIn(pasted);
  const lines = [...pasted.querySelectorAll("p, li, h1, h2, h3, h4, h5, h6")].filter((line) => !line.closest("table") && textOf(line));
  const texts = [...rows, ...lines].map(textOf);
  return {
    tables: pasted.querySelectorAll("table").length,
    rows: rows.length,
    lines: lines.length,
    mandatory: texts.filter((text) => /[★＊*]/.test(text)).length,
    important: texts.filter((text) => /[▲△]/.test(text)).length,
  };
}

class RichPaste {
  constructor(area) {
    this.area = area;
    this.hidden = area.form.elements[area.dataset.richPaste];
    this.box = area.form.querySelector("[data-rich-preview]");
    this.pastes = [];
    this.textThen = "";
    area.addEventListener("paste", (event) => this.paste(event));
    area.addEventListener("input", () => this.compare());
    this.box.querySelector("[data-rich-drop]").addEventListener("click", () => this.forget(""));
  }

  /** Keep the HTML of a clipboard that holds a table, as long as the field holds nothing that was typed. */
  paste(event) {
    const html = event.clipboardData?.getData("text/html") ?? "";
    const isClean = this.area.value.trim() === "" || this.area.value === this.textThen;
    if (!/<table[\s>]/i.test(html) || !isClean) return;
    if (this.area.value.trim() === "") this.pastes = [];
    event.preventDefault();
    this.area.setRangeText(event.clipboardData.getData("text/plain") || textOf(parsed(html)), this.area.value.length, this.area.value.length, "end");
    this.pastes.push(html);
    this.textThen = this.area.value;
    this.keep();
  }

  keep() {
    const found = this.pastes.map((html) => parsed(html).body.innerHTML).join("\n");
    const given = this.pastes.join("\n");
    const sent = new Blob([given]).size > MOST_HTML ? found : given;
    if (new Blob([sent]).size > MOST_HTML) { this.forget(this.box.dataset.tooLong); return; }
    this.hidden.value = `<!doctype html><html><body>${sent}</body></html>`;
    this.show(parsed(found));
  }

  show(pasted) {
    const counts = countsOf(pasted);
    const { summary, marks } = this.box.dataset;
    this.say(said(summary, counts) + (counts.mandatory + counts.important ? said(marks, counts) : ""), false);
    const body = document.createElement("tbody");
    body.append(...rowsIn(pasted).slice(0, 6).map((row) => {
      const line = document.createElement("tr");
      for (const cell of row.cells) line.append(Object.assign(document.createElement("td"), { textContent: textOf(cell), colSpan: cell.colSpan }));
      return line;
    }));
    this.box.querySelector("[data-rich-table]").replaceChildren(body);
    this.box.querySelector(".table-scroll").hidden = false;
  }

  /** Typing into what was pasted: from now on the text counts, as it stands there. */
  compare() {
    if (!this.hidden.value || this.area.value === this.textThen) return;
    if (this.area.value.trim() === "") { this.forget(""); return; }
    this.forget(this.box.dataset.changed);
  }

  forget(words) {
    this.hidden.value = "";
    this.pastes = [];
    this.textThen = "";
    this.say(words, true);
    this.box.querySelector(".table-scroll").hidden = true;
  }

  say(words, isPlain) {
    this.box.hidden = words === "";
    this.box.classList.toggle("man", isPlain);
    this.box.querySelector("[data-rich-said]").textContent = words;
    this.box.querySelector("[data-rich-drop]").hidden = isPlain;
  }
}

for (const area of document.querySelectorAll("[data-rich-paste]")) new RichPaste(area);

/* ---- packages: only one goes into this demand ------------------------------------------------------------------- */

document.addEventListener("change", (event) => {
  if (!event.target.matches(".package-choice input[value=here]")) return;
  for (const other of document.querySelectorAll(".package-choice input[value=here]:checked")) {
    if (other !== event.target) other.closest(".package-choice").querySelector("input[value=own]").checked = true;
  }
});
