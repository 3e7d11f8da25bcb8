// Generated from an OpenAPI document by scripts/generate. Do not edit: change the document or the templates.
import createFetchClient, { createQuerySerializer, mergeHeaders } from "openapi-fetch";
import { serializeCookies, serializeForm, serializeHeaders, serializePath, serializeQuery } from "./styles.js";

const BASE_URL = "https://caigunn-api.ap-mic.com";

/**
 * Where each credential is, by option: a header with the text before the value, a query parameter or a cookie.
 * @type {Record<string, { header: string, prefix: string } | { query: string } | { cookie: string }>}
 */
const CREDENTIALS = {
  apiKey: { header: "api-key", prefix: "" },
  caigunnAccessToken: { header: "caigunn-access-token", prefix: "" },
};

/**
 * By operation: alternative sets of credentials, media types of the body, styles of parameters, encoding of forms,
 * whether the Content-Type of the response decides how it is parsed, and the operation's own server.
 * @typedef {{ security: string[][], body: string[], styles?: Style[], encoding?: Record<string, Encoding>, byContentType?: boolean, server?: string }} Operation
 * @typedef {import("./styles.js").Style} Style
 * @typedef {Partial<Style> & { contentType?: string }} Encoding
 * @type {Record<string, Operation | undefined>}
 */
const OPERATIONS = {
  "POST /api/external/chatbot/training_data": { security: [["apiKey", "caigunnAccessToken"]], body: ["multipart/form-data", "application/x-www-form-urlencoded"] },
  "GET /api/external/chatbot/models": { security: [["apiKey", "caigunnAccessToken"]], body: [] },
  "POST /api/external/chatbot/models": { security: [["apiKey", "caigunnAccessToken"]], body: ["application/json"] },
  "PUT /api/external/chatbot": { security: [["apiKey", "caigunnAccessToken"]], body: ["application/json"] },
  "POST /api/external/chatbot/talk": { security: [["apiKey"]], body: ["application/json"] },
  "GET /api/external/chatbot/messages": { security: [["apiKey"]], body: [] },
  "GET /api/external/chatbot/uids": { security: [["apiKey"]], body: [] },
  "PUT /api/external/chatbot/opentalk": { security: [["apiKey", "caigunnAccessToken"]], body: ["application/json"] },
  "DELETE /api/external/chatbot/opentalk": { security: [["apiKey", "caigunnAccessToken"]], body: [] },
  "PUT /api/external/chatbot/webhook": { security: [["apiKey", "caigunnAccessToken"]], body: ["application/json"] },
};

const NOTHING = { security: [], body: [] };
const MULTIPART = "multipart/form-data";
const FORM = "application/x-www-form-urlencoded";
const JSON_TYPE = /[/+]json\s*(;|$)/i;

/** @type {typeof import("./index.d.ts").createClient} */
export function createClient(options) {
  const { baseUrl = BASE_URL, ...rest } = { ...options };
  const credentials = takeCredentials(rest);
  // A redirect would send the credentials to another URL.
  const client = createFetchClient({ redirect: "error", ...rest, baseUrl });
  client.use({
    onRequest({ request, schemaPath }) {
      for (const each of required(operation(request.method, schemaPath), credentials)) {
        if (each.cookie) request.headers.set("Cookie", [request.headers.get("Cookie"), each.cookie].filter(Boolean).join("; "));
        else if (each.header && !request.headers.has(each.header)) request.headers.set(each.header, each.value);
      }
    },
  });

  /** @type {any} */
  const methods = client;
  const { request } = methods;
  methods.request = async (/** @type {string} */ method, /** @type {string} */ path, /** @type {any} */ init) => {
    const called = operation(method.toUpperCase(), path);
    // Another URL overrides the servers of operations too: requests of tests must not reach the service.
    const server = baseUrl === BASE_URL && called.server ? { baseUrl: called.server } : {};
    const prepared = { ...server, ...init, ...serializers(called, required(called, credentials), rest, init), params: parameters(called, rest, init) };
    if (!called.byContentType || init?.parseAs) return request(method, path, prepared);
    const result = await request(method, path, { ...prepared, parseAs: "stream" });
    return result.data === undefined ? result : { ...result, data: result.data ? await parsed(result.response) : undefined };
  };
  for (const method of ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"]) {
    methods[method] = (/** @type {string} */ path, /** @type {any} */ init) => methods.request(method, path, init);
  }
  return methods;
}

/**
 * Return an operation of the contract.
 * @param {string} method
 * @param {string} path
 * @returns {Operation}
 */
function operation(method, path) {
  return OPERATIONS[`${method} ${path}`] ?? NOTHING;
}

/**
 * A credential as it is sent.
 * @typedef {{ header?: string, value: string, query?: string, cookie?: string }} Sent
 */

/**
 * Remove the credentials from the options, and return them by option.
 * @param {Record<string, any>} options
 * @returns {Map<string, Sent>}
 */
function takeCredentials(options) {
  const credentials = new Map();
  for (const [name, place] of Object.entries(CREDENTIALS)) {
    const given = options[name];
    delete options[name];
    if (!given) continue;
    const text = Array.isArray(given) ? given.join(":") : given;
    if ("query" in place) {
      credentials.set(name, { query: `${encodeURIComponent(place.query)}=${encodeURIComponent(text)}`, value: text });
      continue;
    }
    if ("cookie" in place) {
      credentials.set(name, { cookie: `${place.cookie}=${encodeURIComponent(text)}`, value: text });
      continue;
    }
    const value = place.prefix + (place.prefix === "Basic " ? base64(text) : text);
    try {
      new Headers([[place.header, value]]);
    } catch {
      // The error of fetch contains the value.
      throw new TypeError(`${name} contains characters that are not allowed in a header`);
    }
    credentials.set(name, { header: place.header, value });
  }
  return credentials;
}

