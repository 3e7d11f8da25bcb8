// What the page shows, made of what the mock tells: a line of the list, a request in full, a delivery.
// Whatever a request brings is put in as text, never as markup.

export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

const clock = (moment) => new Date(moment).toLocaleTimeString("en-GB", { hour12: false });
const milliseconds = (number) => `${number < 100 ? number.toFixed(1) : Math.round(number)} ms`;

// The parts of a line by their classes, with spaces between them for who listens or copies.
const spans = (parts) => parts.flatMap(([name, content]) => [make("span", { class: name, title: name === "path" ? content : null }, content), " "]);

// What stands before the colon is the member that doesn't fit.
function reasonOf(text) {
  const colon = text.indexOf(": ");
  return colon < 0 ? [text] : [make("strong", {}, text.slice(0, colon)), text.slice(colon)];
}

export function line(entry) {
  const isWell = entry.status >= 200 && entry.status < 400;
  const parts = [
    ["time", clock(entry.at * 1000)],
    ["method", entry.method],
    ["path", entry.target],
    [isWell ? "status" : "status bad", entry.status ? String(entry.status) : "–"],
    ["taken", milliseconds(entry.milliseconds)],
  ];
  const reason = entry.fits ? [] : [make("span", { class: "reason" }, ...reasonOf(entry.reason))];
  return make("button", { type: "button", "aria-expanded": "false", "aria-controls": "detail" }, ...spans(parts), ...reason);
}

export const problem = (reason) => make("p", { class: "verdict reason" }, ...reasonOf(reason));

export function details(found) {
  const verdict = found.fits
    ? make("p", { class: "verdict" }, "Fits the contract.")
    : problem(found.reason);
  const status = found.status ? `Answer ${found.status}` : "No answer";
  return [
    verdict,
    heading("Request body"),
    ...body(found.body),
    heading(`${status} in ${milliseconds(found.milliseconds)}`),
    ...body(found.answer.body),
    heading("Request headers"),
    headers(found.headers),
    heading("Answer headers"),
    headers(found.answer.headers),
    ...(found.curl === null ? [] : [heading("Repeat with curl", found.curl), text(found.curl)]),
  ];
}

function heading(title, copied = null) {
  const element = make("h4", {}, title);
  // Without TLS, browsers let pages of this machine only write to the clipboard.
  if (copied !== null && navigator.clipboard) {
    const button = make("button", { type: "button" }, "Copy");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(copied);
      button.textContent = "Copied";
    });
    element.append(button);
  }
  return element;
}

const text = (content) => make("pre", {}, make("code", {}, content));
const note = (content) => make("p", { class: "note" }, content);

function headers(pairs) {
  if (!pairs.length) return note("none");
  return make("dl", {}, ...pairs.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value || "(empty)")]));
}

function body(found) {
  const parts = [];
  if (found.text) parts.push(text(found.text));
  if (found.note) parts.push(note(found.note));
  return parts.length ? parts : [note("none")];
}

export function delivery(each, isOpen) {
  const isBad = each.status === "failed" || each.status === "withheld";
  const parts = [
    ["time", each.at ? clock(each.at) : "–"],
    ["method", each.kind],
    ["path", each.url ?? "–"],
    [isBad ? "status bad" : "status", each.status],
    ["taken", each.attempts.length === 1 ? "1 try" : `${each.attempts.length} tries`],
  ];
  const attempts = each.attempts.map((attempt) =>
    note(`${clock(attempt.at)} ${attempt.outcome} in ${milliseconds(attempt.milliseconds)}`),
  );
  const content = make("div", {}, ...attempts, text(each.event));
  const details = make("details", { "data-id": each.id }, make("summary", {}, ...spans(parts)), content);
  details.open = isOpen;
  return make("li", { class: "delivery" }, details);
}
