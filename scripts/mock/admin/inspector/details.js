// Details of one request: verdict, bodies, headers, code that repeats it, and a form that sends it again.

import { bodySection, isInBody, violationNote } from "./body.js";
import { button, callApi, code, copyButton, duration, element, errorMessage, heading, note } from "./dom.js";

// `address` is the part of URLs that names the request; `opened` is called with the id of a request that was sent.
export function requestDetails(request, address, opened) {
  const { fields, reference, violations } = request;
  const inBody = violations.filter((each) => isInBody(each, fields));
  const others = violations.filter((each) => !isInBody(each, fields));
  const status = request.status ? `Response ${request.status}` : "No response";
  const verdict = [];
  if (request.valid) verdict.push(element("p", { class: "verdict" }, "Valid request"));
  if (request.reason !== null) verdict.push(errorMessage(request.reason));
  return [
    ...verdict,
    ...others.filter(({ schema }) => schema || reference).map((each) => violationNote(each, reference)),
    ...bodySection("Request body", request.body, fields, inBody, reference),
    ...bodySection(`${status} in ${duration(request.milliseconds)}`, request.response.body, null, [], null),
    heading("Request headers"),
    headers(request.headers),
    heading("Response headers"),
    headers(request.response.headers),
    ...(request.curl === null ? [] : repetition(request, address, opened)),
  ];
}

function headers(pairs) {
  if (!pairs.length) return note("none");
  const cells = pairs.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value || "(empty)")]);
  return element("dl", {}, ...cells);
}

function repetition(request, address, opened) {
  const python = () => callApi(`requests/${address}/python`).then((found) => found.code);
  return [
    heading("Repeat", request.repeatable ? editButton(request, address, opened) : ""),
    element("div", { id: "replay" }),
    snippet("fetch", () => request.fetch),
    snippet("Python", python),
    snippet("curl", () => request.curl, true),
  ];
}

// The code is read when the reader opens or copies it: Python takes a second.
function snippet(language, read, isOpen = false) {
  const content = element("div", { class: "snippet" });
  const node = element("details", { class: language }, element("summary", {}, language), content);
  const show = async () => {
    content.replaceChildren(note("loading"));
    try {
      const text = await read();
      content.replaceChildren(copyButton(`Copy as ${language}`, () => text), code(text));
    } catch (error) {
      content.replaceChildren(errorMessage(error.message));
    }
  };
  node.addEventListener("toggle", () => node.open && !content.hasChildNodes() && show());
  node.open = isOpen;
  return node;
}

function editButton(request, address, opened) {
  return button("Edit and send", (node) => {
    const place = document.getElementById("replay");
    if (place.hasChildNodes()) return place.replaceChildren();
    place.append(replayForm(request, address, opened));
    place.querySelector("input").focus();
    return node;
  });
}

function replayForm(request, address, opened) {
  const method = element("input", { "aria-label": "Method", value: request.method, size: 8 });
  const target = element("input", { "aria-label": "Path and query", value: request.target });
  const edited = request.headers.filter(([name]) => !["connection", "content-length"].includes(name));
  const lines = edited.map(([name, value]) => `${name}: ${value}`);
  const headerLines = element("textarea", { "aria-label": "Headers", rows: lines.length, spellcheck: "false" });
  headerLines.value = lines.join("\n");
  const body = element("textarea", { "aria-label": "Body", rows: 8, spellcheck: "false" });
  body.value = request.body.text ?? "";
  const problem = element("p", { class: "verdict reason", role: "alert" });
  problem.hidden = true;
  const binary = note("The body is binary, and is sent as recorded.");
  const parts = [element("div", { class: "line" }, method, target), headerLines, request.body.text === null ? binary : body];
  const form = element("form", { class: "replay" }, ...parts, element("button", { type: "submit" }, "Send"), problem);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const content = {
      method: method.value.trim(),
      target: target.value.trim(),
      headers: headerLines.value.split("\n").filter((line) => line.trim()).map(splitHeader),
      body: request.body.text === null ? null : body.value,
    };
    try {
      opened((await callApi(`requests/${address}/replay`, { method: "POST", body: JSON.stringify(content) })).id);
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
    }
  });
  return form;
}

const splitHeader = (line) => {
  const colon = line.indexOf(":");
  return colon < 0 ? [line, ""] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
};