/** @param {string} text */
function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/**
 * Return the first complete set of an operation's credentials, else the existing ones of the first set.
 * @param {Operation} called
 * @param {Map<string, Sent>} credentials
 * @returns {Sent[]}
 */
function required({ security }, credentials) {
  const names = security.find((set) => set.every((name) => credentials.has(name))) ?? security[0] ?? [];
  return names.flatMap((name) => credentials.get(name) ?? []);
}

/**
 * Return the parameters of a call, with headers as texts, cookies, and the media type of the body as headers.
 * @param {Operation} called
 * @param {any} options
 * @param {any} init
 */
function parameters({ body, styles = [] }, options, init) {
  const header = serializeHeaders(init?.params?.header ?? {}, styles);
  const cookies = serializeCookies(init?.params?.cookie ?? {}, styles);
  if (cookies) header["Cookie"] = cookies;
  const isOwn = options.bodySerializer || init?.bodySerializer || givenType(options, init);
  const type = init?.body === undefined || isOwn ? undefined : mediaType(body, init.body);
  // For a multipart form, fetch sets the header with its boundary.
  if (type && type !== MULTIPART) header["Content-Type"] = type;
  return { ...init?.params, header };
}

/**
 * Return the Content-Type that the caller has set.
 * @param {any} options
 * @param {any} init
 */
function givenType(options, init) {
  return mergeHeaders(options.headers, init?.headers, init?.params?.header).get("Content-Type");
}

/**
 * Return the serializers of path, query and body; those of the caller override them.
 * @param {Operation} called
 * @param {Sent[]} credentials
 * @param {any} options
 * @param {any} init
 */
function serializers({ body: mediaTypes, styles = [], encoding = {} }, credentials, options, init) {
  const own = init?.querySerializer ?? options.querySerializer;
  /** @type {(query: any) => string} */
  const query = typeof own === "function" ? own : own ? createQuerySerializer(own) : (values) => serializeQuery(values, styles);
  const keys = credentials.flatMap((each) => each.query ?? []);
  return {
    pathSerializer: init?.pathSerializer ?? options.pathSerializer ?? ((/** @type {string} */ path, /** @type {any} */ values) => serializePath(path, values, styles)),
    querySerializer: (/** @type {any} */ values) => [query(values), ...keys].filter(Boolean).join("&"),
    bodySerializer:
      init?.bodySerializer ??
      options.bodySerializer ??
      ((/** @type {any} */ body) => serializeBody(givenType(options, init) ?? mediaType(mediaTypes, body), body, encoding)),
  };
}

/**
 * Return the media type of a body: of those in the contract, the first one that has bodies of its kind.
 * @param {string[]} mediaTypes
 * @param {any} body
 */
function mediaType(mediaTypes, body) {
  if (body instanceof FormData) return MULTIPART;
  const forms = mediaTypes.filter((each) => each.startsWith(MULTIPART));
  const isFile = body instanceof Blob || body instanceof ArrayBuffer || ArrayBuffer.isView(body) || body instanceof ReadableStream;
  const others = mediaTypes.filter((each) => !JSON_TYPE.test(each) && !each.startsWith(FORM) && !forms.includes(each));
  if (isFile || typeof body === "string") {
    const type = others[0] ?? mediaTypes[0] ?? "application/json";
    // This type also stands for a range, such as `image/*`.
    return (type === "application/octet-stream" && body instanceof Blob && body.type) || type;
  }
  if (forms[0] && (mediaTypes[0] === forms[0] || hasFile(body))) return MULTIPART;
  return mediaTypes.find((each) => JSON_TYPE.test(each) || each.startsWith(FORM)) ?? mediaTypes[0] ?? "application/json";
}

/**
 * Return a body as it is sent.
 * @param {string} type
 * @param {any} body
 * @param {Record<string, Encoding>} encoding
 */
function serializeBody(type, body, encoding) {
  if (body instanceof FormData || body instanceof URLSearchParams) return body;
  if (type.startsWith(MULTIPART)) return formData(body, encoding);
  if (type.startsWith(FORM)) return typeof body === "object" ? serializeForm(body, encoding) : body;
  return JSON_TYPE.test(type) ? JSON.stringify(body) : body;
}

/** @param {any} body */
function hasFile(body) {
  return Object.values(body ?? {}).flat().some((value) => value instanceof Blob);
}

/**
 * Return a body as a form: a part for each entry of an array, files unchanged, and objects as JSON.
 * @param {Record<string, any>} body
 * @param {Record<string, Encoding>} encoding
 */
function formData(body, encoding) {
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) {
    const type = encoding[name]?.contentType;
    for (const part of Array.isArray(value) ? value : [value]) {
      if (part === undefined || part === null) continue;
      if (part instanceof Blob) form.append(name, type && !part.type ? part.slice(0, part.size, type) : part);
      else form.append(name, typeof part !== "object" ? part : JSON.stringify(part));
    }
  }
  return form;
}

/**
 * Return the body of a response by its Content-Type: a value of JSON, a text, or a Blob.
 * @param {Response} response
 */
async function parsed(response) {
  const type = response.headers.get("Content-Type") ?? "";
  if (JSON_TYPE.test(type)) return response.json();
  return /^text\/|[/+](xml|yaml|javascript|x-ndjson|jsonl)\b/i.test(type) ? response.text() : response.blob();
}
