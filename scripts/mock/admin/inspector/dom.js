// DOM helpers. Data of a request is always inserted as text, never as markup.

export const byId = (id) => document.getElementById(id);

export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null) node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

export const time = (moment) => new Date(moment).toLocaleTimeString("en-GB", { hour12: false });
export const duration = (milliseconds) => `${milliseconds.toFixed(milliseconds < 100 ? 1 : 0)} ms`;
export const counted = (count, one) => `${count.toLocaleString("en")} ${count === 1 ? one : `${one}s`}`;
export const code = (text) => element("pre", {}, element("code", {}, text));
export const note = (text) => element("p", { class: "note" }, text);
export const heading = (title, ...children) => element("h4", {}, title, ...children);

// The spaces separate the columns for screen readers and in copied text.
export const columns = (texts) =>
  Object.entries(texts).flatMap(([name, text]) => [
    element("span", { class: name, title: name === "path" ? text : null }, text),
    " ",
  ]);

// A reason may start with the location of the violation and a colon.
export function reasonParts(reason) {
  const colon = reason.indexOf(": ");
  return colon < 0 ? [reason] : [element("strong", {}, reason.slice(0, colon)), reason.slice(colon)];
}

export const errorMessage = (reason) => element("p", { class: "verdict reason" }, ...reasonParts(reason));

export function button(label, action) {
  const node = element("button", { type: "button" }, label);
  node.addEventListener("click", () => action(node));
  return node;
}

// Browsers allow writing to the clipboard over HTTPS and on localhost only.
export function copyButton(label, read) {
  if (!navigator.clipboard) return "";
  return button(label, async (node) => {
    await navigator.clipboard.writeText(await read());
    node.textContent = "Copied";
  });
}

// Show an error, or hide it without a text.
export function showError(id, text = "") {
  byId(id).textContent = text;
  byId(id).hidden = !text;
}

// Send a request to the admin API and return its JSON; the error has the detail of the response.
export async function callApi(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error("The mock is not reachable.");
  }
  const content = await response.json();
  if (!response.ok) throw new Error(content.detail);
  return content;
}

// Keep the value of a control over a reload of the page.
export function keep(id, event, action) {
  const control = byId(id);
  const property = control.type === "checkbox" ? "checked" : "value";
  control[property] = JSON.parse(sessionStorage.getItem(id)) ?? control[property];
  control.addEventListener(event, () => {
    sessionStorage.setItem(id, JSON.stringify(control[property]));
    action();
  });
}

export const hasWords = (text, filter) => filter.toLowerCase().split(/\s+/).every((word) => text.toLowerCase().includes(word));

// Arrow keys move the focus in a list.
export function moveFocus(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const rows = [...event.currentTarget.querySelectorAll("li:not([hidden]) > button")];
  const index = rows.indexOf(document.activeElement);
  if (!step || index < 0) return;
  event.preventDefault();
  rows[index + step]?.focus();
}
