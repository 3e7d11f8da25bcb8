// Made from an OpenAPI document by scripts/generate.py. Change that document or the templates, not this.
import createFetchClient, { defaultBodySerializer } from "openapi-fetch";

const BASE_URL = "https://caigunn-api.ap-mic.com";

// How each credential is sent, by the option that it is given as.
const CREDENTIALS = {
  apiKey: { header: "api-key", prefix: "" },
  caigunnAccessToken: { header: "caigunn-access-token", prefix: "" },
};

/**
 * What each operation takes: alternative sets of credentials, and the media types of its body.
 * @type {Record<string, { security: string[][], body: string[] } | undefined>}
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

/** @type {(body: any, headers: Headers) => any} its own type lacks the headers */
const serialize = defaultBodySerializer;

/** @type {typeof import("./index.d.ts").createClient} */
export function createClient(options) {
  const { baseUrl = BASE_URL, ...rest } = { ...options };
  const given = takeCredentials(rest);
  // A redirect would take the credentials along, to whatever host it names.
  const client = createFetchClient({ redirect: "error", ...rest, baseUrl });
  client.use({
    onRequest({ request, schemaPath }) {
      for (const [header, value] of chosen(operation(request.method, schemaPath).security, given)) {
        if (!request.headers.has(header)) request.headers.set(header, value);
      }
    },
  });

  /** @type {any} openapi-fetch's methods, whose types are those of the contract */
  const methods = client;
  const { request } = methods;
  methods.request = (/** @type {string} */ method, /** @type {string} */ path, /** @type {any} */ init) => {
    const bodySerializer = rest.bodySerializer ?? serializer(operation(method.toUpperCase(), path).body);
    return request(method, path, { bodySerializer, ...init });
  };
  for (const method of ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"]) {
    methods[method] = (/** @type {string} */ path, /** @type {any} */ init) => methods.request(method, path, init);
  }
  return methods;
}

/**
 * Return what is declared of an operation, or that nothing is.
 * @param {string} method
 * @param {string} path
 */
function operation(method, path) {
  return OPERATIONS[`${method} ${path}`] ?? NOTHING;
}

/**
 * Take the credentials out of the options, and return the headers that they are sent in by their names.
 * @param {Record<string, any>} options
 * @returns {Map<string, [header: string, value: string]>}
 */
function takeCredentials(options) {
  const given = new Map();
  for (const [name, { header, prefix }] of Object.entries(CREDENTIALS)) {
    const value = options[name];
    delete options[name];
    if (!value) continue;
    try {
      new Headers([[header, prefix + value]]);
    } catch {
      // The error that fetch raises has the value in it.
      throw new TypeError(`${name} can't be sent: it holds what no header may`);
    }
    given.set(name, [header, prefix + value]);
  }
  return given;
}

/**
 * Return the headers of the first set that is there as a whole, or of what is there of the first.
 * @param {string[][]} security
 * @param {Map<string, [string, string]>} given
 * @returns {[header: string, value: string][]}
 */
function chosen(security, given) {
  const names = security.find((set) => set.every((name) => given.has(name))) ?? security[0] ?? [];
  return names.flatMap((name) => {
    const header = given.get(name);
    return header ? [header] : [];
  });
}

/**
 * Return how an operation's body is sent: as a form if that is declared first, or if files can't go otherwise.
 * @param {string[]} mediaTypes
 */
function serializer(mediaTypes) {
  return (/** @type {any} */ body, /** @type {Headers} */ headers) => {
    const asked = headers.has("Content-Type");
    const form = mediaTypes[0] === MULTIPART || (mediaTypes.includes(MULTIPART) && hasFile(body));
    if (asked || !form || body instanceof FormData) return serialize(body, headers);
    return formData(body);
  };
}

/** @param {any} body */
function hasFile(body) {
  return Object.values(body).flat().some((value) => value instanceof Blob);
}

/**
 * Return a body as a form: one part for each entry of an array, a file as it is, and objects as JSON.
 * @param {Record<string, any>} body
 */
function formData(body) {
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) {
    for (const part of Array.isArray(value) ? value : [value]) {
      if (part === undefined || part === null) continue;
      form.append(name, part instanceof Blob || typeof part !== "object" ? part : JSON.stringify(part));
    }
  }
  return form;
}
