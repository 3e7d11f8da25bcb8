// The inspector: a live list of requests with the details of one, and a list of webhook deliveries.

import { deliveryItem, element, errorMessage, requestDetails, requestRow } from "./render.js";

const MAX_ROWS = 300;
const ANNOUNCEMENT_MILLISECONDS = 4000;
const RECONNECT_MILLISECONDS = 2000;

const byId = (id) => document.getElementById(id);
const rows = new Map(); // by id, the oldest first: { request, item }
let run = null;
let lastEventId = "";
let openId = null;
let isStateful = null;
let stream = null;
let streamedView = null;
let visibleRows = 0;
let news = { requests: 0, rejected: 0, timer: null };

// Request list

function matches(request) {
  if (byId("rejected").checked && request.valid) return false;
  if (request.preflight && !byId("preflights").checked) return false;
  const text = `${request.method} ${request.target} ${request.status} ${request.reason ?? ""}`.toLowerCase();
  return byId("filter").value.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

function updateCount() {
  const total = `${rows.size} ${rows.size === 1 ? "request" : "requests"}`;
  byId("count").textContent = visibleRows === rows.size ? total : `${visibleRows} of ${total}`;
  byId("empty").hidden = rows.size > 0;
  byId("no-match").hidden = !rows.size || visibleRows > 0;
}

function setHidden(item, hidden) {
  if (item.hidden === hidden) return;
  item.hidden = hidden;
  visibleRows += hidden ? -1 : 1;
}

function addRequests(batch) {
  const items = [];
  for (const request of batch) {
    if (rows.has(request.id)) continue;
    const button = requestRow(request);
    button.addEventListener("click", () => (openId === request.id ? closeDetails() : openDetails(request)));
    const item = element("li", {}, button);
    rows.set(request.id, { request, item });
    visibleRows += 1;
    setHidden(item, !matches(request));
    items.unshift(item);
    news.requests += request.preflight ? 0 : 1;
    news.rejected += request.valid ? 0 : 1;
  }
  if (items.length < 20) items.forEach((item) => item.classList.add("new"));
  byId("request-list").prepend(...items);
  while (rows.size > MAX_ROWS) removeRow(rows.keys().next().value);
  updateCount();
  announce();
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
    const rejected = news.rejected ? `, ${news.rejected} rejected` : "";
    const summary = `${news.requests} new ${news.requests === 1 ? "request" : "requests"}${rejected}`;
    byId("announcement").textContent = news.requests ? summary : byId("count").textContent;
    news = { requests: 0, rejected: 0, timer: null };
  }, ANNOUNCEMENT_MILLISECONDS);
}

function applyFilter() {
  saveFilter();
  for (const { request, item } of rows.values()) setHidden(item, !matches(request));
  updateCount();
  announce();
}

// The filter survives a reload of the page.
function saveFilter() {
  const filter = { text: byId("filter").value, rejected: byId("rejected").checked, preflights: byId("preflights").checked };
  sessionStorage.setItem("filter", JSON.stringify(filter));
}

function restoreFilter() {
  const filter = JSON.parse(sessionStorage.getItem("filter") ?? "{}");
  byId("filter").value = filter.text ?? "";
  byId("rejected").checked = filter.rejected ?? false;
  byId("preflights").checked = filter.preflights ?? false;
}

function clearRequests() {
  closeDetails();
  rows.clear();
  visibleRows = 0;
  byId("request-list").replaceChildren();
  updateCount();
}

function moveFocus(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const buttons = [...document.querySelectorAll("#request-list li:not([hidden]) button")];
  const index = buttons.indexOf(document.activeElement);
  if (!step || index < 0) return;
  event.preventDefault();
  buttons[index + step]?.focus();
}

// Details of one request

function setExpanded(id, isExpanded) {
  rows.get(id)?.item.firstChild.setAttribute("aria-expanded", String(isExpanded));
}

async function openDetails(request) {
  setExpanded(openId, false);
  openId = request.id;
  history.replaceState(null, "", `#requests/${run}-${request.id}`);
  setExpanded(openId, true);
  byId("details-title").textContent = `${request.method} ${request.target}`;
  byId("details-content").replaceChildren();
  byId("details").hidden = false;
  byId("details").scrollTop = 0;
  byId("details-title").focus();
  let content;
  try {
    const response = await fetch(`requests/${run}-${request.id}`);
    const found = await response.json();
    content = response.ok ? requestDetails(found) : [errorMessage(found.detail)];
  } catch {
    content = [errorMessage("The mock is not reachable.")];
  }
  if (openId === request.id) byId("details-content").replaceChildren(...content);
}

