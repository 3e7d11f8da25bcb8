// The inspector: its views, and the event streams that fill them.

import { showDeliveries } from "./deliveries.js";
import { byId, showError } from "./dom.js";
import { addRequests, closeDetails, openLinkedRequest, setRun } from "./requests.js";
import { closeChatbot, openLinkedChatbot, showChatbots } from "./state.js";

const RECONNECT_MILLISECONDS = 2000;
const STREAMS = { state: "events/chatbots", deliveries: "events/deliveries" };

let lastEventId = "";
let isStateful = null;
let stream = null;
let streamedView = null;

const isPaused = () => byId("pause").getAttribute("aria-pressed") === "true";
const currentView = () => location.hash.match(/^#(state|deliveries)\b/)?.[1] ?? "requests";

// One stream at a time, and none in a hidden tab, as browsers limit the connections per server.
function connect() {
  const paused = isPaused() && currentView() === "requests";
  const view = isStateful ? currentView() : "requests";
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
  stream = new EventSource(STREAMS[wanted] ?? `events?after=${encodeURIComponent(lastEventId)}`);
  stream.addEventListener("open", () => setConnection("live"));
  stream.addEventListener("error", () => {
    setConnection("disconnected");
    if (stream?.readyState === EventSource.CLOSED) setTimeout(connect, RECONNECT_MILLISECONDS);
  });
  stream.addEventListener("about", (event) => setAbout(JSON.parse(event.data)));
  stream.addEventListener("chatbots", (event) => showChatbots(JSON.parse(event.data)));
  stream.addEventListener("deliveries", (event) => showDeliveries(JSON.parse(event.data)));
  stream.addEventListener("requests", (event) => {
    lastEventId = event.lastEventId;
    addRequests(JSON.parse(event.data));
  });
}

function setConnection(state) {
  if (byId("connection").dataset.state === state) return; // not to be announced twice
  byId("connection").dataset.state = state;
  byId("connection").textContent = state;
}

function setAbout(about) {
  setRun(about.run, about.cleared);
  isStateful = about.stateful;
  byId("title").textContent = about.title;
  byId("version").textContent = about.version;
  document.title = `${about.title} ${about.version}: mock inspector`;
  showError("contract-error", about.error ? `Still serving the previous contract: ${about.error}` : "");
  byId("example").textContent = about.example;
  showView();
}

function showView() {
  for (const name of ["requests", "state", "deliveries"]) {
    const isCurrent = name === currentView();
    byId(name).hidden = !isCurrent;
    byId(`${name}-link`).setAttribute("aria-current", isCurrent ? "page" : "false");
  }
  if (isStateful === false) {
    byId("no-chatbots").textContent = "The mock is stateless. Start it with `make mock STATEFUL=1` or `caigunn-mock --stateful`.";
    byId("no-deliveries").textContent = "The mock is stateless and delivers no events. Start it with `make mock STATEFUL=1` or `caigunn-mock --stateful`.";
  }
  connect();
}

for (const form of document.querySelectorAll(".toolbar")) form.addEventListener("submit", (event) => event.preventDefault());
byId("pause").addEventListener("click", () => {
  byId("pause").setAttribute("aria-pressed", String(!isPaused()));
  connect();
});
document.addEventListener("keydown", (event) => {
  // The first Escape clears the text of a filter, and none closes a form that is being edited.
  if (event.key !== "Escape" || event.target.matches("textarea, .replay input")) return;
  if (event.target.matches("input[type=search]") && event.target.value) return;
  if (currentView() === "state") closeChatbot();
  else closeDetails();
});
document.addEventListener("visibilitychange", connect);
window.addEventListener("hashchange", () => {
  showView();
  openLinkedRequest();
  openLinkedChatbot();
});
showView();
