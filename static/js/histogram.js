/* Handles on a histogram: what is dragged stands in the two fields beneath it, which stay for keyboard and typing. */
import { all } from "./shared/dom.js";

const SVG = "http://www.w3.org/2000/svg";

function numberOf(field) {
  const text = field.value.trim().replaceAll(",", "").replace("−", "-").replace(/^[<>≤≥]\s*/, "");
  return text && Number.isFinite(Number(text)) ? Number(text) : null;
}

/** Where a value stands on the scale, 0…1: each step between two edges is as wide as the next. */
function shareOf(edges, value) {
  const last = edges.length - 1;
  const step = edges.findLastIndex((edge) => edge <= value);
  if (step < 0) return 0;
  if (step >= last) return 1;
  return (step + (value - edges[step]) / (edges[step + 1] - edges[step])) / last;
}

function grip(chart) {
  const place = document.createElementNS(SVG, "svg");
  place.setAttribute("overflow", "visible");
  const shape = document.createElementNS(SVG, "rect");
  const box = { class: "handle", x: "-4", y: "46", width: "8", height: "14", rx: "2" };
  for (const [name, value] of Object.entries(box)) shape.setAttribute(name, value);
  place.append(shape);
  chart.append(place);
  return place;
}

function prepare(chart) {
  const edges = chart.dataset.edges.split(" ").map(Number);
  const last = edges.length - 1;
  const fields = all(".field-pair input", chart.closest(".filter")).slice(0, 2);
  for (const drawn of all("svg", chart)) drawn.remove();
  const grips = fields.map(() => grip(chart));
  let held = null;

  const shares = () => [shareOf(edges, numberOf(fields[0]) ?? edges[0]), shareOf(edges, numberOf(fields[1]) ?? edges[last])];

  function show() {
    const [low, high] = shares();
    grips[0].setAttribute("x", `${low * 100}%`);
    grips[1].setAttribute("x", `${high * 100}%`);
    all(".bin", chart).forEach((bin, step) => bin.classList.toggle("in", (step + 1) / last > low && step / last < high));
  }

  /** The nearest edge between two bars; an end of the scale asks for nothing. */
  function moveTo(event) {
    const box = chart.getBoundingClientRect();
    const others = Math.round(shares()[1 - held] * last);
    const asked = Math.round(((event.clientX - box.left) / box.width) * last);
    const step = held === 0 ? Math.min(Math.max(asked, 0), others - 1) : Math.max(Math.min(asked, last), others + 1);
    if (step < 0 || step > last) return;
    fields[held].value = step === (held === 0 ? 0 : last) ? "" : String(edges[step]);
    show();
  }

  chart.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    const box = chart.getBoundingClientRect();
    const at = (event.clientX - box.left) / box.width;
    const [low, high] = shares();
    held = Math.abs(at - low) === Math.abs(at - high) ? Number(at > low) : Number(Math.abs(at - low) > Math.abs(at - high));
    chart.setPointerCapture(event.pointerId);
    moveTo(event);
  });
  chart.addEventListener("pointermove", (event) => { if (held !== null) moveTo(event); });
  chart.addEventListener("pointerup", () => {
    if (held === null) return;
    fields[held].dispatchEvent(new Event("input", { bubbles: true }));
    held = null;
  });
  chart.addEventListener("pointercancel", () => { held = null; });
  for (const field of fields) field.addEventListener("input", show);
  show();
  chart.classList.add("draggable");
}

for (const chart of all(".filter .histogram[data-edges]")) prepare(chart);
