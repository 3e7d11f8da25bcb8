// The list of requests, and the details of one.

import { requestDetails } from "./details.js";
import { byId, callApi, columns, counted, duration, element, errorMessage, hasWords, keep, moveFocus, reasonParts, showError, time } from "./dom.js";

const MAX_ROWS = 300;
const ANNOUNCEMENT_MILLISECONDS = 4000;

const rows = new Map(); // by id, the oldest first: { request, item }
let run = null;
let cleared = null;
let openId = null;
let visibleRows = 0;
let news = { requests: 0, failed: 0, timer: null };

function matches({ method, target, status, reason, preflight }) {
  if (byId("failed").checked && reason === null) return false;
  if (preflight && !byId("preflights").checked) return false;
  return hasWords(`${method} ${target} ${status} ${reason ?? ""}`, byId("filter").value);
}

function updateCount() {
  const total = counted(rows.size, "request");
  byId("count").textContent = visibleRows === rows.size ? total : `${visibleRows} of ${total}`;
  byId("empty").hidden = rows.size > 0;
  byId("no-match").hidden = !rows.size || visibleRows > 0;
}

function setHidden(item, hidden) {
  if (item.hidden === hidden) return;
  item.hidden = hidden;
  visibleRows += hidden ? -1 : 1;
}

export function addRequests(batch) {
  const items = [];
  for (const request of batch) {
    if (rows.has(request.id)) continue;
    const item = element("li", {}, requestRow(request));
    rows.set(request.id, { request, item });
    visibleRows += 1;
    setHidden(item, !matches(request));
    items.unshift(item);
    news.requests += request.preflight ? 0 : 1;
    news.failed += request.reason === null ? 0 : 1;
  }
  if (items.length < 20) items.forEach((item) => item.classList.add("new"));
  byId("request-list").prepend(...items);
  while (rows.size > MAX_ROWS) removeRow(rows.keys().next().value);
  updateCount();
  announce();
  openLinkedRequest();
}

function requestRow(request) {
  const isSuccess = request.status >= 200 && request.status < 400;
  const cells = columns({
    time: time(request.at * 1000),
    method: request.method,
    path: request.target,
    [isSuccess ? "status" : "status bad"]: request.status ? String(request.status) : "–",
    duration: duration(request.milliseconds),
  });
  if (request.reason !== null) cells.push(element("span", { class: "reason" }, ...reasonParts(request.reason)));
  const row = element("button", { type: "button", "aria-expanded": "false", "aria-controls": "details" }, ...cells);
  row.addEventListener("click", () => (openId === request.id ? closeDetails() : openDetails(request)));
  return row;
}

function removeRow(id) {
  const { item } = rows.get(id);
  if (item.contains(document.activeElement)) byId("filter").focus();
  setHidden(item, true);
  item.remove();
  rows.delete(id);
}

// Screen readers hear a summary every few seconds instead of every request.
function announce() {
  news.timer ??= setTimeout(() => {
    const failed = news.failed ? `, ${news.failed} failed` : "";
    const summary = `${news.requests} new ${news.requests === 1 ? "request" : "requests"}${failed}`;
    byId("announcement").textContent = news.requests ? summary : byId("count").textContent;
    news = { requests: 0, failed: 0, timer: null };
  }, ANNOUNCEMENT_MILLISECONDS);
}

function applyFilter() {
  for (const { request, item } of rows.values()) setHidden(item, !matches(request));
  updateCount();
  announce();
}

function clearRequests() {
  closeDetails();
  rows.clear();
  visibleRows = 0;
  byId("request-list").replaceChildren();
  updateCount();
}

// The ids of requests start again with each run of the mock. Other pages may remove the recorded requests, also while this
// one is not connected.
export function setRun(current, timesCleared) {
  if (run !== null && (run !== current || cleared !== timesCleared)) clearRequests();
  run = current;
  cleared = timesCleared;
}

function setExpanded(id, isExpanded) {
  rows.get(id)?.item.firstChild.setAttribute("aria-expanded", String(isExpanded));
}

async function openDetails(request) {
  setExpanded(openId, false);
  openId = request.id;
  const address = `${run}-${request.id}`;
  history.replaceState(null, "", `#requests/${address}`);
  setExpanded(openId, true);
  byId("details-title").textContent = `${request.method} ${request.target}`;
  byId("details-content").replaceChildren();
  byId("details").hidden = false;
  byId("details").scrollTop = 0;
  byId("details-title").focus();
  let content;
  try {
    content = requestDetails(await callApi(`requests/${address}`), address, openSent);
  } catch (error) {
    content = [errorMessage(error.message)];
  }
  if (openId === request.id) byId("details-content").replaceChildren(...content);
}

// The row of a request that was sent may arrive later than its id.
function openSent(id) {
  history.replaceState(null, "", `#requests/${run}-${id}`);
  openLinkedRequest();
}

// The address names the open request, so that it survives a reload and can be shared.
export function openLinkedRequest() {
  const [, linkedRun, id] = location.hash.match(/^#requests\/(\w+)-(\d+)$/) ?? [];
  const row = linkedRun === run ? rows.get(Number(id)) : undefined;
  if (row && openId !== row.request.id) openDetails(row.request);
}

export function closeDetails() {
  if (openId === null) return;
  const item = rows.get(openId)?.item;
  setExpanded(openId, false);
  openId = null;
  history.replaceState(null, "", "#requests");
  byId("details").hidden = true;
  (item && !item.hidden ? item.firstChild : byId("filter")).focus();
}

async function importArchive() {
  const [file] = byId("archive").files;
  if (!file) return;
  byId("archive").value = "";
  try {
    byId("announcement").textContent = (await callApi("requests.har", { method: "POST", body: await file.text() })).detail;
    showError("request-error");
  } catch (error) {
    showError("request-error", `${file.name}: ${error.message}`);
  }
}

keep("filter", "input", applyFilter);
keep("failed", "change", applyFilter);
keep("preflights", "change", applyFilter);
byId("request-list").addEventListener("keydown", moveFocus);
byId("close").addEventListener("click", closeDetails);
byId("clear").addEventListener("click", async () => {
  try {
    await callApi("requests", { method: "DELETE" });
    clearRequests();
    showError("request-error");
  } catch (error) {
    showError("request-error", error.message);
  }
});
byId("import").addEventListener("click", () => byId("archive").click());
byId("archive").addEventListener("change", importArchive);
updateCount();
