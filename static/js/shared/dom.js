// Short names for what every script asks of the document.

export const all = (selector, root = document) => [...root.querySelectorAll(selector)];
export const one = (selector, root = document) => root.querySelector(selector);
export const byId = (id) => document.getElementById(id);
