// The list of chatbots, and the state of one, which can be edited.

import { byId, callApi, columns, counted, element, heading, moveFocus, note, showError } from "./dom.js";

const MAX_ITEMS = 100;

let openAddress = null;

export function showChatbots({ chatbots = [], total = 0, error }) {
  const focused = document.activeElement?.closest("#chatbot-list button")?.dataset.address;
  byId("chatbot-list").replaceChildren(...chatbots.map((each) => element("li", {}, chatbotRow(each))));
  byId("no-chatbots").hidden = chatbots.length > 0 && total === chatbots.length;
  const empty = "No chatbots yet. Each api-key that changes something is one.";
  byId("no-chatbots").textContent = error ?? (total ? `The last ${chatbots.length} of ${counted(total, "chatbot")}` : empty);
  if (focused) byId("chatbot-list").querySelector(`[data-address="${focused}"]`)?.focus();
  openLinkedChatbot();
}

function chatbotRow({ address, ...counts }) {
  const texts = [
    counted(counts.models, "model"),
    `${counts.training_data} training data`,
    counted(counts.conversations, "conversation"),
    counted(counts.jobs, "job"),
  ];
  const cells = columns({ method: address.slice(0, 8), path: texts.join(" · ") });
  const expanded = String(address === openAddress);
  const attributes = { type: "button", "aria-expanded": expanded, "aria-controls": "chatbot", "data-address": address };
  const row = element("button", attributes, ...cells);
  row.addEventListener("click", () => (openAddress === address ? closeChatbot() : openChatbot(address)));
  return row;
}

export function openLinkedChatbot() {
  const [, address] = location.hash.match(/^#state\/([\w-]+)$/) ?? [];
  if (address) openChatbot(address, openAddress !== address);
}

async function openChatbot(address, isNew = true) {
  openAddress = address;
  history.replaceState(null, "", `#state/${address}`);
  setExpanded();
  byId("chatbot-title").textContent = `Chatbot ${address.slice(0, 8)}`;
  byId("chatbot").hidden = false;
  if (isNew) {
    closeEditor();
    byId("chatbot-content").replaceChildren();
    byId("chatbot-title").focus();
  }
  try {
    const state = await callApi(`chatbots/${address}`);
    if (openAddress === address) byId("chatbot-content").replaceChildren(...stateSections(state));
  } catch (error) {
    showError("chatbot-error", error.message);
  }
}

export function closeChatbot() {
  if (openAddress === null) return;
  const row = byId("chatbot-list").querySelector(`[data-address="${openAddress}"]`);
  openAddress = null;
  setExpanded();
  history.replaceState(null, "", "#state");
  byId("chatbot").hidden = true;
  row?.focus();
}

function setExpanded() {
  for (const row of byId("chatbot-list").querySelectorAll("button")) {
    row.setAttribute("aria-expanded", String(row.dataset.address === openAddress));
  }
}

function stateSections(state) {
  const conversations = Map.groupBy(state.messages, ({ uid }) => uid);
  return [
    ...section("Models", state.models, ({ id, title, model_name }) => [
      `${title}, ${model_name}${id === state.model_id ? " (chosen)" : ""}`,
      id,
    ]),
    ...section("Training data", state.training_data, ({ id, kind, name }) => [`${kind}: ${name}`, id]),
    ...section("Jobs", state.running, (job) => [
      `${job.kind}: ${job.title ?? job.website ?? job.filenames.join(", ")}`,
      `due at ${job.due_at}`,
    ]),
    ...section("Conversations", [...conversations], ([uid, messages]) => [
      `${uid || "(no uid)"}: ${counted(messages.length, "message")}`,
      `${messages.at(-1).text} → ${messages.at(-1).reply}`,
    ]),
    heading("Webhook"),
    note(state.webhook_url ?? "none"),
    heading("Device"),
    note(state.device ? `${state.device.device_id}, ${state.device.email}` : "none"),
  ];
}

function section(title, items, describe) {
  const shown = items.slice(-MAX_ITEMS);
  const titled = heading(`${title} (${items.length})`);
  if (!items.length) return [titled, note("none")];
  const list = shown.map((item) => {
    const [text, detail] = describe(item);
    return element("li", {}, text, element("span", { class: "note" }, detail));
  });
  const rest = items.length > shown.length ? [note(`The last ${shown.length} are shown.`)] : [];
  return [titled, element("ul", { class: "items" }, ...list), ...rest];
}

function closeEditor() {
  byId("editor").hidden = true;
  byId("chatbot-content").hidden = false;
  showError("chatbot-error");
}

async function edit() {
  try {
    byId("state-json").value = JSON.stringify(await callApi(`chatbots/${openAddress}`), null, 2);
  } catch (error) {
    return showError("chatbot-error", error.message);
  }
  byId("editor").hidden = false;
  byId("chatbot-content").hidden = true;
  byId("state-json").setSelectionRange(0, 0);
  byId("state-json").scrollTop = 0;
  byId("state-json").focus();
}

async function change(method, body) {
  try {
    await callApi(`chatbots/${openAddress}`, { method, body });
    closeEditor();
    if (method === "DELETE") closeChatbot();
    else await openChatbot(openAddress, false);
  } catch (error) {
    showError("chatbot-error", error.message);
  }
}

byId("chatbot-list").addEventListener("keydown", moveFocus);
byId("close-chatbot").addEventListener("click", closeChatbot);
byId("edit").addEventListener("click", edit);
byId("reset").addEventListener("click", () => change("DELETE"));
byId("cancel").addEventListener("click", closeEditor);
byId("editor").addEventListener("submit", (event) => {
  event.preventDefault();
  change("PUT", byId("state-json").value);
});
