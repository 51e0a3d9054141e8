// What every part of the review asks of its page and of the server.

/** A sentence that stands in the page, translated, with `{count}` and the like filled in. */
export function say(name, values = {}) {
  const text = document.querySelector("[data-review]").dataset[`say${name}`] ?? "";
  return text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

export async function fetchPart(url, { signal, body } = {}) {
  const options = { headers: { "HX-Request": "true" }, signal };
  if (body) Object.assign(options, { method: "POST", body });
  if (body) options.headers["X-CSRFToken"] = token();
  const response = await fetch(url, options);
  if (!response.ok || response.redirected) throw new Error(String(response.status));
  return response.text();
}

export const token = () => document.querySelector("#rows-form [name=csrfmiddlewaretoken]").value;
