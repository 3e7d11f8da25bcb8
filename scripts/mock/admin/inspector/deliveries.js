// The list of webhook deliveries.

import { button, byId, callApi, code, columns, counted, duration, element, hasWords, keep, note, showError, time } from "./dom.js";

let deliveries = [];
let problem = null;

export function showDeliveries({ deliveries: found = [], error = null }) {
  deliveries = found;
  problem = error;
  update();
}

function update() {
  const open = new Set([...document.querySelectorAll("#delivery-list details[open]")].map((each) => each.dataset.id));
  const focused = document.activeElement?.closest("#delivery-list details")?.dataset.id;
  const shown = deliveries.filter(({ kind, url, status }) => hasWords(`${kind} ${url ?? ""} ${status}`, byId("delivery-filter").value));
  byId("delivery-list").replaceChildren(...shown.map((each) => deliveryItem(each, open.has(each.id))));
  const total = deliveries.length === 1 ? "1 delivery" : `${deliveries.length} deliveries`;
  byId("delivery-count").textContent = shown.length === deliveries.length ? total : `${shown.length} of ${total}`;
  byId("no-deliveries").hidden = shown.length > 0;
  const empty = "No events yet. Train a model, or add training data.";
  byId("no-deliveries").textContent = problem ?? (deliveries.length ? "No delivery matches the filter." : empty);
  if (focused) byId("delivery-list").querySelector(`[data-id="${CSS.escape(focused)}"] summary`)?.focus();
}

function deliveryItem(delivery, isOpen) {
  const { attempts, id, status } = delivery;
  const isFailure = status === "failed" || status === "withheld";
  const summary = columns({
    time: delivery.at ? time(delivery.at) : "–",
    method: delivery.kind,
    path: delivery.url ?? "–",
    [isFailure ? "status bad" : "status"]: status,
    duration: counted(attempts.length, "attempt"),
  });
  const notes = attempts.map(({ at, outcome, milliseconds }) => note(`${time(at)} ${outcome} in ${duration(milliseconds)}`));
  const retry = status === "pending" ? [] : [button("Deliver again", () => deliverAgain(id))];
  const details = element("details", { "data-id": id }, element("summary", {}, ...summary));
  details.append(element("div", {}, ...notes, ...retry, code(delivery.event)));
  details.open = isOpen;
  return element("li", { class: "delivery" }, details);
}

async function deliverAgain(id) {
  try {
    await callApi(`deliveries/${id}/retry`, { method: "POST" });
    showError("delivery-error");
  } catch (error) {
    showError("delivery-error", error.message);
  }
}

keep("delivery-filter", "input", update);