// The address names the open request, so that it survives a reload and can be shared.
function openLinkedRequest() {
  const [, linkedRun, id] = location.hash.match(/^#requests\/(\w+)-(\d+)$/) ?? [];
  const row = linkedRun === run ? rows.get(Number(id)) : undefined;
  if (row && openId !== row.request.id) openDetails(row.request);
}

function closeDetails() {
  if (openId === null) return;
  const item = rows.get(openId)?.item;
  setExpanded(openId, false);
  openId = null;
  history.replaceState(null, "", "#requests");
  byId("details").hidden = true;
  (item && !item.hidden ? item.firstChild : byId("filter")).focus();
}

// Deliveries

function showDeliveries({ deliveries = [], error }) {
  const open = new Set([...document.querySelectorAll("#delivery-list details[open]")].map((each) => each.dataset.id));
  const focused = document.activeElement?.closest("#delivery-list details")?.dataset.id;
  byId("delivery-list").replaceChildren(...deliveries.map((each) => deliveryItem(each, open.has(each.id))));
  byId("no-deliveries").hidden = deliveries.length > 0;
  byId("no-deliveries").textContent = error ?? "No events yet. Train a model, or add training data.";
  if (focused) byId("delivery-list").querySelector(`[data-id="${CSS.escape(focused)}"] summary`)?.focus();
}

// Event streams: one at a time, and none in a hidden tab, as browsers limit the connections per server.

const isPaused = () => byId("pause").getAttribute("aria-pressed") === "true";
const currentView = () => (location.hash === "#deliveries" ? "deliveries" : "requests");

function connect() {
  const paused = isPaused() && currentView() === "requests";
  const view = currentView() === "deliveries" && isStateful ? "deliveries" : "requests";
  const wanted = document.hidden || paused ? null : view;
  if (wanted === streamedView && stream?.readyState !== EventSource.CLOSED) return;
  stream?.close();
  streamedView = wanted;
  stream = null;
  if (wanted === null) {
    setConnection(paused ? "paused" : "inactive");
    return;
  }
  setConnection("connecting");
  stream = new EventSource(wanted === "deliveries" ? "events/deliveries" : `events?after=${encodeURIComponent(lastEventId)}`);
  stream.addEventListener("open", () => setConnection("live"));
  stream.addEventListener("error", () => {
    setConnection("disconnected");
    if (stream?.readyState === EventSource.CLOSED) setTimeout(connect, RECONNECT_MILLISECONDS);
  });
  stream.addEventListener("about", (event) => setAbout(JSON.parse(event.data)));
  stream.addEventListener("deliveries", (event) => showDeliveries(JSON.parse(event.data)));
  stream.addEventListener("requests", (event) => {
    lastEventId = event.lastEventId;
    addRequests(JSON.parse(event.data));
    openLinkedRequest();
  });
}

function setConnection(state) {
  if (byId("connection").dataset.state === state) return; // not to be announced twice
  byId("connection").dataset.state = state;
  byId("connection").textContent = state;
}

function setAbout(about) {
  if (run !== null && run !== about.run) clearRequests();
  run = about.run;
  isStateful = about.stateful;
  byId("title").textContent = about.title;
  byId("version").textContent = about.version;
  document.title = `${about.title} ${about.version}: mock inspector`;
  byId("contract-error").hidden = !about.error;
  byId("contract-error").textContent = about.error ? `Still serving the previous contract: ${about.error}` : "";
  byId("example").textContent = about.example;
  showView();
}

function showView() {
  for (const name of ["requests", "deliveries"]) {
    const isCurrent = name === currentView();
    byId(name).hidden = !isCurrent;
    byId(`${name}-link`).setAttribute("aria-current", isCurrent ? "page" : "false");
  }
  if (isStateful === false) {
    byId("no-deliveries").textContent = "The mock is stateless and delivers no events. Start it with `make mock STATEFUL=1`.";
  }
  connect();
}

byId("request-list").addEventListener("keydown", moveFocus);
byId("filter").addEventListener("input", applyFilter);
byId("rejected").addEventListener("change", applyFilter);
byId("preflights").addEventListener("change", applyFilter);
restoreFilter();
byId("toolbar").addEventListener("submit", (event) => event.preventDefault());
byId("close").addEventListener("click", closeDetails);
byId("pause").addEventListener("click", () => {
  byId("pause").setAttribute("aria-pressed", String(!isPaused()));
  connect();
});
document.addEventListener("keydown", (event) => {
  // In the filter, the first Escape clears the text.
  if (event.key === "Escape" && !(event.target === byId("filter") && event.target.value)) closeDetails();
});
document.addEventListener("visibilitychange", connect);
window.addEventListener("hashchange", () => {
  showView();
  openLinkedRequest();
});
showView();
updateCount();
