// The API with node:http alone: an implementation that shares nothing with the toolkit.
//
// It uses what the contract leaves open: entries are listed oldest first, conversations by their ids, pages have at most
// 50 entries, responses have further properties, and removing a device twice is a conflict.
//
// Usage: `node node_service.mjs PORT`. It prints a line when it is ready.
import { createServer } from "node:http";
import { randomUUID, timingSafeEqual } from "node:crypto";

const BASE = "/api/external/chatbot";
const CALLERS = [
  { key: "s3cret-key", token: "s3cret-token" },
  { key: "s3cret-key-2", token: "s3cret-token-2" },
].map((each) => ({ ...each, models: [], messages: [], device: null, webhook: null, model: null }));
const MODEL_NAMES = ["PaLM2", "gpt-3.5-turbo", "gpt-4", "Gemini", "Claude 2", "Claude 3", "CaiGunn001", "Gemini 1.5"];
const MAX_PAGE = 50;
const MAX_BODY = 20_000_000;
const REPLY = "We are open on Friday from 9 to 17.";
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

class HttpError extends Error {
  constructor(status, detail, headers = {}) {
    super(detail);
    Object.assign(this, { status, headers });
  }
}

const routes = {
  [`${BASE}/training_data`]: { POST: { run: createTrainingData, token: true } },
  [`${BASE}/models`]: { POST: { run: trainModel, token: true }, GET: { run: listModels, token: true } },
  [BASE]: { PUT: { run: updateChatbot, token: true } },
  [`${BASE}/talk`]: { POST: { run: talk } },
  [`${BASE}/messages`]: { GET: { run: listMessages } },
  [`${BASE}/uids`]: { GET: { run: listUids } },
  [`${BASE}/opentalk`]: { PUT: { run: bindOpentalk, token: true }, DELETE: { run: unbindOpentalk, token: true } },
  [`${BASE}/webhook`]: { PUT: { run: setWebhook, token: true } },
};

function createTrainingData(request) {
  const details = {
    file: "Creating training data in background",
    crawler: "Crawling training data in background",
    text: "Create training data successfully",
  };
  const type = request.query.get("type");
  if (!Object.hasOwn(details, type ?? "")) throw new HttpError(400, "query.type: must be file, crawler or text");
  const form = parseForm(request);
  const page = form.fields.get("is_single_page");
  if (page !== undefined && page !== "true" && page !== "false") {
    throw new HttpError(400, "body.is_single_page: must be true or false");
  }
  if (form.fields.has("files")) throw new HttpError(400, "body.files: must be files");
  if (!form.files.length && !form.fields.has("website") && !form.fields.has("text")) {
    throw new HttpError(400, "body: one of files, website and text is required");
  }
  return { detail: details[type] };
}

function trainModel({ caller, json }) {
  const title = text(json, "title");
  const name = json.model_name === undefined ? "PaLM2" : json.model_name;
  if (!MODEL_NAMES.includes(name)) throw new HttpError(400, `body.model_name: must be one of ${MODEL_NAMES.join(", ")}`);
  const now = new Date().toISOString();
  caller.models.push({ id: randomUUID(), title, model_name: name, created_at: now, updated_at: now, status: "ready" });
  return { detail: "Training in background" };
}

function listModels({ caller }) {
  return { models: caller.models, total: caller.models.length };
}

function updateChatbot({ caller, json }) {
  const id = text(json, "model_id");
  if (!UUID.test(id)) throw new HttpError(400, "body.model_id: must be a UUID");
  const model = caller.models.find((each) => each.id === id.toLowerCase());
  if (!model) throw new HttpError(404, "Model not found");
  caller.model = model.id;
  return { detail: "Update successfully" };
}

function talk({ caller, headers, query, json }) {
  const uid = uidOf(headers);
  const received = text(json, "text");
  const at = new Date();
  caller.messages.push({ id: randomUUID(), uid, nickname: query.get("nickname"), received, sent: REPLY, at });
  return { text: REPLY };
}

function listMessages({ caller, headers, query }) {
  const uid = uidOf(headers);
  const [start, end] = [moment(query, "start_at"), moment(query, "end_at")];
  const nickname = query.get("nickname");
  const found = caller.messages.filter(
    (each) => each.uid === uid && within(each.at, start, end) && (nickname === null || each.nickname === nickname),
  );
  return { messages: page(found, query).map(asMessage) };
}

function asMessage({ id, received, sent, at }) {
  const created_at = at.toISOString();
  return { id, created_at, receive: received, send: sent, type: "text", log_type: "chat", kwargs: {} };
}

function listUids({ caller, query }) {
  const start = query.get("start_at") === "1970-1-1" ? null : moment(query, "start_at");
  const end = moment(query, "end_at");
  const last = new Map();
  for (const each of caller.messages) last.set(each.uid, each);
  const found = [...last.values()].filter((each) => within(each.at, start, end));
  found.sort((one, other) => (one.uid < other.uid ? -1 : 1));
  return { uids: page(found, query).map(asConversation) };
}

function asConversation({ uid, nickname, sent, at }) {
  return { uid, nickname: nickname ?? "", source: "api", last_sent: sent, last_sent_at: at.toISOString() };
}

function bindOpentalk({ caller, json }) {
  caller.device = { email: text(json, "email"), id: text(json, "device_id") };
  return { detail: "Bind Opentalk successfully" };
}

function unbindOpentalk({ caller }) {
  if (!caller.device) throw new HttpError(409, "No device is bound");
  caller.device = null;
  return { detail: "Unbind Opentalk successfully" };
}

function setWebhook({ caller, json }) {
  caller.webhook = text(json, "webhook_url");
  return { detail: "Webhook url update successfully" };
}

