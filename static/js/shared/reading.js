// When a document has been read the page loads anew, but never under the hands of somebody who is typing, nor while
// something else holds it: then the notice stays, with its link.

export function loadAnewWhenRead({ isHeld = () => false } = {}) {
  let isTyping = false;
  document.addEventListener("input", () => { isTyping = true; });
  document.body.addEventListener("reading-ended", () => { if (!isTyping && !isHeld()) location.reload(); });
}
