// The page: a list of requests that grows as they come, one of them opened, and the deliveries to webhooks.

import { delivery, details, line, make, problem } from "./show.js";

const MOST_LINES = 300;
const ANNOUNCE_MILLISECONDS = 4000;

const at = (id) => document.getElementById(id);
const entries = new Map(); // by id, the oldest first: { entry, item }
let run = null;
let last = "";
let opened = null;
let stateful = null;
let stream = null;
let streamed = null;
let shown = 0;
let fresh = { all: 0, refused: 0, timer: null };

// The list

function row(entry) {
  const button = line(entry);
  button.addEventListener("click", () => (opened === entry.id ? close() : open(entry)));
  return make("li", { class: entry.fits ? null : "refused" }, button);
}

function fits(entry) {
  if (at("refused").checked && entry.fits) return false;
  if (entry.preflight && !at("preflights").checked) return false;
  const text = `${entry.method} ${entry.target} ${entry.status} ${entry.reason ?? ""}`.toLowerCase();
  return at("filter").value.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

function count() {
  const all = `${entries.size} ${entries.size === 1 ? "request" : "requests"}`;
  at("count").textContent = shown === entries.size ? all : `${shown} of ${all}`;
  at("empty").hidden = entries.size > 0;
  at("none").hidden = !entries.size || shown > 0;
}

function hide(item, hidden) {
  if (item.hidden === hidden) return;
  item.hidden = hidden;
  shown += hidden ? -1 : 1;
}

function remove(id) {
  const { item } = entries.get(id);
  if (item.contains(document.activeElement)) at("filter").focus();
  if (!item.hidden) shown -= 1;
  item.remove();
  entries.delete(id);
}

function add(batch) {
  const items = [];
  for (const entry of batch) {
    if (entries.has(entry.id)) continue;
    const item = row(entry);
    entries.set(entry.id, { entry, item });
    shown += 1;
    hide(item, !fits(entry));
    items.unshift(item);
    fresh.all += entry.preflight ? 0 : 1;
    fresh.refused += entry.fits ? 0 : 1;
  }
  if (items.length < 20) items.forEach((item) => item.classList.add("fresh"));
  at("lines").prepend(...items);
  while (entries.size > MOST_LINES) remove(entries.keys().next().value);
  count();
  announce();
}

// A reader of the screen is told at times how many came, not each of them, and how many a filter leaves.
function announce() {
  fresh.timer ??= setTimeout(() => {
    const refused = fresh.refused ? `, ${fresh.refused} refused` : "";
    const came = `${fresh.all} new ${fresh.all === 1 ? "request" : "requests"}${refused}`;
    at("news").textContent = fresh.all ? came : at("count").textContent;
    fresh = { all: 0, refused: 0, timer: null };
  }, ANNOUNCE_MILLISECONDS);
}

function filter() {
  for (const { entry, item } of entries.values()) hide(item, !fits(entry));
  count();
  announce();
}

function forget() {
  close();
  entries.clear();
  shown = 0;
  at("lines").replaceChildren();
  count();
}

// One request

function mark(id, expanded) {
  entries.get(id)?.item.firstChild.setAttribute("aria-expanded", String(expanded));
}

async function open(entry) {
  if (opened !== null) mark(opened, false);
  opened = entry.id;
  mark(opened, true);
  at("detail-title").textContent = `${entry.method} ${entry.target}`;
  at("detail-body").replaceChildren();
  at("detail").hidden = false;
  at("detail").scrollTop = 0;
  at("detail-title").focus();
  let parts;
  try {
    const answer = await fetch(`requests/${run}-${entry.id}`);
    const found = await answer.json();
    parts = answer.ok ? details(found) : [problem(found.detail)];
  } catch {
    parts = [problem("The mock doesn't answer.")];
  }
  if (opened === entry.id) at("detail-body").replaceChildren(...parts);
}

function close() {
  if (opened === null) return;
  const item = entries.get(opened)?.item;
  mark(opened, false);
  opened = null;
  at("detail").hidden = true;
  (item && !item.hidden ? item.firstChild : at("filter")).focus();
}

// The deliveries

function deliver({ deliveries = [], fault }) {
  const unfolded = new Set([...document.querySelectorAll("#delivered details[open]")].map((each) => each.dataset.id));
  const focused = document.activeElement?.closest("#delivered details")?.dataset.id;
  at("delivered").replaceChildren(...deliveries.map((each) => delivery(each, unfolded.has(each.id))));
  at("no-deliveries").hidden = deliveries.length > 0;
  at("no-deliveries").textContent = fault ?? "No event has come up yet: train a model, or add training data.";
  if (focused) at("delivered").querySelector(`[data-id="${CSS.escape(focused)}"] summary`)?.focus();
}

// The streams: one at a time, and none while nobody looks. A browser has few connections for one server.

function listen() {
  const isStill = isPaused() && !at("requests").hidden;
  const wanted = document.hidden || isStill ? null : view();
  if (wanted === streamed && stream?.readyState !== EventSource.CLOSED) return;
  stream?.close();
  streamed = wanted;
  stream = null;
  if (wanted === null) {
    say(isStill ? "paused" : "asleep", isStill ? "paused" : "not looking");
    return;
  }
  say("connecting", "connecting");
  stream = new EventSource(wanted === "deliveries" ? "events/deliveries" : `events?after=${encodeURIComponent(last)}`);
  stream.addEventListener("open", () => say("live", "live"));
  stream.addEventListener("error", () => {
    say("lost", "the mock doesn't answer");
    if (stream?.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  });
  stream.addEventListener("about", (event) => about(JSON.parse(event.data)));
  stream.addEventListener("deliveries", (event) => deliver(JSON.parse(event.data)));
  stream.addEventListener("requests", (event) => {
    last = event.lastEventId;
    add(JSON.parse(event.data));
  });
}

function about(found) {
  if (run !== null && run !== found.run) forget();
  run = found.run;
  stateful = found.stateful;
  at("version").textContent = found.version;
  at("first").textContent = found.first;
  look();
}

function say(state, words) {
  if (at("state").dataset.state === state) return; // who listens has heard it
  at("state").dataset.state = state;
  at("state").textContent = words;
}

const isPaused = () => at("pause").getAttribute("aria-pressed") === "true";
const view = () => (location.hash === "#deliveries" && stateful ? "deliveries" : "requests");

function look() {
  const wanted = location.hash === "#deliveries" ? "deliveries" : "requests";
  for (const name of ["requests", "deliveries"]) {
    at(name).hidden = name !== wanted;
    if (name === wanted) at(`to-${name}`).setAttribute("aria-current", "page");
    else at(`to-${name}`).removeAttribute("aria-current");
  }
  if (stateful === false) {
    at("no-deliveries").textContent = "This mock has no state, and so no deliveries: start it with `make mock STATEFUL=1`.";
  }
  listen();
}

function move(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const buttons = [...document.querySelectorAll("#lines li:not([hidden]) button")];
  const here = buttons.indexOf(document.activeElement);
  if (!step || here < 0) return;
  event.preventDefault();
  buttons[here + step]?.focus();
}

at("lines").addEventListener("keydown", move);
at("filter").addEventListener("input", filter);
at("refused").addEventListener("change", filter);
at("preflights").addEventListener("change", filter);
at("tools").addEventListener("submit", (event) => event.preventDefault());
at("close").addEventListener("click", close);
at("pause").addEventListener("click", () => {
  at("pause").setAttribute("aria-pressed", String(!isPaused()));
  listen();
});
document.addEventListener("keydown", (event) => {
  // In the filter, a browser empties it.
  if (event.key === "Escape" && !(event.target === at("filter") && event.target.value)) close();
});
document.addEventListener("visibilitychange", listen);
window.addEventListener("hashchange", look);
look();
count();
