/* The sum of the weights while they are typed, in hundredths so that decimals add up. */

const form = document.querySelector("[data-weights]");
const total = form.querySelector("[data-weights-total]");
const said = form.querySelector("[data-weights-said]");
const FULL = 10_000;

const hundredths = (field) => Math.round((Number.parseFloat(field.value) || 0) * 100);
const points = (number) => String(number / 100);

function add() {
  const sum = [...form.querySelectorAll("input[type=number]")].reduce((before, field) => before + hundredths(field), 0);
  const off = FULL - sum;
  const words = off === 0 ? said.dataset.right : off > 0 ? said.dataset.short : said.dataset.over;
  total.textContent = points(sum);
  said.textContent = words.replace("#", points(Math.abs(off)));
  said.className = off === 0 ? "note pos-text" : "note neg-text";
}

form.addEventListener("input", add);
add();
