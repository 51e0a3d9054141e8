/* Runs before the first paint: sets the theme that this reader chose, so that the page does not flash. */
(function () {
  "use strict";
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch (_refused) {
    /* storage may be switched off; the system's theme then stands */
  }
})();