function uidOf(headers) {
  if (headers.uid === undefined) throw new HttpError(400, "header.uid: is required");
  return headers.uid;
}

function text(body, name) {
  if (body[name] === undefined) throw new HttpError(400, `body.${name}: is required`);
  if (typeof body[name] !== "string") throw new HttpError(400, `body.${name}: must be string`);
  return body[name];
}

function integer(query, name, otherwise) {
  const value = query.get(name);
  if (value === null) return otherwise;
  if (!/^-?[0-9]+$/.test(value)) throw new HttpError(400, `query.${name}: must be integer`);
  return Math.max(0, Number(value));
}

function page(entries, query) {
  const offset = integer(query, "offset", 0);
  const limit = Math.min(integer(query, "limit", 30), MAX_PAGE);
  return entries.slice(offset, offset + limit);
}

function moment(query, name) {
  const value = query.get(name);
  if (value === null) return null;
  const found = DATE_TIME.exec(value);
  const [year, month, day, hour, minute, second] = (found ?? []).slice(1, 7).map(Number);
  // The number of days of a month is the day before the next month.
  const days = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  if (!found || month < 1 || month > 12 || day < 1 || day > days || hour > 23 || minute > 59 || second > 60) {
    throw new HttpError(400, `query.${name}: must be a date-time such as 2024-05-01T00:00:00Z`);
  }
  return new Date(value.toUpperCase().replace(/:60(?=[.Z+-])/, ":59"));
}

function within(at, start, end) {
  return !(start && at < start) && !(end && at > end);
}

function parseForm({ headers, body }) {
  const fields = new Map();
  const files = [];
  const type = headers["content-type"] ?? "";
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) {
    for (const [name, value] of new URLSearchParams(body.toString())) fields.set(name, value);
    return { fields, files };
  }
  const boundary = /^multipart\/form-data\s*;.*boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (!boundary) throw new HttpError(400, "header.Content-Type: must be that of a form");
  for (const part of body.toString("latin1").split(`--${boundary}`).slice(1, -1)) {
    const [head, ...rest] = part.split("\r\n\r\n");
    const name = /\bname="([^"]*)"/i.exec(head)?.[1];
    const content = Buffer.from(rest.join("\r\n\r\n").replace(/\r\n$/, ""), "latin1");
    if (/\bfilename="/i.test(head)) files.push({ name, content });
    else if (name !== undefined) fields.set(name, content.toString());
  }
  return { fields, files: files.filter((each) => each.name === "files") };
}

function parseJson({ headers, body }) {
  if (!/^application\/json\s*(;|$)/i.test(headers["content-type"] ?? "")) {
    throw new HttpError(400, "header.Content-Type: must be application/json");
  }
  let parsed;
  try {
    parsed = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new HttpError(400, "body: is not valid JSON");
  }
  if (parsed === null || typeof parsed !== "object" || Array.isArray(parsed)) {
    throw new HttpError(400, "body: must be object");
  }
  return parsed;
}

function authenticate(headers, needsToken) {
  const caller = CALLERS.find((each) => isEqual(each.key, headers["api-key"]));
  if (!caller) throw new HttpError(401, "header.api-key: is missing or wrong", { "WWW-Authenticate": "ApiKey" });
  if (needsToken && !isEqual(caller.token, headers["caigunn-access-token"])) {
    throw new HttpError(401, "header.caigunn-access-token: is missing or wrong", { "WWW-Authenticate": "ApiKey" });
  }
  return caller;
}

function isEqual(known, given) {
  const [one, other] = [Buffer.from(known), Buffer.from(given ?? "")];
  return one.length === other.length && timingSafeEqual(one, other);
}

function negotiate(accept) {
  if (!accept?.trim()) return;
  const qualities = new Map();
  for (const range of accept.split(",")) {
    const [type, ...parameters] = range.split(";").map((each) => each.trim().toLowerCase());
    const quality = parameters.find((each) => each.startsWith("q="));
    qualities.set(type, quality ? Number(quality.slice(2)) : 1);
  }
  const best = ["application/json", "application/*", "*/*"].find((each) => qualities.has(each));
  if (!best || !(qualities.get(best) > 0)) throw new HttpError(406, "header.Accept: must allow application/json");
}

async function read(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > MAX_BODY) throw new HttpError(413, "body: is too large", { Connection: "close" });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function respond(request) {
  const url = new URL(request.url, "http://localhost");
  const methods = routes[url.pathname];
  if (!methods) throw new HttpError(404, "Not found");
  const route = methods[request.method === "HEAD" ? "GET" : request.method];
  if (!route) throw new HttpError(405, "Method not allowed", { Allow: Object.keys(methods).join(", ") });
  const body = await read(request);
  const { headers } = request;
  const caller = authenticate(headers, route.token);
  negotiate(headers.accept);
  const parsed = { caller, headers, query: url.searchParams, body };
  const hasJson = ["POST", "PUT"].includes(request.method) && route.run !== createTrainingData;
  return route.run(hasJson ? { ...parsed, json: parseJson(parsed) } : parsed);
}

const server = createServer(async (request, response) => {
  let [status, body, headers] = [200, null, {}];
  try {
    body = await respond(request);
  } catch (error) {
    if (!(error instanceof HttpError)) console.error(error);
    status = error.status ?? 500;
    headers = error.headers ?? {};
    body = { detail: error instanceof HttpError ? error.message : "Internal server error" };
  }
  const content = Buffer.from(JSON.stringify(body));
  const common = { "Content-Type": "application/json; charset=utf-8", "Content-Length": content.length };
  response.writeHead(status, { ...common, "Cache-Control": "no-store", ...headers });
  response.end(request.method === "HEAD" ? undefined : content);
});
server.listen(Number(process.argv[2]), "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
