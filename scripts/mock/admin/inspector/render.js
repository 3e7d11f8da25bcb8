// DOM elements for requests and deliveries. Data of a request is always inserted as text, never as markup.

export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null) node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

const time = (moment) => new Date(moment).toLocaleTimeString("en-GB", { hour12: false });
const duration = (milliseconds) => `${milliseconds.toFixed(milliseconds < 100 ? 1 : 0)} ms`;
const code = (text) => element("pre", {}, element("code", {}, text));
const note = (text) => element("p", { class: "note" }, text);

// The spaces separate the columns for screen readers and in copied text.
const columns = (texts) =>
  Object.entries(texts).flatMap(([name, text]) => [
    element("span", { class: name, title: name === "path" ? text : null }, text),
    " ",
  ]);

// A reason starts with the location of the violation and a colon.
function reasonParts(reason) {
  const colon = reason.indexOf(": ");
  return colon < 0 ? [reason] : [element("strong", {}, reason.slice(0, colon)), reason.slice(colon)];
}

export const errorMessage = (reason) => element("p", { class: "verdict reason" }, ...reasonParts(reason));

export function requestRow(request) {
  const isSuccess = request.status >= 200 && request.status < 400;
  const cells = columns({
    time: time(request.at * 1000),
    method: request.method,
    path: request.target,
    [isSuccess ? "status" : "status bad"]: request.status ? String(request.status) : "–",
    duration: duration(request.milliseconds),
  });
  if (!request.valid) cells.push(element("span", { class: "reason" }, ...reasonParts(request.reason)));
  return element("button", { type: "button", "aria-expanded": "false", "aria-controls": "details" }, ...cells);
}

export function requestDetails(request) {
  const status = request.status ? `Response ${request.status}` : "No response";
  return [
    request.valid ? element("p", { class: "verdict" }, "Valid request") : errorMessage(request.reason),
    heading("Request body"),
    ...body(request.body),
    heading(`${status} in ${duration(request.milliseconds)}`),
    ...body(request.response.body),
    heading("Request headers"),
    headers(request.headers),
    heading("Response headers"),
    headers(request.response.headers),
    ...(request.curl === null ? [] : [heading("curl", copyButton("Copy as curl", request.curl)), code(request.curl)]),
  ];
}

const heading = (title, ...children) => element("h4", {}, title, ...children);

function copyButton(label, text) {
  // Browsers allow writing to the clipboard over HTTPS and on localhost only.
  if (!navigator.clipboard) return "";
  const button = element("button", { type: "button" }, label);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  });
  return button;
}

function headers(pairs) {
  if (!pairs.length) return note("none");
  const cells = pairs.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value || "(empty)")]);
  return element("dl", {}, ...cells);
}

function body({ text, note: remark }) {
  const parts = [text && code(text), remark && note(remark)].filter(Boolean);
  return parts.length ? parts : [note("none")];
}

export function deliveryItem(delivery, isOpen) {
  const { attempts, status } = delivery;
  const isFailure = status === "failed" || status === "withheld";
  const summary = columns({
    time: delivery.at ? time(delivery.at) : "–",
    method: delivery.kind,
    path: delivery.url ?? "–",
    [isFailure ? "status bad" : "status"]: status,
    duration: attempts.length === 1 ? "1 attempt" : `${attempts.length} attempts`,
  });
  const notes = attempts.map(({ at, outcome, milliseconds }) => note(`${time(at)} ${outcome} in ${duration(milliseconds)}`));
  const details = element("details", { "data-id": delivery.id }, element("summary", {}, ...summary));
  details.append(element("div", {}, ...notes, code(delivery.event)));
  details.open = isOpen;
  return element("li", { class: "delivery" }, details);
}
