// The page: a list of requests that grows as they come, one of them opened, and the deliveries to webhooks.
// Whatever a request brings is put in as text, never as markup.

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

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

const clock = (moment) => new Date(moment).toLocaleTimeString("en-GB", { hour12: false });
const milliseconds = (number) => `${number < 100 ? number.toFixed(1) : Math.round(number)} ms`;

// What stands before the colon is the member that doesn't fit.
function reasonOf(text) {
  const colon = text.indexOf(": ");
  return colon < 0 ? [text] : [make("strong", {}, text.slice(0, colon)), text.slice(colon)];
}

// The list

function line(entry) {
  const parts = [
    make("span", { class: "time" }, clock(entry.at * 1000)),
    make("span", { class: "method" }, entry.method),
    make("span", { class: "path", title: entry.target }, entry.target),
    make("span", { class: "status" }, entry.status ? String(entry.status) : "–"),
    make("span", { class: "taken" }, milliseconds(entry.milliseconds)),
  ];
  if (!entry.fits) parts.push(make("span", { class: "reason" }, ...reasonOf(entry.reason)));
  const button = make("button", { type: "button", "aria-expanded": "false", "aria-controls": "detail" });
  for (const part of parts) button.append(part, " ");
  button.addEventListener("click", () => (opened === entry.id ? close() : open(entry)));
  return make("li", { class: entry.fits ? null : "refused" }, button);
}

function fits(entry) {
  if (at("refused").checked && entry.fits) return false;
  const text = `${entry.method} ${entry.target} ${entry.status} ${entry.reason ?? ""}`.toLowerCase();
  return at("filter").value.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

function count() {
  at("count").textContent = shown === entries.size ? `${shown}` : `${shown} of ${entries.size}`;
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
    const item = line(entry);
    entries.set(entry.id, { entry, item });
    shown += 1;
    hide(item, !fits(entry));
    items.unshift(item);
    fresh.all += 1;
    fresh.refused += entry.fits ? 0 : 1;
  }
  if (items.length < 20) items.forEach((item) => item.classList.add("fresh"));
  at("lines").prepend(...items);
  while (entries.size > MOST_LINES) remove(entries.keys().next().value);
  count();
  announce();
}

// A reader of the screen is told at times how many came, not each of them.
function announce() {
  fresh.timer ??= setTimeout(() => {
    const refused = fresh.refused ? `, ${fresh.refused} refused` : "";
    at("news").textContent = `${fresh.all} new ${fresh.all === 1 ? "request" : "requests"}${refused}`;
    fresh = { all: 0, refused: 0, timer: null };
  }, ANNOUNCE_MILLISECONDS);
}

function filter() {
  for (const { entry, item } of entries.values()) hide(item, !fits(entry));
  count();
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
    parts = answer.ok ? details(found) : [make("p", { class: "verdict reason" }, found.detail)];
  } catch {
    parts = [make("p", { class: "verdict reason" }, "The mock doesn't answer.")];
  }
  if (opened === entry.id) at("detail-body").replaceChildren(...parts);
}

function close() {
  if (opened === null) return;
  const button = entries.get(opened)?.item.firstChild;
  mark(opened, false);
  opened = null;
  at("detail").hidden = true;
  (button ?? at("filter")).focus();
}

function details(found) {
  const verdict = found.fits
    ? make("p", { class: "verdict" }, "Fits the contract.")
    : make("p", { class: "verdict reason" }, ...reasonOf(found.reason));
  const status = found.status ? `Answer ${found.status}` : "No answer";
  return [
    verdict,
    ...(found.curl === null ? [] : [heading("Again, by curl", found.curl), text(found.curl)]),
    heading("Request headers"),
    headers(found.headers),
    heading("Request body"),
    ...body(found.body),
    heading(`${status} in ${milliseconds(found.milliseconds)}`),
    headers(found.answer.headers),
    heading("Answer body"),
    ...body(found.answer.body),
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

// The deliveries

function deliver({ deliveries = [], fault }) {
  const unfolded = new Set([...document.querySelectorAll("#delivered details[open]")].map((each) => each.dataset.id));
  const focused = document.activeElement?.closest("#delivered details")?.dataset.id;
  at("delivered").replaceChildren(...deliveries.map((each) => delivery(each, unfolded.has(each.id))));
  at("no-deliveries").hidden = deliveries.length > 0;
  at("no-deliveries").textContent = fault ?? "No event has come up yet: train a model, or add training data.";
  if (focused) at("delivered").querySelector(`[data-id="${CSS.escape(focused)}"] summary`)?.focus();
}

function delivery(each, isOpen) {
  const tries = each.attempts.length === 1 ? "1 try" : `${each.attempts.length} tries`;
  const summary = make("summary", {});
  for (const [name, content] of [
    ["time", each.at ? clock(each.at) : "–"],
    ["method", each.kind],
    ["path", each.url ?? "–"],
    ["status", each.status],
    ["taken", tries],
  ]) {
    summary.append(make("span", { class: name }, content), " ");
  }
  const attempts = each.attempts.map((attempt) =>
    note(`${clock(attempt.at)} ${attempt.outcome} in ${milliseconds(attempt.milliseconds)}`),
  );
  const details = make("details", { "data-id": each.id }, summary, make("div", {}, ...attempts, text(each.event)));
  details.open = isOpen;
  const failed = each.status === "failed" || each.status === "withheld";
  return make("li", { class: `delivery${failed ? " failed" : ""}` }, details);
}

// The streams: one at a time, and none while nobody looks. A browser has few connections for one server.

function listen() {
  const wanted = document.hidden || isPaused() ? null : view();
  if (wanted === streamed && stream?.readyState !== EventSource.CLOSED) return;
  stream?.close();
  streamed = wanted;
  stream = null;
  if (wanted === null) {
    say(isPaused() ? "paused" : "asleep", isPaused() ? "paused" : "not looking");
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
at("tools").addEventListener("submit", (event) => event.preventDefault());
at("close").addEventListener("click", close);
at("pause").addEventListener("click", () => {
  at("pause").setAttribute("aria-pressed", String(!isPaused()));
  listen();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
});
document.addEventListener("visibilitychange", listen);
window.addEventListener("hashchange", look);
look();
count();
